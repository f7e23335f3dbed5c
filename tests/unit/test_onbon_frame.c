/* Onbon's frames: escapes, noise, cuts, wrong sums; areas, text and answers. That the bytes are the
 * cards' own is judged by judge_onbon. */
#include "check.h"
#include "onbon_command.h"

static const struct onbon_header to_seven = { .to = 7, .from = ONBON_HOST, .card = ONBON_ANY_CARD };

struct heard {
	unsigned ready, bad;
	uint8_t data[ONBON_DATA_MAX];
	size_t length;
};

static void hear(struct onbon_parser *parser, const uint8_t *bytes, size_t length,
		 struct heard *heard)
{
	for (size_t i = 0; i < length; i++) {
		enum onbon_feed feed = onbon_feed(parser, bytes[i]);
		struct onbon_message message;
		heard->bad += feed == ONBON_BAD;
		if (feed != ONBON_READY)
			continue;
		heard->ready++;
		onbon_split(parser->bytes, parser->length, &message);
		memcpy(heard->data, message.data, message.length);
		heard->length = message.length;
	}
}

static void every_byte_comes_through(void)
{
	uint8_t data[256 * 2], frame[ONBON_FRAME_MAX];
	struct onbon_parser parser = { 0 };
	struct heard heard = { 0 };
	for (unsigned i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)(i < 256 ? i : 0xa5 + i % 3 * 0x1b);
	size_t length = onbon_frame(frame, &to_seven, data, sizeof data);
	for (size_t i = ONBON_HEAD; i < length - 1; i++)
		CHECK(frame[i] != 0xa5 && frame[i] != 0x5a);
	hear(&parser, frame, length, &heard);
	CHECK(heard.ready == 1 && heard.bad == 0);
	CHECK(heard.length == sizeof data && memcmp(heard.data, data, sizeof data) == 0);
}

static void a_sum_that_needs_escapes_is_escaped(void)
{
	unsigned escaped = 0;
	for (unsigned i = 0; i < 2000; i++) {
		uint8_t data[2] = { (uint8_t)i, (uint8_t)(i >> 8) }, frame[ONBON_FRAME_MAX];
		struct onbon_parser parser = { 0 };
		struct heard heard = { 0 };
		size_t length = onbon_frame(frame, &to_seven, data, sizeof data);
		escaped += length > ONBON_HEAD + ONBON_HEADER + 2 + 2 + 1;
		hear(&parser, frame, length, &heard);
		CHECK(heard.ready == 1 && memcmp(heard.data, data, 2) == 0);
	}
	CHECK(escaped > 10);
}

static void noise_before_and_between_is_skipped(void)
{
	uint8_t frame[ONBON_FRAME_MAX], data[8];
	struct onbon_parser parser = { 0 };
	struct heard heard = { 0 };
	size_t length = onbon_frame(frame, &to_seven, data, onbon_ping(data));
	hear(&parser, (const uint8_t *)"\x00\xff\x5a\x13", 4, &heard);
	hear(&parser, frame, length, &heard);
	CHECK(heard.ready == 1);
	hear(&parser, frame, length - 9, &heard); /* cut off */
	hear(&parser, frame, length, &heard);
	CHECK(heard.ready == 2 && heard.bad >= 5);
}

static void one_head_byte_is_enough(void)
{
	uint8_t frame[ONBON_FRAME_MAX], data[8];
	struct onbon_parser parser = { 0 };
	struct heard heard = { 0 };
	size_t length = onbon_frame(frame, &to_seven, data, onbon_ping(data));
	hear(&parser, frame + ONBON_HEAD - 1, length - ONBON_HEAD + 1, &heard);
	CHECK(heard.ready == 1 && heard.bad == 0);
	hear(&parser, frame + ONBON_HEAD, length - ONBON_HEAD, &heard);
	CHECK(heard.ready == 1); /* none is too few */
}

static void no_single_wrong_bit_passes(void)
{
	uint8_t frame[ONBON_FRAME_MAX], data[8];
	size_t length = onbon_frame(frame, &to_seven, data, onbon_power(data, true));
	for (size_t bit = ONBON_HEAD * 8; bit < length * 8; bit++) {
		struct onbon_parser parser = { 0 };
		struct heard heard = { 0 };
		frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
		hear(&parser, frame, length, &heard);
		CHECK(heard.ready == 0);
		frame[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

static void what_never_ends_is_given_up(void)
{
	struct onbon_parser parser = { 0 };
	unsigned bad = 0;
	onbon_feed(&parser, 0xa5);
	for (unsigned i = 0; i < 5000; i++)
		bad += onbon_feed(&parser, 0x11) == ONBON_BAD;
	CHECK(bad > 0);
}

static void areas_are_told_in_dots_or_bytes(void)
{
	uint8_t data[ONBON_DATA_MAX];
	struct onbon_area area = { .number = 3,
				   .x = 16,
				   .y = 5,
				   .width = 64,
				   .height = 16,
				   .mode = ONBON_TO_LEFT,
				   .single_line = true,
				   .text = (const uint8_t *)"A",
				   .length = 1 };
	CHECK(onbon_show(data, &area, 1) == 7 + onbon_area_size(&area));
	CHECK(memcmp(data + 7, "\x1c\x00\x00\x10\x80\x05\x00\x40\x80\x10\x00\x03", 12) == 0);
	area.in_bytes = true;
	onbon_show(data, &area, 1);
	CHECK(memcmp(data + 10, "\x02\x00\x05\x00\x08\x00\x10\x00", 8) == 0);
	struct onbon_area both[2] = { area, area };
	CHECK(onbon_show(data, both, 2) == 7 + 2 * onbon_area_size(&area));
	CHECK(data[6] == 2);
	area.length = ONBON_DATA_MAX;
	CHECK(onbon_show(data, &area, 1) == 0);
}

static void text_gets_its_marks_and_no_others(void)
{
	uint8_t out[64];
	struct onbon_style style = { .font_dots = 24, .colour = ONBON_GREEN };
	/* 昞 is 95 5C in GBK: its second byte is no backslash */
	size_t length = onbon_text(out, sizeof out, &style, (const uint8_t *)"a\\n\x95\x5c", 5);
	CHECK(length == 20 && memcmp(out,
				     "\\FO001\\FE001\\C2"
				     "a/n\x95\x5c",
				     20) == 0);
	style.blank_lines = 2;
	length = onbon_text(out, sizeof out, &style, (const uint8_t *)"A1", 2);
	CHECK(length == 22 && memcmp(out + 15, "A1\\n\\n ", 7) == 0);
	length = onbon_text(out, 25, &style, (const uint8_t *)"ABCD\xd5\xfe\xce\xf1", 8);
	CHECK(length == 24 + 0 || length == 25); /* whole characters only */
	CHECK(memcmp(out + 15, "ABCD", 4) == 0 && out[length - 1] == ' ');
	style.blank_lines = 0;
	length = onbon_text(out, 18, &style, (const uint8_t *)"AB\xd5\xfe", 4);
	CHECK(length == 17);
}

static bool read_data(const uint8_t *data, size_t length, struct onbon_reply *reply)
{
	struct onbon_message message = { .data = data, .length = length };
	return onbon_read(&message, reply);
}

static void a_status_tells_its_areas_when_it_is_whole(void)
{
	uint8_t data[64] = { 0xa1, 0x02, 0, 0, 0, 1, 9 };
	struct onbon_reply reply;
	data[5 + 17] = 2; /* areas 0 and 4 */
	data[5 + 19] = 4;
	CHECK(read_data(data, 5 + 20, &reply) && reply.kind == ONBON_STATUS);
	CHECK(reply.on && reply.brightness == 9 && reply.areas_known && reply.areas == 0x11);
	CHECK(read_data(data, 5 + 20 + 28, &reply) && reply.areas_known);
	CHECK(read_data(data, 5 + 21, &reply) && !reply.areas_known);
	memmove(data + 5 + 15, data + 5 + 17, 3); /* a card without the special area's two bytes */
	CHECK(read_data(data, 5 + 18, &reply) && reply.areas_known && reply.areas == 0x11);
	CHECK(read_data(data, 7, &reply) && !reply.areas_known);
	CHECK(!read_data(data, 6, &reply) && !read_data(data, 4, &reply));
}

static void other_answers_are_told_apart(void)
{
	struct onbon_reply reply;
	CHECK(read_data((const uint8_t *)"\xa0\x00\x00\x00\x00", 5, &reply));
	CHECK(reply.kind == ONBON_ACK);
	CHECK(read_data((const uint8_t *)"\xa0\x01\x0c\x00\x00", 5, &reply));
	CHECK(reply.kind == ONBON_NACK && reply.error == ONBON_ERROR_NO_FONT);
	CHECK(read_data((const uint8_t *)"\xa2\x07\x00\x00\x00\x01\x00", 7, &reply));
	CHECK(reply.kind == ONBON_OTHER);
	for (unsigned error = 0; error < 256; error++)
		CHECK(strncmp(onbon_error_name((uint8_t)error), "refused", 7) == 0);
}

int main(void)
{
	every_byte_comes_through();
	a_sum_that_needs_escapes_is_escaped();
	noise_before_and_between_is_skipped();
	one_head_byte_is_enough();
	no_single_wrong_bit_passes();
	what_never_ends_is_given_up();
	areas_are_told_in_dots_or_bytes();
	text_gets_its_marks_and_no_others();
	a_status_tells_its_areas_when_it_is_whole();
	other_answers_are_told_apart();
	return check_result();
}
