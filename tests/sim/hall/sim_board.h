/* All devices of a board file on their lines. Reads the board through firmware/config, so that the
 * daemon and the simulators can't read one file in two ways; takes only the keys it needs, the
 * daemon says which keys nobody knows. */
#ifndef JIAOHAO_SIM_BOARD_H
#define JIAOHAO_SIM_BOARD_H

#include "keypad_sim.h"
#include "led_sim.h"
#include "printer_sim.h"
#include "pty_line.h"
#include "sim_clock.h"
#include "speaker_sim.h"
#include "tcp_line.h"

#include <stdbool.h>
#include <stddef.h>

struct event_base;

enum { SIM_NAME_MAX = 64, SIM_PATH_MAX = 256 };

enum sim_port_kind { SIM_PORT_SERIAL, SIM_PORT_RS485, SIM_PORT_TCP, SIM_PORT_AUDIO, SIM_PORT_NONE };

struct sim_port {
	char name[SIM_NAME_MAX];
	enum sim_port_kind kind;      /* SIM_PORT_NONE: nothing to simulate (gpio, usb) */
	char kind_name[SIM_NAME_MAX]; /* as written */
	char path[SIM_PATH_MAX];      /* of the link, or ADDRESS:PORT */
	char address[SIM_NAME_MAX];
	int tcp_port;
	unsigned baud;
	bool parity;
	enum printer_sim_flow flow;
	struct pty_line *line; /* SERIAL, RS485, AUDIO */
	struct tcp_line *tcp;
	struct modbus_sim *bus;	     /* RS485 */
	struct printer_sim *printer; /* SERIAL, TCP: the one device on it */
	struct speaker_sim speaker;  /* AUDIO: shared by the speakers that name the port */
};

enum sim_device_kind { SIM_DISPLAY, SIM_KEYPAD, SIM_PRINTER, SIM_SPEAKER, SIM_ABSENT };

struct sim_device {
	char name[SIM_NAME_MAX];
	char driver[SIM_NAME_MAX];
	char place_kind[8]; /* "window", "kiosk", "group" or "" */
	char place[SIM_NAME_MAX];
	enum sim_device_kind kind; /* SIM_ABSENT: its port can't be simulated */
	bool power;
	struct sim_port *port;
	struct led_sim led;
	struct keypad_sim keypad;
	struct printer_sim printer;
};

struct sim_board {
	char name[SIM_NAME_MAX];
	struct event_base *base;
	const struct sim_clock *clock;
	struct sim_port *ports;
	size_t port_count;
	struct sim_device *devices;
	size_t device_count;
};

/** Read @p path and bring every device up. @p state: the folder where keypads keep their boot
 *  counts; NULL: the folder of their line. 0, or negative with the reasons written to stderr. */
int sim_board_open(struct sim_board *board, const char *path, const char *state,
		   struct event_base *base, const struct sim_clock *clock);
struct sim_device *sim_board_device(struct sim_board *board, const char *name);
/** The Modbus side of a display or keypad, else NULL. */
struct modbus_sim_slave *sim_device_slave(struct sim_device *device);
bool sim_device_unplugged(const struct sim_device *device);
/** 0 or -errno. */
int sim_device_unplug(struct sim_device *device, bool unplugged);
/** Power of one device. 0 or -errno; -ENOTSUP: a device without a switch. */
int sim_device_power(struct sim_device *device, bool on);
void sim_board_close(struct sim_board *board);

#endif
