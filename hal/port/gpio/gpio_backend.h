/* What a back-end of gpio.h is; see there. Internal to hal/port/gpio. */
#ifndef JIAOHAO_GPIO_BACKEND_H
#define JIAOHAO_GPIO_BACKEND_H

#include <stdbool.h>

struct gpio_line {
	const struct gpio_backend *backend; /* the first member of each back-end's own line */
};

struct gpio_request {
	const char *name;
	bool active_low, output;
	bool active; /* how an output begins */
};

struct gpio_backend {
	int (*open)(struct gpio_line **out, const char *chip, const struct gpio_request *request);
	int (*descriptor)(const struct gpio_line *line);
	int (*read_edges)(struct gpio_line *line);
	int (*value)(struct gpio_line *line);
	int (*set)(struct gpio_line *line, bool active);
	void (*close)(struct gpio_line *line);
};

extern const struct gpio_backend gpio_kernel; /* gpio_v1.c or gpio_v2.c */
extern const struct gpio_backend gpio_sim;

#endif
