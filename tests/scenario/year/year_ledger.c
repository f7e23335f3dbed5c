/* See year_ledger.h: numbers, windows, ratings, days. Whose turn it was is in year_turn.c, legs,
 * holds and papers and who leaves are in year_ledger_visit.c. */
#include "year_ledger.h"

#include "calendar.h"
#include "year_ledger_parts.h"
#include "year_turn.h"

#include <string.h>

static unsigned hash(const char *text)
{
	unsigned value = 0;
	for (; *text; text++)
		value = value * 31 + (uint8_t)*text;
	return value;
}

uint16_t ledger_intern(struct ledger *ledger, const char *name)
{
	unsigned slot = hash(name) % LEDGER_NAMES;
	for (; ledger->names[slot][0]; slot = (slot + 1) % LEDGER_NAMES)
		if (strcmp(ledger->names[slot], name) == 0)
			return (uint16_t)slot;
	memcpy(ledger->names[slot], name, ID_MAX);
	return (uint16_t)slot;
}

/* --- who waits --- */

void ledger_waits(struct ledger *ledger, uint32_t serial)
{
	ledger->waiting[++ledger->waiting_count] = serial;
	ledger->people[serial].waiting_at = ledger->waiting_count;
	ledger->people[serial].life = LIFE_WAITS;
}

static void waits_no_more(struct ledger *ledger, uint32_t serial)
{
	struct ledger_person *person = &ledger->people[serial];
	uint32_t last = ledger->waiting[ledger->waiting_count--];
	ledger->waiting[person->waiting_at] = last;
	ledger->people[last].waiting_at = person->waiting_at;
	person->waiting_at = 0;
}

void ledger_becomes(struct ledger *ledger, uint32_t serial, enum ledger_life life)
{
	struct ledger_person *person = &ledger->people[serial];
	if (person->waiting_at && life != LIFE_WAITS)
		waits_no_more(ledger, serial);
	if (!person->waiting_at && life == LIFE_WAITS)
		ledger_waits(ledger, serial);
	person->life = (uint8_t)life;
}

/* --- a window's last step, to be taken back --- */

static bool in_step(const struct ledger_step *step, uint32_t serial)
{
	for (unsigned i = 0; i < step->count; i++)
		if (step->serials[i] == serial)
			return true;
	return step->made_count && serial >= step->made_first &&
	       serial < step->made_first + step->made_count;
}

static void keep(const struct ledger *ledger, struct ledger_step *step, uint32_t serial)
{
	if (serial == 0 || in_step(step, serial))
		return;
	if (serial > ledger->people_count) {
		if (step->made_count++ == 0)
			step->made_first = serial;
	} else if (step->count < LEDGER_STEP) {
		step->serials[step->count] = serial;
		step->people[step->count++] = ledger->people[serial];
	}
}

static bool changes_window(const struct record *record)
{
	return (record->kind >= RECORD_WINDOW_OPENED && record->kind <= RECORD_WINDOW_ARMED) ||
	       (record->kind >= RECORD_TICKET_CALLED && record->kind <= RECORD_TICKET_VOIDED &&
		record->kind != RECORD_TICKET_EXPIRED) ||
	       (record->kind >= RECORD_LEG_BEGUN && record->kind <= RECORD_SERVICE_NOTED);
}

static void keep_step(struct ledger *ledger, const struct record *record)
{
	struct ledger_window *window = &ledger->windows[ledger_intern(ledger, record->window)];
	struct ledger_step *step = &window->step;
	bool along = record->kind == RECORD_TICKET_RECALLED ||
		     record->kind == RECORD_SERVICE_NOTED ||
		     (record->kind == RECORD_SERVICE_STARTED && record->inferred);
	if (step->last && along && in_step(step, record->ticket)) {
		step->last = record->sequence;
		return;
	}
	if (record->kind == RECORD_SERVICE_NOTED)
		return;
	if (record->command == COMMAND_TICK || record->command == COMMAND_LOAD_HALL) {
		step->last = 0;
		return;
	}
	if (step->last == 0 || step->command != ledger->command_count) {
		memset(step, 0, sizeof *step);
		step->command = ledger->command_count;
		step->in_hand = window->in_hand;
		keep(ledger, step, window->in_hand);
	}
	keep(ledger, step, record->ticket);
	if (record->ticket <= ledger->people_count)
		keep(ledger, step, ledger->people[record->ticket].parent);
	keep(ledger, step, record->parent);
	step->last = record->sequence;
}

static uint8_t *rating_of(struct ledger *ledger, int32_t date, uint32_t serial, unsigned leg)
{
	unsigned day = (unsigned)date % LEDGER_DAYS;
	if (ledger->days[day] != date || serial > LEDGER_PEOPLE || leg >= LEDGER_LEGS)
		return NULL;
	return &ledger->ratings[day][serial][leg];
}

const char *ledger_undone(struct ledger *ledger, const struct record *record)
{
	struct ledger_window *window = &ledger->windows[ledger_intern(ledger, record->window)];
	struct ledger_step *step = &window->step;
	if (step->last == 0)
		return "a step was taken back that was never made";
	for (uint32_t i = 0; i < step->made_count; i++)
		ledger_becomes(ledger, step->made_first + i, LIFE_VOID);
	for (unsigned i = 0; i < step->count; i++) {
		struct ledger_person *person = &ledger->people[step->serials[i]];
		for (unsigned leg = step->people[i].leg; leg <= person->leg; leg++)
			*rating_of(ledger, ledger->date, step->serials[i], leg) = 0;
		uint32_t at = person->waiting_at;
		*person = step->people[i];
		enum ledger_life life = (enum ledger_life)person->life;
		person->waiting_at = at;
		ledger_becomes(ledger, step->serials[i], life);
	}
	window->in_hand = step->in_hand;
	turn_undone(ledger, step);
	step->last = 0;
	ledger->sums.undone++;
	return NULL;
}

/* --- a number --- */

static const char *keep_number(struct ledger *ledger, uint32_t serial, const char *number)
{
	unsigned slot = hash(number) % 65536;
	for (; ledger->numbers[slot]; slot = (slot + 1) % 65536)
		if (strcmp(ledger->people[ledger->numbers[slot]].number, number) == 0)
			return "a number was issued twice on one day";
	ledger->numbers[slot] = serial;
	return NULL;
}

static const char *in_hours(const struct ledger *ledger, const struct hall *hall,
			    const struct record *record)
{
	struct calendar_description day = calendar_describe(hall, record->service, ledger->date);
	int index = hall_find_service(hall, record->service);
	unsigned minute = calendar_local_minute(record->time_us, ledger->utc_offset_s);
	if (day.span_count == 0)
		return "a number was issued on a closed day";
	if (index < 0)
		return "a number of a service that the hall does not have";
	unsigned end = day.spans[day.span_count - 1].to_min;
	unsigned cutoff = hall->services[index].cutoff_min ? hall->services[index].cutoff_min
							   : hall->calendar.cutoff_min;
	/* Who has an appointment may come early, and to its slot before closing. */
	bool appointment = record->channel == ISSUED_APPOINTMENT;
	unsigned early = appointment ? hall->early_min : 0;
	if (cutoff != NO_CUTOFF && minute + cutoff >= end && (!appointment || record->late))
		return "a number was issued after the cut-off";
	for (unsigned i = 0; i < day.span_count; i++)
		if (minute + early >= day.spans[i].from_min && minute < day.spans[i].to_min)
			return NULL;
	return "a number was issued outside the hours";
}

void ledger_set_class(struct ledger_person *person, const struct hall *hall,
		      const char class_id[ID_MAX])
{
	int index = class_id[0] ? hall_find_class(hall, class_id) : -1;
	if (index < 0)
		return;
	person->priority = true;
	person->absolute = hall->classes[index].absolute;
	person->accessible = hall->classes[index].accessible;
	person->ratio_ahead = hall->classes[index].ratio_priority;
	person->ratio_owed = hall->classes[index].ratio_ordinary;
}

struct ledger_person *ledger_new_person(struct ledger *ledger, const struct hall *hall,
					const struct record *record)
{
	struct ledger_person *person = &ledger->people[++ledger->people_count];
	memset(person, 0, sizeof *person);
	person->leg = 1;
	person->service = ledger_intern(ledger, record->service);
	person->issued_us = record->time_us;
	person->place_us = record->place_us ? record->place_us : record->time_us;
	person->parent = record->parent;
	person->number_less = record->kind != RECORD_TICKET_ISSUED;
	memcpy(person->number, record->number, NUMBER_MAX);
	ledger_set_class(person, hall, record->class_id);
	if (record->channel == ISSUED_APPOINTMENT && !record->late && !person->priority)
		person->priority = true;
	return person;
}

static const char *quota(struct ledger *ledger, const struct hall *hall,
			 const struct record *record, uint16_t name)
{
	const struct service *service = &hall->services[hall_find_service(hall, record->service)];
	if (service->quota_day && ledger->issued_day[name] > service->quota_day)
		return "more numbers than a day's quota";
	if (service->transfer_only)
		return "a number of a service that is reached by transfer only";
	return NULL;
}

static const char *issued(struct ledger *ledger, const struct hall *hall,
			  const struct record *record)
{
	if (record->ticket != ledger->people_count + 1)
		return "a serial was left out or came twice";
	const char *problem = in_hours(ledger, hall, record);
	if (!problem)
		problem = keep_number(ledger, record->ticket, record->number);
	if (problem)
		return problem;
	struct ledger_person *person = ledger_new_person(ledger, hall, record);
	ledger->issued_day[person->service]++;
	ledger->sums.numbers++;
	ledger_waits(ledger, record->ticket);
	return quota(ledger, hall, record, person->service);
}

/* --- at a window --- */

const char *ledger_take(struct ledger *ledger, const struct record *record, enum ledger_life life)
{
	uint16_t name = ledger_intern(ledger, record->window);
	struct ledger_window *window = &ledger->windows[name];
	struct ledger_person *person = &ledger->people[record->ticket];
	if (window->in_hand)
		return "a window took somebody while it had somebody in hand";
	if (!window->open)
		return "a closed window took somebody";
	ledger_becomes(ledger, record->ticket, life);
	person->window = name;
	window->in_hand = record->ticket;
	return NULL;
}

static const char *called(struct ledger *ledger, const struct hall *hall,
			  const struct record *record)
{
	struct ledger_person *person = &ledger->people[record->ticket];
	if (person->life != LIFE_WAITS)
		return "somebody was called who does not wait";
	const char *problem = turn_called(ledger, hall, record);
	if (problem)
		return problem;
	int64_t waited_us = record->time_us - person->issued_us;
	if (person->leg == 1 && person->no_shows == 0 && !person->delayed) {
		int64_t *worst = person->priority ? &ledger->sums.worst_priority_us
						  : &ledger->sums.worst_ordinary_us;
		if (waited_us > *worst)
			*worst = waited_us;
		ledger->sums.wait_sum_us += waited_us;
		ledger->sums.waits++;
	}
	person->called_us = record->time_us;
	person->not_before_us = 0;
	return ledger_take(ledger, record, LIFE_CALLED);
}

const char *ledger_in_hand(const struct ledger *ledger, const struct ledger_person *person,
			   const struct record *record)
{
	if (person->life != LIFE_CALLED && person->life != LIFE_SERVED)
		return "an act on somebody whom nobody has in hand";
	if (strcmp(ledger->names[person->window], record->window) != 0)
		return "an act on somebody at another window";
	return NULL;
}

void ledger_leaves(struct ledger *ledger, uint32_t serial, enum ledger_life life)
{
	ledger->windows[ledger->people[serial].window].in_hand = 0;
	ledger->people[serial].guessed = false;
	ledger_becomes(ledger, serial, life);
}

static const char *missed(struct ledger *ledger, const struct hall *hall,
			  const struct record *record)
{
	struct ledger_person *person = &ledger->people[record->ticket];
	const char *problem = ledger_in_hand(ledger, person, record);
	bool day_ends =
		calendar_service_date(hall, record->time_us, ledger->utc_offset_s) > ledger->date;
	if (!problem && person->life == LIFE_SERVED && !person->guessed)
		return "a start that a person confirmed became a no-show";
	if (!problem && !day_ends &&
	    record->time_us < person->called_us + hall->patience_s * INT64_C(1000000))
		return "a no-show before the patience was over";
	ledger->sums.no_shows++;
	ledger->sums.day_end_no_shows += day_ends;
	person->no_shows++;
	ledger_leaves(ledger, record->ticket, LIFE_MISSED);
	return problem;
}

static const char *finished(struct ledger *ledger, const struct record *record)
{
	struct ledger_person *person = &ledger->people[record->ticket];
	const char *problem = ledger_in_hand(ledger, person, record);
	if (!problem && person->life != LIFE_SERVED)
		return "a service ended that never started";
	ledger->sums.legs++;
	ledger->sums.day_end_finished += record->inferred;
	ledger_leaves(ledger, record->ticket, LIFE_DONE);
	uint8_t *rating = rating_of(ledger, ledger->date, record->ticket, person->leg);
	if (!record->inferred && !person->parent)
		*rating |= 1;
	if (person->parent)
		ledger->people[person->parent].papers--;
	return problem;
}

static const char *started(struct ledger *ledger, const struct record *record)
{
	struct ledger_person *person = &ledger->people[record->ticket];
	const char *problem = ledger_in_hand(ledger, person, record);
	if (!problem && person->life == LIFE_SERVED && !person->guessed)
		return "a service started twice";
	person->life = LIFE_SERVED;
	person->guessed = record->inferred;
	return problem;
}

static const char *recalled(struct ledger *ledger, const struct record *record)
{
	struct ledger_person *person = &ledger->people[record->ticket];
	const char *problem = ledger_in_hand(ledger, person, record);
	if (!problem && person->life == LIFE_SERVED && !person->guessed)
		return "somebody was called again who is served";
	person->life = LIFE_CALLED;
	person->guessed = false;
	return problem;
}

/* --- ratings --- */

static const char *rated(struct ledger *ledger, const struct record *record)
{
	uint8_t *rating = rating_of(ledger, record->date ? record->date : ledger->date,
				    record->ticket, record->leg);
	bool change = record->value == 1;
	if (rating == NULL || !(*rating & 1))
		return "a leg was rated that is not finished";
	if (record->level < 1 || record->level > 5)
		return "a rating has no level";
	if (change ? *rating & 4 : *rating & 2)
		return "a leg was rated twice, or its rating changed twice";
	*rating |= change ? 6 : 2;
	ledger->sums.ratings += !change;
	ledger->sums.rating_changes += change;
	return NULL;
}

/* --- the day --- */

const char *ledger_end(const struct ledger *ledger)
{
	for (uint32_t i = 1; i <= ledger->people_count; i++)
		switch ((enum ledger_life)ledger->people[i].life) {
		case LIFE_WAITS:
			return "somebody still waits when the day is over";
		case LIFE_CALLED:
		case LIFE_SERVED:
			return "somebody is still at a window when the day is over";
		case LIFE_HELD:
		case LIFE_PAPERS:
			return "somebody is still held when the day is over";
		default:
			break;
		}
	return NULL;
}

void ledger_sum_up(struct ledger *ledger)
{
	for (uint32_t i = 1; i <= ledger->people_count; i++) {
		const struct ledger_person *person = &ledger->people[i];
		if (person->parent)
			continue;
		ledger->sums.served += person->life == LIFE_DONE;
		ledger->sums.missed += person->life == LIFE_MISSED;
		ledger->sums.cancelled += person->life == LIFE_CANCELLED;
		ledger->sums.expired += person->life == LIFE_EXPIRED;
		ledger->sums.voided += person->life == LIFE_VOID;
	}
}

static const char *day_opened(struct ledger *ledger, const struct record *record)
{
	const char *problem = ledger_end(ledger);
	if (ledger->sums.days && record->date <= ledger->date)
		return "a service day came twice";
	ledger_sum_up(ledger);
	for (unsigned i = 0; i < LEDGER_NAMES; i++)
		if (ledger->windows[i].open)
			problem = "a window is still open when the day is over";
	ledger->date = record->date;
	ledger->utc_offset_s = record->utc_offset_s;
	unsigned day = (unsigned)record->date % LEDGER_DAYS;
	ledger->days[day] = record->date;
	memset(ledger->ratings[day], 0, sizeof ledger->ratings[day]);
	ledger->people_count = ledger->waiting_count = 0;
	memset(ledger->numbers, 0, sizeof ledger->numbers);
	memset(ledger->issued_day, 0, sizeof ledger->issued_day);
	memset(ledger->windows, 0, sizeof ledger->windows);
	memset(ledger->queues, 0, sizeof ledger->queues);
	ledger->sums.days++;
	return problem;
}

/* --- all of it --- */

static const char *window_record(struct ledger *ledger, const struct record *record)
{
	struct ledger_window *window = &ledger->windows[ledger_intern(ledger, record->window)];
	if (record->kind == RECORD_WINDOW_CLOSED && window->in_hand)
		return "a window closed that has somebody in hand";
	if (record->kind == RECORD_WINDOW_OPENED)
		window->open = true;
	if (record->kind == RECORD_WINDOW_CLOSED)
		window->open = false;
	return NULL;
}

static void count_record(struct ledger_sums *sums, const struct record *record)
{
	sums->booked += record->kind == RECORD_BOOKED;
	sums->checked_in += record->kind == RECORD_BOOKING_CHECKED_IN;
	sums->breached += record->kind == RECORD_BOOKING_BREACHED;
	sums->defaulted += record->kind == RECORD_RATING_DEFAULTED;
	sums->followups += record->kind == RECORD_FOLLOWUP_OPENED;
}

void ledger_command(struct ledger *ledger, const struct command *command)
{
	ledger->command_count++;
	ledger->command = command->kind;
}

const char *ledger_record(struct ledger *ledger, const struct hall *hall,
			  const struct record *record)
{
	count_record(&ledger->sums, record);
	if (record->ticket > ledger->people_count && record->kind != RECORD_TICKET_ISSUED &&
	    record->kind != RECORD_PAPER_ISSUED && record->kind != RECORD_WALK_IN_SERVED &&
	    record->kind < RECORD_DAY_CARRIED && record->date == 0 &&
	    record->kind != RECORD_BOOKING_CHECKED_IN)
		return "a record of somebody who never took a number";
	if (record->window[0] && changes_window(record))
		keep_step(ledger, record);
	switch (record->kind) {
	case RECORD_DAY_OPENED:
		return day_opened(ledger, record);
	case RECORD_WINDOW_OPENED:
	case RECORD_WINDOW_CLOSED:
		return window_record(ledger, record);
	case RECORD_TICKET_ISSUED:
		return issued(ledger, hall, record);
	case RECORD_TICKET_CALLED:
		return called(ledger, hall, record);
	case RECORD_TICKET_RECALLED:
		return recalled(ledger, record);
	case RECORD_SERVICE_STARTED:
		return started(ledger, record);
	case RECORD_SERVICE_FINISHED:
		return finished(ledger, record);
	case RECORD_TICKET_NO_SHOW:
		return missed(ledger, hall, record);
	case RECORD_RATING_GIVEN:
		return rated(ledger, record);
	default:
		return ledger_visit(ledger, hall, record);
	}
}
