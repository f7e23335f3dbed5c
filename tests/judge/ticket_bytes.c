/* Prints the bytes that a printer would be sent for a page: ticket_bytes PROFILE < PAGE. A line of
 * the page is ALIGN SIZE BOLD TEXT with tabs between, or "rule", or after a tab "qr" a text, "logo"
 * the path of a PNG, "language" that of the lines that follow. */
#include "escpos_drawer.h"
#include "escpos_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool take_line(struct print_page *page, char *line)
{
	static char language[PRINT_LANGUAGE_MAX];
	line[strcspn(line, "\n")] = '\0';
	if (strncmp(line, "language\t", 9) == 0) {
		snprintf(language, sizeof language, "%.*s", PRINT_LANGUAGE_MAX - 1, line + 9);
		return true;
	}
	if (strncmp(line, "logo\t", 5) == 0) {
		snprintf(page->logo, sizeof page->logo, "%.*s", PRINT_LOGO_MAX - 1, line + 5);
		return true;
	}
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
	strcpy(out->language, language);
	return true;
}

int main(int argc, char **argv)
{
	static struct print_page page;
	static struct escpos_job job;
	static struct escpos_drawn drawn;
	bool wanted[PRINT_LINES_MAX];
	char line[1024];
	const struct escpos_profile *profile = argc == 2 ? escpos_profile_named(argv[1]) : NULL;
	struct escpos_converter *converter = escpos_converter_create();
	if (profile == NULL || converter == NULL)
		return 2;
	while (fgets(line, sizeof line, stdin) != NULL)
		if (!take_line(&page, line))
			return 2;
	bool draws = escpos_page_wants(converter, profile, &page, wanted);
	if (draws)
		escpos_drawer_draw(&drawn, "", &page, wanted, profile->dots);
	if (draws && drawn.problem != NULL)
		fprintf(stderr, "%s\n", drawn.problem);
	if (escpos_page_encode(&job, converter, profile, &page, draws ? &drawn : NULL,
			       ESCPOS_CUT_PARTIAL, false, true) < 0)
		return 1;
	escpos_converter_destroy(converter);
	return fwrite(job.bytes, 1, job.length, stdout) == job.length ? 0 : 1;
}
