/* A page as one job of ESC/POS bytes: GB18030 by iconv, the QR by libqrencode. No I/O. */
#include "escpos_page.h"

#include "escpos_drawer.h"

#include <errno.h>
#include <iconv.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINE_BYTES_MAX = PRINT_TEXT_MAX * 2, /* UTF-8 of n bytes is at most 2 n in GB18030 */
	QR_DOTS_GOAL = 240,		     /* 30 mm: read at arm's length by any phone */
	QR_MODULE_MIN = 3,
	QR_MODULE_MAX = 8,
	QR_QUIET_MODULES = 4, /* ISO/IEC 18004, 6.3.8 */
	FEED_LINES = 4,	      /* from the head to the cutter or the tear bar */
	LINE_DOTS = 30,	      /* the spacing that every printer has after ESC @ */
	CELL_DOTS = 24,
	LOGO_GAP_DOTS = 12,
	BUFFER_BYTES = 4096, /* of a printer whose own is not known */
};

/* What a page is being made of. */
struct sheet {
	struct escpos_job *job;
	struct escpos_buffer buffer;
	struct escpos_converter *converter;
	const struct escpos_profile *profile;
	const struct escpos_drawn *drawn;
	size_t chunk_goal;
};

struct escpos_converter {
	iconv_t iconv;
	uint8_t line[LINE_BYTES_MAX];
};

struct escpos_converter *escpos_converter_create(void)
{
	struct escpos_converter *converter = calloc(1, sizeof *converter);
	if (converter == NULL)
		return NULL;
	converter->iconv = iconv_open("GB18030", "UTF-8");
	if (converter->iconv == (iconv_t)-1) {
		free(converter);
		return NULL;
	}
	return converter;
}

void escpos_converter_destroy(struct escpos_converter *converter)
{
	if (converter == NULL)
		return;
	iconv_close(converter->iconv);
	free(converter);
}

/* GB18030 holds all of Unicode, so only wrong UTF-8 can fail: such a byte becomes '?'. */
static size_t convert(struct escpos_converter *converter, const char *text)
{
	char *in = (char *)text, *out = (char *)converter->line;
	size_t in_left = strnlen(text, PRINT_TEXT_MAX), out_left = sizeof converter->line;
	iconv(converter->iconv, NULL, NULL, NULL, NULL);
	while (in_left > 0) {
		if (iconv(converter->iconv, &in, &in_left, &out, &out_left) != (size_t)-1)
			break;
		if (errno == E2BIG || out_left == 0)
			break;
		*out++ = '?';
		out_left--;
		in++;
		in_left--;
	}
	return sizeof converter->line - out_left;
}

static void end_chunk(struct sheet *sheet)
{
	struct escpos_job *job = sheet->job;
	size_t last = job->chunk_count > 0 ? job->chunk_ends[job->chunk_count - 1] : 0;
	if (sheet->buffer.length == last)
		return;
	if (job->chunk_count == ESCPOS_CHUNKS_MAX)
		job->chunk_count--; /* the last chunk just grows */
	job->chunk_ends[job->chunk_count++] = sheet->buffer.length;
}

static void end_chunk_if_long(struct sheet *sheet)
{
	const struct escpos_job *job = sheet->job;
	size_t last = job->chunk_count > 0 ? job->chunk_ends[job->chunk_count - 1] : 0;
	if (sheet->buffer.length - last >= sheet->chunk_goal)
		end_chunk(sheet);
}

static void feed_dots(struct sheet *sheet, unsigned dots)
{
	escpos_feed_dots(&sheet->buffer, dots);
	sheet->job->dots += dots;
}

static void feed_lines(struct sheet *sheet, unsigned lines)
{
	escpos_feed_lines(&sheet->buffer, lines);
	sheet->job->dots += lines * LINE_DOTS;
}

static void newline(struct sheet *sheet, unsigned size)
{
	escpos_newline(&sheet->buffer);
	sheet->job->dots += size * CELL_DOTS > LINE_DOTS ? size * CELL_DOTS : LINE_DOTS;
}

/* In bands, of a sixth of the buffer at most: two chunks, each with a band beyond its goal of a
 * quarter, leave room in it. */
static void put_picture(struct sheet *sheet, const uint8_t *rows, unsigned width_bytes,
			unsigned row_count)
{
	unsigned buffer_bytes =
		sheet->profile->buffer_bytes > 0 ? sheet->profile->buffer_bytes : BUFFER_BYTES;
	unsigned band = buffer_bytes / 6 / width_bytes;
	if (band < 1)
		band = 1;
	if (band > ESCPOS_BAND_ROWS)
		band = ESCPOS_BAND_ROWS;
	for (unsigned row = 0; row < row_count; row += band) {
		unsigned count = row_count - row < band ? row_count - row : band;
		escpos_raster(&sheet->buffer, rows + (size_t)row * width_bytes, width_bytes, count);
		end_chunk_if_long(sheet);
	}
	sheet->job->dots += row_count;
}

/* U+2500 as in GB 2312 row 9: two cells wide and without gaps in every Chinese font. */
static void encode_rule(struct sheet *sheet)
{
	static const uint8_t dash[] = { 0xa9, 0xa4 }, hyphen[] = { '-' };
	bool chinese = sheet->profile->font != ESCPOS_FONT_LATIN;
	unsigned wide = chinese ? 2 : 1;
	escpos_align(&sheet->buffer, ESCPOS_LEFT);
	escpos_size(&sheet->buffer, 1, 1);
	escpos_bold(&sheet->buffer, false);
	for (unsigned cell = 0; cell + wide <= sheet->profile->columns; cell += wide)
		escpos_text(&sheet->buffer, chinese ? dash : hyphen, wide);
	newline(sheet, 1);
}

/* Languages that are written from right to left. */
static bool is_leftward(const char *language)
{
	static const char *const leftward[] = { "ug", "ar", "fa", "ur", "he" };
	for (size_t i = 0; i < sizeof leftward / sizeof leftward[0]; i++)
		if (strncmp(language, leftward[i], 2) == 0)
			return true;
	return false;
}

/* PRINT_LEFT is where a line's language begins. */
static enum escpos_align align_of(const struct print_line *line)
{
	static const enum escpos_align turned[] = {
		[PRINT_LEFT] = ESCPOS_RIGHT,
		[PRINT_CENTRE] = ESCPOS_CENTRE,
		[PRINT_RIGHT] = ESCPOS_LEFT,
	};
	bool known = line->align <= PRINT_RIGHT;
	return known && is_leftward(line->language) ? turned[line->align]
						    : (enum escpos_align)line->align;
}

static unsigned size_of(const struct print_line *line)
{
	unsigned size = line->size < 1 ? 1 : line->size;
	return size > ESCPOS_SIZE_MAX ? ESCPOS_SIZE_MAX : size;
}

/* What the printer has no character for and nobody drew: one mark for each run of them. Two bytes
 * that a Chinese head may have after all are left to it. */
static size_t mark_missing(struct sheet *sheet, size_t length)
{
	static const uint8_t geta[] = { 0xa1, 0xfe }, question[] = { '?' };
	bool chinese = sheet->profile->font != ESCPOS_FONT_LATIN, marked = false;
	uint8_t *line = sheet->converter->line;
	size_t from = 0, to = 0;
	while (from < length) {
		size_t bytes;
		escpos_character(line + from, length - from, &bytes);
		bool prints = escpos_profile_prints(sheet->profile, line + from, bytes) ||
			      (chinese && bytes == 2);
		if (prints) {
			memmove(line + to, line + from, bytes);
			to += bytes;
		} else if (!marked) {
			memcpy(line + to, chinese ? geta : question, chinese ? 2 : 1);
			to += chinese ? 2 : 1;
		}
		marked = !prints;
		from += bytes;
	}
	return to;
}

static void encode_text(struct sheet *sheet, const struct print_line *line)
{
	struct escpos_buffer *buffer = &sheet->buffer;
	size_t length = mark_missing(sheet, convert(sheet->converter, line->text)), at = 0;
	unsigned size = size_of(line);
	const uint8_t *text = sheet->converter->line;
	escpos_align(buffer, align_of(line));
	escpos_size(buffer, size, size);
	escpos_bold(buffer, line->bold);
	do {
		size_t part = escpos_fit(text + at, length - at, sheet->profile->columns / size);
		escpos_text(buffer, text + at, part);
		newline(sheet, size);
		at += part;
	} while (at < length);
}

static void encode_drawn(struct sheet *sheet, const struct print_line *line, unsigned first,
			 unsigned count)
{
	const struct drawing_output *output = &sheet->drawn->output;
	for (unsigned i = first; i < first + count; i++) {
		const struct drawing_picture *picture = &output->pictures[i];
		escpos_align(&sheet->buffer, align_of(line));
		put_picture(sheet, output->bytes + picture->offset, picture->width_bytes,
			    picture->rows);
	}
}

static void encode_line(struct sheet *sheet, const struct print_page *page, unsigned index)
{
	const struct print_line *line = &page->lines[index];
	unsigned drawn = sheet->drawn != NULL ? sheet->drawn->lines[index].count : 0;
	if (line->rule)
		encode_rule(sheet);
	else if (drawn > 0)
		encode_drawn(sheet, line, sheet->drawn->lines[index].first, drawn);
	else
		encode_text(sheet, line);
	end_chunk_if_long(sheet);
}

static void encode_logo(struct sheet *sheet)
{
	if (sheet->drawn == NULL || sheet->drawn->logo < 0)
		return;
	const struct drawing_output *output = &sheet->drawn->output;
	const struct drawing_picture *logo = &output->pictures[sheet->drawn->logo];
	escpos_align(&sheet->buffer, ESCPOS_CENTRE);
	put_picture(sheet, output->bytes + logo->offset, logo->width_bytes, logo->rows);
	feed_dots(sheet, LOGO_GAP_DOTS);
}

static unsigned qr_module_dots(const struct escpos_profile *profile, unsigned modules)
{
	unsigned dots = QR_DOTS_GOAL / modules;
	if (dots < QR_MODULE_MIN)
		dots = QR_MODULE_MIN;
	if (dots > QR_MODULE_MAX)
		dots = QR_MODULE_MAX;
	while (dots > 1 && (modules + 2 * QR_QUIET_MODULES) * dots > profile->dots)
		dots--;
	return dots;
}

static void draw_qr_row(const QRcode *code, unsigned module_row, unsigned dots, uint8_t *row)
{
	unsigned modules = (unsigned)code->width;
	for (unsigned x = 0; x < modules * dots; x++)
		if (code->data[module_row * modules + x / dots] & 1)
			row[x / 8] |= (uint8_t)(0x80 >> x % 8);
}

/* Native QR commands are missing on POS-5890, ZJ-5870 and others: always a picture. ESC a centres
 * pictures too. The quiet zone beside it is the bare paper. */
static int encode_qr(struct sheet *sheet, const char *text)
{
	if (text[0] == '\0')
		return 0;
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	if (code == NULL)
		return -ENOMEM;
	unsigned modules = (unsigned)code->width, dots = qr_module_dots(sheet->profile, modules);
	unsigned width_bytes = (modules * dots + 7) / 8;
	uint8_t *rows = calloc((size_t)modules * dots, width_bytes);
	if (rows != NULL) {
		for (unsigned y = 0; y < modules * dots; y++)
			draw_qr_row(code, y / dots, dots, rows + (size_t)y * width_bytes);
		escpos_align(&sheet->buffer, ESCPOS_CENTRE);
		feed_dots(sheet, QR_QUIET_MODULES * dots);
		put_picture(sheet, rows, width_bytes, modules * dots);
		feed_dots(sheet, QR_QUIET_MODULES * dots);
		escpos_align(&sheet->buffer, ESCPOS_LEFT);
	}
	free(rows);
	QRcode_free(code);
	return rows != NULL ? 0 : -ENOMEM;
}

static void encode_start(struct sheet *sheet, enum escpos_cut cut, bool torn)
{
	escpos_init(&sheet->buffer, sheet->profile->font != ESCPOS_FONT_LATIN,
		    escpos_profile_automatic(sheet->profile));
	if (torn) {
		feed_lines(sheet, FEED_LINES);
		escpos_cut(&sheet->buffer, cut);
	}
	end_chunk(sheet);
}

static void encode_end(struct sheet *sheet, enum escpos_cut cut, bool confirm)
{
	escpos_size(&sheet->buffer, 1, 1);
	feed_lines(sheet, FEED_LINES);
	escpos_cut(&sheet->buffer, cut);
	end_chunk(sheet);
	if (confirm)
		escpos_ask_buffered(&sheet->buffer);
	end_chunk(sheet);
}

/* A printer sets what it is sent from left to right. In a language that runs the other way only a
 * single word of Latin letters and digits comes out the same. */
static bool turns(const struct print_line *line)
{
	static const char word[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
	return is_leftward(line->language) && line->text[strspn(line->text, word)] != '\0';
}

static unsigned line_count(const struct print_page *page)
{
	return page->line_count > PRINT_LINES_MAX ? PRINT_LINES_MAX : page->line_count;
}

bool escpos_page_wants(struct escpos_converter *converter, const struct escpos_profile *profile,
		       const struct print_page *page, bool wanted[PRINT_LINES_MAX])
{
	bool any = page->logo[0] != '\0';
	memset(wanted, 0, PRINT_LINES_MAX * sizeof wanted[0]);
	for (unsigned i = 0; i < line_count(page); i++) {
		const struct print_line *line = &page->lines[i];
		size_t length = line->rule ? 0 : convert(converter, line->text), bytes = 0;
		wanted[i] = !line->rule && turns(line);
		for (size_t at = 0; at < length && !wanted[i]; at += bytes) {
			escpos_character(converter->line + at, length - at, &bytes);
			wanted[i] = !escpos_profile_prints(profile, converter->line + at, bytes);
		}
		any |= wanted[i];
	}
	return any;
}

int escpos_page_encode(struct escpos_job *job, struct escpos_converter *converter,
		       const struct escpos_profile *profile, const struct print_page *page,
		       const struct escpos_drawn *drawn, enum escpos_cut cut, bool torn,
		       bool confirm)
{
	struct sheet sheet = { .job = job,
			       .converter = converter,
			       .profile = profile,
			       .drawn = drawn,
			       .chunk_goal = ESCPOS_CHUNK_GOAL };
	if (profile->buffer_bytes > 0 && profile->buffer_bytes / 4 < ESCPOS_CHUNK_GOAL)
		sheet.chunk_goal = profile->buffer_bytes / 4;
	job->chunk_count = 0;
	job->dots = 0;
	escpos_buffer_init(&sheet.buffer, job->bytes, sizeof job->bytes);
	encode_start(&sheet, cut, torn);
	encode_logo(&sheet);
	for (unsigned i = 0; i < line_count(page); i++)
		encode_line(&sheet, page, i);
	int result = encode_qr(&sheet, page->qr);
	encode_end(&sheet, cut, confirm);
	job->length = sheet.buffer.length;
	return sheet.buffer.overflow ? -EMSGSIZE : result;
}
