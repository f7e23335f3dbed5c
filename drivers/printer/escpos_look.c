/* What is known of a printer, and what its owner is told: on each change, and only then. */
#include "escpos_printer.h"

#include <string.h>

/* Neither heard nor expected to be. */
bool escpos_look_is_one_way(const struct printer *printer)
{
	return !printer->confirm && !printer->heard;
}

bool escpos_look_is_bad(const struct escpos_state *state)
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
	if (!printer->connected || (!escpos_look_is_one_way(printer) && !printer->poll.complete))
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

const char *escpos_look_at(const struct printer *printer, struct printer_status *out)
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
	out->can_print =
		works && !escpos_look_is_bad(&state) && !state.recovering && !state.offline;
	return detail;
}

void escpos_look_tell(struct printer *printer)
{
	struct printer_status status, before = printer->told;
	const char *detail = escpos_look_at(printer, &status);
	bool same_detail = strcmp(detail, printer->told_detail) == 0;
	printer->told = status;
	strncpy(printer->told_detail, detail, sizeof printer->told_detail - 1);
	if (status.health != before.health || !same_detail)
		printer->owner->health(printer->owner->context, status.health, detail);
	if (status.health != before.health || status.paper != before.paper ||
	    status.cover_open != before.cover_open || status.can_print != before.can_print)
		printer->owner->status(printer->owner->context, &status);
}
