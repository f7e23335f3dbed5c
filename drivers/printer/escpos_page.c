/* A page as one job of ESC/POS bytes: GB18030 by iconv, the QR by libqrencode. No I/O. */
#include "escpos_page.h"

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
};

static const struct escpos_profile profiles[] = {
	{ .paper_width_mm = 58, .dots = 384, .columns = 32 },
	{ .paper_width_mm = 80, .dots = 576, .columns = 48 },
};

struct escpos_converter {
	iconv_t iconv;
	uint8_t line[LINE_BYTES_MAX];
};

const struct escpos_profile *escpos_profile_find(int paper_width_mm)
{
	for (size_t i = 0; i < sizeof profiles / sizeof profiles[0]; i++)
		if (profiles[i].paper_width_mm == paper_width_mm)
			return &profiles[i];
	return NULL;
}

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

static void end_chunk(struct escpos_job *job, const struct escpos_buffer *buffer)
{
	size_t last = job->chunk_count > 0 ? job->chunk_ends[job->chunk_count - 1] : 0;
	if (buffer->length == last)
		return;
	if (job->chunk_count == ESCPOS_CHUNKS_MAX)
		job->chunk_count--; /* the last chunk just grows */
	job->chunk_ends[job->chunk_count++] = buffer->length;
}

static void end_chunk_if_long(struct escpos_job *job, const struct escpos_buffer *buffer)
{
	size_t last = job->chunk_count > 0 ? job->chunk_ends[job->chunk_count - 1] : 0;
	if (buffer->length - last >= ESCPOS_CHUNK_GOAL)
		end_chunk(job, buffer);
}

static void encode_rule(struct escpos_buffer *buffer, const struct escpos_profile *profile)
{
	/* U+2500 as in GB 2312 row 9: two cells wide and without gaps in every Chinese font. */
	static const uint8_t dash[] = { 0xa9, 0xa4 };
	escpos_align(buffer, ESCPOS_LEFT);
	escpos_size(buffer, 1, 1);
	escpos_bold(buffer, false);
	for (unsigned cell = 0; cell + 2 <= profile->columns; cell += 2)
		escpos_text(buffer, dash, sizeof dash);
	escpos_newline(buffer);
}

static void encode_line(struct escpos_buffer *buffer, struct escpos_converter *converter,
			const struct escpos_profile *profile, const struct print_line *line)
{
	size_t length = convert(converter, line->text), at = 0;
	unsigned size = line->size < 1 ? 1 : line->size;
	if (size > ESCPOS_SIZE_MAX)
		size = ESCPOS_SIZE_MAX;
	escpos_align(buffer, (enum escpos_align)line->align);
	escpos_size(buffer, size, size);
	escpos_bold(buffer, line->bold);
	do {
		size_t part =
			escpos_fit(converter->line + at, length - at, profile->columns / size);
		escpos_text(buffer, converter->line + at, part);
		escpos_newline(buffer);
		at += part;
	} while (at < length);
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
	memset(row, 0, ESCPOS_WIDTH_BYTES_MAX);
	for (unsigned x = 0; x < modules * dots; x++)
		if (code->data[module_row * modules + x / dots] & 1)
			row[x / 8] |= (uint8_t)(0x80 >> x % 8);
}

/* Native QR commands are missing on POS-5890, ZJ-5870 and others: always a picture. ESC a centres
 * pictures too. The quiet zone beside it is the bare paper. */
static void encode_qr(struct escpos_job *job, struct escpos_buffer *buffer,
		      const struct escpos_profile *profile, const QRcode *code)
{
	uint8_t band[ESCPOS_BAND_ROWS * ESCPOS_WIDTH_BYTES_MAX], row[ESCPOS_WIDTH_BYTES_MAX];
	unsigned modules = (unsigned)code->width, dots = qr_module_dots(profile, modules);
	unsigned width_bytes = (modules * dots + 7) / 8, rows = modules * dots, held = 0;
	escpos_align(buffer, ESCPOS_CENTRE);
	escpos_feed_dots(buffer, QR_QUIET_MODULES * dots);
	for (unsigned y = 0; y < rows; y++) {
		if (y % dots == 0)
			draw_qr_row(code, y / dots, dots, row);
		memcpy(band + (size_t)held++ * width_bytes, row, width_bytes);
		if (held < ESCPOS_BAND_ROWS && y + 1 < rows)
			continue;
		escpos_raster(buffer, band, width_bytes, held);
		end_chunk_if_long(job, buffer);
		held = 0;
	}
	escpos_feed_dots(buffer, QR_QUIET_MODULES * dots);
	escpos_align(buffer, ESCPOS_LEFT);
}

static void encode_start(struct escpos_job *job, struct escpos_buffer *buffer, enum escpos_cut cut,
			 bool torn)
{
	escpos_init(buffer);
	if (torn) {
		escpos_feed_lines(buffer, FEED_LINES);
		escpos_cut(buffer, cut);
	}
	end_chunk(job, buffer);
}

static void encode_end(struct escpos_job *job, struct escpos_buffer *buffer, enum escpos_cut cut,
		       bool confirm)
{
	escpos_size(buffer, 1, 1);
	escpos_feed_lines(buffer, FEED_LINES);
	escpos_cut(buffer, cut);
	end_chunk(job, buffer);
	if (confirm)
		escpos_ask_buffered(buffer);
	end_chunk(job, buffer);
}

int escpos_page_encode(struct escpos_job *job, struct escpos_converter *converter,
		       const struct escpos_profile *profile, const struct print_page *page,
		       enum escpos_cut cut, bool torn, bool confirm)
{
	struct escpos_buffer buffer;
	QRcode *code = NULL;
	unsigned count = page->line_count > PRINT_LINES_MAX ? PRINT_LINES_MAX : page->line_count;
	if (page->qr[0] != '\0') {
		code = QRcode_encodeString8bit(page->qr, 0, QR_ECLEVEL_M);
		if (code == NULL)
			return -ENOMEM;
	}
	job->chunk_count = 0;
	escpos_buffer_init(&buffer, job->bytes, sizeof job->bytes);
	encode_start(job, &buffer, cut, torn);
	for (unsigned i = 0; i < count; i++) {
		if (page->lines[i].rule)
			encode_rule(&buffer, profile);
		else
			encode_line(&buffer, converter, profile, &page->lines[i]);
		end_chunk_if_long(job, &buffer);
	}
	if (code != NULL)
		encode_qr(job, &buffer, profile, code);
	QRcode_free(code);
	encode_end(job, &buffer, cut, confirm);
	job->length = buffer.length;
	return buffer.overflow ? -EMSGSIZE : 0;
}
