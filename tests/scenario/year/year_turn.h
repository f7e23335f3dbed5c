/* Whose turn it was: the ledger's opinion on each call, and on what priorities cost others. */
#ifndef JIAOHAO_YEAR_TURN_H
#define JIAOHAO_YEAR_TURN_H

#include "year_ledger.h"

/** NULL, or why @p record may not call this person now. Counts the call. */
const char *turn_called(struct ledger *ledger, const struct hall *hall,
			const struct record *record);
/** A window's last step is taken back: its call does not count, if it was its queue's last. */
void turn_undone(struct ledger *ledger, const struct ledger_step *step);

#endif
