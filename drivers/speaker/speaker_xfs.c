/* The driver "xfs5152": a text-to-speech chip's line, keys and timer. What is sent when is
 * tts_talk.c, what a frame is tts_frame.c. */
#include "speaker_xfs.h"

#include "port.h"
#include "serial.h"
#include "stream.h"
#include "tts_talk.h"

#include <errno.h>
#include <event2/event.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TCP_BYTE_US = 1042, CHIME_NAME_MAX = 16 };

struct speaker {
	const struct speaker_owner *owner;
	struct stream_owner stream_owner;
	struct stream *stream;
	struct event *timer;
	struct tts_talk talk;
	struct tts_settings settings;
	enum tts_encoding encoding;
	iconv_t to_chip; /* (iconv_t)-1 for Unicode, which needs none */
	char chime[CHIME_NAME_MAX];
	unsigned volume_percent, now_percent;
	uint64_t utterance;
	bool words;	/* of the utterance, not only its chime */
	bool end_soon;	/* accepted, and nothing of it can be said */
	bool connected; /* the line is open */
	enum tts_health told;
	struct device_statistics statistics;
};

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- text to pieces --- */

/* What the encoding lacks is left out: it can't be read anyway. */
static size_t encode(struct speaker *speaker, const char *text, size_t length, uint8_t *out,
		     size_t size)
{
	if (speaker->encoding == TTS_UNICODE)
		return tts_unicode(speaker->talk.chip, text, length, out, size);
	char *from = (char *)text, *to = (char *)out;
	size_t left = length, room = size;
	iconv(speaker->to_chip, NULL, NULL, NULL, NULL);
	while (left > 0 && iconv(speaker->to_chip, &from, &left, &to, &room) == (size_t)-1) {
		if (errno == E2BIG || left == 0)
			break;
		do { /* over the character that it did not know */
			from++;
			left--;
		} while (left > 0 && ((uint8_t)*from & 0xc0) == 0x80);
	}
	return size - room;
}

static bool add_piece(struct speaker *speaker, struct tts_speech *speech, const char *chime,
		      const char *text, size_t length, uint16_t *used)
{
	char before[TTS_SETTINGS_MAX];
	struct tts_piece *piece = &speech->pieces[speech->count];
	struct tts_settings settings = speaker->settings;
	settings.chime = chime;
	size_t head = tts_settings(speaker->talk.chip, &settings, before);
	if (speech->count == TTS_PIECES_MAX)
		return false;
	uint8_t *to = speech->bytes + *used;
	size_t room = sizeof speech->bytes - *used;
	if (room > speaker->talk.chip->text_max)
		room = speaker->talk.chip->text_max;
	size_t wrote = encode(speaker, before, head, to, room);
	wrote += encode(speaker, text, length, to + wrote, room - wrote);
	*piece = (struct tts_piece){ .start = *used,
				     .length = (uint16_t)wrote,
				     .characters = (uint16_t)tts_characters(text, length) };
	*used = (uint16_t)(*used + wrote);
	speech->count++;
	return true;
}

static size_t head_length(const struct speaker *speaker, const char *chime)
{
	char before[TTS_SETTINGS_MAX];
	struct tts_settings settings = speaker->settings;
	settings.chime = chime;
	return tts_settings(speaker->talk.chip, &settings, before);
}

static void make_speech(struct speaker *speaker, const char *text, bool chime,
			struct tts_speech *speech)
{
	bool wide = speaker->encoding == TTS_UNICODE;
	const char *tone = chime && speaker->chime[0] != '\0' ? speaker->chime : NULL;
	uint16_t used = 0;
	*speech = (struct tts_speech){ .encoding = speaker->encoding, .chime = tone != NULL };
	do {
		size_t head = head_length(speaker, tone) * (wide ? 2 : 1);
		size_t length = tts_piece(text, speaker->talk.chip->text_max - head, wide);
		if (!add_piece(speaker, speech, tone, text, length, &used))
			return;
		text += length;
		tone = NULL;
	} while (*text != '\0');
}

/* --- the talk --- */

static void tell(struct speaker *speaker)
{
	const struct speaker_owner *owner = speaker->owner;
	if (!speaker->connected || speaker->told == speaker->talk.health)
		return;
	speaker->told = speaker->talk.health;
	switch (speaker->told) {
	case TTS_UNKNOWN:
		break;
	case TTS_WELL:
		stream_good(speaker->stream);
		owner->health(owner->context, DEVICE_OK, "ok");
		break;
	case TTS_REJECTS:
		owner->health(owner->context, DEVICE_DEGRADED, "rejected");
		break;
	case TTS_STUCK:
		owner->health(owner->context, DEVICE_DEGRADED, "stuck");
		break;
	case TTS_SILENT:
		owner->health(owner->context, DEVICE_LOST, "no_answer");
		break;
	}
}

/* Sends what is due and sets the timer; calls nobody. */
static void move(struct speaker *speaker)
{
	const uint8_t *bytes;
	size_t length;
	while ((length = tts_talk_take(&speaker->talk, now_ms(), &bytes)) > 0)
		stream_send(speaker->stream, bytes, length); /* a full line shows as silence */
	int64_t next =
		speaker->end_soon || speaker->talk.finished ? 0 : tts_talk_next(&speaker->talk);
	if (next == INT64_MAX) {
		evtimer_del(speaker->timer);
		return;
	}
	int64_t wait_ms = next - now_ms();
	if (wait_ms < 0)
		wait_ms = 0;
	struct timeval after = { wait_ms / 1000, wait_ms % 1000 * 1000 };
	evtimer_add(speaker->timer, &after);
}

static void say_finished(struct speaker *speaker)
{
	const struct speaker_owner *owner = speaker->owner;
	bool spoken = speaker->talk.spoken && speaker->words;
	if (!speaker->talk.finished && !speaker->end_soon)
		return;
	if (speaker->end_soon)
		spoken = false;
	speaker->end_soon = speaker->talk.finished = false;
	owner->finished(owner->context, speaker->utterance, spoken);
}

static void after(struct speaker *speaker)
{
	tell(speaker);
	move(speaker);
	say_finished(speaker);
}

static void timer_due(evutil_socket_t fd, short what, void *arg)
{
	struct speaker *speaker = arg;
	(void)fd;
	(void)what;
	tts_talk_tick(&speaker->talk, now_ms());
	after(speaker);
}

static void connected(void *context)
{
	struct speaker *speaker = context;
	speaker->connected = true;
	speaker->told = TTS_UNKNOWN;
	tts_talk_connected(&speaker->talk, now_ms());
	after(speaker);
}

static void received(void *context, const uint8_t *bytes, size_t length)
{
	struct speaker *speaker = context;
	for (size_t i = 0; i < length; i++)
		tts_talk_byte(&speaker->talk, bytes[i], now_ms());
	after(speaker);
}

static void drained(void *context)
{
	(void)context;
}

static void lost(void *context, const char *reason)
{
	struct speaker *speaker = context;
	speaker->connected = false;
	tts_talk_lost(&speaker->talk);
	speaker->owner->health(speaker->owner->context, DEVICE_LOST, reason);
	after(speaker);
}

/* --- the ops --- */

static void xfs_close(struct speaker *speaker)
{
	if (speaker == NULL)
		return;
	stream_destroy(speaker->stream);
	if (speaker->timer != NULL)
		event_free(speaker->timer);
	if (speaker->to_chip != (iconv_t)-1)
		iconv_close(speaker->to_chip);
	free(speaker);
}

static int check_baud(struct config_keys *keys, const struct tts_chip *chip,
		      const struct port_description *port)
{
	char problem[96];
	size_t length = 0;
	if (port->kind != PORT_SERIAL)
		return 0; /* a serial server has a speed of its own */
	for (const int *baud = chip->bauds; *baud > 0; baud++)
		if (*baud == port->baud)
			return 0;
	for (const int *baud = chip->bauds; *baud > 0; baud++)
		length += (size_t)snprintf(problem + length, sizeof problem - length, "%s%d",
					   length > 0 ? ", " : "", *baud);
	char whole[160];
	snprintf(whole, sizeof whole, "has %d baud, allowed for this chip are %s", port->baud,
		 problem);
	return keys->ops->fail(keys, "port", whole);
}

static int take_chime(struct speaker *speaker, struct config_keys *keys)
{
	const char *chime = speaker->talk.chip->chime;
	int taken = keys->ops->take_text(keys, "chime", &chime);
	if (taken < 0)
		return taken;
	size_t length = strspn(chime, "abcdefghijklmnopqrstuvwxyz0123456789");
	if (length == 0 || chime[length] != '\0' || length >= CHIME_NAME_MAX)
		return keys->ops->fail(keys, "chime",
				       "is no tone: allowed are up to 15 small letters and "
				       "digits, as sound101, or none");
	if (strcmp(chime, "none") != 0)
		strcpy(speaker->chime, chime);
	return 0;
}

static int take_speaker(struct speaker *speaker, struct config_keys *keys)
{
	static const long known[] = { 3, 51, 52, 53, 54, 55 };
	long number = 0;
	int taken = keys->ops->take_integer(keys, "speaker", 0, 99, &number);
	if (taken <= 0)
		return taken;
	for (unsigned i = 0; i < sizeof known / sizeof known[0]; i++)
		if (known[i] == number && speaker->talk.chip->reads_english) {
			speaker->settings.speaker = (unsigned)number;
			return 0;
		}
	return keys->ops->fail(keys, "speaker",
			       speaker->talk.chip->reads_english
				       ? "is none of the chip's: allowed are 3, 51, 52, 53, 54, 55"
				       : "is not allowed: this chip has one voice");
}

static int take_keys(struct speaker *speaker, struct config_keys *keys, struct port **port)
{
	static const char *const kinds[] = { "serial", "tcp", NULL };
	static const char *const chips[] = { "xfs5152", "syn6288", NULL };
	static const char *const encodings[] = { "gbk", "gb2312", "unicode", NULL };
	static const enum tts_encoding values[] = { TTS_GBK, TTS_GB2312, TTS_UNICODE };
	static const char *const names[] = { "GBK", "EUC-CN", NULL };
	int chip = 0, encoding = 0;
	long volume_percent = 100;
	if (keys->ops->take_choice(keys, "chip", chips, &chip) < 0)
		return -EINVAL;
	int has_port = config_keys_need_port(keys, "port", kinds, port);
	long speed = tts_chips[chip].speed_usual;
	int has_encoding = keys->ops->take_choice(keys, "encoding", encodings, &encoding);
	int has_volume = keys->ops->take_integer(keys, "volume_percent", 0, 100, &volume_percent);
	int has_speed =
		keys->ops->take_integer(keys, "speed", 0, (long)tts_chips[chip].speed_max, &speed);
	tts_talk_init(&speaker->talk, &tts_chips[chip], TCP_BYTE_US);
	int has_chime = take_chime(speaker, keys), has_speaker = take_speaker(speaker, keys);
	if (has_port < 0 || has_encoding < 0 || has_volume < 0 || has_speed < 0 || has_chime < 0 ||
	    has_speaker < 0)
		return -EINVAL;
	speaker->volume_percent = (unsigned)volume_percent;
	speaker->settings.speed = (unsigned)speed;
	speaker->encoding = values[encoding];
	if (names[encoding] != NULL) {
		speaker->to_chip = iconv_open(names[encoding], "UTF-8");
		if (speaker->to_chip == (iconv_t)-1)
			return keys->ops->fail(keys, "encoding", "is not known to this system");
	}
	return check_baud(keys, &tts_chips[chip], port_describe(*port));
}

static int xfs_open(struct speaker **out, struct event_base *base, struct config_keys *keys,
		    const struct speaker_owner *owner)
{
	struct port *port = NULL;
	struct speaker *speaker = calloc(1, sizeof *speaker);
	if (speaker == NULL)
		return -ENOMEM;
	speaker->owner = owner;
	speaker->to_chip = (iconv_t)-1;
	speaker->now_percent = 100;
	speaker->stream_owner =
		(struct stream_owner){ speaker, connected, received, drained, lost };
	int result = take_keys(speaker, keys, &port);
	if (result < 0)
		goto fail;
	const struct port_description *description = port_describe(port);
	if (description->kind == PORT_SERIAL)
		speaker->talk.byte_us =
			(uint32_t)(serial_character_ns(description->baud, description->parity) /
				   1000);
	result = -ENOMEM;
	speaker->timer = evtimer_new(base, timer_due, speaker);
	if (speaker->timer == NULL)
		goto fail;
	result = stream_create(&speaker->stream, base, description, &speaker->stream_owner);
	if (result == -EINVAL)
		result = keys->ops->fail(keys, "port", "has no numeric address");
	if (result < 0)
		goto fail;
	*out = speaker;
	return 0;
fail:
	xfs_close(speaker);
	return result;
}

static int xfs_say(struct speaker *speaker, const struct speech *speech, uint64_t utterance)
{
	struct tts_speech made;
	bool english = strcmp(speech->language, "en") == 0;
	bool reads = speech->text[0] != '\0' && (strcmp(speech->language, "zh") == 0 ||
						 (english && speaker->talk.chip->reads_english));
	bool rings = speech->chime && speaker->chime[0] != '\0';
	if (speaker->talk.speaks || speaker->talk.finished || speaker->end_soon)
		return -EBUSY;
	if (!speaker->connected)
		return -ENODEV;
	speaker->settings.english = english;
	speaker->settings.volume_percent = speaker->volume_percent * speaker->now_percent / 100;
	if (reads || rings) {
		make_speech(speaker, reads ? speech->text : "", speech->chime, &made);
		int result = tts_talk_say(&speaker->talk, &made, now_ms());
		if (result < 0)
			return result;
	} else {
		speaker->end_soon = true;
	}
	speaker->words = reads || (rings && speech->text[0] == '\0');
	speaker->utterance = utterance;
	speaker->statistics.requests++;
	move(speaker);
	return 0;
}

static void xfs_stop(struct speaker *speaker)
{
	tts_talk_stop(&speaker->talk, now_ms());
	move(speaker);
}

static void xfs_volume(struct speaker *speaker, unsigned percent)
{
	speaker->now_percent = percent > 100 ? 100 : percent;
}

static void xfs_statistics(const struct speaker *speaker, struct device_statistics *out)
{
	*out = speaker->statistics;
	out->time_outs = speaker->talk.time_outs;
	out->bad_frames = speaker->talk.noise + speaker->talk.rejected;
	out->stale_replies = speaker->talk.stale;
}

const struct speaker_ops speaker_xfs5152 = {
	.name = "xfs5152",
	.open = xfs_open,
	.say = xfs_say,
	.stop = xfs_stop,
	.volume = xfs_volume,
	.statistics = xfs_statistics,
	.close = xfs_close,
};
