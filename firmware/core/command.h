/* What somebody or a device asks for. Carries everything decide may know of the world: time,
 * offset, random bits, whether the kiosk's printer can print. Decided once. */
#ifndef JIAOHAO_COMMAND_H
#define JIAOHAO_COMMAND_H

#include "record.h"
#include "refusal.h"

/* Stored in records as a number: never renumber. */
enum command_kind {
	COMMAND_NONE = 0,
	COMMAND_LOAD_HALL = 1,	  /* hall */
	COMMAND_TICK = 2,	  /* do what time brought; the first one of all opens the day */
	COMMAND_CLOCK_SET = 3,	  /* value = accepted step, µs */
	COMMAND_WINDOW_OPEN = 10, /* window, agent */
	COMMAND_WINDOW_CLOSE = 11,
	COMMAND_WINDOW_PAUSE = 12, /* reason */
	COMMAND_WINDOW_RESUME = 13,
	COMMAND_ISSUE = 20,  /* service, kiosk?, language?, class_id?, paperless, printer, random */
	COMMAND_CANCEL = 21, /* ticket */
	COMMAND_NEXT = 22,   /* window */
	COMMAND_RECALL = 23,
	COMMAND_START = 24,
	COMMAND_FINISH = 25,
	COMMAND_NO_SHOW = 26,
	COMMAND_RATE =
		30, /* ticket or window (its evaluator: the last finished there), level, channel */
	COMMAND_PRINTED = 40,	    /* ticket; value = the attempt it is the outcome of */
	COMMAND_PRINT_FAILED = 41,  /* the same */
	COMMAND_PRINT_UNKNOWN = 42, /* the same */
	COMMAND_REPRINT = 43,	    /* ticket, kiosk? (staff may leave it out), printer */
	COMMAND_KEYPAD = 50, /* device, window, boot, key_sequence, key_code: see enum key_code */
};

enum printer_state { PRINTER_NONE, PRINTER_READY, PRINTER_DOWN };

enum key_code {
	KEY_BASELINE = 0, /* the first read after a start or restored: a press only when boot and
			   * key_sequence show exactly one press since the remembered one; which key
			   * it was is in last_key */
	KEY_NEXT = 1,
	KEY_RECALL = 2,
	KEY_START = 3,
	KEY_FINISH = 4,
	KEY_NO_SHOW = 5,
	KEY_PAUSE = 6,	    /* toggles */
	KEY_OPEN_CLOSE = 7, /* toggles */
	KEY_RATE_1 = 11,    /* 非常不满意 */
	KEY_RATE_2,
	KEY_RATE_3,
	KEY_RATE_4,
	KEY_RATE_5, /* 非常满意 */
};

struct command {
	uint8_t kind;
	int64_t time_us; /* hall time, UTC; never smaller than the state's last */
	int32_t utc_offset_s;
	struct command_key key;
	char source[SOURCE_MAX];

	char service[ID_MAX];
	char window[ID_MAX];
	char kiosk[ID_MAX];
	char language[LANGUAGE_MAX];
	char class_id[ID_MAX];
	char agent[AGENT_MAX];
	char reason[REASON_MAX];
	char device[DEVICE_NAME_MAX];
	uint32_t ticket; /* serial */
	int64_t value;
	uint32_t boot, key_sequence;
	uint8_t key_code;
	uint8_t last_key; /* with KEY_BASELINE */
	uint8_t level, channel;
	uint8_t printer; /* enum printer_state of the kiosk's printer, asked just now */
	bool paperless;
	uint8_t random[TICKET_ID_BYTES];
	const struct hall *hall; /* LOAD_HALL; borrowed during decide and apply */
};

/** Staff commands are decided before issues in one batch. */
bool command_is_staff(enum command_kind kind);

#endif
