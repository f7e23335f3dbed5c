/* A board file's map as the keys that ports and drivers take: joins firmware/config to
 * hal/device/config_keys.h, and finds ports by name. */
#ifndef JIAOHAO_BOARD_KEYS_H
#define JIAOHAO_BOARD_KEYS_H

#include "config.h"
#include "config_keys.h"
#include "port.h"

#include <stddef.h>

enum { BOARD_PORTS_MAX = 128 };

struct board_ports {
	size_t count;
	struct port *ports[BOARD_PORTS_MAX];
};

struct board_keys {
	struct config_keys face; /* what is given to drivers */
	struct config_map *map;
	const struct board_ports *ports;  /* NULL while the ports themselves are opened */
	struct board_keys *nested, *next; /* maps inside, made by take_map */
};

void board_keys_init(struct board_keys *keys, struct config_map *map,
		     const struct board_ports *ports);
/** Frees the nested keys. */
void board_keys_finish(struct board_keys *keys);

#endif
