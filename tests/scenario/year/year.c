/* A simulated year of a hall: "year [options] HALL.yaml …" runs the halls' days one after another
 * through the core, with people, staff and faults drawn from a seed, an independent ledger that
 * knows everybody, and prints what came of it. Also measures commands per second. It starts no
 * daemon and opens no socket: the core alone, on the simulated calendar.
 *
 *   --seed N      default 1
 *   --from D      first day, 2026-01-01; --days N: so many days
 *   --load P      people, in percent of what the windows can serve; default 80
 *   --visits N    instead: so many people a day; --peak N: of these in its first hour. Then fewer
 *                 than nine of ten who get a number are a failure
 *   --check N     all checks after every step on each N-th day, default 30 (0: never)
 *   --trace W     prints the records of a window or a serial
 *   --speed       repeats a day of each hall's commands without any check and prints the rate */
#include "config.h"
#include "year_sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const int64_t DAY_US = 86400000000;

struct options {
	uint64_t seed;
	int32_t from;
	unsigned days, load, check, visits, peak;
	const char *trace;
	bool speed;
};

/* --- the heap of moments --- */

static bool before(const struct moment *one, const struct moment *other)
{
	return one->time_us != other->time_us ? one->time_us < other->time_us
					      : one->order < other->order;
}

void sim_at(struct year_sim *sim, int64_t time_us, enum moment_kind kind, uint32_t what)
{
	if (sim->moment_count == MOMENTS_MAX)
		year_fail(&sim->bed, "too many moments in one day");
	struct moment moment = { time_us, sim->order++, what, (uint8_t)kind };
	uint32_t at = sim->moment_count++;
	for (; at && before(&moment, &sim->moments[(at - 1) / 2]); at = (at - 1) / 2)
		sim->moments[at] = sim->moments[(at - 1) / 2];
	sim->moments[at] = moment;
}

static struct moment take_moment(struct year_sim *sim)
{
	struct moment first = sim->moments[0];
	struct moment last = sim->moments[--sim->moment_count];
	uint32_t at = 0;
	for (uint32_t child; (child = 2 * at + 1) < sim->moment_count; at = child) {
		if (child + 1 < sim->moment_count &&
		    before(&sim->moments[child + 1], &sim->moments[child]))
			child++;
		if (!before(&sim->moments[child], &last))
			break;
		sim->moments[at] = sim->moments[child];
	}
	sim->moments[at] = last;
	return first;
}

int64_t sim_seconds(struct year_sim *sim, unsigned least, unsigned most)
{
	uint64_t span_us = (uint64_t)(most - least) * 1000000 + 1;
	return least * INT64_C(1000000) + (int64_t)(year_roll(&sim->bed) % span_us);
}

void sim_live_until(struct year_sim *sim, int64_t time_us)
{
	struct year_bed *bed = &sim->bed;
	int64_t due_us;
	for (unsigned ticks = 0; (due_us = state_next_deadline(bed->working)) <= time_us; ticks++) {
		if (due_us > bed->now_us)
			bed->now_us = due_us;
		struct command tick = year_command(bed, COMMAND_TICK);
		year_do(bed, &tick);
		if (ticks > 100000)
			year_fail(bed, "ticks make no progress");
	}
	if (time_us > bed->now_us)
		bed->now_us = time_us;
}

/* --- a day --- */

static void happen(struct year_sim *sim, const struct moment *moment)
{
	switch ((enum moment_kind)moment->kind) {
	case MOMENT_ARRIVAL:
		return people_arrive(sim, moment->what);
	case MOMENT_CLERK:
		return staff_clerk(sim, moment->what);
	case MOMENT_CHECK_IN:
		return people_check_in(sim, moment->what);
	case MOMENT_CITIZEN:
		return people_citizen(sim);
	case MOMENT_DESK:
		return staff_desk(sim);
	case MOMENT_FAULT:
		return faults_happen(sim);
	case MOMENT_EVACUATE:
		return staff_evacuate(sim, false);
	case MOMENT_ALL_CLEAR:
		return staff_evacuate(sim, true);
	}
}

static void find_hours(struct year_sim *sim)
{
	const struct calendar_description day =
		calendar_describe(&sim->bed.working->hall, NULL, sim->date);
	sim->first_us = sim->last_us = 0;
	if (day.span_count == 0)
		return;
	sim->first_us = calendar_utc(sim->date, day.spans[0].from_min, sim->bed.utc_offset_s);
	sim->last_us = calendar_utc(sim->date, day.spans[day.span_count - 1].to_min,
				    sim->bed.utc_offset_s);
}

static void run_day(struct year_sim *sim)
{
	struct year_bed *bed = &sim->bed;
	int64_t begin_us = calendar_utc(sim->date, 0, bed->utc_offset_s);
	/* The service day begins at night, by the clock alone. */
	sim_live_until(sim, begin_us + 5 * 3600000000LL);
	if (bed->working->date != sim->date)
		year_fail(bed, "the service day did not begin by itself");
	memset(sim->comes, 0, sizeof sim->comes);
	sim->moment_count = 0;
	find_hours(sim);
	people_plan_day(sim);
	staff_plan_day(sim);
	for (unsigned n = 0; n < 4; n++)
		sim_at(sim, begin_us + sim_seconds(sim, 5 * 3600, 23 * 3600), MOMENT_FAULT, 0);
	while (sim->moment_count) {
		struct moment moment = take_moment(sim);
		if (moment.time_us >= begin_us + DAY_US)
			break;
		sim_live_until(sim, moment.time_us);
		happen(sim, &moment);
	}
	sim_live_until(sim, begin_us + DAY_US);
	year_compare(bed);
}

/* --- a hall --- */

static struct hall *read_hall(const char *path)
{
	struct config_report report = { 0 };
	struct hall *hall = calloc(1, sizeof *hall);
	char *text = NULL;
	size_t length = 0;
	if (!hall || config_hall_read(path, NULL, &text, &length, &report) < 0 ||
	    config_hall(hall, path, text, length, &report) < 0) {
		fprintf(stderr, "%s can't be read\n", path);
		exit(EXIT_FAILURE);
	}
	free(text);
	return hall;
}

static double seconds_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void print_sums(const struct year_sim *sim, double seconds)
{
	const struct year_bed *bed = &sim->bed;
	const struct ledger_sums *sums = &bed->ledger->sums;
#define N(x) ((unsigned long long)(x))
	printf("%s, seed %llu: %llu days, %llu numbers, %llu walk-ins, %llu papers, %llu legs\n",
	       bed->name, N(bed->seed), N(sums->days), N(sums->numbers), N(sums->walk_ins),
	       N(sums->papers), N(sums->legs));
	printf("  served %llu, cancelled %llu, expired %llu, void %llu, never came %llu; no-shows "
	       "%llu, requeued "
	       "%llu, postponed %llu\n",
	       N(sums->served), N(sums->cancelled), N(sums->expired), N(sums->voided),
	       N(sums->missed), N(sums->no_shows), N(sums->requeued), N(sums->postponed));
	printf("  transfers %llu, forwards %llu, holds %llu, undone %llu; at the day's end: %llu "
	       "finished, %llu no-shows\n",
	       N(sums->transfers), N(sums->forwards), N(sums->holds), N(sums->undone),
	       N(sums->day_end_finished), N(sums->day_end_no_shows));
	printf("  booked %llu, checked in %llu, breached %llu; ratings %llu, changed %llu, "
	       "defaulted %llu, follow-ups %llu\n",
	       N(sums->booked), N(sums->checked_in), N(sums->breached), N(sums->ratings),
	       N(sums->rating_changes), N(sums->defaulted), N(sums->followups));
	printf("  calls %llu, passing %llu; mean wait %.1f min, worst ordinary %.1f, worst "
	       "priority "
	       "%.1f, most lost to priorities %.1f min\n",
	       N(sums->calls), N(sums->passing),
	       sums->waits ? (double)sums->wait_sum_us / (double)sums->waits / 6e7 : 0,
	       (double)sums->worst_ordinary_us / 6e7, (double)sums->worst_priority_us / 6e7,
	       (double)sums->worst_lost_us / 6e7);
	printf("  restarts %llu, clock jumps %llu, dead clocks %llu, reloads %llu, evacuations "
	       "%llu\n",
	       N(sim->restarts), N(sim->jumps), N(sim->dead_clocks), N(sim->reloads),
	       N(sim->evacuations));
	printf("  commands %llu, records %llu, checks %llu, replays %llu; %.1f s\n",
	       N(bed->commands), N(bed->records_made), N(bed->checks), N(bed->replays), seconds);
	printf("  refused:");
	for (unsigned i = 1; i < REFUSAL_COUNT; i++)
		if (bed->refusals[i])
			printf(" %s %llu", refusal_name((enum refusal)i), N(bed->refusals[i]));
	printf("\n");
#undef N
}

/* The same commands once more, with nothing else to do. */
static void measure(struct year_sim *sim)
{
	struct year_bed *bed = &sim->bed;
	double best = 0;
	for (unsigned turn = 0; turn < 5; turn++) {
		state_reset(bed->durable);
		double begin = seconds_now();
		for (uint32_t i = 0; i < bed->kept_count; i++) {
			decide(bed->durable, &bed->kept[i], bed->list);
			for (uint32_t j = 0; j < bed->list->count; j++)
				apply(bed->durable, &bed->list->records[j]);
		}
		double rate = bed->kept_count / (seconds_now() - begin);
		best = rate > best ? rate : best;
	}
	printf("  speed: %.0f commands/s (%u commands)\n", best, bed->kept_count);
}

static void run_hall(const struct options *options, const char *path)
{
	struct year_sim *sim = calloc(1, sizeof *sim);
	struct hall *hall = read_hall(path);
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	double begin = seconds_now();
	if (!sim)
		abort();
	year_bed_open(&sim->bed, name, options->seed);
	sim->load_percent = options->load;
	sim->bed.trace = options->trace;
	sim->visits = options->visits;
	sim->peak = options->peak;
	/* A day that is counted by its visits is one without: who was sent away is no measure. */
	sim->evacuation_date =
		options->visits ? INT32_MIN : options->from + (int32_t)options->days / 2;
	sim->bed.check_every = options->check ? 997 : 0;
	faults_make_halls(sim, hall);
	free(hall);
	if (options->speed) {
		sim->bed.kept_max = 200000;
		sim->bed.kept = calloc(sim->bed.kept_max, sizeof *sim->bed.kept);
	}
	sim->bed.now_us = calendar_utc(options->from, 240, sim->bed.utc_offset_s);
	faults_load(sim, 0);
	for (unsigned day = 0; day < options->days; day++) {
		sim->date = options->from + (int32_t)day;
		bool checked = options->check && day % options->check == options->check / 2;
		if (checked)
			state_copy(sim->bed.durable, sim->bed.working);
		sim->bed.checked = checked;
		run_day(sim);
	}
	ledger_sum_up(sim->bed.ledger);
	print_sums(sim, seconds_now() - begin);
	if (sim->bed.ledger->sums.numbers < options->visits * 9ull / 10 * options->days)
		year_fail(&sim->bed, "fewer than nine of ten people got a number");
	if (options->speed)
		measure(sim);
	free(sim->bed.kept);
	year_bed_close(&sim->bed);
	free(sim);
}

static int32_t read_date(const char *text)
{
	int year;
	unsigned month, day;
	if (sscanf(text, "%d-%u-%u", &year, &month, &day) != 3) {
		fprintf(stderr, "%s: found, expected is a date like 2026-01-01\n", text);
		exit(EXIT_FAILURE);
	}
	return calendar_day(year, month, day);
}

int main(int argc, char **argv)
{
	struct options options = {
		.seed = 1, .from = calendar_day(2026, 1, 1), .days = 365, .load = 80, .check = 30
	};
	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : "0";
		if (strncmp(argv[i], "--", 2) != 0) {
			run_hall(&options, argv[i]);
			continue;
		}
		if (strcmp(argv[i], "--speed") == 0) {
			options.speed = true;
			continue;
		}
		i++;
		if (strcmp(argv[i - 1], "--seed") == 0)
			options.seed = strtoull(value, NULL, 10);
		else if (strcmp(argv[i - 1], "--visits") == 0)
			options.visits = (unsigned)strtoul(value, NULL, 10);
		else if (strcmp(argv[i - 1], "--peak") == 0)
			options.peak = (unsigned)strtoul(value, NULL, 10);
		else if (strcmp(argv[i - 1], "--trace") == 0)
			options.trace = value;
		else if (strcmp(argv[i - 1], "--from") == 0)
			options.from = read_date(value);
		else if (strcmp(argv[i - 1], "--days") == 0)
			options.days = (unsigned)strtoul(value, NULL, 10);
		else if (strcmp(argv[i - 1], "--load") == 0)
			options.load = (unsigned)strtoul(value, NULL, 10);
		else if (strcmp(argv[i - 1], "--check") == 0)
			options.check = (unsigned)strtoul(value, NULL, 10);
		else {
			fprintf(stderr, "%s: no such option\n", argv[i - 1]);
			return EXIT_FAILURE;
		}
	}
	return EXIT_SUCCESS;
}
