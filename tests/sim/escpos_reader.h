/* What a ticket printer's command reader makes of the bytes in its buffer: one byte in, at most one
 * operation out. Written apart from the firmware's encoder. Knows neither paper nor wire; real-time
 * commands (DLE EOT …) are only stepped over here: printer_sim answers them as they arrive.
 * Sources: Epson ESC/POS command reference; GB18030-2005 §4 for the code structure. */
#ifndef JIAOHAO_ESCPOS_READER_H
#define JIAOHAO_ESCPOS_READER_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ESCPOS_COMMAND_MAX = 16,
	ESCPOS_ROW_MAX = 128, /* bytes of a raster row that are kept: 1024 dots */
};

enum escpos_align { ESCPOS_LEFT, ESCPOS_CENTRE, ESCPOS_RIGHT };

struct escpos_style {
	uint8_t align;			       /* enum escpos_align */
	uint8_t width, height;		       /* GS !: 1 … 8 */
	uint8_t chinese_width, chinese_height; /* FS !, FS W: 1 or 2, on top of GS ! */
	bool bold, underline, reverse;
	bool chinese;	      /* FS & … FS . */
	uint8_t code_page;    /* ESC t */
	uint8_t line_spacing; /* dots */
	uint16_t left_margin; /* dots */
};

enum escpos_operation_kind {
	ESCPOS_MORE,	  /* nothing yet */
	ESCPOS_CHARACTER, /* code_point, wide */
	ESCPOS_NEWLINE,	  /* print the line */
	ESCPOS_TAB,
	ESCPOS_FEED,	    /* print the line, then feed dots */
	ESCPOS_RASTER,	    /* one row: row, row_bytes, magnify_x, magnify_y; last_row */
	ESCPOS_CUT,	    /* after feeding dots */
	ESCPOS_PAPER,	    /* GS r 1, ESC v: answer in buffer order */
	ESCPOS_DRAWER,	    /* GS r 2, ESC u */
	ESCPOS_IDENTIFY,    /* GS I n: argument */
	ESCPOS_AUTO_STATUS, /* GS a n: argument */
	ESCPOS_REAL_TIME,   /* a real-time command of so many bytes (argument), stepped over */
	ESCPOS_UNKNOWN,	    /* a command this printer does not have; skipped */
};

struct escpos_operation {
	enum escpos_operation_kind kind;
	uint32_t code_point; /* U+FFFD: not in the printer's character set */
	bool wide;	     /* a 24 × 24 character, else 12 × 24 */
	unsigned dots, argument;
	const uint8_t *row;
	unsigned row_bytes, magnify_x, magnify_y;
	bool first_row, last_row;
	uint8_t command[3]; /* of ESCPOS_UNKNOWN */
};

struct escpos_reader {
	struct escpos_style style;
	iconv_t gb18030, latin;
	const struct escpos_command *found;
	uint8_t command[ESCPOS_COMMAND_MAX];
	unsigned length;
	uint32_t skip;	/* bytes of data still to be stepped over */
	bool until_nul; /* … or up to a zero byte */
	unsigned raster_bytes, raster_rows, magnify_x, magnify_y;
	unsigned row_filled;
	bool row_first;
	uint8_t row[ESCPOS_ROW_MAX];
	uint8_t character[4];
	unsigned character_length;
	uint64_t bad_characters, unknown_commands;
};

/** 0 or -errno. */
int escpos_reader_init(struct escpos_reader *reader);
void escpos_reader_finish(struct escpos_reader *reader);
/** Power up: every setting at its default, nothing half read. Chinese mode is off, as on Epson's.
 */
void escpos_reader_reset(struct escpos_reader *reader);
/** Feed one byte; *operation is valid until the next call. Returns operation->kind. */
enum escpos_operation_kind escpos_reader_feed(struct escpos_reader *reader, uint8_t byte,
					      struct escpos_operation *operation);

#endif
