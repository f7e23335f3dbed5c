/* What each printer's roll has given, kept over a restart. Decides nothing. */
#include "rolls.h"

#include "devices.h"
#include "log.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROLLS_MAX = 64, LINE_MAX_BYTES = 96, TEXT_MAX = ROLLS_MAX * LINE_MAX_BYTES };

struct rolls {
	struct app *app;
	unsigned count;
	struct {
		char printer[32];
		struct printer_roll roll;
	} kept[ROLLS_MAX];
	char path[4096], new_path[4096];
	char saved[TEXT_MAX]; /* what stands in the file, or will when the thread has ended */
	pthread_t thread;
	bool started;
	bool complained;	    /* only the thread's, or nobody's */
	atomic_bool saving, failed; /* failed: what stands in saved did not reach the file */
};

static struct printer_roll *find(struct rolls *rolls, const char *printer)
{
	for (unsigned i = 0; i < rolls->count; i++)
		if (strcmp(rolls->kept[i].printer, printer) == 0)
			return &rolls->kept[i].roll;
	if (rolls->count == ROLLS_MAX)
		return NULL;
	snprintf(rolls->kept[rolls->count].printer, sizeof rolls->kept[0].printer, "%s", printer);
	return &rolls->kept[rolls->count++].roll;
}

static void format(const struct rolls *rolls, char text[TEXT_MAX])
{
	size_t length = 0;
	text[0] = '\0';
	for (unsigned i = 0; i < rolls->count; i++) {
		const struct printer_roll *roll = &rolls->kept[i].roll;
		length += (size_t)snprintf(
			text + length, TEXT_MAX - length, "%u %u %s %s %s\n", roll->used_mm,
			roll->tickets, roll->known ? "known" : "unknown",
			roll->ended ? "ended" : "goes_on", rolls->kept[i].printer);
	}
}

/* A line that can't be read is forgotten: that printer's roll is not known then. */
static void take_line(struct rolls *rolls, const char *line)
{
	struct printer_roll roll = { 0 };
	char known[16], ended[16], printer[32];
	if (sscanf(line, "%u %u %15s %15s %31[^\n]", &roll.used_mm, &roll.tickets, known, ended,
		   printer) != 5) {
		log_warning("%s: a line of it can't be read and is left out", rolls->path);
		return;
	}
	roll.known = strcmp(known, "known") == 0;
	roll.ended = strcmp(ended, "ended") == 0;
	struct printer_roll *place = find(rolls, printer);
	if (place != NULL)
		*place = roll;
}

static void load(struct rolls *rolls)
{
	char line[LINE_MAX_BYTES];
	FILE *file = fopen(rolls->path, "re");
	if (file == NULL)
		return;
	while (fgets(line, sizeof line, file) != NULL)
		take_line(rolls, line);
	fclose(file);
}

int rolls_create(struct rolls **out, struct app *app)
{
	struct rolls *rolls = calloc(1, sizeof *rolls);
	if (rolls == NULL)
		return -ENOMEM;
	rolls->app = app;
	int length = snprintf(rolls->path, sizeof rolls->path, "%s/rolls", app->options.data_path);
	if (length < 0 || length + 5 > (int)sizeof rolls->path) {
		free(rolls);
		return -ENAMETOOLONG;
	}
	memcpy(rolls->new_path, rolls->path, (size_t)length);
	strcpy(rolls->new_path + length, ".new");
	load(rolls);
	format(rolls, rolls->saved);
	*out = rolls;
	return 0;
}

/* The whole file anew under another name, and on the disk before it takes its own, so that a cut
 * leaves one of the two. */
static int write_file(const struct rolls *rolls)
{
	FILE *file = fopen(rolls->new_path, "we");
	if (file == NULL)
		return -errno;
	int result = fputs(rolls->saved, file) < 0 || fflush(file) != 0 || fsync(fileno(file)) < 0
			     ? -errno
			     : 0;
	if (fclose(file) != 0 && result == 0)
		result = -errno;
	if (result == 0 && rename(rolls->new_path, rolls->path) < 0)
		result = -errno;
	return result;
}

static void *save(void *arg)
{
	struct rolls *rolls = arg;
	const int result = write_file(rolls);
	if (result < 0 && !rolls->complained)
		log_warning("%s: can't be written: %s", rolls->path, strerror(-result));
	rolls->complained = result < 0;
	atomic_store(&rolls->failed, result < 0);
	atomic_store(&rolls->saving, false);
	return NULL;
}

static void wait_saved(struct rolls *rolls)
{
	if (rolls->started)
		pthread_join(rolls->thread, NULL);
	rolls->started = false;
}

static void gather(struct rolls *rolls)
{
	struct devices *devices = rolls->app->devices;
	for (size_t i = 0; devices != NULL && i < devices_count(devices); i++) {
		struct device *device = devices_at(devices, i);
		struct printer_status status;
		if (device->class != CLASS_PRINTER)
			continue;
		struct printer_roll *place = find(rolls, device->name);
		device->ops.printer->status(device->handle.printer, &status);
		if (place != NULL)
			*place = status.roll;
	}
}

/* True: the file is to be written, its text stands in saved. */
static bool is_new(struct rolls *rolls)
{
	char text[TEXT_MAX];
	format(rolls, text);
	if (strcmp(text, rolls->saved) == 0 && !atomic_load(&rolls->failed))
		return false;
	strcpy(rolls->saved, text);
	return true;
}

void rolls_look(struct rolls *rolls)
{
	gather(rolls);
	if (atomic_load(&rolls->saving))
		return;
	wait_saved(rolls);
	if (!is_new(rolls))
		return;
	atomic_store(&rolls->saving, true);
	rolls->started = pthread_create(&rolls->thread, NULL, save, rolls) == 0;
	if (!rolls->started) {
		atomic_store(&rolls->saving, false);
		rolls->saved[0] = '\0'; /* so that it is tried again */
	}
}

void rolls_restore(struct rolls *rolls)
{
	struct devices *devices = rolls->app->devices;
	for (unsigned i = 0; i < rolls->count; i++) {
		for (size_t j = 0; devices != NULL && j < devices_count(devices); j++) {
			struct device *device = devices_at(devices, j);
			if (device->class == CLASS_PRINTER &&
			    strcmp(device->name, rolls->kept[i].printer) == 0)
				device->ops.printer->set_roll(device->handle.printer,
							      &rolls->kept[i].roll);
		}
	}
}

void rolls_destroy(struct rolls *rolls)
{
	if (rolls == NULL)
		return;
	gather(rolls);
	wait_saved(rolls);
	if (is_new(rolls))
		save(rolls);
	free(rolls);
}
