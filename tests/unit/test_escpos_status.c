/* The printer's answers, told apart and read. */
#include "check.h"
#include "escpos_status.h"

static struct escpos_status status;

static enum escpos_feed feed(uint8_t byte)
{
	return escpos_status_feed(&status, byte);
}

static bool gives(uint8_t byte, enum escpos_answer_kind kind)
{
	return feed(byte) == FEED_READY && status.answer.kind == kind &&
	       (kind == ESCPOS_AUTOMATIC || status.answer.value[0] == byte);
}

static void every_byte_alone_has_one_meaning(void)
{
	/* Citizen CT-S310 manual, p. 310: the fixed bits. */
	for (unsigned byte = 0; byte < 256; byte++) {
		escpos_status_init(&status);
		enum escpos_feed fed = feed((uint8_t)byte);
		if (byte == 0x11 || byte == 0x13)
			CHECK(fed == FEED_READY && status.answer.kind == ESCPOS_FLOW);
		else if ((byte & 0x93) == 0x12)
			CHECK(fed == FEED_READY && status.answer.kind == ESCPOS_REALTIME);
		else if ((byte & 0x93) == 0x10)
			CHECK(fed == FEED_MORE);
		else if ((byte & 0x90) == 0)
			CHECK(fed == FEED_READY && status.answer.kind == ESCPOS_BUFFERED);
		else
			CHECK(fed == FEED_BAD);
	}
}

static void a_group_of_four_is_one_answer(void)
{
	struct escpos_state state;
	escpos_status_init(&status);
	CHECK(feed(0x38) == FEED_MORE); /* offline, cover open */
	CHECK(feed(0x00) == FEED_MORE);
	CHECK(gives(0x13, ESCPOS_FLOW)); /* XOFF in the middle */
	CHECK(gives(0x12, ESCPOS_REALTIME));
	CHECK(feed(0x0c) == FEED_MORE);
	CHECK(gives(0x0f, ESCPOS_AUTOMATIC));
	escpos_state_automatic(&state, status.answer.value);
	CHECK(state.offline && state.cover_open && state.paper == ESCPOS_PAPER_END);
	CHECK(!state.cutter_error && !state.error);
	CHECK(gives(0x00, ESCPOS_BUFFERED)); /* the group is over */
}

static void noise_ends_a_group(void)
{
	escpos_status_init(&status);
	CHECK(feed(0x10) == FEED_MORE);
	CHECK(feed(0xff) == FEED_BAD);
	CHECK(gives(0x00, ESCPOS_BUFFERED));
	CHECK(feed(0x10) == FEED_MORE);
	CHECK(feed(0x10) == FEED_MORE); /* a new group */
	CHECK(feed(0x00) == FEED_MORE);
	CHECK(feed(0x00) == FEED_MORE);
	CHECK(gives(0x00, ESCPOS_AUTOMATIC));
}

static struct escpos_state state_of(uint8_t first, uint8_t second, uint8_t third, uint8_t fourth)
{
	struct escpos_state state;
	const uint8_t answers[5] = { 0, first, second, third, fourth };
	escpos_state_realtime(&state, answers);
	return state;
}

static void four_answers_make_a_state(void)
{
	struct escpos_state state = state_of(0x16, 0x12, 0x12, 0x12);
	CHECK(!state.offline && !state.cover_open && !state.error && !state.cutter_error &&
	      !state.recovering && state.paper == ESCPOS_PAPER_OK);
	state = state_of(0x1e, 0x16, 0x12, 0x12);
	CHECK(state.offline && state.cover_open && state.paper == ESCPOS_PAPER_OK);
	state = state_of(0x1e, 0x32, 0x12, 0x72);
	CHECK(state.paper == ESCPOS_PAPER_END);
	state = state_of(0x12, 0x12, 0x12, 0x1e);
	CHECK(state.paper == ESCPOS_PAPER_NEAR);
	state = state_of(0x1e, 0x52, 0x1a, 0x12);
	CHECK(state.cutter_error && !state.error);
	state = state_of(0x1e, 0x52, 0x32, 0x12);
	CHECK(state.error);
	state = state_of(0x1e, 0x52, 0x52, 0x12);
	CHECK(state.recovering && !state.error);
}

static void what_is_not_known_is_not_claimed(void)
{
	struct escpos_state state = state_of(0, 0, 0, 0);
	CHECK(state.paper == ESCPOS_PAPER_UNKNOWN && !state.offline && !state.cover_open);
	state = state_of(0x12, 0x52, 0, 0);
	CHECK(state.error); /* no DLE EOT 3 to tell it apart */
	state = state_of(0x12, 0x32, 0, 0);
	CHECK(state.paper == ESCPOS_PAPER_END); /* nor DLE EOT 4 */
}

static void only_an_answer_that_says_paper_confirms(void)
{
	for (unsigned byte = 0; byte < 256; byte++) {
		unsigned defined = byte & 0x9f;
		CHECK(escpos_is_confirmation((uint8_t)byte) == (defined == 0 || defined == 3));
	}
}

int main(void)
{
	every_byte_alone_has_one_meaning();
	a_group_of_four_is_one_answer();
	noise_ends_a_group();
	four_answers_make_a_state();
	what_is_not_known_is_not_claimed();
	only_an_answer_that_says_paper_confirms();
	return check_result();
}
