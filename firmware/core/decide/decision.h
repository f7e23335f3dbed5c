/* What the deciding files share: one decision under way, and the records it has made so far. They
 * look at the state as it was before the command; what the decision's own records change in it,
 * they keep in mind themselves. */
#ifndef JIAOHAO_DECISION_H
#define JIAOHAO_DECISION_H

#include "command.h"
#include "queue.h"
#include "record.h"
#include "state.h"

#include <string.h>

struct decision {
	const struct state *state;
	const struct command *command;
	struct record_list *records;
};

/** The next record, with sequence, time, command, source and key filled in and all else zero. Asks
 *  for room first where many records can be due (decision_room). */
struct record *decision_add(const struct decision *decision, enum record_kind kind);
struct record *decision_add_window(const struct decision *decision, enum record_kind kind,
				   int window);
/** Of a ticket at a window (index; -1: none). */
struct record *decision_add_ticket(const struct decision *decision, enum record_kind kind,
				   uint32_t ticket, int window);
uint32_t decision_room(const struct decision *decision);

/** Sets a record's text, which is zero so far; @p from ends within the member's size. */
#define decision_text(to, from) memcpy((to), (from), strnlen((from), sizeof(to) - 1))

/* The acts, by file. */
enum refusal ticket_decide_issue(const struct decision *decision);
enum refusal ticket_decide_grant(const struct decision *decision);
enum refusal ticket_decide_cancel(const struct decision *decision);
enum refusal booking_decide(const struct decision *decision);
enum refusal print_decide_outcome(const struct decision *decision);
enum refusal print_decide_reprint(const struct decision *decision);
enum refusal rating_decide(const struct decision *decision);
/** At the evaluator of a window (index): the last ticket finished there. */
enum refusal rating_decide_window(const struct decision *decision, int window, unsigned level);
/** A ticket's service ends at its window; an older rating there gives way. @p inferred: by time. */
void rating_finish(const struct decision *decision, int window, bool inferred);
/** The rating that is open at a window (index) ends without an answer. */
void rating_time_out(const struct decision *decision, int window);
/** REFUSAL_NONE when this window is open, not paused and has nobody in hand. */
enum refusal window_decide_idle(const struct state *state, int window);
/** A waiting ticket is called at an idle window; a paper is taken without a call. */
void window_take(const struct decision *decision, uint32_t ticket, int window, const char *agent);
enum refusal window_decide(const struct decision *decision);
/** One act at a window (index), also for keys: kind is the command that a person would send. */
enum refusal window_decide_act(const struct decision *decision, enum command_kind kind, int window);
/** When a called ticket may be a no-show at this window. Whom an evacuation sent out has the time
 *  again to come back. */
int64_t no_show_from_us(const struct state *state, const struct ticket *ticket, int window);
/** The ticket in hand did not come: that, and what the hall does with it then. */
void no_show_write(const struct decision *decision, int window, bool inferred);
/** A postponed ticket is back. */
void no_show_return(const struct decision *decision, uint32_t ticket);
enum refusal no_show_decide_requeue(const struct decision *decision);
enum refusal no_show_decide_postpone(const struct decision *decision);
enum refusal no_show_decide_void(const struct decision *decision);
enum refusal hold_decide(const struct decision *decision, int window);
enum refusal hold_decide_unhold(const struct decision *decision, int window);
enum refusal walk_in_decide(const struct decision *decision, int window);
enum refusal undo_decide(const struct decision *decision, int window);
/** What the command says of a finished leg, if it says anything. */
void note_write(const struct decision *decision, uint32_t ticket, unsigned leg, int window);
enum refusal note_decide(const struct decision *decision);
/** The service at a window ends, by a person, and the visit goes on where it has to. */
void visit_finish(const struct decision *decision, int window);
/** May this ticket begin so many more legs? */
bool visit_has_room(const struct state *state, const struct ticket *ticket, unsigned legs);
/** The record of a ticket's next leg, with the place of its number. @p window: where the step is
 *  made, -1: nowhere; @p to_window: -1: any. */
struct record *visit_begin_leg(const struct decision *decision, uint32_t ticket, int window,
			       enum leg_reason reason, int service, int to_window);
/** The leg that was settled beforehand begins: a return, or where the papers' result is handed out.
 */
void visit_go_then(const struct decision *decision, uint32_t ticket, int window);
enum refusal visit_decide_transfer(const struct decision *decision, int window);
enum refusal papers_decide_forward(const struct decision *decision, int window);
/** One of a visitor's papers is done, at this window (-1: taken back): was it the last, he waits to
 *  be called. */
void papers_done(const struct decision *decision, uint32_t visitor, int window);
/** A visitor who waits for papers is void, and they with him, unless a window has them in hand. */
enum refusal papers_void(const struct decision *decision, uint32_t visitor);
enum refusal keypad_decide(const struct decision *decision);
enum refusal load_decide(const struct decision *decision);
/** Whatever time brought. */
enum refusal due_decide(const struct decision *decision);

#endif
