/* Any bytes from a card reader: the frames, and what is believed of a card's text. */
#include "sdt_card.h"
#include "sdt_frame.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check_card(const uint8_t *text)
{
	struct sdt_card card;
	if (!sdt_card_read(text, &card)) {
		require(card.number[0] == '\0' && card.born_year == 0);
		return;
	}
	require(strlen(card.number) == card.number_length);
	require(card.number_length == 18 || card.number_length == 15);
	require(card.born_month <= 12 && card.born_day <= 31);
	require((card.born_year == 0) == (card.born_month == 0));
}

/* The answer that was read stands at the end of the bytes so far, with a right sum. */
static void check_answer(const struct sdt_answer *answer, const uint8_t *bytes, size_t length)
{
	const size_t whole = 5 + 2 + 3 + answer->length + 1;
	uint8_t sum = 0;
	require(whole <= length);
	const uint8_t *frame = bytes + length - whole;
	require(memcmp(frame, "\xaa\xaa\xaa\x96\x69", 5) == 0);
	require((size_t)(frame[5] << 8 | frame[6]) == answer->length + 4);
	for (size_t i = 5; i < whole; i++)
		sum ^= frame[i];
	require(sum == 0 && frame[9] == answer->status);
	require(memcmp(answer->data, frame + 10,
		       answer->length < SDT_DATA_MAX ? answer->length : SDT_DATA_MAX) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct sdt_parser parser;
	sdt_parser_init(&parser);
	for (size_t i = 0; i < length; i++) {
		enum sdt_feed fed = sdt_parser_feed(&parser, bytes[i]);
		if (fed == SDT_READY) {
			check_answer(&parser.answer, bytes, i + 1);
			if (parser.answer.length >= SDT_DATA_MAX)
				check_card(parser.answer.data + 4);
		}
	}
	if (length >= SDT_TEXT_BYTES)
		check_card(bytes);
	return 0;
}
