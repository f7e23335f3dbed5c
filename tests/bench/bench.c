/* jiaohao-bench [--json] [--long] [--directory DIR] [--daemon FILE] [ROW …]: measures and prints.
 */
#include "bench.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

double bench_now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

void bench_sample(struct bench_samples *samples, double us)
{
	if (samples->count < BENCH_SAMPLES_MAX)
		samples->us[samples->count++] = us;
}

static int compare(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;
	return (a > b) - (a < b);
}

double bench_percentile(struct bench_samples *samples, double percent)
{
	if (samples->count == 0)
		return -1;
	qsort(samples->us, samples->count, sizeof *samples->us, compare);
	size_t index = (size_t)((double)(samples->count - 1) * percent / 100.0 + 0.5);
	return samples->us[index];
}

void bench_row(struct bench *bench, const char *name, const char *unit, double value, double limit,
	       double bar, bool at_least)
{
	struct bench_row *row = &bench->rows[bench->row_count++];
	snprintf(row->name, sizeof row->name, "%s", name);
	snprintf(row->unit, sizeof row->unit, "%s", unit);
	row->value = value;
	row->limit = limit;
	row->ratio = limit != 0 ? value / limit : 0;
	row->bar = bar;
	row->at_least = at_least;
	row->met = at_least ? row->ratio >= bar : row->ratio <= bar;
	if (!bench->json)
		printf("%-58s %10.2f %-9s limit %10.2f  ratio %6.3f %s %.2f  %s\n", row->name,
		       value, unit, limit, row->ratio, at_least ? ">=" : "<=", bar,
		       row->met ? "met" : "NOT MET");
	fflush(stdout);
}

static void print_json(const struct bench *bench)
{
	struct utsname machine;
	uname(&machine);
	printf("{\"machine\": {\"system\": \"%s %s\", \"cpu\": \"%s\", \"cores\": %ld, "
	       "\"fdatasync_p50_us\": %.1f},\n \"rows\": [",
	       machine.sysname, machine.release, machine.machine, sysconf(_SC_NPROCESSORS_ONLN),
	       bench->fdatasync_p50_us);
	for (size_t i = 0; i < bench->row_count; i++) {
		const struct bench_row *row = &bench->rows[i];
		printf("%s\n  {\"name\": \"%s\", \"unit\": \"%s\", \"value\": %.3f, \"limit\": "
		       "%.3f, "
		       "\"ratio\": %.4f, \"bar\": %.3f, \"met\": %s}",
		       i ? "," : "", row->name, row->unit, row->value, row->limit, row->ratio,
		       row->bar, row->met ? "true" : "false");
	}
	printf("\n ]}\n");
}

static bool wanted(int argc, char **argv, const char *name)
{
	if (optind >= argc)
		return true;
	for (int i = optind; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return true;
	return false;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = { { "json", no_argument, NULL, 'j' },
					       { "directory", required_argument, NULL, 'd' },
					       { "daemon", required_argument, NULL, 'p' },
					       { "long", no_argument, NULL, 'l' },
					       { NULL, 0, NULL, 0 } };
	struct bench bench = { .directory = ".", .daemon = JIAOHAOD };
	int option;
	while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		if (option == 'j') {
			bench.json = true;
		} else if (option == 'l') {
			bench.longer = true;
		} else if (option == 'd') {
			bench.directory = optarg;
		} else if (option == 'p') {
			bench.daemon = optarg;
		} else {
			fprintf(stderr,
				"usage: jiaohao-bench [--json] [--long] [--directory DIR] "
				"[--daemon "
				"FILE] [issue|replay|bus|wire|hall|print|load|kiosk ...]\n");
			return 2;
		}
	}
	if (bench_disk(&bench) < 0)
		return 3;
	if (wanted(argc, argv, "issue"))
		bench_issue(&bench);
	if (wanted(argc, argv, "replay"))
		bench_replay(&bench);
	if (wanted(argc, argv, "bus"))
		bench_bus(&bench);
	if (wanted(argc, argv, "print"))
		bench_print(&bench);
	if (wanted(argc, argv, "wire"))
		bench_wire(&bench);
	if (wanted(argc, argv, "hall"))
		bench_hall(&bench);
	if (wanted(argc, argv, "load"))
		bench_load(&bench);
	if (wanted(argc, argv, "kiosk"))
		bench_kiosk(&bench);
	if (bench.json)
		print_json(&bench);
	for (size_t i = 0; i < bench.row_count; i++)
		if (!bench.rows[i].met)
			return 1;
	return bench.row_count > 0 ? 0 : 2;
}
