/* A record becomes true. Believes everything: what does not fit the state is a bug of ours. Decides
 * nothing and looks at nothing but the record and the state. */
#include "decide.h"

#include "hall_apply.h"
#include "queue.h"
#include "state_index.h"

#include <assert.h>
#include <string.h>

static void copy_text(char *to, const char *from, size_t size)
{
	memcpy(to, from, size);
	to[size - 1] = 0;
}

#define COPY_TEXT(to, from)                                                                        \
	do {                                                                                       \
		_Static_assert(sizeof(to) == sizeof(from), "texts of one kind have one size");     \
		copy_text((to), (from), sizeof(to));                                               \
	} while (0)

static struct ticket *ticket_of(struct state *state, const struct record *record)
{
	assert(record->ticket > 0 && record->ticket <= state->ticket_count);
	return &state->tickets[record->ticket];
}

static struct window *window_of(struct state *state, const struct record *record)
{
	int window = state_find_window(state, record->window);
	assert(window >= 0);
	return &state->windows[window];
}

/* The window that has this record's ticket in hand. */
static struct window *window_busy_with(struct state *state, const struct record *record)
{
	struct window *window = window_of(state, record);
	assert(window->ticket == record->ticket);
	return window;
}

static void window_enter(struct window *window, enum window_state entered,
			 const struct record *record)
{
	window->state = (uint8_t)entered;
	window->since_us = record->time_us;
}

/* The ticket in hand is done. */
static void window_release(struct state *state, struct window *window, const struct record *record)
{
	window->ticket = 0;
	state->active--;
	window_enter(window, window->paused ? WINDOW_PAUSED : WINDOW_IDLE, record);
}

static void rating_leave(struct state *state, struct window *window)
{
	window->rating = 0;
	state->ratings_open--;
}

static void apply_day_opened(struct state *state, const struct record *record)
{
	state_index_clear_tickets(state);
	state_index_clear_keys(state);
	memset(state->tickets, 0, (state->ticket_count + 1) * sizeof state->tickets[0]);
	memset(state->keys, 0, state->key_count * sizeof state->keys[0]);
	memset(state->keypads, 0, state->keypad_count * sizeof state->keypads[0]);
	memset(state->keypad_index, 0, sizeof state->keypad_index);
	memset(state->windows, 0, sizeof state->windows);
	memset(state->queues, 0, sizeof state->queues);
	state->ticket_count = state->key_count = state->keypad_count = 0;
	state->waiting = state->active = state->ratings_open = state->prints_pending = 0;
	if (state->has_hall)
		hall_apply_drop_draining(state);
	state->date = record->date;
	state->utc_offset_s = record->utc_offset_s;
	state->day_open = true;
	state->day_sequence = record->sequence;
}

static void apply_window(struct state *state, const struct record *record)
{
	struct window *window = window_of(state, record);
	switch (record->kind) {
	case RECORD_WINDOW_OPENED:
		assert(window->state == WINDOW_CLOSED);
		COPY_TEXT(window->agent, record->agent);
		window_enter(window, WINDOW_IDLE, record);
		break;
	case RECORD_WINDOW_CLOSED:
		assert(window->ticket == 0);
		window->paused = false;
		memset(window->agent, 0, sizeof window->agent);
		memset(window->reason, 0, sizeof window->reason);
		window_enter(window, WINDOW_CLOSED, record);
		break;
	case RECORD_WINDOW_PAUSED:
		assert(window->state != WINDOW_CLOSED);
		window->paused = true;
		COPY_TEXT(window->reason, record->reason);
		if (window->ticket == 0)
			window_enter(window, WINDOW_PAUSED, record);
		break;
	case RECORD_WINDOW_RESUMED:
		assert(window->paused);
		window->paused = false;
		memset(window->reason, 0, sizeof window->reason);
		if (window->ticket == 0)
			window_enter(window, WINDOW_IDLE, record);
		break;
	}
}

static uint32_t number_value(const char *number, size_t prefix_length)
{
	uint32_t value = 0;
	for (const char *digit = number + prefix_length; *digit; digit++)
		value = value * 10 + (uint32_t)(*digit - '0');
	return value;
}

static void apply_issued(struct state *state, const struct record *record)
{
	int service = state_find_service(state, record->service);
	assert(service >= 0 && record->ticket == state->ticket_count + 1 &&
	       record->ticket <= TICKETS_MAX);
	struct ticket *ticket = &state->tickets[record->ticket];
	memcpy(ticket->id, record->ticket_id, TICKET_ID_BYTES);
	COPY_TEXT(ticket->number, record->number);
	COPY_TEXT(ticket->kiosk, record->kiosk);
	COPY_TEXT(ticket->language, record->language);
	COPY_TEXT(ticket->class_id, record->class_id);
	ticket->service = (int16_t)service;
	ticket->window = -1;
	ticket->state = TICKET_WAITING;
	ticket->paperless = record->paperless;
	ticket->issued_us = record->time_us;
	state->ticket_count++;
	state_index_ticket(state, record->ticket);
	queue_append(state, service, record->ticket);
	struct queue *queue = &state->queues[service];
	queue->issued++;
	queue->last_number =
		number_value(ticket->number, strlen(state->hall.services[service].prefix));
}

static void apply_called(struct state *state, const struct record *record)
{
	struct ticket *ticket = ticket_of(state, record);
	int index = state_find_window(state, record->window);
	assert(index >= 0 && ticket->state == TICKET_WAITING);
	struct window *window = &state->windows[index];
	assert(window->state == WINDOW_IDLE && window->ticket == 0);
	queue_remove(state, ticket->service, record->ticket);
	ticket->state = TICKET_CALLED;
	ticket->window = (int16_t)index;
	ticket->calls = 1;
	ticket->called_us = ticket->last_call_us = record->time_us;
	window->ticket = record->ticket;
	state->active++;
	window_enter(window, WINDOW_CALLED, record);
}

static void apply_recalled(struct state *state, const struct record *record)
{
	struct ticket *ticket = ticket_of(state, record);
	struct window *window = window_busy_with(state, record);
	bool extra =
		record->reason_code == RECALL_TOO_EARLY && ticket->calls >= state->hall.max_calls;
	if (!extra && ticket->calls < UINT8_MAX)
		ticket->calls++;
	ticket->last_call_us = record->time_us;
	if (ticket->state == TICKET_SERVING) {
		assert(ticket->start_inferred);
		ticket->state = TICKET_CALLED;
		ticket->start_inferred = false;
		ticket->started_us = 0;
		window_enter(window, WINDOW_CALLED, record);
	}
}

static void apply_started(struct state *state, const struct record *record)
{
	struct ticket *ticket = ticket_of(state, record);
	assert(ticket->state == TICKET_CALLED ||
	       (ticket->state == TICKET_SERVING && ticket->start_inferred));
	ticket->state = TICKET_SERVING;
	ticket->started_us = record->time_us;
	ticket->start_inferred = record->inferred;
	window_enter(window_busy_with(state, record), WINDOW_SERVING, record);
}

static void apply_finished(struct state *state, const struct record *record)
{
	struct ticket *ticket = ticket_of(state, record);
	struct window *window = window_busy_with(state, record);
	assert(ticket->state == TICKET_SERVING);
	ticket->state = TICKET_FINISHED;
	ticket->finished_us = record->time_us;
	ticket->finish_inferred = record->inferred;
	window_release(state, window, record);
	if (record->inferred)
		return;
	struct queue *queue = &state->queues[ticket->service];
	queue->served++;
	queue->serve_sum_us += ticket->finished_us - ticket->started_us;
	assert(window->rating == 0);
	ticket->rating = RATING_OPEN;
	window->rating = record->ticket;
	state->ratings_open++;
}

static void apply_no_show(struct state *state, const struct record *record)
{
	struct ticket *ticket = ticket_of(state, record);
	assert(ticket->state == TICKET_CALLED ||
	       (ticket->state == TICKET_SERVING && ticket->start_inferred));
	ticket->state = TICKET_NO_SHOW;
	window_release(state, window_busy_with(state, record), record);
}

static void apply_left_queue(struct state *state, const struct record *record)
{
	struct ticket *ticket = ticket_of(state, record);
	assert(ticket->state == TICKET_WAITING);
	queue_remove(state, ticket->service, record->ticket);
	if (record->kind == RECORD_TICKET_EXPIRED) {
		ticket->state = TICKET_EXPIRED;
		state->queues[ticket->service].expired++;
	} else {
		ticket->state = TICKET_CANCELLED;
	}
}

static void apply_rating(struct state *state, const struct record *record)
{
	struct ticket *ticket = ticket_of(state, record);
	assert(ticket->state == TICKET_FINISHED && ticket->rating != RATING_GIVEN);
	if (ticket->window >= 0 && state->windows[ticket->window].rating == record->ticket)
		rating_leave(state, &state->windows[ticket->window]);
	if (record->kind == RECORD_RATING_GIVEN) {
		ticket->rating = RATING_GIVEN;
		ticket->level = record->level;
	} else {
		ticket->rating = RATING_TIMED_OUT;
	}
}

static void apply_print(struct state *state, const struct record *record)
{
	struct ticket *ticket = ticket_of(state, record);
	ticket->print_us = record->time_us;
	if (record->kind == RECORD_PRINT_STARTED) {
		assert(ticket->print != PRINT_PENDING);
		ticket->print = PRINT_PENDING;
		ticket->print_attempts = (uint8_t)record->value;
		state->prints_pending++;
		return;
	}
	assert(ticket->print == PRINT_PENDING);
	state->prints_pending--;
	if (record->kind == RECORD_PRINTED)
		ticket->print = PRINT_DONE;
	else
		ticket->print = record->kind == RECORD_PRINT_FAILED ? PRINT_FAILED : PRINT_UNKNOWN;
}

static void apply_keypad(struct state *state, const struct record *record)
{
	const struct keypad *known = state_find_keypad(state, record->device);
	struct keypad *keypad = known ? &state->keypads[known - state->keypads]
				      : &state->keypads[state->keypad_count];
	if (known == NULL) {
		assert(state->keypad_count < KEYPADS_MAX);
		COPY_TEXT(keypad->device, record->device);
		state_index_keypad(state, state->keypad_count++);
	}
	keypad->boot = record->boot;
	keypad->key_sequence = record->key_sequence;
	/* A refused double press counts too: a stuck key that repeats never gets through. */
	if (record->key_code == KEY_NEXT &&
	    (record->reason_code == REFUSAL_NONE || record->reason_code == REFUSAL_DOUBLE_PRESS))
		window_of(state, record)->last_next_us = record->time_us;
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
	entry->ticket = record->ticket;
	entry->last_kind = record->kind;
}

static void apply_kind(struct state *state, const struct record *record)
{
	switch ((enum record_kind)record->kind) {
	case RECORD_HALL_LOADED:
		return hall_apply(state, record);
	case RECORD_DAY_OPENED:
		return apply_day_opened(state, record);
	case RECORD_CLOCK_SET:
		return;
	case RECORD_WINDOW_OPENED:
	case RECORD_WINDOW_CLOSED:
	case RECORD_WINDOW_PAUSED:
	case RECORD_WINDOW_RESUMED:
		return apply_window(state, record);
	case RECORD_TICKET_ISSUED:
		return apply_issued(state, record);
	case RECORD_TICKET_CANCELLED:
	case RECORD_TICKET_EXPIRED:
		return apply_left_queue(state, record);
	case RECORD_TICKET_CALLED:
		return apply_called(state, record);
	case RECORD_TICKET_RECALLED:
		return apply_recalled(state, record);
	case RECORD_SERVICE_STARTED:
		return apply_started(state, record);
	case RECORD_SERVICE_FINISHED:
		return apply_finished(state, record);
	case RECORD_TICKET_NO_SHOW:
		return apply_no_show(state, record);
	case RECORD_RATING_GIVEN:
	case RECORD_RATING_TIMED_OUT:
		return apply_rating(state, record);
	case RECORD_PRINT_STARTED:
	case RECORD_PRINTED:
	case RECORD_PRINT_FAILED:
	case RECORD_PRINT_UNKNOWN:
		return apply_print(state, record);
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
	state->sequence = record->sequence;
	state->time_us = record->time_us;
	apply_kind(state, record);
	remember_key(state, record);
}
