/* "onbon-bx" in hall-sim: an LED card over a window, or a panel of several lines. */
#include "onbon_sim.h"
#include "sim_drivers.h"

enum { BROADCAST = 0xfffe, ERROR_MAX = 255, NOISE_MAX = 64 };

static void to_line(void *context, const uint8_t *bytes, size_t count)
{
	struct sim_device *device = context;
	if (sim_device_lives(device))
		sim_device_send(device, bytes, count);
}

static int start(struct sim_device *device, struct config_map *map)
{
	const struct onbon_sim_owner owner = { .context = device, .send = to_line };
	/* One card on the network hears what is for all. */
	long address = 1;
	if (config_map_integer(map, "address", 1, BROADCAST, &address) < 0)
		return -1;
	return onbon_sim_init(device->sim, device->board->base, device->board->clock,
			      (uint16_t)address, &owner);
}

static void finish(struct sim_device *device)
{
	onbon_sim_finish(device->sim);
}

static void received(struct sim_device *device, const uint8_t *bytes, size_t count,
		     int64_t ended_us)
{
	if (sim_device_lives(device))
		onbon_sim_receive(device->sim, bytes, count, ended_us);
}

static size_t faults(struct sim_device *device, struct sim_fault *list)
{
	struct onbon_sim *card = device->sim;
	struct onbon_sim_faults *f = &card->faults;
	size_t n = 0;
	list[n++] = (struct sim_fault){ "silence", &f->silence, NULL, 1 };
	list[n++] = (struct sim_fault){ "late_ms", NULL, &f->late_ms, SIM_LATE_MAX_MS };
	list[n++] = (struct sim_fault){ "split_ms", NULL, &f->split_ms, SIM_LATE_MAX_MS };
	list[n++] = (struct sim_fault){ "wrong_sum", &f->wrong_sum, NULL, 1 };
	list[n++] = (struct sim_fault){ "foreign", &f->foreign, NULL, 1 };
	list[n++] = (struct sim_fault){ "twin", &f->twin, NULL, 1 };
	list[n++] = (struct sim_fault){ "noise_bytes", NULL, &f->noise_bytes, NOISE_MAX };
	list[n++] = (struct sim_fault){ "answer_bit_errors", NULL, &f->bit_errors, 1000 };
	list[n++] = (struct sim_fault){ "refuse", NULL, &f->refuse, ERROR_MAX };
	list[n++] = (struct sim_fault){ "times", NULL, &f->times, 1000000 };
	return n;
}

static int reboot(struct sim_device *device)
{
	onbon_sim_restart(device->sim);
	return 0;
}

static int power(struct sim_device *device, bool on, bool was_on)
{
	if (on != was_on)
		onbon_sim_restart(device->sim);
	return 0;
}

static void brief(struct sim_device *device, json_t *view)
{
	const struct onbon_sim *card = device->sim;
	json_object_set_new(view, "text", sim_text_json(card->text));
}

static void view(struct sim_device *device, json_t *view)
{
	static const char *const colours[] = { "", "red", "green", "yellow" };
	const struct onbon_sim *card = device->sim;
	json_t *lines = json_array();
	bool blink = false;
	for (unsigned i = 0; i < ONBON_SIM_AREAS; i++) {
		const struct onbon_sim_area *area = &card->areas[i];
		if (!area->there)
			continue;
		json_t *line = json_object();
		json_object_set_new(line, "text", sim_text_json(area->text));
		json_object_set_new(line, "y_dots", json_integer(area->y));
		json_object_set_new(line, "blink", json_boolean(area->blinks));
		json_object_set_new(line, "scroll", json_boolean(area->scrolls));
		json_object_set_new(line, "colour", json_string(colours[area->colour & 3]));
		json_array_append_new(lines, line);
		blink |= area->blinks;
	}
	json_object_set_new(view, "lines", lines);
	json_object_set_new(view, "blink", json_boolean(blink));
	json_object_set_new(view, "on", json_boolean(card->on));
	json_object_set_new(view, "brightness", json_integer(card->brightness));
	json_object_set_new(view, "undecodable", json_integer(card->undecodable));
	json_object_set_new(view, "bad_frames", json_integer((json_int_t)card->bad_frames));
}

static uint32_t log_count(const struct sim_device *device)
{
	const struct onbon_sim *card = device->sim;
	return card->history_count;
}

static json_t *log_entries(const struct sim_device *device, long after)
{
	const struct onbon_sim *card = device->sim;
	json_t *list = json_array();
	for (long i = after; i < (long)card->history_count; i++) {
		json_t *entry = json_object();
		json_object_set_new(entry, "n", json_integer(i + 1));
		json_object_set_new(entry, "at", sim_time_json(card->history[i].time_us));
		json_object_set_new(entry, "text", sim_text_json(card->history[i].text));
		json_object_set_new(entry, "blink", json_boolean(card->history[i].blink));
		json_array_append_new(list, entry);
	}
	return list;
}

#define ONBON(role_name)                                                                           \
	{                                                                                          \
		.driver = "onbon-bx", .role = role_name, .kind = role_name,                        \
		.ports = 1u << SIM_PORT_SERIAL | 1u << SIM_PORT_TCP,                               \
		.size = sizeof(struct onbon_sim), .start = start, .finish = finish,                \
		.received = received, .faults = faults, .reboot = reboot, .power = power,          \
		.brief = brief, .view = view, .log = "history", .log_count = log_count,            \
		.log_entries = log_entries,                                                        \
	}

const struct sim_driver sim_onbon_display = ONBON("display");
const struct sim_driver sim_onbon_panel = ONBON("panel");
