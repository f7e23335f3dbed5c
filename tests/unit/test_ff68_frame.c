/* The frames of the field's call boxes against vectors computed by hand from the protocol (the sums
 * stand in the comments, all hexadecimal), and what noise, cuts and wrong fields do. */
#include "check.h"
#include "ff68_frame.h"

struct vector {
	uint8_t bytes[FF68_FRAME_MAX];
	size_t length;
};

/* Feeds all; the number of frames, the last one in @p last. */
static unsigned feed(struct ff68_parser *parser, const uint8_t *bytes, size_t count,
		     struct ff68_frame *last, unsigned *bad)
{
	unsigned frames = 0;
	for (size_t i = 0; i < count; i++) {
		const uint8_t *frame;
		size_t length;
		enum ff68_feed result = ff68_feed(parser, bytes[i], &frame, &length);
		if (result == FF68_BAD && bad != NULL)
			++*bad;
		if (result != FF68_READY)
			continue;
		frames++;
		CHECK(ff68_decode(last, frame, length));
	}
	return frames;
}

static void keys_are_told_apart(void)
{
	static const struct {
		struct vector vector;
		uint8_t address;
		enum ff68_key key;
	} rows[] = {
		/* 01 + 01 + 0C = 0E */
		{ { { 0xFF, 0x68, 3, 3, 0x68, 1, 1, 0x0C, 0x0E, 0x16 }, 10 }, 1, FF68_KEY_NEXT },
		/* 07 + 01 + 0D = 15 */
		{ { { 0xFF, 0x68, 3, 3, 0x68, 7, 1, 0x0D, 0x15, 0x16 }, 10 }, 7, FF68_KEY_RECALL },
		/* 02 + 01 + 0B = 0E */
		{ { { 0xFF, 0x68, 3, 3, 0x68, 2, 1, 0x0B, 0x0E, 0x16 }, 10 }, 2, FF68_KEY_RATE },
		/* 10 + 01 + 12 = 23 */
		{ { { 0xFF, 0x68, 3, 3, 0x68, 0x10, 1, 0x12, 0x23, 0x16 }, 10 },
		  0x10,
		  FF68_KEY_PAUSE },
		/* FF + 01 + 13 = 113: 13 */
		{ { { 0xFF, 0x68, 3, 3, 0x68, 0xFF, 1, 0x13, 0x13, 0x16 }, 10 },
		  0xFF,
		  FF68_KEY_TRANSFER },
		/* 05 + 01 + 0E = 14: cancel, which nobody uses */
		{ { { 0xFF, 0x68, 3, 3, 0x68, 5, 1, 0x0E, 0x14, 0x16 }, 10 }, 5, FF68_KEY_IDLE },
		/* 05 + 01 + 11 = 17: the prompt of the one-metre line */
		{ { { 0xFF, 0x68, 3, 3, 0x68, 5, 1, 0x11, 0x17, 0x16 }, 10 }, 5, FF68_KEY_IDLE },
		/* 03 + 01 + 06 + 0F = 19 */
		{ { { 0xFF, 0x68, 4, 4, 0x68, 3, 1, 6, 0x0F, 0x19, 0x16 }, 11 },
		  3,
		  FF68_KEY_NO_SHOW },
		/* 03 + 01 + 00 + 0F = 13 */
		{ { { 0xFF, 0x68, 4, 4, 0x68, 3, 1, 0, 0x0F, 0x13, 0x16 }, 11 }, 3, FF68_KEY_HOLD },
		/* 03 + 01 + 03 + 0F = 16 */
		{ { { 0xFF, 0x68, 4, 4, 0x68, 3, 1, 3, 0x0F, 0x16, 0x16 }, 11 },
		  3,
		  FF68_KEY_CALL_BACK },
		/* 03 + 01 + 05 + 0F = 18: no digit that means something */
		{ { { 0xFF, 0x68, 4, 4, 0x68, 3, 1, 5, 0x0F, 0x18, 0x16 }, 11 }, 3, FF68_KEY_IDLE },
		/* 03 + 01 + 0F = 13: OK alone */
		{ { { 0xFF, 0x68, 3, 3, 0x68, 3, 1, 0x0F, 0x13, 0x16 }, 10 }, 3, FF68_KEY_IDLE },
		/* 03 + 01 + 00 + 06 + 0F = 19: two digits */
		{ { { 0xFF, 0x68, 5, 5, 0x68, 3, 1, 0, 6, 0x0F, 0x19, 0x16 }, 12 },
		  3,
		  FF68_KEY_IDLE },
		/* 03 + 01 + 01 + 02 + 0C = 13: digits typed before "next" are nothing to it */
		{ { { 0xFF, 0x68, 5, 5, 0x68, 3, 1, 1, 2, 0x0C, 0x13, 0x16 }, 12 },
		  3,
		  FF68_KEY_NEXT },
	};
	struct ff68_parser parser = { 0 };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ff68_frame frame;
		struct ff68_message message;
		uint8_t echo[FF68_FRAME_MAX];
		const struct vector *vector = &rows[i].vector;
		CHECK(feed(&parser, vector->bytes, vector->length, &frame, NULL) == 1);
		CHECK(frame.address == rows[i].address);
		ff68_read(&message, &frame, FF68_FUNCTION_KEY);
		CHECK(message.kind == FF68_PRESS && message.key == rows[i].key);
		/* Every press is answered with the same frame. */
		CHECK(ff68_answer(echo, &frame) == vector->length);
		CHECK(memcmp(echo, vector->bytes, vector->length) == 0);
	}
}

static void a_rating_is_answered_with_function_01(void)
{
	/* 04 + 11 + 02 = 17; the answer 04 + 01 + 02 = 07, which is 10 less */
	static const uint8_t rated[] = { 0xFF, 0x68, 3, 3, 0x68, 4, 0x11, 2, 0x17, 0x16 };
	static const uint8_t answer[] = { 0xFF, 0x68, 3, 3, 0x68, 4, 0x01, 2, 0x07, 0x16 };
	/* F0 + 11 + 03 = 104: 04; the answer F0 + 01 + 03 = F4 */
	static const uint8_t far_rated[] = { 0xFF, 0x68, 3, 3, 0x68, 0xF0, 0x11, 3, 0x04, 0x16 };
	static const uint8_t far_answer[] = { 0xFF, 0x68, 3, 3, 0x68, 0xF0, 0x01, 3, 0xF4, 0x16 };
	struct ff68_parser parser = { 0 };
	struct ff68_frame frame;
	struct ff68_message message;
	uint8_t out[FF68_FRAME_MAX];
	CHECK(feed(&parser, rated, sizeof rated, &frame, NULL) == 1);
	ff68_read(&message, &frame, FF68_FUNCTION_KEY);
	CHECK(message.kind == FF68_RATED && message.value == 2 && frame.address == 4);
	CHECK(ff68_answer(out, &frame) == sizeof answer);
	CHECK(memcmp(out, answer, sizeof answer) == 0);
	CHECK(feed(&parser, far_rated, sizeof far_rated, &frame, NULL) == 1);
	CHECK(ff68_answer(out, &frame) == sizeof far_answer);
	CHECK(memcmp(out, far_answer, sizeof far_answer) == 0);
}

static void the_host_speaks_as_in_the_field(void)
{
	/* 05 + 02 + 00 + 01 + 02 + 0A + 0A + 0A = 28 */
	static const uint8_t waiting[] = { 0xFF, 0x68, 8,    8,	   0x68, 5,    2,   0,
					   1,	 2,    0x0A, 0x0A, 0x0A, 0x28, 0x16 };
	/* 05 + 02 + 0A + 0A + 0A + 01 + 02 + 03 = 2B */
	static const uint8_t number[] = { 0xFF, 0x68, 8, 8, 0x68, 5,	2,   0x0A,
					  0x0A, 0x0A, 1, 2, 3,	  0x2B, 0x16 };
	/* 05 + 02 + 0A + 0A + 0A + 0A + 0A + 07 = 40: one digit alone */
	static const uint8_t short_number[] = { 0xFF, 0x68, 8,	  8,	0x68, 5,    2,	 0x0A,
						0x0A, 0x0A, 0x0A, 0x0A, 7,    0x40, 0x16 };
	/* FD + 02 + 09 + 09 + 09 + 0A + 0A + 0A = 138: 38 */
	static const uint8_t most[] = { 0xFF, 0x68, 8,	  8,	0x68, 0xFD, 2,	 9,
					9,    9,    0x0A, 0x0A, 0x0A, 0x38, 0x16 };
	/* 05 + 03 = 08 */
	static const uint8_t beep[] = { 0xFF, 0x68, 2, 2, 0x68, 5, 3, 8, 0x16 };
	/* 05 + 02 + 05 = 0C */
	static const uint8_t stars[] = { 0xFF, 0x68, 3, 3, 0x68, 5, 2, 5, 0x0C, 0x16 };
	/* 05 + 01 + 0B = 11 */
	static const uint8_t open[] = { 0xFF, 0x68, 3, 3, 0x68, 5, 1, 0x0B, 0x11, 0x16 };
	uint8_t out[FF68_FRAME_MAX];
#define CHECK_FRAME(call, expected)                                                                \
	CHECK((call) == sizeof(expected) && memcmp(out, expected, sizeof(expected)) == 0)
	CHECK_FRAME(ff68_waiting(out, 5, 12), waiting);
	CHECK_FRAME(ff68_waiting(out, 0xFD, 1234), most);
	CHECK_FRAME(ff68_number(out, 5, "A123"), number);
	CHECK_FRAME(ff68_number(out, 5, "B9-123"), number);
	CHECK_FRAME(ff68_number(out, 5, "G7"), short_number);
	CHECK_FRAME(ff68_beep(out, 5), beep);
	CHECK_FRAME(ff68_stars(out, 5, 9), stars);
	CHECK_FRAME(ff68_open_rating(out, 5), open);
#undef CHECK_FRAME
}

static void what_the_host_says_is_no_press(void)
{
	uint8_t out[FF68_FRAME_MAX];
	struct ff68_frame frame;
	struct ff68_message message;
	size_t length = ff68_waiting(out, 5, 12);
	for (int i = 0; i < 4; i++) {
		CHECK(ff68_decode(&frame, out, length));
		ff68_read(&message, &frame, FF68_FUNCTION_KEY);
		CHECK(message.kind == FF68_OTHER);
		length = i == 0	  ? ff68_number(out, 5, "123")
			 : i == 1 ? ff68_beep(out, 5)
				  : ff68_stars(out, 5, 3);
	}
}

static void another_function_is_noticed(void)
{
	/* 05 + 04 + 0C = 15 */
	static const uint8_t other[] = { 0xFF, 0x68, 3, 3, 0x68, 5, 4, 0x0C, 0x15, 0x16 };
	struct ff68_frame frame;
	struct ff68_message message;
	CHECK(ff68_decode(&frame, other, sizeof other));
	ff68_read(&message, &frame, FF68_FUNCTION_KEY);
	CHECK(message.kind == FF68_OTHER && ff68_has_other_function(&frame, FF68_FUNCTION_KEY));
	ff68_read(&message, &frame, 4);
	CHECK(message.kind == FF68_PRESS && message.key == FF68_KEY_NEXT);
	CHECK(!ff68_has_other_function(&frame, 4));
}

static void keys_no_box_has_are_no_press(void)
{
	static const struct ff68_frame frames[] = {
		{ 1, 1, 1, { 0x10 } },		{ 1, 1, 1, { 0x0A } },	  { 1, 1, 1, { 0x14 } },
		{ 1, 1, 2, { 0x0A, 0x0C } }, /* no digit before it */
		{ 1, 1, 4, { 1, 2, 3, 0x0C } }, { 1, 0x11, 2, { 1, 2 } }, { 1, 1, 0, { 0 } },
	};
	struct ff68_message message;
	for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
		ff68_read(&message, &frames[i], FF68_FUNCTION_KEY);
		CHECK(message.kind == FF68_OTHER);
	}
}

static const uint8_t next_1[] = { 0xFF, 0x68, 3, 3, 0x68, 1, 1, 0x0C, 0x0E, 0x16 };

static void every_wrong_byte_is_noticed(void)
{
	struct ff68_frame frame;
	for (size_t at = 0; at < sizeof next_1; at++)
		for (unsigned value = 0; value < 256; value++) {
			uint8_t bytes[sizeof next_1];
			struct ff68_parser parser = { 0 };
			memcpy(bytes, next_1, sizeof bytes);
			if (bytes[at] == value)
				continue;
			bytes[at] = (uint8_t)value;
			if (feed(&parser, bytes, sizeof bytes, &frame, NULL) != 0)
				CHECK(false);
		}
	CHECK(true);
}

static void a_frame_is_found_after_noise_and_cuts(void)
{
	static const uint8_t heads[][12] = {
		{ 0x00, 0xFF, 0x13 },
		{ 0xFF },
		{ 0xFF, 0x68 },
		{ 0xFF, 0x68, 3 },
		{ 0xFF, 0x68, 8, 8, 0x68, 1, 1 },
		{ 0xFF, 0x68, 3, 3, 0x68, 1, 1, 0x0C, 0x0E }, /* its end was lost */
		{ 0x68, 0x16, 0xFF, 0xFF },
	};
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		struct ff68_parser parser = { 0 };
		struct ff68_frame frame;
		uint8_t bytes[64];
		size_t length = sizeof heads[i];
		unsigned bad = 0;
		while (length > 0 && heads[i][length - 1] == 0)
			length--;
		memcpy(bytes, heads[i], length);
		/* the longest cut frame may hold back the first whole one until it has enough */
		for (int copies = 0; copies < 2; copies++, length += sizeof next_1)
			memcpy(bytes + length, next_1, sizeof next_1);
		CHECK(feed(&parser, bytes, length, &frame, &bad) == 2);
		CHECK(frame.address == 1 && bad > 0);
	}
}

static void lengths_outside_the_range_are_thrown_away_at_once(void)
{
	static const uint8_t lengths[] = { 0, 1, 9, 0x68, 0xFF };
	for (size_t i = 0; i < sizeof lengths; i++) {
		struct ff68_parser parser = { 0 };
		uint8_t bytes[] = { 0xFF, 0x68, lengths[i] };
		struct ff68_frame frame;
		unsigned bad = 0;
		CHECK(feed(&parser, bytes, 3, &frame, &bad) == 0 && bad == 1);
		CHECK(parser.count <= 1);
	}
}

static uint64_t random_state = 68;

static uint8_t random_byte(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (uint8_t)(random_state >> 24);
}

/* Each begins like a key frame, so that noise gets as far as it can. */
static void a_million_random_frames_press_no_key(void)
{
	struct ff68_parser parser = { 0 };
	unsigned whole = 0, presses = 0;
	for (unsigned i = 0; i < 1000000; i++) {
		uint8_t bytes[FF68_FRAME_MAX];
		size_t fixed = random_byte() % 3, count = 10 + random_byte() % 3u;
		for (size_t k = 0; k < count; k++)
			bytes[k] = random_byte();
		if (fixed > 0)
			memcpy(bytes, next_1, 2);
		for (size_t k = 0; k < count; k++) {
			const uint8_t *frame;
			size_t length;
			struct ff68_frame decoded;
			struct ff68_message message;
			if (ff68_feed(&parser, bytes[k], &frame, &length) != FF68_READY)
				continue;
			whole++;
			if (!ff68_decode(&decoded, frame, length)) {
				CHECK(false);
				continue;
			}
			ff68_read(&message, &decoded, FF68_FUNCTION_KEY);
			presses += message.kind == FF68_PRESS;
		}
	}
	CHECK(whole == 0 && presses == 0);
}

int main(void)
{
	keys_are_told_apart();
	a_rating_is_answered_with_function_01();
	the_host_speaks_as_in_the_field();
	what_the_host_says_is_no_press();
	another_function_is_noticed();
	keys_no_box_has_are_no_press();
	every_wrong_byte_is_noticed();
	a_frame_is_found_after_noise_and_cuts();
	lengths_outside_the_range_are_thrown_away_at_once();
	a_million_random_frames_press_no_key();
	return check_result();
}
