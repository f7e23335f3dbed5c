/* The clips speaker on a simulated sound line: what is said there, when it ends, what is told. */
#include "audio.h"
#include "check.h"
#include "fake_keys.h"
#include "port.h"
#include "speaker_clips.h"
#include "speaker_espeak.h"
#include "wav_files.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

struct heard {
	struct speaker_owner owner;
	struct speaker *speaker;
	enum device_health health;
	char detail[64];
	unsigned finished;
	uint64_t utterance;
	bool spoken;
};

static struct event_base *base;
static struct port *port;
static struct heard hall, other;
static char folder[64], line[96];
static int master = -1, slave = -1;

static void health(void *context, enum device_health state, const char *detail)
{
	struct heard *heard = context;
	heard->health = state;
	snprintf(heard->detail, sizeof heard->detail, "%s", detail);
}

static void finished(void *context, uint64_t utterance, bool spoken)
{
	struct heard *heard = context;
	heard->finished++;
	heard->utterance = utterance;
	heard->spoken = spoken;
}

static void plug(void)
{
	struct termios raw;
	master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
		abort();
	slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0 || tcgetattr(slave, &raw) < 0)
		abort();
	cfmakeraw(&raw);
	if (tcsetattr(slave, TCSANOW, &raw) < 0 || symlink(ptsname(master), line) < 0)
		abort();
}

static void unplug(void)
{
	close(master);
	close(slave);
	unlink(line);
}

static void open_as(struct heard *heard, const struct speaker_ops *ops, const char *fallback)
{
	struct fake_keys keys;
	memset(heard, 0, sizeof *heard);
	heard->owner = (struct speaker_owner){ heard, health, finished };
	fake_keys_init(&keys, "port", "sound", "clips", folder, "volume_percent", "80",
		       fallback ? "fallback" : NULL, fallback, NULL);
	fake_keys_add_port(&keys, port);
	if (ops->open(&heard->speaker, base, &keys.keys, &heard->owner) < 0 ||
	    fake_keys_left(&keys) != NULL)
		abort();
}

static void open_speaker(struct heard *heard)
{
	open_as(heard, &speaker_clips, NULL);
}

static void start(unsigned rate)
{
	static const char *const names[] = { "chime", "qing", "A", "0", "hao" };
	base = event_base_new();
	strcpy(folder, "/tmp/test-speaker-XXXXXX");
	if (mkdtemp(folder) == NULL)
		abort();
	snprintf(line, sizeof line, "%s/line", folder);
	for (unsigned i = 0; i < 5; i++) /* 0.1 s each */
		if (wav_file_write(folder, names[i], &wav_plain, (int)i, 2205) < 0)
			abort();
	plug();
	port = fake_port(base, "name", "sound", "kind", "audio", "line", line, NULL);
	audio_set_rate(port_audio(port), rate);
	open_speaker(&hall);
}

static void stop(void)
{
	char command[128];
	speaker_clips.close(hall.speaker);
	port_close(port);
	unplug();
	event_base_free(base);
	snprintf(command, sizeof command, "rm -r %s", folder);
	if (system(command) != 0)
		abort();
}

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void run(unsigned max_ms, const unsigned *until, unsigned value)
{
	int64_t end = now_ms() + max_ms;
	while (*until != value && now_ms() < end) {
		struct timeval wait = { 0, 10000 };
		event_base_loopexit(base, &wait);
		event_base_loop(base, EVLOOP_ONCE);
	}
}

static const char *heard_line(void)
{
	static char text[512];
	ssize_t length = read(master, text, sizeof text - 1);
	text[length > 0 ? length : 0] = '\0';
	return text;
}

static const unsigned *as_number(const enum device_health *state)
{
	return (const unsigned *)state;
}

static const struct speech speech_a0 = {
	.language = "zh",
	.chime = true,
	.text = "请A零号",
	.clip_count = 4,
	.clips = { "qing", "A", "0", "hao" },
};

static void clips_are_said_in_order_and_end_when_their_time_has_passed(void)
{
	start(1);
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK_TEXT(hall.detail, "ok");
	int64_t began = now_ms();
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 5) == 0);
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 6) == -EBUSY);
	run(3000, &hall.finished, 1);
	int64_t took = now_ms() - began;
	/* five clips of 100 ms, 250 ms after the chime, 40 ms after each other one */
	CHECK_TEXT(heard_line(), "SAY chime qing A 0 hao | 909\n");
	CHECK(hall.utterance == 5 && hall.spoken);
	CHECK(took >= 905 && took < 1500);
	stop();
}

static void a_fast_clock_shortens_the_utterance_only(void)
{
	start(100);
	run(2000, as_number(&hall.health), DEVICE_OK);
	int64_t began = now_ms();
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 5) == 0);
	run(3000, &hall.finished, 1);
	CHECK_TEXT(heard_line(), "SAY chime qing A 0 hao | 909\n");
	CHECK(now_ms() - began < 300);
	stop();
}

static void a_missing_clip_is_named_and_the_rest_is_said(void)
{
	struct speech speech = speech_a0;
	strcpy(speech.clips[1], "Z");
	start(10);
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_clips.say(hall.speaker, &speech, 1) == 0);
	run(3000, &hall.finished, 1);
	CHECK_TEXT(heard_line(), "SAY chime qing 0 hao | 769\n");
	CHECK(hall.spoken && hall.health == DEVICE_DEGRADED);
	CHECK_TEXT(hall.detail, "clip_missing Z");
	stop();
}

static void words_that_are_all_missing_are_not_spoken(void)
{
	struct speech speech = { .language = "zh", .chime = true, .clip_count = 1 };
	strcpy(speech.clips[0], "Z");
	start(10);
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_clips.say(hall.speaker, &speech, 1) == 0);
	run(3000, &hall.finished, 1);
	CHECK(hall.finished == 1 && !hall.spoken);
	stop();
}

static void two_speakers_on_one_output_take_turns(void)
{
	start(10);
	open_speaker(&other);
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 1) == 0);
	CHECK(speaker_clips.say(other.speaker, &speech_a0, 2) == 0);
	run(3000, &hall.finished, 1);
	CHECK(other.finished == 0);
	CHECK_TEXT(heard_line(), "SAY chime qing A 0 hao | 909\n");
	run(3000, &other.finished, 1);
	CHECK_TEXT(heard_line(), "SAY chime qing A 0 hao | 909\n");
	CHECK(other.utterance == 2 && other.spoken);
	CHECK(speaker_clips.say(other.speaker, &speech_a0, 3) == 0);
	speaker_clips.close(other.speaker); /* in the middle */
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 4) == 0);
	run(3000, &hall.finished, 2);
	CHECK(hall.utterance == 4 && other.finished == 1);
	stop();
}

static void a_line_pulled_out_ends_the_utterance_and_comes_back(void)
{
	start(1);
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 1) == 0);
	run(100, &hall.finished, 1);
	unplug();
	run(3000, &hall.finished, 1);
	CHECK(hall.finished == 1 && !hall.spoken && hall.health == DEVICE_LOST);
	CHECK_TEXT(hall.detail, "unplugged");
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 2) == -ENODEV);
	plug();
	run(4000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 3) == 0);
	run(3000, &hall.finished, 2);
	CHECK(hall.spoken);
	stop();
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), wanted = strlen(end);
	return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

static void what_is_said_is_cut_off_and_ends_unspoken(void)
{
	start(1);
	run(2000, as_number(&hall.health), DEVICE_OK);
	speaker_clips.stop(hall.speaker); /* nothing is said: nothing happens */
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 1) == 0);
	run(100, &hall.finished, 1);
	int64_t began = now_ms();
	speaker_clips.stop(hall.speaker);
	speaker_clips.stop(hall.speaker);
	CHECK(hall.finished == 0);
	run(2000, &hall.finished, 1);
	CHECK(hall.finished == 1 && !hall.spoken && now_ms() - began < 300);
	run(50, &hall.finished, 2);
	CHECK(ends_with(heard_line(), "SAY chime qing A 0 hao | 909\nSTOP\n"));
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 2) == 0);
	run(3000, &hall.finished, 2);
	CHECK(hall.spoken);
	stop();
}

static void one_that_waits_for_the_output_is_cut_off_too(void)
{
	start(1);
	open_speaker(&other);
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 1) == 0);
	CHECK(speaker_clips.say(other.speaker, &speech_a0, 2) == 0);
	run(50, &hall.finished, 1);
	speaker_clips.stop(other.speaker);
	run(3000, &hall.finished, 1);
	run(300, &other.finished, 1);
	CHECK(hall.spoken && other.finished == 1 && !other.spoken);
	CHECK_TEXT(heard_line(), "SAY chime qing A 0 hao | 909\n");
	speaker_clips.close(other.speaker);
	stop();
}

static void a_text_without_clips_is_a_chime_that_says_it_was_not_spoken(void)
{
	struct speech speech = { .language = "zh", .chime = true, .text = "今天下午停电" };
	start(10);
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_clips.say(hall.speaker, &speech, 1) == 0);
	run(3000, &hall.finished, 1);
	CHECK_TEXT(heard_line(), "SAY chime | 349\n");
	CHECK(hall.finished == 1 && !hall.spoken);
	speech.text[0] = '\0'; /* a chime alone is all that was asked for */
	CHECK(speaker_clips.say(hall.speaker, &speech, 2) == 0);
	run(3000, &hall.finished, 2);
	CHECK(hall.finished == 2 && hall.spoken);
	stop();
}

static void the_fallback_says_what_has_no_clips(void)
{
	struct speech speech = speech_a0;
	start(100);
	speaker_clips.close(hall.speaker);
	open_as(&hall, &speaker_clips, "espeak");
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_clips.say(hall.speaker, &speech, 1) == 0);
	run(3000, &hall.finished, 1);
	CHECK_TEXT(heard_line(), "SAY chime qing A 0 hao | 909\n");
	strcpy(speech.clips[1], "Z");
	CHECK(speaker_clips.say(hall.speaker, &speech, 2) == 0);
	run(5000, &hall.finished, 2);
	const char *heard = heard_line();
	unsigned duration_ms = 0;
	CHECK(sscanf(heard, "SAY chime espeak:请A零号 | %u", &duration_ms) == 1);
	CHECK(duration_ms > 900 && duration_ms < 4000);
	CHECK(hall.spoken && hall.health == DEVICE_DEGRADED);
	CHECK_TEXT(hall.detail, "clip_missing Z");
	stop();
}

static void the_synthesiser_speaks_three_languages_and_owns_up_to_the_rest(void)
{
	static const struct speech texts[] = {
		{ .language = "zh", .chime = true, .text = "请A零一二号，到三号窗口" },
		{ .language = "en", .text = "please go to window three" },
		{ .language = "ug", .text = "ئۈچ نومۇرلۇق كۆزنەككە كېلىڭ" },
	};
	struct speech other_language = { .language = "kk", .chime = true, .text = "сәлем" };
	unsigned duration_ms = 0;
	start(100);
	speaker_clips.close(hall.speaker);
	open_as(&hall, &speaker_espeak, NULL);
	run(2000, as_number(&hall.health), DEVICE_OK);
	for (unsigned i = 0; i < 3; i++) {
		CHECK(speaker_espeak.say(hall.speaker, &texts[i], i) == 0);
		run(5000, &hall.finished, i + 1);
		const char *heard = strrchr(heard_line(), '|');
		CHECK(hall.spoken && heard != NULL);
		CHECK(heard != NULL && sscanf(heard, "| %u", &duration_ms) == 1);
		CHECK(duration_ms > 1000 && duration_ms < 6000);
	}
	CHECK(hall.health == DEVICE_OK);
	CHECK(speaker_espeak.say(hall.speaker, &other_language, 9) == 0);
	run(3000, &hall.finished, 4);
	CHECK_TEXT(heard_line(), "SAY chime | 349\n");
	CHECK(!hall.spoken);
	/* Closed while a sentence is being made. */
	CHECK(speaker_espeak.say(hall.speaker, &texts[0], 10) == 0);
	stop();
}

static void a_sentence_that_is_still_made_can_be_stopped(void)
{
	struct speech speech = { .language = "zh", .chime = true, .text = "请A零一二号" };
	start(1);
	speaker_clips.close(hall.speaker);
	open_as(&hall, &speaker_espeak, NULL);
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_espeak.say(hall.speaker, &speech, 1) == 0);
	speaker_espeak.stop(hall.speaker);
	run(3000, &hall.finished, 1);
	CHECK(hall.finished == 1 && !hall.spoken);
	CHECK_TEXT(heard_line(), "");
	stop();
}

static void wrong_keys_are_refused(void)
{
	struct fake_keys keys;
	struct speaker *speaker = NULL;
	start(1);
	fake_keys_init(&keys, "port", "sound", "clips", "/tmp/no-such-clips", NULL);
	fake_keys_add_port(&keys, port);
	CHECK(speaker_clips.open(&speaker, base, &keys.keys, &hall.owner) == -EINVAL);
	CHECK_TEXT(keys.said, "clips is no folder of clips: No such file or directory");
	fake_keys_init(&keys, "port", "sound", "clips", folder, "volume_percent", "101", NULL);
	fake_keys_add_port(&keys, port);
	CHECK(speaker_clips.open(&speaker, base, &keys.keys, &hall.owner) == -EINVAL);
	CHECK_TEXT(keys.said, "volume_percent is no such number");
	fake_keys_init(&keys, "port", "sound", "clips", folder, "fallback", "festival", NULL);
	fake_keys_add_port(&keys, port);
	CHECK(speaker_clips.open(&speaker, base, &keys.keys, &hall.owner) == -EINVAL);
	CHECK_TEXT(keys.said, "fallback is not allowed");
	stop();
}

int main(void)
{
	wrong_keys_are_refused();
	clips_are_said_in_order_and_end_when_their_time_has_passed();
	a_fast_clock_shortens_the_utterance_only();
	a_missing_clip_is_named_and_the_rest_is_said();
	words_that_are_all_missing_are_not_spoken();
	two_speakers_on_one_output_take_turns();
	what_is_said_is_cut_off_and_ends_unspoken();
	one_that_waits_for_the_output_is_cut_off_too();
	a_text_without_clips_is_a_chime_that_says_it_was_not_spoken();
	the_fallback_says_what_has_no_clips();
	the_synthesiser_speaks_three_languages_and_owns_up_to_the_rest();
	a_sentence_that_is_still_made_can_be_stopped();
	a_line_pulled_out_ends_the_utterance_and_comes_back();
	return check_result();
}
