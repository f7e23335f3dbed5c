/* Appointments: slots and what is left of them, made, moved, cancelled, checked in on time and
 * late, breached, banned, imported, carried over days, and closed days. */
#include "booking.h"
#include "check.h"
#include "core_world.h"
#include "queue.h"

static struct world world;
static char code[BOOKING_CODE_MAX]; /* of the last booking made */

static void load(void)
{
	struct command command = world_command(&world, COMMAND_LOAD_HALL);
	world.hall.digest[0]++;
	command.hall = &world.hall;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

/* Monday 2026-11-23, 09:30; two places a slot for RE1. */
static void open_hall(void)
{
	world_open(&world);
	world.hall.booking = true;
	world.hall.services[0].slot_capacity = 2;
	load();
}

static int64_t at(unsigned day, unsigned hour, unsigned minute)
{
	return calendar_utc(calendar_day(2026, 11, day), hour * 60 + minute, world.utc_offset_s);
}

static enum refusal book(int64_t slot_us, uint64_t person)
{
	struct command command = world_command(&world, COMMAND_BOOK);
	strcpy(command.service, "RE1");
	command.slot_us = slot_us;
	command.person = person;
	enum refusal refusal = world_do(&world, &command);
	if (refusal == REFUSAL_NONE && world.list->count)
		memcpy(code, world.list->records[0].booking, sizeof code);
	return refusal;
}

static enum refusal act(enum command_kind kind, const char *booking, bool by_staff)
{
	struct command command = world_command(&world, kind);
	strcpy(command.booking, booking);
	command.by_staff = by_staff;
	return world_do(&world, &command);
}

static enum refusal move(const char *booking, int64_t slot_us)
{
	struct command command = world_command(&world, COMMAND_BOOKING_MOVE);
	strcpy(command.booking, booking);
	command.slot_us = slot_us;
	command.person = 500;
	return world_do(&world, &command);
}

static enum refusal import(const char *booking, int64_t slot_us, uint64_t person)
{
	struct command command = world_command(&world, COMMAND_BOOK);
	strcpy(command.service, "RE1");
	strcpy(command.booking, booking);
	command.slot_us = slot_us;
	command.person = person;
	return world_do(&world, &command);
}

static enum booking_state state_of(const char *booking)
{
	const struct booking *found = state_find_booking(world.state, booking);
	return found ? (enum booking_state)found->state : BOOKING_NONE;
}

static void slots_lie_inside_the_open_spans(void)
{
	struct booking_slot slots[BOOKING_SLOTS_MAX];
	open_hall();
	CHECK(booking_slots(world.state, 0, calendar_day(2026, 11, 24), slots) == 6 + 8);
	CHECK(slots[0].slot_us == at(24, 9, 0) && slots[0].left == 2);
	CHECK(slots[5].slot_us == at(24, 11, 30) && slots[6].slot_us == at(24, 13, 0));
	CHECK(slots[13].slot_us == at(24, 16, 30));
	CHECK(booking_slots(world.state, 0, calendar_day(2026, 11, 28), slots) == 0); /* Saturday */
	CHECK(booking_slots(world.state, 1, calendar_day(2026, 11, 24), slots) == 0);
	world_close(&world);
}

static void a_slot_is_booked_until_it_is_full_and_the_next_one_is_offered(void)
{
	open_hall();
	CHECK(book(at(24, 9, 0), 1) == REFUSAL_NONE);
	CHECK(strlen(code) == 8 && strspn(code, "0123456789") == 8);
	CHECK_TEXT(world_records(&world), "booked");
	CHECK(booking_slot_left(world.state, 0, at(24, 9, 0)) == 1);
	CHECK(book(at(24, 9, 0), 2) == REFUSAL_NONE);
	CHECK(book(at(24, 9, 0), 3) == REFUSAL_SLOT_FULL);
	CHECK(booking_next_slot(world.state, 0, at(24, 8, 59)) == at(24, 9, 30));
	CHECK(booking_next_slot(world.state, 0, world.now_us) == at(23, 10, 0));
	CHECK(booking_next_slot(world.state, 0, at(24, 16, 30)) == at(25, 9, 0));
	CHECK(booking_next_slot(world.state, 1, world.now_us) == 0);
	world_close(&world);
}

static void what_is_no_slot_can_not_be_booked(void)
{
	open_hall();
	CHECK(book(at(24, 9, 10), 1) == REFUSAL_NOT_BOOKABLE);
	CHECK(book(at(24, 12, 0), 1) == REFUSAL_NOT_BOOKABLE); /* lunch */
	CHECK(book(at(28, 9, 0), 1) == REFUSAL_NOT_BOOKABLE);  /* Saturday */
	CHECK(book(at(23, 9, 30), 1) == REFUSAL_NOT_BOOKABLE); /* has begun */
	CHECK(book(at(30, 9, 0), 1) == REFUSAL_NONE);	       /* five working days ahead */
	CHECK(book(calendar_utc(calendar_day(2026, 12, 1), 540, world.utc_offset_s), 1) ==
	      REFUSAL_NOT_BOOKABLE);
	CHECK(book(at(24, 9, 0), 0) == REFUSAL_BAD_REQUEST); /* nobody */
	world_close(&world);
}

static void one_person_books_once_a_day_and_not_at_all_when_banned(void)
{
	open_hall();
	CHECK(book(at(24, 9, 0), 1) == REFUSAL_NONE);
	CHECK(book(at(24, 10, 0), 1) == REFUSAL_QUOTA_FULL);
	CHECK(book(at(25, 10, 0), 1) == REFUSAL_NONE);
	struct command ban = world_command(&world, COMMAND_BAN);
	ban.person = 7;
	ban.date = calendar_day(2026, 11, 24);
	CHECK(world_do(&world, &ban) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "person_banned");
	CHECK(world_do(&world, &ban) == REFUSAL_NONE && world.list->count == 0);
	CHECK(book(at(24, 10, 0), 7) == REFUSAL_BANNED);
	CHECK(book(at(25, 10, 0), 7) == REFUSAL_NONE);
	ban.person = 0;
	CHECK(world_do(&world, &ban) == REFUSAL_BAD_REQUEST);
	world_close(&world);
}

static void quotas_hold_for_appointments_and_keep_their_numbers(void)
{
	open_hall();
	world.hall.services[0].quota_day = 3;
	world.hall.services[0].quota_online = 2;
	load();
	CHECK(book(at(23, 10, 0), 1) == REFUSAL_NONE);
	CHECK(book(at(23, 10, 30), 2) == REFUSAL_NONE);
	CHECK(book(at(23, 11, 0), 3) == REFUSAL_SLOT_FULL); /* online is gone */
	CHECK(book(at(24, 11, 0), 3) == REFUSAL_NONE);
	CHECK(world_issue(&world, "RE1") > 0);
	CHECK(world_issue(&world, "RE1") == 0); /* the other two are kept */
	CHECK(act(COMMAND_CHECK_IN, code, false) == REFUSAL_TOO_EARLY);
	world_at(&world, 2026, 11, 23, 10, 15);
	const struct booking *first = &world.state->bookings[0];
	CHECK(act(COMMAND_CHECK_IN, first->code, false) == REFUSAL_NONE);
	CHECK(world.state->queues[0].issued == 2 && world.state->queues[0].booked == 1);
	world_close(&world);
}

static void who_checks_in_on_time_waits_by_the_slot_s_time(void)
{
	open_hall();
	CHECK(book(at(23, 10, 0), 1) == REFUSAL_NONE);
	world_at(&world, 2026, 11, 23, 9, 44);
	CHECK(act(COMMAND_CHECK_IN, code, false) == REFUSAL_TOO_EARLY);
	CHECK(act(COMMAND_CHECK_IN, "999", false) == REFUSAL_UNKNOWN_APPOINTMENT);
	world_at(&world, 2026, 11, 23, 10, 14);
	uint32_t before = world_issue(&world, "RE1"); /* came after ten, before the check-in */
	world_pass(&world, 30);
	CHECK(act(COMMAND_CHECK_IN, code, false) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "booking_checked_in ticket_issued");
	const struct ticket *ticket = world_ticket_of(&world, before + 1);
	CHECK(ticket->channel == ISSUED_APPOINTMENT && !ticket->late && ticket->person == 1);
	CHECK(ticket->place_us == at(23, 10, 0));
	CHECK_TEXT(ticket->booking, code);
	CHECK(queue_next(world.state, 0, world.now_us) == before + 1);
	CHECK(state_of(code) == BOOKING_CHECKED_IN);
	CHECK(act(COMMAND_CHECK_IN, code, false) == REFUSAL_WRONG_STATE);
	world_close(&world);
}

static void nobody_is_checked_in_to_a_service_that_drains(void)
{
	open_hall();
	struct state *states[] = { world.state, world.durable };
	CHECK(book(at(23, 10, 0), 1) == REFUSAL_NONE);
	world_pass(&world, 20 * 60);
	for (int i = 0; i < 2; i++)
		states[i]->hall.services[0].draining = true;
	CHECK(act(COMMAND_CHECK_IN, code, false) == REFUSAL_CLOSED);
	for (int i = 0; i < 2; i++)
		states[i]->hall.services[0].draining = false;
	CHECK(act(COMMAND_CHECK_IN, code, false) == REFUSAL_NONE);
	world_close(&world);
}

static void who_comes_late_has_an_ordinary_number(void)
{
	open_hall();
	CHECK(book(at(23, 10, 0), 1) == REFUSAL_NONE);
	world_at(&world, 2026, 11, 23, 10, 16);
	uint32_t before = world_issue(&world, "RE1");
	world_pass(&world, 30);
	CHECK(act(COMMAND_CHECK_IN, code, false) == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, before + 1)->late);
	CHECK(queue_next(world.state, 0, world.now_us) == before);
	world_close(&world);
}

static void a_booking_is_cancelled_or_moved_in_time(void)
{
	char first[BOOKING_CODE_MAX];
	open_hall();
	CHECK(book(at(23, 11, 0), 1) == REFUSAL_NONE); /* in 90 minutes; the deadline is 120 */
	CHECK(act(COMMAND_BOOKING_CANCEL, code, false) == REFUSAL_TOO_LATE);
	CHECK(move(code, at(24, 9, 0)) == REFUSAL_TOO_LATE);
	CHECK(act(COMMAND_BOOKING_CANCEL, code, true) == REFUSAL_NONE);
	CHECK(state_of(code) == BOOKING_CANCELLED);
	CHECK(world.state->queues[0].booked == 0);
	CHECK(act(COMMAND_BOOKING_CANCEL, code, true) == REFUSAL_WRONG_STATE);
	CHECK(act(COMMAND_BOOKING_CANCEL, "123", true) == REFUSAL_UNKNOWN_APPOINTMENT);
	CHECK(book(at(24, 9, 0), 1) == REFUSAL_NONE);
	memcpy(first, code, sizeof first);
	CHECK(move(first, at(24, 9, 0)) == REFUSAL_NONE && world.list->count == 0);
	CHECK(move(first, at(25, 13, 0)) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "booking_moved");
	CHECK(state_find_booking(world.state, first)->slot_us == at(25, 13, 0));
	CHECK(state_find_booking(world.state, first)->person == 500);
	CHECK(booking_slot_left(world.state, 0, at(24, 9, 0)) == 2);
	CHECK(booking_slot_left(world.state, 0, at(25, 13, 0)) == 1);
	CHECK(move(first, at(25, 13, 10)) == REFUSAL_NOT_BOOKABLE);
	CHECK(book(at(25, 14, 0), 2) == REFUSAL_NONE && book(at(25, 14, 0), 3) == REFUSAL_NONE);
	CHECK(move(first, at(25, 14, 0)) == REFUSAL_SLOT_FULL);
	world_close(&world);
}

static void nobody_came_is_a_breach_when_the_service_closes(void)
{
	open_hall();
	CHECK(book(at(23, 16, 30), 1) == REFUSAL_NONE);
	world_live(&world, 7.4 * 3600);
	CHECK(state_of(code) == BOOKING_BOOKED);
	world_live(&world, 0.2 * 3600);
	CHECK(state_of(code) == BOOKING_BREACHED);
	CHECK(act(COMMAND_CHECK_IN, code, false) == REFUSAL_TOO_LATE);
	world_close(&world);
}

static void an_imported_list_keeps_its_codes_and_may_come_twice(void)
{
	open_hall();
	CHECK(import("00420001", at(24, 9, 10), 1) == REFUSAL_NONE); /* the platform's own slots */
	CHECK(import("00420001", at(24, 9, 10), 1) == REFUSAL_NONE && world.list->count == 0);
	CHECK(import("00420001", at(24, 9, 20), 1) == REFUSAL_BAD_REQUEST);
	CHECK(import("12a4", at(24, 9, 20), 1) == REFUSAL_BAD_REQUEST);
	CHECK(import("00420002", at(28, 9, 0), 1) == REFUSAL_NOT_BOOKABLE);
	CHECK(state_of("00420001") == BOOKING_BOOKED);
	world_close(&world);
}

static void bookings_and_bans_outlive_the_days_before_them(void)
{
	char later[BOOKING_CODE_MAX];
	open_hall();
	CHECK(book(at(25, 9, 0), 1) == REFUSAL_NONE);
	memcpy(later, code, sizeof later);
	CHECK(book(at(24, 9, 0), 2) == REFUSAL_NONE);
	CHECK(act(COMMAND_BOOKING_CANCEL, code, false) == REFUSAL_NONE);
	struct command ban = world_command(&world, COMMAND_BAN);
	ban.person = 7;
	ban.date = calendar_day(2026, 11, 25);
	CHECK(world_do(&world, &ban) == REFUSAL_NONE);
	world_live(&world, 24 * 3600);
	CHECK(world.state->date == calendar_day(2026, 11, 24) && world.state->carry == 0);
	CHECK(state_of(later) == BOOKING_BOOKED && state_of(code) == BOOKING_NONE);
	CHECK(world.state->queues[0].booked == 0);
	world_live(&world, 24 * 3600);
	CHECK(world.state->queues[0].booked == 1 && world.state->ban_count == 1);
	CHECK(book(at(25, 10, 0), 7) == REFUSAL_BANNED);
	world_live(&world, 24 * 3600);
	CHECK(world.state->booking_count == 0 && world.state->ban_count == 0);
	world_close(&world);
}

static void a_hall_file_that_closes_the_day_cancels_its_bookings(void)
{
	open_hall();
	CHECK(book(at(24, 9, 0), 1) == REFUSAL_NONE);
	char closed[BOOKING_CODE_MAX];
	memcpy(closed, code, sizeof closed);
	CHECK(book(at(25, 9, 0), 1) == REFUSAL_NONE);
	world.hall.calendar.hours[0].days = 0x1d; /* no Tuesdays */
	load();
	CHECK_TEXT(world_records(&world), "booking_cancelled hall_loaded");
	CHECK(world.list->records[0].reason_code == 1);
	CHECK(state_of(closed) == BOOKING_CANCELLED && state_of(code) == BOOKING_BOOKED);
	world_close(&world);
}

static void a_move_to_another_day_keeps_one_a_day(void)
{
	char first[BOOKING_CODE_MAX];
	open_hall();
	CHECK(book(at(25, 9, 0), 500) == REFUSAL_NONE);
	CHECK(book(at(24, 9, 0), 1) == REFUSAL_NONE);
	memcpy(first, code, sizeof first);
	CHECK(move(first, at(25, 10, 0)) == REFUSAL_QUOTA_FULL);
	CHECK(move(first, at(24, 10, 0)) == REFUSAL_NONE);
	CHECK(move(first, at(26, 10, 0)) == REFUSAL_NONE);
	world_close(&world);
}

static void no_hall_is_loaded_before_the_new_day_has_its_bookings(void)
{
	open_hall();
	CHECK(book(at(24, 9, 0), 1) == REFUSAL_NONE);
	CHECK(book(at(25, 9, 0), 1) == REFUSAL_NONE);
	world_at(&world, 2026, 11, 24, 3, 0);
	struct command tick = world_command(&world, COMMAND_TICK);
	CHECK(world_do(&world, &tick) == REFUSAL_NONE && world.state->carry > 0);
	/* A start that reads this day would find a cancelled appointment before it was said. */
	world.hall.calendar.hours[0].days = 0x1d; /* no Tuesdays */
	world.hall.digest[0]++;
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	CHECK(world_do(&world, &load) == REFUSAL_DAY_CHANGE);
	CHECK(world_do(&world, &tick) == REFUSAL_NONE && world.state->carry == 0);
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "booking_cancelled hall_loaded");
	world_close(&world);
}

int main(void)
{
	slots_lie_inside_the_open_spans();
	a_slot_is_booked_until_it_is_full_and_the_next_one_is_offered();
	what_is_no_slot_can_not_be_booked();
	one_person_books_once_a_day_and_not_at_all_when_banned();
	quotas_hold_for_appointments_and_keep_their_numbers();
	who_checks_in_on_time_waits_by_the_slot_s_time();
	nobody_is_checked_in_to_a_service_that_drains();
	who_comes_late_has_an_ordinary_number();
	a_booking_is_cancelled_or_moved_in_time();
	nobody_came_is_a_breach_when_the_service_closes();
	an_imported_list_keeps_its_codes_and_may_come_twice();
	bookings_and_bans_outlive_the_days_before_them();
	a_hall_file_that_closes_the_day_cancels_its_bookings();
	a_move_to_another_day_keeps_one_a_day();
	no_hall_is_loaded_before_the_new_day_has_its_bookings();
	return check_result();
}
