/* "pager-frames" in hall-sim: the sender and its pagers, which log when they vibrate. */
#include "pager_sim.h"
#include "sim_drivers.h"

static int start(struct sim_device *device, struct config_map *map)
{
	static const char *const keys[PAGER_SIM_FORMS] = { "heads_up", "call", "off" };
	struct pager_sim_settings settings = { .check = "none" };
	long from = 0;
	for (unsigned i = 0; i < PAGER_SIM_FORMS; i++)
		if (config_map_text(map, keys[i], &settings.forms[i]) < 0)
			return -1;
	if (config_map_text(map, "check", &settings.check) < 0 ||
	    config_map_integer(map, "check_from", 0, PAGER_SIM_FRAME_MAX, &from) < 0)
		return -1;
	settings.check_from = (unsigned)from;
	if (pager_sim_init(device->sim, device->board->clock, &settings) == 0)
		return 0;
	return config_map_fail(map, "call", "can't be read as a frame");
}

static void finish(struct sim_device *device)
{
	pager_sim_finish(device->sim);
}

static void received(struct sim_device *device, const uint8_t *bytes, size_t count,
		     int64_t ended_us)
{
	(void)ended_us;
	if (sim_device_lives(device))
		pager_sim_receive(device->sim, bytes, count);
}

static int power(struct sim_device *device, bool on, bool was_on)
{
	(void)on;
	(void)was_on;
	((struct pager_sim *)device->sim)->length = 0; /* half a frame is lost */
	return 0;
}

static json_t *log_entries(const struct sim_device *device, long after)
{
	const struct pager_sim *pager = device->sim;
	json_t *list = json_array();
	for (long i = after < 0 ? 0 : after; i < (long)pager->count; i++) {
		json_t *entry = json_object();
		json_object_set_new(entry, "n", json_integer(i + 1));
		json_object_set_new(entry, "at", sim_time_json(pager->log[i].time_us));
		json_object_set_new(entry, "pager", json_integer(pager->log[i].number));
		json_object_set_new(entry, "signal",
				    json_string(pager_sim_form_name(pager->log[i].form)));
		json_array_append_new(list, entry);
	}
	return list;
}

static uint32_t log_count(const struct sim_device *device)
{
	return ((const struct pager_sim *)device->sim)->count;
}

static void brief(struct sim_device *device, json_t *view)
{
	json_object_set_new(view, "signals", json_integer(log_count(device)));
}

static void view(struct sim_device *device, json_t *view)
{
	const struct pager_sim *pager = device->sim;
	json_object_set_new(view, "wrong_sums", json_integer((json_int_t)pager->wrong_sums));
	json_object_set_new(view, "strays", json_integer((json_int_t)pager->strays));
	json_object_set_new(view, "log", log_entries(device, (long)pager->count - SIM_VIEW_LAST));
}

const struct sim_driver sim_pager = {
	.driver = "pager-frames",
	.kind = "pager",
	.ports = 1u << SIM_PORT_SERIAL | 1u << SIM_PORT_TCP,
	.alone = true,
	.size = sizeof(struct pager_sim),
	.start = start,
	.finish = finish,
	.received = received,
	.power = power,
	.brief = brief,
	.view = view,
	.log = "signals",
	.log_count = log_count,
	.log_entries = log_entries,
};
