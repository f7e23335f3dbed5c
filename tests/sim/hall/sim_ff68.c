/* "ff68" in hall-sim: the field's call boxes and evaluators, several on one line. */
#include "ff68_sim.h"
#include "sim_drivers.h"

#include <errno.h>
#include <string.h>

/* A press leaves at once; pressed "times" times, the box waits for each echo, or gives up. */
enum { PRESSES_MAX = 1 };

static void box_send(void *context, const uint8_t *bytes, size_t count)
{
	(void)sim_device_send(context, bytes, count); /* a full line loses it, as a wire would */
}

static int start(struct sim_device *device, struct config_map *map)
{
	const struct ff68_sim_owner owner = { .context = device, .send = box_send };
	long address;
	if (sim_need_integer(map, "address", 1, 254, &address) < 0)
		return -EINVAL;
	return ff68_sim_init(device->sim, device->board->base, (uint8_t)address,
			     device->driver == &sim_ff68_evaluator, &owner);
}

static void finish(struct sim_device *device)
{
	ff68_sim_finish(device->sim);
}

static void received(struct sim_device *device, const uint8_t *bytes, size_t count,
		     int64_t ended_us)
{
	ff68_sim_receive(device->sim, bytes, count, ended_us);
}

static size_t faults(struct sim_device *device, struct sim_fault *list)
{
	struct ff68_sim_faults *known = &((struct ff68_sim *)device->sim)->faults;
	const struct sim_fault all[] = {
		{ "silence", &known->silence, NULL, 1 },
		{ "deaf", &known->deaf, NULL, 1 },
		{ "wrong_sum", &known->wrong_sum, NULL, 1 },
		{ "twin", &known->twin, NULL, 1 },
		{ "bounces", NULL, &known->bounces, 100 },
		{ "late_ms", NULL, &known->late_ms, SIM_LATE_MAX_MS },
		{ "function", NULL, &known->function, 255 },
	};
	memcpy(list, all, sizeof all);
	return sizeof all / sizeof *all;
}

static int act(struct sim_device *device, const json_t *body, char *problem)
{
	const json_t *stuck = json_object_get(body, "stuck_key");
	if (stuck == NULL)
		return 0;
	if (!json_is_null(stuck) && !json_is_string(stuck))
		return sim_refuse(problem, SIM_BAD_REQUEST,
				  "\"stuck_key\" must be a key's name or null");
	if (ff68_sim_stick(device->sim, json_string_value(stuck)) < 0)
		return sim_refuse(problem, SIM_BAD_REQUEST, "%s has no such key that sticks",
				  device->name);
	return 0;
}

static void clear(struct sim_device *device)
{
	(void)ff68_sim_stick(device->sim, NULL);
}

static int reboot(struct sim_device *device)
{
	ff68_sim_reboot(device->sim);
	return 0;
}

static int power(struct sim_device *device, bool on, bool was_on)
{
	struct ff68_sim *box = device->sim;
	box->off = !on;
	if (on && !was_on)
		ff68_sim_reboot(box);
	return 0;
}

static int press(struct sim_device *device, const json_t *body, char *problem)
{
	const char *name = json_string_value(json_object_get(body, "key"));
	int status = sim_check_integer(body, "times", PRESSES_MAX, problem);
	if (status != 0)
		return status;
	if (name == NULL || ff68_sim_press(device->sim, name) < 0)
		return sim_refuse(problem, SIM_BAD_REQUEST,
				  "\"key\" must be one of: next recall rating pause transfer "
				  "no_show hold call_back cancel metre; of an evaluator: value_0 … "
				  "value_9");
	return 0;
}

static void brief(struct sim_device *device, json_t *view)
{
	const struct ff68_sim *box = device->sim;
	json_object_set_new(view, "presses", json_integer((json_int_t)box->presses));
}

static void view(struct sim_device *device, json_t *view)
{
	const struct ff68_sim *box = device->sim;
	json_object_set_new(view, "stuck_key",
			    box->stuck != NULL ? json_string(box->stuck) : json_null());
	json_object_set_new(view, "sent", json_integer((json_int_t)box->sent));
	json_object_set_new(view, "echoes", json_integer((json_int_t)box->echoes));
	json_object_set_new(view, "gave_up", json_integer((json_int_t)box->gave_up));
	json_object_set_new(view, "bad_frames", json_integer((json_int_t)box->bad_frames));
	if (box->evaluator) {
		json_object_set_new(view, "open", json_boolean(box->open));
		json_object_set_new(view, "opened", json_integer(box->opened));
		json_object_set_new(view, "stars", json_integer(box->stars));
	} else {
		json_object_set_new(view, "waiting", json_string(box->waiting));
		json_object_set_new(view, "number", json_string(box->number));
		json_object_set_new(view, "beeps", json_integer(box->beeps));
	}
}

#define FF68                                                                                       \
	.driver = "ff68", .ports = 1u << SIM_PORT_SERIAL | 1u << SIM_PORT_TCP,                     \
	.size = sizeof(struct ff68_sim), .start = start, .finish = finish, .received = received,   \
	.faults = faults, .act_keys = "stuck_key", .act = act, .clear = clear, .reboot = reboot,   \
	.power = power, .press_keys = "key times", .press = press, .brief = brief, .view = view

const struct sim_driver sim_ff68_caller = { .role = "caller", .kind = "caller", FF68 };
const struct sim_driver sim_ff68_evaluator = { .role = "evaluator", .kind = "evaluator", FF68 };
