/* What is said in the frames of Onbon's BX-5K and BX-6K character cards. Pure.
 *
 * Dynamic areas are text that stands in the card's memory, not in its flash: they may change as
 * often as one likes, and are gone when the card loses power. The commands that would wear the
 * flash (programs, A1 05 …) or wipe it (A1 00 formats, A2 01 resets to nothing) are not made here.
 *
 * Source: as onbon_frame.h, clauses 5 to 9 and 11. */
#ifndef JIAOHAO_ONBON_COMMAND_H
#define JIAOHAO_ONBON_COMMAND_H

#include "onbon_frame.h"

#include <stdbool.h>

/* Cards, as clauses 2.1, 4 and 8.2.1 tell them apart. */
struct onbon_card_type {
	const char *name; /* in a board file */
	uint8_t code;
	uint8_t areas;	/* dynamic areas it holds */
	uint16_t bytes; /* of one command's data */
};

/** The first is "any": what every card can. Ended by a NULL name. */
extern const struct onbon_card_type onbon_card_types[];

enum onbon_mode { ONBON_STILL = 1, ONBON_AT_ONCE = 2, ONBON_TO_LEFT = 3 };
enum onbon_align { ONBON_LEFT = 0, ONBON_RIGHT = 1, ONBON_CENTRE = 2 };
enum onbon_colour { ONBON_RED = 1, ONBON_GREEN = 2, ONBON_YELLOW = 3 };

struct onbon_area {
	uint8_t number;		      /* from 0 */
	uint16_t x, y, width, height; /* dots */
	bool in_bytes; /* x and width are told in bytes of 8 dots, as old cards have it; else dots
			*/
	enum onbon_align align;
	bool single_line; /* all of it in one line, however long; else pages of lines */
	bool wrap;	  /* the card breaks lines; else only \n does */
	enum onbon_mode mode;
	uint8_t speed;	   /* 0 fastest … 24 */
	uint8_t stay;	   /* of a page, in half seconds */
	uint16_t expiry_s; /* unused by a card in the mode that is set here (0: shown for ever) */
	const uint8_t *text;
	size_t length;
};

/** How long the area is as data of a command. */
size_t onbon_area_size(const struct onbon_area *area);
/** A3 06: the data that shows @p count areas. Its length; 0: over ONBON_DATA_MAX. */
size_t onbon_show(uint8_t data[ONBON_DATA_MAX], const struct onbon_area *areas, unsigned count);

/* What text looks like: the card wants its font named before the first character (clause 11). */
struct onbon_style {
	unsigned font_dots; /* 16, 24 or 32 */
	enum onbon_colour colour;
	unsigned blank_lines; /* over 0: as many line feeds and a blank follow, which is a page of
			       * nothing after a page of text: shown in turns it blinks */
};

/** @p text in the card's encoding (GB 2312, GBK), with its marks, for an area. A backslash would be
 *  a mark and becomes a slash. Never cuts within a character. Its length, at most @p room. */
size_t onbon_text(uint8_t *out, size_t room, const struct onbon_style *style, const uint8_t *text,
		  size_t length);

/** A2 00: nothing but an answer is wanted. Their length. */
size_t onbon_ping(uint8_t *data);
/** A1 02: how is it? */
size_t onbon_ask_status(uint8_t *data);
/** A3 00. */
size_t onbon_power(uint8_t *data, bool on);
/** A3 02: 0 … 15. */
size_t onbon_brightness(uint8_t *data, unsigned level);

enum onbon_reply_kind { ONBON_ACK, ONBON_NACK, ONBON_STATUS, ONBON_OTHER };

/* CmdError of clause 6 that matter here. */
enum { ONBON_ERROR_BUSY = 3, ONBON_ERROR_CHECKSUM = 5, ONBON_ERROR_NO_FONT = 12 };

struct onbon_reply {
	enum onbon_reply_kind kind;
	uint8_t error;
	/* of a status: */
	bool on;
	uint8_t brightness;
	bool areas_known; /* cards differ in what stands before the list; false: can't tell */
	uint32_t areas;	  /* bit by area number */
};

/** What a card's message says. False: it is too short for an answer. */
bool onbon_read(const struct onbon_message *message, struct onbon_reply *out);
/** "busy" … for clause 6's numbers; a literal. */
const char *onbon_error_name(uint8_t error);

#endif
