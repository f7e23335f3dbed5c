/* Numbers and how many there are: blocks, shared rows, quotas of day, session, channel, person and
 * phone, one number for one person, several services on one ticket, classes at the issue. */
#include "check.h"
#include "core_world.h"
#include "quota.h"

static struct world world;

static void load(void)
{
	struct command command = world_command(&world, COMMAND_LOAD_HALL);
	world.hall.digest[0]++;
	command.hall = &world.hall;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

static struct command issue_command(const char *service)
{
	struct command command = world_command(&world, COMMAND_ISSUE);
	strcpy(command.service, service);
	return command;
}

static enum refusal issue_by(enum issue_channel channel, uint64_t person, uint64_t phone)
{
	struct command command = issue_command("RE1");
	command.issue_channel = (uint8_t)channel;
	command.person = person;
	command.phone = phone;
	return world_do(&world, &command);
}

static uint32_t left(enum issue_channel channel)
{
	return quota_left(world.state, 0, channel, world.now_us);
}

static const char *number_of(uint32_t ticket)
{
	return world_ticket_of(&world, ticket)->number;
}

static void a_block_of_numbers_begins_and_ends_where_the_hall_says(void)
{
	world_open(&world);
	world.hall.services[0].first_number = 998;
	world.hall.services[0].last_number = 1001;
	world.hall.services[1].digits = 2;
	load();
	CHECK(left(ISSUED_AT_KIOSK) == 4);
	CHECK_TEXT(number_of(world_issue(&world, "RE1")), "A998");
	CHECK_TEXT(number_of(world_issue(&world, "RE1")), "A999");
	CHECK_TEXT(number_of(world_issue(&world, "RE1")), "A1000");
	CHECK_TEXT(number_of(world_issue(&world, "RE1")), "A1001");
	CHECK(left(ISSUED_AT_KIOSK) == 0);
	CHECK(issue_by(ISSUED_AT_KIOSK, 0, 0) == REFUSAL_QUOTA_FULL);
	CHECK_TEXT(number_of(world_issue(&world, "RE2")), "B01");
	world_close(&world);
}

static void two_blocks_of_one_prefix_count_by_themselves_across_a_reload(void)
{
	world_open(&world);
	world.hall.services[0].first_number = 1;
	world.hall.services[0].last_number = 499;
	world.hall.services[1].first_number = 500;
	world.hall.services[1].last_number = 999;
	strcpy(world.hall.services[1].prefix, world.hall.services[0].prefix);
	load();
	CHECK_TEXT(number_of(world_issue(&world, "RE1")), "A001");
	CHECK_TEXT(number_of(world_issue(&world, "RE2")), "A500");
	strcpy(world.hall.phone, "2");
	load();
	CHECK_TEXT(number_of(world_issue(&world, "RE1")), "A002");
	CHECK_TEXT(number_of(world_issue(&world, "RE2")), "A501");
	world.hall.services[1].first_number = 499;
	struct command command = world_command(&world, COMMAND_LOAD_HALL);
	world.hall.digest[1]++;
	command.hall = &world.hall;
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	world_close(&world);
}

static void the_day_s_quota_is_counted_by_channel_too(void)
{
	world_open(&world);
	world.hall.services[0].quota_day = 3;
	world.hall.services[0].quota_online = 1;
	world.hall.services[0].quota_site = 2;
	load();
	CHECK(left(ISSUED_AT_KIOSK) == 2 && left(ISSUED_ONLINE) == 1);
	CHECK(issue_by(ISSUED_ONLINE, 0, 0) == REFUSAL_NONE);
	CHECK(issue_by(ISSUED_ONLINE, 0, 0) == REFUSAL_QUOTA_FULL);
	CHECK(left(ISSUED_AT_KIOSK) == 2);
	CHECK(issue_by(ISSUED_AT_KIOSK, 0, 0) == REFUSAL_NONE);
	CHECK(issue_by(ISSUED_BY_STAFF, 0, 0) == REFUSAL_NONE);
	CHECK(issue_by(ISSUED_BY_STAFF, 0, 0) == REFUSAL_QUOTA_FULL);
	/* A raised quota counts what was taken. */
	world.hall.services[0].quota_day = 5;
	world.hall.services[0].quota_site = 0;
	load();
	CHECK(left(ISSUED_AT_KIOSK) == 2 && left(ISSUED_ONLINE) == 0);
	world_close(&world);
}

static void morning_and_afternoon_have_quotas_of_their_own(void)
{
	world_open(&world);
	world.hall.services[0].quota_sessions[0] = 1;
	world.hall.services[0].quota_sessions[1] = 2;
	load();
	CHECK(left(ISSUED_AT_KIOSK) == 1);
	CHECK(issue_by(ISSUED_AT_KIOSK, 0, 0) == REFUSAL_NONE);
	CHECK(issue_by(ISSUED_AT_KIOSK, 0, 0) == REFUSAL_QUOTA_FULL);
	load(); /* another hall file: counted anew, with the same result */
	CHECK(left(ISSUED_AT_KIOSK) == 0);
	world_at(&world, 2026, 11, 23, 13, 5);
	CHECK(left(ISSUED_AT_KIOSK) == 2);
	CHECK(issue_by(ISSUED_AT_KIOSK, 0, 0) == REFUSAL_NONE);
	CHECK(left(ISSUED_AT_KIOSK) == 1);
	world_close(&world);
}

static void one_person_and_one_phone_get_so_many_numbers_a_day(void)
{
	world_open(&world);
	world.hall.services[0].quota_person = 1;
	world.hall.services[0].quota_phone = 2;
	load();
	CHECK(issue_by(ISSUED_AT_KIOSK, 77, 5) == REFUSAL_NONE);
	CHECK(world_ticket(&world, COMMAND_CANCEL, 1) == REFUSAL_NONE);
	CHECK(issue_by(ISSUED_AT_KIOSK, 77, 5) == REFUSAL_QUOTA_FULL);
	CHECK(issue_by(ISSUED_AT_KIOSK, 78, 5) == REFUSAL_NONE);
	CHECK(issue_by(ISSUED_AT_KIOSK, 79, 5) == REFUSAL_QUOTA_FULL);
	CHECK(issue_by(ISSUED_AT_KIOSK, 79, 6) == REFUSAL_NONE);
	world_close(&world);
}

static void who_holds_an_unfinished_number_gets_it_named_instead_of_another(void)
{
	world_open(&world);
	CHECK(issue_by(ISSUED_AT_KIOSK, 9, 0) == REFUSAL_NONE);
	CHECK(issue_by(ISSUED_AT_KIOSK, 9, 0) == REFUSAL_DUPLICATE_TICKET);
	CHECK(quota_held(world.state, 0, 9) == 1);
	CHECK(quota_held(world.state, 1, 9) == 0 && quota_held(world.state, 0, 8) == 0);
	/* Another service is another matter. */
	struct command other = issue_command("RE2");
	other.person = 9;
	CHECK(world_do(&world, &other) == REFUSAL_NONE);
	CHECK(quota_held(world.state, 0, 9) == 1 && quota_held(world.state, 1, 9) == 2);
	CHECK(world_ticket(&world, COMMAND_CANCEL, 1) == REFUSAL_NONE);
	CHECK(issue_by(ISSUED_AT_KIOSK, 9, 0) == REFUSAL_NONE);
	CHECK(quota_held(world.state, 0, 9) == 3);
	state_copy(world.durable, world.state);
	CHECK(quota_held(world.durable, 0, 9) == 3 && quota_held(world.durable, 1, 9) == 2);
	world_close(&world);
}

static void several_services_stand_on_one_ticket_each_once(void)
{
	world_open(&world);
	struct command command = issue_command("RE1");
	strcpy(command.services[0], "RE1");
	strcpy(command.services[1], "PS1");
	command.person = 4;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, 1)->plan_count == 1 &&
	      world_ticket_of(&world, 1)->plan[0] == 2);
	CHECK(world.state->queues[0].issued == 1 && world.state->queues[2].issued == 1);
	CHECK(quota_held(world.state, 2, 4) == 1);
	command = issue_command("RE1");
	strcpy(command.services[0], "RE1");
	strcpy(command.services[1], "RE1");
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	strcpy(command.services[1], "NONE");
	CHECK(world_do(&world, &command) == REFUSAL_UNKNOWN_SERVICE);
	strcpy(command.services[0], "RE2");
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	memset(command.services, 0, sizeof command.services);
	strcpy(command.services[0], "RE1");
	strcpy(command.services[2], "PS1"); /* a hole */
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	world_close(&world);
}

static void a_service_reached_by_transfer_only_gives_out_no_numbers(void)
{
	world_open(&world);
	world.hall.services[0].transfer_only = true;
	load();
	CHECK(issue_by(ISSUED_AT_KIOSK, 0, 0) == REFUSAL_CLOSED);
	world_close(&world);
}

static void a_class_is_known_and_only_the_desk_grants_some(void)
{
	world_open(&world);
	strcpy(world.hall.classes[0].id, "elder");
	strcpy(world.hall.classes[1].id, "green");
	world.hall.classes[1].by_staff = world.hall.classes[1].absolute = true;
	world.hall.class_count = 2;
	load();
	struct command command = issue_command("RE1");
	strcpy(command.class_id, "none");
	CHECK(world_do(&world, &command) == REFUSAL_UNKNOWN_CLASS);
	strcpy(command.class_id, "green");
	CHECK(world_do(&world, &command) == REFUSAL_CLASS_BY_STAFF);
	strcpy(command.class_id, "elder");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, 1)->priority == 0);
	uint32_t ordinary = world_issue(&world, "RE1");
	struct command grant = world_command(&world, COMMAND_GRANT);
	grant.ticket = ordinary;
	strcpy(grant.class_id, "none");
	CHECK(world_do(&world, &grant) == REFUSAL_UNKNOWN_CLASS);
	strcpy(grant.class_id, "green");
	CHECK(world_do(&world, &grant) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "ticket_classed");
	CHECK(world_do(&world, &grant) == REFUSAL_NONE && world.list->count == 0);
	CHECK(world_window(&world, COMMAND_NEXT, "01") == REFUSAL_NONE);
	CHECK(world_window_of(&world, "01")->ticket == ordinary);
	CHECK(world_do(&world, &grant) == REFUSAL_WRONG_STATE);
	grant.ticket = 99;
	CHECK(world_do(&world, &grant) == REFUSAL_UNKNOWN_TICKET);
	world_close(&world);
}

int main(void)
{
	a_block_of_numbers_begins_and_ends_where_the_hall_says();
	two_blocks_of_one_prefix_count_by_themselves_across_a_reload();
	the_day_s_quota_is_counted_by_channel_too();
	morning_and_afternoon_have_quotas_of_their_own();
	one_person_and_one_phone_get_so_many_numbers_a_day();
	who_holds_an_unfinished_number_gets_it_named_instead_of_another();
	several_services_stand_on_one_ticket_each_once();
	a_service_reached_by_transfer_only_gives_out_no_numbers();
	a_class_is_known_and_only_the_desk_grants_some();
	return check_result();
}
