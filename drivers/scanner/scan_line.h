/* Codes as a scanner sends them: text that ends with CR, LF or both. Pure: no time, no wire. A code
 * is bounded and printable: control characters are left out, and of bytes that are no UTF-8 the
 * ASCII is kept. What a code means is decided elsewhere. */
#ifndef JIAOHAO_SCAN_LINE_H
#define JIAOHAO_SCAN_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SCAN_LINE_MAX = 512 };

enum scan_feed { SCAN_MORE, SCAN_READY, SCAN_BAD };

struct scan_line {
	char text[SCAN_LINE_MAX + 1]; /* after SCAN_READY the code, until the next feed */
	size_t length;
	bool ended, too_long;
};

void scan_line_init(struct scan_line *line);
/** READY: line->text is one whole code, not empty. BAD: a code ended that was too long or held
 *  nothing printable; it is forgotten whole. */
enum scan_feed scan_line_feed(struct scan_line *line, uint8_t byte);
/** The code ends here, without an end mark: as if one had come. MORE: there was none. */
enum scan_feed scan_line_end(struct scan_line *line);
/** Has a code begun that did not end? */
bool scan_line_begun(const struct scan_line *line);

#endif
