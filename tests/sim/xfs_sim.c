/* A text-to-speech chip on a UART. */
#include "xfs_sim.h"

#include <errno.h>
#include <event2/event.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>

enum { HEAD = 0xFD, SYN_TEXT_MAX = 200 };

static void arm(struct event *timer, int64_t wait_us)
{
	if (wait_us < 0)
		wait_us = 0;
	struct timeval wait = { .tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000 };
	event_add(timer, &wait);
}

/* --- answers --- */

static void answers_arm(struct xfs_sim *sim)
{
	if (sim->answer_count > 0)
		arm(sim->answer_timer, sim->answers[0].due_us - sim_monotonic_us());
}

static void send_byte(struct xfs_sim *sim, uint8_t byte)
{
	for (unsigned i = 0; i < sim->faults.noise; i++) {
		sim->random = sim->random * 1664525u + 1013904223u;
		uint8_t noise = (uint8_t)(0x80 | (sim->random >> 24));
		sim->owner.send(sim->owner.context, &noise, 1);
	}
	if (sim->owner.send(sim->owner.context, &byte, 1) < 0)
		sim->answers_lost++;
}

static void answer_due(evutil_socket_t fd, short what, void *arg)
{
	struct xfs_sim *sim = arg;
	(void)fd;
	(void)what;
	while (sim->answer_count > 0 && sim->answers[0].due_us <= sim_monotonic_us()) {
		uint8_t byte = sim->answers[0].byte;
		memmove(sim->answers, sim->answers + 1,
			--sim->answer_count * sizeof sim->answers[0]);
		send_byte(sim, byte);
	}
	answers_arm(sim);
}

static void answer_after(struct xfs_sim *sim, uint8_t byte, unsigned wait_ms)
{
	if (sim->faults.silence || !sim->power)
		return;
	wait_ms += sim->faults.late_ms;
	if (wait_ms == 0 && sim->answer_count == 0) {
		send_byte(sim, byte);
		return;
	}
	if (sim->answer_count == XFS_SIM_QUEUE_MAX) {
		sim->answers_lost++;
		return;
	}
	sim->answers[sim->answer_count].due_us = sim_monotonic_us() + (int64_t)wait_ms * 1000;
	sim->answers[sim->answer_count++].byte = byte;
	answers_arm(sim);
}

static void answer(struct xfs_sim *sim, uint8_t byte)
{
	answer_after(sim, byte, 0);
}

/* --- speech --- */

/* The text as UTF-8; what is no text in its encoding becomes "?". */
static char *decode(const struct xfs_sim *sim, unsigned encoding, const uint8_t *bytes,
		    size_t length)
{
	static const char *const names[2][4] = { { "GB2312", "GBK", "BIG5", "UTF-16LE" },
						 { "GB2312", "GBK", "BIG5", "UTF-16BE" } };
	size_t room = length * 3 + 1, left = length;
	char *text = malloc(room + 1), *to = text, *from = (char *)bytes;
	iconv_t reader = iconv_open("UTF-8", names[sim->chip][encoding & 3]);
	if (text == NULL || reader == (iconv_t)-1)
		abort();
	while (left > 0 && iconv(reader, &from, &left, &to, &room) == (size_t)-1) {
		if (errno == E2BIG || room == 0)
			break;
		from++;
		left--;
		*to++ = '?';
		room--;
	}
	*to = '\0';
	iconv_close(reader);
	return text;
}

/* The tags are the chip's to obey: "[v8]" is not said. Returns how long the rest takes, ms. */
static unsigned obey(struct xfs_sim *sim, const char *text)
{
	unsigned most = sim->chip == XFS_SIM_XFS5152 ? 10 : 16, duration_ms = 0;
	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '[') {
			if (at[1] == 'v') {
				unsigned volume = (unsigned)strtoul(at + 2, NULL, 10);
				sim->volume = volume > most ? most : volume;
			}
			const char *end = strchr(at, ']');
			at = end != NULL ? end : at;
		} else if (strncmp(at, "sound", 5) == 0) {
			duration_ms += XFS_SIM_TONE_MS;
			at += strcspn(at, ", ");
			if (*at == '\0')
				break;
		} else if (((uint8_t)*at & 0xC0) != 0x80 && *at != ' ' && *at != ',') {
			duration_ms += XFS_SIM_CHARACTER_MS;
		}
	}
	return duration_ms;
}

static void keep(struct xfs_sim *sim, struct xfs_sim_spoken spoken)
{
	if (sim->count == sim->room && sim->room < XFS_SIM_SPOKEN_MAX) {
		uint32_t room = sim->room > 0 ? sim->room * 2 : 64;
		struct xfs_sim_spoken *more = realloc(sim->spoken, room * sizeof *more);
		if (more != NULL) {
			sim->spoken = more;
			sim->room = room;
		}
	}
	if (sim->count == sim->room)
		free(spoken.text);
	else
		sim->spoken[sim->count++] = spoken;
}

static void end_speech(struct xfs_sim *sim, bool whole)
{
	if (!sim->speaking)
		return;
	sim->speaking = false;
	event_del(sim->done_timer);
	if (sim->count > 0) {
		sim->spoken[sim->count - 1].end_us = sim_clock_now(sim->clock);
		sim->spoken[sim->count - 1].whole = whole;
	}
}

static void start_new(struct xfs_sim *sim)
{
	sim->volume = sim->chip == XFS_SIM_XFS5152 ? 5 : 10;
	sim->length = 0;
	sim->asleep = false;
	answer(sim, 0x4A);
}

static void done_due(evutil_socket_t fd, short what, void *arg)
{
	struct xfs_sim *sim = arg;
	(void)fd;
	(void)what;
	if (sim->faults.reboot_ms > 0) {
		sim->faults.reboot_ms = 0;
		end_speech(sim, false);
		start_new(sim);
		return;
	}
	end_speech(sim, true);
	if (sim->faults.never_idle)
		return;
	answer(sim, 0x4F);
	if (sim->faults.double_idle)
		answer_after(sim, 0x4F, 150);
}

static void text_frame(struct xfs_sim *sim, unsigned encoding, const uint8_t *bytes, size_t length)
{
	if (sim->faults.reject > 0) {
		sim->faults.reject--;
		answer(sim, 0x45);
		return;
	}
	sim->interrupted += sim->speaking;
	end_speech(sim, false);
	char *text = decode(sim, encoding, bytes, length);
	int64_t now = sim_clock_now(sim->clock), duration_ms = obey(sim, text);
	keep(sim, (struct xfs_sim_spoken){ .start_us = now, .text = text });
	sim->speaking = true;
	if (sim->faults.lose_taken > 0)
		sim->faults.lose_taken--;
	else
		answer(sim, 0x41);
	if (sim->faults.early_idle)
		answer_after(sim, 0x4F, 5);
	if (sim->faults.reboot_ms > 0)
		duration_ms = sim->faults.reboot_ms;
	if (!sim->faults.stuck)
		arm(sim->done_timer, duration_ms * 1000 / sim->clock->rate);
}

/* --- frames --- */

static void command(struct xfs_sim *sim, const uint8_t *data, size_t length)
{
	if (sim->asleep) { /* XFS5152CE §8.1.3; a SYN6288 wakes by any frame (§9.5) */
		sim->asleep = sim->chip == XFS_SIM_XFS5152 && data[0] != 0xFF;
		if (sim->asleep)
			return;
	}
	if (data[0] == 0x01 && length >= 2 &&
	    !(sim->chip == XFS_SIM_SYN6288 && length - 2 > SYN_TEXT_MAX)) {
		text_frame(sim, sim->chip == XFS_SIM_SYN6288 ? data[1] & 7u : data[1], data + 2,
			   length - 2);
		return;
	}
	if (length != 1) {
		sim->bad_frames++;
		answer(sim, 0x45);
		return;
	}
	switch (data[0]) {
	case 0x02:
		sim->stops++;
		answer(sim, 0x41);
		if (sim->speaking && !sim->faults.stuck)
			answer(sim, 0x4F);
		end_speech(sim, false);
		break;
	case 0x21:
		sim->queries++;
		answer(sim, sim->speaking ? 0x4E : 0x4F);
		break;
	case 0x88:
		answer(sim, 0x41);
		end_speech(sim, false);
		sim->asleep = true;
		break;
	case 0xFF:
	case 0x03:
	case 0x04:
		answer(sim, 0x41);
		break;
	default:
		sim->bad_frames++;
		answer(sim, 0x45);
		break;
	}
}

static void whole_frame(struct xfs_sim *sim)
{
	size_t data = sim->length - 3;
	sim->frames++;
	if (sim->chip == XFS_SIM_SYN6288) {
		uint8_t sum = 0;
		for (size_t i = 0; i + 1 < sim->length; i++)
			sum ^= sim->frame[i];
		data--;
		if (data == 0 || sum != sim->frame[sim->length - 1]) {
			sim->bad_frames++;
			answer(sim, 0x45);
			return;
		}
	}
	command(sim, sim->frame + 3, data);
}

void xfs_sim_receive(struct xfs_sim *sim, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	if (!sim->power)
		return;
	if (sim->length > 0 && ended_us - sim->last_byte_us > XFS_SIM_GAP_MS * 1000) {
		sim->bad_frames++;
		sim->length = 0;
	}
	sim->last_byte_us = ended_us;
	for (size_t i = 0; i < count; i++) {
		if (sim->length == 0 && bytes[i] != HEAD)
			continue; /* noise */
		sim->frame[sim->length++] = bytes[i];
		if (sim->length < 3)
			continue;
		size_t wanted = 3 + ((size_t)sim->frame[1] << 8 | sim->frame[2]);
		if (wanted == 3 || wanted > XFS_SIM_FRAME_MAX) {
			sim->bad_frames++;
			sim->length = 0;
			answer(sim, 0x45);
		} else if (sim->length == wanted) {
			whole_frame(sim);
			sim->length = 0;
		}
	}
}

void xfs_sim_power(struct xfs_sim *sim, bool on)
{
	if (!on) {
		end_speech(sim, false);
		sim->answer_count = 0;
		event_del(sim->answer_timer);
	}
	bool came = on && !sim->power;
	sim->power = on;
	if (came)
		start_new(sim);
}

int xfs_sim_init(struct xfs_sim *sim, struct event_base *base, enum xfs_sim_chip chip,
		 const struct sim_clock *clock, const struct xfs_sim_owner *owner)
{
	sim->owner = *owner;
	sim->clock = clock;
	sim->chip = chip;
	sim->random = 1;
	sim->done_timer = evtimer_new(base, done_due, sim);
	sim->answer_timer = evtimer_new(base, answer_due, sim);
	if (sim->done_timer == NULL || sim->answer_timer == NULL) {
		xfs_sim_finish(sim);
		return -ENOMEM;
	}
	xfs_sim_power(sim, true);
	return 0;
}

void xfs_sim_finish(struct xfs_sim *sim)
{
	if (sim->done_timer != NULL)
		event_free(sim->done_timer);
	if (sim->answer_timer != NULL)
		event_free(sim->answer_timer);
	sim->done_timer = sim->answer_timer = NULL;
	for (uint32_t i = 0; i < sim->count; i++)
		free(sim->spoken[i].text);
	free(sim->spoken);
	sim->spoken = NULL;
	sim->count = sim->room = 0;
}
