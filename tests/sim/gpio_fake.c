/* See gpio_fake.h. One line is enough for a button. */
#include "gpio_fake.h"

#include "gpio.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct gpio_line {
	int fd;
	bool active_low;
};

static struct {
	char chip[64], name[64];
	bool high, unplugged;
	struct gpio_line *open;
} fake;

static void see_edge(void)
{
	uint64_t one = 1;
	if (fake.open != NULL && write(fake.open->fd, &one, sizeof one) < 0)
		abort();
}

void gpio_fake_reset(const char *chip, const char *name)
{
	memset(&fake, 0, sizeof fake);
	strncpy(fake.chip, chip, sizeof fake.chip - 1);
	strncpy(fake.name, name, sizeof fake.name - 1);
}

void gpio_fake_set(bool high)
{
	fake.high = high;
	see_edge();
}

void gpio_fake_unplug(bool unplugged)
{
	fake.unplugged = unplugged;
	see_edge(); /* a kernel wakes the reader with an error */
}

bool gpio_fake_is_open(void)
{
	return fake.open != NULL;
}

int gpio_line_open(struct gpio_line **out, const char *chip, const char *name, bool active_low)
{
	if (fake.unplugged || strcmp(chip, fake.chip) != 0)
		return -ENODEV;
	if (strcmp(name, fake.name) != 0)
		return -ENOENT;
	if (fake.open != NULL)
		return -EBUSY;
	struct gpio_line *line = calloc(1, sizeof *line);
	if (line == NULL)
		return -ENOMEM;
	line->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	line->active_low = active_low;
	fake.open = line;
	*out = line;
	return 0;
}

int gpio_line_open_output(struct gpio_line **out, const char *chip, const char *name,
			  bool active_low, bool active)
{
	int result = gpio_line_open(out, chip, name, active_low);
	return result < 0 ? result : gpio_line_set(*out, active);
}

int gpio_line_set(struct gpio_line *line, bool active)
{
	if (fake.unplugged)
		return -ENODEV;
	fake.high = active != line->active_low;
	return 0;
}

int gpio_line_descriptor(const struct gpio_line *line)
{
	return line->fd;
}

int gpio_line_read_edges(struct gpio_line *line)
{
	uint64_t count;
	if (fake.unplugged)
		return -ENODEV;
	return read(line->fd, &count, sizeof count) < 0 ? 0 : (int)count;
}

int gpio_line_value(struct gpio_line *line)
{
	if (fake.unplugged)
		return -ENODEV;
	return fake.high != line->active_low;
}

void gpio_line_close(struct gpio_line *line)
{
	if (line == NULL)
		return;
	close(line->fd);
	fake.open = NULL;
	free(line);
}
