/* The thread that draws what a printer's own characters can't show: it loads the shared object of
 * drawing.h when the first page needs it, and lives until it is destroyed. One page at a time. All
 * calls are made on the loop's thread. */
#ifndef JIAOHAO_ESCPOS_DRAWER_H
#define JIAOHAO_ESCPOS_DRAWER_H

#include "drawing.h"
#include "printer.h"

enum { ESCPOS_FONT_NAME_MAX = 128 };

struct event_base;
struct escpos_drawer;

struct escpos_drawn {
	/* What could not be drawn, as a first word of health's detail: "no_drawing" (the shared
	 * object is missing), "no_font", "no_logo", "no_glyph"; NULL: nothing. */
	const char *problem;
	int logo; /* which picture is the logo; -1: none */
	struct {
		uint8_t first, count; /* pictures; count 0: this line was not drawn */
	} lines[PRINT_LINES_MAX];
	struct drawing_output output;
};

/** @p font as in drawing.h. @p done is called from the loop when a page is drawn. 0 or -errno; it
 *  starts a thread, so it is called at the first need. */
int escpos_drawer_create(struct escpos_drawer **out, struct event_base *base, const char *font,
			 void (*done)(void *context), void *context);
/** Waits for the page that is being drawn. Accepts NULL. */
void escpos_drawer_destroy(struct escpos_drawer *drawer);
/** Draw those lines of @p page that are @p wanted, for paper @p dots wide; both are copied. -EBUSY:
 * a page is being drawn. */
int escpos_drawer_start(struct escpos_drawer *drawer, const struct print_page *page,
			const bool wanted[PRINT_LINES_MAX], unsigned dots);
bool escpos_drawer_is_busy(const struct escpos_drawer *drawer);
/** What was drawn last; good until the next start. NULL while busy, and before the first. */
const struct escpos_drawn *escpos_drawer_result(const struct escpos_drawer *drawer);

/** The same at once and without a thread: for tests, and it blocks. */
void escpos_drawer_draw(struct escpos_drawn *out, const char *font, const struct print_page *page,
			const bool wanted[PRINT_LINES_MAX], unsigned dots);

#endif
