/* The keypad at a window: the clerk's call box, the citizen's rating keys, or both in one box, as
 * the registers of our own map (holding registers):
 *
 *   0 device type 4A48h   1 map version 1        2 boot count, non-volatile  3 press sequence
 *   4 last key            5 rating state         6 rating token              7 echo of 8
 *   8 echo (written)      9 arm seconds, 0 ends  10 arm token                11 feedback   12
 * waiting              13 its own address: the answer still comes from the old one
 *
 * 0 … 7 are read only. Knows no line. */
#ifndef JIAOHAO_KEYPAD_SIM_H
#define JIAOHAO_KEYPAD_SIM_H

#include "modbus_sim.h"
#include "sim_clock.h"

#include <stdbool.h>
#include <stdint.h>

struct event_base;
struct event;

enum keypad_sim_register {
	KEYPAD_TYPE,
	KEYPAD_VERSION,
	KEYPAD_BOOT,
	KEYPAD_SEQUENCE,
	KEYPAD_KEY,
	KEYPAD_STATE,
	KEYPAD_TOKEN,
	KEYPAD_ECHO,
	KEYPAD_WRITE_ECHO,
	KEYPAD_ARM_SECONDS,
	KEYPAD_ARM_TOKEN,
	KEYPAD_FEEDBACK,
	KEYPAD_WAITING,
	KEYPAD_ADDRESS,
	KEYPAD_REGISTERS,
};

enum keypad_sim_state { KEYPAD_IDLE, KEYPAD_ARMED, KEYPAD_RATED, KEYPAD_TIMED_OUT };

enum {
	KEYPAD_DEVICE_TYPE = 0x4A48,
	KEYPAD_MAP_VERSION = 1,
	KEYPAD_STUCK_REPEAT_MS = 200,
	KEYPAD_PATH_MAX = 256,
};

/* All zero is a healthy box. */
struct keypad_sim_faults {
	bool bounce;   /* every press counts twice */
	int stuck_key; /* this key repeats by itself, every KEYPAD_STUCK_REPEAT_MS real ms */
};

struct keypad_sim {
	struct modbus_sim_slave slave;
	const struct sim_clock *clock;
	struct keypad_sim_faults faults;
	bool caller, evaluator;		 /* the roles its keys have */
	char boot_path[KEYPAD_PATH_MAX]; /* where the boot count outlives a power cut; "": nowhere
					  */
	uint16_t registers[KEYPAD_REGISTERS];
	uint64_t presses, feedback_count[5], arms; /* feedback by its code */
	struct event *rating_timer, *stuck_timer;
};

/** The code of a key's name ("next" … "rate_5"), or 0. */
int keypad_sim_key_code(const char *name);
/** The name of a key's code, or NULL. */
const char *keypad_sim_key_name(int code);

/** @p keypad is zeroed by the caller and stays in place. Powers the box up: the boot count is read,
 *  counted up and written back. 0; -ENOMEM; or -errno of the boot count's file. */
int keypad_sim_init(struct keypad_sim *keypad, uint8_t address, const char *boot_path,
		    const struct sim_clock *clock, struct event_base *base);
/** One press of a key. 0; -EINVAL: the box has no such key. */
int keypad_sim_press(struct keypad_sim *keypad, int key);
/** Set faults.stuck_key through this: it starts or ends the repeating. */
void keypad_sim_stick(struct keypad_sim *keypad, int key);
/** Power off and on. 0 or -errno of the boot count's file. */
int keypad_sim_reboot(struct keypad_sim *keypad);
void keypad_sim_finish(struct keypad_sim *keypad);

#endif
