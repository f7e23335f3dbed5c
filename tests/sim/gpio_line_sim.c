/* See gpio_line_sim.h. */
#include "gpio_line_sim.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <string.h>

static void tell(struct gpio_line_sim *sim)
{
	char text[GPIO_LINE_SIM_NAME_MAX + 4];
	bool high = sim->active != sim->active_low;
	int length = snprintf(text, sizeof text, "%s %d\n", sim->name, high);
	(void)sim->owner.send(sim->owner.context, (const uint8_t *)text, (size_t)length);
}

static void set(struct gpio_line_sim *sim, bool active)
{
	if (sim->active == active)
		return;
	sim->active = active;
	tell(sim);
}

static void wait_ms(struct gpio_line_sim *sim, unsigned ms)
{
	const struct timeval wait = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
	event_add(sim->release, &wait);
}

static void release_due(evutil_socket_t fd, short what, void *arg)
{
	struct gpio_line_sim *sim = arg;
	(void)fd;
	(void)what;
	if (sim->bounces_left > 0) { /* open, closed, open, closed … */
		set(sim, !sim->active);
		sim->bounces_left -= sim->active;
		wait_ms(sim,
			sim->bounces_left > 0 ? GPIO_LINE_SIM_BOUNCE_MS : GPIO_LINE_SIM_PRESS_MS);
		return;
	}
	set(sim, sim->faults.stuck);
}

void gpio_line_sim_press(struct gpio_line_sim *sim)
{
	sim->presses++;
	sim->bounces_left = sim->faults.bounce;
	set(sim, true);
	wait_ms(sim, sim->bounces_left > 0 ? GPIO_LINE_SIM_BOUNCE_MS : GPIO_LINE_SIM_PRESS_MS);
}

void gpio_line_sim_stick(struct gpio_line_sim *sim)
{
	if (!event_pending(sim->release, EV_TIMEOUT, NULL))
		set(sim, sim->faults.stuck);
}

/* One whole line of text. */
static void take(struct gpio_line_sim *sim, const char *text)
{
	size_t length = strlen(sim->name);
	if (strncmp(text, sim->name, length) != 0 || text[length] != ' ')
		return;
	char what = text[length + 1];
	if (what == '?') {
		tell(sim);
	} else if (!sim->button && (what == '0' || what == '1')) {
		bool active = (what == '1') != sim->active_low;
		sim->changes += active != sim->active;
		sim->active = active;
	}
}

void gpio_line_sim_receive(struct gpio_line_sim *sim, const uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes[i] != '\n') {
			if (sim->length < sizeof sim->text - 1)
				sim->text[sim->length++] = (char)bytes[i];
			continue;
		}
		sim->text[sim->length] = '\0';
		sim->length = 0;
		take(sim, sim->text);
	}
}

int gpio_line_sim_init(struct gpio_line_sim *sim, struct event_base *base, const char *name,
		       bool button, bool active_low, const struct gpio_line_sim_owner *owner)
{
	sim->owner = *owner;
	sim->button = button;
	sim->active_low = active_low;
	snprintf(sim->name, sizeof sim->name, "%s", name);
	sim->release = evtimer_new(base, release_due, sim);
	return sim->release != NULL ? 0 : -ENOMEM;
}

void gpio_line_sim_finish(struct gpio_line_sim *sim)
{
	if (sim->release != NULL)
		event_free(sim->release);
	sim->release = NULL;
}
