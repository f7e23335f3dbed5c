/* The people of the simulated year: when they come, what they take, and what they do while they
 * wait. The day has a burst at opening, a second wave, and a quieter afternoon. */
#include "year_sim.h"

#include <stdio.h>
#include <string.h>

static const int64_t MINUTE_US = 60000000;

/* Of a session's length: most come in its first third. */
static unsigned minute_within(struct year_bed *bed, unsigned length)
{
	unsigned dice = year_below(bed, 100);
	if (dice < 30)
		return year_below(bed, length / 8 + 1);
	if (dice < 75)
		return length / 8 + year_below(bed, length / 3 + 1);
	return year_below(bed, length + 10);
}

/* People that all windows of a service serve in a day, were it open so long. */
static unsigned capacity(const struct hall *hall, int service, unsigned open_min)
{
	unsigned mean_s = hall->services[service].mean_s ? hall->services[service].mean_s : 600;
	unsigned long sixtieths = 0;
	for (int i = 0; i < hall->window_count; i++)
		for (int j = 0; j < hall->windows[i].service_count; j++)
			if (strcmp(hall->windows[i].services[j], hall->services[service].code) == 0)
				sixtieths += 60 / hall->windows[i].service_count;
	return (unsigned)(sixtieths * open_min / mean_s);
}

/* A day of the document: so many visits, and the first hour's burst. Services have their share by
 * their quotas, or by what their windows can do. */
static void plan_visits(struct year_sim *sim)
{
	struct year_bed *bed = &sim->bed;
	const struct hall *hall = &bed->working->hall;
	unsigned shares[SERVICES_MAX], all = 0;
	for (int i = 0; i < hall->service_count; i++) {
		struct calendar_description day =
			calendar_describe(hall, hall->services[i].code, sim->date);
		shares[i] = hall->services[i].quota_day ? hall->services[i].quota_day
							: capacity(hall, i, 480);
		if (day.span_count == 0 || hall->services[i].transfer_only)
			shares[i] = 0;
		all += shares[i];
	}
	for (unsigned n = 0; n < sim->visits && sim->first_us; n++) {
		unsigned dice = year_below(bed, all), service = 0;
		for (; dice >= shares[service]; service++)
			dice -= shares[service];
		struct calendar_description day =
			calendar_describe(hall, hall->services[service].code, sim->date);
		const struct span *at =
			&day.spans[n < sim->peak ? 0 : year_below(bed, day.span_count)];
		unsigned from = n < sim->peak ? 0 : 60, length = at->to_min - at->from_min;
		unsigned minute = n < sim->peak ? year_below(bed, 60)
						: from + year_below(bed, length - from - 35);
		sim_at(sim,
		       calendar_utc(sim->date, at->from_min + minute, bed->utc_offset_s) +
			       sim_seconds(sim, 0, 59),
		       MOMENT_ARRIVAL, service);
	}
}

static void plan_service(struct year_sim *sim, int service)
{
	struct year_bed *bed = &sim->bed;
	const struct hall *hall = &bed->working->hall;
	struct calendar_description day =
		calendar_describe(hall, hall->services[service].code, sim->date);
	unsigned open_min = 0;
	for (unsigned i = 0; i < day.span_count; i++)
		open_min += day.spans[i].to_min - day.spans[i].from_min;
	unsigned people = capacity(hall, service, open_min) * sim->load_percent / 100;
	/* On some days a service has more people than it can serve. */
	people = people * (year_chance(bed, 15) ? 180 : 60 + year_below(bed, 50)) / 100;
	for (unsigned n = 0; n < people; n++) {
		unsigned span = year_below(bed, 10) < 6 ? 0 : day.span_count - 1u;
		const struct span *at = &day.spans[span];
		unsigned minute = at->from_min + minute_within(bed, at->to_min - at->from_min);
		int64_t from_us = calendar_utc(sim->date, minute, bed->utc_offset_s);
		sim_at(sim, from_us + sim_seconds(sim, 0, 59), MOMENT_ARRIVAL, (uint32_t)service);
	}
	/* Somebody comes early and somebody late, also on closed days. */
	for (unsigned n = 0; n < 2; n++)
		sim_at(sim, calendar_utc(sim->date, 400 + year_below(bed, 900), bed->utc_offset_s),
		       MOMENT_ARRIVAL, (uint32_t)service);
}

void people_plan_day(struct year_sim *sim)
{
	struct year_bed *bed = &sim->bed;
	const struct hall *hall = &bed->working->hall;
	if (sim->visits)
		plan_visits(sim);
	for (int i = 0; i < hall->service_count && !sim->visits; i++)
		plan_service(sim, i);
	int64_t begin_us = calendar_utc(sim->date, 0, bed->utc_offset_s);
	uint32_t kept = 0;
	for (uint32_t i = 0; i < sim->appointment_count; i++) {
		struct year_appointment *appointment = &sim->appointments[i];
		if (appointment->slot_us < begin_us)
			continue;
		sim->appointments[kept] = *appointment;
		if (appointment->slot_us < begin_us + 1440 * MINUTE_US && year_chance(bed, 85))
			sim_at(sim,
			       appointment->slot_us +
				       ((int64_t)year_below(bed, 50) - 25) * MINUTE_US,
			       MOMENT_CHECK_IN, kept);
		kept++;
	}
	sim->appointment_count = kept;
	if (sim->first_us == 0)
		return;
	unsigned citizens = 10 + bed->working->hall.window_count * sim->load_percent / 50;
	for (unsigned n = 0; n < citizens; n++)
		sim_at(sim,
		       sim->first_us +
			       (int64_t)(year_roll(bed) % (uint64_t)(sim->last_us - sim->first_us)),
		       MOMENT_CITIZEN, 0);
}

static const char *some_class(struct year_bed *bed)
{
	const struct hall *hall = &bed->working->hall;
	return hall->class_count ? hall->classes[year_below(bed, hall->class_count)].id : "";
}

static void printed(struct year_sim *sim, uint32_t ticket)
{
	struct year_bed *bed = &sim->bed;
	if (bed->working->tickets[ticket].print != PRINT_PENDING)
		return;
	unsigned dice = year_below(bed, 100);
	struct command command = year_command(bed, dice < 96   ? COMMAND_PRINTED
						   : dice < 98 ? COMMAND_PRINT_FAILED
							       : COMMAND_PRINT_UNKNOWN);
	command.ticket = ticket;
	command.value = bed->working->tickets[ticket].print_attempts;
	year_do(bed, &command);
	if (dice >= 96 && year_chance(bed, 50)) {
		struct command again = year_command(bed, COMMAND_REPRINT);
		again.ticket = ticket;
		again.printer = PRINTER_READY;
		year_do(bed, &again);
		printed(sim, ticket);
	}
}

static void fill_kiosk(struct year_bed *bed, struct command *command)
{
	const struct hall *hall = &bed->working->hall;
	if (hall->kiosk_count && year_chance(bed, 85))
		memcpy(command->kiosk, hall->kiosks[year_below(bed, hall->kiosk_count)].id, ID_MAX);
	command->printer = year_chance(bed, 97) ? PRINTER_READY : (uint8_t)year_below(bed, 3);
	command->paperless = year_chance(bed, 5);
	strcpy(command->language, year_chance(bed, 90) ? "zh" : year_chance(bed, 50) ? "en" : "ug");
}

static void book(struct year_sim *sim, uint32_t service)
{
	struct year_bed *bed = &sim->bed;
	const struct hall *hall = &bed->working->hall;
	unsigned ahead = 1 + year_below(bed, 6);
	const char *code = hall->services[service].code;
	struct calendar_description day = calendar_describe(hall, code, sim->date + (int)ahead);
	if (day.span_count == 0)
		return;
	const struct span *span = &day.spans[year_below(bed, day.span_count)];
	unsigned slot_min = hall->slot_min ? hall->slot_min : 30;
	unsigned slots = (span->to_min - span->from_min) / slot_min;
	struct command command = year_command(bed, COMMAND_BOOK);
	strcpy(command.service, code);
	command.slot_us =
		calendar_utc(sim->date + (int)ahead,
			     span->from_min + year_below(bed, slots) * slot_min, bed->utc_offset_s);
	command.person = 1 + year_roll(bed);
	command.channel = CHANNEL_MOBILE;
	if (year_do(bed, &command) != REFUSAL_NONE || bed->list->count == 0 ||
	    sim->appointment_count == APPOINTMENTS_MAX)
		return;
	struct year_appointment *kept = &sim->appointments[sim->appointment_count++];
	memcpy(kept->code, bed->list->records[0].booking, BOOKING_CODE_MAX);
	kept->slot_us = command.slot_us;
}

void people_arrive(struct year_sim *sim, uint32_t service)
{
	struct year_bed *bed = &sim->bed;
	const struct hall *hall = &bed->working->hall;
	if (service >= hall->service_count)
		return;
	sim->arrivals++;
	if (hall->booking && year_chance(bed, 6))
		return book(sim, service);
	struct command command = year_command(bed, COMMAND_ISSUE);
	strcpy(command.service, hall->services[service].code);
	fill_kiosk(bed, &command);
	if (year_chance(bed, 12))
		strcpy(command.class_id, some_class(bed));
	if (year_chance(bed, 60))
		command.person = 1 + year_roll(bed) % 1000000;
	if (year_chance(bed, 30))
		command.phone = 1 + year_roll(bed) % 1000000;
	command.issue_channel = year_chance(bed, 8) ? ISSUED_ONLINE : ISSUED_AT_KIOSK;
	if (command.issue_channel == ISSUED_ONLINE)
		command.kiosk[0] = 0;
	unsigned more = year_chance(bed, 6) ? 1 + year_below(bed, 3) : 0;
	for (unsigned i = 0; more && i <= more; i++)
		strcpy(command.services[i],
		       i == 0 ? command.service
			      : hall->services[year_below(bed, hall->service_count)].code);
	if (year_do(bed, &command) != REFUSAL_NONE)
		return;
	uint32_t ticket = bed->working->ticket_count;
	sim->comes[ticket] = year_chance(bed, 4);
	printed(sim, ticket);
}

void people_check_in(struct year_sim *sim, uint32_t appointment)
{
	struct year_bed *bed = &sim->bed;
	struct command command =
		year_command(bed, year_chance(bed, 94) ? COMMAND_CHECK_IN : COMMAND_BOOKING_CANCEL);
	memcpy(command.booking, sim->appointments[appointment].code, BOOKING_CODE_MAX);
	fill_kiosk(bed, &command);
	if (year_do(bed, &command) != REFUSAL_NONE || command.kind != COMMAND_CHECK_IN)
		return;
	sim->comes[bed->working->ticket_count] = year_chance(bed, 2);
	printed(sim, bed->working->ticket_count);
}

static uint32_t some_ticket(struct year_bed *bed)
{
	uint32_t count = bed->working->ticket_count;
	return count ? count - year_below(bed, count < 200 ? count : 200) : 0;
}

/* One of those in this state among the last numbers; else anybody. */
static uint32_t ticket_in(struct year_bed *bed, enum ticket_state state)
{
	for (unsigned tries = 0; tries < 20; tries++) {
		uint32_t ticket = some_ticket(bed);
		if (bed->working->tickets[ticket].state == state)
			return ticket;
	}
	return some_ticket(bed);
}

static void rate(struct year_bed *bed)
{
	struct command command = year_command(bed, COMMAND_RATE);
	const struct state *state = bed->working;
	command.level =
		(uint8_t)(year_chance(bed, 90) ? 4 + year_below(bed, 2) : 1 + year_below(bed, 3));
	command.channel = (uint8_t)(year_chance(bed, 60) ? CHANNEL_MOBILE : CHANNEL_SMS);
	if (state->later_count && year_chance(bed, 30)) {
		const struct later_rating *later =
			&state->later[year_below(bed, state->later_count)];
		command.ticket = later->ticket;
		command.date = later->date;
		command.leg = later->leg;
	} else {
		command.ticket = ticket_in(bed, TICKET_FINISHED);
	}
	year_do(bed, &command);
}

static void manage_booking(struct year_sim *sim)
{
	struct year_bed *bed = &sim->bed;
	if (sim->appointment_count == 0)
		return;
	struct year_appointment *appointment =
		&sim->appointments[year_below(bed, sim->appointment_count)];
	struct command command = year_command(bed, year_chance(bed, 50) ? COMMAND_BOOKING_CANCEL
									: COMMAND_BOOKING_MOVE);
	memcpy(command.booking, appointment->code, BOOKING_CODE_MAX);
	command.slot_us = appointment->slot_us + 30 * MINUTE_US;
	if (year_do(bed, &command) == REFUSAL_NONE && command.kind == COMMAND_BOOKING_MOVE)
		appointment->slot_us = command.slot_us;
}

void people_citizen(struct year_sim *sim)
{
	struct year_bed *bed = &sim->bed;
	struct command command = year_command(bed, COMMAND_CANCEL);
	unsigned dice = year_below(bed, 100);
	if (dice < 40)
		return rate(bed);
	if (dice < 50)
		return manage_booking(sim);
	if (dice < 65) {
		command.ticket = ticket_in(bed, TICKET_WAITING);
	} else if (dice < 80) {
		command.kind = COMMAND_POSTPONE;
		command.ticket = ticket_in(bed, TICKET_WAITING);
		command.minutes = (uint16_t)(1 + year_below(bed, 30));
	} else if (dice < 98) {
		command.kind = COMMAND_REQUEUE;
		command.ticket =
			ticket_in(bed, year_chance(bed, 50) ? TICKET_NO_SHOW : TICKET_VOID);
		command.by_staff = year_chance(bed, 50);
		if (command.ticket && year_chance(bed, 80))
			sim->comes[command.ticket] = 0;
	} else {
		command.kind = COMMAND_BAN;
		command.person = 1 + year_roll(bed);
		command.date = sim->date + (int)year_below(bed, 90);
	}
	year_do(bed, &command);
}
