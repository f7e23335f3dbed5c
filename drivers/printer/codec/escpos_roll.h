/* How much of the roll is left: what was printed since it was put in is counted. Pure. An estimate:
 * what somebody tears off by the feed button is not seen, and nothing is known of a roll that was
 * there before the first change was seen. */
#ifndef JIAOHAO_ESCPOS_ROLL_H
#define JIAOHAO_ESCPOS_ROLL_H

#include "escpos_status.h"

enum {
	ESCPOS_DOTS_PER_MM = 8,
	ESCPOS_TICKET_MM = 90,	   /* a ticket, until this roll has shown its own */
	ESCPOS_ROLL_LOW_PART = 10, /* low: less than a tenth is left */
};

struct escpos_roll {
	uint32_t length_mm;
	bool known; /* its beginning was seen */
	bool ended; /* the next time that there is paper, it is a new one */
	uint32_t used_mm, tickets;
};

/** The length of the usual roll of a paper width, in metres. */
unsigned escpos_roll_usual_m(unsigned paper_width_mm);
/** So many dots of paper went out as one ticket. */
void escpos_roll_printed(struct escpos_roll *roll, uint32_t dots);
/** How the printer is now. True: a new roll was put in.
 *
 * A roll is new when there is paper after there was none, or when the cover was opened and closed
 * while the paper was near its end and it no longer is. With the cover open the sensors of the
 * paper mean nothing (Epson TM-T88III manual, p. 309). */
bool escpos_roll_look(struct escpos_roll *roll, enum escpos_paper paper, bool cover_open);
/** -1: not known. */
int32_t escpos_roll_tickets_left(const struct escpos_roll *roll);
bool escpos_roll_is_low(const struct escpos_roll *roll);

#endif
