/* The picture that the simulated printer makes of a ticket's bytes: ticket_png WIDTH_DOTS < BYTES >
 * PNG. */
#include "printer_paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 1 << 20 };

int main(int argc, char **argv)
{
	static uint8_t ticket[BYTES_MAX];
	const struct escpos_style start = {
		.width = 1, .height = 1, .chinese_width = 1, .chinese_height = 1, .line_spacing = 30
	};
	uint8_t *png = NULL;
	size_t length = 0;
	if (argc != 2)
		return 2;
	size_t count = fread(ticket, 1, sizeof ticket, stdin);
	int result =
		printer_paper_draw(ticket, count, &start, (unsigned)atoi(argv[1]), &png, &length);
	if (result < 0) {
		fprintf(stderr, "%s\n", strerror(-result));
		return 1;
	}
	bool written = fwrite(png, 1, length, stdout) == length;
	free(png);
	return written ? 0 : 1;
}
