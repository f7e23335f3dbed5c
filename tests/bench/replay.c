/* jiaohao-replay: a recorded trace of tickets through the wait estimate, beside simpler estimators.
 * Reads the file and prints; what is counted is replay_score.c's. */
#include "replay_score.h"

#include "config_csv.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const double MAE_BAR = 0.92, COVERAGE_BAR = 0.80, WIDTH_BAR = 1.1;

struct options {
	const char *path;
	char *offices; /* names with commas between them; NULL: all */
	bool by_office, json;
};

static int usage(FILE *out, int status)
{
	fputs("usage: jiaohao-replay [--offices A,B] [--by-office] [--json] TRACE.csv[.gz]\n"
	      "  the wait estimate on a recorded trace, beside QL10, LES and their mean\n"
	      "  --offices A,B  count these offices only\n"
	      "  --by-office    one table for each office as well\n"
	      "  --json         one JSON object for each table\n"
	      "exit status: 0 printed, 1 the trace cannot be read, 2 wrong arguments\n",
	      out);
	return status;
}

/* 0, or 1: end with *status. */
static int parse(struct options *options, int argc, char **argv, int *status)
{
	static const struct option longs[] = {
		{ "offices", required_argument, NULL, 'o' },
		{ "by-office", no_argument, NULL, 'b' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;
	while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (option == 'o') {
			options->offices = optarg;
		} else if (option == 'b') {
			options->by_office = true;
		} else if (option == 'j') {
			options->json = true;
		} else {
			*status = option == 'h' ? usage(stdout, 0) : usage(stderr, 2);
			return 1;
		}
	}
	if (optind + 1 != argc) {
		*status = usage(stderr, 2);
		return 1;
	}
	options->path = argv[optind];
	return 0;
}

static void say(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
}

static int read_problem(const char *path, const char *problem)
{
	fprintf(stderr, "%s:1:1: file: %s\n", path, problem);
	return -EINVAL;
}

static int read_open(const char *path, gzFile file, char *text, size_t *length)
{
	int number = 0;
	int count = gzread(file, text, CONFIG_CSV_FILE_MAX + 1);
	if (count < 0) {
		const char *problem = gzerror(file, &number);
		return read_problem(path, number == Z_ERRNO ? strerror(errno) : problem);
	}
	if (count > CONFIG_CSV_FILE_MAX)
		return read_problem(path, "more than 4 MiB of text: split it by office");
	*length = (size_t)count;
	text[count] = 0;
	return 0;
}

/* zlib reads plain files as they are. */
static int read_file(const char *path, char *text, size_t *length)
{
	errno = 0;
	gzFile file = gzopen(path, "rb");
	if (file == NULL)
		return read_problem(path, strerror(errno ? errno : ENOMEM));
	int result = read_open(path, file, text, length);
	if (gzclose(file) != Z_OK && result == 0)
		result = read_problem(path, "it ends too early");
	return result;
}

/* Which offices count. False: a name that the trace does not know, which is said. */
static bool choose(const struct trace *trace, char *names, bool chosen[TRACE_OFFICES_MAX])
{
	char *rest = NULL;
	for (unsigned i = 0; i < TRACE_OFFICES_MAX; i++)
		chosen[i] = names == NULL;
	for (char *name = names ? strtok_r(names, ",", &rest) : NULL; name;
	     name = strtok_r(NULL, ",", &rest)) {
		bool found = false;
		for (unsigned i = 0; i < trace->office_count; i++)
			if (strcmp(trace->offices[i], name) == 0)
				chosen[i] = found = true;
		if (found)
			continue;
		fprintf(stderr, "--offices: found \"%s\", allowed are", name);
		for (unsigned i = 0; i < trace->office_count; i++)
			fprintf(stderr, "%s %s", i ? "," : "", trace->offices[i]);
		fputc('\n', stderr);
		return false;
	}
	return true;
}

static double ratio(double part, double whole)
{
	return whole > 0 ? part / whole : 0;
}

static void print_json(const char *title, const struct replay_result *result)
{
	printf("{\"offices\": \"%s\", \"queue_days\": %lu, \"tickets\": %lu, \"never_called\": "
	       "%lu, "
	       "\"n\": %lu, \"estimators\": [",
	       title, result->queue_days, result->tickets, result->never_called, result->counted);
	for (int i = 0; i < REPLAY_ESTIMATORS; i++)
		printf("%s{\"name\": \"%s\", \"mae\": %.4f, \"rmse\": %.4f, \"bias\": %.4f, "
		       "\"coverage\": %.4f, \"width\": %.4f}",
		       i ? ", " : "", replay_estimator_name(i), replay_mae(result, i),
		       replay_rmse(result, i), replay_bias(result, i), replay_coverage(result, i),
		       replay_width(result, i));
	printf("]}\n");
}

static void print_bar(const char *what, double value, const char *sign, double bar, bool met)
{
	printf("  %-34s %.3f, bar %s %.2f: %s\n", what, value, sign, bar, met ? "met" : "MISSED");
}

static void print_table(const char *title, const struct replay_result *result)
{
	double mae = ratio(replay_mae(result, REPLAY_OURS), replay_mae(result, REPLAY_BASELINE));
	double width =
		ratio(replay_width(result, REPLAY_OURS), replay_width(result, REPLAY_BASELINE));
	double coverage = replay_coverage(result, REPLAY_OURS);
	printf("%s: %lu queue-days, %lu tickets (%lu never called), counted %lu\n", title,
	       result->queue_days, result->tickets, result->never_called, result->counted);
	if (result->counted == 0)
		return;
	printf("  %-14s %6s %6s %6s %9s %6s   minutes\n", "estimator", "MAE", "RMSE", "bias",
	       "coverage", "width");
	for (int i = 0; i < REPLAY_ESTIMATORS; i++)
		printf("  %-14s %6.2f %6.2f %+6.2f %8.1f%% %6.2f\n", replay_estimator_name(i),
		       replay_mae(result, i), replay_rmse(result, i), replay_bias(result, i),
		       100 * replay_coverage(result, i), replay_width(result, i));
	print_bar("MAE against (QL10+LES)/2", mae, "<=", MAE_BAR, mae <= MAE_BAR);
	print_bar("waits within the range", coverage, ">=", COVERAGE_BAR, coverage >= COVERAGE_BAR);
	print_bar("width against (QL10+LES)/2", width, "<=", WIDTH_BAR, width <= WIDTH_BAR);
}

static void print(const struct options *options, const char *title,
		  const struct replay_result *result)
{
	if (options->json)
		print_json(title, result);
	else
		print_table(title, result);
}

/* @p only: one office, or -1 for all that were chosen. */
static int replay(const struct trace *trace, const bool chosen[TRACE_OFFICES_MAX], int only,
		  struct replay_result *result)
{
	size_t length;
	memset(result, 0, sizeof *result);
	for (size_t i = 0; i < trace->count; i += length) {
		unsigned office = trace->tickets[i].office;
		length = trace_day_length(trace, i);
		if (!chosen[office] || (only >= 0 && office != (unsigned)only))
			continue;
		if (replay_score_day(result, &trace->tickets[i], length) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int run(const struct options *options, const struct trace *trace)
{
	bool chosen[TRACE_OFFICES_MAX];
	struct replay_result result;
	char title[64];
	unsigned count = 0;
	if (!choose(trace, options->offices, chosen))
		return 2;
	for (unsigned i = 0; i < trace->office_count; i++) {
		count += chosen[i];
		if (!options->by_office || !chosen[i])
			continue;
		if (replay(trace, chosen, (int)i, &result) < 0)
			return 1;
		print(options, trace->offices[i], &result);
	}
	if (replay(trace, chosen, -1, &result) < 0)
		return 1;
	snprintf(title, sizeof title, "%u of %u offices", count, trace->office_count);
	print(options, title, &result);
	return 0;
}

int main(int argc, char **argv)
{
	static char text[CONFIG_CSV_FILE_MAX + 2];
	struct options options = { 0 };
	struct config_report report = { .say = say };
	struct trace *trace;
	size_t length;
	int status = 1;
	if (parse(&options, argc, argv, &status))
		return status;
	if (read_file(options.path, text, &length) < 0 ||
	    trace_csv_read(&trace, options.path, text, length, &report) < 0)
		return 1;
	status = run(&options, trace);
	trace_free(trace);
	return status;
}
