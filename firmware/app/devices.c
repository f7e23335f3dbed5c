/* The board's devices: opening, finding, health. */
#include "devices.h"

#include "audio.h"
#include "board_keys.h"
#include "command.h"
#include "driver_table.h"
#include "log.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static_assert((int)CALLER_KEY_NEXT == (int)KEY_NEXT && (int)CALLER_KEY_RECALL == (int)KEY_RECALL &&
		      (int)CALLER_KEY_START == (int)KEY_START &&
		      (int)CALLER_KEY_FINISH == (int)KEY_FINISH &&
		      (int)CALLER_KEY_NO_SHOW == (int)KEY_NO_SHOW &&
		      (int)CALLER_KEY_PAUSE == (int)KEY_PAUSE &&
		      (int)CALLER_KEY_OPEN_CLOSE == (int)KEY_OPEN_CLOSE &&
		      (int)CALLER_KEY_HOLD == (int)KEY_HOLD &&
		      (int)CALLER_KEY_CALL_BACK == (int)KEY_CALL_BACK &&
		      (int)CALLER_KEY_HELP == (int)KEY_HELP &&
		      (int)CALLER_KEY_RATE_1 == (int)KEY_RATE_1 &&
		      (int)CALLER_KEY_RATE_5 == (int)KEY_RATE_5 &&
		      (int)CALLER_KEY_TRANSFER == (int)KEY_TRANSFER,
	      "hal/device/caller.h and core's command.h number the keys alike");

struct devices {
	struct event_base *base;
	struct devices_owner owner;
	struct board_ports ports;
	unsigned rate;
	size_t count;
	unsigned detail_count;
	char details[DEVICE_DETAILS_MAX][64]; /* every word of health that was ever heard */
	struct device list[DEVICES_MAX];
};

static const char *const class_names[CLASS_COUNT] = {
	"printer", "display",	"caller",  "evaluator", "speaker",
	"panel",   "id-reader", "scanner", "pager",	"lamp",
};
/* The key that says where a device of the class stands. */
static const char *const place_keys[CLASS_COUNT] = {
	"kiosk", "window", "window", "window", "group",
	"group", "kiosk",  "kiosk",  "group",  "window",
};

const char *device_class_name(enum device_class class)
{
	return class_names[class];
}

/* --- what devices say --- */

/* Drivers say few different things: more than fit here are all called "other". */
static uint8_t keep_detail(struct devices *devices, const char *detail)
{
	for (unsigned i = 0; i < devices->detail_count; i++)
		if (strncmp(devices->details[i], detail, sizeof devices->details[i] - 1) == 0)
			return (uint8_t)i;
	if (devices->detail_count == DEVICE_DETAILS_MAX)
		return DEVICE_DETAILS_MAX - 1;
	bool last = devices->detail_count == DEVICE_DETAILS_MAX - 1;
	snprintf(devices->details[devices->detail_count], sizeof devices->details[0], "%s",
		 last ? "other" : detail);
	return (uint8_t)devices->detail_count++;
}

static void remember(struct device *device)
{
	device->newest_change = (device->newest_change + 1) % DEVICE_CHANGES_MAX;
	if (device->change_count < DEVICE_CHANGES_MAX)
		device->change_count++;
	device->changes[device->newest_change] =
		(struct device_change){ .time_us = device->since_us,
					.health = (uint8_t)device->health,
					.detail = keep_detail(device->devices, device->detail) };
}

static void device_health_changed(void *context, enum device_health health, const char *detail)
{
	struct device *device = context;
	struct devices_owner *owner = &device->devices->owner;
	if (device->health == health && strcmp(device->detail, detail) == 0)
		return;
	bool lost = health == DEVICE_LOST, was_lost = device->health == DEVICE_LOST;
	device->health = health;
	snprintf(device->detail, sizeof device->detail, "%s", detail);
	device->since_us = owner->now(owner->context);
	remember(device);
	if (lost || was_lost || health == DEVICE_DEGRADED)
		log_line(lost ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, "%s %s (%s %s): %s: %s",
			 class_names[device->class], device->name, place_keys[device->class],
			 device->place, device_health_name(health), detail);
	if (owner->health)
		owner->health(owner->context, device);
}

static void printer_status_changed(void *context, const struct printer_status *status)
{
	struct device *device = context;
	device->printer_status = *status;
	if (device->devices->owner.health)
		device->devices->owner.health(device->devices->owner.context, device);
}

static void printer_finished(void *context, uint64_t job, enum print_outcome outcome)
{
	struct device *device = context;
	device->devices->owner.printed(device->devices->owner.context, device, job, outcome);
}

static void caller_key(void *context, uint32_t boot, uint32_t sequence, int key, bool baseline)
{
	struct device *device = context;
	device->devices->owner.key(device->devices->owner.context, device, boot, sequence, key,
				   baseline);
}

static void evaluator_rated(void *context, uint64_t token, int level, uint32_t boot,
			    uint32_t sequence)
{
	struct device *device = context;
	device->devices->owner.rated(device->devices->owner.context, device, token, level, boot,
				     sequence);
}

static void speaker_finished(void *context, uint64_t utterance, bool spoken)
{
	struct device *device = context;
	device->devices->owner.spoken(device->devices->owner.context, device, utterance, spoken);
}

static bool reader_hash(void *context, const char *number, uint64_t *person)
{
	struct device *device = context;
	return device->devices->owner.hash(device->devices->owner.context, number, person);
}

static void reader_card(void *context, const struct id_card *card)
{
	struct device *device = context;
	device->devices->owner.card(device->devices->owner.context, device, card);
}

static void reader_problem(void *context, enum id_reader_problem problem)
{
	struct device *device = context;
	device->devices->owner.card_problem(device->devices->owner.context, device, problem);
}

static void scanner_code(void *context, const char *text)
{
	struct device *device = context;
	device->devices->owner.scanned(device->devices->owner.context, device, text);
}

/* --- opening --- */

static int open_ports(struct devices *devices, struct config_board *board)
{
	size_t count = config_board_port_count(board);
	int result = 0;
	for (size_t i = 0; i < count; i++) {
		struct config_map *map = config_board_port(board, i);
		struct board_keys keys;
		if (i == BOARD_PORTS_MAX)
			return config_map_fail(map, NULL, "too many ports, allowed are 128");
		board_keys_init(&keys, map, NULL);
		struct port *port = NULL;
		if (port_open(&port, devices->base, &keys.face, config_board_simulated(board)) < 0)
			result = -EINVAL;
		else
			devices->ports.ports[devices->ports.count++] = port;
		board_keys_finish(&keys);
	}
	return result;
}

/* The driver's class, and its ops; @p role decides where a driver serves two classes. */
static bool find_driver(struct device *device, const char *role)
{
#define FIND(table, member, number)                                                                \
	for (size_t i = 0; table[i]; i++)                                                          \
		if (strcmp(table[i]->name, device->driver) == 0 &&                                 \
		    (!role || strcmp(role, class_names[number]) == 0)) {                           \
			device->class = number;                                                    \
			device->ops.member = table[i];                                             \
			return true;                                                               \
		}
	FIND(printer_drivers, printer, CLASS_PRINTER)
	FIND(display_drivers, display, CLASS_DISPLAY)
	FIND(caller_drivers, caller, CLASS_CALLER)
	FIND(evaluator_drivers, evaluator, CLASS_EVALUATOR)
	FIND(speaker_drivers, speaker, CLASS_SPEAKER)
	FIND(panel_drivers, panel, CLASS_PANEL)
	FIND(id_reader_drivers, id_reader, CLASS_ID_READER)
	FIND(scanner_drivers, scanner, CLASS_SCANNER)
	FIND(pager_drivers, pager, CLASS_PAGER)
	FIND(lamp_drivers, lamp, CLASS_LAMP)
#undef FIND
	return false;
}

static int fail_driver(struct config_map *map, const char *found)
{
	char problem[512];
	int length = snprintf(problem, sizeof problem, "found \"%s\", allowed are ", found);
	const char *separator = "";
#define LIST(table)                                                                                \
	for (size_t i = 0; table[i] && length < (int)sizeof problem; i++, separator = ", ")        \
		length += snprintf(problem + length, sizeof problem - (size_t)length, "%s%s",      \
				   separator, table[i]->name);
	LIST(printer_drivers)
	LIST(display_drivers)
	LIST(caller_drivers)
	LIST(speaker_drivers)
	LIST(panel_drivers)
	LIST(id_reader_drivers)
	LIST(scanner_drivers)
	LIST(pager_drivers)
	LIST(lamp_drivers)
#undef LIST
	return config_map_fail(map, "driver", problem);
}

static int open_handle(struct device *device, struct board_keys *keys)
{
	struct event_base *base = device->devices->base;
	switch (device->class) {
	case CLASS_PRINTER:
		device->owner.printer =
			(struct printer_owner){ device, device_health_changed,
						printer_status_changed, printer_finished };
		return device->ops.printer->open(&device->handle.printer, base, &keys->face,
						 &device->owner.printer);
	case CLASS_DISPLAY:
		device->owner.display = (struct display_owner){ device, device_health_changed };
		return device->ops.display->open(&device->handle.display, base, &keys->face,
						 &device->owner.display);
	case CLASS_CALLER:
		device->owner.caller =
			(struct caller_owner){ device, device_health_changed, caller_key };
		return device->ops.caller->open(&device->handle.caller, base, &keys->face,
						&device->owner.caller);
	case CLASS_EVALUATOR:
		device->owner.evaluator =
			(struct evaluator_owner){ device, device_health_changed, evaluator_rated };
		return device->ops.evaluator->open(&device->handle.evaluator, base, &keys->face,
						   &device->owner.evaluator);
	case CLASS_SPEAKER:
		device->owner.speaker =
			(struct speaker_owner){ device, device_health_changed, speaker_finished };
		return device->ops.speaker->open(&device->handle.speaker, base, &keys->face,
						 &device->owner.speaker);
	case CLASS_PANEL:
		device->owner.panel = (struct panel_owner){ device, device_health_changed };
		return device->ops.panel->open(&device->handle.panel, base, &keys->face,
					       &device->owner.panel);
	case CLASS_ID_READER:
		device->owner.id_reader =
			(struct id_reader_owner){ device, device_health_changed, reader_hash,
						  reader_card, reader_problem };
		return device->ops.id_reader->open(&device->handle.id_reader, base, &keys->face,
						   &device->owner.id_reader);
	case CLASS_SCANNER:
		device->owner.scanner =
			(struct scanner_owner){ device, device_health_changed, scanner_code };
		return device->ops.scanner->open(&device->handle.scanner, base, &keys->face,
						 &device->owner.scanner);
	case CLASS_PAGER:
		device->owner.pager = (struct pager_owner){ device, device_health_changed };
		return device->ops.pager->open(&device->handle.pager, base, &keys->face,
					       &device->owner.pager);
	case CLASS_LAMP:
		device->owner.lamp = (struct lamp_owner){ device, device_health_changed };
		return device->ops.lamp->open(&device->handle.lamp, base, &keys->face,
					      &device->owner.lamp);
	case CLASS_COUNT:
		break;
	}
	return -EINVAL;
}

/* A panel shows the calls of a display group. */
static int check_group(struct config_map *map, const struct hall *hall, const char *group)
{
	char problem[512];
	int used = snprintf(problem, sizeof problem,
			    "found \"%s\", which is no display group of the hall, allowed are hall",
			    group);
	if (strcmp(group, "hall") == 0)
		return 0;
	for (unsigned i = 0; i < hall->window_count; i++) {
		const char *own = hall->windows[i].display_group;
		unsigned before = 0;
		if (strcmp(own, group) == 0)
			return 0;
		while (before < i && strcmp(hall->windows[before].display_group, own) != 0)
			before++;
		if (before == i && used < (int)sizeof problem)
			used += snprintf(problem + used, sizeof problem - (size_t)used, ", %s",
					 own);
	}
	return config_map_fail(map, "group", problem);
}

/* The keys every device has: name, driver, role, and where it stands. */
static int take_common(struct device *device, struct config_map *map, const struct hall *hall)
{
	static const char *const roles[] = { "caller", "evaluator", "display", "panel",
					     NULL };
	const char *name = NULL, *driver = NULL, *place = NULL;
	int role = -1;
	int result = config_map_text(map, "name", &name);
	if (result == 1 && (strlen(name) >= sizeof device->name || !*name))
		result = config_map_fail(map, "name",
					 "is too long or empty, allowed are 1 to 31 "
					 "bytes");
	if (result == 0)
		result = config_map_fail(map, NULL, "name is missing");
	if (result < 0)
		return result;
	snprintf(device->name, sizeof device->name, "%s", name);
	for (size_t i = 0; i < device->devices->count; i++)
		if (strcmp(device->devices->list[i].name, name) == 0)
			return config_map_fail(map, "name",
					       "names a second device, names must "
					       "differ");
	result = config_map_text(map, "driver", &driver);
	if (result <= 0)
		return result ? result : config_map_fail(map, NULL, "driver is missing");
	snprintf(device->driver, sizeof device->driver, "%s", driver);
	if (config_map_choice(map, "role", roles, &role) < 0)
		return -EINVAL;
	if (!find_driver(device, role < 0 ? NULL : roles[role]))
		return fail_driver(map, driver);
	const char *place_key = place_keys[device->class];
	result = config_map_text(map, place_key, &place);
	if (result <= 0) {
		char problem[64];
		snprintf(problem, sizeof problem, "%s is missing", place_key);
		return result ? result : config_map_fail(map, NULL, problem);
	}
	if (strlen(place) >= ID_MAX)
		return config_map_fail(map, place_key, "is too long, allowed are 15 bytes");
	snprintf(device->place, sizeof device->place, "%s", place);
	if (hall && strcmp(place_key, "window") == 0 && hall_find_window(hall, place) < 0) {
		char problem[96];
		snprintf(problem, sizeof problem, "found \"%s\", which is no window of the hall",
			 place);
		return config_map_fail(map, place_key, problem);
	}
	if (hall && device->class == CLASS_PANEL)
		return check_group(map, hall, place);
	return 0;
}

static int take_volume(struct device *device, struct config_map *map)
{
	if (device->class != CLASS_SPEAKER)
		return 0;
	int taken = config_map_volume(map, "volume", device->volumes, &device->volume_count);
	if (taken == 1 && device->ops.speaker->volume == NULL)
		return config_map_fail(map, "volume", "found for a driver whose volume is fixed");
	return taken < 0 ? taken : 0;
}

static const char *kind_of_port(const struct devices *devices, const char *name)
{
	for (size_t i = 0; i < devices->ports.count; i++) {
		const struct port_description *port = port_describe(devices->ports.ports[i]);
		if (strcmp(port->name, name) == 0)
			return port_kind_name(port->kind);
	}
	return "";
}

static int open_device(struct devices *devices, struct config_map *map, const struct hall *hall)
{
	struct device *device = &devices->list[devices->count];
	struct board_keys keys;
	const char *port = NULL, *address = NULL;
	*device = (struct device){ .devices = devices };
	snprintf(device->detail, sizeof device->detail, "starting");
	device->since_us = devices->owner.now(devices->owner.context);
	int result = take_common(device, map, hall);
	if (result < 0)
		return result;
	if (take_volume(device, map) < 0)
		result = -EINVAL;		      /* and what else is wrong is said too */
	if (config_map_text(map, "port", &port) == 1) /* the driver takes it again */
		snprintf(device->port, sizeof device->port, "%s", port);
	device->port_kind = kind_of_port(devices, device->port);
	if (config_map_text(map, "address", &address) == 1)
		device->address = atoi(address); /* the driver says what is wrong with it */
	board_keys_init(&keys, map, &devices->ports);
	int opened = open_handle(device, &keys);
	board_keys_finish(&keys);
	if (opened == 0)
		devices->count++; /* closed with the others when something is wrong */
	return result < 0 ? result : opened;
}

int devices_open(struct devices **out, struct event_base *base, struct config_board *board,
		 const struct hall *hall, unsigned rate, const struct devices_owner *owner)
{
	struct devices *devices = calloc(1, sizeof *devices);
	if (!devices)
		return -ENOMEM;
	devices->base = base;
	devices->owner = *owner;
	devices->rate = rate;
	int result = open_ports(devices, board);
	size_t count = config_board_device_count(board);
	for (size_t i = 0; i < count; i++) {
		struct config_map *map = config_board_device(board, i);
		if (devices->count == DEVICES_MAX) {
			result = config_map_fail(map, NULL, "too many devices, allowed are 2048");
			break;
		}
		if (open_device(devices, map, hall) < 0)
			result = -EINVAL;
	}
	if (config_board_finish(board) > 0 || result < 0) {
		devices_close(devices);
		return -EINVAL;
	}
	for (size_t i = 0; i < devices->ports.count; i++)
		if (port_audio(devices->ports.ports[i]))
			audio_set_rate(port_audio(devices->ports.ports[i]), rate);
	*out = devices;
	return 0;
}

void devices_close(struct devices *devices)
{
	if (!devices)
		return;
	for (size_t i = 0; i < devices->count; i++) {
		struct device *device = &devices->list[i];
		switch (device->class) {
		case CLASS_PRINTER:
			device->ops.printer->close(device->handle.printer);
			break;
		case CLASS_DISPLAY:
			device->ops.display->close(device->handle.display);
			break;
		case CLASS_CALLER:
			device->ops.caller->close(device->handle.caller);
			break;
		case CLASS_EVALUATOR:
			device->ops.evaluator->close(device->handle.evaluator);
			break;
		case CLASS_SPEAKER:
			device->ops.speaker->close(device->handle.speaker);
			break;
		case CLASS_PANEL:
			device->ops.panel->close(device->handle.panel);
			break;
		case CLASS_ID_READER:
			device->ops.id_reader->close(device->handle.id_reader);
			break;
		case CLASS_SCANNER:
			device->ops.scanner->close(device->handle.scanner);
			break;
		case CLASS_PAGER:
			device->ops.pager->close(device->handle.pager);
			break;
		case CLASS_LAMP:
			device->ops.lamp->close(device->handle.lamp);
			break;
		case CLASS_COUNT:
			break;
		}
	}
	for (size_t i = 0; i < devices->ports.count; i++)
		port_close(devices->ports.ports[i]);
	free(devices);
}

/* --- finding --- */

const struct board_ports *devices_ports(const struct devices *devices)
{
	return &devices->ports;
}

size_t devices_count(const struct devices *devices)
{
	return devices->count;
}

struct device *devices_at(struct devices *devices, size_t index)
{
	return &devices->list[index];
}

struct device *devices_next(struct devices *devices, enum device_class class, const char *place,
			    const struct device *after)
{
	size_t i = after ? (size_t)(after - devices->list) + 1 : 0;
	for (; i < devices->count; i++)
		if (devices->list[i].class == class &&
		    (place == NULL || strcmp(devices->list[i].place, place) == 0))
			return &devices->list[i];
	return NULL;
}

struct device *devices_find(struct devices *devices, const char *name)
{
	for (size_t i = 0; i < devices->count; i++)
		if (strcmp(devices->list[i].name, name) == 0)
			return &devices->list[i];
	return NULL;
}

bool devices_change(const struct device *device, unsigned age, struct device_change *out,
		    const char **detail)
{
	if (age >= device->change_count)
		return false;
	unsigned at = (device->newest_change + DEVICE_CHANGES_MAX - age) % DEVICE_CHANGES_MAX;
	*out = device->changes[at];
	*detail = device->devices->details[out->detail];
	return true;
}

unsigned devices_volume(const struct device *device, unsigned minute)
{
	for (unsigned i = 0; i < device->volume_count; i++)
		if (minute >= device->volumes[i].from_min && minute < device->volumes[i].to_min)
			return device->volumes[i].percent;
	return 100;
}

void devices_statistics(const struct device *device, struct device_statistics *out)
{
	*out = (struct device_statistics){ 0 };
	switch (device->class) {
	case CLASS_PRINTER:
		device->ops.printer->statistics(device->handle.printer, out);
		break;
	case CLASS_DISPLAY:
		device->ops.display->statistics(device->handle.display, out);
		break;
	case CLASS_CALLER:
		device->ops.caller->statistics(device->handle.caller, out);
		break;
	case CLASS_EVALUATOR:
		device->ops.evaluator->statistics(device->handle.evaluator, out);
		break;
	case CLASS_SPEAKER:
		device->ops.speaker->statistics(device->handle.speaker, out);
		break;
	case CLASS_PANEL:
		device->ops.panel->statistics(device->handle.panel, out);
		break;
	case CLASS_ID_READER:
		device->ops.id_reader->statistics(device->handle.id_reader, out);
		break;
	case CLASS_SCANNER:
		device->ops.scanner->statistics(device->handle.scanner, out);
		break;
	case CLASS_PAGER:
		device->ops.pager->statistics(device->handle.pager, out);
		break;
	case CLASS_LAMP:
		device->ops.lamp->statistics(device->handle.lamp, out);
		break;
	case CLASS_COUNT:
		break;
	}
}
