/* The paper while a ticket is laid out: what is asked of it, and the look of the block at hand.
 * Private to announce_ticket.c and announce_blocks.c. */
#ifndef JIAOHAO_ANNOUNCE_PAPER_H
#define JIAOHAO_ANNOUNCE_PAPER_H

#include "announce.h"

struct paper {
	const struct state *state;
	const struct ticket *ticket;
	const struct service *service;
	const struct announce_item *item; /* NULL: not known */
	uint32_t serial;
	unsigned columns;
	enum message_language language;
	const struct ticket_block *block; /* the one that is being printed */
	unsigned material_lines;	  /* that the other blocks leave to the papers to bring */
	struct announce_ticket *out;
	struct announce_line spare; /* what has no room any more */
};

/** Print the block at hand, or nothing when what it says is not known. */
void announce_block(struct paper *paper);
/** A rule across the paper. */
void announce_rule(struct paper *paper);

#endif
