/* Where devices stand must be in the hall: firmware/app/devices.c. The drivers are this file's: its
 * tables stand before those of drivers/driver_table.c. */
#include "check.h"
#include "config.h"
#include "devices.h"
#include "driver_table.h"

#include <event2/event.h>
#include <stdlib.h>

static int fake; /* what every device is */

static int panel_open(struct panel **out, struct event_base *base, struct config_keys *keys,
		      const struct panel_owner *owner)
{
	(void)base;
	(void)keys;
	(void)owner;
	*out = (struct panel *)&fake;
	return 0;
}

static void panel_close(struct panel *panel)
{
	CHECK((void *)panel == &fake);
}

static const struct panel_ops panel_fake = { .name = "fake",
					     .open = panel_open,
					     .close = panel_close };

const struct printer_ops *const printer_drivers[] = { NULL };
const struct display_ops *const display_drivers[] = { NULL };
const struct caller_ops *const caller_drivers[] = { NULL };
const struct evaluator_ops *const evaluator_drivers[] = { NULL };
const struct speaker_ops *const speaker_drivers[] = { NULL };
const struct panel_ops *const panel_drivers[] = { &panel_fake, NULL };
const struct id_reader_ops *const id_reader_drivers[] = { NULL };
const struct scanner_ops *const scanner_drivers[] = { NULL };
const struct pager_ops *const pager_drivers[] = { NULL };
const struct lamp_ops *const lamp_drivers[] = { NULL };

static char said[4096];

static void say(void *context, const char *line)
{
	(void)context;
	strcat(strcat(said, line), "\n");
}

static int64_t now(void *context)
{
	(void)context;
	return 0;
}

/* What is said of a board with this device; "" when it opens. */
static const char *opens(const struct hall *hall, const char *device)
{
	const struct devices_owner owner = { .now = now };
	struct config_report report = { .say = say };
	struct config_board *board = NULL;
	struct devices *devices = NULL;
	struct event_base *base = event_base_new();
	char text[512];
	said[0] = 0;
	snprintf(text, sizeof text,
		 "board: {name: b, simulated: true}\nports: []\ndevices:\n  - %s\n", device);
	CHECK(config_board_parse(&board, "b.yaml", text, strlen(text), &report) == 0);
	const int result = devices_open(&devices, base, board, hall, 1, &owner);
	CHECK((result == 0) == (said[0] == 0));
	devices_close(devices);
	config_board_free(board);
	event_base_free(base);
	return said;
}

static void a_panel_shows_a_group_that_there_is(void)
{
	struct hall *hall = calloc(1, sizeof *hall);
	static const char *const groups[] = { "RE", "RE", "lobby" };
	for (unsigned i = 0; i < 3; i++) {
		snprintf(hall->windows[i].no, ID_MAX, "%02u", i + 1);
		strcpy(hall->windows[i].display_group, groups[i]);
	}
	hall->window_count = 3;
	CHECK_TEXT(opens(hall, "{name: p, driver: fake, group: RE}"), "");
	CHECK_TEXT(opens(hall, "{name: p, driver: fake, group: hall}"), "");
	CHECK_TEXT(opens(hall, "{name: p, driver: fake, group: PS}"),
		   "b.yaml:4:36: devices[0].group: found \"PS\", which is no display group of the "
		   "hall, allowed are hall, RE, lobby\n");
	CHECK_TEXT(opens(NULL, "{name: p, driver: fake, group: PS}"), ""); /* without a hall */
	CHECK_TEXT(opens(hall, "{name: p, driver: fake}"),
		   "b.yaml:4:5: devices[0]: group is missing\n");
	free(hall);
}

int main(void)
{
	a_panel_shows_a_group_that_there_is();
	return check_result();
}
