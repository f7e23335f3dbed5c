/* What the halls' own documents say, held against the halls as they are shipped: Hengyang's 258
 * windows and its visit 06 → 07 → 01, and how many people who do come are taken for no-shows. */
#include "check.h"
#include "config.h"
#include "core_world.h"
#include "visit.h"

static struct world world;

static void open_hall(const char *name)
{
	struct config_report report = { 0 };
	char path[256];
	char *text = NULL;
	size_t length = 0;
	snprintf(path, sizeof path, "%s/%s.yaml", HALLS, name);
	world_open(&world);
	if (config_hall_read(path, NULL, &text, &length, &report) < 0 ||
	    config_hall(&world.hall, path, text, length, &report) < 0)
		abort();
	free(text);
	memset(world.hall.digest, 9, sizeof world.hall.digest);
	state_reset(world.state);
	state_reset(world.durable);
	world_at(&world, 2026, 11, 23, 6, 0);
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
	world_live(&world, 0);
}

static void at(unsigned hour, unsigned minute)
{
	int64_t now_us = world.now_us;
	world_at(&world, 2026, 11, 23, hour, minute);
	double seconds = (double)(world.now_us - now_us) / 1e6;
	world.now_us = now_us;
	world_live(&world, seconds);
}

static void hengyangs_visit_takes_the_times_of_its_document(void)
{
	open_hall("hengyang");
	CHECK(world.hall.window_count == 258);
	int accept = state_find_window(world.state, "06");
	CHECK(accept >= 0 && state_find_window(world.state, "07") >= 0 &&
	      state_find_window(world.state, "01") >= 0);
	const char *windows[] = { "06", "07", "01" };
	for (unsigned i = 0; i < 3; i++)
		CHECK(world_window(&world, COMMAND_WINDOW_OPEN, windows[i]) == REFUSAL_NONE);

	at(9, 30);
	uint32_t ticket = world_issue(&world, world.hall.windows[accept].services[0]);
	CHECK(ticket == 1);
	at(9, 50);
	CHECK(world_window(&world, COMMAND_NEXT, "06") == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_START, "06") == REFUSAL_NONE);
	at(10, 20);
	struct command forward = world_command(&world, COMMAND_FORWARD);
	strcpy(forward.window, "06");
	strcpy(forward.targets[0].window, "07");
	strcpy(forward.to_window, "01");
	CHECK(world_do(&world, &forward) == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_NEXT, "07") == REFUSAL_NONE);
	CHECK(world_window_of(&world, "07")->ticket == ticket + 1);
	/* Nobody is called while staff have the papers. */
	CHECK(world_ticket_of(&world, ticket)->state == TICKET_AWAITING);
	at(11, 0);
	CHECK(world_window(&world, COMMAND_FINISH, "07") == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_NEXT, "01") == REFUSAL_NONE);
	CHECK(world_window_of(&world, "01")->ticket == ticket);
	CHECK(world_window(&world, COMMAND_START, "01") == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_FINISH, "01") == REFUSAL_NONE);

	const struct visit_times times = visit_times(world.state, ticket, world.now_us);
	printf("Hengyang: waited %g, from the first service %g, total %g minutes\n",
	       (double)times.waited_us / 6e7, (double)times.from_first_us / 6e7,
	       (double)times.total_us / 6e7);
	CHECK(times.waited_us == 20 * INT64_C(60000000));
	CHECK(times.from_first_us == 70 * INT64_C(60000000));
	CHECK(times.total_us == 90 * INT64_C(60000000));
	world_close(&world);
}

/* --- walkers --- */

/* As world_do and world_window, without their checks: thousands of walkers are many commands. */
static enum refusal quick(const struct command *command)
{
	enum refusal refusal = decide(world.state, command, world.list);
	for (uint32_t i = 0; i < world.list->count; i++) {
		apply(world.state, &world.list->records[i]);
		apply(world.durable, &world.list->records[i]);
	}
	return refusal;
}

static enum refusal press(enum command_kind kind)
{
	struct command command = world_command(&world, kind);
	strcpy(command.window, "06");
	return quick(&command);
}

static uint64_t random_bits = 7;

static double uniform(void)
{
	random_bits = random_bits * 6364136223846793005ULL + 1442695040888963407ULL;
	return (double)(random_bits >> 11) / 9007199254740992.0;
}

/* Seconds from the call to the window at 0.8 m/s: who hears it gets up, and walks 5 to 80 m, less
 * often the farther; to another floor by the stairs or a lift. */
static double walk_s(bool other_floor)
{
	enum { NEAR_M = 5, FAR_M = 80 };
	const double one = uniform(), other = uniform();
	const double metres = NEAR_M + (FAR_M - NEAR_M) * (one < other ? one : other);
	double seconds = 2 + 4 * uniform() + metres / 0.8;
	if (other_floor)
		seconds += uniform() < 0.5 ? 25 + 20 * uniform() : 15 + 45 * uniform();
	return seconds;
}

/* The clerk presses "next" every so many seconds until it is a no-show or the one called is there.
 * True: he is taken for somebody who did not come. */
static bool is_missed(double arrives_s, double press_s)
{
	const int64_t called_us = world.now_us;
	const uint32_t ticket = world_window_of(&world, "06")->ticket;
	for (double passed_s = press_s; passed_s < arrives_s; passed_s += press_s) {
		world_live(&world, (double)(called_us - world.now_us) / 1e6 + passed_s);
		press(COMMAND_NEXT);
		if (world_ticket_of(&world, ticket)->no_shows)
			return true;
	}
	world_live(&world, (double)(called_us - world.now_us) / 1e6 + arrives_s);
	if (world_ticket_of(&world, ticket)->no_shows)
		return true;
	CHECK(press(COMMAND_START) == REFUSAL_NONE);
	CHECK(press(COMMAND_FINISH) == REFUSAL_NONE);
	return false;
}

static unsigned missed_of(unsigned walkers, bool other_floor, double press_s)
{
	unsigned missed = 0;
	world_open(&world);
	world.hall.digest[0]++;
	/* "Next" before a start is a no-show only while no start is inferred. */
	world.hall.services[2].start_after_s = 0;
	world.hall.calendar.hours[0].span_count = 1;
	world.hall.calendar.hours[0].spans[0] = (struct span){ 0, 1440 };
	world.hall.no_show_mode = NO_SHOW_VOID;
	world.hall.floors[world.hall.floor_count++] = (struct floor){ .no = 3 };
	strcpy(world.hall.kiosks[world.hall.kiosk_count].id, "K3");
	world.hall.kiosks[world.hall.kiosk_count++].floor = 3;
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_WINDOW_OPEN, "06") == REFUSAL_NONE);
	for (unsigned i = 0; i < walkers; i++) {
		struct command issue = world_command(&world, COMMAND_ISSUE);
		strcpy(issue.service, "PS1");
		strcpy(issue.kiosk, other_floor ? "K3" : "");
		issue.paperless = true;
		if (calendar_local_minute(world.now_us, world.utc_offset_s) > 1320)
			world_live(&world, 8 * 3600);
		issue.time_us = world.now_us;
		CHECK(quick(&issue) == REFUSAL_NONE);
		/* A no-show by "next" has called this one already. */
		if (world_window_of(&world, "06")->state != WINDOW_CALLED)
			CHECK(press(COMMAND_NEXT) == REFUSAL_NONE);
		missed += is_missed(walk_s(other_floor),
				    press_s < 10 ? press_s : press_s + 20 * uniform());
	}
	world_close(&world);
	return missed;
}

static void fewer_than_one_walker_in_a_hundred_is_taken_for_a_no_show(void)
{
	enum { WALKERS = 1000 };
	unsigned same = missed_of(WALKERS, false, 25), other = missed_of(WALKERS, true, 25);
	unsigned hasty = missed_of(WALKERS, false, 2);
	printf("walkers at 0.8 m/s, patience %u s and %u s: of %u on the same floor %u wrong "
	       "no-shows, from another floor %u; with a clerk who presses all the time %u\n",
	       world.hall.patience_s, world.hall.patience_slow_s, WALKERS, same, other, hasty);
	CHECK(same * 100 < WALKERS);
	CHECK(other * 100 < WALKERS);
}

int main(void)
{
	hengyangs_visit_takes_the_times_of_its_document();
	fewer_than_one_walker_in_a_hundred_is_taken_for_a_no_show();
	return check_result();
}
