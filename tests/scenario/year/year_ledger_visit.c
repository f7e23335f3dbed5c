/* See year_ledger.h: the ledger's opinion on legs, holds, papers and walk-ins, and on who leaves.
 */
#include "year_ledger_parts.h"

#include "calendar.h"

/* --- legs, holds, papers --- */

static const char *leg_begun(struct ledger *ledger, const struct record *record)
{
	struct ledger_person *person = &ledger->people[record->ticket];
	if (person->life != LIFE_DONE && person->life != LIFE_PAPERS)
		return "a leg began before the one before ended";
	if (person->life == LIFE_PAPERS && person->papers)
		return "a visitor was sent on while staff had his papers";
	if (record->leg != person->leg + 1)
		return "a leg's number is not the next one";
	person->leg++;
	person->service = ledger_intern(ledger, record->service);
	person->front = record->front;
	person->bound = record->to_window[0] || record->to_agent[0];
	person->place_us = record->place_us ? record->place_us : record->time_us;
	person->not_before_us = record->until_us;
	person->lost_us = 0;
	person->begun = ledger->command_count;
	ledger_becomes(ledger, record->ticket, LIFE_WAITS);
	return NULL;
}

static const char *leg_left(struct ledger *ledger, const struct record *record,
			    enum ledger_life life)
{
	const char *problem = ledger_in_hand(ledger, &ledger->people[record->ticket], record);
	if (!problem && ledger->people[record->ticket].life != LIFE_SERVED)
		return "a leg was left that was not served";
	ledger_leaves(ledger, record->ticket, life);
	return problem;
}

static const char *papers_sent(struct ledger *ledger, const struct record *record)
{
	ledger->sums.forwards++;
	if (ledger->people[record->ticket].life == LIFE_PAPERS)
		return NULL;
	return leg_left(ledger, record, LIFE_PAPERS);
}

static const char *paper_issued(struct ledger *ledger, const struct hall *hall,
				const struct record *record)
{
	if (record->ticket != ledger->people_count + 1)
		return "a serial was left out or came twice";
	if (ledger->people[record->parent].life != LIFE_PAPERS)
		return "papers of a visitor who does not wait for them";
	ledger->people[record->parent].papers++;
	struct ledger_person *paper = ledger_new_person(ledger, hall, record);
	paper->bound = record->to_window[0] != 0;
	paper->priority = paper->absolute = false;
	ledger_waits(ledger, record->ticket);
	ledger->sums.papers++;
	return NULL;
}

static const char *walk_in(struct ledger *ledger, const struct hall *hall,
			   const struct record *record)
{
	if (record->ticket != ledger->people_count + 1)
		return "a serial was left out or came twice";
	ledger_new_person(ledger, hall, record);
	ledger->sums.walk_ins++;
	return ledger_take(ledger, record, LIFE_SERVED);
}

static const char *paper_taken(struct ledger *ledger, const struct record *record)
{
	if (ledger->people[record->ticket].life != LIFE_WAITS ||
	    !ledger->people[record->ticket].parent)
		return "something was taken that is no waiting paper";
	return ledger_take(ledger, record, LIFE_SERVED);
}

static const char *unheld(struct ledger *ledger, const struct record *record)
{
	if (ledger->people[record->ticket].life != LIFE_HELD)
		return "somebody came back who was not held";
	return ledger_take(ledger, record, LIFE_SERVED);
}

/* --- out of the queue --- */

static const char *voided(struct ledger *ledger, uint32_t serial)
{
	struct ledger_person *person = &ledger->people[serial];
	switch ((enum ledger_life)person->life) {
	case LIFE_WAITS:
	case LIFE_HELD:
	case LIFE_PAPERS:
	case LIFE_MISSED:
		break;
	default:
		return "a number was taken back of somebody who is in hand or gone";
	}
	if (person->parent)
		ledger->people[person->parent].papers--;
	ledger_becomes(ledger, serial, LIFE_VOID);
	return NULL;
}

static const char *left(struct ledger *ledger, const struct hall *hall, const struct record *record)
{
	struct ledger_person *person = &ledger->people[record->ticket];
	bool expired = record->kind == RECORD_TICKET_EXPIRED;
	if (person->life != LIFE_WAITS)
		return "somebody left a queue who does not wait";
	int close = calendar_close_minute(hall, ledger->names[person->service], ledger->date);
	if (expired && close >= 0 &&
	    record->time_us < calendar_utc(ledger->date, (unsigned)close, ledger->utc_offset_s))
		return "somebody expired before the hall closed";
	if (expired && person->parent)
		ledger->people[person->parent].papers--;
	if (expired && !person->parent && !person->priority && person->leg == 1 &&
	    !person->delayed &&
	    record->time_us - person->issued_us > ledger->sums.worst_ordinary_us)
		ledger->sums.worst_ordinary_us = record->time_us - person->issued_us;
	ledger_becomes(ledger, record->ticket, expired ? LIFE_EXPIRED : LIFE_CANCELLED);
	return NULL;
}

static const char *requeued(struct ledger *ledger, const struct record *record)
{
	struct ledger_person *person = &ledger->people[record->ticket];
	if (person->life != LIFE_MISSED && person->life != LIFE_VOID)
		return "somebody came back into the queue who was not missed";
	person->not_before_us = record->until_us;
	if (record->place_us)
		person->place_us = record->place_us;
	if (record->leg)
		person->leg = record->leg;
	person->delayed = true;
	ledger_becomes(ledger, record->ticket, LIFE_WAITS);
	ledger->sums.requeued++;
	return NULL;
}

static const char *postponed(struct ledger *ledger, const struct record *record)
{
	struct ledger_person *person = &ledger->people[record->ticket];
	if (person->life != LIFE_WAITS)
		return "somebody comes later who does not wait";
	person->not_before_us = record->until_us;
	person->delayed = true;
	ledger->sums.postponed++;
	return NULL;
}

static void returned(struct ledger *ledger, const struct record *record)
{
	struct ledger_person *person = &ledger->people[record->ticket];
	person->not_before_us = 0;
	if (record->place_us)
		person->place_us = record->place_us;
}

/* --- all of it --- */

const char *ledger_visit(struct ledger *ledger, const struct hall *hall,
			 const struct record *record)
{
	switch (record->kind) {
	case RECORD_LEG_BEGUN:
		return leg_begun(ledger, record);
	case RECORD_LEG_TRANSFERRED:
		ledger->sums.transfers++;
		return leg_left(ledger, record, LIFE_DONE);
	case RECORD_SERVICE_HELD:
		ledger->sums.holds++;
		return leg_left(ledger, record, LIFE_HELD);
	case RECORD_SERVICE_UNHELD:
		return unheld(ledger, record);
	case RECORD_PAPERS_SENT:
		return papers_sent(ledger, record);
	case RECORD_PAPER_ISSUED:
		return paper_issued(ledger, hall, record);
	case RECORD_PAPER_TAKEN:
		return paper_taken(ledger, record);
	case RECORD_WALK_IN_SERVED:
		return walk_in(ledger, hall, record);
	case RECORD_STEP_UNDONE:
		return ledger_undone(ledger, record);
	case RECORD_TICKET_CANCELLED:
	case RECORD_TICKET_EXPIRED:
		return left(ledger, hall, record);
	case RECORD_TICKET_VOIDED:
		return voided(ledger, record->ticket);
	case RECORD_TICKET_REQUEUED:
		return requeued(ledger, record);
	case RECORD_TICKET_POSTPONED:
		return postponed(ledger, record);
	case RECORD_TICKET_RETURNED:
		returned(ledger, record);
		return NULL;
	case RECORD_TICKET_CLASSED:
		ledger_set_class(&ledger->people[record->ticket], hall, record->class_id);
		return NULL;
	default:
		return NULL;
	}
}
