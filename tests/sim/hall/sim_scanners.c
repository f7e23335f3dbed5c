/* "serial-scanner" and "evdev-scanner" in hall-sim: POST …/press {"text": "…"} holds that code
 * before it. */
#include "scanner_sim.h"
#include "sim_drivers.h"

#include <errno.h>
#include <string.h>

struct keyboard {
	struct input_sim keys;
	struct scanner_sim_faults faults; /* silence and no_end */
	uint64_t codes;
};

static void send(void *context, const uint8_t *bytes, size_t count)
{
	(void)sim_device_send(context, bytes, count);
}

static const char *text_of(const json_t *body, char *problem, int *status)
{
	const char *text = json_string_value(json_object_get(body, "text"));
	*status = text && text[0] && strlen(text) <= SCANNER_SIM_TEXT_MAX
			  ? 0
			  : sim_refuse(problem, SIM_BAD_REQUEST,
				       "\"text\" must be a text of 1 to %d bytes",
				       SCANNER_SIM_TEXT_MAX);
	return text;
}

/* --- on a line --- */

static int serial_start(struct sim_device *device, struct config_map *map)
{
	const struct scanner_sim_owner owner = { device, send };
	const char *end = NULL;
	const bool by_pause = config_map_text(map, "end", &end) == 1 && strcmp(end, "pause") == 0;
	return scanner_sim_init(device->sim, device->board->base, by_pause ? "" : "\r", &owner);
}

static void serial_finish(struct sim_device *device)
{
	scanner_sim_finish(device->sim);
}

static size_t serial_faults(struct sim_device *device, struct sim_fault *list)
{
	struct scanner_sim_faults *f = &((struct scanner_sim *)device->sim)->faults;
	size_t n = 0;
	list[n++] = (struct sim_fault){ "silence", &f->silence, NULL, 1 };
	list[n++] = (struct sim_fault){ "no_end", &f->no_end, NULL, 1 };
	list[n++] = (struct sim_fault){ "split_ms", NULL, &f->split_ms, SIM_LATE_MAX_MS };
	list[n++] = (struct sim_fault){ "times", NULL, &f->times, 1000000 };
	return n;
}

static int serial_press(struct sim_device *device, const json_t *body, char *problem)
{
	int status;
	const char *text = text_of(body, problem, &status);
	if (status == 0 && scanner_sim_scan(device->sim, text) < 0)
		status = sim_refuse(problem, SIM_CONFLICT, "half of the last code is to come");
	return status;
}

static void serial_brief(struct sim_device *device, json_t *view)
{
	const struct scanner_sim *scanner = device->sim;
	json_object_set_new(view, "codes", json_integer((json_int_t)scanner->codes));
}

static int power(struct sim_device *device, bool on, bool was_on)
{
	(void)device;
	(void)on;
	(void)was_on;
	return 0;
}

/* What is written to a scanner is lost. */
static void received(struct sim_device *device, const uint8_t *bytes, size_t count,
		     int64_t ended_us)
{
	(void)device;
	(void)bytes;
	(void)count;
	(void)ended_us;
}

const struct sim_driver sim_serial_scanner = {
	.driver = "serial-scanner",
	.kind = "scanner",
	.ports = 1u << SIM_PORT_SERIAL | 1u << SIM_PORT_TCP,
	.alone = true,
	.size = sizeof(struct scanner_sim),
	.start = serial_start,
	.finish = serial_finish,
	.received = received,
	.faults = serial_faults,
	.power = power,
	.press_keys = "text",
	.press = serial_press,
	.brief = serial_brief,
};

/* --- on a keyboard --- */

static int keyboard_start(struct sim_device *device, struct config_map *map)
{
	const struct input_sim_owner owner = { device, send };
	(void)map;
	return input_sim_init(&((struct keyboard *)device->sim)->keys, device->board->base, &owner);
}

static void keyboard_finish(struct sim_device *device)
{
	input_sim_finish(&((struct keyboard *)device->sim)->keys);
}

static size_t keyboard_faults(struct sim_device *device, struct sim_fault *list)
{
	struct keyboard *keyboard = device->sim;
	size_t n = 0;
	list[n++] = (struct sim_fault){ "silence", &keyboard->faults.silence, NULL, 1 };
	list[n++] = (struct sim_fault){ "no_end", &keyboard->faults.no_end, NULL, 1 };
	list[n++] = (struct sim_fault){ "split", &keyboard->keys.faults.split, NULL, 1 };
	list[n++] = (struct sim_fault){ "overrun", &keyboard->keys.faults.overrun, NULL, 1 };
	return n;
}

static int keyboard_press(struct sim_device *device, const json_t *body, char *problem)
{
	struct keyboard *keyboard = device->sim;
	int status;
	const char *text = text_of(body, problem, &status);
	if (status != 0)
		return status;
	keyboard->codes++;
	if (!keyboard->faults.silence &&
	    scanner_sim_type(&keyboard->keys, text, !keyboard->faults.no_end) < 0)
		return sim_refuse(problem, SIM_BAD_REQUEST,
				  "that is too long, or a US keyboard can't type it");
	return 0;
}

static void keyboard_unplugged(struct sim_device *device)
{
	input_sim_forget(&((struct keyboard *)device->sim)->keys);
}

static void keyboard_brief(struct sim_device *device, json_t *view)
{
	const struct keyboard *keyboard = device->sim;
	json_object_set_new(view, "codes", json_integer((json_int_t)keyboard->codes));
}

const struct sim_driver sim_evdev_scanner = {
	.driver = "evdev-scanner",
	.kind = "scanner",
	.ports = 1u << SIM_PORT_INPUT,
	.alone = true,
	.size = sizeof(struct keyboard),
	.start = keyboard_start,
	.finish = keyboard_finish,
	.received = received,
	.faults = keyboard_faults,
	.power = power,
	.unplugged = keyboard_unplugged,
	.press_keys = "text",
	.press = keyboard_press,
	.brief = keyboard_brief,
};
