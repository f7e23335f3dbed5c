/* All devices of a board file on their lines. Reads the board through firmware/config, so that the
 * daemon and the simulators can't read one file in two ways; takes only the keys it needs, the
 * daemon says which keys nobody knows. What a device is stands in sim_driver.h. */
#ifndef JIAOHAO_SIM_BOARD_H
#define JIAOHAO_SIM_BOARD_H

#include "printer_sim.h"
#include "pty_line.h"
#include "sim_clock.h"
#include "speaker_sim.h"
#include "tcp_line.h"

#include <stdbool.h>
#include <stddef.h>

struct event_base;
struct modbus_sim;
struct modbus_sim_slave;
struct sim_driver;

enum { SIM_NAME_MAX = 64, SIM_PATH_MAX = 256 };

enum sim_port_kind {
	SIM_PORT_SERIAL,
	SIM_PORT_RS485,
	SIM_PORT_TCP,
	SIM_PORT_AUDIO,
	SIM_PORT_INPUT,
	SIM_PORT_GPIO,
	SIM_PORT_NONE, /* nothing to simulate: a real sound card, USB, a real GPIO chip */
};

struct sim_port {
	char name[SIM_NAME_MAX];
	enum sim_port_kind kind;
	char kind_name[SIM_NAME_MAX]; /* as written */
	char path[SIM_PATH_MAX];      /* of the link, or ADDRESS:PORT */
	char address[SIM_NAME_MAX];   /* "": a pty, not a socket */
	int tcp_port;
	bool gateway; /* RS485: reached by Modbus TCP */
	unsigned baud;
	bool parity;
	enum printer_sim_flow flow;
	struct sim_board *board;
	struct pty_line *line;
	struct tcp_line *tcp;
	struct modbus_sim *bus;	    /* RS485: made by its first Modbus slave */
	struct speaker_sim speaker; /* AUDIO: shared by the speakers that name the port */
};

struct sim_device {
	char name[SIM_NAME_MAX];
	char driver_name[SIM_NAME_MAX];
	char place_kind[8]; /* "window", "kiosk", "group" or "" */
	char place[SIM_NAME_MAX];
	const struct sim_driver *driver;
	bool absent; /* its port can't be simulated */
	bool power;
	struct sim_board *board;
	struct sim_port *port;
	void *sim; /* the driver's */
};

struct sim_board {
	char name[SIM_NAME_MAX];
	const char *state; /* the folder where devices keep what outlives a power cut, or NULL */
	struct event_base *base;
	const struct sim_clock *clock;
	struct sim_port *ports;
	size_t port_count;
	struct sim_device *devices;
	size_t device_count;
};

/** Read @p path and bring every device up. @p state: the folder where devices keep what outlives a
 *  power cut; NULL: the folder of their line. 0, or negative with the reasons written to stderr. */
int sim_board_open(struct sim_board *board, const char *path, const char *state,
		   struct event_base *base, const struct sim_clock *clock);
struct sim_device *sim_board_device(struct sim_board *board, const char *name);
/** The Modbus side of a device, else NULL. */
struct modbus_sim_slave *sim_device_slave(struct sim_device *device);
/** The folder where this device keeps what outlives a power cut. */
void sim_device_state_folder(const struct sim_device *device, char *out, size_t size);
bool sim_device_unplugged(const struct sim_device *device);
/** 0 or -errno. */
int sim_device_unplug(struct sim_device *device, bool unplugged);
/** Power of one device. 0 or -errno; -ENOTSUP: a device without a switch. */
int sim_device_power(struct sim_device *device, bool on);
void sim_board_close(struct sim_board *board);

#endif
