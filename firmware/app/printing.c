/* Tickets on paper. The page is firmware/announce's, the bytes are the driver's. */
#include "printing.h"

#include "announce.h"
#include "commit.h"
#include "devices.h"
#include "log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

struct printing {
	struct app *app;
	struct announce_ticket ticket; /* scratch */
	struct print_page page;
};

int printing_create(struct printing **out, struct app *app)
{
	struct printing *printing = calloc(1, sizeof *printing);
	if (!printing)
		return -ENOMEM;
	printing->app = app;
	*out = printing;
	return 0;
}

void printing_destroy(struct printing *printing)
{
	free(printing);
}

/* A job names service day, attempt and ticket: an outcome that comes late can't hit another one. */
static uint64_t job_make(const struct state *state, uint32_t ticket, int64_t attempt)
{
	return (uint64_t)(state->date & 0xffffff) << 40 | (uint64_t)(attempt & 0xff) << 32 | ticket;
}

static void submit_outcome(struct printing *printing, enum command_kind kind, uint64_t job)
{
	const struct state *state = app_durable(printing->app);
	struct command command = { .kind = (uint8_t)kind };
	if ((job >> 40 & 0xffffff) != (uint64_t)(state->date & 0xffffff))
		return; /* of a service day that is over */
	command.ticket = (uint32_t)job;
	command.value = (int64_t)(job >> 32 & 0xff);
	snprintf(command.source, sizeof command.source, "printer");
	commit_submit_surely(printing->app->commit, &command);
}

static void make_page(struct printing *printing)
{
	struct announce_ticket *ticket = &printing->ticket;
	struct print_page *page = &printing->page;
	*page = (struct print_page){ 0 };
	for (unsigned i = 0; i < ticket->line_count && i < PRINT_LINES_MAX; i++) {
		struct print_line *line = &page->lines[page->line_count++];
		snprintf(line->text, sizeof line->text, "%s", ticket->lines[i].text);
		line->align = ticket->lines[i].centre ? PRINT_CENTRE : PRINT_LEFT;
		line->size = ticket->lines[i].size;
		line->bold = ticket->lines[i].bold;
		line->rule = ticket->lines[i].rule;
	}
	snprintf(page->qr, sizeof page->qr, "%s", ticket->qr);
}

static void print_ticket(struct printing *printing, const struct record *record)
{
	const struct state *state = app_durable(printing->app);
	struct device *device =
		devices_next(printing->app->devices, CLASS_PRINTER, record->kiosk, NULL);
	uint64_t job = job_make(state, record->ticket, record->value);
	announce_ticket(state, record->ticket, &printing->ticket);
	make_page(printing);
	int result =
		device ? device->ops.printer->print(device->handle.printer, &printing->page, job)
		       : -ENODEV;
	if (result == 0)
		return;
	log_warning("%s: the printer of kiosk %s took no job: %s",
		    state->tickets[record->ticket].number, record->kiosk,
		    result == -EAGAIN ? "too many wait" : "not ready");
	submit_outcome(printing, COMMAND_PRINT_FAILED, job);
}

void printing_record(struct printing *printing, const struct record *record)
{
	if (record->kind != RECORD_PRINT_STARTED || !printing->app->running)
		return;
	if (printing->app->devices)
		print_ticket(printing, record);
	else
		submit_outcome(printing, COMMAND_PRINT_FAILED,
			       job_make(app_durable(printing->app), record->ticket, record->value));
}

void printing_forget(struct printing *printing)
{
	const struct state *state = app_durable(printing->app);
	for (uint32_t i = 1; i <= state->ticket_count && state->prints_pending > 0; i++)
		if (state->tickets[i].print == PRINT_PENDING)
			submit_outcome(printing, COMMAND_PRINT_UNKNOWN,
				       job_make(state, i, state->tickets[i].print_attempts));
}

void printing_finished(struct printing *printing, struct device *device, uint64_t job,
		       enum print_outcome outcome)
{
	static const enum command_kind kinds[] = {
		[PRINT_OUTCOME_PRINTED] = COMMAND_PRINTED,
		[PRINT_OUTCOME_FAILED] = COMMAND_PRINT_FAILED,
		[PRINT_OUTCOME_UNKNOWN] = COMMAND_PRINT_UNKNOWN,
	};
	if (outcome != PRINT_OUTCOME_PRINTED)
		log_warning("%s: a ticket's print %s", device->name,
			    outcome == PRINT_OUTCOME_FAILED ? "failed" : "was not confirmed");
	submit_outcome(printing, kinds[outcome], job);
}

enum printer_state printing_state(struct printing *printing, const char *kiosk)
{
	struct printer_status status;
	struct device *device =
		printing->app->devices && *kiosk
			? devices_next(printing->app->devices, CLASS_PRINTER, kiosk, NULL)
			: NULL;
	if (!device)
		return PRINTER_NONE;
	device->ops.printer->status(device->handle.printer, &status);
	return status.can_print ? PRINTER_READY : PRINTER_DOWN;
}
