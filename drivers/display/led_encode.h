/* Text to the holding registers of an LED display, by the map of the board file. Pure: no iconv
 * (the caller hands over bytes in the display's encoding), no bus. */
#ifndef JIAOHAO_LED_ENCODE_H
#define JIAOHAO_LED_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LED_REGISTERS_MAX = 64 };

enum led_encoding { LED_GB18030, LED_GBK, LED_GB2312, LED_UTF8, LED_ASCII };

struct led_map {
	uint16_t text;	   /* first register of the text */
	uint8_t registers; /* how many it has, two bytes each; at most LED_REGISTERS_MAX */
	enum led_encoding encoding;
	bool low_first; /* the first byte of a pair in the register's low half */
	uint8_t fill;	/* the byte after the text: 0 or ' ' */
};

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
