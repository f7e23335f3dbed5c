/* "clips" and "espeak" in hall-sim: a loudspeaker that logs what it was told to play. */
#include "sim_drivers.h"

static int start(struct sim_device *device, struct config_map *map)
{
	(void)device; /* the sound output belongs to the port */
	(void)map;
	return 0;
}

static void unplugged(struct sim_device *device)
{
	speaker_sim_silence(&device->port->speaker);
}

static void brief(struct sim_device *device, json_t *view)
{
	json_object_set_new(view, "spoken", json_integer(device->port->speaker.count));
}

static json_t *log_entries(const struct sim_device *device, long after)
{
	const struct speaker_sim *speaker = &device->port->speaker;
	json_t *list = json_array();
	for (long i = after < 0 ? 0 : after; i < (long)speaker->count; i++) {
		json_t *entry = json_object();
		json_object_set_new(entry, "n", json_integer(i + 1));
		json_object_set_new(entry, "start", sim_time_json(speaker->spoken[i].start_us));
		json_object_set_new(entry, "end", sim_time_json(speaker->spoken[i].end_us));
		json_object_set_new(entry, "overlap", json_boolean(speaker->spoken[i].overlap));
		json_object_set_new(entry, "clips", sim_text_json(speaker->spoken[i].clips));
		json_array_append_new(list, entry);
	}
	return list;
}

static void view(struct sim_device *device, json_t *view)
{
	const struct speaker_sim *speaker = &device->port->speaker;
	json_object_set_new(view, "speaking",
			    json_boolean(speaker->clock != NULL &&
					 speaker->busy_until_us > sim_clock_now(speaker->clock)));
	json_object_set_new(view, "overlaps", json_integer((json_int_t)speaker->overlaps));
	json_object_set_new(view, "stops", json_integer((json_int_t)speaker->stops));
	json_object_set_new(view, "bad_lines", json_integer((json_int_t)speaker->bad_lines));
	json_object_set_new(view, "not_kept", json_integer((json_int_t)speaker->not_kept));
	json_object_set_new(view, "log", log_entries(device, (long)speaker->count - SIM_VIEW_LAST));
}

const struct sim_driver sim_clips = {
	.driver = "clips",
	.kind = "speaker",
	.ports = 1u << SIM_PORT_AUDIO,
	.start = start,
	.unplugged = unplugged,
	.brief = brief,
	.view = view,
	.log = "spoken",
	.log_entries = log_entries,
};

const struct sim_driver sim_espeak = {
	.driver = "espeak",
	.kind = "speaker",
	.ports = 1u << SIM_PORT_AUDIO,
	.start = start,
	.unplugged = unplugged,
	.brief = brief,
	.view = view,
	.log = "spoken",
	.log_entries = log_entries,
};
