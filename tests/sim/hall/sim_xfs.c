/* "xfs5152" in hall-sim: a text-to-speech chip on a serial line, and what it has spoken. */
#include "sim_drivers.h"
#include "sim_port.h"
#include "xfs_sim.h"

enum { LATE_MAX_MS = 60000, COUNT_MAX = 1000 };

static int send(void *context, const uint8_t *bytes, size_t count)
{
	return sim_port_send(context, bytes, count);
}

static int start(struct sim_device *device, struct config_map *map)
{
	static const char *const chips[] = { "xfs5152", "syn6288", NULL };
	const struct xfs_sim_owner owner = { device->port, send };
	int chip = XFS_SIM_XFS5152;
	if (config_map_choice(map, "chip", chips, &chip) < 0)
		return -1;
	return xfs_sim_init(device->sim, device->board->base, (enum xfs_sim_chip)chip,
			    device->board->clock, &owner);
}

static void finish(struct sim_device *device)
{
	xfs_sim_finish(device->sim);
}

static void received(struct sim_device *device, const uint8_t *bytes, size_t count,
		     int64_t ended_us)
{
	xfs_sim_receive(device->sim, bytes, count, ended_us);
}

static size_t faults(struct sim_device *device, struct sim_fault *list)
{
	struct xfs_sim *chip = device->sim;
	struct xfs_sim_faults *f = &chip->faults;
	size_t n = 0;
	list[n++] = (struct sim_fault){ "silence", &f->silence, NULL, 1 };
	list[n++] = (struct sim_fault){ "never_idle", &f->never_idle, NULL, 1 };
	list[n++] = (struct sim_fault){ "stuck", &f->stuck, NULL, 1 };
	list[n++] = (struct sim_fault){ "double_idle", &f->double_idle, NULL, 1 };
	list[n++] = (struct sim_fault){ "early_idle", &f->early_idle, NULL, 1 };
	list[n++] = (struct sim_fault){ "reject", NULL, &f->reject, COUNT_MAX };
	list[n++] = (struct sim_fault){ "lose_taken", NULL, &f->lose_taken, COUNT_MAX };
	list[n++] = (struct sim_fault){ "late_ms", NULL, &f->late_ms, LATE_MAX_MS };
	list[n++] = (struct sim_fault){ "reboot_ms", NULL, &f->reboot_ms, LATE_MAX_MS };
	return n;
}

static int power(struct sim_device *device, bool on, bool was_on)
{
	(void)was_on;
	xfs_sim_power(device->sim, on);
	return 0;
}

static int reboot(struct sim_device *device)
{
	xfs_sim_power(device->sim, false);
	xfs_sim_power(device->sim, true);
	return 0;
}

static void brief(struct sim_device *device, json_t *view)
{
	const struct xfs_sim *chip = device->sim;
	json_object_set_new(view, "spoken", json_integer(chip->count));
}

static json_t *log_entries(const struct sim_device *device, long after)
{
	const struct xfs_sim *chip = device->sim;
	json_t *list = json_array();
	for (long i = after < 0 ? 0 : after; i < (long)chip->count; i++) {
		const struct xfs_sim_spoken *spoken = &chip->spoken[i];
		bool now = chip->speaking && i + 1 == (long)chip->count;
		json_t *entry = json_object();
		json_object_set_new(entry, "n", json_integer(i + 1));
		json_object_set_new(entry, "start", sim_time_json(spoken->start_us));
		json_object_set_new(entry, "end",
				    now ? json_null() : sim_time_json(spoken->end_us));
		json_object_set_new(entry, "whole", json_boolean(spoken->whole));
		json_object_set_new(entry, "text", sim_text_json(spoken->text));
		json_array_append_new(list, entry);
	}
	return list;
}

static void view(struct sim_device *device, json_t *view)
{
	const struct xfs_sim *chip = device->sim;
	json_object_set_new(view, "speaking", json_boolean(chip->speaking));
	json_object_set_new(view, "volume", json_integer(chip->volume));
	json_object_set_new(view, "frames", json_integer((json_int_t)chip->frames));
	json_object_set_new(view, "bad_frames", json_integer((json_int_t)chip->bad_frames));
	json_object_set_new(view, "interrupted", json_integer((json_int_t)chip->interrupted));
	json_object_set_new(view, "queries", json_integer((json_int_t)chip->queries));
	json_object_set_new(view, "stops", json_integer((json_int_t)chip->stops));
	json_object_set_new(view, "log", log_entries(device, (long)chip->count - SIM_VIEW_LAST));
}

const struct sim_driver sim_xfs5152 = {
	.driver = "xfs5152",
	.kind = "speaker",
	.ports = 1u << SIM_PORT_SERIAL | 1u << SIM_PORT_TCP,
	.alone = true,
	.size = sizeof(struct xfs_sim),
	.start = start,
	.finish = finish,
	.received = received,
	.faults = faults,
	.power = power,
	.reboot = reboot,
	.brief = brief,
	.view = view,
	.log = "spoken",
	.log_entries = log_entries,
};
