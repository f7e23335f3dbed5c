/* Old service days leave the journal: each is written to export/YYYY-MM-DD.jsonl beside it, one
 * record a line, synced, and only then deleted with its legs and identities. Works in short steps
 * on the writer's connection; what a power cut interrupts is taken up again by the next order. */
#ifndef JIAOHAO_JOURNAL_EXPORT_H
#define JIAOHAO_JOURNAL_EXPORT_H

#include "journal_store.h"

struct journal_export;

/** @p directory is the journal's and must outlive the export. */
int journal_export_create(struct journal_export **out, const char *directory);
void journal_export_destroy(struct journal_export *export);
/** 1: there is more to do; 0: no day before @p before is left (the last one opened always stays);
 *  -errno with words in the store's problem: what was begun begins anew. */
int journal_export_step(struct journal_export *export, struct journal_store *store, int32_t before);

#endif
