/* gpio.h over libgpiod 2 (Debian 13): one descriptor per request; here a request holds one line. */
#include "gpio.h"

#include <errno.h>
#include <gpiod.h>
#include <stdlib.h>

enum { EDGES_MAX = 16 };

struct gpio_line {
	struct gpiod_line_request *request;
	struct gpiod_edge_event_buffer *edges;
	unsigned offset;
};

static int request_line(struct gpio_line *line, struct gpiod_chip *chip, bool active_low)
{
	int result = -ENOMEM;
	struct gpiod_line_settings *settings = gpiod_line_settings_new();
	struct gpiod_line_config *config = gpiod_line_config_new();
	struct gpiod_request_config *request = gpiod_request_config_new();
	if (settings == NULL || config == NULL || request == NULL)
		goto out;
	gpiod_request_config_set_consumer(request, "jiaohao");
	gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_INPUT);
	gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH);
	gpiod_line_settings_set_active_low(settings, active_low);
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

int gpio_line_open(struct gpio_line **out, const char *chip, const char *name, bool active_low)
{
	int result, offset;
	struct gpiod_chip *opened = NULL;
	struct gpio_line *line = calloc(1, sizeof *line);
	if (line == NULL)
		return -ENOMEM;
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
	offset = gpiod_chip_get_line_offset_from_name(opened, name);
	if (offset < 0) {
		result = -errno;
		goto fail;
	}
	line->offset = (unsigned)offset;
	result = request_line(line, opened, active_low);
	if (result < 0)
		goto fail;
	gpiod_chip_close(opened); /* the request lives on by itself */
	*out = line;
	return 0;
fail:
	if (opened != NULL)
		gpiod_chip_close(opened);
	gpio_line_close(line);
	return result;
}

int gpio_line_descriptor(const struct gpio_line *line)
{
	return gpiod_line_request_get_fd(line->request);
}

int gpio_line_read_edges(struct gpio_line *line)
{
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

int gpio_line_value(struct gpio_line *line)
{
	switch (gpiod_line_request_get_value(line->request, line->offset)) {
	case GPIOD_LINE_VALUE_ACTIVE:
		return 1;
	case GPIOD_LINE_VALUE_INACTIVE:
		return 0;
	default:
		return -errno;
	}
}

void gpio_line_close(struct gpio_line *line)
{
	if (line == NULL)
		return;
	if (line->request != NULL)
		gpiod_line_request_release(line->request);
	gpiod_edge_event_buffer_free(line->edges);
	free(line);
}
