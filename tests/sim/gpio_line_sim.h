/* One line of a simulated GPIO chip: a push button or a lamp. The chip is a line of text shared by
 * all of them: "NAME 1" and "NAME 0" are levels of the wire (high, low), "NAME ?" asks for one.
 * Knows no pty. */
#ifndef JIAOHAO_GPIO_LINE_SIM_H
#define JIAOHAO_GPIO_LINE_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct event;

enum {
	GPIO_LINE_SIM_NAME_MAX = 64,
	GPIO_LINE_SIM_TEXT_MAX = 128,
	GPIO_LINE_SIM_PRESS_MS = 120, /* how long a finger holds a button, real time */
	GPIO_LINE_SIM_BOUNCE_MS = 2,
};

/* All zero is healthy. */
struct gpio_line_sim_faults {
	unsigned bounce; /* so many times the contact opens again at a press */
	bool stuck;	 /* held down */
};

struct gpio_line_sim_owner {
	void *context;
	int (*send)(void *context, const uint8_t *bytes, size_t count);
};

struct gpio_line_sim {
	struct gpio_line_sim_owner owner;
	struct gpio_line_sim_faults faults;
	char name[GPIO_LINE_SIM_NAME_MAX];
	bool active_low, button;
	bool active;		   /* pressed, or shining */
	uint64_t presses, changes; /* changes: of a lamp */
	unsigned bounces_left;
	struct event *release;
	size_t length;
	char text[GPIO_LINE_SIM_TEXT_MAX];
};

/** @p sim is zeroed by the caller and stays in place. 0; -ENOMEM. */
int gpio_line_sim_init(struct gpio_line_sim *sim, struct event_base *base, const char *name,
		       bool button, bool active_low, const struct gpio_line_sim_owner *owner);
void gpio_line_sim_finish(struct gpio_line_sim *sim);
/** Bytes of the chip, also those for other lines. */
void gpio_line_sim_receive(struct gpio_line_sim *sim, const uint8_t *bytes, size_t count);
/** A button is pressed and let go. */
void gpio_line_sim_press(struct gpio_line_sim *sim);
/** faults.stuck was changed. */
void gpio_line_sim_stick(struct gpio_line_sim *sim);

#endif
