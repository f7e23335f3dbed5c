/* Any text on any model: the bytes of a job hold no real-time command, its chunks are whole, and it
 * never grows beyond its buffer. The first byte chooses the model, the second the size. */
#include "escpos_page.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void fill(struct print_page *page, const char *text, size_t length, unsigned size)
{
	memset(page, 0, sizeof *page);
	while (length > 0 && page->line_count < PRINT_LINES_MAX) {
		struct print_line *line = &page->lines[page->line_count++];
		const char *end = memchr(text, '\n', length);
		size_t whole = end != NULL ? (size_t)(end - text) : length;
		size_t taken = whole < PRINT_TEXT_MAX ? whole : PRINT_TEXT_MAX - 1;
		memcpy(line->text, text, taken);
		line->size = (uint8_t)size;
		line->align = (uint8_t)(whole % 3);
		line->rule = whole == 1;
		whole += whole < length;
		text += whole;
		length -= whole;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct escpos_converter *converter;
	static struct print_page page;
	static struct escpos_job job;
	bool wanted[PRINT_LINES_MAX];
	size_t models = 0;
	if (length < 2)
		return 0;
	if (converter == NULL)
		converter = escpos_converter_create();
	while (escpos_profile_at(models) != NULL)
		models++;
	const struct escpos_profile *profile = escpos_profile_at(bytes[0] % models);
	fill(&page, (const char *)bytes + 2, length - 2, bytes[1] & 15);
	escpos_page_wants(converter, profile, &page, wanted);
	if (escpos_page_encode(&job, converter, profile, &page, NULL, ESCPOS_CUT_FULL,
			       bytes[1] & 16, bytes[1] & 32) < 0)
		return 0;
	require(job.length <= ESCPOS_JOB_MAX && job.chunk_count > 0);
	require(job.chunk_ends[job.chunk_count - 1] == job.length);
	for (unsigned i = 1; i < job.chunk_count; i++)
		require(job.chunk_ends[i] > job.chunk_ends[i - 1] &&
			job.chunk_ends[i] - job.chunk_ends[i - 1] < 8192);
	for (size_t i = 1; i < job.length; i++)
		require(job.bytes[i - 1] != 0x10 ||
			(job.bytes[i] != 4 && job.bytes[i] != 5 && job.bytes[i] != 0x14));
	return 0;
}
