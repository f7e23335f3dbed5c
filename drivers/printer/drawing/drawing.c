/* Lines as dots: the glyphs of text_layout.h drawn by FreeType. The shared object's one name. */
#include "drawing.h"

#include "font_faces.h"
#include "logo_picture.h"
#include "text_layout.h"

#include <errno.h>
#include <freetype/ftoutln.h>
#include <stdlib.h>
#include <string.h>

enum {
	ROWS_MAX = 8 * 24 * 3, /* above and below the cell too: Arabic letters reach far down */
	BASELINE_24THS = 21,   /* where the printer's own characters stand */
	INK = 100,	       /* of 255: this dark is a dot */
};

struct drawing {
	struct font_faces faces;
	struct layout layout;
	struct layout_line line;
	unsigned cell_top; /* row of the canvas where the cell begins */
	int first_row, last_row;
	unsigned width_bytes;
	int left; /* column where the line begins: whole bytes end where it ends, right to left */
	uint8_t canvas[ROWS_MAX][DRAWING_DOTS_MAX / 8];
};

static int drawing_create(struct drawing **out, const char *font)
{
	struct drawing *drawing = calloc(1, sizeof *drawing);
	if (drawing == NULL)
		return -ENOMEM;
	int result = font_faces_init(&drawing->faces, font);
	if (result < 0)
		free(drawing);
	else
		*out = drawing;
	return result;
}

static void drawing_destroy(struct drawing *drawing)
{
	if (drawing == NULL)
		return;
	font_faces_finish(&drawing->faces);
	free(drawing);
}

static void dot(struct drawing *drawing, int x, int y)
{
	if (x < 0 || x >= DRAWING_DOTS_MAX || y < 0 || y >= ROWS_MAX)
		return;
	drawing->canvas[y][x / 8] |= (uint8_t)(0x80 >> x % 8);
	if (y < drawing->first_row)
		drawing->first_row = y;
	if (y > drawing->last_row)
		drawing->last_row = y;
}

static void draw_box(struct drawing *drawing, const struct layout_glyph *glyph, int baseline)
{
	int size = glyph->advance / 64, thick = size / 12;
	int left = drawing->left + glyph->x / 64;
	for (int y = thick; y < size - thick; y++)
		for (int x = thick; x < size - thick; x++)
			if (x < 2 * thick || y < 2 * thick || x >= size - 2 * thick ||
			    y >= size - 2 * thick)
				dot(drawing, left + x, baseline - size * 21 / 24 + y);
}

/* Hinting would move letters apart that join, so outlines are set at their place in 1/64 dot and
 * then made dots. Bold is struck twice, as a head does it. */
static void draw_glyph(struct drawing *drawing, const struct layout_glyph *glyph, int baseline,
		       bool bold)
{
	FT_Face face = drawing->faces.faces[glyph->face].face;
	if (FT_Load_Glyph(face, glyph->glyph, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0 ||
	    face->glyph->format != FT_GLYPH_FORMAT_OUTLINE)
		return;
	FT_Outline_Translate(&face->glyph->outline, glyph->x & 63, glyph->y & 63);
	if (FT_Render_Glyph(face->glyph, FT_RENDER_MODE_NORMAL) != 0)
		return;
	const FT_Bitmap *bitmap = &face->glyph->bitmap;
	int left = drawing->left + (glyph->x >> 6) + face->glyph->bitmap_left;
	int top = baseline - (glyph->y >> 6) - face->glyph->bitmap_top;
	int strikes = bold ? 1 + (int)drawing->layout.dots / 24 : 1;
	for (unsigned y = 0; y < bitmap->rows; y++)
		for (unsigned x = 0; x < bitmap->width; x++)
			if (bitmap->buffer[(int)y * bitmap->pitch + (int)x] >= INK)
				for (int i = 0; i < strikes; i++)
					dot(drawing, left + (int)x + i, top + (int)y);
}

/* A line of paper is as high as the printer's own would be, and higher where letters reach out. */
static int append(struct drawing *drawing, unsigned size, struct drawing_output *output)
{
	unsigned cell = size * DRAWING_CELL_DOTS;
	int top = (int)drawing->cell_top;
	int bottom = top + (int)(cell > DRAWING_PITCH_DOTS ? cell : DRAWING_PITCH_DOTS);
	if (drawing->first_row < top)
		top = drawing->first_row;
	if (drawing->last_row >= bottom)
		bottom = drawing->last_row + 1;
	unsigned width_bytes = drawing->width_bytes, rows = (unsigned)(bottom - top);
	if (output->count == DRAWING_PICTURES_MAX ||
	    (size_t)width_bytes * rows > DRAWING_BYTES_MAX - output->length)
		return -ENOSPC;
	output->pictures[output->count++] =
		(struct drawing_picture){ .offset = output->length,
					  .width_bytes = (uint16_t)width_bytes,
					  .rows = (uint16_t)rows };
	for (unsigned y = 0; y < rows; y++) {
		memcpy(output->bytes + output->length, drawing->canvas[top + (int)y], width_bytes);
		output->length += width_bytes;
	}
	return 0;
}

static int draw_line(struct drawing *drawing, const struct drawing_line *asked, unsigned dots,
		     struct drawing_output *output)
{
	unsigned cell = asked->size * DRAWING_CELL_DOTS;
	drawing->cell_top = ROWS_MAX / 3;
	int baseline = (int)(drawing->cell_top + cell * BASELINE_24THS / 24);
	unsigned width = (unsigned)(drawing->line.width + 63) / 64;
	width = width + asked->size > dots ? dots : width + asked->size; /* bold is wider */
	drawing->width_bytes = (width + 7) / 8;
	drawing->left = drawing->layout.right_to_left ? (int)(drawing->width_bytes * 8 - width) : 0;
	memset(drawing->canvas, 0, sizeof drawing->canvas);
	drawing->first_row = ROWS_MAX;
	drawing->last_row = -1;
	for (unsigned i = 0; i < drawing->line.count; i++) {
		const struct layout_glyph *glyph = &drawing->line.glyphs[i];
		if (glyph->face < 0)
			draw_box(drawing, glyph, baseline);
		else
			draw_glyph(drawing, glyph, baseline, asked->bold);
	}
	return append(drawing, asked->size, output);
}

static int drawing_line(struct drawing *drawing, const struct drawing_line *asked, unsigned dots,
			struct drawing_output *output)
{
	struct layout *layout = &drawing->layout;
	unsigned count_before = output->count, at = 0;
	size_t length_before = output->length;
	memset(layout, 0, sizeof *layout);
	int result = layout_init(layout, &drawing->faces, asked->text, asked->language,
				 asked->size * DRAWING_CELL_DOTS);
	while (result == 0) {
		layout_next(layout, at, dots, &drawing->line);
		at = drawing->line.end;
		result = draw_line(drawing, asked, dots, output);
		if (at >= layout->count)
			break;
	}
	unsigned missing = layout->missing;
	layout_finish(layout);
	if (result == 0)
		return (int)missing;
	output->count = count_before;
	output->length = length_before;
	return result;
}

const struct drawing_ops drawing_ops = {
	.create = drawing_create,
	.destroy = drawing_destroy,
	.line = drawing_line,
	.logo = logo_picture_add,
};
