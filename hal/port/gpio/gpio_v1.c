/* gpio.h over libgpiod 1.6 (Debian 12): one descriptor per line. */
#include "gpio.h"

#include <errno.h>
#include <gpiod.h>
#include <stdlib.h>

enum { EDGES_MAX = 16 }; /* what one read takes; libgpiod's own limit */

struct gpio_line {
	struct gpiod_chip *chip;
	struct gpiod_line *line;
	int fd;
};

int gpio_line_open(struct gpio_line **out, const char *chip, const char *name, bool active_low)
{
	int result;
	struct gpio_line *line = calloc(1, sizeof *line);
	if (line == NULL)
		return -ENOMEM;
	line->chip = gpiod_chip_open(chip);
	if (line->chip == NULL) {
		result = -errno;
		goto fail;
	}
	line->line = gpiod_chip_find_line(line->chip, name);
	if (line->line == NULL) {
		result = -ENOENT;
		goto fail;
	}
	if (gpiod_line_request_both_edges_events_flags(
		    line->line, "jiaohao", active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0) <
	    0) {
		result = -errno;
		goto fail;
	}
	line->fd = gpiod_line_event_get_fd(line->line);
	if (line->fd < 0) {
		result = -errno;
		goto fail;
	}
	*out = line;
	return 0;
fail:
	gpio_line_close(line);
	return result;
}

int gpio_line_descriptor(const struct gpio_line *line)
{
	return line->fd;
}

int gpio_line_read_edges(struct gpio_line *line)
{
	struct gpiod_line_event events[EDGES_MAX];
	struct timespec none = { 0, 0 };
	int count = 0;
	for (;;) {
		int ready = gpiod_line_event_wait(line->line, &none);
		if (ready < 0)
			return -errno;
		if (ready == 0)
			return count;
		int got = gpiod_line_event_read_multiple(line->line, events, EDGES_MAX);
		if (got < 0)
			return -errno;
		count += got;
		if (got < EDGES_MAX)
			return count;
	}
}

int gpio_line_value(struct gpio_line *line)
{
	int value = gpiod_line_get_value(line->line);
	return value < 0 ? -errno : value;
}

void gpio_line_close(struct gpio_line *line)
{
	if (line == NULL)
		return;
	if (line->line != NULL)
		gpiod_line_release(line->line);
	if (line->chip != NULL)
		gpiod_chip_close(line->chip);
	free(line);
}
