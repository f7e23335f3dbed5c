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
	mix_text(digest, ticket->booking);
	mix(digest, ticket->item);
	mix(digest, ticket->person);
	mix(digest, ticket->phone);
	mix(digest, ticket->person_before);
	mix(digest, ticket->phone_before);
	mix(digest, ticket->touched);
	mix(digest, (uint64_t)ticket->priority);
	mix(digest, ticket->channel);
	for (unsigned i = 0; i < ticket->plan_count; i++)
		mix(digest, (uint64_t)ticket->plan[i]);
	mix(digest, ticket->plan_count);
	mix(digest, ticket->paperless);
	mix(digest, ticket->voice);
	mix(digest, ticket->proxy);
	mix(digest, ticket->postponed);
	mix(digest, ticket->late);
	mix(digest, ticket->away);
	mix(digest, ticket->print);
	mix(digest, ticket->print_attempts);
	mix(digest, ticket->no_shows);
	mix(digest, ticket->told);
	mix(digest, ticket->pager);
	mix(digest, ticket->state);
	mix(digest, ticket->parent);
	mix(digest, ticket->papers);
	mix(digest, (uint64_t)ticket->then_service);
	mix(digest, (uint64_t)ticket->then_window);
	mix(digest, ticket->first_agent);
	mix(digest, ticket->first_leg);
	mix(digest, ticket->last_leg);
	mix(digest, (uint64_t)ticket->issued_us);
	mix(digest, (uint64_t)ticket->visit_started_us);
	mix(digest, (uint64_t)ticket->visit_ended_us);
	mix(digest, (uint64_t)ticket->print_us);
}

static void mix_ticket_leg(uint64_t *digest, const struct ticket *ticket)
{
	mix(digest, ticket->leg);
	mix(digest, (uint64_t)ticket->service);
	mix(digest, (uint64_t)ticket->window);
	mix(digest, (uint64_t)ticket->to_window);
	mix(digest, ticket->to_agent);
	mix(digest, (uint64_t)ticket->line);
	mix(digest, ticket->ahead);
	mix(digest, ticket->front);
	mix(digest, ticket->start_inferred);
	mix(digest, ticket->finish_inferred);
	mix(digest, ticket->calls);
	mix(digest, ticket->hold);
	mix(digest, ticket->outcome);
	mix(digest, ticket->previous);
	mix(digest, ticket->next);
	mix(digest, (uint64_t)ticket->place_us);
	mix(digest, (uint64_t)ticket->not_before_us);
	mix(digest, (uint64_t)ticket->delay_us);
	mix(digest, (uint64_t)ticket->begun_us);
	mix(digest, (uint64_t)ticket->called_us);
	mix(digest, (uint64_t)ticket->last_call_us);
	mix(digest, (uint64_t)ticket->started_us);
	mix(digest, (uint64_t)ticket->finished_us);
	mix(digest, (uint64_t)ticket->held_since_us);
	mix(digest, (uint64_t)ticket->held_us);
}

static void mix_leg(uint64_t *digest, const struct leg *leg)
{
	mix(digest, leg->ticket);
	mix(digest, leg->next);
	mix(digest, (uint64_t)leg->service);
	mix(digest, (uint64_t)leg->window);
	mix(digest, leg->agent);
	mix(digest, leg->number);
	mix(digest, leg->ended);
	mix(digest, leg->outcome);
	mix(digest, leg->rating);
	mix(digest, leg->level);
	mix(digest, leg->rating_changes);
	mix(digest, leg->start_inferred);
	mix(digest, leg->finish_inferred);
	mix(digest, (uint64_t)leg->begun_us);
	mix(digest, (uint64_t)leg->called_us);
	mix(digest, (uint64_t)leg->started_us);
	mix(digest, (uint64_t)leg->finished_us);
	mix(digest, (uint64_t)leg->held_us);
}

static void mix_window(uint64_t *digest, const struct window *window)
{
	mix(digest, window->state);
	mix(digest, window->paused);
	mix(digest, window->armed);
	mix_text(digest, window->agent);
	mix_text(digest, window->reason);
	mix(digest, window->ticket);
	mix(digest, window->rating);
	mix(digest, window->held);
	mix(digest, window->last);
	mix(digest, (uint64_t)window->since_us);
	mix(digest, (uint64_t)window->last_next_us);
	mix(digest, (uint64_t)window->extended_us);
}

static void mix_wait(uint64_t *digest, const struct wait_model *model)
{
	const struct wait_mean *means[] = { &model->gap, &model->pace, &model->wait };
	for (unsigned i = 0; i < sizeof means / sizeof means[0]; i++) {
		mix(digest, (uint64_t)means[i]->sum);
		mix(digest, (uint64_t)means[i]->weight);
	}
	mix(digest, (uint64_t)model->last_call_us);
	mix(digest, (uint64_t)model->closed_from_us);
	mix(digest, (uint64_t)model->closed_to_us);
	mix(digest, model->calls);
	mix(digest, model->waits);
}

static void mix_queue(uint64_t *digest, const struct queue *queue)
{
	mix(digest, queue->waiting);
	mix(digest, queue->papers);
	mix(digest, queue->issued);
	mix(digest, queue->expired);
	mix(digest, queue->served);
	mix(digest, queue->last_number);
	mix(digest, (uint64_t)queue->serve_sum_us);
	for (unsigned i = 0; i < SPANS_MAX; i++)
		mix(digest, queue->issued_session[i]);
	mix(digest, queue->issued_site);
	mix(digest, queue->issued_online);
	mix(digest, queue->booked);
	for (unsigned i = 0; i < SPANS_MAX; i++)
		mix(digest, queue->booked_session[i]);
	mix(digest, queue->priority_run);
	mix(digest, queue->ordinary_owed);
	mix(digest, (uint64_t)queue->delay_us);
	mix(digest, (uint64_t)queue->last_call_us);
	mix(digest, queue->last_was_ahead);
	mix_wait(digest, &queue->wait);
	mix(digest, (uint64_t)queue->extended_us);
}

/* An undo names what it would bring back by the moment of the step and who it touches; what it
 * holds follows from the records. */
static void mix_undo(uint64_t *digest, const struct undo *undo)
{
	mix(digest, undo->first);
	mix(digest, undo->last);
	mix(digest, undo->ticket_count);
	for (unsigned i = 0; i < undo->ticket_count; i++)
		mix(digest, undo->serials[i]);
	mix(digest, undo->created);
	mix(digest, undo->created_count);
}

static void mix_lasting(uint64_t *digest, const struct state *state)
{
	for (uint32_t i = 0; i < state->booking_count; i++) {
		const struct booking *booking = &state->bookings[i];
		mix_text(digest, booking->code);
		mix_text(digest, booking->service);
		mix(digest, booking->person);
		mix(digest, booking->phone);
		mix(digest, (uint64_t)booking->slot_us);
		mix(digest, (uint64_t)booking->booked_us);
		mix(digest, booking->ticket);
		mix(digest, booking->state);
		mix(digest, booking->channel);
		mix(digest, booking->carried);
	}
	for (uint32_t i = 0; i < state->ban_count; i++) {
		mix(digest, state->bans[i].person);
		mix(digest, (uint64_t)state->bans[i].date);
		mix(digest, state->bans[i].carried);
	}
	for (uint32_t i = 0; i < state->later_count; i++) {
		const struct later_rating *later = &state->later[i];
		mix_bytes(digest, later->ticket_id, sizeof later->ticket_id);
		mix_text(digest, later->service);
		mix_text(digest, later->window);
		mix_text(digest, later->agent);
		mix(digest, later->ticket);
		mix(digest, (uint64_t)later->date);
		mix(digest, later->leg);
		mix(digest, later->level);
		mix(digest, later->changes);
		mix(digest, later->carried);
	}
}

static void mix_supervision(uint64_t *digest, const struct state *state)
{
	for (uint32_t i = 0; i < state->followup_count; i++) {
		const struct followup *followup = &state->followups[i];
		mix(digest, followup->serial);
		mix(digest, followup->ticket);
		mix(digest, (uint64_t)followup->date);
		mix_text(digest, followup->service);
		mix_text(digest, followup->window);
		mix_text(digest, followup->agent);
		mix(digest, (uint64_t)followup->contact_us);
		mix(digest, (uint64_t)followup->fix_us);
		mix(digest, followup->leg);
		mix(digest, followup->level);
		mix(digest, followup->state);
		mix(digest, followup->complex);
		mix(digest, followup->carried);
	}
	for (uint32_t i = 0; i < state->warning_count; i++) {
		const struct warning *warning = &state->warnings[i];
		mix(digest, warning->serial);
		mix(digest, warning->kind);
		mix(digest, warning->level);
		mix(digest, warning->state);
		mix(digest, warning->carried);
		mix_text(digest, warning->service);
		mix_text(digest, warning->window);
		mix_text(digest, warning->kiosk);
		mix_text(digest, warning->device);
		mix(digest, (uint64_t)warning->value);
		mix(digest, (uint64_t)warning->raised_us);
	}
	for (uint32_t i = 0; i < state->announcement_count; i++) {
		const struct announcement *announcement = &state->announcements[i];
		mix(digest, announcement->serial);
		mix(digest, announcement->level);
		mix_text(digest, announcement->language);
		mix_text(digest, announcement->text);
		for (unsigned j = 0; j < ANNOUNCED_GROUPS_MAX; j++)
			mix_text(digest, announcement->groups[j]);
		mix(digest, (uint64_t)announcement->since_us);
		mix(digest, (uint64_t)announcement->until_us);
		mix(digest, announcement->carried);
	}
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
		mix_undo(digest, &state->undo[i]);
	}
	for (unsigned i = 0; i < LINES_MAX; i++)
		if (state->lines[i].count) {
			mix(digest, i);
			mix(digest, state->lines[i].first);
			mix(digest, state->lines[i].last);
			mix(digest, state->lines[i].count);
		}
	for (uint32_t i = 1; i <= state->agent_count; i++)
		mix_text(digest, state->agents[i]);
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
	mix(&digest, state->held);
	mix(&digest, state->awaiting);
	mix(&digest, state->armed);
	mix(&digest, state->delayed);
	mix(&digest, state->untold);
	mix(&digest, state->kept);
	mix(&digest, state->away);
	mix(&digest, state->extra_legs);
	mix(&digest, (uint64_t)state->evacuated_us);
	mix(&digest, state->kept ? (uint64_t)state->kept_since_us : 0);
	mix(&digest, state->away ? (uint64_t)state->away_until_us : 0);
	mix(&digest, state->carry);
	mix(&digest, state->later_said);
	mix(&digest, state->followups_said);
	mix(&digest, state->warnings_said);
	mix(&digest, state->announcements_said);
	mix(&digest, state->leg_count);
	mix(&digest, state->booking_count);
	mix(&digest, state->ban_count);
	mix(&digest, state->later_count);
	mix(&digest, state->followup_count);
	mix(&digest, state->warning_count);
	mix(&digest, state->announcement_count);
	mix(&digest, state->warning_serial);
	mix(&digest, state->followup_serial);
	mix(&digest, state->announcement_serial);
	mix(&digest, state->booking_serial);
	mix_lasting(&digest, state);
	mix_supervision(&digest, state);
	mix_hall(&digest, state);
	for (uint32_t i = 1; i <= state->ticket_count; i++) {
		mix_ticket(&digest, &state->tickets[i]);
		mix_ticket_leg(&digest, &state->tickets[i]);
	}
	for (uint32_t i = 1; i <= state->leg_count; i++)
		mix_leg(&digest, &state->legs[i]);
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
