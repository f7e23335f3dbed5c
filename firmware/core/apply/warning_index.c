/* Which warning was raised for a service, a window, a follow-up: found at once, because supervision
 * asks at every deadline. Follows the warnings; changes none of them. */
#include "warning_index.h"

#include <string.h>

static bool by_service(unsigned kind)
{
	return kind == WARNING_WAIT || kind == WARNING_WAITING || kind == WARNING_QUOTA ||
	       kind == WARNING_UNRESOLVED;
}

static bool by_window(unsigned kind)
{
	return kind == WARNING_OVERTIME || kind == WARNING_IDLE;
}

static int find_followup(const struct state *state, int64_t serial)
{
	for (uint32_t i = 0; i < state->followup_count; i++)
		if (state->followups[i].serial == serial)
			return (int)i;
	return -1;
}

/* What the kind is about, once more each time: a hall may have changed in between. */
static void resolve(const struct state *state, struct warning *warning)
{
	warning->of_service = warning->of_window = warning->of_followup = 0;
	if (by_service(warning->kind))
		warning->of_service = (uint16_t)(state_find_service(state, warning->service) + 1);
	else if (by_window(warning->kind))
		warning->of_window = (uint16_t)(state_find_window(state, warning->window) + 1);
	else if (warning->kind == WARNING_FOLLOWUP)
		warning->of_followup = (uint16_t)(find_followup(state, warning->value) + 1);
}

static void set(struct state *state, const struct warning *warning, uint16_t number)
{
	if (warning->of_service)
		state->service_warnings[warning->kind][warning->of_service - 1] = number;
	if (warning->of_window)
		state->window_warnings[warning->kind][warning->of_window - 1] = number;
	if (warning->of_followup)
		state->followups[warning->of_followup - 1].warning = number;
	if (warning->kind == WARNING_HOLIDAYS)
		state->holidays_warning = number;
}

void warning_index_add(struct state *state, uint32_t index)
{
	resolve(state, &state->warnings[index]);
	set(state, &state->warnings[index], (uint16_t)(index + 1));
}

void warning_index_remove(struct state *state, uint32_t index)
{
	set(state, &state->warnings[index], 0);
}

void warning_index_all(struct state *state)
{
	memset(state->service_warnings, 0, sizeof state->service_warnings);
	for (int kind = 0; kind < WARNING_COUNT; kind++)
		if (by_window((unsigned)kind))
			memset(state->window_warnings[kind], 0,
			       sizeof state->window_warnings[kind]);
	state->holidays_warning = 0;
	for (uint32_t i = 0; i < state->followup_count; i++)
		state->followups[i].warning = 0;
	for (uint32_t i = 0; i < state->warning_count; i++)
		if (state->warnings[i].state != WARNING_GONE)
			warning_index_add(state, i);
}
