/* Text to the holding registers of an LED display, by the map of the board file. Pure: no iconv
 * (the caller hands over bytes in the display's encoding), no bus. */
#ifndef JIAOHAO_LED_ENCODE_H
#define JIAOHAO_LED_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LED_REGISTERS_MAX = 64 };

enum led_encoding { LED_GB18030, LED_GBK, LED_GB2312, LED_UTF8, LED_ASCII };

/* Where a display keeps what, in holding registers; -1: it has no such register. On a panel, text
 * is that of the first line, the next line's begins line_stride registers further, and its blink,
 * scroll and colour stand one register further each. */
struct led_map {
	uint16_t text;	   /* first register of the text */
	uint8_t registers; /* how many it has, two bytes each; at most LED_REGISTERS_MAX */
	enum led_encoding encoding;
	bool low_first;	   /* the first byte of a pair in the register's low half */
	uint8_t fill;	   /* the byte after the text: 0 or ' ' */
	bool terminated;   /* at least one register of zero follows the text, whatever its length */
	bool read_back;	   /* what was written can be read */
	int blink, scroll; /* 1: it does */
	int colour;
	uint16_t colours[3]; /* what red, green and yellow are */
	int brightness;
	uint16_t brightness_max; /* what 100 % is */
	int address;		 /* where it keeps its own address */
	uint16_t line_stride;
};

/* Displays whose map is known. */
struct led_model {
	const char *name; /* as written after "model:" in a board file */
	struct led_map map;
	uint8_t cells; /* how wide it is */
};

/** Ended by a NULL name. */
extern const struct led_model led_models[];
/** NULL: no such model. */
const struct led_model *led_model_find(const char *name);
/** A map with nothing but the usual: GB 18030, high byte first, filled with zero, read back. */
extern const struct led_map led_map_usual;

/** How many bytes of the UTF-8 @p text fit into @p cells: a cell is one Chinese character, ASCII
 * takes half a cell. Never cuts within a character; a byte that is no UTF-8 counts as a character.
 */
size_t led_cut(const char *text, unsigned cells);

/** Length of the UTF-8 character at @p text (at least 1; a broken one is 1 long). */
size_t led_character_utf8(const char *text);

/** Fill all map->registers from @p bytes, cutting at a whole character of the map's encoding.
 * Returns how many bytes were used. */
size_t led_encode(const struct led_map *map, const uint8_t *bytes, size_t length,
		  uint16_t *registers);

#endif
