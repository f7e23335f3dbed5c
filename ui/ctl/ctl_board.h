/* What a board file says of its Modbus lines: enough to scan them and to give addresses. The file
 * must be one that check finds well: its other mistakes are not said here. */
#ifndef JIAOHAO_CTL_BOARD_H
#define JIAOHAO_CTL_BOARD_H

#include <stdbool.h>
#include <stdint.h>

enum { CTL_BOARD_DEVICES_MAX = 2048, CTL_BOARD_PORTS_MAX = 64 };

struct ctl_port {
	char name[32], device[128];
	int baud;
	char parity;
};

enum ctl_kind { CTL_DISPLAY, CTL_KEYPAD };

struct ctl_device {
	char name[32], place[32];
	const struct ctl_port *port;
	enum ctl_kind kind;
	int address;
	int address_register; /* -1: its address can't be written */
	uint16_t text;	      /* of a display: its first text register, how many */
	unsigned registers;
	bool low_first, fill_space;
};

struct ctl_board {
	unsigned port_count, device_count;
	struct ctl_port ports[CTL_BOARD_PORTS_MAX];
	struct ctl_device devices[CTL_BOARD_DEVICES_MAX]; /* on Modbus lines, in the file's order */
};

/** NULL: said. free() it. */
struct ctl_board *ctl_board_read(const char *path);
/** NULL: there is none of this name; said, with those there are. */
const struct ctl_port *ctl_board_port(const struct ctl_board *board, const char *path,
				      const char *name);
const struct ctl_device *ctl_board_device(const struct ctl_board *board, const char *path,
					  const char *name);
/** The device at an address of a port; NULL: none. */
const struct ctl_device *ctl_board_at(const struct ctl_board *board, const struct ctl_port *port,
				      int address);

#endif
