/* Feeds the board's hardware watchdog while the daemon is whole: its loop turns, and its journal's
 * thread answers. A daemon that hangs or dies is not worth waiting for: the board starts anew. */
#ifndef JIAOHAO_DOG_H
#define JIAOHAO_DOG_H

#include "app.h"

struct dog;
struct config_board;

/** Open what the board file names; *out is NULL when it names none. 0; -errno, said. */
int dog_create(struct dog **out, struct app *app, const struct config_board *board);
/** An orderly end: the watchdog is stopped. Accepts NULL. */
void dog_destroy(struct dog *dog);

#endif
