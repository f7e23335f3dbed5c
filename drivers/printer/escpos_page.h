/* A page as one job of ESC/POS bytes: encoding to GB18030, wrapping by cells, the QR, the logo and
 * drawn lines as pictures in bands. It draws no text itself (escpos_drawer.h) and does no I/O. The
 * job is cut into chunks at command boundaries, so that a job that has to be given up is never left
 * in the middle of a picture. */
#ifndef JIAOHAO_ESCPOS_PAGE_H
#define JIAOHAO_ESCPOS_PAGE_H

#include "escpos_encode.h"
#include "escpos_profile.h"
#include "printer.h"

enum {
	ESCPOS_JOB_MAX = 262144, /* a page that is all drawn: 1.5 m of paper, 72 bytes a row */
	ESCPOS_CHUNK_GOAL = 1024,
	ESCPOS_CHUNKS_MAX = ESCPOS_JOB_MAX / ESCPOS_CHUNK_GOAL + PRINT_LINES_MAX,
};

struct escpos_drawn; /* escpos_drawer.h */

struct escpos_job {
	uint8_t bytes[ESCPOS_JOB_MAX];
	size_t length;
	/* The first chunk holds no text, the last is GS r 1. */
	size_t chunk_ends[ESCPOS_CHUNKS_MAX];
	unsigned chunk_count;
	uint32_t dots; /* of paper that it moves, from cut to cut */
};

struct escpos_converter; /* an open iconv descriptor */

struct escpos_converter *escpos_converter_create(void);
void escpos_converter_destroy(struct escpos_converter *converter);

/** Which lines of the page hold characters that the printer has not, so that they must be drawn.
 *  True: some do, or there is a logo. */
bool escpos_page_wants(struct escpos_converter *converter, const struct escpos_profile *profile,
		       const struct print_page *page, bool wanted[PRINT_LINES_MAX]);
/** @p drawn (may be NULL): the pictures of lines and logo. A line that wants one and has none comes
 *  out as text with U+3013 for what the printer lacks.
 *  @p torn: an earlier job was given up half-way, so cut off what is left of it first.
 *  @p confirm: end with GS r 1. 0; -EMSGSIZE: longer than ESCPOS_JOB_MAX; -ENOMEM. */
int escpos_page_encode(struct escpos_job *job, struct escpos_converter *converter,
		       const struct escpos_profile *profile, const struct print_page *page,
		       const struct escpos_drawn *drawn, enum escpos_cut cut, bool torn,
		       bool confirm);

#endif
