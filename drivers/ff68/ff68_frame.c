/* See ff68_frame.h. */
#include "ff68_frame.h"

#include <string.h>

enum {
	HEAD_1 = 0xFF,
	HEAD_2 = 0x68,
	MARK = 0x68,
	END = 0x16,
	AT_LENGTH = 2,
	AT_LENGTH_AGAIN = 3,
	AT_MARK = 4,
	AT_ADDRESS = 5,
	AT_FUNCTION = 6,
	AT_DATA = 7,
	FUNCTION_OPEN = 0x01,
	FUNCTION_SHOW = 0x02, /* digits on a call box, stars on an evaluator */
	FUNCTION_BEEP = 0x03,
	KEY_OK = 0x0F,
	DATA_OPEN = 0x0B,
	BLANK = 0x0A,
	DIGITS = 3,
	PRESS_DATA_MAX = 3,
};

/* The keys, the last data byte; before OK stands the digit that says what is meant. */
static const struct {
	uint8_t code;
	int digit; /* -1: whatever was typed before */
	enum ff68_key key;
} keys[] = {
	{ 0x0B, -1, FF68_KEY_RATE },	 { 0x0C, -1, FF68_KEY_NEXT },
	{ 0x0D, -1, FF68_KEY_RECALL },	 { 0x0E, -1, FF68_KEY_IDLE }, /* cancel */
	{ KEY_OK, 0, FF68_KEY_HOLD },	 { KEY_OK, 3, FF68_KEY_CALL_BACK },
	{ KEY_OK, 6, FF68_KEY_NO_SHOW }, { KEY_OK, -1, FF68_KEY_IDLE },
	{ 0x11, -1, FF68_KEY_IDLE }, /* the prompt "behind the one-metre line, please" */
	{ 0x12, -1, FF68_KEY_PAUSE },	 { 0x13, -1, FF68_KEY_TRANSFER },
};

static uint8_t sum_of(const uint8_t *bytes, size_t length)
{
	unsigned sum = 0;
	for (size_t i = 0; i < length; i++)
		sum += bytes[i];
	return (uint8_t)sum;
}

/* Can these bytes be the beginning of a frame, or a whole one? */
static bool fits(const uint8_t *bytes, size_t count)
{
	size_t length = count > AT_LENGTH ? bytes[AT_LENGTH] : FF68_LENGTH_MIN;
	if (count > 0 && bytes[0] != HEAD_1)
		return false;
	if (count > 1 && bytes[1] != HEAD_2)
		return false;
	if (length < FF68_LENGTH_MIN || length > FF68_LENGTH_MAX)
		return false;
	if (count > AT_LENGTH_AGAIN && bytes[AT_LENGTH_AGAIN] != length)
		return false;
	if (count > AT_MARK && bytes[AT_MARK] != MARK)
		return false;
	if (count > AT_ADDRESS + length &&
	    bytes[AT_ADDRESS + length] != sum_of(bytes + AT_ADDRESS, length))
		return false;
	return count <= AT_ADDRESS + length + 1 || bytes[AT_ADDRESS + length + 1] == END;
}

static bool whole(const uint8_t *bytes, size_t count)
{
	return count > AT_LENGTH && count >= (size_t)FF68_AROUND + bytes[AT_LENGTH];
}

void ff68_reset(struct ff68_parser *parser)
{
	parser->count = 0;
}

static void drop(struct ff68_parser *parser, size_t count)
{
	parser->count = (uint8_t)(parser->count - count);
	memmove(parser->bytes, parser->bytes + count, parser->count);
}

/* A frame in which a byte was lost swallows the beginning of the next one: what was thrown away is
 * looked through again from its second byte. */
enum ff68_feed ff68_feed(struct ff68_parser *parser, uint8_t byte, const uint8_t **frame,
			 size_t *length)
{
	bool bad = false;
	parser->bytes[parser->count++] = byte;
	while (!fits(parser->bytes, whole(parser->bytes, parser->count)
					    ? (size_t)FF68_AROUND + parser->bytes[AT_LENGTH]
					    : parser->count)) {
		drop(parser, 1);
		bad = true;
	}
	if (whole(parser->bytes, parser->count)) {
		parser->whole_length = (uint8_t)(FF68_AROUND + parser->bytes[AT_LENGTH]);
		memcpy(parser->whole, parser->bytes, parser->whole_length);
		drop(parser, parser->whole_length);
		*frame = parser->whole;
		*length = parser->whole_length;
		return FF68_READY;
	}
	return bad ? FF68_BAD : FF68_MORE;
}

bool ff68_decode(struct ff68_frame *out, const uint8_t *bytes, size_t length)
{
	if (length < FF68_AROUND + FF68_LENGTH_MIN || length > FF68_FRAME_MAX ||
	    length != (size_t)FF68_AROUND + bytes[AT_LENGTH] || !fits(bytes, length))
		return false;
	*out = (struct ff68_frame){
		.address = bytes[AT_ADDRESS],
		.function = bytes[AT_FUNCTION],
		.length = (uint8_t)(bytes[AT_LENGTH] - 2),
	};
	memcpy(out->data, bytes + AT_DATA, out->length);
	return true;
}

size_t ff68_encode(uint8_t out[FF68_FRAME_MAX], const struct ff68_frame *frame)
{
	size_t length = frame->length + 2u;
	out[0] = HEAD_1;
	out[1] = HEAD_2;
	out[AT_LENGTH] = out[AT_LENGTH_AGAIN] = (uint8_t)length;
	out[AT_MARK] = MARK;
	out[AT_ADDRESS] = frame->address;
	out[AT_FUNCTION] = frame->function;
	memcpy(out + AT_DATA, frame->data, frame->length);
	out[AT_ADDRESS + length] = sum_of(out + AT_ADDRESS, length);
	out[AT_ADDRESS + length + 1] = END;
	return FF68_AROUND + length;
}

/* The key of the data, or 0: no box has such keys. */
static int key_of(const struct ff68_frame *frame)
{
	if (frame->length < 1 || frame->length > PRESS_DATA_MAX)
		return 0;
	unsigned last = frame->length - 1u;
	for (unsigned i = 0; i < last; i++)
		if (frame->data[i] > 9)
			return 0;
	int digit = last == 1 ? frame->data[0] : -1;
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].code == frame->data[last] &&
		    (keys[i].digit < 0 || keys[i].digit == digit))
			return (int)keys[i].key;
	return 0;
}

void ff68_read(struct ff68_message *out, const struct ff68_frame *frame, uint8_t function)
{
	*out = (struct ff68_message){ .kind = FF68_OTHER };
	if (frame->function == FF68_FUNCTION_RATED) {
		if (frame->length != 1)
			return;
		out->kind = FF68_RATED;
		out->value = frame->data[0];
	} else if (frame->function == function && key_of(frame) != 0) {
		out->kind = FF68_PRESS;
		out->key = (enum ff68_key)key_of(frame);
	}
}

bool ff68_has_other_function(const struct ff68_frame *frame, uint8_t function)
{
	return frame->function != FF68_FUNCTION_RATED && frame->function != function &&
	       key_of(frame) != 0;
}

size_t ff68_answer(uint8_t out[FF68_FRAME_MAX], const struct ff68_frame *frame)
{
	struct ff68_frame answer = *frame;
	if (frame->function == FF68_FUNCTION_RATED)
		answer.function = FF68_FUNCTION_KEY;
	return ff68_encode(out, &answer);
}

size_t ff68_waiting(uint8_t out[FF68_FRAME_MAX], uint8_t address, unsigned waiting)
{
	if (waiting > FF68_DIGITS_MAX)
		waiting = FF68_DIGITS_MAX;
	return ff68_encode(out,
			   &(struct ff68_frame){
				   .address = address,
				   .function = FUNCTION_SHOW,
				   .length = 2 * DIGITS,
				   .data = { (uint8_t)(waiting / 100), (uint8_t)(waiting / 10 % 10),
					     (uint8_t)(waiting % 10), BLANK, BLANK, BLANK },
			   });
}

size_t ff68_number(uint8_t out[FF68_FRAME_MAX], uint8_t address, const char *number)
{
	struct ff68_frame frame = {
		.address = address,
		.function = FUNCTION_SHOW,
		.length = 2 * DIGITS,
		.data = { BLANK, BLANK, BLANK, BLANK, BLANK, BLANK },
	};
	size_t at = strlen(number);
	for (int digit = 2 * DIGITS; digit > DIGITS && at > 0; at--)
		if (number[at - 1] >= '0' && number[at - 1] <= '9')
			frame.data[--digit] = (uint8_t)(number[at - 1] - '0');
	return ff68_encode(out, &frame);
}

size_t ff68_beep(uint8_t out[FF68_FRAME_MAX], uint8_t address)
{
	return ff68_encode(out,
			   &(struct ff68_frame){ .address = address, .function = FUNCTION_BEEP });
}

size_t ff68_stars(uint8_t out[FF68_FRAME_MAX], uint8_t address, unsigned stars)
{
	if (stars > FF68_STARS_MAX)
		stars = FF68_STARS_MAX;
	return ff68_encode(out, &(struct ff68_frame){ .address = address,
						      .function = FUNCTION_SHOW,
						      .length = 1,
						      .data = { (uint8_t)stars } });
}

size_t ff68_open_rating(uint8_t out[FF68_FRAME_MAX], uint8_t address)
{
	return ff68_encode(out, &(struct ff68_frame){ .address = address,
						      .function = FUNCTION_OPEN,
						      .length = 1,
						      .data = { DATA_OPEN } });
}
