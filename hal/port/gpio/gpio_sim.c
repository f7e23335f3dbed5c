/* gpio.h over a pty of hall-sim: lines of text, "NAME 1" or "NAME 0" in both directions (levels of
 * the wire: high or low), "NAME ?" asks for one. A chip is opened once for all its lines. */
#include "gpio_backend.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

enum { NAME_MAX_BYTES = 64, PATH_MAX_BYTES = 128, TEXT_MAX_BYTES = 256 };

struct sim_chip {
	struct sim_chip *next;
	struct sim_line *lines;
	char path[PATH_MAX_BYTES];
	int fd;
	bool gone;
	size_t length;
	char text[TEXT_MAX_BYTES]; /* what came of the line that is not whole yet */
};

struct sim_line {
	struct gpio_line face;
	struct sim_line *next;
	struct sim_chip *chip;
	char name[NAME_MAX_BYTES];
	bool active_low, output, high;
	int edges, wake; /* wake: readable when edges were seen by another line's read */
	int poll;	 /* epoll over both: what the owner waits for */
};

static struct sim_chip *chips; /* of this process; the loop's thread only */

static struct sim_line *of(const struct gpio_line *line)
{
	return (struct sim_line *)(uintptr_t)line; /* face is the first member */
}

static void wake(struct sim_line *line)
{
	uint64_t one = 1;
	(void)!write(line->wake, &one, sizeof one); /* can only fail when it is rung already */
}

/* "NAME 1" or "NAME 0" came. */
static void take_text(struct sim_chip *chip, const char *text)
{
	const char *space = strchr(text, ' ');
	if (space == NULL || (space[1] != '0' && space[1] != '1'))
		return;
	for (struct sim_line *line = chip->lines; line != NULL; line = line->next) {
		if (strlen(line->name) != (size_t)(space - text) ||
		    strncmp(line->name, text, (size_t)(space - text)) != 0 || line->output)
			continue;
		line->high = space[1] == '1';
		line->edges++;
		wake(line);
	}
}

static int read_chip(struct sim_chip *chip)
{
	struct pollfd hangup = { .fd = chip->fd };
	for (;;) {
		ssize_t count = read(chip->fd, chip->text + chip->length,
				     sizeof chip->text - 1 - chip->length);
		if (count <= 0) {
			bool nothing = count == 0 ? poll(&hangup, 1, 0) == 0
						  : errno == EAGAIN || errno == EINTR;
			chip->gone = chip->gone || !nothing;
			break;
		}
		chip->length += (size_t)count;
		chip->text[chip->length] = '\0';
		char *begin = chip->text, *end;
		while ((end = strchr(begin, '\n')) != NULL) {
			*end = '\0';
			take_text(chip, begin);
			begin = end + 1;
		}
		chip->length -= (size_t)(begin - chip->text);
		memmove(chip->text, begin, chip->length);
		if (chip->length == sizeof chip->text - 1)
			chip->length = 0; /* no line is that long */
	}
	for (struct sim_line *line = chip->lines; chip->gone && line != NULL; line = line->next)
		wake(line);
	return chip->gone ? -ENODEV : 0;
}

static int say(struct sim_line *line, char what)
{
	char text[NAME_MAX_BYTES + 4];
	int length = snprintf(text, sizeof text, "%s %c\n", line->name, what);
	if (write(line->chip->fd, text, (size_t)length) == length)
		return 0;
	line->chip->gone = true;
	return -ENODEV;
}

static void chip_leave(struct sim_chip *chip, struct sim_line *line)
{
	struct sim_line **link = &chip->lines;
	while (*link != NULL && *link != line)
		link = &(*link)->next;
	if (*link != NULL)
		*link = line->next;
	if (chip->lines != NULL)
		return;
	struct sim_chip **place = &chips;
	while (*place != chip)
		place = &(*place)->next;
	*place = chip->next;
	close(chip->fd);
	free(chip);
}

/* The chip at @p path that is still there, or a new one. */
static int chip_find(struct sim_chip **out, const char *path)
{
	struct termios settings;
	for (struct sim_chip *chip = chips; chip != NULL; chip = chip->next) {
		if (strcmp(chip->path, path) != 0 || read_chip(chip) < 0)
			continue;
		*out = chip;
		return 0;
	}
	struct sim_chip *chip = calloc(1, sizeof *chip);
	if (chip == NULL)
		return -ENOMEM;
	snprintf(chip->path, sizeof chip->path, "%s", path);
	chip->fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (chip->fd < 0) {
		int result = -errno;
		free(chip);
		return result;
	}
	if (tcgetattr(chip->fd, &settings) == 0) {
		cfmakeraw(&settings);
		settings.c_cc[VMIN] = settings.c_cc[VTIME] = 0;
		tcsetattr(chip->fd, TCSANOW, &settings);
	}
	chip->next = chips;
	chips = chip;
	*out = chip;
	return 0;
}

static void sim_close(struct gpio_line *face)
{
	struct sim_line *line = of(face);
	if (line->chip != NULL)
		chip_leave(line->chip, line);
	if (line->poll >= 0)
		close(line->poll);
	if (line->wake >= 0)
		close(line->wake);
	free(line);
}

static int watch(struct sim_line *line)
{
	struct epoll_event event = { .events = EPOLLIN };
	line->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	line->poll = epoll_create1(EPOLL_CLOEXEC);
	if (line->wake < 0 || line->poll < 0 ||
	    epoll_ctl(line->poll, EPOLL_CTL_ADD, line->wake, &event) < 0 ||
	    epoll_ctl(line->poll, EPOLL_CTL_ADD, line->chip->fd, &event) < 0)
		return -errno;
	return 0;
}

static int sim_set(struct gpio_line *face, bool active)
{
	struct sim_line *line = of(face);
	line->high = active != line->active_low;
	return line->chip->gone ? -ENODEV : say(line, line->high ? '1' : '0');
}

static int sim_open(struct gpio_line **out, const char *chip, const struct gpio_request *request)
{
	struct sim_line *line = calloc(1, sizeof *line);
	if (line == NULL)
		return -ENOMEM;
	line->face.backend = &gpio_sim;
	line->poll = line->wake = -1;
	line->active_low = request->active_low;
	line->output = request->output;
	line->high = request->active_low; /* not active until the simulator says so */
	snprintf(line->name, sizeof line->name, "%s", request->name);
	int result = chip_find(&line->chip, chip);
	if (result < 0)
		goto fail;
	for (struct sim_line *other = line->chip->lines; other != NULL; other = other->next)
		if (strcmp(other->name, line->name) == 0)
			result = -EBUSY;
	line->next = line->chip->lines;
	line->chip->lines = line;
	if (result == 0)
		result = watch(line);
	if (result == 0)
		result = line->output ? sim_set(&line->face, request->active) : say(line, '?');
	if (result < 0)
		goto fail;
	*out = &line->face;
	return 0;
fail:
	sim_close(&line->face);
	return result;
}

static int sim_descriptor(const struct gpio_line *line)
{
	return of(line)->poll;
}

static int sim_read_edges(struct gpio_line *face)
{
	struct sim_line *line = of(face);
	uint64_t rung;
	(void)!read(line->wake, &rung, sizeof rung);
	int result = read_chip(line->chip);
	int edges = line->edges;
	line->edges = 0;
	return result < 0 ? result : edges;
}

static int sim_value(struct gpio_line *face)
{
	struct sim_line *line = of(face);
	return line->chip->gone ? -ENODEV : line->high != line->active_low;
}

const struct gpio_backend gpio_sim = {
	.open = sim_open,
	.descriptor = sim_descriptor,
	.read_edges = sim_read_edges,
	.value = sim_value,
	.set = sim_set,
	.close = sim_close,
};
