/* GPIO lines by name: an input with both edges reported (buttons), or an output (lamps, relays). A
 * chip is a path (/dev/gpiochip0), or on simulated boards "sim:" and a line of hall-sim. Back-ends
 * are whole files: gpio_v1.c (libgpiod 1.6) or gpio_v2.c (libgpiod 2), chosen by the build, and
 * gpio_sim.c; tests link tests/sim/gpio_fake.c instead. No debouncing here: libgpiod 1.6 can't ask
 * the kernel for it, so drivers do it alike for both. */
#ifndef JIAOHAO_GPIO_H
#define JIAOHAO_GPIO_H

#include <stdbool.h>

struct gpio_line;

/** Request the line named @p name of @p chip as an input. 0, or -errno: -ENOENT: the chip has no
 * line of that name; -EBUSY: another program, or another device here, holds it; others: the chip
 * can't be opened. */
int gpio_line_open(struct gpio_line **out, const char *chip, const char *name, bool active_low);
/** As an output that begins as @p active says. */
int gpio_line_open_output(struct gpio_line **out, const char *chip, const char *name,
			  bool active_low, bool active);
/** Readable when an edge was seen, or the chip is gone. Owned by the line; -1 for an output of a
 *  real chip: there nothing can be seen before the next set. */
int gpio_line_descriptor(const struct gpio_line *line);
/** Throw away the edges seen so far. Their number, or -errno: the chip is gone. Never blocks. */
int gpio_line_read_edges(struct gpio_line *line);
/** 1: active, 0: not, or -errno. */
int gpio_line_value(struct gpio_line *line);
/** Of an output. 0 or -errno: the chip is gone. */
int gpio_line_set(struct gpio_line *line, bool active);
/** Accepts NULL. An output keeps its level or not, as the chip is made. */
void gpio_line_close(struct gpio_line *line);

#endif
