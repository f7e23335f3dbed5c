/* A second opinion on the records: follows each ticket's life by the records alone, with none of
 * the core's code for it, and says which record could not have happened. */
#ifndef JIAOHAO_SHADOW_H
#define JIAOHAO_SHADOW_H

#include "state.h"

struct shadow_ticket {
	uint8_t life;			   /* see shadow.c */
	bool guessed;			   /* its start is inferred */
	uint16_t finished, rated, changed; /* legs, by number */
	bool moved;			   /* its place is not that of its number any more */
	bool paper;
	bool told;  /* to come near */
	bool phone; /* it was given */
	int64_t pager;
	char service[ID_MAX];
	char window[ID_MAX];
	char number[NUMBER_MAX];
};

struct shadow {
	uint32_t count;
	struct shadow_ticket tickets[TICKETS_MAX + 1];
};

void shadow_reset(struct shadow *shadow);
/** NULL, or what is wrong with this record. @p before is the state it is applied to next, asked
 * only which services a window takes. */
const char *shadow_record(struct shadow *shadow, const struct state *before,
			  const struct record *record);

#endif
