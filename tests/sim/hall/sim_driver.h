/* What hall-sim knows of a driver's device: one file sim_<driver>.c each, one line in
 * sim_drivers.c. The device itself is a protocol object of tests/sim; here it meets the board file,
 * its line and the API. */
#ifndef JIAOHAO_SIM_DRIVER_H
#define JIAOHAO_SIM_DRIVER_H

#include "config.h"
#include "modbus_sim.h"
#include "sim_board.h"

#include <jansson.h>

enum {
	SIM_FAULTS_MAX = 24,
	SIM_PROBLEM_MAX = 512,
	SIM_PRESSES_MAX = 1000,
	SIM_VIEW_LAST = 20, /* entries of a log that a device's own view shows */
	SIM_LATE_MAX_MS = 60000,
	SIM_LATENCY_US = 5000, /* of a small controller, from the request's end to its answer */
};

enum { SIM_BAD_REQUEST = 400, SIM_CONFLICT = 409, SIM_SERVER_ERROR = 500 };

/* A fault that is a plain flag or number; exactly one of the two pointers is set. */
struct sim_fault {
	const char *name;
	bool *flag;
	unsigned *number;
	unsigned max;
};

/* NULL where a device has nothing of the kind. "problem" is a buffer of SIM_PROBLEM_MAX. */
struct sim_driver {
	const char *driver;
	const char *role; /* of the board file, where one driver has several; else NULL */
	const char *kind; /* "display" …: what the views call it */
	unsigned ports;	  /* 1u << enum sim_port_kind, or'ed */
	bool alone;	  /* no second device on its port */
	size_t size;	  /* of device->sim, zeroed before start */
	/** Take the keys it needs and come up. 0; negative with the reason said. */
	int (*start)(struct sim_device *device, struct config_map *map);
	void (*finish)(struct sim_device *device);
	/** Bytes on its line, all of them, whoever they are for. Not for Modbus slaves. */
	void (*received)(struct sim_device *device, const uint8_t *bytes, size_t count,
			 int64_t ended_us);
	/** Its side of a Modbus bus, added to the bus after start. */
	struct modbus_sim_slave *(*slave)(struct sim_device *device);
	/** Its plain faults but those of its slave and its line. How many. */
	size_t (*faults)(struct sim_device *device, struct sim_fault *faults);
	/** After plain faults were changed. */
	void (*faults_changed)(struct sim_device *device);
	/** Other keys of a fault's body, parted by one space, and what they do after all was
	 *  checked: 0 or an HTTP status. clear: as after {"clear": true}. */
	const char *act_keys;
	int (*act)(struct sim_device *device, const json_t *body, char *problem);
	void (*clear)(struct sim_device *device);
	int (*reboot)(struct sim_device *device); /* 0 or -errno */
	/** Power went off or came. 0 or -errno. NULL: it has no switch. */
	int (*power)(struct sim_device *device, bool on, bool was_on);
	void (*unplugged)(struct sim_device *device);
	/** 0 or an HTTP status; the body is a JSON object, and the device has power. */
	const char *press_keys;
	int (*press)(struct sim_device *device, const json_t *body, char *problem);
	const char *set_keys; /* beside power */
	int (*set)(struct sim_device *device, const json_t *body, char *problem);
	void (*brief)(struct sim_device *device, json_t *view);
	void (*view)(struct sim_device *device, json_t *view);
	const char *log; /* "history" … */
	uint32_t (*log_count)(const struct sim_device *device);
	/** Entries from number @p after + 1 on. */
	json_t *(*log_entries)(const struct sim_device *device, long after);
};

/** Ended by NULL. */
extern const struct sim_driver *const sim_drivers[];
/** NULL: none. @p role as in the board file, "" where it has none. */
const struct sim_driver *sim_driver_find(const char *driver, const char *role);

/** Bytes to the host, at line speed. 0; negative: the line is full or unplugged, they are lost. */
int sim_device_send(struct sim_device *device, const uint8_t *bytes, size_t count);
/** Does the device hear and speak? Not without power. */
static inline bool sim_device_lives(const struct sim_device *device)
{
	return device->power;
}

/* --- for bodies and keys --- */

/** Say what is wrong; returns @p status. */
__attribute__((format(printf, 3, 4))) int sim_refuse(char *problem, int status, const char *format,
						     ...);
/** 0 or a status: what stands under @p key, if anything does, must be of that kind. */
int sim_check_boolean(const json_t *body, const char *key, char *problem);
int sim_check_integer(const json_t *body, const char *key, json_int_t max, char *problem);
/** Takes a text into a buffer; 1, 0 or -EINVAL as config_map_text. */
int sim_take(struct config_map *map, const char *key, char *out, size_t size);
int sim_need(struct config_map *map, const char *key, char *out, size_t size);
int sim_need_integer(struct config_map *map, const char *key, long min, long max, long *out);
/** Text from a wire may hold anything; JSON wants UTF-8. */
json_t *sim_text_json(const char *text);
/** Hall time as RFC 3339. */
json_t *sim_time_json(int64_t time_us);

#endif
