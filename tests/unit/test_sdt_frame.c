/* Frames and cards of the SDT reader. The frames are those of 身份证阅读器通信协议 as published on
 * softs.im; they were not made by our encoder. */
#include "check.h"
#include "sdt_card.h"
#include "sdt_frame.h"

#include <stdint.h>

#define BEGIN 0xaa, 0xaa, 0xaa, 0x96, 0x69

static const uint8_t find_asked[] = { BEGIN, 0x00, 0x03, 0x20, 0x01, 0x22 };
static const uint8_t find_answered[] = { BEGIN, 0x00, 0x08, 0x00, 0x00, 0x9f,
					 0x00,	0x00, 0x00, 0x00, 0x97 };
static const uint8_t select_asked[] = { BEGIN, 0x00, 0x03, 0x20, 0x02, 0x21 };
static const uint8_t select_answered[] = { BEGIN, 0x00, 0x0c, 0x00, 0x00, 0x90, 0x00, 0x00,
					   0x00,  0x00, 0x00, 0x00, 0x00, 0x00, 0x9c };
static const uint8_t read_asked[] = { BEGIN, 0x00, 0x03, 0x30, 0x01, 0x32 };
static const uint8_t read_failed[] = { BEGIN, 0x00, 0x04, 0x00, 0x00, 0x41, 0x45 };
static const uint8_t no_card[] = { BEGIN, 0x00, 0x04, 0x00, 0x00, 0x80, 0x84 };
static const uint8_t select_failed[] = { BEGIN, 0x00, 0x04, 0x00, 0x00, 0x81, 0x85 };
static const uint8_t status_asked[] = { BEGIN, 0x00, 0x03, 0x11, 0xff, 0xed };

static struct sdt_parser parser;

/* What the last byte brought; no byte before it may bring anything but MORE. */
static enum sdt_feed feed(const uint8_t *bytes, size_t count)
{
	enum sdt_feed fed = SDT_MORE;
	for (size_t i = 0; i < count; i++) {
		CHECK(fed == SDT_MORE);
		fed = sdt_parser_feed(&parser, bytes[i]);
	}
	return fed;
}

static bool asks(enum sdt_command command, const uint8_t published[SDT_REQUEST_BYTES])
{
	uint8_t frame[SDT_REQUEST_BYTES];
	sdt_request(command, frame);
	return memcmp(frame, published, sizeof frame) == 0;
}

static void questions_are_those_published(void)
{
	CHECK(asks(SDT_FIND, find_asked));
	CHECK(asks(SDT_SELECT, select_asked));
	CHECK(asks(SDT_READ, read_asked));
	CHECK(asks(SDT_STATUS, status_asked));
}

static void published_answers_are_read(void)
{
	sdt_parser_init(&parser);
	CHECK(feed(find_answered, sizeof find_answered) == SDT_READY);
	CHECK(parser.answer.status == SDT_FOUND && parser.answer.length == 4);
	CHECK(feed(select_answered, sizeof select_answered) == SDT_READY);
	CHECK(parser.answer.status == SDT_OK && parser.answer.length == 8);
	CHECK(feed(read_failed, sizeof read_failed) == SDT_READY);
	CHECK(parser.answer.status == SDT_READ_FAILED && parser.answer.length == 0);
	CHECK(feed(no_card, sizeof no_card) == SDT_READY);
	CHECK(parser.answer.status == SDT_NO_CARD);
	CHECK(feed(select_failed, sizeof select_failed) == SDT_READY);
	CHECK(parser.answer.status == SDT_SELECT_FAILED);
}

/* A card's answer is 1295 bytes long and begins AA AA AA 96 69 05 08 00 00 90 01 00 04 00. */
static size_t card_answer(uint8_t *bytes, const uint8_t text[SDT_TEXT_BYTES])
{
	static const uint8_t begin[] = { BEGIN, 0x05, 0x08, 0, 0, 0x90, 0x01, 0x00, 0x04, 0x00 };
	size_t length = 1294;
	memcpy(bytes, begin, sizeof begin);
	memcpy(bytes + sizeof begin, text, SDT_TEXT_BYTES);
	for (size_t i = sizeof begin + SDT_TEXT_BYTES; i < length; i++)
		bytes[i] = 0xaa;
	bytes[length] = 0;
	for (size_t i = 5; i < length; i++)
		bytes[length] ^= bytes[i];
	return length + 1;
}

static void a_card_of_1295_bytes_keeps_its_text_and_loses_its_photo(void)
{
	uint8_t bytes[1295], text[SDT_TEXT_BYTES];
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (uint8_t)(i * 7);
	const size_t length = card_answer(bytes, text);
	sdt_parser_init(&parser);
	CHECK(length == 1295 && feed(bytes, length) == SDT_READY);
	CHECK(parser.answer.status == SDT_OK && parser.answer.length == 4 + 256 + 1024);
	CHECK(memcmp(parser.answer.data + 4, text, sizeof text) == 0);
	CHECK(sizeof parser < 256 + 128); /* there is no room for a photo */
	/* Every single bit error is seen. */
	for (size_t at = 7; at < length; at += 13) {
		bytes[at] ^= (uint8_t)(1u << at % 8);
		CHECK(feed(bytes, length) == SDT_BAD);
		CHECK(memcmp(parser.data, (uint8_t[SDT_DATA_MAX]){ 0 }, SDT_DATA_MAX) == 0);
		bytes[at] ^= (uint8_t)(1u << at % 8);
	}
	CHECK(feed(bytes, length) == SDT_READY);
}

static void what_is_no_cards_can_be_shown_as_it_came(void)
{
	uint8_t frame[SDT_SHORT_MAX];
	uint8_t bytes[1295];
	const uint8_t text[SDT_TEXT_BYTES] = { 1 };
	sdt_parser_init(&parser);
	CHECK(feed(find_answered, sizeof find_answered) == SDT_READY);
	CHECK(sdt_answer_frame(&parser.answer, frame) == sizeof find_answered &&
	      memcmp(frame, find_answered, sizeof find_answered) == 0);
	CHECK(feed(select_failed, sizeof select_failed) == SDT_READY);
	CHECK(sdt_answer_frame(&parser.answer, frame) == sizeof select_failed &&
	      memcmp(frame, select_failed, sizeof select_failed) == 0);
	CHECK(feed(bytes, card_answer(bytes, text)) == SDT_READY);
	CHECK(sdt_answer_frame(&parser.answer, frame) == 0);
}

static void noise_before_a_frame_is_skipped(void)
{
	static const uint8_t noise[] = { 0x00, 0xaa, 0x96, 0xaa, 0xaa, 0x69, 0xaa };
	sdt_parser_init(&parser);
	CHECK(feed(noise, sizeof noise) == SDT_MORE);
	CHECK(feed(no_card, sizeof no_card) == SDT_READY);
	/* One AA more or two before the preamble. */
	CHECK(feed(noise + 3, 2) == SDT_MORE);
	CHECK(feed(no_card, sizeof no_card) == SDT_READY);
}

static void senseless_lengths_end_at_once(void)
{
	static const uint8_t longer[] = { BEGIN, 0x05, 0x09 }, shorter[] = { BEGIN, 0x00, 0x03 },
			     huge[] = { BEGIN, 0xff, 0xff };
	sdt_parser_init(&parser);
	CHECK(feed(longer, sizeof longer) == SDT_BAD);
	CHECK(feed(shorter, sizeof shorter) == SDT_BAD);
	CHECK(feed(huge, sizeof huge) == SDT_BAD);
	CHECK(feed(no_card, sizeof no_card) == SDT_READY);
}

/* --- cards --- */

static void put(uint8_t *text, size_t at, const char *ascii)
{
	for (; *ascii; ascii++, at += 2) {
		text[at] = (uint8_t)*ascii;
		text[at + 1] = 0;
	}
}

static bool card(struct sdt_card *out, char flag, const char *number, size_t birth_at,
		 const char *birth)
{
	const char flag_text[2] = { flag, '\0' };
	uint8_t text[SDT_TEXT_BYTES];
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = i % 2 ? 0x4e : 0x2d; /* 中: a name, an address */
	put(text, 122, number);
	put(text, birth_at, birth);
	put(text, 248, flag_text);
	return sdt_card_read(text, out);
}

static void the_flag_decides_where_the_number_is(void)
{
	struct sdt_card out;
	CHECK(card(&out, ' ', "110101194903074576", 36, "19490307"));
	CHECK(out.kind == SDT_CARD_RESIDENT && out.born_year == 1949 && out.born_month == 3 &&
	      out.born_day == 7);
	CHECK_TEXT(out.number, "110101194903074576");
	CHECK(card(&out, 'I', "USA110080010112", 220, "19800101"));
	CHECK(out.kind == SDT_CARD_FOREIGNER && out.born_year == 1980 && out.number_length == 15);
	CHECK_TEXT(out.number, "USA110080010112");
	CHECK(card(&out, 'Y', "911840198001010013", 36, "19800101"));
	CHECK(out.kind == SDT_CARD_FOREIGNER && out.number_length == 18);
	CHECK(card(&out, 'J', "830000199201300022", 36, "19920130"));
	CHECK(out.kind == SDT_CARD_HMT && out.born_day == 30);
	CHECK(card(&out, '\x01', "110101194903074576", 36, "19490307"));
	CHECK(out.kind == SDT_CARD_RESIDENT);
}

static void a_number_that_is_none_is_no_card(void)
{
	struct sdt_card out;
	CHECK(!card(&out, ' ', "110101194903074577", 36, "19490307")); /* check character */
	CHECK(out.number[0] == '\0');
	CHECK(!card(&out, ' ', "110101194903A74576", 36, "19490307"));
	CHECK(!card(&out, 'Y', "110101194903074576", 36, "19490307")); /* not a foreigner's */
	CHECK(!card(&out, 'J', "110101194903074576", 36, "19490307"));
	CHECK(!card(&out, 'I', "US1110080010112", 220, "19800101"));
	CHECK(!card(&out, 'I', "USA11008001011X", 220, "19800101"));
	CHECK(!card(&out, ' ', "USA110080010112", 220, "19800101")); /* the flag was lost */
}

/* GB 11643-1999's own example, and one whose check character is X. */
static void the_check_character_may_be_x(void)
{
	struct sdt_card out;
	CHECK(card(&out, ' ', "11010519491231002X", 36, "19491231"));
	CHECK(card(&out, ' ', "11010519491231002x", 36, "19491231"));
	CHECK_TEXT(out.number, "11010519491231002X");
	CHECK(!card(&out, ' ', "110105194912310020", 36, "19491231"));
	CHECK(card(&out, ' ', "440524188001010014", 36, "18800101"));
}

static void a_date_that_does_not_exist_is_not_known(void)
{
	struct sdt_card out;
	CHECK(card(&out, ' ', "110101194903074576", 36, "19491307"));
	CHECK(out.born_year == 0 && out.born_month == 0);
	CHECK(card(&out, ' ', "110101194903074576", 36, "1949O307"));
	CHECK(out.born_year == 0);
}

int main(void)
{
	questions_are_those_published();
	published_answers_are_read();
	a_card_of_1295_bytes_keeps_its_text_and_loses_its_photo();
	what_is_no_cards_can_be_shown_as_it_came();
	noise_before_a_frame_is_skipped();
	senseless_lengths_end_at_once();
	the_flag_decides_where_the_number_is();
	a_number_that_is_none_is_no_card();
	the_check_character_may_be_x();
	a_date_that_does_not_exist_is_not_known();
	return check_result();
}
