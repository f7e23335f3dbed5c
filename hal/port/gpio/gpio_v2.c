/* gpio.h over libgpiod 2 (Debian 13): one descriptor per request; here a request holds one line. */
#include "gpio_backend.h"

#include <errno.h>
#include <gpiod.h>
#include <stdint.h>
#include <stdlib.h>

enum { EDGES_MAX = 16 };

struct kernel_line {
	struct gpio_line face;
	struct gpiod_line_request *request;
	struct gpiod_edge_event_buffer *edges;
	unsigned offset;
	bool output;
};

static struct kernel_line *of(const struct gpio_line *line)
{
	return (struct kernel_line *)(uintptr_t)line; /* face is the first member */
}

static void kernel_close(struct gpio_line *face)
{
	struct kernel_line *line = of(face);
	if (line->request != NULL)
		gpiod_line_request_release(line->request);
	gpiod_edge_event_buffer_free(line->edges);
	free(line);
}

static void make_settings(struct gpiod_line_settings *settings, const struct gpio_request *request)
{
	gpiod_line_settings_set_active_low(settings, request->active_low);
	if (request->output) {
		gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_OUTPUT);
		gpiod_line_settings_set_output_value(settings, request->active
								       ? GPIOD_LINE_VALUE_ACTIVE
								       : GPIOD_LINE_VALUE_INACTIVE);
		return;
	}
	gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
	gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH);
}

static int request_line(struct kernel_line *line, struct gpiod_chip *chip,
			const struct gpio_request *asked)
{
	int result = -ENOMEM;
	struct gpiod_line_settings *settings = gpiod_line_settings_new();
	struct gpiod_line_config *config = gpiod_line_config_new();
	struct gpiod_request_config *request = gpiod_request_config_new();
	if (settings == NULL || config == NULL || request == NULL)
		goto out;
	gpiod_request_config_set_consumer(request, "jiaohao");
	make_settings(settings, asked);
	if (gpiod_line_config_add_line_settings(config, &line->offset, 1, settings) < 0) {
		result = -errno;
		goto out;
	}
	line->request = gpiod_chip_request_lines(chip, request, config);
	result = line->request == NULL ? -errno : 0;
out:
	gpiod_request_config_free(request);
	gpiod_line_config_free(config);
	gpiod_line_settings_free(settings);
	return result;
}

static int kernel_open(struct gpio_line **out, const char *chip, const struct gpio_request *request)
{
	int result, offset;
	struct gpiod_chip *opened = NULL;
	struct kernel_line *line = calloc(1, sizeof *line);
	if (line == NULL)
		return -ENOMEM;
	line->face.backend = &gpio_kernel;
	line->output = request->output;
	line->edges = gpiod_edge_event_buffer_new(EDGES_MAX);
	if (line->edges == NULL) {
		result = -ENOMEM;
		goto fail;
	}
	opened = gpiod_chip_open(chip);
	if (opened == NULL) {
		result = -errno;
		goto fail;
	}
	offset = gpiod_chip_get_line_offset_from_name(opened, request->name);
	if (offset < 0) {
		result = -errno;
		goto fail;
	}
	line->offset = (unsigned)offset;
	result = request_line(line, opened, request);
	if (result < 0)
		goto fail;
	gpiod_chip_close(opened); /* the request lives on by itself */
	*out = &line->face;
	return 0;
fail:
	if (opened != NULL)
		gpiod_chip_close(opened);
	kernel_close(&line->face);
	return result;
}

static int kernel_descriptor(const struct gpio_line *line)
{
	return of(line)->output ? -1 : gpiod_line_request_get_fd(of(line)->request);
}

static int kernel_read_edges(struct gpio_line *face)
{
	struct kernel_line *line = of(face);
	int count = 0;
	for (;;) {
		int ready = gpiod_line_request_wait_edge_events(line->request, 0);
		if (ready < 0)
			return -errno;
		if (ready == 0)
			return count;
		int got =
			gpiod_line_request_read_edge_events(line->request, line->edges, EDGES_MAX);
		if (got < 0)
			return -errno;
		count += got;
		if (got < EDGES_MAX)
			return count;
	}
}

static int kernel_value(struct gpio_line *line)
{
	switch (gpiod_line_request_get_value(of(line)->request, of(line)->offset)) {
	case GPIOD_LINE_VALUE_ACTIVE:
		return 1;
	case GPIOD_LINE_VALUE_INACTIVE:
		return 0;
	default:
		return -errno;
	}
}

static int kernel_set(struct gpio_line *line, bool active)
{
	const enum gpiod_line_value value =
		active ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
	return gpiod_line_request_set_value(of(line)->request, of(line)->offset, value) < 0 ? -errno
											    : 0;
}

const struct gpio_backend gpio_kernel = {
	.open = kernel_open,
	.descriptor = kernel_descriptor,
	.read_edges = kernel_read_edges,
	.value = kernel_value,
	.set = kernel_set,
	.close = kernel_close,
};
