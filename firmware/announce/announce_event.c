/* What a record means for people, in a sentence: for screens, the ticket's page and messages. Most
 * records mean nothing to them and have none. */
#include "announce_places.h"

#include <string.h>

enum { US_PER_MIN = 60000000 };

/* What the sentences are filled with; the texts live as long as this. */
struct sentence {
	const struct state *state;
	const struct record *record;
	enum message_language language;
	struct message_values values;
	char place[NAME_MAX_BYTES + 32];
	char reason[REASON_MAX];
	char time[6], date[11];
};

static void set_place(struct sentence *sentence, const char *zone)
{
	announce_place(&sentence->state->hall, zone, sentence->language, sentence->place,
		       sizeof sentence->place);
	sentence->values.place = sentence->place;
}

static void set_time(struct sentence *sentence, int64_t time_us)
{
	announce_time(sentence->state, time_us, sentence->time);
	announce_date(sentence->state, time_us, sentence->date);
	sentence->values.time = sentence->time;
	sentence->values.date = sentence->date;
}

static uint32_t minutes_from(int64_t from_us, int64_t to_us)
{
	return to_us <= from_us ? 0 : (uint32_t)((to_us - from_us + US_PER_MIN - 1) / US_PER_MIN);
}

static const struct hall_window *window_of(const struct sentence *sentence)
{
	int window = state_find_window(sentence->state, sentence->record->window);
	return window < 0 ? NULL : &sentence->state->hall.windows[window];
}

static int called(struct sentence *sentence, bool again)
{
	const struct hall_window *window = window_of(sentence);
	if (window == NULL)
		return -1;
	if (window->role == ROLE_DELIVER)
		return MESSAGE_PHRASE_DELIVER;
	if (again)
		return MESSAGE_PHRASE_RECALL;
	set_place(sentence, window->zone);
	return sentence->place[0] ? MESSAGE_PHRASE_CALL_PLACE : MESSAGE_PHRASE_CALL;
}

static int next_leg(struct sentence *sentence)
{
	const struct state *state = sentence->state;
	const struct record *record = sentence->record;
	int service = state_find_service(state, record->service);
	if (record->to_window[0]) {
		sentence->values.window = record->to_window;
		return MESSAGE_PHRASE_NEXT_WINDOW;
	}
	if (service < 0)
		return -1;
	sentence->values.service =
		announce_service_name(&state->hall.services[service], sentence->language);
	set_place(sentence, state->hall.services[service].zone);
	return MESSAGE_PHRASE_NEXT_SERVICE;
}

static int held(struct sentence *sentence)
{
	const struct hall_window *window = window_of(sentence);
	if (sentence->record->reason_code == HOLD_SAME)
		return MESSAGE_PHRASE_HOLD_SAME;
	if (sentence->record->reason_code == HOLD_WAITING || window == NULL)
		return -1; /* it waits again: the next leg says where */
	set_place(sentence, window->zone);
	return MESSAGE_PHRASE_HOLD_ANY;
}

static int missed(struct sentence *sentence)
{
	const struct hall *hall = &sentence->state->hall;
	if (hall->no_show_mode == NO_SHOW_VOID)
		return MESSAGE_PHRASE_VOID;
	sentence->values.minutes = hall->keep_min;
	return hall->no_show_mode == NO_SHOW_KEEP ? MESSAGE_PHRASE_KEPT : MESSAGE_PHRASE_NO_SHOW;
}

static int issued(struct sentence *sentence)
{
	const struct state *state = sentence->state;
	const struct ticket *ticket = &state->tickets[sentence->record->ticket];
	if (sentence->record->booking[0] == '\0')
		return -1;
	if (ticket->late)
		return MESSAGE_PHRASE_CHECKED_IN_LATE;
	set_time(sentence, sentence->record->place_us);
	return MESSAGE_PHRASE_CHECKED_IN;
}

static int heads_up(struct sentence *sentence)
{
	const struct state *state = sentence->state;
	const struct ticket *waiting = &state->tickets[sentence->record->ticket];
	set_place(sentence, state->hall.services[waiting->service].zone);
	sentence->values.ahead = (uint32_t)sentence->record->value;
	return MESSAGE_PHRASE_HEADS_UP;
}

static int of_ticket(struct sentence *sentence)
{
	const struct record *record = sentence->record;
	switch (record->kind) {
	case RECORD_TICKET_ISSUED:
		return issued(sentence);
	case RECORD_TICKET_CALLED:
	case RECORD_TICKET_RECALLED:
		return called(sentence, record->kind == RECORD_TICKET_RECALLED);
	case RECORD_TICKET_NO_SHOW:
		return missed(sentence);
	case RECORD_TICKET_REQUEUED:
		sentence->values.ahead = estimate_ahead(sentence->state, record->ticket);
		sentence->values.minutes = minutes_from(record->time_us, record->until_us);
		return sentence->values.minutes ? MESSAGE_PHRASE_REQUEUED
						: MESSAGE_PHRASE_REQUEUED_NOW;
	case RECORD_TICKET_VOIDED:
		return MESSAGE_PHRASE_VOID;
	case RECORD_TICKET_CANCELLED:
		return MESSAGE_PHRASE_CANCELLED;
	case RECORD_TICKET_EXPIRED:
		return MESSAGE_PHRASE_EXPIRED;
	case RECORD_TICKET_POSTPONED:
		set_time(sentence, record->until_us);
		return MESSAGE_PHRASE_POSTPONED;
	case RECORD_TICKET_CLASSED:
		return MESSAGE_PHRASE_GRANTED;
	case RECORD_TICKET_HEADS_UP:
		return heads_up(sentence);
	case RECORD_LEG_BEGUN:
		return next_leg(sentence);
	case RECORD_SERVICE_HELD:
		return held(sentence);
	case RECORD_PAPERS_SENT:
		return MESSAGE_PHRASE_FORWARD;
	default:
		return -1;
	}
}

static int paused(struct sentence *sentence)
{
	announce_reason(sentence->language, sentence->record->reason, sentence->reason,
			sizeof sentence->reason);
	sentence->values.reason = sentence->reason;
	return sentence->reason[0] ? MESSAGE_PHRASE_PAUSED_REASON : MESSAGE_PHRASE_PAUSED;
}

static int announced(struct sentence *sentence)
{
	const struct record *record = sentence->record;
	if (record->level == ANNOUNCE_EVACUATE)
		return MESSAGE_PHRASE_EVACUATE;
	sentence->values.text = record->text;
	if (record->until_us == 0)
		return MESSAGE_PHRASE_ANNOUNCEMENT;
	set_time(sentence, record->until_us);
	return MESSAGE_PHRASE_ANNOUNCEMENT_UNTIL;
}

static int of_hall(struct sentence *sentence)
{
	const struct record *record = sentence->record;
	switch (record->kind) {
	case RECORD_WINDOW_PAUSED:
		return paused(sentence);
	case RECORD_WINDOW_RESUMED:
		return MESSAGE_PHRASE_RESUMED;
	case RECORD_WINDOW_CLOSED:
		return MESSAGE_PHRASE_CLOSED;
	case RECORD_WINDOW_EXTENDED:
		set_time(sentence, record->until_us);
		return record->until_us ? MESSAGE_PHRASE_EXTENDED : -1;
	case RECORD_ANNOUNCED:
		return announced(sentence);
	case RECORD_ANNOUNCEMENT_ENDED:
		return record->level == ANNOUNCE_EVACUATE ? MESSAGE_PHRASE_LIFTED : -1;
	case RECORD_WARNING_RAISED:
		return record->warning_kind == WARNING_HELP ? MESSAGE_PHRASE_HELP : -1;
	case RECORD_SERVICE_FINISHED:
		return record->inferred ? -1 : MESSAGE_PHRASE_RATE;
	case RECORD_RATING_GIVEN:
		return MESSAGE_PHRASE_THANKS;
	case RECORD_BOOKED:
	case RECORD_BOOKING_MOVED:
		set_time(sentence, record->slot_us);
		return record->kind == RECORD_BOOKED ? MESSAGE_PHRASE_BOOKED
						     : MESSAGE_PHRASE_BOOKING_MOVED;
	case RECORD_BOOKING_CANCELLED:
		return MESSAGE_PHRASE_BOOKING_CANCELLED;
	default:
		return -1;
	}
}

static bool has_number(const struct state *state, const struct record *record)
{
	return record->ticket > 0 && record->ticket <= state->ticket_count &&
	       state->tickets[record->ticket].number[0] &&
	       state->tickets[record->ticket].parent == 0;
}

size_t announce_event(const struct state *state, const struct record *record,
		      enum message_language language, char *out, size_t size)
{
	struct sentence sentence = { .state = state, .record = record, .language = language };
	int key = -1;
	sentence.values.window = record->window;
	sentence.values.code = record->booking;
	if (has_number(state, record)) {
		sentence.values.number = state->tickets[record->ticket].number;
		key = of_ticket(&sentence);
	}
	if (key < 0)
		key = of_hall(&sentence);
	if (key >= 0)
		return announce_message(out, size, language, (enum message_key)key,
					&sentence.values);
	out[0] = '\0';
	return 0;
}
