/* What the tests of the escpos driver share: a cranky printer, the driver on it, and what the
 * driver told its owner. */
#ifndef JIAOHAO_PRINTER_TRIAL_H
#define JIAOHAO_PRINTER_TRIAL_H

#include "cranky_printer.h"
#include "printer.h"

enum { TRIAL_FINISHED_MAX = 16 };

struct trial {
	struct event_base *base;
	struct cranky_printer cranky;
	struct port *port;
	struct printer *printer;
	struct printer_owner owner;
	enum device_health health;
	char detail[64];
	struct printer_status status; /* the last told */
	bool seen_paper_out;
	unsigned finished;
	uint64_t jobs[TRIAL_FINISHED_MAX];
	enum print_outcome outcomes[TRIAL_FINISHED_MAX];
};

/** A started cranky printer and an opened driver; confirm is "answer" or "none", flow "none" or
 *  "xon-xoff". */
void trial_start(struct trial *trial, const char *confirm, const char *flow);
/** The same with the keys profile and roll_m instead of paper_width_mm. */
void trial_start_model(struct trial *trial, const char *profile, const char *roll_m);
/** The same on a port of kind usb-printer: a path that leads to whatever the printer is plugged in
 * as. */
void trial_start_usb(struct trial *trial);
void trial_stop(struct trial *trial);
/** Run the loop until @p met or the time is over; what met said last. */
bool trial_until(struct trial *trial, bool (*met)(const struct trial *trial), unsigned max_ms);
bool trial_is_ready(const struct trial *trial);
/** A page of three lines and a QR; the first line holds @p text. */
void trial_page(struct print_page *page, const char *text);
/** How often the bytes stand in what the printer got. */
unsigned trial_count(const struct trial *trial, const char *bytes);

#endif
