/* Frames of the SDT/SAM_V identity-card reader. Knows no card, no time, no wire. */
#include "sdt_frame.h"

#include <string.h>

static const uint8_t preamble[] = { 0xaa, 0xaa, 0xaa, 0x96, 0x69 };

enum { PREAMBLE_BYTES = sizeof preamble, LENGTH_BYTES = 2, STATUS_BYTES = 3 };

void sdt_request(enum sdt_command command, uint8_t frame[SDT_REQUEST_BYTES])
{
	uint8_t *after = frame + PREAMBLE_BYTES;
	memcpy(frame, preamble, PREAMBLE_BYTES);
	after[0] = 0;
	after[1] = 3; /* command, parameter, sum */
	after[2] = (uint8_t)(command >> 8);
	after[3] = (uint8_t)command;
	after[4] = after[0] ^ after[1] ^ after[2] ^ after[3];
}

void sdt_parser_init(struct sdt_parser *parser)
{
	memset(parser, 0, sizeof *parser);
}

/* A fourth AA may be noise before the real three: the last three count. */
static void feed_preamble(struct sdt_parser *parser, uint8_t byte)
{
	if (byte == preamble[parser->preamble])
		parser->preamble++;
	else if (byte == preamble[0])
		parser->preamble = parser->preamble == 3 ? 3 : 1;
	else
		parser->preamble = 0;
}

static enum sdt_feed bad(struct sdt_parser *parser)
{
	sdt_parser_init(parser);
	return SDT_BAD;
}

static enum sdt_feed feed_length(struct sdt_parser *parser, uint8_t byte)
{
	parser->length = parser->length << 8 | byte;
	parser->length_bytes++;
	parser->sum ^= byte;
	if (parser->length_bytes == LENGTH_BYTES &&
	    (parser->length < SDT_LENGTH_MIN || parser->length > SDT_LENGTH_MAX))
		return bad(parser);
	return SDT_MORE;
}

static enum sdt_feed end(struct sdt_parser *parser, uint8_t sum)
{
	if (sum != parser->sum || parser->status[0] != 0 || parser->status[1] != 0)
		return bad(parser);
	parser->answer = (struct sdt_answer){
		.status = parser->status[2],
		.length = parser->length - SDT_LENGTH_MIN,
		.data = parser->data,
	};
	/* The data stays until the next feed; the next frame begins anew. */
	parser->preamble = 0;
	parser->length = parser->count = 0;
	parser->length_bytes = parser->sum = 0;
	return SDT_READY;
}

enum sdt_feed sdt_parser_feed(struct sdt_parser *parser, uint8_t byte)
{
	if (parser->preamble < PREAMBLE_BYTES) {
		feed_preamble(parser, byte);
		return SDT_MORE;
	}
	if (parser->length_bytes < LENGTH_BYTES)
		return feed_length(parser, byte);
	size_t at = parser->count++;
	if (at == parser->length - 1)
		return end(parser, byte);
	parser->sum ^= byte;
	if (at < STATUS_BYTES)
		parser->status[at] = byte;
	else if (at - STATUS_BYTES < SDT_DATA_MAX)
		parser->data[at - STATUS_BYTES] = byte;
	return SDT_MORE;
}

size_t sdt_answer_frame(const struct sdt_answer *answer, uint8_t frame[SDT_SHORT_MAX])
{
	uint8_t *after = frame + PREAMBLE_BYTES, sum = 0;
	const size_t counted = SDT_LENGTH_MIN + answer->length;
	const size_t length = PREAMBLE_BYTES + LENGTH_BYTES + counted;
	if (length > SDT_SHORT_MAX)
		return 0;
	memcpy(frame, preamble, PREAMBLE_BYTES);
	after[0] = 0;
	after[1] = (uint8_t)counted;
	after[2] = after[3] = 0;
	after[4] = answer->status;
	memcpy(after + LENGTH_BYTES + STATUS_BYTES, answer->data, answer->length);
	for (size_t i = 0; i < LENGTH_BYTES + counted - 1; i++)
		sum ^= after[i];
	frame[length - 1] = sum;
	return length;
}
