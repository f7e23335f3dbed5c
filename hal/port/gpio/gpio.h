/* One GPIO input line with both edges reported. Back-ends are whole files chosen by the build:
 * gpio_v1.c (libgpiod 1.6), gpio_v2.c (libgpiod 2); tests link tests/sim/gpio_fake.c instead. No
 * debouncing here: libgpiod 1.6 can't ask the kernel for it, so drivers do it alike for both. */
#ifndef JIAOHAO_GPIO_H
#define JIAOHAO_GPIO_H

#include <stdbool.h>

struct gpio_line;

/** Request the line named @p name of the chip at path @p chip. 0, or -errno: -ENOENT: the chip has
 * no line of that name; -EBUSY: another program holds it; others: the chip can't be opened. */
int gpio_line_open(struct gpio_line **out, const char *chip, const char *name, bool active_low);
/** Readable when an edge was seen. Owned by the line. */
int gpio_line_descriptor(const struct gpio_line *line);
/** Throw away the edges seen so far. Their number, or -errno: the chip is gone. Never blocks. */
int gpio_line_read_edges(struct gpio_line *line);
/** 1: active, 0: not, or -errno. */
int gpio_line_value(struct gpio_line *line);
/** Accepts NULL. */
void gpio_line_close(struct gpio_line *line);

#endif
