/* Pagers: who carries one feels it when his turn is near, when he is called, and again when the
 * call is repeated; when his ticket has ended it is switched off. */
#ifndef JIAOHAO_PAGING_H
#define JIAOHAO_PAGING_H

#include "app.h"

struct paging;

int paging_create(struct paging **out, struct app *app);
/** Accepts NULL. */
void paging_destroy(struct paging *paging);
/** A durable record, after it was applied. */
void paging_record(struct paging *paging, const struct record *record);
/** All records of a batch were told: who has ended now is known. */
void paging_flush(struct paging *paging);

#endif
