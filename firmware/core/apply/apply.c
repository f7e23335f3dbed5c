/* A record becomes true: which file applies it, and what is common to those files. Looks at nothing
 * but the record and the state. */
#include "decide.h"

#include "apply_parts.h"
#include "hall_apply.h"
#include "item.h"
#include "priority.h"
#include "state_index.h"

struct ticket *apply_ticket_of(struct state *state, const struct record *record)
{
	assert(record->ticket > 0 && record->ticket <= state->ticket_count);
	state->tickets[record->ticket].touched = record->sequence;
	return &state->tickets[record->ticket];
}

struct window *apply_window_of(struct state *state, const struct record *record)
{
	int window = state_find_window(state, record->window);
	assert(window >= 0);
	return &state->windows[window];
}

struct window *apply_window_busy(struct state *state, const struct record *record)
{
	struct window *window = apply_window_of(state, record);
	assert(window->ticket == record->ticket);
	return window;
}

void apply_window_enter(struct window *window, enum window_state entered,
			const struct record *record)
{
	window->state = (uint8_t)entered;
	window->since_us = record->time_us;
}

void apply_window_release(struct state *state, struct window *window, const struct record *record)
{
	window->ticket = 0;
	state->active--;
	apply_window_enter(window, window->paused ? WINDOW_PAUSED : WINDOW_IDLE, record);
}

void apply_window_take(struct state *state, const struct record *record, enum window_state entered)
{
	struct window *window = apply_window_of(state, record);
	assert(window->state == WINDOW_IDLE && window->ticket == 0);
	state->tickets[record->ticket].window = (int16_t)(window - state->windows);
	window->ticket = record->ticket;
	state->active++;
	if (window->armed)
		state->armed--;
	window->armed = false;
	apply_window_enter(window, entered, record);
}

void apply_not_held(struct state *state, struct ticket *ticket, const struct record *record)
{
	assert(ticket->state == TICKET_HELD && state->held > 0);
	state->held--;
	if (ticket->window >= 0)
		state->windows[ticket->window].held--;
	ticket->held_us += record->time_us - ticket->held_since_us;
	ticket->held_since_us = 0;
}

void apply_later_moments(struct state *state)
{
	int64_t kept_us = INT64_MAX, away_us = INT64_MAX;
	if (state->kept || state->away)
		for (uint32_t i = 1; i <= state->ticket_count; i++) {
			const struct ticket *ticket = &state->tickets[i];
			if (ticket->state == TICKET_NO_SHOW && ticket->visit_ended_us < kept_us)
				kept_us = ticket->visit_ended_us;
			if (ticket->away && ticket->not_before_us < away_us)
				away_us = ticket->not_before_us;
		}
	state->kept_since_us = kept_us;
	state->away_until_us = away_us;
}

void apply_extensions(struct state *state)
{
	for (int i = 0; i < state->hall.service_count; i++) {
		int64_t latest_us = 0;
		for (int j = 0; j < state->hall.window_count; j++)
			if (state->windows[j].extended_us > latest_us &&
			    state_window_serves(state, j, i))
				latest_us = state->windows[j].extended_us;
		state->queues[i].extended_us = latest_us;
	}
}

uint16_t apply_agent(struct state *state, const char name[AGENT_MAX])
{
	uint16_t known = name[0] ? state_find_agent(state, name) : 0;
	if (known || name[0] == 0)
		return known;
	assert(state->agent_count < AGENTS_MAX);
	/* The macro names its target twice: counted before. */
	const uint32_t index = ++state->agent_count;
	APPLY_TEXT(state->agents[index], *(const char(*)[AGENT_MAX])name);
	return (uint16_t)index;
}

struct ticket *apply_new_ticket(struct state *state, const struct record *record)
{
	int service = state_find_service(state, record->service);
	assert(service >= 0 && record->ticket == state->ticket_count + 1 &&
	       record->ticket <= TICKETS_MAX);
	struct ticket *ticket = &state->tickets[record->ticket];
	memcpy(ticket->id, record->ticket_id, TICKET_ID_BYTES);
	APPLY_TEXT(ticket->number, record->number);
	APPLY_TEXT(ticket->kiosk, record->kiosk);
	APPLY_TEXT(ticket->language, record->language);
	APPLY_TEXT(ticket->booking, record->booking);
	ticket->priority = (int8_t)hall_find_class(&state->hall, record->class_id);
	ticket->item = item_key(record->items);
	ticket->person = record->person;
	ticket->phone = record->phone;
	ticket->touched = record->sequence;
	ticket->channel = record->channel;
	ticket->paperless = record->paperless;
	ticket->voice = record->voice;
	ticket->proxy = record->proxy;
	ticket->late = record->late;
	ticket->parent = record->parent;
	ticket->issued_us = record->time_us;
	ticket->line = LINE_NONE;
	ticket->then_service = ticket->then_window = -1;
	ticket->window = ticket->to_window = -1;
	ticket->state = TICKET_WAITING;
	ticket->leg = 1;
	ticket->service = (int16_t)service;
	ticket->begun_us = record->time_us;
	ticket->place_us = record->place_us ? record->place_us : record->time_us;
	ticket->delay_us =
		priority_delay(state, &state->queues[state->queue_of[service]], record->time_us);
	state->ticket_count++;
	state_index_ticket(state, record->ticket);
	return ticket;
}

uint32_t apply_end_leg(struct state *state, uint32_t serial, enum ticket_state ended)
{
	struct ticket *ticket = &state->tickets[serial];
	assert(state->leg_count < LEGS_MAX);
	uint32_t index = ++state->leg_count;
	state->legs[index] = (struct leg){
		.ticket = serial,
		.service = ticket->service,
		.window = ticket->window,
		.agent = ticket->window >= 0 ? state->windows[ticket->window].agent_no : 0,
		.number = ticket->leg,
		.ended = (uint8_t)ended,
		.outcome = ticket->outcome,
		.start_inferred = ticket->start_inferred,
		.finish_inferred = ticket->finish_inferred,
		.begun_us = ticket->begun_us,
		.called_us = ticket->called_us,
		.started_us = ticket->started_us,
		.finished_us = ticket->finished_us,
		.held_us = ticket->held_us,
	};
	if (ticket->last_leg)
		state->legs[ticket->last_leg].next = index;
	else
		ticket->first_leg = index;
	ticket->last_leg = index;
	return index;
}

void apply_begin_leg(struct state *state, uint32_t serial, const struct record *record, int service)
{
	struct ticket *ticket = &state->tickets[serial];
	ticket->leg++;
	ticket->service = (int16_t)service;
	ticket->to_window = -1;
	ticket->to_agent = 0;
	ticket->front = false;
	ticket->start_inferred = ticket->finish_inferred = false;
	ticket->calls = ticket->hold = ticket->outcome = 0;
	ticket->not_before_us = 0;
	ticket->begun_us = record->time_us;
	ticket->place_us = record->place_us ? record->place_us : record->time_us;
	ticket->delay_us =
		priority_delay(state, &state->queues[state->queue_of[service]], record->time_us);
	ticket->called_us = ticket->last_call_us = ticket->started_us = ticket->finished_us = 0;
	ticket->held_since_us = ticket->held_us = 0;
	ticket->state = TICKET_WAITING;
}

static void apply_keypad(struct state *state, const struct record *record)
{
	const struct keypad *known = state_find_keypad(state, record->device);
	struct keypad *keypad = known ? &state->keypads[known - state->keypads]
				      : &state->keypads[state->keypad_count];
	if (known == NULL) {
		assert(state->keypad_count < KEYPADS_MAX);
		APPLY_TEXT(keypad->device, record->device);
		state_index_keypad(state, state->keypad_count++);
	}
	keypad->boot = record->boot;
	keypad->key_sequence = record->key_sequence;
	/* A refused double press counts too: a stuck key that repeats never gets through. */
	if (record->key_code == KEY_NEXT &&
	    (record->reason_code == REFUSAL_NONE || record->reason_code == REFUSAL_DOUBLE_PRESS))
		apply_window_of(state, record)->last_next_us = record->time_us;
}

/* The appointment just made, as state_booking_of_key finds it. */
static uint32_t booked_last(const struct state *state)
{
	return state->booking_count;
}

static void remember_key(struct state *state, const struct record *record)
{
	static const uint8_t none[KEY_BYTES];
	if (memcmp(record->key.bytes, none, KEY_BYTES) == 0)
		return;
	struct key_entry *entry = state_key_entry(state, record->key.bytes);
	if (entry == NULL) {
		assert(state->key_count < KEYS_MAX);
		entry = &state->keys[state->key_count];
		entry->key = record->key;
		state_index_key(state, state->key_count++);
	}
	entry->command = record->command;
	/* The serial of an earlier day is nobody's today. */
	bool earlier_day =
		record->kind == RECORD_RATING_GIVEN && record->date && record->date != state->date;
	entry->ticket = earlier_day ? 0 : record->ticket;
	if (record->kind == RECORD_BOOKED)
		entry->ticket = booked_last(state);
	entry->last_kind = record->kind;
}

static void apply_kind(struct state *state, const struct record *record)
{
	switch ((enum record_kind)record->kind) {
	case RECORD_HALL_LOADED:
		return hall_apply(state, record);
	case RECORD_CLOCK_SET:
		return;
	case RECORD_DAY_OPENED:
	case RECORD_DAY_CARRIED:
		return apply_day(state, record);
	case RECORD_WINDOW_OPENED:
	case RECORD_WINDOW_CLOSED:
	case RECORD_WINDOW_PAUSED:
	case RECORD_WINDOW_RESUMED:
	case RECORD_WINDOW_ARMED:
	case RECORD_WINDOW_EXTENDED:
		return apply_window(state, record);
	case RECORD_TICKET_ISSUED:
	case RECORD_TICKET_CANCELLED:
	case RECORD_TICKET_EXPIRED:
	case RECORD_TICKET_VOIDED:
	case RECORD_TICKET_CALLED:
	case RECORD_TICKET_RECALLED:
	case RECORD_SERVICE_STARTED:
	case RECORD_SERVICE_FINISHED:
	case RECORD_TICKET_NO_SHOW:
	case RECORD_TICKET_REQUEUED:
	case RECORD_TICKET_POSTPONED:
	case RECORD_TICKET_RETURNED:
	case RECORD_TICKET_CLASSED:
	case RECORD_TICKET_PAGER:
	case RECORD_TICKET_HEADS_UP:
	case RECORD_PRINT_STARTED:
	case RECORD_PRINTED:
	case RECORD_PRINT_FAILED:
	case RECORD_PRINT_UNKNOWN:
		return apply_ticket(state, record);
	case RECORD_LEG_BEGUN:
	case RECORD_LEG_TRANSFERRED:
	case RECORD_SERVICE_HELD:
	case RECORD_SERVICE_UNHELD:
	case RECORD_PAPERS_SENT:
	case RECORD_PAPER_ISSUED:
	case RECORD_PAPER_TAKEN:
	case RECORD_WALK_IN_SERVED:
	case RECORD_SERVICE_NOTED:
	case RECORD_STEP_UNDONE:
		return apply_visit(state, record);
	case RECORD_RATING_GIVEN:
	case RECORD_RATING_TIMED_OUT:
	case RECORD_RATING_DEFAULTED:
	case RECORD_RATING_CARRIED:
	case RECORD_FOLLOWUP_OPENED:
	case RECORD_FOLLOWUP_CONTACTED:
	case RECORD_FOLLOWUP_CLOSED:
	case RECORD_FOLLOWUP_CARRIED:
		return apply_rating(state, record);
	case RECORD_BOOKED:
	case RECORD_BOOKING_CANCELLED:
	case RECORD_BOOKING_MOVED:
	case RECORD_BOOKING_CHECKED_IN:
	case RECORD_BOOKING_BREACHED:
	case RECORD_BOOKING_CARRIED:
	case RECORD_PERSON_BANNED:
	case RECORD_BAN_CARRIED:
		return apply_booking(state, record);
	case RECORD_WARNING_RAISED:
	case RECORD_WARNING_ACKNOWLEDGED:
	case RECORD_WARNING_CLEARED:
	case RECORD_WARNING_CARRIED:
	case RECORD_ANNOUNCEMENT_CARRIED:
	case RECORD_ANNOUNCED:
	case RECORD_ANNOUNCEMENT_ENDED:
		return apply_warning(state, record);
	case RECORD_KEYPAD_READ:
		return apply_keypad(state, record);
	case RECORD_NONE:
		break;
	}
	assert(false && "a kind of record that decide never writes");
}

void apply(struct state *state, const struct record *record)
{
	assert(record->sequence > state->sequence && record->time_us >= state->time_us);
	apply_undo_keep(state, record);
	state->sequence = record->sequence;
	state->time_us = record->time_us;
	apply_kind(state, record);
	remember_key(state, record);
}
