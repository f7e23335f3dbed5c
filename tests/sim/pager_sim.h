/* A sender of pagers and the pagers around it: understands the frames that a board file writes down
 * for it, by a reading of its own, and keeps which pager vibrated when. It never answers. */
#ifndef JIAOHAO_PAGER_SIM_H
#define JIAOHAO_PAGER_SIM_H

#include "sim_clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PAGER_SIM_FRAME_MAX = 128, PAGER_SIM_LOG_MAX = 20000, PAGER_SIM_FORMS = 3 };

/* As written in the board file; NULL or "": it has none. */
struct pager_sim_settings {
	const char *forms[PAGER_SIM_FORMS]; /* heads_up, call, off */
	const char *check;		    /* "none" "sum8" "xor8" */
	unsigned check_from;
};

struct pager_sim_signal {
	int64_t time_us; /* hall clock */
	unsigned number;
	uint8_t form; /* 0 heads_up, 1 call, 2 off */
};

struct pager_sim {
	const struct sim_clock *clock;
	char forms[PAGER_SIM_FORMS][PAGER_SIM_FRAME_MAX * 2];
	char check; /* 'n' 's' 'x' */
	unsigned check_from;
	uint8_t bytes[PAGER_SIM_FRAME_MAX]; /* the last that came */
	size_t length;
	uint32_t count;
	uint64_t wrong_sums, strays; /* frames and bytes that are nobody's */
	struct pager_sim_signal *log;
};

/** @p sim is zeroed by the caller. 0; -EINVAL: a form can't be read; -ENOMEM. */
int pager_sim_init(struct pager_sim *sim, const struct sim_clock *clock,
		   const struct pager_sim_settings *settings);
void pager_sim_receive(struct pager_sim *sim, const uint8_t *bytes, size_t count);
void pager_sim_finish(struct pager_sim *sim);
const char *pager_sim_form_name(unsigned form);

#endif
