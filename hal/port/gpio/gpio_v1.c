/* gpio.h over libgpiod 1.6 (Debian 12): one descriptor per line. */
#include "gpio_backend.h"

#include <errno.h>
#include <gpiod.h>
#include <stdint.h>
#include <stdlib.h>

enum { EDGES_MAX = 16 }; /* what one read takes; libgpiod's own limit */

struct kernel_line {
	struct gpio_line face;
	struct gpiod_chip *chip;
	struct gpiod_line *line;
	int fd; /* -1: an output */
};

static struct kernel_line *of(const struct gpio_line *line)
{
	return (struct kernel_line *)(uintptr_t)line; /* face is the first member */
}

static void kernel_close(struct gpio_line *face)
{
	struct kernel_line *line = of(face);
	if (line->line != NULL)
		gpiod_line_release(line->line);
	if (line->chip != NULL)
		gpiod_chip_close(line->chip);
	free(line);
}

static int request_line(struct kernel_line *line, const struct gpio_request *request)
{
	int flags = request->active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0;
	if (request->output)
		return gpiod_line_request_output_flags(line->line, "jiaohao", flags,
						       request->active) < 0
			       ? -errno
			       : 0;
	if (gpiod_line_request_both_edges_events_flags(line->line, "jiaohao", flags) < 0)
		return -errno;
	line->fd = gpiod_line_event_get_fd(line->line);
	return line->fd < 0 ? -errno : 0;
}

static int kernel_open(struct gpio_line **out, const char *chip, const struct gpio_request *request)
{
	int result;
	struct kernel_line *line = calloc(1, sizeof *line);
	if (line == NULL)
		return -ENOMEM;
	line->face.backend = &gpio_kernel;
	line->fd = -1;
	line->chip = gpiod_chip_open(chip);
	if (line->chip == NULL) {
		result = -errno;
		goto fail;
	}
	line->line = gpiod_chip_find_line(line->chip, request->name);
	if (line->line == NULL) {
		result = -ENOENT;
		goto fail;
	}
	result = request_line(line, request);
	if (result < 0)
		goto fail;
	*out = &line->face;
	return 0;
fail:
	kernel_close(&line->face);
	return result;
}

static int kernel_descriptor(const struct gpio_line *line)
{
	return of(line)->fd;
}

static int kernel_read_edges(struct gpio_line *face)
{
	struct kernel_line *line = of(face);
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

static int kernel_value(struct gpio_line *line)
{
	int value = gpiod_line_get_value(of(line)->line);
	return value < 0 ? -errno : value;
}

static int kernel_set(struct gpio_line *line, bool active)
{
	return gpiod_line_set_value(of(line)->line, active) < 0 ? -errno : 0;
}

const struct gpio_backend gpio_kernel = {
	.open = kernel_open,
	.descriptor = kernel_descriptor,
	.read_edges = kernel_read_edges,
	.value = kernel_value,
	.set = kernel_set,
	.close = kernel_close,
};
