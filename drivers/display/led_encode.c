/* See led_encode.h. Lengths of characters: RFC 3629 for UTF-8, GB 18030-2022 clause 5 for the
 * Chinese encodings (GB 2312 and GBK are its one- and two-byte parts). */
#include "led_encode.h"

#include <string.h>

#define NO_REGISTERS                                                                               \
	.blink = -1, .scroll = -1, .colour = -1, .colours = { 1, 2, 3 }, .brightness = -1,         \
	.brightness_max = 100, .address = -1

const struct led_map led_map_usual = { .read_back = true, NO_REGISTERS };

const struct led_model led_models[] = {
	/* Digits of seven segments, RTU, 9600 8N1: the maker's own factory test writes six
	 * registers from 0070h, a digit and its point in each, then zeros. Whether they can be read
	 * back, and where brightness and address lie, is not published. */
	{ "armfly-led-485",
	  { .text = 0x0070, .registers = 6, .encoding = LED_ASCII, NO_REGISTERS },
	  2 },
	{ NULL, { .text = 0 }, 0 },
};

const struct led_model *led_model_find(const char *name)
{
	for (const struct led_model *model = led_models; model->name != NULL; model++)
		if (strcmp(model->name, name) == 0)
			return model;
	return NULL;
}

size_t led_character_utf8(const char *text)
{
	const uint8_t *bytes = (const uint8_t *)text;
	size_t length = 1;
	if (bytes[0] >= 0xc2 && bytes[0] <= 0xdf)
		length = 2;
	else if ((bytes[0] & 0xf0) == 0xe0)
		length = 3;
	else if (bytes[0] >= 0xf0 && bytes[0] <= 0xf4)
		length = 4;
	for (size_t i = 1; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80) /* also where the text ends too early */
			return 1;
	}
	return length;
}

size_t led_cut(const char *text, unsigned cells)
{
	unsigned halves = cells * 2;
	size_t used = 0;
	while (text[used] != '\0') {
		size_t length = led_character_utf8(text + used);
		unsigned width = (uint8_t)text[used] < 0x80 ? 1 : 2;
		if (width > halves)
			break;
		halves -= width;
		used += length;
	}
	return used;
}

/* Length of the character at bytes[0]; more than @p left when it is cut short. */
static size_t character_length(enum led_encoding encoding, const uint8_t *bytes, size_t left)
{
	if (bytes[0] < 0x80 || encoding == LED_ASCII)
		return 1;
	if (encoding == LED_UTF8)
		return bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : bytes[0] >= 0xc0 ? 2 : 1;
	if (bytes[0] == 0x80 || bytes[0] == 0xff)
		return 1; /* no lead byte of any of them */
	if (encoding == LED_GB18030 && left >= 2 && bytes[1] >= 0x30 && bytes[1] <= 0x39)
		return 4;
	return 2;
}

size_t led_encode(const struct led_map *map, const uint8_t *bytes, size_t length,
		  uint16_t *registers)
{
	size_t room = (size_t)(map->registers - map->terminated) * 2, used = 0;
	while (used < length) {
		size_t next = character_length(map->encoding, bytes + used, length - used);
		if (next > length - used || next > room - used)
			break;
		used += next;
	}
	for (size_t i = 0; i < map->registers; i++) {
		unsigned fill = map->terminated ? 0 : map->fill;
		unsigned first = 2 * i < used ? bytes[2 * i] : fill;
		unsigned second = 2 * i + 1 < used ? bytes[2 * i + 1] : fill;
		registers[i] =
			(uint16_t)(map->low_first ? second << 8 | first : first << 8 | second);
	}
	return used;
}
