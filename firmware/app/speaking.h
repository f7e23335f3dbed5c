/* Spoken calls: one queue per speaker group, one utterance at a time on all its speakers. */
#ifndef JIAOHAO_SPEAKING_H
#define JIAOHAO_SPEAKING_H

#include "app.h"

struct device;
struct record;

struct speaking_counts {
	uint64_t spoken, unspoken, merged, dropped;
};

int speaking_create(struct speaking **out, struct app *app);
void speaking_destroy(struct speaking *speaking);
void speaking_record(struct speaking *speaking, const struct record *record);
/** Start whatever can start now. */
void speaking_flush(struct speaking *speaking);
/** After a start: a call that is still called and younger than one call interval is spoken once. */
void speaking_resume(struct speaking *speaking);
void speaking_ended(struct speaking *speaking, struct device *device, uint64_t utterance,
		    bool spoken);
/** The devices are about to be closed: what is being spoken will not end by itself. A call that is
 *  still called is spoken anew by speaking_flush, when they are open again. */
void speaking_stop(struct speaking *speaking);
void speaking_counts(const struct speaking *speaking, struct speaking_counts *out);

#endif
