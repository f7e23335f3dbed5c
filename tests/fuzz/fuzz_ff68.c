/* Any bytes to the decoder of "FF 68": a frame is told only where it stands in the stream, whole
 * and with every field right, none is told twice, and what is read of it is what is written back.
 */
#include "ff68_frame.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

/* The rules once more, written apart from the decoder. */
static void check_frame(const uint8_t *frame, size_t length)
{
	unsigned sum = 0;
	must(length >= 9 && length <= 15);
	must(frame[0] == 0xFF && frame[1] == 0x68 && frame[4] == 0x68);
	must(frame[2] == frame[3] && frame[2] == length - 7);
	for (size_t i = 5; i < length - 2; i++)
		sum += frame[i];
	must(frame[length - 2] == sum % 256 && frame[length - 1] == 0x16);
}

static void check_message(const struct ff68_frame *frame)
{
	struct ff68_message message;
	uint8_t last = frame->length > 0 ? frame->data[frame->length - 1] : 0;
	ff68_read(&message, frame, FF68_FUNCTION_KEY);
	if (message.kind == FF68_PRESS) {
		must(frame->function == 1 && frame->length >= 1 && frame->length <= 3);
		must(last >= 0x0B && last <= 0x13 && last != 0x10);
		must(message.key >= FF68_KEY_NEXT && message.key <= FF68_KEY_IDLE);
	} else if (message.kind == FF68_RATED) {
		must(frame->function == 0x11 && frame->length == 1 && message.value == last);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ff68_parser parser;
	const uint8_t *from = data; /* a frame must stand in what was not used by the last one */
	ff68_reset(&parser);
	for (size_t i = 0; i < size; i++) {
		const uint8_t *frame;
		size_t length;
		struct ff68_frame decoded;
		uint8_t again[FF68_FRAME_MAX];
		enum ff68_feed result = ff68_feed(&parser, data[i], &frame, &length);
		must(parser.count < FF68_FRAME_MAX);
		if (result != FF68_READY)
			continue;
		check_frame(frame, length);
		from = memmem(from, (size_t)(data + i + 1 - from), frame, length);
		must(from != NULL);
		from += length;
		must(ff68_decode(&decoded, frame, length));
		must(ff68_encode(again, &decoded) == length && memcmp(again, frame, length) == 0);
		must(ff68_answer(again, &decoded) == length);
		check_message(&decoded);
	}
	return 0;
}
