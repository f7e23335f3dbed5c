/* A board file as generic maps: the app and the drivers take the keys, config_board_finish says
 * what nobody took. What every board must keep, whatever its drivers, is checked here: unique
 * names, one owner for each line, one device for each address of a bus and for each port that is no
 * bus, the limits. */
#include "config_node.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	BOARD_PORTS_MAX = 128,
	BOARD_DEVICES_MAX = 4096,
	BOARD_BUSES_MAX = 16,
	BUS_DEVICES_MAX = 128,
	ENDPOINT_MAX = 128,
	WATCHDOG_S = 30,
	WATCHDOG_MIN_S = 10, /* a COMMIT on a slow card may take seconds */
	WATCHDOG_MAX_S = 600,
};

struct config_board {
	struct config_tree tree;
	const char *name;
	bool simulated;
	const char *watchdog; /* NULL: none */
	long watchdog_s;
	struct config_node *ports, *devices; /* lists; NULL: none */
	struct config_map **port_maps, **device_maps;
};

/* The text under @p key without taking it; NULL where there is none. */
static const char *peek(const struct config_node *map, const char *key)
{
	const struct config_node *node = config_node_find(map, key);
	return node && node->kind == CONFIG_TEXT ? node->text : NULL;
}

static bool same_text(const struct config_node *one, const struct config_node *other,
		      const char *key)
{
	const char *text = peek(one, key), *other_text = peek(other, key);
	return text && other_text && strcmp(text, other_text) == 0;
}

/* --- each list --- */

/* Every item is a map with a name of its own. */
static void check_names(struct config_node *list)
{
	for (struct config_node *item = list->first; item; item = item->next) {
		char found[CONFIG_FOUND_MAX];
		const char *name;
		if (item->kind != CONFIG_MAP) {
			if (item->kind != CONFIG_BAD)
				config_node_fail(item, "found %s, allowed is a map {key: value, …}",
						 config_node_found(item, found));
			continue;
		}
		name = peek(item, "name");
		if (name && strlen(name) >= DEVICE_NAME_MAX)
			config_node_fail(config_node_find(item, "name"),
					 "found %s, allowed are at most %d bytes",
					 config_text_found(name, found), DEVICE_NAME_MAX - 1);
		for (struct config_node *other = list->first; other != item; other = other->next) {
			if (other->kind == CONFIG_MAP && same_text(item, other, "name")) {
				config_node_fail(
					config_node_find(item, "name"),
					"found %s, which line %u has too, allowed is each once",
					config_text_found(name, found), other->line);
				break;
			}
		}
	}
}

static bool is_kind(const struct config_node *port, const char *kind)
{
	const char *found = peek(port, "kind");
	return found && strcmp(found, kind) == 0;
}

static bool is_bus(const struct config_node *port)
{
	return is_kind(port, "rs485") || is_kind(port, "modbus-tcp");
}

/* ADDRESS:PORT of a port on the network, however it is written; "" of any other. Returns the key
 * that a mistake is said at. */
static const char *endpoint(const struct config_node *port, char *out, size_t size)
{
	const char *device = peek(port, "device"), *address = peek(port, "address");
	const char *number = peek(port, "tcp_port");
	out[0] = '\0';
	if (device && strncmp(device, "tcp://", 6) == 0) {
		snprintf(out, size, "%s", device + 6);
		return "device";
	}
	if (!address || (!is_kind(port, "tcp") && !is_kind(port, "modbus-tcp")))
		return "address";
	if (!number)
		number = is_kind(port, "tcp") ? "9100" : "502";
	bool v6 = strchr(address, ':') != NULL;
	snprintf(out, size, v6 ? "[%s]:%ld" : "%s:%ld", address, strtol(number, NULL, 0));
	return "address";
}

/* The key under which both ports name the same line, card or peer; NULL: they don't. */
static const char *same_line(const struct config_node *port, const struct config_node *other)
{
	char here[ENDPOINT_MAX], there[ENDPOINT_MAX];
	/* Sound devices may be shared, "default" often is. */
	if (other->kind != CONFIG_MAP || is_kind(port, "audio"))
		return NULL;
	if (same_text(port, other, "device"))
		return "device";
	if (is_kind(port, "gpio") && same_text(port, other, "chip"))
		return "chip";
	const char *key = endpoint(port, here, sizeof here);
	endpoint(other, there, sizeof there);
	return here[0] && strcmp(here, there) == 0 ? key : NULL;
}

static void check_ports(struct config_node *list)
{
	unsigned buses = 0;
	check_names(list);
	for (struct config_node *port = list->first; port; port = port->next) {
		char found[CONFIG_FOUND_MAX];
		if (port->kind != CONFIG_MAP)
			continue;
		if (is_bus(port) && ++buses == BOARD_BUSES_MAX + 1)
			config_node_fail(port,
					 "found a port %s more than the %d buses that are allowed",
					 peek(port, "kind"), BOARD_BUSES_MAX);
		for (struct config_node *other = list->first; other != port; other = other->next) {
			const char *key = same_line(port, other);
			if (!key)
				continue;
			config_node_fail(
				config_node_find(port, key),
				"found %s, which the port in line %u has too, allowed is one owner",
				config_text_found(peek(port, key), found), other->line);
			break;
		}
	}
}

static bool same_number(const struct config_node *one, const struct config_node *other,
			const char *key)
{
	const char *text = peek(one, key), *other_text = peek(other, key);
	return text && other_text && strtol(text, NULL, 0) == strtol(other_text, NULL, 0);
}

/* Does the port named so belong to one device alone, unless its devices have addresses? Two
 * printers on one line would each take the answers that the other waits for. */
static bool is_for_one(const struct config_node *ports, const char *name)
{
	for (struct config_node *port = ports ? ports->first : NULL; port; port = port->next) {
		const char *found = port->kind == CONFIG_MAP ? peek(port, "name") : NULL;
		if (found && name && strcmp(found, name) == 0)
			return is_kind(port, "serial") || is_kind(port, "tcp") ||
			       is_kind(port, "usb-printer") || is_kind(port, "input");
	}
	return false;
}

static bool check_alone(const struct config_node *ports, struct config_node *device,
			const struct config_node *other)
{
	char found[CONFIG_FOUND_MAX];
	const char *port = peek(device, "port");
	if (!same_text(device, other, "port") || !is_for_one(ports, port) ||
	    (peek(device, "address") && peek(other, "address")))
		return true;
	config_node_fail(config_node_find(device, "port"),
			 "found %s, which the device in line %u has too, "
			 "allowed is one device on a port of this kind, or such with addresses",
			 config_text_found(port, found), other->line);
	return false;
}

/* Two devices on one address answer at the same time. A key box may be caller and evaluator at
 * once: same driver, same address, another role. */
static bool collide(const struct config_node *one, const struct config_node *other)
{
	if (!same_text(one, other, "port") || !same_number(one, other, "address"))
		return false;
	return !same_text(one, other, "driver") || same_text(one, other, "role") ||
	       !peek(one, "role") || !peek(other, "role");
}

/* Each button, lamp or relay has a line of its own. */
static bool check_line(struct config_node *device, const struct config_node *other)
{
	char found[CONFIG_FOUND_MAX];
	if (!same_text(device, other, "port") || !same_text(device, other, "line"))
		return true;
	config_node_fail(config_node_find(device, "line"),
			 "found %s, which the device in line %u has too on this port, "
			 "allowed is one device on a line",
			 config_text_found(peek(device, "line"), found), other->line);
	return false;
}

static void check_devices(struct config_node *list, const struct config_node *ports)
{
	check_names(list);
	for (struct config_node *device = list->first; device; device = device->next) {
		char found[CONFIG_FOUND_MAX];
		unsigned on_port = 1;
		if (device->kind != CONFIG_MAP)
			continue;
		for (struct config_node *other = list->first; other != device;
		     other = other->next) {
			if (other->kind != CONFIG_MAP)
				continue;
			on_port += same_text(device, other, "port");
			if (!check_alone(ports, device, other) || !check_line(device, other))
				break;
			if (!collide(device, other))
				continue;
			config_node_fail(
				config_node_find(device, "address"),
				"found %s, which the device in line %u has too on this port, "
				"allowed is each address once",
				config_text_found(peek(device, "address"), found), other->line);
			break;
		}
		if (on_port == BUS_DEVICES_MAX + 1)
			config_node_fail(config_node_find(device, "port"),
					 "found a device more than the %d that one port may have",
					 BUS_DEVICES_MAX);
	}
}

/* --- the file --- */

static void read_board(struct config_board *board, struct config_map *top)
{
	struct config_map *map;
	int taken = config_map_map(top, "board", &map);
	if (taken == 0)
		config_map_missing(top, "board", "a map with the board's name");
	if (taken != 1)
		return;
	if (config_map_text(map, "name", &board->name) == 0)
		config_map_missing(map, "name", "the board's name");
	config_map_boolean(map, "simulated", &board->simulated);
	board->watchdog_s = WATCHDOG_S;
	int with_time = config_map_integer(map, "watchdog_s", WATCHDOG_MIN_S, WATCHDOG_MAX_S,
					   &board->watchdog_s);
	if (config_map_text(map, "watchdog", &board->watchdog) == 0 && with_time == 1)
		config_map_fail(map, "watchdog_s", "needs the key watchdog: /dev/watchdog");
}

/* The list under @p key and an array of its maps' faces. */
static int read_list(struct config_board *board, struct config_map *top, const char *key,
		     unsigned max, struct config_node **out, struct config_map ***maps)
{
	struct config_node *list;
	unsigned i = 0;
	if (config_map_list(top, key, 0, max, &list) != 1)
		return 0;
	*out = list;
	*maps = config_tree_alloc(&board->tree, (list->count + 1) * sizeof **maps);
	if (!*maps)
		return -ENOMEM;
	for (struct config_node *item = list->first; item; item = item->next)
		(*maps)[i++] = &item->map;
	return 0;
}

static int read_top(struct config_board *board, struct config_map *top)
{
	int result;
	read_board(board, top);
	result = read_list(board, top, "ports", BOARD_PORTS_MAX, &board->ports, &board->port_maps);
	if (result == 0)
		result = read_list(board, top, "devices", BOARD_DEVICES_MAX, &board->devices,
				   &board->device_maps);
	if (result < 0)
		return result;
	if (board->ports)
		check_ports(board->ports);
	if (board->devices)
		check_devices(board->devices, board->ports);
	config_map_leftover(top, true);
	if (config_node_find(top->node, "board") &&
	    config_node_find(top->node, "board")->kind == CONFIG_MAP)
		config_map_leftover(&config_node_find(top->node, "board")->map, true);
	return 0;
}

int config_board_parse(struct config_board **out, const char *name, const char *text, size_t length,
		       struct config_report *report)
{
	unsigned mistakes = report->mistakes;
	struct config_map *top;
	struct config_board *board = calloc(1, sizeof *board);
	int result = board ? 0 : -ENOMEM;
	if (board)
		result = config_tree_parse(&board->tree, name, text, length, report);
	if (result == 0 && config_node_map(board->tree.root, &top) == 1)
		result = read_top(board, top);
	if (result == -ENOMEM)
		config_say(report, name, 1, 1, "file", "no memory left to read it");
	if (result < 0 || report->mistakes != mistakes) {
		config_board_free(board);
		return -EINVAL;
	}
	*out = board;
	return 0;
}

void config_board_free(struct config_board *board)
{
	if (!board)
		return;
	config_tree_free(&board->tree);
	free(board);
}

const char *config_board_name(const struct config_board *board)
{
	return board->name;
}

bool config_board_simulated(const struct config_board *board)
{
	return board->simulated;
}

const char *config_board_watchdog(const struct config_board *board, int *timeout_s)
{
	*timeout_s = (int)board->watchdog_s;
	return board->watchdog;
}

size_t config_board_port_count(const struct config_board *board)
{
	return board->ports ? board->ports->count : 0;
}

size_t config_board_device_count(const struct config_board *board)
{
	return board->devices ? board->devices->count : 0;
}

static struct config_map *hand_out(struct config_map *map)
{
	map->node->handed_out = true;
	return map;
}

struct config_map *config_board_port(struct config_board *board, size_t index)
{
	return hand_out(board->port_maps[index]);
}

struct config_map *config_board_device(struct config_board *board, size_t index)
{
	return hand_out(board->device_maps[index]);
}

/* The map's own keys first: what a mistake says of an inner map must not hide them. */
static void finish_map(struct config_node *map)
{
	if (!map->handed_out)
		return;
	config_map_leftover(&map->map, false);
	for (struct config_node *node = map->first; node; node = node->next)
		if (node->kind == CONFIG_MAP)
			finish_map(node);
}

unsigned config_board_finish(struct config_board *board)
{
	for (size_t i = 0; i < config_board_port_count(board); i++)
		finish_map(board->port_maps[i]->node);
	for (size_t i = 0; i < config_board_device_count(board); i++)
		finish_map(board->device_maps[i]->node);
	return board->tree.report->mistakes;
}
