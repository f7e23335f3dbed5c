/* The tickets of the driver "escpos", one after the other, each at most once:
 *
 *   idle ──a job, and a fresh good status──▶ sending ──all written──▶ confirming ──▶ printed
 *                                             │ bad status, time-out, unplugged │
 *                                             └──▶ failed (no text sent yet) / unknown ◀──┘
 *
 * After an unknown outcome and after each connect the answers are brought into step first: a GS r
 * answer that comes late must not confirm the next ticket. A confirmation is asked for twice,
 * because the zero that a printer gives when it is switched off looks like one.
 *
 * Every chunk ends with GS r 1, and only PACE_CHUNKS of them are under way: a head's buffer of 4 KB
 * never gets full. Full, it would overflow without flow control, and with it the questions about
 * the status would wait behind the ticket, just when the paper has ended. Not on USB, where answers
 * are fetched too seldom for that. */
#include "escpos_printer.h"

#include <errno.h>
#include <string.h>

enum {
	START_MAX_US = 15000000, /* … or fails after waiting so long for one */
	CONFIRM_US = 10000000,	 /* added to what the wire needs for the job */
	SYNC_ANSWER_US = 5000000,
	SYNC_QUIET_US = 300000,
	SYNC_TRIES = 2,
	PACE_CHUNKS = 2,
	PACE_ANSWER_US = 4000000, /* without an answer for so long it goes on unpaced */
	CONFIRMATIONS = 2,
};

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
	if (text_sent) /* paper went out, whatever stands on it */
		escpos_roll_printed(&printer->roll, printer->job.dots);
	if (outcome == PRINT_OUTCOME_PRINTED)
		stream_good(printer->stream); /* a one-way printer says nothing else that is good */
	printer->phase = JOB_NONE;
	printer->owner->finished(printer->owner->context, printer->job_id, outcome);
}

static uint64_t take_waiting(struct printer *printer)
{
	uint64_t id = printer->waiting[printer->waiting_first].id;
	printer->drawing = false;
	printer->waiting_first = (printer->waiting_first + 1) % PRINT_JOBS_MAX;
	printer->waiting_count--;
	return id;
}

/* Nobody stands at the kiosk any more when the printer comes back: what waits, fails now. */
void escpos_jobs_fail(struct printer *printer)
{
	if (printer->phase != JOB_NONE)
		finish_job(printer, PRINT_OUTCOME_FAILED);
	for (unsigned left = printer->waiting_count; left > 0; left--)
		printer->owner->finished(printer->owner->context, take_waiting(printer),
					 PRINT_OUTCOME_FAILED);
}

static void drawn(void *context)
{
	escpos_jobs_drawn(context);
}

static void note_problem(struct printer *printer, const char *problem)
{
	strncpy(printer->drawing_problem, problem != NULL ? problem : "",
		sizeof printer->drawing_problem - 1);
}

/* The fonts' libraries cost memory: they are loaded by the first page that needs them. A page that
 * can't be drawn is printed without. True: wait, it is being drawn. */
static bool draw_first(struct printer *printer)
{
	const struct print_page *page = &printer->waiting[printer->waiting_first].page;
	bool wanted[PRINT_LINES_MAX];
	if (printer->drawing)
		return escpos_drawer_is_busy(printer->drawer);
	if (printer->drawer != NULL && escpos_drawer_is_busy(printer->drawer))
		return true; /* with a page that was given up meanwhile */
	if (!escpos_page_wants(printer->converter, printer->profile, page, wanted))
		return false;
	int result = 0;
	if (printer->drawer == NULL)
		result = escpos_drawer_create(&printer->drawer, printer->base, printer->font, drawn,
					      printer);
	if (result == 0)
		result = escpos_drawer_start(printer->drawer, page, wanted, printer->profile->dots);
	printer->drawing = result == 0;
	if (result < 0)
		note_problem(printer, "no_drawing");
	return result == 0;
}

static void start_job(struct printer *printer, int64_t now)
{
	const struct print_page *page = &printer->waiting[printer->waiting_first].page;
	const struct escpos_drawn *pictures = NULL;
	if (printer->drawing) {
		pictures = escpos_drawer_result(printer->drawer);
		note_problem(printer, pictures->problem);
	}
	int result = escpos_page_encode(&printer->job, printer->converter, printer->profile, page,
					pictures, printer->cut, printer->torn, printer->confirm);
	if (result == -EMSGSIZE && pictures != NULL) /* better without pictures than not at all */
		result = escpos_page_encode(&printer->job, printer->converter, printer->profile,
					    page, NULL, printer->cut, printer->torn,
					    printer->confirm);
	printer->job_id = take_waiting(printer);
	printer->chunk = 0;
	printer->confirmations = 0;
	printer->pace_us = 0;
	printer->checked_from_us = 0;
	printer->phase = JOB_SENDING;
	printer->deadline_us =
		now + CONFIRM_US + stream_wire_time(printer->stream, printer->job.length);
	printer->statistics.requests++;
	if (result < 0)
		finish_job(printer, PRINT_OUTCOME_FAILED);
}

static void ask_buffered(struct printer *printer)
{
	uint8_t bytes[ESCPOS_COMMAND_MAX];
	struct escpos_buffer buffer;
	escpos_buffer_init(&buffer, bytes, sizeof bytes);
	escpos_ask_buffered(&buffer);
	if (stream_send(printer->stream, bytes, buffer.length) == 0)
		printer->owed++;
}

bool escpos_jobs_is_held(const struct printer *printer)
{
	return printer->paced && !printer->mute && printer->owed >= PACE_CHUNKS;
}

static void send_chunk(struct printer *printer, int64_t now)
{
	struct escpos_job *job = &printer->job;
	size_t from = printer->chunk > 0 ? job->chunk_ends[printer->chunk - 1] : 0;
	size_t to = job->chunk_ends[printer->chunk];
	if (escpos_jobs_is_held(printer)) {
		if (now < printer->pace_us)
			return;
		printer->mute = true;
	}
	if (stream_send(printer->stream, job->bytes + from, to - from) < 0)
		return;
	printer->chunk++;
	if (printer->chunk == job->chunk_count && printer->confirm)
		printer->owed++; /* the job's own GS r */
	else if (printer->paced && !printer->mute && printer->chunk > 1)
		ask_buffered(printer);
	printer->pace_us = now + PACE_ANSWER_US + stream_backlog(printer->stream);
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
	if (escpos_look_is_one_way(printer)) {
		finish_job(printer, PRINT_OUTCOME_PRINTED);
		return;
	}
	if (printer->checked_from_us == 0)
		printer->checked_from_us = now;
	escpos_poll_hurry(&printer->poll, now);
	if (!escpos_poll_fresh(&printer->poll, printer->checked_from_us))
		return;
	escpos_look_state(printer, &state);
	finish_job(printer,
		   escpos_look_is_bad(&state) ? PRINT_OUTCOME_UNKNOWN : PRINT_OUTCOME_PRINTED);
}

void escpos_jobs_go_on(struct printer *printer, int64_t now)
{
	struct escpos_state state;
	escpos_look_state(printer, &state);
	if (printer->confirmations >= CONFIRMATIONS) {
		finish_job(printer, PRINT_OUTCOME_PRINTED);
	} else if (escpos_look_is_bad(&state) || now >= printer->deadline_us) {
		/* Without paper GS r is not even executed (BT-532C manual, p. 49). */
		finish_job(printer, PRINT_OUTCOME_FAILED);
	} else if (printer->phase == JOB_SENDING && stream_queued(printer->stream) == 0) {
		if (printer->chunk < printer->job.chunk_count)
			send_chunk(printer, now);
		else
			printer->phase = printer->confirm ? JOB_CONFIRMING : JOB_CHECKING;
	}
	if (printer->phase == JOB_CHECKING)
		check_job(printer, now);
}

void escpos_jobs_start(struct printer *printer, int64_t now)
{
	struct printer_status status;
	escpos_look_at(printer, &status);
	bool known = status.health == DEVICE_OK || status.health == DEVICE_DEGRADED;
	if ((known && !status.can_print) ||
	    now - printer->waiting[printer->waiting_first].accepted_us >= START_MAX_US) {
		escpos_jobs_fail(printer);
		return;
	}
	if (!known || printer->sync != SYNC_DONE || stream_queued(printer->stream) > 0)
		return;
	if (draw_first(printer))
		return;
	if (escpos_look_is_one_way(printer) ||
	    escpos_poll_fresh(&printer->poll, now - ESCPOS_FRESH_US))
		start_job(printer, now);
	else
		escpos_poll_hurry(&printer->poll, now);
}

static void ask_sync(struct printer *printer, int64_t now)
{
	uint8_t bytes[ESCPOS_COMMAND_MAX];
	struct escpos_buffer buffer;
	struct printer_status status;
	escpos_look_at(printer, &status);
	if (!status.can_print || stream_queued(printer->stream) > 0)
		return;
	escpos_buffer_init(&buffer, bytes, sizeof bytes);
	escpos_automatic_status(&buffer, escpos_profile_automatic(printer->profile));
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
void escpos_jobs_sync(struct printer *printer, int64_t now)
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
	if (printer->sync == SYNC_QUIET) {
		printer->sync = SYNC_DONE;
		printer->owed = 0;
	} else if (printer->mute) {
		printer->sync = SYNC_DONE; /* what is owed may still come: it confirms nothing */
	} else {
		printer->sync = SYNC_NEEDED;
	}
}

void escpos_jobs_answered(struct printer *printer, uint8_t answer, int64_t now)
{
	if (printer->owed > 0)
		printer->owed--;
	if (printer->sync == SYNC_ASKED || printer->sync == SYNC_QUIET) {
		printer->sync = SYNC_QUIET;
		printer->sync_due_us = now + (printer->owed == 0 ? SYNC_QUIET_US : SYNC_ANSWER_US);
		printer->mute = false;
	} else if (printer->phase == JOB_SENDING && printer->paced) {
		printer->mute = false;
	} else if (printer->confirmations > 0 && stream_queued(printer->stream) > 0) {
		printer->statistics.stale_replies++; /* the question has not even been sent */
	} else if (printer->phase == JOB_CONFIRMING && escpos_is_confirmation(answer)) {
		printer->mute = false;
		if (printer->owed == 0 && ++printer->confirmations < CONFIRMATIONS)
			ask_buffered(printer);
	} else {
		printer->statistics.stale_replies++;
	}
}
