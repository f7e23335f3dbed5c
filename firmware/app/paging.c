/* Signals to pagers, from records. The sender and its frames are the driver's. */
#include "paging.h"

#include "devices.h"
#include "log.h"
#include "pager_carry.h"

#include <errno.h>
#include <stdlib.h>

/* A finished leg is followed, in the same batch, by the next one of its visit, or by none. */
enum { ENDED_MAX = 256 };

struct paging {
	struct app *app;
	unsigned count;
	uint32_t ended[ENDED_MAX]; /* serials */
};

/* By every sender of the hall: which one reaches the visitor nobody knows. */
static void signal_pager(struct app *app, unsigned number, enum pager_signal signal)
{
	struct device *device = NULL;
	bool known = false;
	if (!app->running || !app->devices || number == 0)
		return;
	while ((device = devices_next(app->devices, CLASS_PAGER, NULL, device)) != NULL) {
		const int result = device->ops.pager->signal(device->handle.pager, number, signal);
		known = known || result != -EINVAL;
		if (result == -EAGAIN)
			log_line(LOG_LEVEL_WARNING, "pager %u: too many signals wait at %s", number,
				 device->name);
	}
	if (!known)
		log_line(LOG_LEVEL_WARNING, "pager %u: no sender of the board has it", number);
}

void paging_flush(struct paging *paging)
{
	const struct state *state = app_durable(paging->app);
	for (unsigned i = 0; i < paging->count; i++) {
		const struct ticket *ticket = &state->tickets[paging->ended[i]];
		if (paging->ended[i] <= state->ticket_count && pager_carry_is_over(ticket))
			signal_pager(paging->app, ticket->pager, PAGER_OFF);
	}
	paging->count = 0;
}

void paging_record(struct paging *paging, const struct record *record)
{
	const struct state *state = app_durable(paging->app);
	if (record->ticket == 0 || record->ticket > state->ticket_count ||
	    (record->date && record->date != state->date))
		return;
	const unsigned number = state->tickets[record->ticket].pager;
	if (number == 0)
		return;
	switch (record->kind) {
	case RECORD_TICKET_HEADS_UP:
		return signal_pager(paging->app, number, PAGER_HEADS_UP);
	case RECORD_TICKET_CALLED:
	case RECORD_TICKET_RECALLED:
		return signal_pager(paging->app, number, PAGER_CALL);
	case RECORD_SERVICE_FINISHED:
	case RECORD_TICKET_CANCELLED:
	case RECORD_TICKET_EXPIRED:
	case RECORD_TICKET_VOIDED:
		if (paging->count == ENDED_MAX)
			paging_flush(paging);
		paging->ended[paging->count++] = record->ticket;
		return;
	default:
		return;
	}
}

int paging_create(struct paging **out, struct app *app)
{
	struct paging *paging = calloc(1, sizeof *paging);
	if (!paging)
		return -ENOMEM;
	paging->app = app;
	*out = paging;
	return 0;
}

void paging_destroy(struct paging *paging)
{
	free(paging);
}
