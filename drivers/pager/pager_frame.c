/* Frames of pager senders from templates. Knows no wire, no time, no visitor. */
#include "pager_frame.h"

#include <stdio.h>
#include <string.h>

enum { NUMBER_HIGHEST = 9999 };

static const struct {
	const char *name;
	enum pager_part_kind kind;
	uint8_t least, most, step; /* digits or bytes */
} places[] = {
	{ "bcd", PAGER_BCD, 2, PAGER_DIGITS_MAX, 2 },
	{ "dec", PAGER_DECIMAL, 1, PAGER_DIGITS_MAX, 1 },
	{ "hex", PAGER_HEX, 1, PAGER_DIGITS_MAX, 1 },
	{ "bin", PAGER_HIGH_FIRST, 1, 2, 1 },
	{ "low", PAGER_LOW_FIRST, 2, 2, 1 },
};

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "{bcd:4}" or "{check}": its length, 0 when it is none. */
static size_t parse_place(const char *text, struct pager_part *part)
{
	if (strncmp(text, "{check}", 7) == 0) {
		*part = (struct pager_part){ PAGER_CHECK, 1 };
		return 7;
	}
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		const uint8_t width =
			(uint8_t)(text[0] == '{' && strlen(text) >= 7 ? text[5] - '0' : 0);
		if (width < places[i].least || width > places[i].most || text[4] != ':' ||
		    text[6] != '}' || strncmp(text + 1, places[i].name, 3) != 0 ||
		    width % places[i].step != 0)
			continue;
		*part = (struct pager_part){ (uint8_t)places[i].kind, width };
		return 7;
	}
	return 0;
}

static size_t part_bytes(const struct pager_part *part)
{
	switch ((enum pager_part_kind)part->kind) {
	case PAGER_BYTE:
	case PAGER_CHECK:
		return 1;
	case PAGER_BCD:
		return part->value / 2;
	default:
		return part->value;
	}
}

static size_t parse_part(const char *text, struct pager_part *part)
{
	const int high = hex_digit(text[0]), low = high < 0 ? -1 : hex_digit(text[1]);
	if (low < 0)
		return parse_place(text, part);
	*part = (struct pager_part){ PAGER_BYTE, (uint8_t)(high << 4 | low) };
	return 2;
}

bool pager_template_parse(struct pager_template *template, const char *text, const char **problem)
{
	size_t bytes = 0;
	memset(template, 0, sizeof *template);
	*problem = "holds something else, allowed are bytes in hex (AA 0D), {bcd:2} … {bcd:8}, "
		   "{dec:1} … {dec:8}, {hex:1} … {hex:8}, {bin:1}, {bin:2}, {low:2} and {check}";
	for (text += strspn(text, " "); *text != '\0'; text += strspn(text, " ")) {
		struct pager_part part;
		const size_t length = parse_part(text, &part);
		if (length == 0)
			return false;
		text += length;
		bytes += part_bytes(&part);
		if (template->count == PAGER_PARTS_MAX || bytes > PAGER_FRAME_MAX) {
			*problem = "is too long, allowed are 48 parts that make 96 bytes";
			return false;
		}
		template->parts[template->count++] = part;
		template->checked |= part.kind == PAGER_CHECK;
	}
	*problem = "is empty, allowed is at least one byte";
	return template->count > 0;
}

static unsigned highest_of(const struct pager_part *part)
{
	unsigned base = part->kind == PAGER_HEX ? 16 : 10, digits = part->value, highest = 1;
	if (part->kind == PAGER_BYTE || part->kind == PAGER_CHECK)
		return NUMBER_HIGHEST;
	if (part->kind == PAGER_HIGH_FIRST || part->kind == PAGER_LOW_FIRST)
		base = 256;
	for (; digits > 0 && highest <= NUMBER_HIGHEST; digits--)
		highest *= base;
	return highest - 1 < NUMBER_HIGHEST ? highest - 1 : NUMBER_HIGHEST;
}

unsigned pager_template_highest(const struct pager_template *template)
{
	unsigned highest = NUMBER_HIGHEST;
	bool any = false;
	for (unsigned i = 0; i < template->count; i++) {
		const struct pager_part *part = &template->parts[i];
		const unsigned fits = highest_of(part);
		any |= part->kind != PAGER_BYTE && part->kind != PAGER_CHECK;
		highest = fits < highest ? fits : highest;
	}
	return any ? highest : 0;
}

/* The digit of this value (1, 10, 100 … or 1, 16 …) counted from the right, from 0. */
static unsigned digit(unsigned number, unsigned base, unsigned from_right)
{
	for (; from_right > 0; from_right--)
		number /= base;
	return number % base;
}

static size_t put_digits(uint8_t *frame, const struct pager_part *part, unsigned number)
{
	const unsigned base = part->kind == PAGER_HEX ? 16 : 10;
	for (unsigned i = 0; i < part->value; i++) {
		const unsigned value = digit(number, base, part->value - 1u - i);
		frame[i] = (uint8_t) "0123456789ABCDEF"[value];
	}
	return part->value;
}

static size_t put_part(uint8_t *frame, const struct pager_part *part, unsigned number)
{
	const uint8_t high = (uint8_t)(number >> 8), low = (uint8_t)number;
	switch ((enum pager_part_kind)part->kind) {
	case PAGER_BYTE:
		frame[0] = part->value;
		return 1;
	case PAGER_BCD:
		for (unsigned i = 0; i < part->value / 2u; i++)
			frame[i] = (uint8_t)(digit(number, 10, part->value - 1u - 2 * i) << 4 |
					     digit(number, 10, part->value - 2u - 2 * i));
		return part->value / 2u;
	case PAGER_DECIMAL:
	case PAGER_HEX:
		return put_digits(frame, part, number);
	case PAGER_HIGH_FIRST:
		frame[0] = part->value == 2 ? high : low;
		frame[part->value - 1] = low;
		return part->value;
	case PAGER_LOW_FIRST:
		frame[0] = low;
		frame[1] = high;
		return 2;
	case PAGER_CHECK:
		break;
	}
	return 0;
}

size_t pager_template_make(const struct pager_template *template, unsigned number,
			   enum pager_check check, unsigned check_from,
			   uint8_t frame[PAGER_FRAME_MAX])
{
	size_t length = 0;
	for (unsigned i = 0; i < template->count; i++) {
		uint8_t sum = 0;
		if (template->parts[i].kind != PAGER_CHECK) {
			length += put_part(frame + length, &template->parts[i], number);
			continue;
		}
		for (size_t at = check_from; at < length; at++)
			sum = check == PAGER_CHECK_XOR8 ? sum ^ frame[at]
							: (uint8_t)(sum + frame[at]);
		frame[length++] = sum;
	}
	return length;
}
