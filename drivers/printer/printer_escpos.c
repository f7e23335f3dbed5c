/* The driver "escpos": polls the status, sends jobs, waits for their confirmation. The bytes are
 * made in escpos_encode.c and escpos_page.c, read in escpos_status.c, and what is believed of the
 * status is decided in escpos_poll.c. It never prints anything a second time by itself.
 *
 *   idle ──a job, and a fresh good status──▶ sending ──all written──▶ confirming ──▶ printed
 *                                             │ bad status, time-out, unplugged │
 *                                             └──▶ failed (no text sent yet) / unknown ◀──┘
 *
 * After an unknown outcome and after each connect the answers are brought into step first: a GS r
 * answer that comes late must not confirm the next ticket. */
#include "printer_escpos.h"

#include "escpos_encode.h"
#include "escpos_page.h"
#include "escpos_poll.h"
#include "escpos_status.h"
#include "port.h"
#include "stream.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	FRESH_US = 1000000,	 /* a job starts on a status not older than this */
	START_MAX_US = 15000000, /* … or fails after waiting so long for one */
	CONFIRM_US = 10000000,	 /* added to what the wire needs for the job */
	SYNC_ANSWER_US = 5000000,
	SYNC_QUIET_US = 300000,
	SYNC_TRIES = 2,
	RECOVER_US = 10000000,
	COMMAND_MAX = 16,
	FLUSH_MAX = ESCPOS_WIDTH_BYTES_MAX * ESCPOS_BAND_ROWS + COMMAND_MAX,
};

enum job_phase { JOB_NONE, JOB_SENDING, JOB_CONFIRMING, JOB_CHECKING };
enum sync_phase { SYNC_DONE, SYNC_NEEDED, SYNC_ASKED, SYNC_QUIET };

struct waiting_job {
	uint64_t id;
	int64_t accepted_us;
	struct print_page page;
};

struct printer {
	const struct printer_owner *owner;
	const struct escpos_profile *profile;
	enum escpos_cut cut;
	bool confirm;
	struct stream *stream;
	struct stream_owner stream_owner;
	struct event *timer;
	struct escpos_converter *converter;

	struct escpos_status parser;
	struct escpos_poll poll;
	bool connected;
	bool heard; /* since the start: it answers questions about its status */
	bool lost;  /* until a whole status has been heard again */
	char lost_reason[24];
	bool mute; /* it does not answer GS r */
	int64_t recover_us;

	enum sync_phase sync;
	unsigned sync_tries;
	unsigned owed; /* GS r sent on this connection and not yet answered */
	int64_t sync_due_us;

	enum job_phase phase;
	bool answered; /* GS r, in JOB_CONFIRMING */
	uint8_t answer;
	bool torn; /* a job was given up half-way: what is left of it lies under the cutter */
	unsigned chunk;
	uint64_t job_id;
	int64_t deadline_us, checked_from_us;
	struct escpos_job job;
	unsigned waiting_first, waiting_count;
	struct waiting_job waiting[PRINT_JOBS_MAX];

	struct printer_status told;
	char told_detail[24];
	struct device_statistics statistics;
};

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* --- what is known --- */

/* Neither heard nor expected to be. */
static bool is_one_way(const struct printer *printer)
{
	return !printer->confirm && !printer->heard;
}

static bool is_bad(const struct escpos_state *state)
{
	return state->paper == ESCPOS_PAPER_END || state->cover_open || state->cutter_error ||
	       state->error;
}

static const char *health(const struct printer *printer, const struct escpos_state *state,
			  enum device_health *health)
{
	*health = DEVICE_LOST;
	if (printer->lost)
		return printer->lost_reason;
	*health = DEVICE_STARTING;
	if (!printer->connected || (!is_one_way(printer) && !printer->poll.complete))
		return "starting";
	*health = DEVICE_DEGRADED;
	if (state->cover_open)
		return "cover_open";
	if (state->paper == ESCPOS_PAPER_END)
		return "paper_out";
	if (state->cutter_error)
		return "cutter_error";
	if (state->error)
		return "error";
	if (state->recovering)
		return "head_hot";
	if (state->offline)
		return "offline";
	if (state->paper == ESCPOS_PAPER_NEAR)
		return "paper_near_end";
	if (printer->mute)
		return "no_confirmation";
	*health = DEVICE_OK;
	return printer->confirm ? "ok" : "unconfirmed";
}

static const char *look(const struct printer *printer, struct printer_status *out)
{
	static const enum paper_state papers[] = {
		[ESCPOS_PAPER_UNKNOWN] = PAPER_UNKNOWN,
		[ESCPOS_PAPER_OK] = PAPER_OK,
		[ESCPOS_PAPER_NEAR] = PAPER_NEAR_END,
		[ESCPOS_PAPER_END] = PAPER_OUT,
	};
	struct escpos_state state;
	escpos_poll_state(&printer->poll, &state);
	const char *detail = health(printer, &state, &out->health);
	bool works = out->health == DEVICE_OK || out->health == DEVICE_DEGRADED;
	out->paper = works ? papers[state.paper] : PAPER_UNKNOWN;
	out->cover_open = works && state.cover_open;
	out->can_print = works && !is_bad(&state) && !state.recovering && !state.offline;
	return detail;
}

static void tell(struct printer *printer)
{
	struct printer_status status, before = printer->told;
	const char *detail = look(printer, &status);
	bool same_detail = strcmp(detail, printer->told_detail) == 0;
	printer->told = status;
	strncpy(printer->told_detail, detail, sizeof printer->told_detail - 1);
	if (status.health != before.health || !same_detail)
		printer->owner->health(printer->owner->context, status.health, detail);
	if (status.health != before.health || status.paper != before.paper ||
	    status.cover_open != before.cover_open || status.can_print != before.can_print)
		printer->owner->status(printer->owner->context, &status);
}

/* --- jobs --- */

static void finish_job(struct printer *printer, enum print_outcome outcome)
{
	bool text_sent = printer->chunk > 1;
	if (outcome == PRINT_OUTCOME_FAILED && text_sent)
		outcome = PRINT_OUTCOME_UNKNOWN;
	if (outcome != PRINT_OUTCOME_PRINTED) {
		printer->torn |= text_sent && printer->chunk < printer->job.chunk_count;
		if (printer->confirm && printer->sync == SYNC_DONE) {
			printer->sync = SYNC_NEEDED;
			printer->sync_tries = 0;
		}
	}
	printer->phase = JOB_NONE;
	printer->owner->finished(printer->owner->context, printer->job_id, outcome);
}

static uint64_t take_waiting(struct printer *printer)
{
	uint64_t id = printer->waiting[printer->waiting_first].id;
	printer->waiting_first = (printer->waiting_first + 1) % PRINT_JOBS_MAX;
	printer->waiting_count--;
	return id;
}

/* Nobody stands at the kiosk any more when the printer comes back: what waits, fails now. */
static void fail_all(struct printer *printer)
{
	if (printer->phase != JOB_NONE)
		finish_job(printer, PRINT_OUTCOME_FAILED);
	for (unsigned left = printer->waiting_count; left > 0; left--)
		printer->owner->finished(printer->owner->context, take_waiting(printer),
					 PRINT_OUTCOME_FAILED);
}

static void start_job(struct printer *printer, int64_t now)
{
	const struct print_page *page = &printer->waiting[printer->waiting_first].page;
	int result = escpos_page_encode(&printer->job, printer->converter, printer->profile, page,
					printer->cut, printer->torn, printer->confirm);
	printer->job_id = take_waiting(printer);
	printer->chunk = 0;
	printer->answered = false;
	printer->checked_from_us = 0;
	printer->phase = JOB_SENDING;
	printer->deadline_us =
		now + CONFIRM_US + stream_wire_time(printer->stream, printer->job.length);
	printer->statistics.requests++;
	if (result < 0)
		finish_job(printer, PRINT_OUTCOME_FAILED);
}

static void send_chunk(struct printer *printer)
{
	struct escpos_job *job = &printer->job;
	size_t from = printer->chunk > 0 ? job->chunk_ends[printer->chunk - 1] : 0;
	size_t to = job->chunk_ends[printer->chunk];
	if (stream_send(printer->stream, job->bytes + from, to - from) < 0)
		return;
	printer->chunk++;
	if (printer->chunk == job->chunk_count && printer->confirm)
		printer->owed++;
	if (printer->chunk > 1)
		printer->torn = false; /* the first chunk, gone out before, cut it off */
}

/* confirm: none. What can be known is known when the wire has carried everything and, if the
 * printer answers at all, one status after that. */
static void check_job(struct printer *printer, int64_t now)
{
	struct escpos_state state;
	if (stream_queued(printer->stream) > 0 || stream_backlog(printer->stream) > 0)
		return;
	if (is_one_way(printer)) {
		finish_job(printer, PRINT_OUTCOME_PRINTED);
		return;
	}
	if (printer->checked_from_us == 0)
		printer->checked_from_us = now;
	escpos_poll_hurry(&printer->poll, now);
	if (!escpos_poll_fresh(&printer->poll, printer->checked_from_us))
		return;
	escpos_poll_state(&printer->poll, &state);
	finish_job(printer, is_bad(&state) ? PRINT_OUTCOME_UNKNOWN : PRINT_OUTCOME_PRINTED);
}

static void run_job(struct printer *printer, int64_t now)
{
	struct escpos_state state;
	escpos_poll_state(&printer->poll, &state);
	if (printer->answered) {
		printer->answered = false;
		bool paper = escpos_paper_buffered(printer->answer) != ESCPOS_PAPER_END;
		finish_job(printer, paper ? PRINT_OUTCOME_PRINTED : PRINT_OUTCOME_UNKNOWN);
	} else if (is_bad(&state) || now >= printer->deadline_us) {
		/* Without paper GS r is not even executed (BT-532C manual, p. 49). */
		finish_job(printer, PRINT_OUTCOME_FAILED);
	} else if (printer->phase == JOB_SENDING && stream_queued(printer->stream) == 0) {
		if (printer->chunk < printer->job.chunk_count)
			send_chunk(printer);
		else
			printer->phase = printer->confirm ? JOB_CONFIRMING : JOB_CHECKING;
	}
	if (printer->phase == JOB_CHECKING)
		check_job(printer, now);
}

static void try_start(struct printer *printer, int64_t now)
{
	struct printer_status status;
	look(printer, &status);
	bool known = status.health == DEVICE_OK || status.health == DEVICE_DEGRADED;
	if ((known && !status.can_print) ||
	    now - printer->waiting[printer->waiting_first].accepted_us >= START_MAX_US) {
		fail_all(printer);
		return;
	}
	if (!known || printer->sync != SYNC_DONE || stream_queued(printer->stream) > 0)
		return;
	if (is_one_way(printer) || escpos_poll_fresh(&printer->poll, now - FRESH_US))
		start_job(printer, now);
	else
		escpos_poll_hurry(&printer->poll, now);
}

/* --- answers in step --- */

static void ask_sync(struct printer *printer, int64_t now)
{
	uint8_t bytes[COMMAND_MAX];
	struct escpos_buffer buffer;
	struct printer_status status;
	look(printer, &status);
	if (!status.can_print || stream_queued(printer->stream) > 0)
		return;
	escpos_buffer_init(&buffer, bytes, sizeof bytes);
	escpos_automatic_status(&buffer, 0);
	escpos_ask_buffered(&buffer);
	if (stream_send(printer->stream, bytes, buffer.length) < 0)
		return;
	printer->owed++;
	printer->sync = SYNC_ASKED;
	printer->sync_tries++;
	printer->sync_due_us = now + SYNC_ANSWER_US + stream_backlog(printer->stream);
}

/* Answers come in the order of the questions, so the line is in step when as many have come as are
 * owed, and then nothing more; or when after some of them the rest does not come any more, because
 * what was asked went down with a job. */
static void run_sync(struct printer *printer, int64_t now)
{
	if (printer->sync == SYNC_NEEDED)
		ask_sync(printer, now);
	if (printer->sync == SYNC_DONE || printer->sync == SYNC_NEEDED ||
	    now < printer->sync_due_us)
		return;
	if (printer->sync == SYNC_ASKED) {
		printer->statistics.time_outs++;
		printer->mute = printer->sync_tries >= SYNC_TRIES;
	}
	if (printer->sync == SYNC_QUIET || printer->mute) {
		printer->sync = SYNC_DONE;
		printer->owed = 0;
	} else {
		printer->sync = SYNC_NEEDED;
	}
}

static void take_buffered(struct printer *printer, uint8_t answer, int64_t now)
{
	if (printer->owed > 0)
		printer->owed--;
	if (printer->sync == SYNC_ASKED || printer->sync == SYNC_QUIET) {
		printer->sync = SYNC_QUIET;
		printer->sync_due_us = now + (printer->owed == 0 ? SYNC_QUIET_US : SYNC_ANSWER_US);
		printer->mute = false;
	} else if (printer->phase == JOB_CONFIRMING && !printer->answered) {
		printer->answered = true;
		printer->answer = answer;
		printer->mute = false;
	} else {
		printer->statistics.stale_replies++;
	}
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
		take_buffered(printer, answer->value[0], now);
	else if (answer->kind == ESCPOS_AUTOMATIC)
		escpos_poll_hurry(&printer->poll, now); /* something changed: ask what */
}

/* --- the loop --- */

static void lose(struct printer *printer, const char *reason)
{
	printer->lost = true;
	strncpy(printer->lost_reason, reason, sizeof printer->lost_reason - 1);
	printer->sync = printer->confirm ? SYNC_NEEDED : SYNC_DONE;
	printer->sync_tries = 0;
	printer->torn |= printer->phase != JOB_NONE && printer->chunk > 1;
	fail_all(printer);
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
	uint8_t bytes[COMMAND_MAX];
	struct escpos_buffer buffer;
	struct escpos_state state;
	if (!stream_reads(printer->stream))
		return;
	if (escpos_poll_tick(&printer->poll, now) && !is_one_way(printer))
		printer->statistics.time_outs++;
	if (stream_queued(printer->stream) > 0)
		return;
	escpos_buffer_init(&buffer, bytes, sizeof bytes);
	escpos_poll_state(&printer->poll, &state);
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
	int64_t due = now + FRESH_US;
	bool idle_wire = stream_queued(printer->stream) == 0;
	if (stream_reads(printer->stream) && (idle_wire || printer->poll.waiting))
		due = earlier(due, printer->poll.due_us);
	if (printer->phase != JOB_NONE)
		due = earlier(due, printer->deadline_us);
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
		if (escpos_poll_silent(&printer->poll) && !is_one_way(printer)) {
			printer->connected = false;
			stream_restart(printer->stream);
			lose(printer, "no_answer");
		}
	}
	if (printer->connected) {
		run_sync(printer, now);
		if (printer->phase != JOB_NONE)
			run_job(printer, now);
		if (printer->phase == JOB_NONE && printer->waiting_count > 0)
			try_start(printer, now);
		if (printer->phase == JOB_SENDING && printer->chunk == 0)
			run_job(printer, now);
		arm(printer, now);
	}
	tell(printer);
}

static void timer_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	run(arg);
}

static void stream_connected(void *context)
{
	struct printer *printer = context;
	printer->connected = true;
	printer->mute = false;
	printer->owed = 0;
	if (is_one_way(printer))
		printer->lost = false;
	escpos_status_init(&printer->parser);
	escpos_poll_reset(&printer->poll, now_us());
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
	tell(printer);
}

static void printer_close(struct printer *printer)
{
	if (printer == NULL)
		return;
	stream_destroy(printer->stream);
	if (printer->timer != NULL)
		event_free(printer->timer);
	escpos_converter_destroy(printer->converter);
	free(printer);
}

static int take_keys(struct printer *printer, struct config_keys *keys, struct port **port)
{
	static const char *const kinds[] = { "serial", "tcp", "usb-printer", NULL };
	static const char *const confirms[] = { "answer", "none", NULL };
	static const char *const cuts[] = { "partial", "full", "none", NULL };
	static const enum escpos_cut cut_of[] = { ESCPOS_CUT_PARTIAL, ESCPOS_CUT_FULL,
						  ESCPOS_CUT_NONE };
	int confirm = 0, cut = 0;
	long paper_width_mm = 0;
	/* Every key is taken, so that all mistakes are said at once. */
	int has_port = config_keys_need_port(keys, "port", kinds, port);
	int has_width = config_keys_need_integer(keys, "paper_width_mm", 1, 1000, &paper_width_mm);
	int has_confirm = keys->ops->take_choice(keys, "confirm", confirms, &confirm);
	int has_cut = keys->ops->take_choice(keys, "cut", cuts, &cut);
	if (has_width > 0) {
		printer->profile = escpos_profile_find((int)paper_width_mm);
		if (printer->profile == NULL)
			has_width = keys->ops->fail(keys, "paper_width_mm",
						    "must be 58 or 80, the widths of paper rolls");
	}
	printer->confirm = confirm == 0;
	printer->cut = cut_of[cut];
	if (has_port < 0 || has_width < 0 || has_confirm < 0 || has_cut < 0)
		return -EINVAL;
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
	strcpy(printer->told_detail, "starting");
	int result = take_keys(printer, keys, &port);
	if (result < 0)
		goto fail;
	printer->sync = printer->confirm ? SYNC_NEEDED : SYNC_DONE;
	result = -ENOMEM;
	printer->converter = escpos_converter_create();
	printer->timer = evtimer_new(base, timer_due, printer);
	if (printer->converter == NULL || printer->timer == NULL)
		goto fail;
	result = stream_create(&printer->stream, base, port_describe(port),
			       stream_callbacks(printer));
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
	look(printer, &status);
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

static void printer_status(const struct printer *printer, struct printer_status *out)
{
	look(printer, out);
}

static void printer_statistics(const struct printer *printer, struct device_statistics *out)
{
	*out = printer->statistics;
}

const struct printer_ops printer_escpos = {
	.name = "escpos",
	.open = printer_open,
	.print = printer_print,
	.status = printer_status,
	.statistics = printer_statistics,
	.close = printer_close,
};
