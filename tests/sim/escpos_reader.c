/* ESC/POS bytes to operations: a table of commands with fixed lengths, and the few whose length
 * stands in their own bytes. */
#include "escpos_reader.h"

#include <errno.h>
#include <string.h>

enum { DLE = 0x10, ESC = 0x1B, FS = 0x1C, GS = 0x1D, HT = 0x09, LF = 0x0A, CR = 0x0D };

enum {
	REPLACEMENT = 0xFFFD,
	LINE_SPACING_DOTS = 30, /* 3.75 mm at 8 dots per mm, the power-up value */
};

enum command_kind {
	C_IGNORE, /* known, changes nothing that is simulated */
	C_RESET,
	C_PRINT_MODE,
	C_SIZE,
	C_BOLD,
	C_UNDERLINE,
	C_REVERSE,
	C_ALIGN,
	C_CODE_PAGE,
	C_SPACING_DEFAULT,
	C_SPACING,
	C_FEED_LINES,
	C_FEED_DOTS,
	C_LEFT_MARGIN,
	C_CHINESE_ON,
	C_CHINESE_OFF,
	C_CHINESE_MODE,
	C_CHINESE_QUADRUPLE,
	C_CUT,
	C_CUT_NOW,
	C_RASTER,
	C_COLUMN_IMAGE,
	C_LONG, /* GS ( x pL pH data */
	C_BARCODE,
	C_TABS,
	C_REAL_TIME,
	C_REAL_TIME_PULSE,
	C_STATUS,
	C_PAPER,
	C_DRAWER,
	C_IDENTIFY,
	C_AUTO_STATUS,
};

/* @arguments: bytes after the two of the command; more may follow from their values. */
struct escpos_command {
	uint8_t lead, code, arguments;
	enum command_kind kind;
};

static const struct escpos_command commands[] = {
	{ DLE, 0x04, 1, C_REAL_TIME },	     /* DLE EOT n: answered on arrival */
	{ DLE, 0x05, 1, C_REAL_TIME },	     /* DLE ENQ n: done on arrival */
	{ DLE, 0x14, 1, C_REAL_TIME_PULSE }, /* DLE DC4 fn … */
	{ ESC, '@', 0, C_RESET },
	{ ESC, '!', 1, C_PRINT_MODE },
	{ ESC, 'E', 1, C_BOLD },
	{ ESC, 'G', 1, C_BOLD },
	{ ESC, '-', 1, C_UNDERLINE },
	{ ESC, 'a', 1, C_ALIGN },
	{ ESC, 't', 1, C_CODE_PAGE },
	{ ESC, '2', 0, C_SPACING_DEFAULT },
	{ ESC, '3', 1, C_SPACING },
	{ ESC, 'd', 1, C_FEED_LINES },
	{ ESC, 'J', 1, C_FEED_DOTS },
	{ ESC, 'i', 0, C_CUT_NOW },
	{ ESC, 'm', 0, C_CUT_NOW },
	{ ESC, 'v', 0, C_PAPER },
	{ ESC, 'u', 1, C_DRAWER },
	{ ESC, '*', 3, C_COLUMN_IMAGE },
	{ ESC, 'D', 0, C_TABS },
	{ ESC, ' ', 1, C_IGNORE },
	{ ESC, '$', 2, C_IGNORE },
	{ ESC, '\\', 2, C_IGNORE },
	{ ESC, '%', 1, C_IGNORE },
	{ ESC, '=', 1, C_IGNORE },
	{ ESC, 'M', 1, C_IGNORE },
	{ ESC, 'R', 1, C_IGNORE },
	{ ESC, 'S', 0, C_IGNORE },
	{ ESC, 'L', 0, C_IGNORE },
	{ ESC, 'V', 1, C_IGNORE },
	{ ESC, 'c', 2, C_IGNORE },
	{ ESC, 'p', 3, C_IGNORE },
	{ ESC, '{', 1, C_IGNORE },
	{ FS, '&', 0, C_CHINESE_ON },
	{ FS, '.', 0, C_CHINESE_OFF },
	{ FS, '!', 1, C_CHINESE_MODE },
	{ FS, 'W', 1, C_CHINESE_QUADRUPLE },
	{ FS, '-', 1, C_UNDERLINE },
	{ FS, 'S', 2, C_IGNORE },
	{ FS, 'C', 1, C_IGNORE },
	{ FS, 'p', 2, C_IGNORE },
	{ GS, '!', 1, C_SIZE },
	{ GS, 'B', 1, C_REVERSE },
	{ GS, 'L', 2, C_LEFT_MARGIN },
	{ GS, 'W', 2, C_IGNORE },
	{ GS, 'P', 2, C_IGNORE },
	{ GS, 'H', 1, C_IGNORE },
	{ GS, 'f', 1, C_IGNORE },
	{ GS, 'h', 1, C_IGNORE },
	{ GS, 'w', 1, C_IGNORE },
	{ GS, 'b', 1, C_IGNORE },
	{ GS, 'T', 1, C_IGNORE },
	{ GS, 'k', 1, C_BARCODE },
	{ GS, 'V', 1, C_CUT },
	{ GS, 'v', 6, C_RASTER }, /* '0' m xL xH yL yH */
	{ GS, '(', 3, C_LONG },	  /* x pL pH */
	{ FS, '(', 3, C_LONG },
	{ GS, 'r', 1, C_STATUS },
	{ GS, 'a', 1, C_AUTO_STATUS },
	{ GS, 'I', 1, C_IDENTIFY },
};

int escpos_reader_init(struct escpos_reader *reader)
{
	memset(reader, 0, sizeof *reader);
	reader->latin = (iconv_t)-1;
	reader->gb18030 = iconv_open("UTF-32LE", "GB18030");
	if (reader->gb18030 == (iconv_t)-1)
		return -errno;
	reader->latin = iconv_open("UTF-32LE", "CP437");
	if (reader->latin == (iconv_t)-1) {
		int result = -errno;
		escpos_reader_finish(reader);
		return result;
	}
	escpos_reader_reset(reader);
	return 0;
}

void escpos_reader_finish(struct escpos_reader *reader)
{
	if (reader->gb18030 != (iconv_t)-1 && reader->gb18030 != NULL)
		iconv_close(reader->gb18030);
	if (reader->latin != (iconv_t)-1 && reader->latin != NULL)
		iconv_close(reader->latin);
	reader->gb18030 = reader->latin = (iconv_t)-1;
}

static void style_reset(struct escpos_style *style)
{
	memset(style, 0, sizeof *style);
	style->width = style->height = 1;
	style->chinese_width = style->chinese_height = 1;
	style->line_spacing = LINE_SPACING_DOTS;
}

void escpos_reader_reset(struct escpos_reader *reader)
{
	style_reset(&reader->style);
	reader->found = NULL;
	reader->length = reader->character_length = 0;
	reader->skip = 0;
	reader->until_nul = false;
	reader->raster_rows = 0;
}

static uint32_t convert(struct escpos_reader *reader, iconv_t converter, size_t length)
{
	uint32_t code_point = 0;
	char *in = (char *)reader->character, *out = (char *)&code_point;
	size_t in_left = length, out_left = sizeof code_point;
	iconv(converter, NULL, NULL, NULL, NULL);
	if (iconv(converter, &in, &in_left, &out, &out_left) == (size_t)-1 || in_left > 0 ||
	    out_left > 0) {
		reader->bad_characters++;
		return REPLACEMENT;
	}
	return code_point;
}

/* Characters: one byte, or in Chinese mode two or four (GB18030: 81-FE, then 40-FE without 7F, or
 * 30-39 81-FE 30-39). */
static void feed_character(struct escpos_reader *reader, uint8_t byte,
			   struct escpos_operation *operation)
{
	struct escpos_style *style = &reader->style;
	reader->character[reader->character_length++] = byte;
	uint8_t first = reader->character[0];
	if (style->chinese && first >= 0x81 && first <= 0xFE) {
		unsigned needed = 2;
		if (reader->character_length >= 2 && reader->character[1] < 0x40)
			needed = 4;
		if (reader->character_length < needed)
			return;
		operation->code_point = convert(reader, reader->gb18030, needed);
		operation->wide = true;
	} else {
		operation->code_point = convert(reader, reader->latin, 1);
		operation->wide = false;
	}
	reader->character_length = 0;
	operation->kind = ESCPOS_CHARACTER;
}

static void start_raster(struct escpos_reader *reader, const uint8_t *arguments)
{
	uint8_t mode = arguments[1] & 3;
	reader->raster_bytes = arguments[2] + 256u * arguments[3];
	reader->raster_rows = arguments[4] + 256u * arguments[5];
	reader->magnify_x = mode & 1 ? 2 : 1;
	reader->magnify_y = mode & 2 ? 2 : 1;
	reader->row_filled = 0;
	reader->row_first = true;
	if (reader->raster_bytes == 0)
		reader->raster_rows = 0;
}

static void unknown(struct escpos_reader *reader, struct escpos_operation *operation)
{
	reader->unknown_commands++;
	memcpy(operation->command, reader->command, sizeof operation->command);
	operation->kind = ESCPOS_UNKNOWN;
}

static void answer_status(struct escpos_reader *reader, uint8_t argument,
			  struct escpos_operation *operation)
{
	if (argument == 1 || argument == '1')
		operation->kind = ESCPOS_PAPER;
	else if (argument == 2 || argument == '2')
		operation->kind = ESCPOS_DRAWER;
	else
		unknown(reader, operation);
}

/* GS V: 0, 1 and their digits cut here; 65, 66 and above take a feed. GS k: 0 … 6 end with a zero
 * byte, 65 and above with a count. DLE DC4: two bytes, or seven for fn 8. */
static unsigned more_arguments(const struct escpos_command *found, uint8_t argument)
{
	switch (found->kind) {
	case C_CUT:
		return argument >= 65 ? 1 : 0;
	case C_BARCODE:
		return argument >= 65 ? 1 : 0;
	case C_REAL_TIME_PULSE:
		return argument == 8 ? 7 : 2;
	default:
		return 0;
	}
}

/* Settings that only change how later bytes print. */
static bool set_style(struct escpos_style *style, enum command_kind kind, const uint8_t *arguments)
{
	uint8_t argument = arguments[0];
	switch (kind) {
	case C_PRINT_MODE:
		style->bold = argument & 0x08;
		style->height = argument & 0x10 ? 2 : 1;
		style->width = argument & 0x20 ? 2 : 1;
		style->underline = argument & 0x80;
		return true;
	case C_SIZE:
		style->width = (argument >> 4 & 7) + 1;
		style->height = (argument & 7) + 1;
		return true;
	case C_BOLD:
		style->bold = argument & 1;
		return true;
	case C_UNDERLINE:
		style->underline = argument != 0 && argument != '0';
		return true;
	case C_REVERSE:
		style->reverse = argument & 1;
		return true;
	case C_ALIGN:
		style->align = argument % 48 < 3 ? argument % 48 : style->align;
		return true;
	case C_CODE_PAGE:
		style->code_page = argument;
		return true;
	case C_SPACING_DEFAULT:
		style->line_spacing = LINE_SPACING_DOTS;
		return true;
	case C_SPACING:
		style->line_spacing = argument;
		return true;
	case C_LEFT_MARGIN:
		style->left_margin = (uint16_t)(arguments[0] + 256u * arguments[1]);
		return true;
	case C_CHINESE_ON:
	case C_CHINESE_OFF:
		style->chinese = kind == C_CHINESE_ON;
		return true;
	case C_CHINESE_MODE:
		style->chinese_width = argument & 0x04 ? 2 : 1;
		style->chinese_height = argument & 0x08 ? 2 : 1;
		style->underline = argument & 0x80;
		return true;
	case C_CHINESE_QUADRUPLE:
		style->chinese_width = style->chinese_height = argument & 1 ? 2 : 1;
		return true;
	default:
		return false;
	}
}

/* Data this printer has no use for is stepped over and counted, as a cheap head does. */
static void skip_data(struct escpos_reader *reader, const uint8_t *arguments,
		      struct escpos_operation *operation)
{
	switch (reader->found->kind) {
	case C_LONG:
		reader->skip = arguments[1] + 256u * arguments[2];
		break;
	case C_COLUMN_IMAGE:
		reader->skip = (arguments[1] + 256u * arguments[2]) * (arguments[0] >= 32 ? 3 : 1);
		break;
	case C_BARCODE:
		if (arguments[0] >= 65)
			reader->skip = arguments[1];
		else
			reader->until_nul = true;
		break;
	default:
		reader->until_nul = true; /* C_TABS */
		return;
	}
	unknown(reader, operation);
}

static void execute(struct escpos_reader *reader, struct escpos_operation *operation)
{
	const uint8_t *arguments = reader->command + 2;
	enum command_kind kind = reader->found->kind;
	unsigned length = reader->length;
	reader->length = 0;
	if (set_style(&reader->style, kind, arguments))
		return;
	switch (kind) {
	case C_RESET:
		style_reset(&reader->style);
		break;
	case C_REAL_TIME:
	case C_REAL_TIME_PULSE:
		operation->kind = ESCPOS_REAL_TIME;
		operation->argument = length;
		break;
	case C_FEED_LINES:
		operation->kind = ESCPOS_FEED;
		operation->dots = (unsigned)arguments[0] * reader->style.line_spacing;
		break;
	case C_FEED_DOTS:
		operation->kind = ESCPOS_FEED;
		operation->dots = arguments[0];
		break;
	case C_CUT:
		operation->dots = arguments[0] >= 65 ? arguments[1] : 0;
		operation->kind = ESCPOS_CUT;
		break;
	case C_CUT_NOW:
		operation->kind = ESCPOS_CUT;
		break;
	case C_RASTER:
		start_raster(reader, arguments);
		break;
	case C_LONG:
	case C_COLUMN_IMAGE:
	case C_BARCODE:
	case C_TABS:
		skip_data(reader, arguments, operation);
		break;
	case C_STATUS:
		answer_status(reader, arguments[0], operation);
		break;
	case C_PAPER:
	case C_DRAWER:
		operation->kind = kind == C_PAPER ? ESCPOS_PAPER : ESCPOS_DRAWER;
		break;
	case C_IDENTIFY:
	case C_AUTO_STATUS:
		operation->kind = kind == C_IDENTIFY ? ESCPOS_IDENTIFY : ESCPOS_AUTO_STATUS;
		operation->argument = arguments[0];
		break;
	default:
		break;
	}
}

static void feed_command(struct escpos_reader *reader, uint8_t byte,
			 struct escpos_operation *operation)
{
	reader->command[reader->length++] = byte;
	if (reader->length == 2) {
		reader->found = NULL;
		for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
			if (commands[i].lead == reader->command[0] && commands[i].code == byte)
				reader->found = &commands[i];
		if (reader->found == NULL) {
			reader->command[2] = 0;
			reader->length = 0;
			unknown(reader, operation);
			return;
		}
	}
	if (reader->length < 2)
		return;
	unsigned needed = 2u + reader->found->arguments;
	if (needed > 2 && reader->length >= 3)
		needed += more_arguments(reader->found, reader->command[2]);
	if (reader->length >= needed)
		execute(reader, operation);
}

static void feed_raster(struct escpos_reader *reader, uint8_t byte,
			struct escpos_operation *operation)
{
	if (reader->row_filled < ESCPOS_ROW_MAX)
		reader->row[reader->row_filled] = byte;
	if (++reader->row_filled < reader->raster_bytes)
		return;
	reader->raster_rows--;
	operation->kind = ESCPOS_RASTER;
	operation->row = reader->row;
	operation->row_bytes =
		reader->raster_bytes < ESCPOS_ROW_MAX ? reader->raster_bytes : ESCPOS_ROW_MAX;
	operation->magnify_x = reader->magnify_x;
	operation->magnify_y = reader->magnify_y;
	operation->first_row = reader->row_first;
	operation->last_row = reader->raster_rows == 0;
	reader->row_first = false;
	reader->row_filled = 0;
}

enum escpos_operation_kind escpos_reader_feed(struct escpos_reader *reader, uint8_t byte,
					      struct escpos_operation *operation)
{
	memset(operation, 0, sizeof *operation);
	if (reader->skip > 0) {
		reader->skip--;
	} else if (reader->until_nul) {
		reader->until_nul = byte != 0;
	} else if (reader->raster_rows > 0) {
		feed_raster(reader, byte, operation);
	} else if (reader->length > 0) {
		feed_command(reader, byte, operation);
	} else if (byte >= 0x20) {
		feed_character(reader, byte, operation);
	} else {
		if (reader->character_length > 0) { /* a control byte inside a character */
			reader->character_length = 0;
			reader->bad_characters++;
		}
		if (byte == ESC || byte == FS || byte == GS || byte == DLE)
			feed_command(reader, byte, operation);
		else if (byte == LF)
			operation->kind = ESCPOS_NEWLINE;
		else if (byte == HT)
			operation->kind = ESCPOS_TAB;
	}
	return operation->kind;
}
