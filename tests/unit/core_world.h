/* A hall for the core's tests: a working state and a durable one that follows it record by record,
 * a clock that stands still until it is told to go on, and one call per command. Two zones, three
 * services, three windows, Monday to Friday 09:00-12:00 and 13:00-17:00, +08:00.
 *
 *   RE  RE1 "A" (start inferred after 20 s)        windows 01 (RE1), 02 (RE1, RE2)
 *       RE2 "B" (start by key only)
 *   PS  PS1 "C"                                    window 06 (PS1)                              */
#ifndef JIAOHAO_CORE_WORLD_H
#define JIAOHAO_CORE_WORLD_H

#include "calendar.h"
#include "decide.h"

struct world {
	struct state *state, *durable;
	struct record_list *list; /* of the last command */
	int64_t now_us;
	int32_t utc_offset_s;
	uint64_t random;
	uint32_t sequence; /* of the keypad "call-06" and its like */
	struct hall hall;
};

/** Loads the hall and opens the day on Monday 2026-11-23, 09:30. */
void world_open(struct world *world);
void world_close(struct world *world);
void world_hall(struct hall *hall);

void world_pass(struct world *world, double seconds);
/** Ticks at every deadline on the way, then the clock stands at @p seconds from now. */
void world_live(struct world *world, double seconds);
/** Sets the clock to this local time, without ticking. */
void world_at(struct world *world, int year, unsigned month, unsigned day, unsigned hour,
	      unsigned minute);

/** A command of this kind with time, offset and random bits filled in. */
struct command world_command(struct world *world, enum command_kind kind);
/** Decides, applies to both states, checks them. Aborts when an invariant is broken. */
enum refusal world_do(struct world *world, const struct command *command);
enum refusal world_window(struct world *world, enum command_kind kind, const char *window);
enum refusal world_ticket(struct world *world, enum command_kind kind, uint32_t ticket);
/** The ticket's serial; 0: refused. */
uint32_t world_issue(struct world *world, const char *service);
/** A live press of a key of the keypad of this window; how it ended. */
enum refusal world_press(struct world *world, const char *window, enum key_code key);

const struct ticket *world_ticket_of(const struct world *world, uint32_t ticket);
/** The last leg of a ticket that was finished: the one that is rated. */
const struct leg *world_leg_of(const struct world *world, uint32_t ticket);
const struct window *world_window_of(const struct world *world, const char *window);
/** The kinds of the last command's records as text: "service_finished ticket_called". */
const char *world_records(const struct world *world);

#endif
