/* See gpio.h: which back-end a chip has. */
#include "gpio.h"

#include "gpio_backend.h"

#include <stddef.h>
#include <string.h>

static const char simulated[] = "sim:";

static int open_line(struct gpio_line **out, const char *chip, const struct gpio_request *request)
{
	if (strncmp(chip, simulated, sizeof simulated - 1) == 0)
		return gpio_sim.open(out, chip + sizeof simulated - 1, request);
	return gpio_kernel.open(out, chip, request);
}

int gpio_line_open(struct gpio_line **out, const char *chip, const char *name, bool active_low)
{
	const struct gpio_request request = { .name = name, .active_low = active_low };
	return open_line(out, chip, &request);
}

int gpio_line_open_output(struct gpio_line **out, const char *chip, const char *name,
			  bool active_low, bool active)
{
	const struct gpio_request request = {
		.name = name, .active_low = active_low, .output = true, .active = active
	};
	return open_line(out, chip, &request);
}

int gpio_line_descriptor(const struct gpio_line *line)
{
	return line->backend->descriptor(line);
}

int gpio_line_read_edges(struct gpio_line *line)
{
	return line->backend->read_edges(line);
}

int gpio_line_value(struct gpio_line *line)
{
	return line->backend->value(line);
}

int gpio_line_set(struct gpio_line *line, bool active)
{
	return line->backend->set(line, active);
}

void gpio_line_close(struct gpio_line *line)
{
	if (line != NULL)
		line->backend->close(line);
}
