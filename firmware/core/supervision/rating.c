/* The rating of a finished leg: at the window's evaluator while it is open, from a phone for the
 * rest of the service day, and rating_open_days longer. One for each leg, and one later change. A
 * bad one opens a follow-up (followup.c). Whose rating it is is not known here.
 *
 *   (finish) ▶ open ──level▶ given ──another level, once──▶ given
 *               │              ▲ level, by phone
 *               ├─ time over ▶ timed out ──┤
 *               └─ the next finish there ──┴─ the last day over ▶ the hall's default      */
#include "rating.h"

#include "followup.h"
#include "rating_codes.h"

#include <string.h>

static const int64_t SECOND_US = 1000000;

void rating_finish(const struct decision *decision, int window, bool inferred)
{
	const struct window *at = &decision->state->windows[window];
	const struct ticket *ticket = &decision->state->tickets[at->ticket];
	if (at->rating && !inferred && ticket->parent == 0)
		rating_time_out(decision, window);
	struct record *record =
		decision_add_ticket(decision, RECORD_SERVICE_FINISHED, at->ticket, window);
	record->leg = ticket->leg;
	record->inferred = inferred;
}

int64_t rating_closes(const struct state *state, uint32_t leg)
{
	const struct ticket *ticket = &state->tickets[state->legs[leg].ticket];
	bool slow = ticket->priority >= 0 && state->hall.classes[ticket->priority].slow;
	unsigned window_s = slow ? state->hall.rating_window_slow_s : state->hall.rating_window_s;
	return state->legs[leg].finished_us + window_s * SECOND_US;
}

/* --- which leg --- */

/* A leg of today (later NULL) or of an earlier day. */
struct rateable {
	uint32_t leg; /* index */
	const struct later_rating *later;
};

static enum refusal find_today(const struct decision *decision, struct rateable *found)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	if (command->ticket > state->ticket_count)
		return REFUSAL_UNKNOWN_TICKET;
	found->leg = command->leg ? state_find_leg(state, command->ticket, command->leg)
				  : state_rateable_leg(state, command->ticket);
	if (found->leg == 0 || state->legs[found->leg].ended != TICKET_FINISHED ||
	    state->tickets[command->ticket].parent)
		return REFUSAL_NOT_RATEABLE;
	return REFUSAL_NONE;
}

static enum refusal find_later(const struct decision *decision, struct rateable *found)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	for (uint32_t i = 0; i < state->later_count; i++) {
		const struct later_rating *later = &state->later[i];
		if (later->date == command->date && later->ticket == command->ticket &&
		    (command->leg == later->leg ||
		     (command->leg == 0 && (!found->later || found->later->leg < later->leg))))
			found->later = later;
	}
	return found->later ? REFUSAL_NONE : REFUSAL_NOT_RATEABLE;
}

/* --- giving it --- */

static enum refusal changes(const struct rateable *about, const struct state *state, bool more,
			    unsigned level, unsigned *before)
{
	const struct leg *leg = &state->legs[about->leg];
	bool given = about->later ? about->later->level > 0 : leg->rating == RATING_GIVEN;
	*before = given ? (about->later ? about->later->level : leg->level) : 0;
	if (!given)
		return REFUSAL_NONE;
	if (about->later ? about->later->changes : leg->rating_changes)
		return REFUSAL_ALREADY_RATED;
	/* The same once more says nothing: it does not use up the change. */
	return *before == level && !more ? REFUSAL_ALREADY_RATED : REFUSAL_NONE;
}

static struct record *add(const struct decision *decision, enum record_kind kind,
			  const struct rateable *about)
{
	const struct state *state = decision->state;
	const struct leg *leg = &state->legs[about->leg];
	const struct later_rating *later = about->later;
	struct record *record =
		later ? decision_add_ticket(decision, kind, later->ticket, -1)
		      : decision_add_ticket(decision, kind, leg->ticket, leg->window);
	if (later)
		decision_text(record->window, later->window);
	record->date = later ? later->date : state->date;
	record->leg = later ? later->leg : leg->number;
	return record;
}

static struct followup_about about_of(const struct state *state, const struct rateable *about,
				      unsigned level)
{
	static const char none[ID_MAX];
	const struct leg *leg = &state->legs[about->leg];
	const struct later_rating *later = about->later;
	if (later)
		return (struct followup_about){ later->date,	later->ticket,	later->leg,
						(uint8_t)level, later->service, later->window,
						later->agent };
	return (struct followup_about){
		state->date,
		leg->ticket,
		leg->number,
		(uint8_t)level,
		leg->service < 0 ? none : state->hall.services[leg->service].code,
		leg->window < 0 ? none : state->hall.windows[leg->window].no,
		state->agents[leg->agent],
	};
}

static enum refusal give(const struct decision *decision, const struct rateable *about,
			 unsigned level, unsigned channel)
{
	static const uint16_t no_codes[RATING_CODES_MAX];
	const struct command *command = decision->command;
	bool by_name = command->kind == COMMAND_RATE;
	const uint16_t *codes = by_name ? command->codes : no_codes;
	bool more = by_name && (codes[0] || command->has_text);
	unsigned before;
	if (level < 1 || level > RATING_LEVELS || !rating_codes_fit(codes, level))
		return REFUSAL_BAD_REQUEST;
	enum refusal refusal = changes(about, decision->state, more, level, &before);
	if (refusal != REFUSAL_NONE)
		return refusal;
	bool opens = level <= RATING_BAD_MAX && (before == 0 || before > RATING_BAD_MAX);
	if (opens && followup_room(decision->state) == 0)
		return REFUSAL_LIMIT;
	struct record *record = add(decision, RECORD_RATING_GIVEN, about);
	record->level = (uint8_t)level;
	record->channel = (uint8_t)channel;
	memcpy(record->codes, codes, sizeof record->codes);
	record->has_text = by_name && command->has_text;
	record->value = before > 0;
	if (opens) {
		const struct followup_about whom = about_of(decision->state, about, level);
		followup_open(decision, &whom);
	}
	return REFUSAL_NONE;
}

void rating_time_out(const struct decision *decision, int window)
{
	const struct leg *leg = &decision->state->legs[decision->state->windows[window].rating];
	decision_add_ticket(decision, RECORD_RATING_TIMED_OUT, leg->ticket, window)->leg =
		leg->number;
}

enum refusal rating_decide_window(const struct decision *decision, int window, unsigned level)
{
	const struct rateable about = { decision->state->windows[window].rating, NULL };
	if (level < 1 || level > RATING_LEVELS)
		return REFUSAL_BAD_REQUEST;
	if (about.leg == 0)
		return REFUSAL_NOT_RATEABLE;
	return give(decision, &about, level, CHANNEL_EVALUATOR);
}

enum refusal rating_decide(const struct decision *decision)
{
	const struct state *state = decision->state;
	const struct command *command = decision->command;
	struct rateable about = { 0, NULL };
	if (command->ticket == 0) {
		int window = state_find_window(state, command->window);
		if (command->channel != 0 && command->channel != CHANNEL_EVALUATOR)
			return REFUSAL_BAD_REQUEST;
		return window < 0 ? REFUSAL_UNKNOWN_WINDOW
				  : rating_decide_window(decision, window, command->level);
	}
	bool today = command->date == 0 || command->date == state->date;
	if (today && command->ticket > state->ticket_count)
		return REFUSAL_UNKNOWN_TICKET;
	if (command->level < 1 || command->level > RATING_LEVELS || command->channel < CHANNEL_PC ||
	    command->channel > CHANNEL_DEFAULT)
		return REFUSAL_BAD_REQUEST;
	enum refusal refusal = today ? find_today(decision, &about) : find_later(decision, &about);
	return refusal != REFUSAL_NONE ? refusal
				       : give(decision, &about, command->level, command->channel);
}

/* --- the default --- */

static bool add_default(const struct decision *decision, const struct rateable *about)
{
	if (decision_room(decision) == 0)
		return false;
	struct record *record = add(decision, RECORD_RATING_DEFAULTED, about);
	record->level = decision->state->hall.default_level;
	record->channel = CHANNEL_DEFAULT;
	return true;
}

bool rating_end_day(const struct decision *decision, int32_t next)
{
	const struct state *state = decision->state;
	const struct hall *hall = &state->hall;
	if (hall->default_level == 0)
		return true;
	for (uint32_t i = 0; i < state->later_count; i++) {
		const struct rateable about = { 0, &state->later[i] };
		if (about.later->level == 0 && about.later->date + hall->rating_open_days < next &&
		    !add_default(decision, &about))
			return false;
	}
	if (state->date + hall->rating_open_days >= next)
		return true;
	/* Legs that this very decision ends are seen by the next tick. */
	if (decision->records->count && (state->active || state->ratings_open))
		return false;
	for (uint32_t i = 1; i <= state->leg_count; i++) {
		const struct rateable about = { i, NULL };
		const struct leg *leg = &state->legs[i];
		if (leg->ended == TICKET_FINISHED && leg->rating != RATING_GIVEN &&
		    leg->rating != RATING_DEFAULTED && state->tickets[leg->ticket].parent == 0 &&
		    !add_default(decision, &about))
			return false;
	}
	return true;
}
