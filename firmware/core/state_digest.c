/* One number for a whole state, to compare a replay with what was replayed. Field by field, so that
 * padding and the layout of indices do not count. */
#include "state.h"

#include <string.h>

static void mix(uint64_t *digest, uint64_t number)
{
	*digest = (*digest ^ number) * UINT64_C(0x9e3779b97f4a7c15);
	*digest ^= *digest >> 29;
}

static void mix_text(uint64_t *digest, const char *text)
{
	for (; *text; text++)
		mix(digest, (uint8_t)*text);
	mix(digest, 256);
}

static void mix_bytes(uint64_t *digest, const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		mix(digest, bytes[i]);
}

static void mix_ticket(uint64_t *digest, const struct ticket *ticket)
{
	mix_bytes(digest, ticket->id, sizeof ticket->id);
	mix_text(digest, ticket->number);
	mix_text(digest, ticket->kiosk);
	mix_text(digest, ticket->language);
	mix_text(digest, ticket->class_id);
	mix(digest, (uint64_t)ticket->service);
	mix(digest, (uint64_t)ticket->window);
	mix(digest, ticket->state);
	mix(digest, ticket->print);
	mix(digest, ticket->print_attempts);
	mix(digest, ticket->calls);
	mix(digest, ticket->rating);
	mix(digest, ticket->level);
	mix(digest, ticket->start_inferred);
	mix(digest, ticket->finish_inferred);
	mix(digest, ticket->paperless);
	mix(digest, ticket->previous);
	mix(digest, ticket->next);
	mix(digest, (uint64_t)ticket->issued_us);
	mix(digest, (uint64_t)ticket->called_us);
	mix(digest, (uint64_t)ticket->last_call_us);
	mix(digest, (uint64_t)ticket->started_us);
	mix(digest, (uint64_t)ticket->finished_us);
	mix(digest, (uint64_t)ticket->print_us);
}

static void mix_window(uint64_t *digest, const struct window *window)
{
	mix(digest, window->state);
	mix(digest, window->paused);
	mix_text(digest, window->agent);
	mix_text(digest, window->reason);
	mix(digest, window->ticket);
	mix(digest, window->rating);
	mix(digest, (uint64_t)window->since_us);
	mix(digest, (uint64_t)window->last_next_us);
}

static void mix_queue(uint64_t *digest, const struct queue *queue)
{
	mix(digest, queue->first);
	mix(digest, queue->last);
	mix(digest, queue->waiting);
	mix(digest, queue->issued);
	mix(digest, queue->expired);
	mix(digest, queue->served);
	mix(digest, queue->last_number);
	mix(digest, (uint64_t)queue->serve_sum_us);
}

/* The file's digest stands for what it says; what loads have made of it is looked at. */
static void mix_hall(uint64_t *digest, const struct state *state)
{
	mix_bytes(digest, state->hall.digest, DIGEST_BYTES);
	for (unsigned i = 0; i < state->hall.service_count; i++) {
		mix_text(digest, state->hall.services[i].code);
		mix(digest, state->hall.services[i].draining);
		mix_queue(digest, &state->queues[i]);
	}
	for (unsigned i = 0; i < state->hall.window_count; i++) {
		mix_text(digest, state->hall.windows[i].no);
		for (size_t j = 0; j < sizeof state->serves[i].bits / 8; j++)
			mix(digest, state->serves[i].bits[j]);
		mix_window(digest, &state->windows[i]);
	}
}

uint64_t state_digest(const struct state *state)
{
	uint64_t digest = UINT64_C(0xcbf29ce484222325);
	mix(&digest, state->sequence);
	mix(&digest, state->day_sequence);
	mix(&digest, (uint64_t)state->time_us);
	mix(&digest, state->has_hall);
	mix(&digest, state->day_open);
	mix(&digest, (uint64_t)state->date);
	mix(&digest, (uint64_t)state->utc_offset_s);
	mix(&digest, state->ticket_count);
	mix(&digest, state->waiting);
	mix(&digest, state->active);
	mix(&digest, state->ratings_open);
	mix(&digest, state->prints_pending);
	mix_hall(&digest, state);
	for (uint32_t i = 1; i <= state->ticket_count; i++)
		mix_ticket(&digest, &state->tickets[i]);
	for (uint32_t i = 0; i < state->keypad_count; i++) {
		mix_text(&digest, state->keypads[i].device);
		mix(&digest, state->keypads[i].boot);
		mix(&digest, state->keypads[i].key_sequence);
	}
	for (uint32_t i = 0; i < state->key_count; i++) {
		const struct key_entry *entry = &state->keys[i];
		mix_bytes(&digest, entry->key.bytes, KEY_BYTES);
		mix(&digest, entry->key.body);
		mix(&digest, entry->ticket);
		mix(&digest, entry->last_kind);
		mix(&digest, entry->command);
	}
	return digest;
}
