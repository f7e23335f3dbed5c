/* How much of the roll is left. Pure: what was printed is told, the paper is looked at by others.
 */
#include "escpos_roll.h"

/* Thermal rolls of Chinese trade: 80 × 80 mm holds about 80 m, 57 × 50 mm about 30 m. */
unsigned escpos_roll_usual_m(unsigned paper_width_mm)
{
	return paper_width_mm >= 76 ? 80 : 30;
}

void escpos_roll_printed(struct escpos_roll *roll, uint32_t dots)
{
	roll->used_mm += (dots + ESCPOS_DOTS_PER_MM - 1) / ESCPOS_DOTS_PER_MM;
	roll->tickets++;
}

bool escpos_roll_look(struct escpos_roll *roll, enum escpos_paper paper, bool cover_open)
{
	if (paper == ESCPOS_PAPER_UNKNOWN)
		return false;
	if (cover_open) {
		roll->ended |= paper == ESCPOS_PAPER_NEAR;
		return false;
	}
	roll->ended |= paper == ESCPOS_PAPER_END;
	if (!roll->ended || paper != ESCPOS_PAPER_OK)
		return false;
	roll->ended = false;
	roll->known = true;
	roll->used_mm = roll->tickets = 0;
	return true;
}

static uint32_t left_mm(const struct escpos_roll *roll)
{
	return roll->used_mm < roll->length_mm ? roll->length_mm - roll->used_mm : 0;
}

int32_t escpos_roll_tickets_left(const struct escpos_roll *roll)
{
	enum { TICKETS_FOR_A_MEAN = 10 };
	uint32_t ticket_mm = ESCPOS_TICKET_MM;
	if (!roll->known)
		return -1;
	if (roll->tickets >= TICKETS_FOR_A_MEAN && roll->used_mm >= roll->tickets)
		ticket_mm = roll->used_mm / roll->tickets;
	return (int32_t)(left_mm(roll) / ticket_mm);
}

bool escpos_roll_is_low(const struct escpos_roll *roll)
{
	return roll->known && left_mm(roll) < roll->length_mm / ESCPOS_ROLL_LOW_PART;
}
