/* What the applying files share. Each believes its records: what does not fit the state is a bug
 * of ours, and asserted. */
#ifndef JIAOHAO_APPLY_PARTS_H
#define JIAOHAO_APPLY_PARTS_H

#include "record.h"
#include "state.h"

#include <assert.h>
#include <string.h>

/** Copies one text member of a record into a member of the state of the same size. */
#define APPLY_TEXT(to, from)                                                                       \
	do {                                                                                       \
		_Static_assert(sizeof(to) == sizeof(from), "texts of one kind have one size");     \
		memcpy((to), (from), sizeof(to));                                                  \
		(to)[sizeof(to) - 1] = 0;                                                          \
	} while (0)

struct ticket *apply_ticket_of(struct state *state, const struct record *record);
struct window *apply_window_of(struct state *state, const struct record *record);
/** The window that has this record's ticket in hand. */
struct window *apply_window_busy(struct state *state, const struct record *record);
void apply_window_enter(struct window *window, enum window_state entered,
			const struct record *record);
/** The ticket in hand leaves the window. */
void apply_window_release(struct state *state, struct window *window, const struct record *record);
/** An idle window has the record's ticket in hand now. */
void apply_window_take(struct state *state, const struct record *record, enum window_state entered);
/** A held ticket is not held any more; the time counts. */
void apply_not_held(struct state *state, struct ticket *ticket, const struct record *record);
/** When the first of those kept is void and the first of those postponed is back: looked up anew,
 *  after one of them left. */
void apply_later_moments(struct state *state);
/** Until when each service is served past its closing: looked up anew. */
void apply_extensions(struct state *state);
/** The index of an agent's name in state->agents, added when it is new; 0 for "". */
uint16_t apply_agent(struct state *state, const char name[AGENT_MAX]);
/** A new ticket with the record's serial: everything that is common to numbers, papers and
 * walk-ins; it waits nowhere yet. */
struct ticket *apply_new_ticket(struct state *state, const struct record *record);
/** The leg a ticket is in ends: kept in state->legs. Its index. */
uint32_t apply_end_leg(struct state *state, uint32_t ticket, enum ticket_state ended);
/** The ticket begins its next leg, at this service: its times start again. */
void apply_begin_leg(struct state *state, uint32_t ticket, const struct record *record,
		     int service);

/** A thing of an earlier day is said again. */
void apply_carried(struct state *state, bool *carried);
/** The same for arrays that are said again in their order: the index it has, at most @p count (then
 *  the replay began with this day, and it is new). */
uint32_t apply_carried_next(struct state *state, uint32_t *said, uint32_t count);

/* By topic. Each takes the kinds named in its file's first lines. */
void apply_ticket(struct state *state, const struct record *record);
void apply_window(struct state *state, const struct record *record);
void apply_visit(struct state *state, const struct record *record);
void apply_rating(struct state *state, const struct record *record);
void apply_booking(struct state *state, const struct record *record);
void apply_warning(struct state *state, const struct record *record);
void apply_day(struct state *state, const struct record *record);
/** Before a record of a window's step is applied: what undo needs is kept. */
void apply_undo_keep(struct state *state, const struct record *record);
void apply_undone(struct state *state, const struct record *record);

#endif
