/* The driver "escpos": its keys, its wire and its loop. The bytes are made in escpos_encode.c and
 * escpos_page.c, read in escpos_status.c; what is believed of the status is decided in
 * escpos_poll.c, and what becomes of a ticket in escpos_jobs.c. */
#include "printer_escpos.h"

#include "escpos_encode.h"
#include "escpos_printer.h"
#include "escpos_status.h"
#include "port.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	RECOVER_US = 10000000,
	FLUSH_MAX = ESCPOS_WIDTH_BYTES_MAX * ESCPOS_BAND_ROWS + ESCPOS_COMMAND_MAX,
};

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void take_realtime(struct printer *printer, uint8_t answer, int64_t now)
{
	uint32_t latency_us;
	struct device_statistics *statistics = &printer->statistics;
	if (!escpos_poll_answer(&printer->poll, answer, now, &latency_us)) {
		statistics->stale_replies++;
		return;
	}
	printer->heard = true;
	stream_good(printer->stream);
	if (statistics->latency_us == 0)
		statistics->latency_us = latency_us;
	else
		statistics->latency_us =
			(uint32_t)(((uint64_t)statistics->latency_us * 7 + latency_us) / 8);
	if (printer->lost && printer->poll.complete)
		printer->lost = false;
}

static void take(struct printer *printer, uint8_t byte, int64_t now)
{
	const struct escpos_answer *answer = &printer->parser.answer;
	enum escpos_feed feed = escpos_status_feed(&printer->parser, byte);
	if (feed == FEED_BAD)
		printer->statistics.bad_frames++;
	if (feed != FEED_READY)
		return;
	if (answer->kind == ESCPOS_REALTIME)
		take_realtime(printer, answer->value[0], now);
	else if (answer->kind == ESCPOS_BUFFERED)
		escpos_jobs_answered(printer, answer->value[0], now);
	else if (answer->kind == ESCPOS_AUTOMATIC)
		escpos_poll_hurry(&printer->poll, now); /* something changed: ask what */
}

static void lose(struct printer *printer, const char *reason)
{
	printer->lost = true;
	strncpy(printer->lost_reason, reason, sizeof printer->lost_reason - 1);
	printer->sync = printer->confirm ? SYNC_NEEDED : SYNC_DONE;
	printer->sync_tries = 0;
	printer->torn |= printer->phase != JOB_NONE && printer->chunk > 1;
	escpos_jobs_fail(printer);
}

/* The last connection, of this or an earlier run of the program, may have broken in the middle of a
 * picture: the printer would take the next ticket, and questions too, for the rest of it. */
static void flush(struct printer *printer)
{
	uint8_t bytes[FLUSH_MAX];
	struct escpos_buffer buffer;
	escpos_buffer_init(&buffer, bytes, sizeof bytes);
	escpos_flush(&buffer, printer->profile->dots / 8);
	stream_send(printer->stream, bytes, buffer.length);
}

static void run_poll(struct printer *printer, int64_t now)
{
	uint8_t bytes[ESCPOS_COMMAND_MAX];
	struct escpos_buffer buffer;
	struct escpos_state state;
	if (!stream_reads(printer->stream))
		return;
	if (escpos_poll_tick(&printer->poll, now) && !escpos_look_is_one_way(printer))
		printer->statistics.time_outs++;
	if (stream_queued(printer->stream) > 0)
		return;
	escpos_buffer_init(&buffer, bytes, sizeof bytes);
	escpos_look_state(printer, &state);
	if (state.cutter_error && printer->phase == JOB_NONE && now >= printer->recover_us) {
		escpos_recover(&buffer);
		printer->recover_us = now + RECOVER_US;
	}
	unsigned ask = escpos_poll_due(&printer->poll, now);
	if (ask != 0)
		escpos_ask_realtime(&buffer, ask);
	if (buffer.length == 0 || stream_send(printer->stream, bytes, buffer.length) < 0)
		return;
	if (ask != 0)
		escpos_poll_sent(&printer->poll, now, stream_backlog(printer->stream));
}

static int64_t earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void arm(struct printer *printer, int64_t now)
{
	int64_t due = now + ESCPOS_FRESH_US;
	bool idle_wire = stream_queued(printer->stream) == 0;
	if (stream_reads(printer->stream) && (idle_wire || printer->poll.waiting))
		due = earlier(due, printer->poll.due_us);
	if (printer->phase != JOB_NONE)
		due = earlier(due, printer->deadline_us);
	if (printer->phase == JOB_SENDING && escpos_jobs_is_held(printer))
		due = earlier(due, printer->pace_us);
	if (printer->phase == JOB_CHECKING && stream_backlog(printer->stream) > 0)
		due = earlier(due, now + stream_backlog(printer->stream));
	if (printer->sync == SYNC_ASKED || printer->sync == SYNC_QUIET)
		due = earlier(due, printer->sync_due_us);
	int64_t left = due > now ? due - now : 1000;
	struct timeval after = { left / 1000000, left % 1000000 };
	evtimer_add(printer->timer, &after);
}

static void run(struct printer *printer)
{
	int64_t now = now_us();
	if (printer->connected) {
		run_poll(printer, now);
		if (escpos_poll_silent(&printer->poll) && !escpos_look_is_one_way(printer)) {
			printer->connected = false;
			stream_restart(printer->stream);
			lose(printer, "no_answer");
		}
	}
	if (printer->connected) {
		if (printer->confirm && !stream_reads(printer->stream) && !printer->lost)
			lose(printer, "one_way: set confirm"); /* no answer can ever come */
		escpos_jobs_sync(printer, now);
		if (printer->phase != JOB_NONE)
			escpos_jobs_go_on(printer, now);
		if (printer->phase == JOB_NONE && printer->waiting_count > 0)
			escpos_jobs_start(printer, now);
		if (printer->phase == JOB_SENDING && printer->chunk == 0)
			escpos_jobs_go_on(printer, now);
		arm(printer, now);
	}
	escpos_look_tell(printer);
}

void escpos_jobs_drawn(struct printer *printer)
{
	run(printer);
}

static void timer_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	run(arg);
}

static uint8_t lacks(const struct escpos_profile *profile)
{
	uint8_t bits = 0;
	for (unsigned n = 1; n <= 4; n++)
		if (profile->answers[n] == ESCPOS_NO)
			bits |= (uint8_t)(1u << n);
	return bits;
}

static void stream_connected(void *context)
{
	struct printer *printer = context;
	printer->connected = true;
	printer->mute = false;
	printer->owed = 0;
	if (escpos_look_is_one_way(printer))
		printer->lost = false;
	escpos_status_init(&printer->parser);
	escpos_poll_reset(&printer->poll, lacks(printer->profile), now_us());
	flush(printer);
	run(printer);
}

static void stream_received(void *context, const uint8_t *bytes, size_t length)
{
	struct printer *printer = context;
	int64_t now = now_us();
	for (size_t i = 0; i < length; i++)
		take(printer, bytes[i], now);
	run(printer);
}

static void stream_drained(void *context)
{
	run(context);
}

static void stream_lost(void *context, const char *reason)
{
	struct printer *printer = context;
	printer->connected = false;
	evtimer_del(printer->timer);
	lose(printer, reason);
	escpos_look_tell(printer);
}

static void printer_close(struct printer *printer)
{
	if (printer == NULL)
		return;
	stream_destroy(printer->stream);
	if (printer->timer != NULL)
		event_free(printer->timer);
	escpos_drawer_destroy(printer->drawer);
	escpos_converter_destroy(printer->converter);
	free(printer);
}

/* "found …, allowed are …": the names of the table. */
static int fail_profile(struct config_keys *keys, const char *found)
{
	char problem[512];
	const char *separator = "";
	int length = snprintf(problem, sizeof problem, "found \"%.32s\", allowed are ", found);
	for (size_t i = 0; escpos_profile_at(i) != NULL && length < (int)sizeof problem; i++) {
		length += snprintf(problem + length, sizeof problem - (size_t)length, "%s%s",
				   separator, escpos_profile_at(i)->name);
		separator = ", ";
	}
	return keys->ops->fail(keys, "profile", problem);
}

/* profile: a model; paper_width_mm: 58 or 80 and nothing more is known. One of the two. */
static int take_profile(struct printer *printer, struct config_keys *keys)
{
	const char *name = NULL;
	long paper_width_mm = 0;
	int has_name = keys->ops->take_text(keys, "profile", &name);
	if (has_name < 0)
		return -EINVAL;
	if (has_name == 0) {
		if (config_keys_need_integer(keys, "paper_width_mm", 1, 1000, &paper_width_mm) < 0)
			return -EINVAL;
		printer->profile = escpos_profile_find((int)paper_width_mm);
		if (printer->profile == NULL)
			return keys->ops->fail(keys, "paper_width_mm",
					       "must be 58 or 80, the widths of paper rolls");
		return 0;
	}
	printer->profile = escpos_profile_named(name);
	if (printer->profile == NULL)
		return fail_profile(keys, name);
	int has_width = keys->ops->take_integer(keys, "paper_width_mm", 1, 1000, &paper_width_mm);
	if (has_width == 1 && paper_width_mm != printer->profile->paper_width_mm)
		return keys->ops->fail(keys, "paper_width_mm",
				       "is not this profile's; leave it out, the profile says it");
	return has_width < 0 ? -EINVAL : 0;
}

static int take_font(struct printer *printer, struct config_keys *keys)
{
	const char *font = NULL;
	int has = keys->ops->take_text(keys, "font", &font);
	if (has == 1 && strlen(font) >= sizeof printer->font)
		return keys->ops->fail(keys, "font", "is too long, allowed are 127 bytes");
	if (has == 1)
		strcpy(printer->font, font);
	return has < 0 ? -EINVAL : 0;
}

static int take_cut(struct printer *printer, struct config_keys *keys)
{
	static const char *const cuts[] = { "partial", "full", "none", NULL };
	static const enum escpos_cut cut_of[] = { ESCPOS_CUT_PARTIAL, ESCPOS_CUT_FULL,
						  ESCPOS_CUT_NONE };
	bool lacks_cutter = printer->profile != NULL && printer->profile->cutter == ESCPOS_NO;
	int cut = lacks_cutter ? 2 : 0;
	if (keys->ops->take_choice(keys, "cut", cuts, &cut) < 0)
		return -EINVAL;
	printer->cut = cut_of[cut];
	if (lacks_cutter && printer->cut != ESCPOS_CUT_NONE)
		return keys->ops->fail(keys, "cut", "must be none: this model has no cutter");
	return 0;
}

static int take_keys(struct printer *printer, struct config_keys *keys, struct port **port)
{
	static const char *const kinds[] = { "serial", "tcp", "usb-printer", NULL };
	static const char *const confirms[] = { "answer", "none", NULL };
	int confirm = 0;
	long roll_m = 0;
	/* Every key is taken, so that all mistakes are said at once. */
	int has_port = config_keys_need_port(keys, "port", kinds, port);
	int has_profile = take_profile(printer, keys);
	int has_confirm = keys->ops->take_choice(keys, "confirm", confirms, &confirm);
	int has_cut = take_cut(printer, keys);
	int has_font = take_font(printer, keys);
	int has_roll = keys->ops->take_integer(keys, "roll_m", 5, 500, &roll_m);
	if (has_port < 0 || has_profile < 0 || has_confirm < 0 || has_cut < 0 || has_font < 0 ||
	    has_roll < 0)
		return -EINVAL;
	printer->confirm = confirm == 0;
	if (has_roll == 0)
		roll_m = escpos_roll_usual_m(printer->profile->paper_width_mm);
	printer->roll.length_mm = (uint32_t)roll_m * 1000;
	return 0;
}

static const struct stream_owner *stream_callbacks(struct printer *printer)
{
	printer->stream_owner = (struct stream_owner){
		.context = printer,
		.connected = stream_connected,
		.received = stream_received,
		.drained = stream_drained,
		.lost = stream_lost,
	};
	return &printer->stream_owner;
}

static int printer_open(struct printer **out, struct event_base *base, struct config_keys *keys,
			const struct printer_owner *owner)
{
	struct port *port = NULL;
	struct printer *printer = calloc(1, sizeof *printer);
	if (printer == NULL)
		return -ENOMEM;
	printer->owner = owner;
	printer->base = base;
	strcpy(printer->told_detail, "starting");
	int result = take_keys(printer, keys, &port);
	if (result < 0)
		goto fail;
	printer->sync = printer->confirm ? SYNC_NEEDED : SYNC_DONE;
	const struct port_description *description = port_describe(port);
	printer->paced = printer->confirm && description->kind != PORT_USB_PRINTER;
	result = -ENOMEM;
	printer->converter = escpos_converter_create();
	printer->timer = evtimer_new(base, timer_due, printer);
	if (printer->converter == NULL || printer->timer == NULL)
		goto fail;
	result = stream_create(&printer->stream, base, description, stream_callbacks(printer));
	if (result == -EINVAL)
		result = keys->ops->fail(keys, "port",
					 "its address must be numeric, as in 192.168.1.50");
	if (result < 0)
		goto fail;
	*out = printer;
	return 0;
fail:
	printer_close(printer);
	return result;
}

static int printer_print(struct printer *printer, const struct print_page *page, uint64_t job)
{
	struct printer_status status;
	escpos_look_at(printer, &status);
	if (status.health != DEVICE_STARTING && !status.can_print)
		return -ENODEV;
	if (printer->waiting_count == PRINT_JOBS_MAX)
		return -EAGAIN;
	unsigned slot = (printer->waiting_first + printer->waiting_count++) % PRINT_JOBS_MAX;
	printer->waiting[slot].id = job;
	printer->waiting[slot].accepted_us = now_us();
	printer->waiting[slot].page = *page;
	struct timeval at_once = { 0, 0 };
	evtimer_add(printer->timer, &at_once);
	return 0;
}

static unsigned printer_columns(const struct printer *printer)
{
	return printer->profile->columns;
}

static void printer_status(const struct printer *printer, struct printer_status *out)
{
	escpos_look_at(printer, out);
}

static void printer_statistics(const struct printer *printer, struct device_statistics *out)
{
	*out = printer->statistics;
}

static void printer_set_roll(struct printer *printer, const struct printer_roll *roll)
{
	printer->roll.known = roll->known;
	printer->roll.ended = roll->ended;
	printer->roll.used_mm = roll->used_mm;
	printer->roll.tickets = roll->tickets;
}

const struct printer_ops printer_escpos = {
	.name = "escpos",
	.open = printer_open,
	.print = printer_print,
	.columns = printer_columns,
	.status = printer_status,
	.statistics = printer_statistics,
	.set_roll = printer_set_roll,
	.close = printer_close,
};
