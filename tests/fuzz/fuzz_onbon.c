/* Any bytes on a line of Onbon's cards: a frame that is taken for good can be made again, byte for
 * byte of its header's meaning and its data, and every answer is read without going astray. */
#include "onbon_command.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void check_frame(const struct onbon_parser *parser)
{
	struct onbon_message message, again;
	struct onbon_reply reply;
	struct onbon_parser second = { 0 };
	uint8_t frame[ONBON_FRAME_MAX];
	onbon_split(parser->bytes, parser->length, &message);
	must(message.length <= ONBON_DATA_MAX);
	size_t length = onbon_frame(frame, &message.header, message.data, message.length);
	for (size_t i = 0; i < length; i++)
		must(onbon_feed(&second, frame[i]) == (i + 1 < length ? ONBON_MORE : ONBON_READY));
	onbon_split(second.bytes, second.length, &again);
	must(again.header.to == message.header.to && again.length == message.length);
	must(memcmp(again.data, message.data, message.length) == 0);
	if (onbon_read(&message, &reply))
		must(onbon_error_name(reply.error) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct onbon_parser parser = { 0 };
	for (size_t i = 0; i < size; i++)
		if (onbon_feed(&parser, data[i]) == ONBON_READY)
			check_frame(&parser);
	/* The same bytes as a text to show. */
	uint8_t text[200];
	struct onbon_style style = { .font_dots = 16,
				     .colour = ONBON_RED,
				     .blank_lines = size % 4 };
	must(onbon_text(text, sizeof text, &style, data, size) <= sizeof text);
	return 0;
}
