/* What the files of the ledger share. */
#ifndef JIAOHAO_YEAR_LEDGER_PARTS_H
#define JIAOHAO_YEAR_LEDGER_PARTS_H

#include "year_ledger.h"

/** The index that stands for a service's or a window's name. */
uint16_t ledger_intern(struct ledger *ledger, const char *name);
void ledger_waits(struct ledger *ledger, uint32_t serial);
/** Somebody is somewhere else now; the list of who waits follows. */
void ledger_becomes(struct ledger *ledger, uint32_t serial, enum ledger_life life);
void ledger_set_class(struct ledger_person *person, const struct hall *hall,
		      const char class_id[ID_MAX]);
struct ledger_person *ledger_new_person(struct ledger *ledger, const struct hall *hall,
					const struct record *record);
/** The record's window takes its person in hand. */
const char *ledger_take(struct ledger *ledger, const struct record *record, enum ledger_life life);
const char *ledger_in_hand(const struct ledger *ledger, const struct ledger_person *person,
			   const struct record *record);
void ledger_leaves(struct ledger *ledger, uint32_t serial, enum ledger_life life);
const char *ledger_undone(struct ledger *ledger, const struct record *record);
const char *ledger_visit(struct ledger *ledger, const struct hall *hall,
			 const struct record *record);

#endif
