/* See onbon_frame.h. */
#include "onbon_frame.h"

#include <stdbool.h>
#include <string.h>

enum { HEAD = 0xa5, TAIL = 0x5a, ESCAPE_HEAD = 0xa6, ESCAPE_TAIL = 0x5b, VERSION = 2 };

/* Bit by bit, polynomial 8005 reflected, from 0: CRC-16/ARC. */
uint16_t onbon_crc(const uint8_t *bytes, size_t length)
{
	unsigned crc = 0;
	for (size_t i = 0; i < length; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xa001 : crc >> 1;
	}
	return (uint16_t)crc;
}

static size_t put_u16(uint8_t *out, unsigned value)
{
	out[0] = (uint8_t)value;
	out[1] = (uint8_t)(value >> 8);
	return 2;
}

static size_t put_escaped(uint8_t *out, uint8_t byte)
{
	switch (byte) {
	case HEAD:
	case ESCAPE_HEAD:
		out[0] = ESCAPE_HEAD;
		break;
	case TAIL:
	case ESCAPE_TAIL:
		out[0] = ESCAPE_TAIL;
		break;
	default:
		out[0] = byte;
		return 1;
	}
	out[1] = byte == out[0] ? 1 : 2;
	return 2;
}

size_t onbon_frame(uint8_t frame[ONBON_FRAME_MAX], const struct onbon_header *header,
		   const uint8_t *data, size_t length)
{
	uint8_t plain[ONBON_REPLY_MAX] = { 0 };
	if (length > ONBON_DATA_MAX)
		return 0;
	put_u16(plain, header->to);
	put_u16(plain + 2, header->from);
	plain[10] = header->card;
	plain[11] = VERSION;
	put_u16(plain + 12, (unsigned)length);
	memcpy(plain + ONBON_HEADER, data, length);
	size_t count = ONBON_HEADER + length;
	count += put_u16(plain + count, onbon_crc(plain, count));
	memset(frame, HEAD, ONBON_HEAD);
	size_t used = ONBON_HEAD;
	for (size_t i = 0; i < count; i++)
		used += put_escaped(frame + used, plain[i]);
	frame[used++] = TAIL;
	return used;
}

void onbon_reset(struct onbon_parser *parser)
{
	parser->length = 0;
	parser->escape = 0;
	parser->inside = 0;
}

static unsigned get_u16(const uint8_t *bytes)
{
	return bytes[0] | (unsigned)bytes[1] << 8;
}

static bool whole(const struct onbon_parser *parser)
{
	const uint8_t *bytes = parser->bytes;
	if (parser->length < ONBON_HEADER + 2)
		return false;
	size_t length = get_u16(bytes + 12);
	if (parser->length != ONBON_HEADER + length + 2)
		return false;
	return get_u16(bytes + ONBON_HEADER + length) == onbon_crc(bytes, ONBON_HEADER + length);
}

static enum onbon_feed bad(struct onbon_parser *parser)
{
	onbon_reset(parser);
	return ONBON_BAD;
}

enum onbon_feed onbon_feed(struct onbon_parser *parser, uint8_t byte)
{
	if (byte == HEAD) {
		/* Never within a frame: whatever came before is lost, and a new one begins. */
		bool cut = parser->inside && (parser->length > 0 || parser->escape != 0);
		if (!parser->inside || cut)
			onbon_reset(parser);
		parser->inside = 1;
		return cut ? ONBON_BAD : ONBON_MORE;
	}
	if (!parser->inside) {
		onbon_reset(parser);
		return ONBON_BAD;
	}
	if (byte == TAIL) {
		bool good = parser->escape == 0 && whole(parser);
		parser->inside = parser->escape = 0;
		if (good)
			return ONBON_READY;
		return bad(parser);
	}
	if (parser->escape != 0) {
		if (byte != 1 && byte != 2)
			return bad(parser);
		byte = (uint8_t)(byte == 1 ? parser->escape : parser->escape - 1);
		parser->escape = 0;
	} else if (byte == ESCAPE_HEAD || byte == ESCAPE_TAIL) {
		parser->escape = byte;
		return ONBON_MORE;
	}
	if (parser->length == sizeof parser->bytes)
		return bad(parser);
	parser->bytes[parser->length++] = byte;
	return ONBON_MORE;
}

void onbon_split(const uint8_t *bytes, size_t length, struct onbon_message *out)
{
	out->header.to = (uint16_t)get_u16(bytes);
	out->header.from = (uint16_t)get_u16(bytes + 2);
	out->header.card = bytes[10];
	out->data = bytes + ONBON_HEADER;
	out->length = length - ONBON_HEADER - 2;
}
