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

/* A model that lacks a sensor holds its bit at anything. */
void escpos_look_state(const struct printer *printer, struct escpos_state *state)
{
	const struct escpos_profile *profile = printer->profile;
	escpos_poll_state(&printer->poll, state);
	if (profile->near_end == ESCPOS_NO && state->paper == ESCPOS_PAPER_NEAR)
		state->paper = ESCPOS_PAPER_OK;
	if (profile->end == ESCPOS_NO)
		state->paper = ESCPOS_PAPER_UNKNOWN;
	if (profile->cover == ESCPOS_NO)
		state->cover_open = false;
	if (profile->cutter == ESCPOS_NO)
		state->cutter_error = false;
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
	if (escpos_roll_is_low(&printer->roll))
		return "paper_low";
	if (printer->mute)
		return "no_confirmation";
	if (printer->drawing_problem[0] != '\0')
		return printer->drawing_problem;
	*health = DEVICE_OK;
	return printer->confirm ? "ok" : "unconfirmed";
}

/* Of a model that is not known a sensor is known when it has once been seen to say something. */
static enum printer_sensor reading(uint8_t has, bool heard, bool set, bool seen)
{
	if (has == ESCPOS_NO)
		return SENSOR_NONE;
	if (!heard)
		return SENSOR_UNKNOWN;
	if (set)
		return SENSOR_SET;
	return has == ESCPOS_YES || seen ? SENSOR_CLEAR : SENSOR_UNKNOWN;
}

static void look_at_sensors(const struct printer *printer, const struct escpos_state *state,
			    bool works, struct printer_status *out)
{
	const struct escpos_profile *profile = printer->profile;
	const uint8_t *heard = printer->poll.believed;
	bool near = state->paper == ESCPOS_PAPER_NEAR || state->paper == ESCPOS_PAPER_END;
	out->near_end =
		reading(profile->near_end, works && heard[4] != 0, near, printer->seen_near);
	out->cover = reading(profile->cover, works && heard[2] != 0, state->cover_open,
			     printer->seen_cover);
	out->cutter = reading(profile->cutter, works && heard[3] != 0, state->cutter_error,
			      printer->seen_cutter);
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
	escpos_look_state(printer, &state);
	const char *detail = health(printer, &state, &out->health);
	bool works = out->health == DEVICE_OK || out->health == DEVICE_DEGRADED;
	out->paper = works ? papers[state.paper] : PAPER_UNKNOWN;
	out->cover_open = works && state.cover_open;
	out->can_print =
		works && !escpos_look_is_bad(&state) && !state.recovering && !state.offline;
	look_at_sensors(printer, &state, works, out);
	out->paper_low = escpos_roll_is_low(&printer->roll);
	out->tickets_left = escpos_roll_tickets_left(&printer->roll);
	out->roll = (struct printer_roll){ .known = printer->roll.known,
					   .ended = printer->roll.ended,
					   .used_mm = printer->roll.used_mm,
					   .tickets = printer->roll.tickets };
	return detail;
}

static void remember(struct printer *printer)
{
	struct escpos_state state;
	if (printer->lost || !printer->poll.complete)
		return;
	escpos_look_state(printer, &state);
	printer->seen_near |= state.paper == ESCPOS_PAPER_NEAR;
	printer->seen_cover |= state.cover_open;
	printer->seen_cutter |= state.cutter_error;
	escpos_roll_look(&printer->roll, state.paper, state.cover_open);
}

static bool differs(const struct printer_status *a, const struct printer_status *b)
{
	return a->health != b->health || a->paper != b->paper || a->near_end != b->near_end ||
	       a->cover != b->cover || a->cutter != b->cutter || a->cover_open != b->cover_open ||
	       a->can_print != b->can_print || a->paper_low != b->paper_low;
}

void escpos_look_tell(struct printer *printer)
{
	remember(printer);
	struct printer_status status, before = printer->told;
	const char *detail = escpos_look_at(printer, &status);
	bool same_detail = strcmp(detail, printer->told_detail) == 0;
	printer->told = status;
	strncpy(printer->told_detail, detail, sizeof printer->told_detail - 1);
	if (status.health != before.health || !same_detail)
		printer->owner->health(printer->owner->context, status.health, detail);
	if (differs(&status, &before))
		printer->owner->status(printer->owner->context, &status);
}
