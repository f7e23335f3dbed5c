/* A platform's list, row by row. What is open, full or banned is the core's to say; here it is only
 * decided what a row asks for, and whether it is asked again for another slot. */
#include "booking_import.h"

#include "booking.h"
#include "calendar.h"
#include "config_bookings.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_AT_ONCE = 16 }; /* of those that need no command */

struct booking_import {
	struct api_owner owner;
	struct event *next;
	struct api *api;
	struct config_bookings *list; /* NULL: nothing is on its way */
	struct api_import_row *rows;  /* what became of those before `at` */
	uint32_t at;
	bool move, waiting; /* waiting: for the reply to the row at hand */
	bool moving;	    /* the row at hand was asked again, for the slot below */
	int64_t slot_us;
	api_import_reply_fn *reply;
	void *reply_context;
};

static const struct state *durable(const struct booking_import *import)
{
	return import->owner.durable(import->owner.context);
}

static struct config_booking *row_at_hand(struct booking_import *import)
{
	return &import->list->rows[import->at];
}

/* --- the end --- */

/* The list was taken, or given up because nothing can be taken now: what is done stays done, and
 * the repeated list finds it unchanged. */
static void finish(struct booking_import *import, enum refusal refusal)
{
	struct api_import_row *rows = import->rows;
	const struct api_import_outcome outcome = { .refusal = refusal,
						    .rows = rows,
						    .row_count = import->at };
	config_bookings_free(import->list);
	import->list = NULL;
	import->rows = NULL;
	import->reply(import->reply_context, &outcome);
	free(rows);
}

static void settle(struct booking_import *import, enum api_import_fate fate, enum refusal refusal,
		   int64_t slot_us)
{
	const struct config_booking *row = row_at_hand(import);
	struct api_import_row *out = &import->rows[import->at++];
	out->line = row->line;
	memcpy(out->code, row->code, sizeof out->code);
	out->fate = (uint8_t)fate;
	out->refusal = (uint8_t)refusal;
	out->slot_us = slot_us;
	import->moving = false;
}

static void refuse(struct booking_import *import, enum refusal refusal)
{
	settle(import, IMPORT_REFUSED, refusal, 0);
}

/* Nothing more can be taken now: not this row's matter. */
static bool ends_all(enum refusal refusal)
{
	return refusal == REFUSAL_STORAGE || refusal == REFUSAL_STOPPING ||
	       refusal == REFUSAL_DAY_CHANGE || refusal == REFUSAL_CLOCK ||
	       refusal == REFUSAL_NO_HALL;
}

/* --- one row --- */

/* False: the day's key can't be had. */
static bool hash_person(const struct booking_import *import, const struct config_booking *row,
			int32_t date, uint64_t *person, uint64_t *phone)
{
	*person = *phone = 0;
	return (!row->id_number[0] ||
		api_person_hash(import->api, date, "person", row->id_number, person) == 0) &&
	       (!row->phone[0] ||
		api_person_hash(import->api, date, "phone", row->phone, phone) == 0);
}

static api_reply_fn row_replied;

static void submit(struct booking_import *import, enum command_kind kind, int32_t date)
{
	const struct config_booking *row = row_at_hand(import);
	struct command command = { .kind = (uint8_t)kind,
				   .slot_us = import->slot_us,
				   .date = date,
				   .issue_channel = ISSUED_ONLINE,
				   .channel = ISSUED_ONLINE,
				   .by_staff = true };
	snprintf(command.source, sizeof command.source, "api");
	memcpy(command.booking, row->code, sizeof command.booking);
	memcpy(command.service, row->service, sizeof command.service);
	if (kind != COMMAND_BOOKING_CANCEL &&
	    !hash_person(import, row, date, &command.person, &command.phone))
		return finish(import, REFUSAL_STORAGE);
	import->waiting = true;
	import->owner.submit(import->owner.context, &command, NULL, row_replied, import);
}

static void book(struct booking_import *import, int64_t slot_us)
{
	import->slot_us = slot_us;
	submit(import, COMMAND_BOOK, calendar_local_date(slot_us, durable(import)->utc_offset_s));
}

/* The slot is closed or full: the next free one of the service, where that is wished. */
static void move_or_refuse(struct booking_import *import, enum refusal refusal)
{
	const struct state *state = durable(import);
	const int service = state_find_service(state, row_at_hand(import)->service);
	const int64_t now_us = import->owner.now(import->owner.context, NULL);
	int64_t slot_us = 0;
	if (import->move && !import->moving && service >= 0)
		slot_us = booking_next_slot(state, service,
					    import->slot_us > now_us ? import->slot_us : now_us);
	if (slot_us == 0)
		return refuse(import, refusal);
	import->moving = true;
	book(import, slot_us);
}

/* The appointment is here already, at another slot than the list says: put there by an import
 * before, or moved since. The hall knows better where it stands. */
static void leave_moved(struct booking_import *import, const struct booking *known)
{
	const int32_t date = calendar_local_date(known->slot_us, durable(import)->utc_offset_s);
	uint64_t person, phone;
	if (!hash_person(import, row_at_hand(import), date, &person, &phone))
		finish(import, REFUSAL_STORAGE);
	/* One that was moved to another day without naming the person names nobody there. */
	else if (known->person != 0 && known->person != person)
		refuse(import, REFUSAL_BAD_REQUEST);
	else
		settle(import, IMPORT_UNCHANGED, REFUSAL_NONE, known->slot_us);
}

/* Days without a key: of the past, or so far ahead that nobody plans them. */
static bool is_in_reach(const struct state *state, int32_t date)
{
	return date >= state->date && date <= state->date + CALENDAR_AHEAD_DAYS;
}

static void do_booked(struct booking_import *import, const struct config_booking *row)
{
	const struct state *state = durable(import);
	const struct booking *known = state_find_booking(state, row->code);
	const int service = state_find_service(state, row->service);
	import->slot_us = calendar_utc(row->date, row->minute, state->utc_offset_s);
	if (service < 0)
		return refuse(import, REFUSAL_UNKNOWN_SERVICE);
	if (!is_in_reach(state, row->date))
		return refuse(import, REFUSAL_NOT_BOOKABLE);
	if (known && known->state == BOOKING_CANCELLED)
		return refuse(import, REFUSAL_WRONG_STATE);
	if (known && strcmp(known->service, row->service) == 0 && known->slot_us != import->slot_us)
		return leave_moved(import, known);
	if (!known && booking_is_slot(state, service, import->slot_us) &&
	    booking_slot_left(state, service, import->slot_us) == 0)
		return move_or_refuse(import, REFUSAL_SLOT_FULL);
	book(import, import->slot_us);
}

static void do_row(struct booking_import *import)
{
	const struct config_booking *row = row_at_hand(import);
	const struct state *state = durable(import);
	const struct booking *known;
	switch ((enum config_booking_status)row->status) {
	case CONFIG_BOOKED:
		return do_booked(import, row);
	case CONFIG_CANCELLED:
		known = state_find_booking(state, row->code);
		if (known == NULL || known->state == BOOKING_CANCELLED)
			return settle(import, IMPORT_UNCHANGED, REFUSAL_NONE, 0);
		return submit(import, COMMAND_BOOKING_CANCEL, 0);
	case CONFIG_BANNED:
		if (!is_in_reach(state, row->date))
			return refuse(import, REFUSAL_NOT_BOOKABLE);
		return submit(import, COMMAND_BAN, row->date);
	}
}

static void rows_due(evutil_socket_t fd, short what, void *context)
{
	struct booking_import *import = context;
	(void)fd;
	(void)what;
	for (int i = 0; import->list && !import->waiting; i++) {
		if (import->at == import->list->count)
			return finish(import, REFUSAL_NONE);
		if (i == ROWS_AT_ONCE)
			return event_active(import->next, EV_TIMEOUT, 0);
		do_row(import);
	}
}

static enum api_import_fate fate_of(const struct booking_import *import, uint32_t count)
{
	static const uint8_t fates[] = { [CONFIG_BOOKED] = IMPORT_BOOKED,
					 [CONFIG_CANCELLED] = IMPORT_CANCELLED,
					 [CONFIG_BANNED] = IMPORT_BANNED };
	if (count == 0)
		return IMPORT_UNCHANGED;
	return import->moving ? IMPORT_MOVED
			      : (enum api_import_fate)fates[import->list->rows[import->at].status];
}

static void row_replied(void *context, enum refusal refusal, const struct record *records,
			uint32_t count)
{
	struct booking_import *import = context;
	(void)records;
	import->waiting = false;
	if (ends_all(refusal))
		return finish(import, refusal);
	if (refusal == REFUSAL_NONE) {
		settle(import, fate_of(import, count), REFUSAL_NONE,
		       import->moving ? import->slot_us : 0);
	} else if (refusal == REFUSAL_NOT_BOOKABLE) {
		move_or_refuse(import, refusal);
	} else {
		refuse(import, refusal);
	}
	if (!import->waiting)
		event_active(import->next, EV_TIMEOUT, 0);
}

/* --- the list as a whole --- */

struct mistakes {
	uint32_t count;
	struct api_import_mistake list[CONFIG_MESSAGES_MAX + 1];
};

/* Copy @p length bytes at most, cut before a character that does not fit. */
static void copy_text(char *out, size_t size, const char *text, size_t length)
{
	if (length >= size)
		for (length = size - 1; length > 0 && ((uint8_t)text[length] & 0xc0) == 0x80;)
			length--;
	memcpy(out, text, length);
	out[length] = 0;
}

/* Where what was found ends and what is allowed begins: the first ", " outside of quotes. */
static size_t find_parting(const char *text)
{
	bool quoted = false;
	size_t at = 0;
	for (; text[at]; at++) {
		quoted ^= text[at] == '"';
		if (!quoted && text[at] == ',' && text[at + 1] == ' ')
			break;
	}
	return at;
}

/* "list:3:17: date: found "x", allowed are dates …" → its parts. */
static void mistake_said(void *context, const char *line)
{
	static const char *const leads[] = { "allowed are ", "allowed is ", "expected is ",
					     "expected are " };
	struct mistakes *mistakes = context;
	int place = 0;
	if (mistakes->count == sizeof mistakes->list / sizeof *mistakes->list)
		return;
	struct api_import_mistake *out = &mistakes->list[mistakes->count++];
	if (sscanf(line, "list:%u:%u: %n", &out->line, &out->column, &place) != 2)
		return;
	const char *field = line + place, *text = strstr(field, ": ");
	copy_text(out->field, sizeof out->field, field,
		  text ? (size_t)(text - field) : strlen(field));
	text = text ? text + 2 : "";
	text += strncmp(text, "found ", 6) == 0 ? 6 : 0;
	const size_t found = find_parting(text);
	copy_text(out->found, sizeof out->found, text, found);
	text += found + (text[found] ? 2 : 0);
	for (size_t i = 0; i < sizeof leads / sizeof *leads; i++)
		if (strncmp(text, leads[i], strlen(leads[i])) == 0) {
			text += strlen(leads[i]);
			break;
		}
	copy_text(out->allowed, sizeof out->allowed, text, strlen(text));
}

static void refuse_whole(enum refusal refusal, const struct mistakes *mistakes,
			 api_import_reply_fn *reply, void *reply_context)
{
	const struct api_import_outcome outcome = { .refusal = refusal,
						    .mistakes = mistakes ? mistakes->list : NULL,
						    .mistake_count =
							    mistakes ? mistakes->count : 0 };
	reply(reply_context, &outcome);
}

void booking_import_start(struct booking_import *import, const struct api_import *asked,
			  api_import_reply_fn *reply, void *reply_context)
{
	const struct hall *hall = &durable(import)->hall;
	if (import->list)
		return refuse_whole(REFUSAL_RATE_LIMITED, NULL, reply, reply_context);
	if (hall->service_count == 0)
		return refuse_whole(REFUSAL_NO_HALL, NULL, reply, reply_context);
	struct mistakes *mistakes = calloc(1, sizeof *mistakes);
	struct config_report report = { .say = mistake_said, .context = mistakes };
	if (mistakes == NULL)
		return refuse_whole(REFUSAL_LIMIT, NULL, reply, reply_context);
	if (config_bookings(&import->list, hall, "list", asked->text, asked->length, &report) < 0) {
		refuse_whole(REFUSAL_BAD_REQUEST, mistakes, reply, reply_context);
	} else if ((import->rows = calloc(import->list->count, sizeof *import->rows)) == NULL) {
		config_bookings_free(import->list);
		import->list = NULL;
		refuse_whole(REFUSAL_LIMIT, NULL, reply, reply_context);
	} else {
		import->api = asked->api;
		import->move = asked->move;
		import->at = 0;
		import->waiting = import->moving = false;
		import->reply = reply;
		import->reply_context = reply_context;
		event_active(import->next, EV_TIMEOUT, 0);
	}
	free(mistakes);
}

int booking_import_create(struct booking_import **out, struct event_base *base,
			  const struct api_owner *owner)
{
	struct booking_import *import = calloc(1, sizeof *import);
	if (import == NULL)
		return -ENOMEM;
	import->owner = *owner;
	import->next = event_new(base, -1, 0, rows_due, import);
	if (import->next == NULL) {
		free(import);
		return -ENOMEM;
	}
	*out = import;
	return 0;
}

void booking_import_destroy(struct booking_import *import)
{
	if (import == NULL)
		return;
	event_free(import->next);
	config_bookings_free(import->list);
	free(import->rows);
	free(import);
}
