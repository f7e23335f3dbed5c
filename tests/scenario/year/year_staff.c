/* The staff of the simulated year: one clerk at each window, who looks at it and does the next
 * thing, with the API or the key box; and the desk. */
#include "year_sim.h"

#include <stdio.h>
#include <string.h>

static struct command at_window(struct year_bed *bed, enum command_kind kind, uint32_t window)
{
	struct command command = year_command(bed, kind);
	memcpy(command.window, bed->working->hall.windows[window].no, ID_MAX);
	return command;
}

static enum refusal act(struct year_bed *bed, enum command_kind kind, uint32_t window)
{
	struct command command = at_window(bed, kind, window);
	return year_do(bed, &command);
}

static enum refusal press(struct year_sim *sim, enum key_code key, uint32_t window)
{
	struct command command = at_window(&sim->bed, COMMAND_KEYPAD, window);
	snprintf(command.device, sizeof command.device, "call-%s", command.window);
	command.boot = sim->boots;
	command.key_sequence = ++sim->pressed[window];
	command.key_code = (uint8_t)key;
	return year_do(&sim->bed, &command);
}

/* Each window has its habit: a key box, the browser, or both. */
static void next(struct year_sim *sim, uint32_t window)
{
	if (window % 3 == 0)
		press(sim, KEY_NEXT, window);
	else
		act(&sim->bed, COMMAND_NEXT, window);
}

/* With fewer people there are fewer windows, but each service keeps one. */
static bool first_of_its_kind(const struct hall *hall, uint32_t window)
{
	for (uint32_t i = 0; i < window; i++)
		if (memcmp(hall->windows[i].services, hall->windows[window].services,
			   sizeof hall->windows[i].services) == 0)
			return false;
	return true;
}

void staff_plan_day(struct year_sim *sim)
{
	struct year_bed *bed = &sim->bed;
	const struct hall *hall = &bed->working->hall;
	if (sim->first_us == 0)
		return;
	for (uint32_t i = 0; i < hall->window_count; i++)
		if (year_chance(bed, sim->load_percent) || first_of_its_kind(hall, i))
			sim_at(sim, sim->first_us - 300000000 + sim_seconds(sim, 0, 900),
			       MOMENT_CLERK, i);
	unsigned desk = 12 + hall->window_count / 4;
	for (unsigned n = 0; n < desk; n++)
		sim_at(sim,
		       sim->first_us +
			       (int64_t)(year_roll(bed) % (uint64_t)(sim->last_us - sim->first_us)),
		       MOMENT_DESK, 0);
	if (sim->date == sim->evacuation_date) {
		int64_t at_us = sim->first_us + sim_seconds(sim, 3600, 7200);
		sim_at(sim, at_us, MOMENT_EVACUATE, 0);
		sim_at(sim, at_us + sim_seconds(sim, 900, 1800), MOMENT_ALL_CLEAR, 0);
	}
}

static const char *other_service(struct year_bed *bed)
{
	const struct hall *hall = &bed->working->hall;
	return hall->services[year_below(bed, hall->service_count)].code;
}

static const char *other_window(struct year_bed *bed)
{
	const struct hall *hall = &bed->working->hall;
	return hall->windows[year_below(bed, hall->window_count)].no;
}

static void transfer(struct year_bed *bed, uint32_t window)
{
	struct command command = at_window(bed, COMMAND_TRANSFER, window);
	unsigned dice = year_below(bed, 10);
	if (dice < 6)
		strcpy(command.service, other_service(bed));
	else if (dice < 9)
		strcpy(command.to_window, other_window(bed));
	else
		memcpy(command.to_agent,
		       bed->working->windows[year_below(bed, bed->working->hall.window_count)]
			       .agent,
		       AGENT_MAX);
	command.front = year_chance(bed, 30);
	command.returns = year_chance(bed, 30);
	strcpy(command.reason, "other");
	year_do(bed, &command);
}

/* To the review windows of the hall, or wherever papers can go. */
static void forward(struct year_bed *bed, uint32_t window)
{
	const struct hall *hall = &bed->working->hall;
	struct command command = at_window(bed, COMMAND_FORWARD, window);
	unsigned count = 1 + (year_chance(bed, 30) ? year_below(bed, 4) : 0);
	for (unsigned i = 0; i < count; i++) {
		unsigned to = year_below(bed, hall->window_count);
		for (unsigned tries = 0; tries < 20 && hall->windows[to].role != ROLE_REVIEW;
		     tries++)
			to = year_below(bed, hall->window_count);
		if (year_chance(bed, 80))
			memcpy(command.targets[i].window, hall->windows[to].no, ID_MAX);
		else
			strcpy(command.targets[i].service, other_service(bed));
	}
	year_do(bed, &command);
}

static void hold(struct year_sim *sim, uint32_t window)
{
	struct year_bed *bed = &sim->bed;
	if (window % 3 == 0 && year_chance(bed, 50)) {
		press(sim, KEY_HOLD, window);
		return;
	}
	struct command command = at_window(bed, COMMAND_HOLD, window);
	command.hold_return = (uint8_t)year_below(bed, 3);
	command.minutes = (uint16_t)year_below(bed, 10);
	strcpy(command.reason, "form");
	year_do(bed, &command);
}

static void note(struct year_bed *bed, uint32_t window)
{
	struct command command = at_window(bed, COMMAND_NOTE, window);
	command.outcome = (uint8_t)(1 + year_below(bed, OUTCOME_COUNT - 1));
	strcpy(command.items, "I0001,I0002");
	strcpy(command.case_no, "2026-0001");
	command.proxy = year_chance(bed, 5);
	year_do(bed, &command);
}

static void rate_at(struct year_sim *sim, uint32_t window)
{
	struct year_bed *bed = &sim->bed;
	if (window % 3 == 0) {
		press(sim, (enum key_code)(KEY_RATE_1 + year_below(bed, 5)), window);
		return;
	}
	struct command command = at_window(bed, COMMAND_RATE, window);
	command.level = (uint8_t)(1 + year_below(bed, 5));
	command.channel = CHANNEL_EVALUATOR;
	year_do(bed, &command);
}

static void called(struct year_sim *sim, uint32_t window)
{
	struct year_bed *bed = &sim->bed;
	const struct window *at = &bed->working->windows[window];
	if (!sim->comes[at->ticket] && bed->now_us >= sim->there_us[window]) {
		act(bed, COMMAND_START, window);
		return;
	}
	if (year_chance(bed, 30))
		act(bed, COMMAND_RECALL, window);
	else if (year_chance(bed, 50))
		act(bed, COMMAND_NO_SHOW, window);
	else
		next(sim, window);
}

/* A service is over. Most end; some go on elsewhere. */
static void serving(struct year_sim *sim, uint32_t window)
{
	struct year_bed *bed = &sim->bed;
	unsigned dice = year_below(bed, 100);
	const struct ticket *ticket = &bed->working->tickets[bed->working->windows[window].ticket];
	/* The start was inferred, and nobody has come. */
	if (ticket->start_inferred && sim->comes[bed->working->windows[window].ticket])
		return called(sim, window);
	if (dice < 5)
		transfer(bed, window);
	else if (dice < 8)
		forward(bed, window);
	else if (dice < 12)
		hold(sim, window);
	else if (dice < 55)
		next(sim, window);
	if (bed->working->windows[window].state == WINDOW_SERVING)
		act(bed, COMMAND_FINISH, window);
	if (year_chance(bed, 3))
		act(bed, COMMAND_UNDO, window);
	if (year_chance(bed, 35))
		rate_at(sim, window);
	if (year_chance(bed, 10))
		note(bed, window);
}

static void serve_walk_in(struct year_bed *bed, uint32_t window)
{
	const struct hall_window *about = &bed->working->hall.windows[window];
	struct command command = at_window(bed, COMMAND_SERVE, window);
	if (about->service_count == 0)
		return;
	memcpy(command.service, about->services[year_below(bed, about->service_count)], ID_MAX);
	command.by_staff = true;
	year_do(bed, &command);
}

static void call_chosen(struct year_bed *bed, uint32_t window)
{
	const struct state *state = bed->working;
	struct command command = at_window(bed, COMMAND_CALL, window);
	command.ticket = state->ticket_count ? 1 + year_below(bed, state->ticket_count) : 0;
	for (unsigned tries = 0;
	     tries < 20 && state->tickets[command.ticket].state != TICKET_WAITING; tries++)
		command.ticket = state->ticket_count ? 1 + year_below(bed, state->ticket_count) : 0;
	year_do(bed, &command);
}

static bool day_over(const struct year_sim *sim)
{
	return sim->bed.now_us >= sim->last_us + 1200000000;
}

static void idle(struct year_sim *sim, uint32_t window)
{
	struct year_bed *bed = &sim->bed;
	unsigned dice = year_below(bed, 1000);
	if (day_over(sim) && dice < 800) {
		act(bed, COMMAND_WINDOW_CLOSE, window);
	} else if (dice < 12) {
		struct command command = at_window(bed, COMMAND_WINDOW_PAUSE, window);
		strcpy(command.reason, "break");
		year_do(bed, &command);
	} else if (dice < 20) {
		serve_walk_in(bed, window);
	} else if (dice < 26) {
		call_chosen(bed, window);
	} else if (dice < 200 && bed->working->held) {
		if (window % 3 == 0)
			press(sim, KEY_CALL_BACK, window);
		else
			act(bed, COMMAND_UNHOLD, window);
	} else {
		next(sim, window);
	}
}

static void closed(struct year_sim *sim, uint32_t window)
{
	if (day_over(sim))
		return;
	if (window % 2) {
		act(&sim->bed, COMMAND_WINDOW_OPEN, window);
		return;
	}
	next(sim, window);
}

/* When the clerk looks up again. */
static int64_t soon(struct year_sim *sim, uint32_t window)
{
	const struct state *state = sim->bed.working;
	const struct window *at = &state->windows[window];
	const struct ticket *ticket = &state->tickets[at->ticket];
	unsigned mean_s = 600;
	switch ((enum window_state)at->state) {
	case WINDOW_CALLED:
		if (ticket->last_call_us == sim->bed.now_us)
			sim->there_us[window] = sim->bed.now_us + sim_seconds(sim, 8, 70);
		return sim->comes[at->ticket] ? sim_seconds(sim, 20, 60) : sim_seconds(sim, 8, 70);
	case WINDOW_SERVING:
		if (ticket->start_inferred && sim->comes[at->ticket])
			return sim_seconds(sim, 20, 60);
		if (state->hall.services[ticket->service].mean_s)
			mean_s = state->hall.services[ticket->service].mean_s;
		return sim_seconds(sim, mean_s / 4, mean_s * 7 / 4);
	case WINDOW_PAUSED:
		return sim_seconds(sim, 120, 900);
	default:
		return sim_seconds(sim, 20, 180);
	}
}

void staff_clerk(struct year_sim *sim, uint32_t window)
{
	struct year_bed *bed = &sim->bed;
	if (window >= bed->working->hall.window_count)
		return;
	switch ((enum window_state)bed->working->windows[window].state) {
	case WINDOW_CLOSED:
		closed(sim, window);
		break;
	case WINDOW_IDLE:
		idle(sim, window);
		break;
	case WINDOW_PAUSED:
		if (window % 2)
			act(bed, COMMAND_WINDOW_RESUME, window);
		else
			next(sim, window);
		break;
	case WINDOW_CALLED:
		called(sim, window);
		break;
	case WINDOW_SERVING:
		serving(sim, window);
		break;
	}
	if (day_over(sim) && bed->working->windows[window].state == WINDOW_CLOSED)
		return;
	sim_at(sim, bed->now_us + soon(sim, window), MOMENT_CLERK, window);
}

static void warnings(struct year_bed *bed)
{
	const struct state *state = bed->working;
	struct command command = year_command(bed, COMMAND_WARN);
	unsigned dice = year_below(bed, 4);
	if (state->warning_count && dice < 2) {
		command.kind = dice ? COMMAND_WARN_ACKNOWLEDGE : COMMAND_WARN_CLEAR;
		command.warning = state->warnings[year_below(bed, state->warning_count)].serial;
		strcpy(command.agent, "desk");
	} else {
		command.kind = dice == 2 ? COMMAND_WARN : COMMAND_WARN_OVER;
		command.warning_kind = WARNING_DEVICE;
		command.level = 1;
		strcpy(command.device, year_chance(bed, 50) ? "display-06" : "printer-1");
	}
	year_do(bed, &command);
}

static void followups(struct year_bed *bed)
{
	const struct state *state = bed->working;
	if (state->followup_count == 0)
		return;
	struct command command = year_command(bed, year_chance(bed, 50) ? COMMAND_FOLLOWUP_CONTACT
									: COMMAND_FOLLOWUP_CLOSE);
	command.followup = state->followups[year_below(bed, state->followup_count)].serial;
	strcpy(command.agent, "desk");
	command.complex = year_chance(bed, 30);
	command.value = FOLLOWUP_FIXED + year_below(bed, FOLLOWUP_RESULT_COUNT - 1);
	year_do(bed, &command);
}

static void announce(struct year_sim *sim)
{
	struct year_bed *bed = &sim->bed;
	struct command command = year_command(bed, COMMAND_ANNOUNCE);
	command.level = (uint8_t)(ANNOUNCE_INFO + year_below(bed, 2));
	strcpy(command.text, "请带好随身物品");
	strcpy(command.language, "zh");
	command.until_us = bed->now_us + sim_seconds(sim, 60, 7200);
	year_do(bed, &command);
}

void staff_evacuate(struct year_sim *sim, bool all_clear)
{
	struct year_bed *bed = &sim->bed;
	struct command command =
		year_command(bed, all_clear ? COMMAND_ANNOUNCE_END : COMMAND_ANNOUNCE);
	command.level = ANNOUNCE_EVACUATE;
	strcpy(command.text, "请立即离开大厅");
	strcpy(command.language, "zh");
	command.announcement = sim->announcement;
	if (year_do(bed, &command) == REFUSAL_NONE && !all_clear && bed->list->count) {
		sim->announcement = bed->list->records[0].announcement;
		sim->evacuations++;
	}
}

static uint32_t waiting_ticket(struct year_bed *bed)
{
	const struct state *state = bed->working;
	uint32_t ticket = 0;
	for (unsigned tries = 0; tries < 30 && state->ticket_count; tries++) {
		ticket = 1 + year_below(bed, state->ticket_count);
		if (state->tickets[ticket].state == TICKET_WAITING)
			break;
	}
	return ticket;
}

void staff_desk(struct year_sim *sim)
{
	struct year_bed *bed = &sim->bed;
	const struct hall *hall = &bed->working->hall;
	unsigned dice = year_below(bed, 100);
	struct command command = year_command(bed, COMMAND_GRANT);
	strcpy(command.agent, "desk");
	if (dice < 25)
		return warnings(bed);
	if (dice < 45)
		return followups(bed);
	if (dice < 50)
		return announce(sim);
	if (dice < 60) {
		command =
			at_window(bed, COMMAND_WINDOW_EXTEND, year_below(bed, hall->window_count));
		command.minutes = (uint16_t)(year_below(bed, 4) * 15);
		strcpy(command.reason, "late visitors");
	} else if (dice < 75) {
		command.kind = COMMAND_VOID;
		command.ticket = waiting_ticket(bed);
	} else {
		command.ticket = waiting_ticket(bed);
		if (hall->class_count)
			memcpy(command.class_id,
			       hall->classes[year_below(bed, hall->class_count)].id, ID_MAX);
	}
	year_do(bed, &command);
}
