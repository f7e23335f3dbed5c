/* A page as one job of ESC/POS bytes: encoding to GB18030, wrapping by cells, the QR as a picture.
 * No I/O. The job is cut into chunks at command boundaries, so that a job that has to be given up
 * is never left in the middle of a picture. */
#ifndef JIAOHAO_ESCPOS_PAGE_H
#define JIAOHAO_ESCPOS_PAGE_H

#include "escpos_encode.h"
#include "printer.h"

enum { ESCPOS_JOB_MAX = 32768, ESCPOS_CHUNKS_MAX = 64, ESCPOS_CHUNK_GOAL = 1024 };

/* One row for each paper width; 203 dots an inch, font A of 12 × 24 dots, Chinese of 24 × 24. */
struct escpos_profile {
	int paper_width_mm;
	unsigned dots, columns;
};

struct escpos_job {
	uint8_t bytes[ESCPOS_JOB_MAX];
	size_t length;
	size_t chunk_ends[ESCPOS_CHUNKS_MAX]; /* the first chunk holds no text, the last is GS r 1
					       */
	unsigned chunk_count;
};

struct escpos_converter; /* an open iconv descriptor */

/** The row of that paper width, or NULL. */
const struct escpos_profile *escpos_profile_find(int paper_width_mm);

struct escpos_converter *escpos_converter_create(void);
void escpos_converter_destroy(struct escpos_converter *converter);

/** @p torn: an earlier job was given up half-way, so cut off what is left of it first.
 *  @p confirm: end with GS r 1. 0; -EMSGSIZE: longer than ESCPOS_JOB_MAX; -ENOMEM. */
int escpos_page_encode(struct escpos_job *job, struct escpos_converter *converter,
		       const struct escpos_profile *profile, const struct print_page *page,
		       enum escpos_cut cut, bool torn, bool confirm);

#endif
