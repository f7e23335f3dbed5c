/* "sdt" in hall-sim: a reader of identity cards. POST …/set {"card": "resident"} lays one down,
 * {"card": "none"} takes it away; "number" and "birth" make it somebody's. */
#include "sdt_sim.h"
#include "sim_drivers.h"

#include <string.h>

enum { READ_MS = 500, RESTART_MS = 1500 };

static void send(void *context, const uint8_t *bytes, size_t count)
{
	(void)sim_device_send(context, bytes, count);
}

static int start(struct sim_device *device, struct config_map *map)
{
	const struct sdt_sim_owner owner = { device, send };
	struct sdt_sim *reader = device->sim;
	(void)map;
	reader->read_ms = READ_MS;
	reader->restart_ms = RESTART_MS;
	return sdt_sim_init(reader, device->board->base, &owner);
}

static void finish(struct sim_device *device)
{
	sdt_sim_finish(device->sim);
}

static void received(struct sim_device *device, const uint8_t *bytes, size_t count,
		     int64_t ended_us)
{
	(void)ended_us;
	if (sim_device_lives(device))
		sdt_sim_receive(device->sim, bytes, count);
}

static size_t faults(struct sim_device *device, struct sim_fault *list)
{
	struct sdt_sim *reader = device->sim;
	struct sdt_sim_faults *f = &reader->faults;
	size_t n = 0;
	list[n++] = (struct sim_fault){ "silence", &f->silence, NULL, 1 };
	list[n++] = (struct sim_fault){ "late_ms", NULL, &f->late_ms, SIM_LATE_MAX_MS };
	list[n++] = (struct sim_fault){ "split_ms", NULL, &f->split_ms, SIM_LATE_MAX_MS };
	list[n++] = (struct sim_fault){ "wrong_sum", &f->wrong_sum, NULL, 1 };
	list[n++] = (struct sim_fault){ "unauthorised", &f->unauthorised, NULL, 1 };
	list[n++] = (struct sim_fault){ "finds_always", &reader->finds_always, NULL, 1 };
	list[n++] = (struct sim_fault){ "times", NULL, &f->times, 1000000 };
	return n;
}

static int power(struct sim_device *device, bool on, bool was_on)
{
	if (on != was_on)
		sdt_sim_reboot(device->sim);
	return 0;
}

static int reboot(struct sim_device *device)
{
	sdt_sim_reboot(device->sim);
	return 0;
}

static int check_text(const json_t *body, const char *key, size_t longest, char *problem)
{
	const json_t *value = json_object_get(body, key);
	if (value == NULL || (json_is_string(value) && json_string_length(value) <= longest))
		return 0;
	return sim_refuse(problem, SIM_BAD_REQUEST, "\"%s\" must be a text of at most %zu bytes",
			  key, longest);
}

static int set(struct sim_device *device, const json_t *body, char *problem)
{
	const char *name = json_string_value(json_object_get(body, "card"));
	const char *number = json_string_value(json_object_get(body, "number"));
	const char *birth = json_string_value(json_object_get(body, "birth"));
	enum sdt_sim_card card;
	int status = check_text(body, "number", 18, problem);
	if (status == 0)
		status = check_text(body, "birth", 8, problem);
	if (status != 0)
		return status;
	if (json_object_get(body, "card") == NULL && number == NULL && birth == NULL)
		return 0; /* power */
	if (name == NULL || !sdt_sim_card_find(name, &card))
		return sim_refuse(problem, SIM_BAD_REQUEST,
				  "\"card\" must be one of: none resident foreigner-2017 "
				  "foreigner-2023 hmt broken other");
	sdt_sim_lay(device->sim, card, number, birth);
	return 0;
}

static void brief(struct sim_device *device, json_t *view)
{
	const struct sdt_sim *reader = device->sim;
	json_object_set_new(view, "card", json_string(sdt_sim_card_name(reader->card)));
}

static void view(struct sim_device *device, json_t *view)
{
	const struct sdt_sim_statistics *counts = &((struct sdt_sim *)device->sim)->statistics;
	json_object_set_new(view, "requests", json_integer((json_int_t)counts->requests));
	json_object_set_new(view, "bad_frames", json_integer((json_int_t)counts->bad_frames));
	json_object_set_new(view, "finds", json_integer((json_int_t)counts->finds));
	json_object_set_new(view, "selects", json_integer((json_int_t)counts->selects));
	json_object_set_new(view, "reads", json_integer((json_int_t)counts->reads));
	json_object_set_new(view, "resets", json_integer((json_int_t)counts->resets));
}

const struct sim_driver sim_sdt = {
	.driver = "sdt",
	.kind = "id-reader",
	.ports = 1u << SIM_PORT_SERIAL | 1u << SIM_PORT_TCP,
	.alone = true,
	.size = sizeof(struct sdt_sim),
	.start = start,
	.finish = finish,
	.received = received,
	.faults = faults,
	.reboot = reboot,
	.power = power,
	.set_keys = "card number birth",
	.set = set,
	.brief = brief,
	.view = view,
};
