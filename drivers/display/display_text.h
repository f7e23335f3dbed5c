/* UTF-8 to a display's own encoding. Not pure: iconv. */
#ifndef JIAOHAO_DISPLAY_TEXT_H
#define JIAOHAO_DISPLAY_TEXT_H

#include <iconv.h>
#include <stddef.h>
#include <stdint.h>

/** @p length bytes of @p text by @p converter (from UTF-8) into @p out, as much as fits into
 *  @p room; a character that the encoding lacks becomes '?'. How many bytes were written. */
size_t display_text_convert(iconv_t converter, const char *text, size_t length, uint8_t *out,
			    size_t room);

#endif
