/* Onbon's frames against those that Onbon itself published: "BX-5K/6K 通讯协议用户版本" V1.4
 * (onbonlab.github.io, onbon-docs/docs/zh/k/potocol.md), the examples of its clauses 4 to 11. Each
 * is taken apart (escapes, length, CRC) and, where the firmware sends such a thing, made again. Not
 * among them are those whose own length or CRC is wrong as printed (8.3.4, 8.3.6, 8.29). */
#include "check.h"
#include "onbon_command.h"

struct published {
	const char *clause, *hex;
	uint16_t to, from;
	uint8_t card, group, command;
};

static const struct published frames[] = {
	{ "8.2.1 a dynamic area",
	  "a5a5a5a5a5a5a5a5 feff0080000000000000fe022c00 a3060100000001230000008000008080200000"
	  "00000a000000000201010002 0a08000000bbb6d3adb9e2c1d9 3c49 5a",
	  0xfffe, 0x8000, 0xfe, 0xa3, 0x06 },
	{ "7.1 ACK", "a5a5a5a5a5a5a5a5a5 0080feff000000000000fe020500 a000000000 14ac 5a", 0x8000,
	  0xfffe, 0xfe, 0xa0, 0x00 },
	{ "7.2 NACK", "a5a5a5a5a5a5a5a5a5 0080feff000000000000fe020500 a001050000 0551 5a", 0x8000,
	  0xfffe, 0xfe, 0xa0, 0x01 },
	{ "8.7 PING", "a5a5a5a5a5a5a5a5 01000080000000000000fe020500 a200010000 68f8 5a", 1, 0x8000,
	  0xfe, 0xa2, 0x00 },
	{ "8.5 format", "a5a5a5a5a5a5a5a5 01000080000000000000fe020500 a100010000 2cf8 5a", 1,
	  0x8000, 0xfe, 0xa1, 0x00 },
	{ "8.1.1 begin a file",
	  "a5a5a5a5a5a5a5a5 feff0080000000000000fe020e00 a1050100000150303030 47000000 4814 5a",
	  0xfffe, 0x8000, 0xfe, 0xa1, 0x05 },
	{ "8.1.2 a program",
	  "a5a5a5a5a5a5a5a5 feff0080000000000000fe025900 a106010000503030300100004700000000000050"
	  "30303047000000ff000001ffffffffffffffff010000012c00000000008000008080 2000ff0000000000"
	  "0000020202000a0a0d000000bbb6d3adb9e2c1d94f6e626f6e0f18 ecf0 5a",
	  0xfffe, 0x8000, 0xfe, 0xa1, 0x06 },
	{ "8.3.2 a page",
	  "a5a5a5a5a5a5a5a5 01000080000000000000fe021700 a402010000000f007777772e6f6e626f6e62782e"
	  "636f6d 68b5 5a",
	  1, 0x8000, 0xfe, 0xa4, 0x02 },
	{ "8.3.5 no special area",
	  "a5a5a5a5a5a5a5a5 01000080000000000000fe020500 a404010000 e1c8 5a", 1, 0x8000, 0xfe, 0xa4,
	  0x04 },
	{ "8.10 the time",
	  "a5a5a5a5a5a5a5a5 01000080000000000000fe020d00 a2030108001320012511172605 b03f 5a", 1,
	  0x8000, 0xfe, 0xa2, 0x03 },
	{ "8.18 lock a program",
	  "a5a5a5a5a5a5a5a5 01000080000000000000fe020b00 a304010000000150303030 c240 5a", 1, 0x8000,
	  0xfe, 0xa3, 0x04 },
	{ "9.2 two areas, to a BX-6K3",
	  "a5a5a5a5a5a5a5a5 0100008000000000000063027700 a106010000503030300100006500000000000050"
	  "30303065000000ff000001ffffffffffffffff010000022700000000008000008080100 0ff0000000000"
	  "0000020203000a0a08000000bbb6d3adb9e2c1d923000000000080100080801000ff0000000000000002"
	  "0203000a0a04000000313233348aec f74c 5a",
	  1, 0x8000, 0x63, 0xa1, 0x06 },
	{ "11.2 begin a file",
	  "a5a5a5a5a5a5a5a5 01000080000000000000fe020e00 a1050100000150303030 49000000 e216 5a", 1,
	  0x8000, 0xfe, 0xa1, 0x05 },
};

static size_t from_hex(const char *hex, uint8_t *out)
{
	size_t count = 0;
	unsigned high = 16;
	for (; *hex != '\0'; hex++) {
		const char *digits = "0123456789abcdef", *at = strchr(digits, *hex);
		if (at == NULL)
			continue;
		unsigned value = (unsigned)(at - digits);
		if (high < 16)
			out[count++] = (uint8_t)(high << 4 | value);
		high = high < 16 ? 16 : value;
	}
	return count;
}

/* Feed all of it: one frame, at its end, and nothing bad. */
static bool taken_apart(const uint8_t *bytes, size_t length, struct onbon_parser *parser,
			struct onbon_message *message)
{
	onbon_reset(parser);
	for (size_t i = 0; i < length; i++) {
		enum onbon_feed wanted = i + 1 < length ? ONBON_MORE : ONBON_READY;
		if (onbon_feed(parser, bytes[i]) != wanted)
			return false;
	}
	onbon_split(parser->bytes, parser->length, message);
	return true;
}

static void each_is_taken_apart_and_made_again(void)
{
	for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++) {
		const struct published *frame = &frames[i];
		uint8_t bytes[256], again[ONBON_FRAME_MAX];
		size_t length = from_hex(frame->hex, bytes);
		struct onbon_parser parser;
		struct onbon_message message = { 0 };
		bool good = taken_apart(bytes, length, &parser, &message);
		CHECK(good);
		if (!good) {
			fprintf(stderr, "clause %s\n", frame->clause);
			continue;
		}
		CHECK(message.header.to == frame->to && message.header.from == frame->from);
		CHECK(message.header.card == frame->card);
		CHECK(message.data[0] == frame->group && message.data[1] == frame->command);
		size_t made = onbon_frame(again, &message.header, message.data, message.length);
		/* the published answers begin with one A5 more */
		size_t more = bytes[ONBON_HEAD] == 0xa5;
		CHECK(made == length - more && memcmp(again, bytes + more, made) == 0);
	}
}

static void made(const char *hex, uint16_t to, const uint8_t *data, size_t length)
{
	uint8_t wanted[256], frame[ONBON_FRAME_MAX];
	struct onbon_header header = { .to = to, .from = ONBON_HOST, .card = ONBON_ANY_CARD };
	size_t wanted_length = from_hex(hex, wanted);
	CHECK(onbon_frame(frame, &header, data, length) == wanted_length);
	CHECK(memcmp(frame, wanted, wanted_length) == 0);
}

static void what_the_firmware_sends_is_made_from_its_meaning(void)
{
	uint8_t data[ONBON_DATA_MAX];
	const struct onbon_area area = {
		.width = 128,
		.height = 32,
		.mode = ONBON_STILL,
		.speed = 2,
		.stay = 10,
		.expiry_s = 10,
		.text = (const uint8_t *)"\xbb\xb6\xd3\xad\xb9\xe2\xc1\xd9", /* 欢迎光临 */
		.length = 8,
	};
	size_t length = onbon_show(data, &area, 1);
	made(frames[0].hex, ONBON_BROADCAST, data, length);
	length = onbon_ping(data);
	made(frames[3].hex, 1, data, length);
}

static void answers_are_read(void)
{
	static const struct {
		unsigned frame;
		enum onbon_reply_kind kind;
		uint8_t error;
	} answers[] = { { 1, ONBON_ACK, 0 }, { 2, ONBON_NACK, ONBON_ERROR_CHECKSUM } };
	for (size_t i = 0; i < 2; i++) {
		uint8_t bytes[256];
		struct onbon_parser parser;
		struct onbon_message message = { 0 };
		struct onbon_reply reply = { 0 };
		size_t length = from_hex(frames[answers[i].frame].hex, bytes);
		CHECK(taken_apart(bytes, length, &parser, &message));
		CHECK(onbon_read(&message, &reply));
		CHECK(reply.kind == answers[i].kind && reply.error == answers[i].error);
	}
}

int main(void)
{
	each_is_taken_apart_and_made_again();
	what_the_firmware_sends_is_made_from_its_meaning();
	answers_are_read();
	return check_result();
}
