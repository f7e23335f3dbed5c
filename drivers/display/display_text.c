/* See display_text.h. */
#include "display_text.h"

#include "led_encode.h"

#include <errno.h>

size_t display_text_convert(iconv_t converter, const char *text, size_t length, uint8_t *out,
			    size_t room)
{
	char *to = (char *)out;
	size_t left_room = room, used = 0;
	iconv(converter, NULL, NULL, NULL, NULL);
	while (used < length) {
		size_t step = led_character_utf8(text + used);
		size_t left = step;
		char *from = (char *)(uintptr_t)(text + used); /* iconv reads only */
		if (iconv(converter, &from, &left, &to, &left_room) == (size_t)-1) {
			if (errno == E2BIG || left_room == 0)
				break;
			*to++ = '?';
			left_room--;
		}
		used += step;
	}
	return room - left_room;
}
