/* Asking a printer for its real-time status over and over. Pure: sends nothing, waits for nothing.
 */
#include "escpos_poll.h"

#include <string.h>

enum { ASK_FIRST = 1, ASK_LAST = 4 };

static bool exists(const struct escpos_poll *poll, unsigned ask)
{
	return poll->missed[ask] < ESCPOS_POLL_MISSED_MAX && (poll->lacks & 1u << ask) == 0;
}

static unsigned first(const struct escpos_poll *poll)
{
	for (unsigned ask = ASK_FIRST; ask <= ASK_LAST; ask++)
		if (exists(poll, ask))
			return ask;
	return ASK_FIRST;
}

void escpos_poll_reset(struct escpos_poll *poll, uint8_t lacks, int64_t now_us)
{
	*poll = (struct escpos_poll){ .lacks = lacks, .due_us = now_us, .cycle_us = now_us };
	poll->ask = (uint8_t)first(poll);
}

static bool is_offline(const struct escpos_poll *poll)
{
	struct escpos_state state;
	escpos_state_realtime(&state, poll->believed);
	return state.offline;
}

static void end_cycle(struct escpos_poll *poll, int64_t now_us)
{
	if (poll->answered == 0) {
		/* Nothing at all: the printer is away rather than poor in questions. */
		memset(poll->missed, 0, sizeof poll->missed);
	} else if (!poll->gap) {
		poll->complete = true;
		poll->fresh_us = poll->cycle_us;
	}
	poll->offline = is_offline(poll);
	poll->in_cycle = poll->gap = false;
	poll->answered = 0;
	poll->ask = (uint8_t)first(poll);
	poll->due_us = now_us + ESCPOS_POLL_REST_US;
}

static void next(struct escpos_poll *poll, int64_t now_us)
{
	poll->waiting = poll->again = false;
	poll->due_us = now_us;
	do
		poll->ask++;
	while (poll->ask <= ASK_LAST && !exists(poll, poll->ask));
	if (poll->ask > ASK_LAST)
		end_cycle(poll, now_us);
}

bool escpos_poll_tick(struct escpos_poll *poll, int64_t now_us)
{
	if (!poll->waiting || now_us < poll->due_us)
		return false;
	poll->silent++;
	poll->gap = true;
	if (poll->missed[poll->ask] < ESCPOS_POLL_MISSED_MAX)
		poll->missed[poll->ask]++;
	if (!exists(poll, poll->ask))
		poll->believed[poll->ask] = 0;
	next(poll, now_us);
	/* A late answer must not be taken for the next question's. */
	if (poll->due_us < now_us + ESCPOS_POLL_SETTLE_US)
		poll->due_us = now_us + ESCPOS_POLL_SETTLE_US;
	return true;
}

unsigned escpos_poll_due(const struct escpos_poll *poll, int64_t now_us)
{
	if (poll->waiting || now_us < poll->due_us)
		return 0;
	return poll->ask;
}

void escpos_poll_sent(struct escpos_poll *poll, int64_t now_us, int64_t wire_us)
{
	if (!poll->in_cycle)
		poll->cycle_us = now_us;
	poll->in_cycle = true;
	poll->waiting = true;
	poll->asked_us = now_us;
	poll->due_us = now_us + wire_us + ESCPOS_POLL_TIME_OUT_US;
}

bool escpos_poll_answer(struct escpos_poll *poll, uint8_t answer, int64_t now_us,
			uint32_t *latency_us)
{
	if (!poll->waiting)
		return false;
	unsigned ask = poll->ask;
	*latency_us = (uint32_t)(now_us - poll->asked_us);
	poll->heard = true;
	poll->silent = 0;
	poll->missed[ask] = 0;
	poll->answered++;
	bool changed = poll->believed[ask] != 0 && poll->believed[ask] != answer;
	if (changed && poll->doubted[ask] != answer) {
		poll->doubted[ask] = answer;
		if (poll->again) { /* a third answer: try again in the next cycle */
			next(poll, now_us);
			return true;
		}
		poll->waiting = false;
		poll->again = true;
		poll->due_us = now_us;
		return true;
	}
	poll->believed[ask] = answer;
	poll->doubted[ask] = 0;
	next(poll, now_us);
	return true;
}

void escpos_poll_hurry(struct escpos_poll *poll, int64_t now_us)
{
	if (!poll->in_cycle && poll->due_us > now_us && poll->silent == 0)
		poll->due_us = now_us;
}

bool escpos_poll_fresh(const struct escpos_poll *poll, int64_t since_us)
{
	return poll->complete && poll->fresh_us >= since_us;
}

bool escpos_poll_silent(const struct escpos_poll *poll)
{
	return poll->silent > ESCPOS_POLL_SILENT_MAX;
}

void escpos_poll_state(const struct escpos_poll *poll, struct escpos_state *state)
{
	escpos_state_realtime(state, poll->believed);
	state->offline &= poll->offline;
}
