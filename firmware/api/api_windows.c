/* A window's day and the ticket in its hands, as staff press it. */
#include "api_exchange.h"

#include <string.h>

json_t *api_window_view(const struct state *state, int index)
{
	const struct hall_window *of_hall = &state->hall.windows[index];
	const struct window *window = &state->windows[index];
	const bool closed = window->state == WINDOW_CLOSED;
	json_t *view = json_object(), *services = json_array();
	for (int i = 0; i < of_hall->service_count; i++)
		json_array_append_new(services, api_text_json(of_hall->services[i]));
	json_object_set_new(view, "no", api_text_json(of_hall->no));
	json_object_set_new(view, "zone", api_text_json(of_hall->zone));
	json_object_set_new(view, "services", services);
	json_object_set_new(view, "state",
			    json_string(window_state_name((enum window_state)window->state)));
	json_object_set_new(view, "paused", json_boolean(window->paused));
	json_object_set_new(view, "reason",
			    window->reason[0] ? api_text_json(window->reason) : json_null());
	json_object_set_new(view, "ticket",
			    window->ticket ? api_text_json(state->tickets[window->ticket].number)
					   : json_null());
	json_object_set_new(view, "agent",
			    closed || !window->agent[0] ? json_null()
							: api_text_json(window->agent));
	json_object_set_new(view, "since", api_time_json(window->since_us, state->utc_offset_s));
	return view;
}

static json_t *with_sequence(const struct state *state, json_t *view)
{
	json_object_set_new(view, "sequence", json_integer((json_int_t)state->sequence));
	return view;
}

void api_windows_get(struct api_exchange *exchange)
{
	const struct state *state = api_state(exchange->api);
	json_t *answer = api_object(state), *windows = json_array();
	for (int i = 0; i < state->hall.window_count; i++)
		json_array_append_new(windows, api_window_view(state, i));
	json_object_set_new(answer, "windows", windows);
	api_answer(exchange, 200, answer);
}

void api_window_get(struct api_exchange *exchange)
{
	const struct state *state = api_state(exchange->api);
	const int index = state_find_window(state, exchange->place);
	if (index < 0)
		api_refuse(exchange, REFUSAL_UNKNOWN_WINDOW);
	else
		api_answer(exchange, 200, with_sequence(state, api_window_view(state, index)));
}

/* next: the ticket now called, or 204: nobody waits. What it finished on the way is not its answer.
 */
static void answer_next(struct api_exchange *exchange, const struct record *records, uint32_t count)
{
	const struct state *state = api_state(exchange->api);
	uint16_t kind;
	const uint32_t serial = api_touched(exchange, records, count, &kind);
	json_t *view;
	if (serial == 0 || serial > state->ticket_count ||
	    (kind != RECORD_TICKET_CALLED && kind != RECORD_TICKET_RECALLED)) {
		api_answer(exchange, 204, NULL);
		return;
	}
	view = api_ticket_view(state, serial);
	json_object_set_new(view, "recalled", json_boolean(kind == RECORD_TICKET_RECALLED));
	api_answer(exchange, 200, view);
}

static void window_acted(void *context, enum refusal refusal, const struct record *records,
			 uint32_t count)
{
	struct api_exchange *exchange = context;
	const struct state *state = api_state(exchange->api);
	const uint8_t kind = exchange->command.kind;
	uint16_t record_kind;
	uint32_t serial;
	if (refusal != REFUSAL_NONE) {
		api_refuse(exchange, refusal);
		return;
	}
	if (kind == COMMAND_NEXT) {
		answer_next(exchange, records, count);
		return;
	}
	serial = kind == COMMAND_RECALL || kind == COMMAND_START || kind == COMMAND_FINISH ||
				 kind == COMMAND_NO_SHOW
			 ? api_touched(exchange, records, count, &record_kind)
			 : 0;
	if (serial > 0 && serial <= state->ticket_count)
		api_answer(exchange, 200, api_ticket_view(state, serial));
	else
		api_window_get(exchange);
}

void api_window_post(struct api_exchange *exchange)
{
	struct api *api = exchange->api;
	struct command *command = &exchange->command;
	const struct state *state = api_state(api);
	const int index = state_find_window(state, exchange->place);
	if (index < 0) {
		api_refuse(exchange, REFUSAL_UNKNOWN_WINDOW);
		return;
	}
	memcpy(command->window, state->hall.windows[index].no, sizeof command->window);
	memcpy(command->reason, api->body.reason, sizeof command->reason);
	memcpy(command->agent, api->body.agent, sizeof command->agent);
	if (command->kind == COMMAND_WINDOW_OPEN && command->agent[0] == '\0')
		memcpy(command->agent, state->hall.windows[index].agent, sizeof command->agent);
	evutil_snprintf(command->source, sizeof command->source, "window %s", command->window);
	api_submit(exchange, window_acted);
}
