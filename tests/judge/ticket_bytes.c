/* Prints the bytes that a printer would be sent for a page: ticket_bytes WIDTH_MM < PAGE. A line of
 * the page is ALIGN SIZE BOLD TEXT with tabs between, or "rule", or "qr" and a text after a tab. */
#include "escpos_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool take_line(struct print_page *page, char *line)
{
	line[strcspn(line, "\n")] = '\0';
	if (strncmp(line, "qr\t", 3) == 0) {
		snprintf(page->qr, sizeof page->qr, "%.*s", PRINT_QR_MAX - 1, line + 3);
		return true;
	}
	if (page->line_count == PRINT_LINES_MAX)
		return false;
	struct print_line *out = &page->lines[page->line_count++];
	out->rule = strcmp(line, "rule") == 0;
	if (out->rule)
		return true;
	char *align = strsep(&line, "\t"), *size = strsep(&line, "\t"), *bold = strsep(&line, "\t");
	if (line == NULL || strlen(line) >= sizeof out->text)
		return false;
	out->align = (uint8_t)atoi(align);
	out->size = (uint8_t)atoi(size);
	out->bold = atoi(bold) != 0;
	strcpy(out->text, line);
	return true;
}

int main(int argc, char **argv)
{
	static struct print_page page;
	static struct escpos_job job;
	char line[1024];
	const struct escpos_profile *profile =
		argc == 2 ? escpos_profile_find(atoi(argv[1])) : NULL;
	struct escpos_converter *converter = escpos_converter_create();
	if (profile == NULL || converter == NULL)
		return 2;
	while (fgets(line, sizeof line, stdin) != NULL)
		if (!take_line(&page, line))
			return 2;
	if (escpos_page_encode(&job, converter, profile, &page, ESCPOS_CUT_PARTIAL, false, true) <
	    0)
		return 1;
	escpos_converter_destroy(converter);
	return fwrite(job.bytes, 1, job.length, stdout) == job.length ? 0 : 1;
}
