/* A ticket printer as the firmware sees it. */
#ifndef JIAOHAO_PRINTER_H
#define JIAOHAO_PRINTER_H

#include "config_keys.h"
#include "device.h"

#include <stdbool.h>

struct event_base;
struct printer; /* the driver's own */

enum {
	PRINT_LINES_MAX = 64,
	PRINT_TEXT_MAX = 160,
	PRINT_QR_MAX = 256,
	PRINT_LANGUAGE_MAX = 8,
	PRINT_LOGO_MAX = 128,
	PRINT_JOBS_MAX = 4,
};

enum print_align { PRINT_LEFT, PRINT_CENTRE, PRINT_RIGHT };

struct print_line {
	char text[PRINT_TEXT_MAX]; /* UTF-8, one line; "" feeds one */
	/* enum print_align: PRINT_LEFT is where the line's language begins, so Uyghur at the
	 * right */
	uint8_t align;
	uint8_t size; /* 1 … 8 times the normal height and width */
	bool bold;
	bool rule; /* a rule across the paper instead of text */
	/* "zh", "en", "ug" …: a hint for drawing what the printer's own font lacks; "": not known
	 */
	char language[PRINT_LANGUAGE_MAX];
};

struct print_page {
	char logo[PRINT_LOGO_MAX]; /* path of a PNG, printed above the lines; "": none */
	uint8_t line_count;
	struct print_line lines[PRINT_LINES_MAX];
	char qr[PRINT_QR_MAX]; /* printed below the lines; "": none */
};

enum paper_state { PAPER_UNKNOWN, PAPER_OK, PAPER_NEAR_END, PAPER_OUT };

enum print_outcome {
	PRINT_OUTCOME_PRINTED, /* confirmed by a buffered answer after the cut */
	PRINT_OUTCOME_FAILED, /* nothing readable can have come out: no byte of the text was sent */
	PRINT_OUTCOME_UNKNOWN, /* no confirmation came */
};

/* What a sensor says; not every printer has every one, and of many models it is not known. */
enum printer_sensor {
	SENSOR_UNKNOWN, /* nothing is known of it, or not now */
	SENSOR_NONE,	/* this model has none */
	SENSOR_CLEAR,	/* all is well */
	SENSOR_SET,	/* near its end, open, jammed */
};

/* What was printed since the roll was put in: the owner keeps it over a restart. */
struct printer_roll {
	bool known; /* a change of the roll was seen, so the rest counts from a whole one */
	bool ended; /* the paper ended: what comes next is a new roll */
	uint32_t used_mm, tickets;
};

struct printer_status {
	enum device_health health;
	enum paper_state paper;
	enum printer_sensor near_end, cover, cutter;
	bool cover_open;      /* false also when not known */
	bool can_print;	      /* a ticket asked for now would come out, as far as is known */
	bool paper_low;	      /* by what was printed, little is left; near_end may come later */
	int32_t tickets_left; /* an estimate; -1: not known */
	struct printer_roll roll;
};

struct printer_owner {
	void *context;
	device_health_fn *health;
	/* On each change, but not of tickets_left and roll alone. */
	void (*status)(void *context, const struct printer_status *status);
	/* exactly once per accepted job, in order; may not call close */
	void (*finished)(void *context, uint64_t job, enum print_outcome outcome);
};

struct printer_ops {
	const char *name; /* as written after "driver:" in a board file */
	/** 0, or -EINVAL with the reason said at its line. @p owner must outlive the printer. */
	int (*open)(struct printer **out, struct event_base *base, struct config_keys *keys,
		    const struct printer_owner *owner);
	/** Print and cut; @p job comes back in owner->finished. 0; -EAGAIN: PRINT_JOBS_MAX jobs
	 *  wait; -ENODEV: it is known that it can't print (out of paper, cover open, lost): nothing
	 *  was sent and finished is not called. */
	int (*print)(struct printer *printer, const struct print_page *page, uint64_t job);
	/** Cells of a line at size 1, of which a Chinese character takes two. NULL: as 58 mm paper,
	 *  32. */
	unsigned (*columns)(const struct printer *printer);
	/** What is known now, without asking the wire (it is polled at least every second). */
	void (*status)(const struct printer *printer, struct printer_status *out);
	void (*statistics)(const struct printer *printer, struct device_statistics *out);
	/** What the owner kept of the last run; before the loop runs. */
	void (*set_roll)(struct printer *printer, const struct printer_roll *roll);
	void (*close)(struct printer *printer);
};

#endif
