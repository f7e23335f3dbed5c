/* Lines and pictures on paper, as text and as dots. */
#include "printer_paper.h"

#include "printer_font.h"

#include <errno.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TAB_CELLS = 8,
	/* What the head can't reach: 58 and 80 mm paper are 464 and 640 dots wide; the head stands
	 * some millimetres before the cutter. */
	MARGIN_NARROW = 40,
	MARGIN_WIDE = 32,
	MARGIN_TOP = 56,
};

int printer_paper_init(struct printer_paper *paper, unsigned width_dots, struct printer_font *font)
{
	memset(paper, 0, sizeof *paper);
	paper->width_dots = width_dots;
	paper->font = font;
	paper->text = malloc(PAPER_TEXT_MAX);
	if (font != NULL)
		paper->dots = calloc(PAPER_ROWS_MAX, width_dots / 8);
	if (paper->text == NULL || (font != NULL && paper->dots == NULL)) {
		printer_paper_finish(paper);
		return -ENOMEM;
	}
	paper->text[0] = '\0';
	return 0;
}

void printer_paper_finish(struct printer_paper *paper)
{
	free(paper->text);
	free(paper->dots);
	paper->text = NULL;
	paper->dots = NULL;
}

void printer_paper_clear(struct printer_paper *paper)
{
	paper->cell_count = paper->line_dots = 0;
	paper->text_length = 0;
	paper->text[0] = '\0';
	if (paper->dots != NULL)
		memset(paper->dots, 0, (size_t)PAPER_ROWS_MAX * paper->width_dots / 8);
	paper->rows = 0;
	paper->raster_width = paper->raster_height = 0;
}

static void text_add(struct printer_paper *paper, const char *text)
{
	size_t length = strlen(text);
	if (paper->text_length + length >= PAPER_TEXT_MAX)
		return;
	memcpy(paper->text + paper->text_length, text, length + 1);
	paper->text_length += length;
}

static void text_add_code_point(struct printer_paper *paper, uint32_t c)
{
	char utf8[5] = { 0 };
	if (c < 0x80) {
		utf8[0] = (char)c;
	} else if (c < 0x800) {
		utf8[0] = (char)(0xC0 | c >> 6);
		utf8[1] = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		utf8[0] = (char)(0xE0 | c >> 12);
		utf8[1] = (char)(0x80 | (c >> 6 & 0x3F));
		utf8[2] = (char)(0x80 | (c & 0x3F));
	} else {
		utf8[0] = (char)(0xF0 | c >> 18);
		utf8[1] = (char)(0x80 | (c >> 12 & 0x3F));
		utf8[2] = (char)(0x80 | (c >> 6 & 0x3F));
		utf8[3] = (char)(0x80 | (c & 0x3F));
	}
	text_add(paper, utf8);
}

static void dot_set(struct printer_paper *paper, unsigned x, unsigned y)
{
	if (x < paper->width_dots && y < PAPER_ROWS_MAX)
		paper->dots[y * (paper->width_dots / 8) + x / 8] |= (uint8_t)(0x80u >> x % 8);
}

static unsigned cell_dots(const struct paper_cell *cell)
{
	return (cell->wide ? PAPER_CELL_DOTS : PAPER_CELL_DOTS / 2) * cell->width;
}

/* Magnified dot by dot, as a head with one font does; bold is struck twice, one dot apart. */
static void cell_draw(struct printer_paper *paper, const struct paper_cell *cell, unsigned left,
		      unsigned bottom)
{
	uint32_t rows[PAPER_CELL_DOTS];
	unsigned across = cell->wide ? PAPER_CELL_DOTS : PAPER_CELL_DOTS / 2;
	unsigned top = bottom - PAPER_CELL_DOTS * cell->height;
	printer_font_glyph(paper->font, cell->code_point, cell->wide, rows);
	for (unsigned y = 0; y < PAPER_CELL_DOTS; y++) {
		uint32_t row = rows[y];
		if (cell->bold)
			row |= row >> 1;
		if (cell->underline && y == PAPER_CELL_DOTS - 1)
			row = 0xFFFFFF;
		if (cell->reverse)
			row = ~row;
		for (unsigned x = 0; x < across * cell->width; x++)
			if (row >> (PAPER_CELL_DOTS - 1 - x / cell->width) & 1)
				for (unsigned i = 0; i < cell->height; i++)
					dot_set(paper, left + x, top + y * cell->height + i);
	}
}

static unsigned indent(const struct printer_paper *paper, const struct escpos_style *style,
		       unsigned content)
{
	unsigned room = paper->width_dots -
			(style->left_margin < paper->width_dots ? style->left_margin : 0);
	unsigned free_dots = room > content ? room - content : 0;
	unsigned left = paper->width_dots - room;
	if (style->align == ESCPOS_CENTRE)
		return left + free_dots / 2;
	return style->align == ESCPOS_RIGHT ? left + free_dots : left;
}

/* Print the line that was filled; an empty one feeds too. */
static unsigned line_print(struct printer_paper *paper, const struct escpos_style *style)
{
	unsigned tallest = 0;
	for (unsigned i = 0; i < paper->cell_count; i++)
		if (paper->cells[i].height > tallest)
			tallest = paper->cells[i].height;
	unsigned height = tallest * PAPER_CELL_DOTS;
	unsigned left = indent(paper, style, paper->line_dots);
	for (unsigned i = 0; i < paper->cell_count; i++) {
		text_add_code_point(paper, paper->cells[i].code_point);
		if (paper->dots != NULL)
			cell_draw(paper, &paper->cells[i], left, paper->rows + height);
		left += cell_dots(&paper->cells[i]);
	}
	text_add(paper, "\n");
	paper->cell_count = paper->line_dots = 0;
	unsigned moved = height > style->line_spacing ? height : style->line_spacing;
	paper->rows += moved;
	return moved;
}

static unsigned character_add(struct printer_paper *paper, const struct escpos_style *style,
			      const struct escpos_operation *operation)
{
	struct paper_cell cell = {
		.code_point = operation->code_point,
		.wide = operation->wide,
		.width = style->width,
		.height = style->height,
		.bold = style->bold,
		.underline = style->underline,
		.reverse = style->reverse,
	};
	unsigned moved = 0;
	if (cell.wide) { /* FS ! doubles, it does not multiply what GS ! asks for */
		if (cell.width < style->chinese_width)
			cell.width = style->chinese_width;
		if (cell.height < style->chinese_height)
			cell.height = style->chinese_height;
	}
	if (paper->cell_count == PAPER_CELLS_MAX ||
	    paper->line_dots + cell_dots(&cell) + style->left_margin > paper->width_dots)
		moved = line_print(paper, style);
	paper->cells[paper->cell_count++] = cell;
	paper->line_dots += cell_dots(&cell);
	return moved;
}

static unsigned raster_add(struct printer_paper *paper, const struct escpos_style *style,
			   const struct escpos_operation *operation)
{
	unsigned moved = 0;
	if (operation->first_row && paper->cell_count > 0)
		moved = line_print(paper, style);
	unsigned width = operation->row_bytes * 8 * operation->magnify_x;
	unsigned left = indent(paper, style, width);
	if (operation->first_row && paper->raster_height > 0 && paper->raster_width != width)
		paper->raster_height = 0;
	for (unsigned x = 0; paper->dots != NULL && x < width; x++) {
		unsigned from = x / operation->magnify_x;
		if (operation->row[from / 8] >> (7 - from % 8) & 1)
			for (unsigned i = 0; i < operation->magnify_y; i++)
				dot_set(paper, left + x, paper->rows + i);
	}
	paper->rows += operation->magnify_y;
	paper->raster_width = width;
	paper->raster_height += operation->magnify_y;
	return moved + operation->magnify_y;
}

/* A picture stands in the text as one line, however many bands it came in. */
static void raster_end(struct printer_paper *paper)
{
	char line[48];
	if (paper->raster_height == 0)
		return;
	snprintf(line, sizeof line, "[%ux%u]\n", paper->raster_width, paper->raster_height);
	text_add(paper, line);
	paper->raster_height = 0;
}

static unsigned feed(struct printer_paper *paper, const struct escpos_style *style, unsigned dots)
{
	unsigned moved = paper->cell_count > 0 ? line_print(paper, style) : 0;
	paper->rows += dots;
	return moved + dots;
}

static unsigned tab(struct printer_paper *paper, const struct escpos_style *style)
{
	const struct escpos_operation space = { .code_point = ' ' };
	unsigned stop = TAB_CELLS * PAPER_CELL_DOTS / 2, moved = 0;
	do
		moved += character_add(paper, style, &space);
	while (moved == 0 && paper->line_dots % stop != 0);
	return moved;
}

unsigned printer_paper_do(struct printer_paper *paper, const struct escpos_style *style,
			  const struct escpos_operation *operation)
{
	if (operation->kind == ESCPOS_MORE || operation->kind == ESCPOS_REAL_TIME)
		return 0;
	if (operation->kind != ESCPOS_RASTER)
		raster_end(paper);
	switch (operation->kind) {
	case ESCPOS_CHARACTER:
		return character_add(paper, style, operation);
	case ESCPOS_NEWLINE:
		return line_print(paper, style);
	case ESCPOS_TAB:
		return tab(paper, style);
	case ESCPOS_FEED:
	case ESCPOS_CUT:
		return feed(paper, style, operation->dots);
	case ESCPOS_RASTER:
		return raster_add(paper, style, operation);
	default:
		return 0;
	}
}

struct png_bytes {
	uint8_t *bytes;
	size_t length, room;
	bool failed;
};

static void png_collect(png_structp png, png_bytep data, png_size_t count)
{
	struct png_bytes *out = png_get_io_ptr(png);
	if (out->length + count > out->room) {
		size_t room = (out->length + count) * 2;
		uint8_t *more = realloc(out->bytes, room);
		if (more == NULL)
			png_error(png, "no memory");
		out->bytes = more;
		out->room = room;
	}
	memcpy(out->bytes + out->length, data, count);
	out->length += count;
}

static void png_no_flush(png_structp png)
{
	(void)png;
}

/* Everything that must outlive libpng's longjmp is behind pointers. */
static bool png_write(png_structp png, png_infop info, const struct printer_paper *paper,
		      uint8_t *row, unsigned margin_bytes)
{
	unsigned head_bytes = paper->width_dots / 8, row_bytes = head_bytes + 2 * margin_bytes;
	unsigned rows = paper->rows < PAPER_ROWS_MAX ? paper->rows : PAPER_ROWS_MAX;
	if (setjmp(png_jmpbuf(png)))
		return false;
	png_set_IHDR(png, info, row_bytes * 8, MARGIN_TOP + rows, 1, PNG_COLOR_TYPE_GRAY,
		     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_write_info(png, info);
	memset(row, 0xFF, row_bytes);
	for (unsigned y = 0; y < MARGIN_TOP; y++)
		png_write_row(png, row);
	for (unsigned y = 0; y < rows; y++) {
		for (unsigned i = 0; i < head_bytes; i++)
			row[margin_bytes + i] = (uint8_t)~paper->dots[y * head_bytes + i];
		png_write_row(png, row);
	}
	png_write_end(png, info);
	return true;
}

int printer_paper_png(const struct printer_paper *paper, uint8_t **bytes, size_t *length)
{
	struct png_bytes out = { 0 };
	unsigned margin_bytes =
		(paper->width_dots <= PAPER_WIDTH_58_DOTS ? MARGIN_NARROW : MARGIN_WIDE) / 8;
	uint8_t *row = malloc(paper->width_dots / 8 + 2 * margin_bytes);
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
	bool written = false;
	if (row != NULL && info != NULL) {
		png_set_write_fn(png, &out, png_collect, png_no_flush);
		written = png_write(png, info, paper, row, margin_bytes);
	}
	png_destroy_write_struct(&png, &info);
	free(row);
	if (!written) {
		free(out.bytes);
		return -ENOMEM;
	}
	*bytes = out.bytes;
	*length = out.length;
	return 0;
}

int printer_paper_draw(const uint8_t *ticket, size_t ticket_length,
		       const struct escpos_style *style, unsigned width_dots, uint8_t **bytes,
		       size_t *length)
{
	struct printer_font *font = NULL;
	struct printer_paper paper = { 0 };
	struct escpos_reader reader;
	struct escpos_operation operation;
	int result = escpos_reader_init(&reader);
	if (result < 0)
		return result;
	result = printer_font_open(&font);
	if (result == 0)
		result = printer_paper_init(&paper, width_dots, font);
	if (result == 0) {
		reader.style = *style;
		for (size_t i = 0; i < ticket_length; i++) {
			escpos_reader_feed(&reader, ticket[i], &operation);
			printer_paper_do(&paper, &reader.style, &operation);
		}
		result = printer_paper_png(&paper, bytes, length);
	}
	printer_paper_finish(&paper);
	printer_font_close(font);
	escpos_reader_finish(&reader);
	return result;
}
