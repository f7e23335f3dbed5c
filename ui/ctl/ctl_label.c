/* See ctl_label.h. The driver prints; here is only what stands on a label, and which are due. One
 * job is under way at a time. A label twice does no harm, so an unconfirmed one is tried again. */
#include "ctl_label.h"

#include "board_keys.h"
#include "config.h"
#include "ctl_text.h"
#include "printer_escpos.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	LABELS_MAX = 256,
	TRIES_MAX = 2,
	FINISH_MS = 20000,
	FINISH_SICK_MS = 3000,
	SLICE_MS = 20,
	SIZE_MAX_OF_PLACE = 8,
	SIZE_OF_NAME = 2,
};

struct ctl_labels {
	struct event_base *base;
	struct port *port;
	struct printer *printer;
	struct printer_owner owner;
	char name[32];
	unsigned first, count; /* of the list: those that are due */
	const struct ctl_device *list[LABELS_MAX];
	bool under_way;
	unsigned tries; /* of the first one, without knowing whether it came out */
	uint64_t job;
};

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- what the driver says --- */

static void health_changed(void *context, enum device_health health, const char *detail)
{
	struct ctl_labels *labels = context;
	struct printer_status status;
	/* The first words come before open has returned. */
	if (!labels->printer || health == DEVICE_STARTING)
		return;
	printer_escpos.status(labels->printer, &status);
	if (!status.can_print)
		ctl_say(TEXT_LABEL_WAITS, labels->name, detail);
}

static void status_changed(void *context, const struct printer_status *status)
{
	(void)context;
	(void)status;
}

static void finished(void *context, uint64_t job, enum print_outcome outcome)
{
	struct ctl_labels *labels = context;
	if (job != labels->job)
		return;
	labels->under_way = false;
	if (outcome == PRINT_OUTCOME_FAILED ||
	    (outcome == PRINT_OUTCOME_UNKNOWN && ++labels->tries < TRIES_MAX))
		return; /* it stays due */
	if (outcome == PRINT_OUTCOME_UNKNOWN)
		ctl_say(TEXT_LABEL_UNKNOWN, labels->list[labels->first % LABELS_MAX]->place);
	labels->tries = 0;
	labels->first++;
	labels->count--;
}

/* --- one label --- */

/* Of a line at size 1; a Chinese character takes two cells. */
static unsigned cells_of(const char *text)
{
	unsigned cells = 0;
	for (; *text; text++)
		if (((unsigned char)*text & 0xc0) != 0x80)
			cells += (unsigned char)*text >= 0x80 ? 2 : 1;
	return cells;
}

static void add_line(struct print_page *page, const char *text, unsigned size, unsigned columns)
{
	struct print_line *line = &page->lines[page->line_count++];
	unsigned cells = cells_of(text);
	while (size > 1 && cells * size > columns)
		size--;
	line->align = PRINT_CENTRE;
	line->size = (uint8_t)size;
	snprintf(line->text, sizeof line->text, "%s", text);
}

static void print(struct ctl_labels *labels, const struct ctl_device *device)
{
	struct print_page *page = calloc(1, sizeof *page);
	char text[PRINT_TEXT_MAX];
	unsigned columns = printer_escpos.columns(labels->printer);
	if (!page)
		return;
	add_line(page, device->place, SIZE_MAX_OF_PLACE, columns);
	add_line(page, device->name, SIZE_OF_NAME, columns);
	ctl_text_write(text, sizeof text, TEXT_LABEL_ADDRESS, device->port->name, device->address);
	add_line(page, text, SIZE_OF_NAME, columns);
	labels->under_way = printer_escpos.print(labels->printer, page, ++labels->job) == 0;
	free(page);
}

void ctl_labels_add(struct ctl_labels *labels, const struct ctl_device *device)
{
	if (labels && labels->count < LABELS_MAX)
		labels->list[(labels->first + labels->count++) % LABELS_MAX] = device;
	ctl_labels_run(labels);
}

static bool can_print(const struct ctl_labels *labels)
{
	struct printer_status status;
	printer_escpos.status(labels->printer, &status);
	return status.can_print;
}

void ctl_labels_run(struct ctl_labels *labels)
{
	if (!labels)
		return;
	event_base_loop(labels->base, EVLOOP_NONBLOCK);
	if (!labels->under_way && labels->count > 0 && can_print(labels))
		print(labels, labels->list[labels->first % LABELS_MAX]);
}

static bool is_sick(const struct ctl_labels *labels)
{
	struct printer_status status;
	printer_escpos.status(labels->printer, &status);
	return status.health != DEVICE_STARTING && !status.can_print;
}

void ctl_labels_finish(struct ctl_labels *labels)
{
	const struct timespec slice = { .tv_nsec = SLICE_MS * 1000000L };
	char places[512] = "";
	size_t used = 0;
	int64_t begin_ms = now_ms();
	while (labels && labels->count > 0 &&
	       now_ms() - begin_ms < (is_sick(labels) ? FINISH_SICK_MS : FINISH_MS)) {
		ctl_labels_run(labels);
		nanosleep(&slice, NULL);
	}
	if (!labels || labels->count == 0)
		return;
	for (unsigned i = 0; i < labels->count && used + 40 < sizeof places; i++)
		used += (size_t)snprintf(places + used, sizeof places - used, " %s",
					 labels->list[(labels->first + i) % LABELS_MAX]->place);
	ctl_say(TEXT_LABEL_MISSING, labels->name, labels->count, places);
}

/* --- the board's printer --- */

static void say_line(void *context, const char *line)
{
	(void)context;
	fprintf(stderr, "%s\n", line);
}

static const char *text_of(struct config_map *map, const char *key)
{
	const char *text = "";
	config_map_text(map, key, &text);
	return text;
}

/* NULL: no such printer; @p names are those there are. */
static struct config_map *find_printer(struct config_board *board, const char *name, char *names,
				       size_t size)
{
	size_t used = 0;
	names[0] = '\0';
	for (size_t i = 0; i < config_board_device_count(board); i++) {
		struct config_map *map = config_board_device(board, i);
		if (strcmp(text_of(map, "driver"), printer_escpos.name) != 0)
			continue;
		if (!name || strcmp(text_of(map, "name"), name) == 0)
			return map;
		if (used + 40 < size)
			used += (size_t)snprintf(names + used, size - used, " %s",
						 text_of(map, "name"));
	}
	return NULL;
}

static struct config_map *find_port(struct config_board *board, const char *name)
{
	for (size_t i = 0; i < config_board_port_count(board); i++)
		if (strcmp(text_of(config_board_port(board, i), "name"), name) == 0)
			return config_board_port(board, i);
	return NULL;
}

/* False: said at its line. */
static bool open_printer(struct ctl_labels *labels, struct config_board *board,
			 struct config_map *map)
{
	struct board_ports ports = { 0 };
	struct board_keys keys;
	struct config_map *port = find_port(board, text_of(map, "port"));
	int result = 0;
	snprintf(labels->name, sizeof labels->name, "%s", text_of(map, "name"));
	if (port) {
		board_keys_init(&keys, port, NULL);
		result = port_open(&labels->port, labels->base, &keys.face,
				   config_board_simulated(board));
		board_keys_finish(&keys);
	}
	if (labels->port)
		ports.ports[ports.count++] = labels->port;
	if (result == 0) {
		board_keys_init(&keys, map, &ports);
		result = printer_escpos.open(&labels->printer, labels->base, &keys.face,
					     &labels->owner);
		board_keys_finish(&keys);
	}
	return result == 0;
}

static bool open_of_board(struct ctl_labels **out, struct config_board *board, const char *path,
			  const char *name)
{
	char names[512];
	struct config_map *map = find_printer(board, name, names, sizeof names);
	if (!map && !name) {
		ctl_say(TEXT_LABEL_NONE, path);
		return true;
	}
	if (!map) {
		ctl_fail(TEXT_LABEL_NO_PRINTER, path, name, names);
		return false;
	}
	struct ctl_labels *labels = calloc(1, sizeof *labels);
	if (!labels)
		return false;
	labels->owner = (struct printer_owner){ labels, health_changed, status_changed, finished };
	labels->base = event_base_new();
	if (labels->base && open_printer(labels, board, map)) {
		*out = labels;
		return true;
	}
	ctl_labels_close(labels);
	return false;
}

bool ctl_labels_open(struct ctl_labels **out, const char *path, const char *name)
{
	struct config_report report = { .say = say_line };
	struct config_board *board = NULL;
	char *text = NULL;
	size_t length = 0;
	*out = NULL;
	bool good = config_read_file(path, &text, &length, &report) == 0 &&
		    config_board_parse(&board, path, text, length, &report) == 0 &&
		    open_of_board(out, board, path, name);
	if (board)
		config_board_free(board);
	free(text);
	return good;
}

void ctl_labels_close(struct ctl_labels *labels)
{
	if (!labels)
		return;
	printer_escpos.close(labels->printer);
	port_close(labels->port);
	if (labels->base)
		event_base_free(labels->base);
	free(labels);
}
