/* What each printer's roll has given, kept over a restart in DATA/rolls: a line for each printer.
 * It is an estimate, so it is written some seconds later, by a thread, and a power cut may take the
 * last tickets' length. What a new roll is, the driver sees. */
#ifndef JIAOHAO_ROLLS_H
#define JIAOHAO_ROLLS_H

#include "app.h"

struct rolls;

/** Reads what the last run kept. 0 or -ENOMEM. */
int rolls_create(struct rolls **out, struct app *app);
/** Write what is new; waits for the disk. The devices must still be open. Accepts NULL. */
void rolls_destroy(struct rolls *rolls);
/** The devices were opened: give each printer what is known of its roll. */
void rolls_restore(struct rolls *rolls);
/** Every few seconds, and before the devices are closed: what is new is kept. */
void rolls_look(struct rolls *rolls);

#endif
