/* What all screens of the kiosk share: colours, sizes, header, footer, buttons. Every pair of ink
 * and fill has a contrast of 7:1 or more and every touchable panel is at least TARGET_MIN on each
 * side; a test measures both on every screen. */
#ifndef JIAOHAO_KIOSK_PARTS_H
#define JIAOHAO_KIOSK_PARTS_H

#include "kiosk_model.h"
#include "kiosk_texts.h"
#include "scene.h"

/* Dark blue and white, a little gold; grey for what is closed. Never a colour alone: each state has
 * its words and its icon too. */
enum {
	LOOK_PAPER = 0xF2F5F9,
	LOOK_CARD = 0xFFFFFF,
	LOOK_CARD_CLOSED = 0xE6EAF0,
	LOOK_CARD_PRESSED = 0xCFDFF3,
	LOOK_EDGE = 0x6B7F99,
	LOOK_INK = 0x14253D,
	LOOK_INK_SOFT = 0x35455A,
	LOOK_BLUE = 0x123C73,
	LOOK_BLUE_PRESSED = 0x0A2448,
	LOOK_ON_BLUE = 0xFFFFFF,
	LOOK_GOLD = 0xC9A558,
	LOOK_NOTICE = 0xFFF3D1,
	LOOK_NOTICE_EDGE = 0x9A7400,
	LOOK_NOTICE_INK = 0x4A3500,
};

/* Logical units; 60 are 15 mm or more on the 21.5 inch panels such kiosks have (4 a millimetre). */
enum {
	TARGET_MIN = 60,
	MARGIN = 56,
	BODY_WIDTH = CANVAS_WIDTH - 2 * MARGIN,
	BODY_TOP = 226,
	BODY_BOTTOM = 1740,
	GAP = 26,
};

struct widget *part_text(struct scene *scene, struct box box, int size, colour ink,
			 const char *text);
struct widget *part_strong(struct scene *scene, struct box box, int size, colour ink,
			   const char *text);
void part_icon(struct scene *scene, struct box box, enum icon icon, colour ink);
/** A card; with an intent it can be touched. @p subject NULL: none. */
struct widget *part_card(struct scene *scene, struct box box, bool closed, enum intent_kind intent,
			 const char *subject);
/** @p icon ICON_NONE: text alone. */
void part_button(struct scene *scene, struct box box, bool primary, enum icon icon,
		 const char *text, enum intent_kind intent, const char *subject);
/** A strip over the body's width that must be noticed. */
void part_notice(struct scene *scene, int y, int height, enum icon icon, const char *text);
/** Hall, clock, date; language and help, or the seconds until home comes by itself. */
void part_frame(struct scene *scene, const struct kiosk_model *model);
/** A large title and a line under it, from BODY_TOP. Returns where the rest may begin. */
int part_title(struct scene *scene, const char *title, const char *how);
/** The printer's trouble, if there is any. Returns where the rest may begin. */
int part_printer_notice(struct scene *scene, const struct kiosk_model *model, int y);
/** Cards for services, one a row, from @p top to @p bottom, paged. */
void part_service_list(struct scene *scene, const struct kiosk_model *model, int zone, int top,
		       int bottom);

/** How a list is cut into pages. */
struct part_pages {
	int first, count; /* on this page */
	int bottom;	  /* room above the page buttons */
};
/** Draws the page buttons when there is more than one page. */
struct part_pages part_pages(struct scene *scene, const struct kiosk_model *model, int total,
			     int on_a_page, int bottom);

const struct kiosk_texts *part_texts(const struct kiosk_model *model);
const char *part_name(const struct kiosk_model *model, const struct view_name *name);
/** "1 楼"; "" when the floor is not given. */
void part_floor(char *out, size_t size, const struct kiosk_model *model, int floor);

#endif
