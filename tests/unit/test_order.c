/* Why somebody is before somebody else: each reason by itself, and that what the order says is what
 * the calls then do. */
#include "booking.h"
#include "check.h"
#include "core_world.h"
#include "estimate.h"
#include "order.h"
#include "queue.h"

static struct world world;
static struct order order;

static void load(void)
{
	struct command command = world_command(&world, COMMAND_LOAD_HALL);
	world.hall.digest[0]++;
	command.hall = &world.hall;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

static void open(unsigned ceiling_min)
{
	world_open(&world);
	strcpy(world.hall.classes[0].id, "elder");
	strcpy(world.hall.classes[1].id, "green");
	world.hall.classes[1].absolute = world.hall.classes[1].by_staff = true;
	world.hall.class_count = 2;
	world.hall.priority_ceiling_min = (uint16_t)ceiling_min;
	world.hall.booking = true;
	world.hall.services[2].slot_capacity = 10;
	world.hall.services[2].start_after_s = 0;
	load();
	CHECK(world_window(&world, COMMAND_WINDOW_OPEN, "06") == REFUSAL_NONE);
}

static uint32_t issue(const char *class)
{
	struct command command = world_command(&world, COMMAND_ISSUE);
	strcpy(command.service, "PS1");
	strcpy(command.class_id, class);
	command.by_staff = true;
	command.time_us = world.now_us += 1000000;
	if (world_do(&world, &command) != REFUSAL_NONE)
		return 0;
	/* What was said at the issue is what is said now. */
	CHECK(world.list->records[0].value ==
	      estimate_ahead(world.state, world.state->ticket_count));
	return world.state->ticket_count;
}

static uint32_t call(void)
{
	if (world_window_of(&world, "06")->state == WINDOW_CALLED)
		world_window(&world, COMMAND_START, "06");
	world_window(&world, COMMAND_NEXT, "06");
	return world_window_of(&world, "06")->ticket;
}

/* The order of a ticket as text: "1 earlier, 3 priority". */
static const char *told(uint32_t ticket)
{
	static char text[1024];
	size_t used = 0;
	order_explain(world.state, ticket, &order);
	CHECK(order.ahead == order.count || order.count == ORDER_MAX);
	text[0] = 0;
	for (uint32_t i = 0; i < order.count && used < sizeof text - 40; i++)
		used += (size_t)snprintf(
			text + used, sizeof text - used, "%s%u %s", i ? ", " : "",
			order.entries[i].ticket,
			order_reason_name((enum order_reason)order.entries[i].reason));
	return text;
}

static void ordinary_numbers_are_called_as_they_came(void)
{
	open(20);
	issue(""), issue(""), issue("");
	CHECK_TEXT(told(3), "1 earlier, 2 earlier");
	CHECK(order.place == PLACE_ARRIVAL);
	CHECK_TEXT(told(1), "");
	CHECK(call() == 1);
	CHECK_TEXT(told(1), "");
	world_close(&world);
}

static void priorities_take_turns(void)
{
	open(0);
	issue(""), issue(""), issue(""); /* 1 … 3 */
	issue("elder"), issue("elder");	 /* 4, 5 */
	CHECK_TEXT(told(3), "4 priority, 1 earlier, 2 earlier, 5 priority");
	CHECK_TEXT(told(5), "4 earlier, 1 owed, 2 owed");
	CHECK(order.place == PLACE_PRIORITY);
	CHECK(call() == 4 && call() == 1 && call() == 2 && call() == 5 && call() == 3);
	world_close(&world);
}

static void the_desk_and_the_front_go_first(void)
{
	open(20);
	issue(""), issue("elder"), issue("green"), issue("");
	CHECK_TEXT(told(4), "3 granted, 2 earlier, 1 earlier");
	CHECK_TEXT(told(3), "");
	CHECK(order.place == PLACE_GRANTED);
	struct state *const states[] = { world.state, world.durable };
	for (unsigned i = 0; i < 2; i++) {
		queue_remove(states[i], 4);
		states[i]->tickets[4].front = true;
		queue_insert(states[i], 4);
	}
	CHECK_TEXT(told(1), "4 front, 3 granted, 2 priority");
	CHECK_TEXT(told(4), "");
	CHECK(order.place == PLACE_FRONT);
	world_close(&world);
}

static void who_was_delayed_by_the_ceiling_is_named(void)
{
	open(20);
	issue(""), issue("elder");
	CHECK(call() == 2);
	world_pass(&world, 21 * 60);
	issue("elder");
	CHECK_TEXT(told(3), "1 ceiling");
	CHECK(call() == 1);
	world_close(&world);
}

static void an_appointment_stands_by_its_slot(void)
{
	open(20);
	struct command book = world_command(&world, COMMAND_BOOK);
	strcpy(book.service, "PS1");
	strcpy(book.booking, "20260001");
	book.slot_us = calendar_utc(calendar_day(2026, 11, 23), 10 * 60, world.utc_offset_s);
	book.person = 3;
	CHECK(world_do(&world, &book) == REFUSAL_NONE);
	world_at(&world, 2026, 11, 23, 10, 5);
	issue(""), issue("");
	struct command check_in = world_command(&world, COMMAND_CHECK_IN);
	strcpy(check_in.booking, "20260001");
	CHECK(world_do(&world, &check_in) == REFUSAL_NONE);
	CHECK(world.list->records[1].value == 0);
	CHECK_TEXT(told(2), "3 appointment, 1 earlier");
	CHECK_TEXT(told(3), "");
	CHECK(order.place == PLACE_APPOINTMENT);
	world_close(&world);
}

static void other_services_and_bound_tickets_are_told_apart(void)
{
	open(20);
	uint32_t other = world_issue(&world, "RE2");
	world_pass(&world, 1);
	uint32_t own = world_issue(&world, "RE1");
	CHECK_TEXT(told(own), ""); /* window 01 takes RE1 alone */
	CHECK(world_window(&world, COMMAND_WINDOW_OPEN, "02") == REFUSAL_NONE);
	CHECK_TEXT(told(own), "1 other_service");
	CHECK(other == 1 && estimate_ahead(world.state, own) == 1);
	world_close(&world);
}

/* The next calls of one window are the list, one after the other. */
static void what_the_order_says_is_what_the_calls_do(void)
{
	uint64_t random = 11;
	open(20);
	for (unsigned round = 0; round < 30; round++) {
		for (unsigned i = 0; i < 12; i++) {
			random = random * 6364136223846793005ULL + 1442695040888963407ULL;
			unsigned dice = (unsigned)(random >> 33) % 10;
			issue(dice < 6 ? "" : dice < 9 ? "elder" : "green");
		}
		uint32_t last = world.state->ticket_count - round % 5;
		if (world_ticket_of(&world, last)->state != TICKET_WAITING)
			continue;
		order_explain(world.state, last, &order);
		CHECK(order.ahead == estimate_ahead(world.state, last));
		for (uint32_t i = 0; i < order.count; i++)
			CHECK(call() == order.entries[i].ticket);
		CHECK(call() == last);
	}
	world_close(&world);
}

int main(void)
{
	ordinary_numbers_are_called_as_they_came();
	priorities_take_turns();
	the_desk_and_the_front_go_first();
	who_was_delayed_by_the_ceiling_is_named();
	an_appointment_stands_by_its_slot();
	other_services_and_bound_tickets_are_told_apart();
	what_the_order_says_is_what_the_calls_do();
	return check_result();
}
