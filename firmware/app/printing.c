/* Tickets on paper. The page is firmware/announce's, the bytes are the driver's. */
#include "printing.h"

#include "announce.h"
#include "commit.h"
#include "devices.h"
#include "item.h"
#include "log.h"
#include "site.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAITING_MAX = 64, NARROW_COLUMNS = 32 };

/* A ticket the printer had no room for yet. */
struct waiting {
	char kiosk[ID_MAX];
	uint64_t job;
};

struct printing {
	struct app *app;
	unsigned waiting_count;
	struct waiting waiting[WAITING_MAX]; /* oldest first */
	struct announce_ticket ticket;	     /* scratch */
	struct print_page page;
	const char *materials[ITEM_MATERIALS_MAX];
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

static bool is_today(const struct state *state, uint64_t job)
{
	return (job >> 40 & 0xffffff) == (uint64_t)(state->date & 0xffffff);
}

static void submit_outcome(struct printing *printing, enum command_kind kind, uint64_t job)
{
	const struct state *state = app_durable(printing->app);
	struct command command = { .kind = (uint8_t)kind };
	if (!is_today(state, job))
		return; /* of a service day that is over */
	command.ticket = (uint32_t)job;
	command.value = (int64_t)(job >> 32 & 0xff);
	snprintf(command.source, sizeof command.source, "printer");
	commit_submit_surely(printing->app->commit, &command);
}

/* The picture lies beside the hall file. */
static void set_logo(const struct printing *printing, struct print_page *page)
{
	if (printing->ticket.logo && site_beside(printing->app->options.hall_path,
						 app_durable(printing->app)->hall.ticket.logo,
						 page->logo, sizeof page->logo) < 0)
		page->logo[0] = '\0';
}

static void make_page(struct printing *printing)
{
	static const enum print_align aligns[] = { [ALIGN_LEFT] = PRINT_LEFT,
						   [ALIGN_CENTRE] = PRINT_CENTRE,
						   [ALIGN_RIGHT] = PRINT_RIGHT };
	struct announce_ticket *ticket = &printing->ticket;
	struct print_page *page = &printing->page;
	*page = (struct print_page){ 0 };
	set_logo(printing, page);
	for (unsigned i = 0; i < ticket->line_count && i < PRINT_LINES_MAX; i++) {
		struct print_line *line = &page->lines[page->line_count++];
		snprintf(line->text, sizeof line->text, "%s", ticket->lines[i].text);
		snprintf(line->language, sizeof line->language, "%s", ticket->lines[i].language);
		line->align = (uint8_t)aligns[ticket->lines[i].align];
		line->size = ticket->lines[i].size;
		line->bold = ticket->lines[i].bold;
		line->rule = ticket->lines[i].rule;
	}
	snprintf(page->qr, sizeof page->qr, "%s", ticket->qr);
}

/* What the list of matters says of the one this ticket is for; false: it says nothing. */
static bool find_item(struct printing *printing, uint32_t ticket, struct announce_item *out)
{
	const struct item_catalogue *items = printing->app->items;
	const uint32_t key = app_durable(printing->app)->tickets[ticket].item;
	const struct item *item = items && key ? item_of_key(items, key) : NULL;
	if (!item)
		return false;
	uint32_t place = item->materials;
	for (unsigned i = 0; i < item->material_count; i++) {
		printing->materials[i] = item_text(items, place);
		place += (uint32_t)strlen(printing->materials[i]) + 1;
	}
	*out = (struct announce_item){ .name = item_text(items, item->name),
				       .name_en = item_text(items, item->name_en),
				       .name_ug = item_text(items, item->name_ug),
				       .materials = printing->materials,
				       .material_count = item->material_count };
	return true;
}

/* 0, or as printer_ops.print. */
static int print_job(struct printing *printing, const char *kiosk, uint64_t job)
{
	struct device *device = devices_next(printing->app->devices, CLASS_PRINTER, kiosk, NULL);
	if (!device)
		return -ENODEV;
	struct announce_item item;
	const bool known = find_item(printing, (uint32_t)job, &item);
	const struct printer_ops *ops = device->ops.printer;
	announce_ticket(app_durable(printing->app), (uint32_t)job, known ? &item : NULL,
			ops->columns ? ops->columns(device->handle.printer) : NARROW_COLUMNS,
			&printing->ticket);
	make_page(printing);
	return device->ops.printer->print(device->handle.printer, &printing->page, job);
}

static void job_failed(struct printing *printing, const char *kiosk, uint64_t job)
{
	log_warning("%s: the printer of kiosk %s took no job",
		    app_durable(printing->app)->tickets[(uint32_t)job].number, kiosk);
	submit_outcome(printing, COMMAND_PRINT_FAILED, job);
}

static void wait_or_fail(struct printing *printing, const char *kiosk, uint64_t job, int result)
{
	if (result == -EAGAIN && printing->waiting_count < WAITING_MAX) {
		struct waiting *waiting = &printing->waiting[printing->waiting_count++];
		snprintf(waiting->kiosk, sizeof waiting->kiosk, "%s", kiosk);
		waiting->job = job;
	} else {
		job_failed(printing, kiosk, job);
	}
}

static bool some_wait(const struct printing *printing, const char *kiosk)
{
	for (unsigned i = 0; i < printing->waiting_count; i++)
		if (strcmp(printing->waiting[i].kiosk, kiosk) == 0)
			return true;
	return false;
}

static void print_ticket(struct printing *printing, const struct record *record)
{
	uint64_t job = job_make(app_durable(printing->app), record->ticket, record->value);
	int result = -EAGAIN; /* behind those that wait there already, in order */
	if (!some_wait(printing, record->kiosk))
		result = print_job(printing, record->kiosk, job);
	if (result < 0)
		wait_or_fail(printing, record->kiosk, job, result);
}

/* A print ended: there may be room for those that wait. */
static void print_waiting(struct printing *printing)
{
	struct waiting waiting[WAITING_MAX];
	unsigned count = printing->waiting_count;
	memcpy(waiting, printing->waiting, sizeof *waiting * count);
	printing->waiting_count = 0;
	for (unsigned i = 0; i < count; i++) {
		if (!is_today(app_durable(printing->app), waiting[i].job))
			continue;
		int result = print_job(printing, waiting[i].kiosk, waiting[i].job);
		if (result < 0)
			wait_or_fail(printing, waiting[i].kiosk, waiting[i].job, result);
	}
}

void printing_record(struct printing *printing, const struct record *record)
{
	if (record->kind == RECORD_DAY_OPENED)
		printing->waiting_count = 0; /* tickets of a day that is over */
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
	printing->waiting_count = 0;
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
	/* Now, not when the outcome is recorded: one of yesterday's never is. */
	if (printing->app->running && printing->app->devices)
		print_waiting(printing);
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
