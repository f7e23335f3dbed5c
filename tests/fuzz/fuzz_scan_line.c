/* Any bytes from a scanner: what is delivered is bounded, printable and UTF-8. */
#include "scan_line.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool condition)
{
	if (!condition)
		abort();
}

/* Written apart from the decoder: by the value of each character. */
static void check_text(const char *text)
{
	require(text[0] != '\0' && strlen(text) <= SCAN_LINE_MAX);
	for (const uint8_t *c = (const uint8_t *)text; *c != '\0';) {
		unsigned more = *c < 0x80 ? 0 : *c < 0xe0 ? 1 : *c < 0xf0 ? 2 : 3;
		static const uint32_t least[] = { 0x20, 0xa0, 0x800, 0x10000 };
		uint32_t value = more == 0 ? *c : *c & (0x3fu >> more);
		require(*c < 0x80 || *c >= 0xc2);
		for (unsigned i = 1; i <= more; i++) {
			require((c[i] & 0xc0) == 0x80);
			value = value << 6 | (c[i] & 0x3fu);
		}
		require(value >= least[more] && value <= 0x10ffff && value != 0x7f);
		require(value < 0xd800 || value > 0xdfff);
		c += 1 + more;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct scan_line line;
	scan_line_init(&line);
	for (size_t i = 0; i < length; i++) {
		/* 07 stands for a pause. */
		const enum scan_feed fed =
			bytes[i] == 7 ? scan_line_end(&line) : scan_line_feed(&line, bytes[i]);
		require(line.length <= SCAN_LINE_MAX);
		if (fed == SCAN_READY)
			check_text(line.text);
		if (fed != SCAN_MORE)
			require(!scan_line_begun(&line));
	}
	return 0;
}
