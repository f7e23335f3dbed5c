/* jiaohaoctl watch, record: the live wire of a device, shown or written to a file; watch shows that
 * of a port too, with all its devices. */
#include "ctl.h"
#include "ctl_ask.h"
#include "ctl_text.h"
#include "wire_record.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
	(void)number;
	interrupted = 1;
}

struct seen {
	FILE *file;	   /* of record; NULL: show */
	int64_t begin_us;  /* of the first unit */
	json_int_t missed; /* as last said */
	unsigned count;
};

static const char *member(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	return text ? text : "";
}

/* The daemon's time is that of this machine: only its distance from the first one counts. */
static int64_t unit_time_us(const char *text)
{
	struct tm parts = { 0 };
	int millis = 0;
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &parts);
	if (rest && *rest == '.')
		millis = atoi(rest + 1);
	return ((int64_t)timegm(&parts) * 1000 + millis) * 1000;
}

static void show(struct seen *seen, const json_t *data)
{
	json_int_t missed = json_integer_value(json_object_get(data, "missed"));
	const char *direction = member(data, "direction"), *time = member(data, "time");
	const char *hex = json_string_value(json_object_get(data, "hex"));
	char mark = strcmp(direction, "sent") == 0	 ? '>'
		    : strcmp(direction, "received") == 0 ? '<'
							 : '!';
	if (missed > seen->missed)
		ctl_say(TEXT_WATCH_MISSED, (long long)(missed - seen->missed));
	seen->missed = missed;
	printf("%.12s %c %s%s\n", strlen(time) > 11 ? time + 11 : time, mark,
	       json_is_false(json_object_get(data, "good")) ? "?? " : "", member(data, "text"));
	if (mark != '!')
		printf("               %.120s\n", hex ? hex : ctl_text(TEXT_SECRET));
	fflush(stdout);
}

static void record(struct seen *seen, const json_t *data)
{
	static char line[WIRE_RECORD_LINE_MAX];
	int64_t time_us = unit_time_us(member(data, "time"));
	const char *direction = member(data, "direction");
	const char *hex = json_string_value(json_object_get(data, "hex"));
	if (seen->count == 0)
		seen->begin_us = time_us;
	if (time_us < seen->begin_us) /* the clock was set back: times never go back here */
		time_us = seen->begin_us;
	time_us -= seen->begin_us;
	if (strcmp(direction, "note") == 0 || !hex)
		snprintf(line, sizeof line, "%lld.%06lld ! %s", (long long)time_us / 1000000,
			 (long long)time_us % 1000000, hex ? member(data, "text") : "secret");
	else
		snprintf(line, sizeof line, "%lld.%06lld %c %.3072s", (long long)time_us / 1000000,
			 (long long)time_us % 1000000, strcmp(direction, "sent") == 0 ? '>' : '<',
			 hex);
	fprintf(seen->file, "%s\n", line);
	fflush(seen->file);
}

static bool unit_came(void *context, const json_t *data)
{
	struct seen *seen = context;
	if (seen->file)
		record(seen, data);
	else
		show(seen, data);
	seen->count++;
	return !interrupted;
}

/* True: the stream was there. */
static bool follow(struct ctl *ctl, const char *name, const char *wire, unsigned seconds,
		   struct seen *seen)
{
	char path[256];
	struct sigaction action = { .sa_handler = interrupt };
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	return ctl_device_path(path, sizeof path, name, wire) &&
	       ctl_stream(ctl, path, seconds, unit_came, seen);
}

/* A device of this name goes before a port of the same name. The device whose wire is asked for,
 * and *line; "": there is neither, or nobody answered; said. */
static void find_watched(struct ctl *ctl, const char *name, char *out, size_t size, bool *line)
{
	json_t *body = NULL;
	const json_t *device;
	size_t i;
	int status = ctl_ask(ctl, "/api/v1/devices", false, &body);
	out[0] = '\0';
	*line = false;
	json_array_foreach(json_object_get(body, "devices"), i, device)
	{
		if (strcmp(member(device, "name"), name) == 0) {
			*line = false;
			snprintf(out, size, "%s", name);
			break;
		}
		if (out[0] != '\0' || strcmp(member(device, "port"), name) != 0)
			continue;
		*line = true;
		snprintf(out, size, "%s", member(device, "name"));
	}
	json_decref(body);
	if (status == 200 && out[0] == '\0')
		ctl_fail(TEXT_NO_DEVICE, name);
	else if (status != 200 && status != 0)
		ctl_fail(TEXT_REFUSED, status, "");
}

int ctl_watch(struct ctl *ctl, int argc, char **argv)
{
	struct seen seen = { 0 };
	char device[128];
	bool line;
	if (argc != 1) {
		ctl_fail(TEXT_BAD_OPTION, "watch");
		return CTL_USAGE;
	}
	find_watched(ctl, argv[0], device, sizeof device, &line);
	if (device[0] == '\0' || !follow(ctl, device, line ? "/wire?of=line" : "/wire", 0, &seen))
		return CTL_WRONG;
	if (!interrupted)
		ctl_fail(TEXT_WATCH_ENDED);
	return CTL_OK;
}

int ctl_record(struct ctl *ctl, int argc, char **argv)
{
	const char *seconds = ctl_option(&argc, argv, "seconds");
	struct seen seen = { 0 };
	json_t *report;
	if (argc != 2 || (seconds && atoi(seconds) < 1)) {
		ctl_fail(TEXT_BAD_OPTION, "record");
		return CTL_USAGE;
	}
	if ((report = ctl_ask_device(ctl, argv[0], "", false)) == NULL)
		return CTL_WRONG;
	enum wire_protocol protocol = WIRE_BYTES;
	(void)wire_protocol_named(member(report, "protocol"), &protocol);
	json_decref(report);
	seen.file = fopen(argv[1], "wx"); /* a record is never written over */
	if (!seen.file) {
		ctl_fail(TEXT_FILE, argv[1], strerror(errno));
		return CTL_WRONG;
	}
	fprintf(seen.file, "jiaohao-wire 1 %s\n# %s\n", wire_protocol_name(protocol), argv[0]);
	bool good = follow(ctl, argv[0], "/wire", seconds ? (unsigned)atoi(seconds) : 0, &seen);
	if (fclose(seen.file) != 0) {
		ctl_fail(TEXT_FILE, argv[1], strerror(errno));
		return CTL_WRONG;
	}
	if (good)
		ctl_say(TEXT_RECORDED, seen.count, argv[1]);
	return good ? CTL_OK : CTL_WRONG;
}
