/* What the deciding files share: one decision under way, and the records it has made so far. They
 * look at the state as it was before the command; what the decision's own records change in it,
 * they keep in mind themselves. */
#ifndef JIAOHAO_DECISION_H
#define JIAOHAO_DECISION_H

#include "command.h"
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
enum refusal window_decide(const struct decision *decision);
/** One act at a window (index), also for keys: kind is the command that a person would send. */
enum refusal window_decide_act(const struct decision *decision, enum command_kind kind, int window);
enum refusal keypad_decide(const struct decision *decision);
enum refusal load_decide(const struct decision *decision);
/** Whatever time brought. */
enum refusal due_decide(const struct decision *decision);

#endif
