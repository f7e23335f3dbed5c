/* "evdev-caller" in hall-sim: a USB keypad on a simulated input line. Its keys are named as on the
 * keypad, not by what the board file makes of them. */
#include "input_sim.h"
#include "sim_drivers.h"

#include <errno.h>
#include <linux/input-event-codes.h>
#include <string.h>

static const struct {
	const char *name;
	uint16_t code;
} keys[] = {
	{ "KP_0", KEY_KP0 },
	{ "KP_1", KEY_KP1 },
	{ "KP_2", KEY_KP2 },
	{ "KP_3", KEY_KP3 },
	{ "KP_4", KEY_KP4 },
	{ "KP_5", KEY_KP5 },
	{ "KP_6", KEY_KP6 },
	{ "KP_7", KEY_KP7 },
	{ "KP_8", KEY_KP8 },
	{ "KP_9", KEY_KP9 },
	{ "KP_DOT", KEY_KPDOT },
	{ "KP_ENTER", KEY_KPENTER },
	{ "KP_PLUS", KEY_KPPLUS },
	{ "KP_MINUS", KEY_KPMINUS },
	{ "KP_SLASH", KEY_KPSLASH },
	{ "KP_ASTERISK", KEY_KPASTERISK },
	{ "BACKSPACE", KEY_BACKSPACE },
};

static void pad_send(void *context, const uint8_t *bytes, size_t count)
{
	(void)sim_device_send(context, bytes, count);
}

static uint16_t code_of(const char *name)
{
	for (size_t i = 0; name != NULL && i < sizeof keys / sizeof *keys; i++)
		if (strcmp(keys[i].name, name) == 0)
			return keys[i].code;
	return 0;
}

static int start(struct sim_device *device, struct config_map *map)
{
	const struct input_sim_owner owner = { .context = device, .send = pad_send };
	(void)map;
	return input_sim_init(device->sim, device->board->base, &owner);
}

static void finish(struct sim_device *device)
{
	input_sim_finish(device->sim);
}

static size_t faults(struct sim_device *device, struct sim_fault *list)
{
	struct input_sim_faults *known = &((struct input_sim *)device->sim)->faults;
	list[0] = (struct sim_fault){ "bounces", NULL, &known->bounces, 100 };
	list[1] = (struct sim_fault){ "split", &known->split, NULL, 1 };
	list[2] = (struct sim_fault){ "overrun", &known->overrun, NULL, 1 };
	return 3;
}

static int act(struct sim_device *device, const json_t *body, char *problem)
{
	const json_t *stuck = json_object_get(body, "stuck_key");
	const uint16_t code = code_of(json_string_value(stuck));
	if (stuck == NULL)
		return 0;
	if (!json_is_null(stuck) && code == 0)
		return sim_refuse(problem, SIM_BAD_REQUEST,
				  "\"stuck_key\" must be a key's name such as KP_ENTER, or null");
	input_sim_hold(device->sim, code);
	return 0;
}

static void clear(struct sim_device *device)
{
	input_sim_hold(device->sim, 0);
}

static void unplugged(struct sim_device *device)
{
	input_sim_forget(device->sim);
}

static int press(struct sim_device *device, const json_t *body, char *problem)
{
	const uint16_t code = code_of(json_string_value(json_object_get(body, "key")));
	const json_t *times = json_object_get(body, "times");
	int status = sim_check_integer(body, "times", SIM_PRESSES_MAX, problem);
	if (status != 0)
		return status;
	if (code == 0)
		return sim_refuse(problem, SIM_BAD_REQUEST,
				  "\"key\" must be one of: KP_0 … KP_9 KP_DOT KP_ENTER KP_PLUS "
				  "KP_MINUS KP_SLASH KP_ASTERISK BACKSPACE");
	for (json_int_t i = 0; i < (times != NULL ? json_integer_value(times) : 1); i++)
		if (input_sim_press(device->sim, code) < 0)
			return sim_refuse(problem, SIM_CONFLICT, "too many presses wait");
	return 0;
}

static void brief(struct sim_device *device, json_t *view)
{
	const struct input_sim *pad = device->sim;
	json_object_set_new(view, "presses", json_integer((json_int_t)pad->presses));
}

static void view(struct sim_device *device, json_t *view)
{
	const struct input_sim *pad = device->sim;
	json_object_set_new(view, "held", json_boolean(pad->held != 0));
	json_object_set_new(view, "waiting_steps", json_integer((json_int_t)pad->count));
}

const struct sim_driver sim_evdev_caller = {
	.driver = "evdev-caller",
	.kind = "caller",
	.ports = 1u << SIM_PORT_INPUT,
	.alone = true,
	.size = sizeof(struct input_sim),
	.start = start,
	.finish = finish,
	.faults = faults,
	.act_keys = "stuck_key",
	.act = act,
	.clear = clear,
	.unplugged = unplugged,
	.press_keys = "key times",
	.press = press,
	.brief = brief,
	.view = view,
};
