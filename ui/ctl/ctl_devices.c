/* jiaohaoctl devices, test: what jiaohaod says of the devices. */
#include "ctl.h"
#include "ctl_ask.h"
#include "ctl_text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS = 11, CELL_MAX = 96, TEST_LOOK_US = 200000, TEST_LOOKS_MAX = 250 };

/* How many columns of a terminal a text takes: Chinese characters take two. */
static int width_of(const char *text)
{
	int width = 0;
	for (; *text; text++)
		if (((unsigned char)*text & 0xc0) != 0x80)
			width += (unsigned char)*text >= 0xe3 ? 2 : 1;
	return width;
}

static void cell(const char *text, int width, bool last)
{
	printf("%s%*s", text, last ? 0 : width - width_of(text) + 2, "");
}

static void fill_row(const json_t *device, char row[COLUMNS][CELL_MAX])
{
	static const char *const names[] = { "name", "class", "place", "port" };
	const json_t *address = json_object_get(device, "address");
	json_int_t latency = json_integer_value(json_object_get(device, "latency_us"));
	for (int i = 0; i < 4; i++)
		snprintf(row[i], CELL_MAX, "%s",
			 json_string_value(json_object_get(device, names[i])));
	snprintf(row[4], CELL_MAX, "-");
	if (json_is_integer(address))
		snprintf(row[4], CELL_MAX, "%lld", (long long)json_integer_value(address));
	snprintf(row[5], CELL_MAX, "%s", json_string_value(json_object_get(device, "health")));
	snprintf(row[6], CELL_MAX, "%s", json_string_value(json_object_get(device, "detail")));
	snprintf(row[7], CELL_MAX, "%lld.%lld", (long long)latency / 1000,
		 (long long)latency / 100 % 10);
	snprintf(row[8], CELL_MAX, "%lld",
		 (long long)json_integer_value(json_object_get(device, "time_outs")));
	snprintf(row[9], CELL_MAX, "%lld",
		 (long long)json_integer_value(json_object_get(device, "bad_frames")));
	snprintf(row[10], CELL_MAX, "%lld",
		 (long long)json_integer_value(json_object_get(device, "stale_replies")));
}

static void head_row(char row[COLUMNS][CELL_MAX])
{
	const char *at = ctl_text(TEXT_DEVICES_HEAD);
	for (int i = 0; i < COLUMNS; i++) {
		size_t length = strcspn(at, "|");
		snprintf(row[i], CELL_MAX, "%.*s", (int)length, at);
		at += length + (at[length] == '|');
	}
}

/* The number of devices that are not well. */
static unsigned print_table(const json_t *devices)
{
	char row[COLUMNS][CELL_MAX];
	int widths[COLUMNS] = { 0 };
	unsigned unwell = 0;
	size_t count = json_array_size(devices);
	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i <= count; i++) {
			if (i == 0)
				head_row(row);
			else
				fill_row(json_array_get(devices, i - 1), row);
			if (pass == 1 && i > 0)
				unwell += strcmp(row[5], "ok") != 0;
			for (int c = 0; c < COLUMNS; c++) {
				if (pass == 0 && width_of(row[c]) > widths[c])
					widths[c] = width_of(row[c]);
				if (pass == 1)
					cell(row[c], widths[c], c == COLUMNS - 1);
			}
			if (pass == 1)
				putchar('\n');
		}
	}
	fflush(stdout);
	return unwell;
}

int ctl_devices(struct ctl *ctl, int argc, char **argv)
{
	bool watch = ctl_flag(&argc, argv, "watch");
	json_t *body;
	if (argc != 0) {
		ctl_fail(TEXT_BAD_OPTION, "devices");
		return CTL_USAGE;
	}
	for (;;) {
		int status = ctl_ask(ctl, "/api/v1/devices", false, &body);
		if (status != 200) {
			if (status != 0)
				ctl_fail(TEXT_REFUSED, status, "");
			json_decref(body);
			return CTL_WRONG;
		}
		if (watch) /* home, and clear to the end */
			fputs("\033[H\033[J", stdout);
		unsigned unwell = print_table(json_object_get(body, "devices"));
		json_decref(body);
		if (!watch)
			return unwell > 0 ? CTL_WRONG : CTL_OK;
		sleep(1);
	}
}

static const char *member(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text ? text : "";
}

int ctl_test(struct ctl *ctl, int argc, char **argv)
{
	char said[CELL_MAX] = "";
	if (argc != 1) {
		ctl_fail(TEXT_BAD_OPTION, "test");
		return CTL_USAGE;
	}
	json_t *report = ctl_ask_device(ctl, argv[0], "/test", true);
	for (int i = 0; report && i < TEST_LOOKS_MAX; i++) {
		const json_t *test = json_object_get(report, "test");
		const char *state = member(test, "state"), *detail = member(test, "detail");
		if (strcmp(state, "running") != 0) {
			bool passed = strcmp(state, "passed") == 0;
			if (passed)
				ctl_say(TEXT_TEST_PASSED, argv[0], detail);
			else
				ctl_say(TEXT_TEST_FAILED, argv[0], detail, argv[0]);
			json_decref(report);
			return passed ? CTL_OK : CTL_WRONG;
		}
		if (strcmp(said, detail) != 0)
			ctl_say(TEXT_TEST_RUNS, argv[0], detail);
		snprintf(said, sizeof said, "%s", detail);
		json_decref(report);
		usleep(TEST_LOOK_US);
		report = ctl_ask_device(ctl, argv[0], "", false);
	}
	json_decref(report);
	return CTL_WRONG;
}
