/* "modbus-keypad" in hall-sim: a clerk's button box or a citizen's rating box. */
#include "keypad_sim.h"
#include "sim_drivers.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char *const rating_names[] = { "idle", "armed", "rated", "timed_out" };
static const char *const feedback_names[] = { "none", "called", "nobody", "refused", "repeated" };

static int start(struct sim_device *device, struct config_map *map)
{
	struct keypad_sim *keypad = device->sim;
	char path[SIM_PATH_MAX * 2], folder[SIM_PATH_MAX];
	long address;
	if (sim_need_integer(map, "address", 1, 247, &address) < 0)
		return -EINVAL;
	sim_device_state_folder(device, folder, sizeof folder);
	snprintf(path, sizeof path, "%s/%s.boot", folder, device->name);
	keypad->caller = device->driver == &sim_modbus_caller;
	keypad->evaluator = !keypad->caller;
	int result = keypad_sim_init(keypad, (uint8_t)address, path, device->board->clock,
				     device->board->base);
	if (result < 0)
		fprintf(stderr, "%s: %s: %s\n", device->name, path, strerror(-result));
	return result;
}

static void finish(struct sim_device *device)
{
	keypad_sim_finish(device->sim);
}

static struct modbus_sim_slave *slave(struct sim_device *device)
{
	struct keypad_sim *keypad = device->sim;
	return &keypad->slave;
}

static size_t faults(struct sim_device *device, struct sim_fault *list)
{
	struct keypad_sim *keypad = device->sim;
	list[0] = (struct sim_fault){ "bounce", &keypad->faults.bounce, NULL, 1 };
	return 1;
}

static int act(struct sim_device *device, const json_t *body, char *problem)
{
	const json_t *stuck = json_object_get(body, "stuck_key");
	int key = json_is_string(stuck) ? keypad_sim_key_code(json_string_value(stuck)) : 0;
	if (stuck != NULL && !json_is_null(stuck) && key == 0)
		return sim_refuse(problem, SIM_BAD_REQUEST,
				  "\"stuck_key\" must be a key's name or null");
	if (stuck != NULL)
		keypad_sim_stick(device->sim, key);
	return 0;
}

static void clear(struct sim_device *device)
{
	keypad_sim_stick(device->sim, 0);
}

static int reboot(struct sim_device *device)
{
	return keypad_sim_reboot(device->sim);
}

static int power(struct sim_device *device, bool on, bool was_on)
{
	return on && !was_on ? keypad_sim_reboot(device->sim) : 0;
}

static int press(struct sim_device *device, const json_t *body, char *problem)
{
	struct keypad_sim *keypad = device->sim;
	const char *name = json_string_value(json_object_get(body, "key"));
	int key = name != NULL ? keypad_sim_key_code(name) : 0;
	const json_t *times = json_object_get(body, "times");
	int status = sim_check_integer(body, "times", SIM_PRESSES_MAX, problem);
	if (status != 0)
		return status;
	if (key == 0)
		return sim_refuse(problem, SIM_BAD_REQUEST,
				  "\"key\" must be one of: next recall start finish no_show pause "
				  "open_close hold call_back help transfer rate_1 rate_2 rate_3 "
				  "rate_4 rate_5");
	for (json_int_t i = 0; i < (times != NULL ? json_integer_value(times) : 1); i++)
		if (keypad_sim_press(keypad, key) < 0)
			return sim_refuse(problem, SIM_CONFLICT, "%s is %s and has no key \"%s\"",
					  device->name,
					  keypad->caller ? "a caller" : "an evaluator", name);
	return 0;
}

static void brief(struct sim_device *device, json_t *view)
{
	const struct keypad_sim *keypad = device->sim;
	json_object_set_new(view, "presses", json_integer((json_int_t)keypad->presses));
}

static void view(struct sim_device *device, json_t *view)
{
	const struct keypad_sim *keypad = device->sim;
	const uint16_t *registers = keypad->registers;
	const char *key = keypad_sim_key_name(registers[KEYPAD_KEY]);
	const char *stuck = keypad_sim_key_name(keypad->faults.stuck_key);
	json_t *feedbacks = json_object();
	for (size_t i = 1; i < sizeof feedback_names / sizeof *feedback_names; i++)
		json_object_set_new(feedbacks, feedback_names[i],
				    json_integer((json_int_t)keypad->feedback_count[i]));
	json_object_set_new(view, "boot", json_integer(registers[KEYPAD_BOOT]));
	json_object_set_new(view, "sequence", json_integer(registers[KEYPAD_SEQUENCE]));
	json_object_set_new(view, "last_key", key != NULL ? json_string(key) : json_null());
	json_object_set_new(view, "stuck_key", stuck != NULL ? json_string(stuck) : json_null());
	json_object_set_new(view, "rating", json_string(rating_names[registers[KEYPAD_STATE]]));
	json_object_set_new(view, "token", json_integer(registers[KEYPAD_TOKEN]));
	json_object_set_new(view, "arms", json_integer((json_int_t)keypad->arms));
	json_object_set_new(view, "feedback",
			    json_string(feedback_names[registers[KEYPAD_FEEDBACK]]));
	json_object_set_new(view, "feedbacks", feedbacks);
	json_object_set_new(view, "waiting", json_integer(registers[KEYPAD_WAITING]));
}

#define KEYPAD                                                                                     \
	.driver = "modbus-keypad", .ports = 1u << SIM_PORT_RS485,                                  \
	.size = sizeof(struct keypad_sim), .start = start, .finish = finish, .slave = slave,       \
	.faults = faults, .act_keys = "stuck_key", .act = act, .clear = clear, .reboot = reboot,   \
	.power = power, .press_keys = "key times", .press = press, .brief = brief, .view = view

const struct sim_driver sim_modbus_caller = { .role = "caller", .kind = "caller", KEYPAD };
const struct sim_driver sim_modbus_evaluator = { .role = "evaluator", .kind = "evaluator", KEYPAD };
