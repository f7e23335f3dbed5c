/* A window's day and the ticket in its hands, as staff press it. */
#include "api_exchange.h"

#include "item.h"

#include <string.h>

static const char *const role_names[] = {
	[ROLE_MIXED] = "mixed", [ROLE_ACCEPT] = "accept",   [ROLE_REVIEW] = "review",
	[ROLE_PAY] = "pay",	[ROLE_DELIVER] = "deliver",
};

/* The numbers held that this window served last. */
static json_t *held_json(const struct state *state, int window)
{
	json_t *held = json_array();
	uint32_t left = state->windows[window].held;
	for (uint32_t i = 1; left && i <= state->ticket_count; i++)
		if (state->tickets[i].state == TICKET_HELD && state->tickets[i].window == window) {
			json_array_append_new(held, api_text_json(state->tickets[i].number));
			left--;
		}
	return held;
}

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
	json_object_set_new(view, "role", json_string(role_names[of_hall->role]));
	json_object_set_new(view, "department", api_text_json(of_hall->department));
	json_object_set_new(view, "holder", api_text_json(of_hall->holder));
	json_object_set_new(view, "accessible", json_boolean(of_hall->accessible));
	json_object_set_new(view, "back_office", json_boolean(of_hall->back_office));
	json_object_set_new(view, "armed", json_boolean(window->armed));
	json_object_set_new(view, "held", held_json(state, index));
	json_object_set_new(view, "extended_until",
			    api_time_json(window->extended_us, state->utc_offset_s));
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
	    (kind != RECORD_TICKET_CALLED && kind != RECORD_TICKET_RECALLED &&
	     kind != RECORD_PAPER_TAKEN)) {
		api_answer(exchange, 204, NULL);
		return;
	}
	view = api_ticket_view(state, serial, api_now(exchange->api, NULL));
	json_object_set_new(view, "recalled", json_boolean(kind == RECORD_TICKET_RECALLED));
	api_answer(exchange, 200, view);
}

/* Its answer is the ticket it was about; else the window. */
static bool about_ticket(enum command_kind kind)
{
	switch (kind) {
	case COMMAND_CALL:
	case COMMAND_SERVE:
	case COMMAND_RECALL:
	case COMMAND_START:
	case COMMAND_FINISH:
	case COMMAND_NO_SHOW:
	case COMMAND_NOTE:
	case COMMAND_HOLD:
	case COMMAND_UNHOLD:
	case COMMAND_TRANSFER:
	case COMMAND_FORWARD:
		return true;
	default:
		return false;
	}
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
	serial = about_ticket((enum command_kind)kind)
			 ? api_touched(exchange, records, count, &record_kind)
			 : 0;
	/* Papers are the visitor's. */
	if (serial > 0 && serial <= state->ticket_count && state->tickets[serial].parent &&
	    kind == COMMAND_FORWARD)
		serial = state->tickets[serial].parent;
	if (serial > 0 && serial <= state->ticket_count)
		api_answer(exchange, 200,
			   api_ticket_view(state, serial, api_now(exchange->api, NULL)));
	else
		api_window_get(exchange);
}

static void copy_act(struct command *command, const struct api_body *body)
{
	memcpy(command->reason, body->reason, sizeof command->reason);
	memcpy(command->agent, body->agent, sizeof command->agent);
	memcpy(command->service, body->service, sizeof command->service);
	memcpy(command->class_id, body->class_id, sizeof command->class_id);
	memcpy(command->to_window, body->to_window, sizeof command->to_window);
	memcpy(command->to_agent, body->to_agent, sizeof command->to_agent);
	memcpy(command->to_service, body->to_service, sizeof command->to_service);
	memcpy(command->items, body->items, sizeof command->items);
	memcpy(command->case_no, body->case_no, sizeof command->case_no);
	for (size_t i = 0; i < PAPERS_MAX; i++) {
		memcpy(command->targets[i].service, body->targets[i].service, ID_MAX);
		memcpy(command->targets[i].window, body->targets[i].window, ID_MAX);
	}
	command->minutes = body->minutes;
	command->hold_return = body->hold_return;
	command->outcome = body->outcome;
	command->front = body->front;
	command->returns = body->returns;
	command->proxy = body->proxy;
	/* COMMAND_TRANSFER and COMMAND_FORWARD name a service in service. */
	if (command->service[0] == '\0')
		memcpy(command->service, body->to_service, sizeof command->service);
}

/* Every code is one of the hall's list; a hall without a list takes any. */
static bool items_known(const struct api *api, const char *codes)
{
	const struct item_catalogue *items = api->owner.items(api->owner.context);
	char code[ITEMS_TEXT_MAX];
	while (items != NULL && *codes != '\0') {
		const size_t length = strcspn(codes, ",");
		memcpy(code, codes, length);
		code[length] = '\0';
		if (item_find(items, code) == NULL)
			return false;
		codes += length + (codes[length] == ',');
	}
	return true;
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
	if (!items_known(api, api->body.items)) {
		api_refuse(exchange, REFUSAL_UNKNOWN_ITEM);
		return;
	}
	copy_act(command, &api->body);
	if (api->body.ticket[0] != '\0') {
		command->ticket = api_find_ticket(state, api->body.ticket);
		if (command->ticket == 0) {
			api_refuse(exchange, REFUSAL_UNKNOWN_TICKET);
			return;
		}
	}
	if (command->kind == COMMAND_WINDOW_OPEN && command->agent[0] == '\0')
		memcpy(command->agent, state->hall.windows[index].agent, sizeof command->agent);
	evutil_snprintf(command->source, sizeof command->source, "window %s", command->window);
	api_submit(exchange, window_acted);
}
