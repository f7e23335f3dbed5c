/* A pager sender's frames as data: a template of the board file, parsed once, and the bytes it
 * makes of a pager's number. Pure. Makers of such senders publish no protocol in common, so the
 * frame of a model is written down where it is connected:
 *
 *   "AA 55 {bcd:4} 01 {check}"    bytes in hex, and in braces what is filled in:
 *
 *   {bcd:N}  N digits of the number, two a byte, the first in the high half; N even
 *   {dec:N}  N ASCII digits, zeros in front
 *   {hex:N}  N ASCII hexadecimal digits, upper case
 *   {bin:N}  the number in N bytes (1 or 2), high byte first; {low:2}: low byte first
 *   {check}  the sum of all bytes before it, from byte number check_from on: sum8 (their sum) or
 *            xor8 (their exclusive or) */
#ifndef JIAOHAO_PAGER_FRAME_H
#define JIAOHAO_PAGER_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PAGER_PARTS_MAX = 48, PAGER_FRAME_MAX = 96, PAGER_DIGITS_MAX = 8 };

enum pager_part_kind {
	PAGER_BYTE,
	PAGER_BCD,
	PAGER_DECIMAL,
	PAGER_HEX,
	PAGER_HIGH_FIRST,
	PAGER_LOW_FIRST,
	PAGER_CHECK,
};

struct pager_part {
	uint8_t kind;  /* enum pager_part_kind */
	uint8_t value; /* PAGER_BYTE: the byte; else digits or bytes */
};

struct pager_template {
	uint8_t count; /* 0: there is no such frame */
	bool checked;  /* it holds {check} */
	struct pager_part parts[PAGER_PARTS_MAX];
};

enum pager_check { PAGER_CHECK_NONE, PAGER_CHECK_SUM8, PAGER_CHECK_XOR8 };

/** True, or false with *problem a sentence's end: "holds …, allowed are …". */
bool pager_template_parse(struct pager_template *template, const char *text, const char **problem);
/** The highest number that fits into every place for it; 0: there is none. */
unsigned pager_template_highest(const struct pager_template *template);
/** The frame's bytes; their number. @p number must fit. */
size_t pager_template_make(const struct pager_template *template, unsigned number,
			   enum pager_check check, unsigned check_from,
			   uint8_t frame[PAGER_FRAME_MAX]);

#endif
