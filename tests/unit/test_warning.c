/* Supervision: firmware/core/supervision/warning.c and warning_outside.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static void reload(void)
{
	memset(world.hall.digest, world.hall.digest[0] + 1, sizeof world.hall.digest);
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
}

/* The hall without any threshold; each test sets its own and reloads. */
static void open_quiet(void)
{
	world_open(&world);
	memset(&world.hall.thresholds, 0, sizeof world.hall.thresholds);
}

static const struct warning *warning_of(enum warning_kind kind)
{
	for (uint32_t i = 0; i < world.state->warning_count; i++)
		if (world.state->warnings[i].kind == kind &&
		    world.state->warnings[i].state != WARNING_GONE)
			return &world.state->warnings[i];
	return NULL;
}

static int64_t seconds_left(void)
{
	return (state_next_deadline(world.state) - world.now_us) / 1000000;
}

static enum refusal warn(enum command_kind kind, enum warning_kind what, unsigned level,
			 const char *device)
{
	struct command command = world_command(&world, kind);
	command.warning_kind = (uint8_t)what;
	command.level = (uint8_t)level;
	strcpy(command.device, device);
	return world_do(&world, &command);
}

static enum refusal answer(enum command_kind kind, uint32_t warning)
{
	struct command command = world_command(&world, kind);
	command.warning = warning;
	strcpy(command.agent, "manager");
	return world_do(&world, &command);
}

static void the_longest_wait_is_a_warning_then_an_alarm_and_over_with_the_call(void)
{
	open_quiet();
	world.hall.thresholds.wait_warn_min = 20;
	world.hall.thresholds.wait_alarm_min = 30;
	reload();
	world_issue(&world, "RE1");
	CHECK(seconds_left() == 20 * 60);
	world_live(&world, 20 * 60 - 1);
	CHECK(warning_of(WARNING_WAIT) == NULL);
	world_live(&world, 1);
	CHECK(warning_of(WARNING_WAIT) && warning_of(WARNING_WAIT)->level == 1);
	CHECK_TEXT(warning_of(WARNING_WAIT)->service, "RE1");
	uint32_t serial = warning_of(WARNING_WAIT)->serial;
	CHECK(answer(COMMAND_WARN_ACKNOWLEDGE, serial) == REFUSAL_NONE);
	CHECK(seconds_left() == 10 * 60);
	world_live(&world, 10 * 60);
	CHECK(warning_of(WARNING_WAIT)->level == 2 && warning_of(WARNING_WAIT)->serial == serial);
	CHECK(warning_of(WARNING_WAIT)->state == WARNING_RAISED);
	CHECK(answer(COMMAND_WARN_CLEAR, serial) == REFUSAL_WRONG_STATE);
	CHECK(world_window(&world, COMMAND_NEXT, "01") == REFUSAL_NONE);
	CHECK(state_next_deadline(world.state) == 0);
	world_live(&world, 0);
	CHECK_TEXT(world_records(&world), "warning_cleared");
	CHECK(world.list->records[0].inferred && warning_of(WARNING_WAIT) == NULL);
	world_close(&world);
}

static void after_a_night_without_power_the_alarm_comes_at_once(void)
{
	open_quiet();
	world.hall.thresholds.wait_warn_min = 20;
	world.hall.thresholds.wait_alarm_min = 30;
	reload();
	world_issue(&world, "RE1");
	world_pass(&world, 3600);
	struct command tick = world_command(&world, COMMAND_TICK);
	world_do(&world, &tick);
	CHECK_TEXT(world_records(&world), "warning_raised");
	CHECK(warning_of(WARNING_WAIT)->level == 2);
	world_close(&world);
}

static void a_service_s_threshold_goes_before_its_zone_s_and_the_hall_s(void)
{
	open_quiet();
	world.hall.thresholds.wait_warn_min = 60;
	world.hall.zones[0].thresholds.wait_warn_min = 40;
	world.hall.services[0].thresholds.wait_warn_min = 10;
	reload();
	CHECK(world.state->thresholds[0].wait_warn_min == 10);
	CHECK(world.state->thresholds[1].wait_warn_min == 40);
	CHECK(world.state->thresholds[2].wait_warn_min == 60);
	world_issue(&world, "PS1");
	world_issue(&world, "RE2");
	world_issue(&world, "RE1");
	CHECK(seconds_left() == 600);
	world_live(&world, 40 * 60);
	CHECK(world.state->warning_count == 2);
	world_close(&world);
}

static void how_many_wait_is_raised_once_and_over_when_a_fifth_fewer_wait(void)
{
	open_quiet();
	world.hall.services[0].thresholds.waiting = 5;
	reload();
	for (unsigned i = 0; i < 4; i++)
		world_issue(&world, "RE1");
	world_live(&world, 1);
	CHECK(warning_of(WARNING_WAITING) == NULL);
	uint32_t last = world_issue(&world, "RE1");
	world_live(&world, 0);
	CHECK_TEXT(world_records(&world), "warning_raised");
	world_issue(&world, "RE1");
	CHECK(state_next_deadline(world.state) > world.now_us);
	CHECK(world_ticket(&world, COMMAND_CANCEL, last) == REFUSAL_NONE);
	CHECK(world_ticket(&world, COMMAND_CANCEL, last - 1) == REFUSAL_NONE);
	CHECK(state_next_deadline(world.state) > world.now_us && warning_of(WARNING_WAITING));
	CHECK(world_ticket(&world, COMMAND_CANCEL, last - 2) == REFUSAL_NONE);
	world_live(&world, 0);
	CHECK(warning_of(WARNING_WAITING) == NULL);
	world_close(&world);
}

static void a_service_that_takes_too_long_is_seen_at_its_window(void)
{
	open_quiet();
	world.hall.services[0].thresholds.service_min = 15;
	reload();
	world_issue(&world, "RE1");
	world_window(&world, COMMAND_NEXT, "01");
	world_window(&world, COMMAND_START, "01");
	CHECK(seconds_left() == 15 * 60);
	world_live(&world, 15 * 60);
	CHECK(warning_of(WARNING_OVERTIME));
	CHECK_TEXT(warning_of(WARNING_OVERTIME)->window, "01");
	world_window(&world, COMMAND_FINISH, "01");
	world_live(&world, 0);
	CHECK(warning_of(WARNING_OVERTIME) == NULL);
	world_close(&world);
}

static void an_open_window_is_idle_only_while_somebody_waits_for_it(void)
{
	open_quiet();
	world.hall.thresholds.idle_min = 5;
	reload();
	world_window(&world, COMMAND_WINDOW_OPEN, "01");
	world_window(&world, COMMAND_WINDOW_OPEN, "06");
	world_live(&world, 3600);
	CHECK(world.state->warning_count == 0);
	world_issue(&world, "RE1");
	CHECK(seconds_left() == 300);
	world_live(&world, 299);
	CHECK(warning_of(WARNING_IDLE) == NULL);
	world_live(&world, 1);
	CHECK(warning_of(WARNING_IDLE) && world.state->warning_count == 1);
	CHECK_TEXT(warning_of(WARNING_IDLE)->window, "01");
	CHECK(world_window(&world, COMMAND_WINDOW_PAUSE, "01") == REFUSAL_NONE);
	world_live(&world, 0);
	CHECK(warning_of(WARNING_IDLE) == NULL);
	world_close(&world);
}

static void a_quota_nearly_gone_is_told(void)
{
	open_quiet();
	world.hall.services[0].quota_day = 10;
	world.hall.services[0].thresholds.quota_left = 8;
	reload();
	world_issue(&world, "RE1");
	world_live(&world, 0);
	CHECK(warning_of(WARNING_QUOTA) == NULL);
	world_issue(&world, "RE1");
	world_live(&world, 0);
	CHECK(warning_of(WARNING_QUOTA));
	world_close(&world);
}

static void each_unresolved_number_is_news(void)
{
	open_quiet();
	world.hall.services[1].unresolved = true;
	reload();
	world_issue(&world, "RE2");
	world_live(&world, 0);
	CHECK_TEXT(world_records(&world), "warning_raised");
	uint32_t serial = warning_of(WARNING_UNRESOLVED)->serial;
	CHECK(answer(COMMAND_WARN_ACKNOWLEDGE, serial) == REFUSAL_NONE);
	world_issue(&world, "RE2");
	world_live(&world, 0);
	CHECK(warning_of(WARNING_UNRESOLVED)->serial == serial);
	CHECK(warning_of(WARNING_UNRESOLVED)->state == WARNING_RAISED);
	world_close(&world);
}

static void what_is_said_from_outside_is_raised_once_and_over_when_it_says_so(void)
{
	open_quiet();
	reload();
	CHECK(warn(COMMAND_WARN, WARNING_DEVICE, 0, "") == REFUSAL_BAD_REQUEST);
	CHECK(warn(COMMAND_WARN, WARNING_WAIT, 0, "x") == REFUSAL_BAD_REQUEST);
	CHECK(warn(COMMAND_WARN, WARNING_DEVICE, 3, "x") == REFUSAL_BAD_REQUEST);
	CHECK(warn(COMMAND_WARN, WARNING_DEVICE, 0, "display-06") == REFUSAL_NONE);
	CHECK(warn(COMMAND_WARN, WARNING_DEVICE, 0, "display-06") == REFUSAL_NONE);
	CHECK(world.list->count == 0 && world.state->warning_count == 1);
	CHECK(warn(COMMAND_WARN, WARNING_PAPER, 1, "printer") == REFUSAL_NONE);
	uint32_t paper = warning_of(WARNING_PAPER)->serial;
	CHECK(warn(COMMAND_WARN, WARNING_PAPER, 2, "printer") == REFUSAL_NONE);
	CHECK(warning_of(WARNING_PAPER)->level == 2 && warning_of(WARNING_PAPER)->serial == paper);
	CHECK(warn(COMMAND_WARN_OVER, WARNING_DEVICE, 0, "display-07") == REFUSAL_NONE);
	CHECK(world.list->count == 0);
	CHECK(warn(COMMAND_WARN_OVER, WARNING_DEVICE, 0, "display-06") == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "warning_cleared");
	CHECK(warning_of(WARNING_DEVICE) == NULL);
	/* Its place is taken again, its serial never. */
	CHECK(warn(COMMAND_WARN, WARNING_CLOCK, 0, "") == REFUSAL_NONE);
	CHECK(world.state->warning_count == 2 && warning_of(WARNING_CLOCK)->serial == 3);
	CHECK(answer(COMMAND_WARN_CLEAR, 3) == REFUSAL_NONE);
	CHECK(answer(COMMAND_WARN_CLEAR, 3) == REFUSAL_UNKNOWN_WARNING);
	CHECK(answer(COMMAND_WARN_ACKNOWLEDGE, 99) == REFUSAL_UNKNOWN_WARNING);
	world_close(&world);
}

static void help_stays_until_a_person_clears_it_also_over_night(void)
{
	open_quiet();
	reload();
	struct command command = world_command(&world, COMMAND_WARN);
	command.warning_kind = WARNING_HELP;
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	strcpy(command.window, "99");
	CHECK(world_do(&world, &command) == REFUSAL_UNKNOWN_WINDOW);
	command.window[0] = 0;
	strcpy(command.kiosk, "K1");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK(world_press(&world, "06", KEY_HELP) == REFUSAL_NONE);
	CHECK(world_press(&world, "06", KEY_HELP) == REFUSAL_NONE);
	CHECK_TEXT(world_records(&world), "keypad_read");
	CHECK(world.state->warning_count == 2);
	command.kind = COMMAND_WARN_OVER;
	command.time_us = world.now_us;
	CHECK(world_do(&world, &command) == REFUSAL_BAD_REQUEST);
	CHECK(answer(COMMAND_WARN_ACKNOWLEDGE, 1) == REFUSAL_NONE);
	world_at(&world, 2026, 11, 24, 9, 0);
	world_live(&world, 0);
	CHECK(world.state->carry == 0 && world.state->warning_count == 2);
	CHECK(world.state->warnings[0].state == WARNING_ACKNOWLEDGED);
	CHECK_TEXT(world.state->warnings[0].kiosk, "K1");
	CHECK_TEXT(world.state->warnings[1].window, "06");
	CHECK(answer(COMMAND_WARN_CLEAR, 1) == REFUSAL_NONE);
	CHECK(answer(COMMAND_WARN_CLEAR, 2) == REFUSAL_NONE);
	CHECK(warning_of(WARNING_HELP) == NULL);
	world_close(&world);
}

static void with_the_day_its_warnings_end(void)
{
	open_quiet();
	world.hall.thresholds.wait_warn_min = 20;
	world.hall.expire_after_close_min = 1000;
	reload();
	world_issue(&world, "RE1");
	world_live(&world, 3600);
	CHECK(warning_of(WARNING_WAIT));
	world_at(&world, 2026, 11, 24, 3, 0);
	struct command tick = world_command(&world, COMMAND_TICK);
	world_do(&world, &tick);
	CHECK_TEXT(world_records(&world), "ticket_expired warning_cleared day_opened hall_loaded");
	world_live(&world, 0);
	CHECK(world.state->carry == 0 && world.state->warning_count == 0);
	/* Serials are never given twice, also when a start reads this day only. */
	CHECK(world.state->warning_serial == 1);
	world_close(&world);
}

static void holidays_that_are_missing_are_told_from_november(void)
{
	open_quiet();
	strcpy(world.hall.calendar.base, "cn");
	world.hall.calendar.holiday_count = 1;
	world.hall.calendar.holidays[0] =
		(struct holiday){ .date = calendar_day(2026, 10, 1), .marks = HOLIDAY_PUBLISHED };
	world_at(&world, 2026, 11, 23, 9, 31);
	reload();
	world_live(&world, 0);
	CHECK(warning_of(WARNING_HOLIDAYS) && warning_of(WARNING_HOLIDAYS)->value == 2027);
	world_at(&world, 2026, 11, 24, 9, 0);
	world_live(&world, 0);
	CHECK(warning_of(WARNING_HOLIDAYS) && world.state->warning_count == 1);
	world.hall.calendar.holiday_count = 2;
	world.hall.calendar.holidays[1] =
		(struct holiday){ .date = calendar_day(2027, 1, 1), .marks = HOLIDAY_PUBLISHED };
	reload();
	world_live(&world, 0);
	CHECK(warning_of(WARNING_HOLIDAYS) == NULL);
	world_close(&world);
}

static void when_no_more_can_be_raised_the_hall_goes_on(void)
{
	open_quiet();
	world.hall.thresholds.wait_warn_min = 20;
	reload();
	for (unsigned i = 0; i < WARNINGS_MAX; i++) {
		char name[DEVICE_NAME_MAX];
		snprintf(name, sizeof name, "display-%u", i);
		CHECK(warn(COMMAND_WARN, WARNING_DEVICE, 0, name) == REFUSAL_NONE);
	}
	CHECK(warn(COMMAND_WARN, WARNING_DEVICE, 0, "one more") == REFUSAL_LIMIT);
	world_issue(&world, "RE1");
	world_live(&world, 3600);
	CHECK(warning_of(WARNING_WAIT) == NULL && state_next_deadline(world.state) > world.now_us);
	CHECK(warn(COMMAND_WARN_OVER, WARNING_DEVICE, 0, "display-7") == REFUSAL_NONE);
	world_live(&world, 0);
	CHECK(warning_of(WARNING_WAIT) && world.state->warnings[7].kind == WARNING_WAIT);
	world_close(&world);
}

int main(void)
{
	the_longest_wait_is_a_warning_then_an_alarm_and_over_with_the_call();
	after_a_night_without_power_the_alarm_comes_at_once();
	a_service_s_threshold_goes_before_its_zone_s_and_the_hall_s();
	how_many_wait_is_raised_once_and_over_when_a_fifth_fewer_wait();
	a_service_that_takes_too_long_is_seen_at_its_window();
	an_open_window_is_idle_only_while_somebody_waits_for_it();
	a_quota_nearly_gone_is_told();
	each_unresolved_number_is_news();
	what_is_said_from_outside_is_raised_once_and_over_when_it_says_so();
	help_stays_until_a_person_clears_it_also_over_night();
	with_the_day_its_warnings_end();
	holidays_that_are_missing_are_told_from_november();
	when_no_more_can_be_raised_the_hall_goes_on();
	return check_result();
}
