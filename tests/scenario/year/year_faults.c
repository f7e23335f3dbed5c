/* What goes wrong in the simulated year: the power fails, the clock jumps or has forgotten the
 * date, and somebody loads a new hall file in the middle of the day. */
#include "year_sim.h"

#include <stdio.h>
#include <string.h>

/* The hall as it is; one whose rules differ; one without its last window and last service. */
void faults_make_halls(struct year_sim *sim, const struct hall *hall)
{
	for (unsigned i = 0; i < YEAR_HALLS; i++) {
		sim->bed.halls[i] = *hall;
		memset(sim->bed.halls[i].digest, (int)i + 1, DIGEST_BYTES);
	}
	struct hall *other = &sim->bed.halls[1];
	other->patience_s += 30;
	other->max_calls = other->max_calls > 1 ? other->max_calls - 1 : 2;
	other->rating_window_s += 5;
	struct hall *less = &sim->bed.halls[2];
	if (less->window_count > 1)
		less->window_count--;
	for (int i = 0; i < less->service_count; i++)
		less->services[i].mean_s = (uint16_t)(less->services[i].mean_s * 3 / 4);
}

void faults_load(struct year_sim *sim, unsigned hall)
{
	struct command command = year_command(&sim->bed, COMMAND_LOAD_HALL);
	command.hall = &sim->bed.halls[hall];
	if (year_do(&sim->bed, &command) == REFUSAL_NONE)
		sim->hall_now = hall;
}

/* NTP says that the hall's clock was wrong. Forward: the time is accepted and goes on from there.
 * Back: hall time stands until it is true again, so it is accepted as a record only. */
static void jump(struct year_sim *sim)
{
	struct year_bed *bed = &sim->bed;
	bool forward = year_chance(bed, 60);
	int64_t step_us = sim_seconds(sim, 2, forward ? 300 : 1200);
	struct command warn = year_command(bed, COMMAND_WARN);
	warn.warning_kind = WARNING_CLOCK;
	warn.level = 1;
	year_do(bed, &warn);
	if (forward)
		bed->now_us += step_us;
	struct command command = year_command(bed, COMMAND_CLOCK_SET);
	command.value = forward ? step_us : -step_us;
	year_do(bed, &command);
	warn = year_command(bed, COMMAND_WARN_OVER);
	warn.warning_kind = WARNING_CLOCK;
	year_do(bed, &warn);
	sim->jumps++;
}

/* A board without a battery starts in 1970: nothing of that time is believed. */
static void dead_clock(struct year_sim *sim)
{
	struct year_bed *bed = &sim->bed;
	int64_t now_us = bed->now_us;
	static const enum command_kind kinds[] = { COMMAND_TICK, COMMAND_ISSUE, COMMAND_NEXT };
	year_restart(bed);
	bed->now_us = sim_seconds(sim, 1, 1000);
	for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		struct command command = year_command(bed, kinds[i]);
		memcpy(command.service, bed->working->hall.services[0].code, ID_MAX);
		memcpy(command.window, bed->working->hall.windows[0].no, ID_MAX);
		if (year_do(bed, &command) != REFUSAL_CLOCK)
			year_fail(bed, "a command of 1970 was believed");
	}
	bed->now_us = now_us;
	sim->dead_clocks++;
}

void faults_happen(struct year_sim *sim)
{
	struct year_bed *bed = &sim->bed;
	unsigned dice = year_below(bed, 100);
	if (dice < 45) {
		year_restart(bed);
		sim->boots++;
		memset(sim->pressed, 0, sizeof sim->pressed);
		sim->restarts++;
	} else if (dice < 70) {
		jump(sim);
	} else if (dice < 85) {
		dead_clock(sim);
	} else {
		faults_load(sim, sim->hall_now ? 0 : 1 + year_below(bed, YEAR_HALLS - 1));
		sim->reloads++;
	}
}
