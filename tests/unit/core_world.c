/* See core_world.h. */
#include "core_world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_service(struct hall *hall, const char *code, const char *prefix, const char *zone,
			unsigned start_after_s)
{
	struct service *service = &hall->services[hall->service_count++];
	strcpy(service->code, code);
	strcpy(service->prefix, prefix);
	strcpy(service->zone, zone);
	service->mean_s = 600;
	service->start_after_s = (uint16_t)start_after_s;
	service->kiosk = true;
}

static struct hall_window *add_window(struct hall *hall, const char *no, const char *zone)
{
	struct hall_window *window = &hall->windows[hall->window_count++];
	strcpy(window->no, no);
	strcpy(window->zone, zone);
	snprintf(window->agent, sizeof window->agent, "agent %.8s", no);
	strcpy(window->speaker_group, "hall");
	return window;
}

static void takes(struct hall_window *window, const char *code)
{
	strcpy(window->services[window->service_count++], code);
}

void world_hall(struct hall *hall)
{
	hall_init(hall);
	memset(hall->digest, 7, sizeof hall->digest);
	memset(&hall->thresholds, 0, sizeof hall->thresholds); /* no warnings but asked for */
	strcpy(hall->id, "demo");
	strcpy(hall->name, "示范政务大厅");
	strcpy(hall->phone, "0731-12345");
	hall->floors[hall->floor_count++] = (struct floor){ .no = 1, .name = "一楼大厅" };
	hall->zones[hall->zone_count++] =
		(struct zone){ .id = "RE", .name = "不动产登记办理区", .floor = 1 };
	hall->zones[hall->zone_count++] =
		(struct zone){ .id = "PS", .name = "公安服务办理区", .floor = 1 };
	add_service(hall, "RE1", "A", "RE", 20);
	add_service(hall, "RE2", "B", "RE", 0);
	add_service(hall, "PS1", "C", "PS", 20);
	strcpy(hall->services[0].name, "不动产登记");
	strcpy(hall->services[1].name, "档案查询");
	strcpy(hall->services[2].name, "公安出入境");
	struct hall_window *window = add_window(hall, "01", "RE");
	takes(window, "RE1");
	strcpy(window->transfer_to, "RE2");
	window = add_window(hall, "02", "RE");
	takes(window, "RE1");
	takes(window, "RE2");
	window = add_window(hall, "06", "PS");
	takes(window, "PS1");
	strcpy(window->transfer_to, "02");
	window->transfer_to_window = true;
	hall->calendar.hours[hall->calendar.hours_count++] = (struct hours){
		.days = 0x1f,
		.span_count = 2,
		.spans = { { 540, 720 }, { 780, 1020 } },
	};
}

void world_at(struct world *world, int year, unsigned month, unsigned day, unsigned hour,
	      unsigned minute)
{
	world->now_us = calendar_utc(calendar_day(year, month, day), hour * 60 + minute,
				     world->utc_offset_s);
}

void world_open(struct world *world)
{
	memset(world, 0, sizeof *world);
	world->state = calloc(1, sizeof *world->state);
	world->durable = calloc(1, sizeof *world->durable);
	world->list = malloc(sizeof *world->list);
	if (!world->state || !world->durable || !world->list)
		abort();
	world->utc_offset_s = 8 * 3600;
	world_at(world, 2026, 11, 23, 9, 30);
	world_hall(&world->hall);
	struct command load = world_command(world, COMMAND_LOAD_HALL);
	load.hall = &world->hall;
	if (world_do(world, &load) != REFUSAL_NONE)
		abort();
	struct command tick = world_command(world, COMMAND_TICK);
	world_do(world, &tick);
}

void world_close(struct world *world)
{
	free(world->state);
	free(world->durable);
	free(world->list);
}

void world_pass(struct world *world, double seconds)
{
	world->now_us += (int64_t)(seconds * 1e6);
}

void world_live(struct world *world, double seconds)
{
	int64_t end = world->now_us + (int64_t)(seconds * 1e6);
	for (unsigned rounds = 0; state_next_deadline(world->state) <= end; rounds++) {
		int64_t due = state_next_deadline(world->state);
		struct command tick = world_command(world, COMMAND_TICK);
		if (due > tick.time_us)
			world->now_us = tick.time_us = due;
		world_do(world, &tick);
		if (rounds > 100000) {
			fprintf(stderr, "ticking makes no progress\n");
			abort();
		}
	}
	world->now_us = end;
}

struct command world_command(struct world *world, enum command_kind kind)
{
	struct command command = {
		.kind = (uint8_t)kind,
		.time_us = world->now_us,
		.utc_offset_s = world->utc_offset_s,
		.source = "test",
	};
	world->random++;
	for (unsigned i = 0; i < TICKET_ID_BYTES; i++)
		command.random[i] =
			(uint8_t)((world->random * UINT64_C(0x9e3779b97f4a7c15)) >> (i % 8 * 8));
	return command;
}

enum refusal world_do(struct world *world, const struct command *command)
{
	enum refusal refusal = decide(world->state, command, world->list);
	for (uint32_t i = 0; i < world->list->count; i++)
		apply(world->state, &world->list->records[i]);
	for (uint32_t i = 0; i < world->list->count; i++)
		apply(world->durable, &world->list->records[i]);
	const char *problem = state_check(world->state);
	if (problem == NULL && state_digest(world->state) != state_digest(world->durable))
		problem = "working and durable differ";
	if (problem) {
		fprintf(stderr, "command %u: %s\n", command->kind, problem);
		abort();
	}
	return refusal;
}

enum refusal world_window(struct world *world, enum command_kind kind, const char *window)
{
	struct command command = world_command(world, kind);
	strcpy(command.window, window);
	return world_do(world, &command);
}

enum refusal world_ticket(struct world *world, enum command_kind kind, uint32_t ticket)
{
	struct command command = world_command(world, kind);
	command.ticket = ticket;
	return world_do(world, &command);
}

uint32_t world_issue(struct world *world, const char *service)
{
	struct command command = world_command(world, COMMAND_ISSUE);
	strcpy(command.service, service);
	return world_do(world, &command) == REFUSAL_NONE ? world->state->ticket_count : 0;
}

enum refusal world_press(struct world *world, const char *window, enum key_code key)
{
	struct command command = world_command(world, COMMAND_KEYPAD);
	snprintf(command.device, sizeof command.device, "call-%s", window);
	strcpy(command.window, window);
	command.boot = 1;
	command.key_sequence = ++world->sequence;
	command.key_code = (uint8_t)key;
	enum refusal refusal = world_do(world, &command);
	if (refusal != REFUSAL_NONE)
		return refusal;
	return (enum refusal)world->list->records[0].reason_code;
}

const struct ticket *world_ticket_of(const struct world *world, uint32_t ticket)
{
	return &world->state->tickets[ticket];
}

const struct leg *world_leg_of(const struct world *world, uint32_t ticket)
{
	return &world->state->legs[state_rateable_leg(world->state, ticket)];
}

const struct window *world_window_of(const struct world *world, const char *window)
{
	return &world->state->windows[state_find_window(world->state, window)];
}

const char *world_records(const struct world *world)
{
	static char text[4096];
	size_t used = 0;
	text[0] = 0;
	for (uint32_t i = 0; i < world->list->count && used < sizeof text - 64; i++)
		used += (size_t)snprintf(
			text + used, sizeof text - used, "%s%s", i ? " " : "",
			record_kind_name((enum record_kind)world->list->records[i].kind));
	return text;
}
