/* "gpio-caller" and "gpio-lamp" in hall-sim: lines of a chip that is a line of text. On a real chip
 * they can't be simulated. */
#include "gpio_line_sim.h"
#include "sim_drivers.h"
#include "sim_port.h"

enum { BOUNCE_MAX = 20 };

static int send(void *context, const uint8_t *bytes, size_t count)
{
	struct sim_device *device = context;
	return sim_device_lives(device) ? sim_port_send(device->port, bytes, count) : 0;
}

static int start(struct sim_device *device, struct config_map *map, bool button)
{
	const struct gpio_line_sim_owner owner = { device, send };
	char name[GPIO_LINE_SIM_NAME_MAX];
	bool active_low = false;
	if (sim_need(map, "line", name, sizeof name) < 0 ||
	    config_map_boolean(map, "active_low", &active_low) < 0)
		return -1;
	return gpio_line_sim_init(device->sim, device->board->base, name, button, active_low,
				  &owner);
}

static int start_caller(struct sim_device *device, struct config_map *map)
{
	return start(device, map, true);
}

static int start_lamp(struct sim_device *device, struct config_map *map)
{
	return start(device, map, false);
}

static void finish(struct sim_device *device)
{
	gpio_line_sim_finish(device->sim);
}

static void received(struct sim_device *device, const uint8_t *bytes, size_t count,
		     int64_t ended_us)
{
	(void)ended_us;
	gpio_line_sim_receive(device->sim, bytes, count);
}

static size_t faults(struct sim_device *device, struct sim_fault *list)
{
	struct gpio_line_sim *line = device->sim;
	list[0] = (struct sim_fault){ "stuck", &line->faults.stuck, NULL, 1 };
	list[1] = (struct sim_fault){ "bounce", NULL, &line->faults.bounce, BOUNCE_MAX };
	return 2;
}

static void faults_changed(struct sim_device *device)
{
	gpio_line_sim_stick(device->sim);
}

static int press(struct sim_device *device, const json_t *body, char *problem)
{
	(void)body;
	(void)problem;
	gpio_line_sim_press(device->sim);
	return 0;
}

static void brief_caller(struct sim_device *device, json_t *view)
{
	const struct gpio_line_sim *line = device->sim;
	json_object_set_new(view, "presses", json_integer((json_int_t)line->presses));
}

static void view_caller(struct sim_device *device, json_t *view)
{
	const struct gpio_line_sim *line = device->sim;
	json_object_set_new(view, "line", sim_text_json(line->name));
	json_object_set_new(view, "pressed", json_boolean(line->active));
}

static void brief_lamp(struct sim_device *device, json_t *view)
{
	const struct gpio_line_sim *line = device->sim;
	json_object_set_new(view, "lit", json_boolean(line->active));
}

static void view_lamp(struct sim_device *device, json_t *view)
{
	const struct gpio_line_sim *line = device->sim;
	json_object_set_new(view, "line", sim_text_json(line->name));
	json_object_set_new(view, "changes", json_integer((json_int_t)line->changes));
}

const struct sim_driver sim_gpio_caller = {
	.driver = "gpio-caller",
	.kind = "caller",
	.ports = 1u << SIM_PORT_GPIO,
	.size = sizeof(struct gpio_line_sim),
	.start = start_caller,
	.finish = finish,
	.received = received,
	.faults = faults,
	.faults_changed = faults_changed,
	.press_keys = "key",
	.press = press,
	.brief = brief_caller,
	.view = view_caller,
};

const struct sim_driver sim_gpio_lamp = {
	.driver = "gpio-lamp",
	.kind = "lamp",
	.ports = 1u << SIM_PORT_GPIO,
	.size = sizeof(struct gpio_line_sim),
	.start = start_lamp,
	.finish = finish,
	.received = received,
	.brief = brief_lamp,
	.view = view_lamp,
};
