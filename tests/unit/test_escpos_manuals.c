/* What printers send, as their manuals print it: the tables of Epson TM-T88III (p. 304, 309) and
 * TM-T88 (p. 1-33 … 1-35), Samsung SRP-350 (p. 46-47), Bixolon SRP-350plusII (p. 14), Citizen
 * CT-S310 (p. 310), BT-532C (p. 49). Each line of a table is one vector: the fixed bits with one
 * status bit on. Written down from the manuals, not from the parser. */
#include "check.h"
#include "escpos_status.h"

static struct escpos_state real_time(unsigned n, uint8_t answer)
{
	uint8_t answers[5] = { 0, 0x12, 0x12, 0x12, 0x12 };
	struct escpos_state state;
	answers[n] = answer;
	escpos_state_realtime(&state, answers);
	return state;
}

/* "Bit 1: Not used. Fixed to On. Bit 4: Not used. Fixed to On." → 12h with nothing else. */
static void real_time_status_of_the_tm_t88iii(void)
{
	CHECK(real_time(1, 0x12 | 0x08).offline && !real_time(1, 0x12 | 0x04).offline);
	CHECK(real_time(2, 0x12 | 0x04).cover_open);
	CHECK(real_time(2, 0x12 | 0x20).paper == ESCPOS_PAPER_END); /* stopped for paper end */
	CHECK(!real_time(2, 0x12 | 0x08).cover_open);		    /* the feed button */
	CHECK(real_time(3, 0x12 | 0x08).cutter_error && !real_time(3, 0x12 | 0x08).error);
	CHECK(real_time(3, 0x12 | 0x20).error);
	CHECK(real_time(3, 0x12 | 0x40).recovering);
	/* p. 304: "00 00 paper adequate, 0C 12 near end; 00 00 present, 60 96 not present" */
	CHECK(real_time(4, 0x12).paper == ESCPOS_PAPER_OK);
	CHECK(real_time(4, 0x12 + 12).paper == ESCPOS_PAPER_NEAR);
	CHECK(real_time(4, 0x12 + 96).paper == ESCPOS_PAPER_END);
	CHECK(real_time(4, 0x12 + 12 + 96).paper == ESCPOS_PAPER_END);
}

static struct escpos_state automatic(uint8_t first, uint8_t second, uint8_t third)
{
	const uint8_t group[4] = { first, second, third, 0x00 };
	struct escpos_state state;
	escpos_state_automatic(&state, group);
	return state;
}

/* First byte: "4 On 10 16 Not used. Fixed to On." */
static void automatic_status_of_the_srp_350(void)
{
	struct escpos_state state = automatic(0x10, 0, 0);
	CHECK(state.paper == ESCPOS_PAPER_OK && !state.offline && !state.cover_open &&
	      !state.cutter_error && !state.error && !state.recovering);
	CHECK(!automatic(0x10 | 0x04, 0, 0).offline); /* the drawer's pin */
	CHECK(automatic(0x10 | 0x08, 0, 0).offline);
	CHECK(automatic(0x10 | 0x20, 0, 0).cover_open);
	CHECK(!automatic(0x10 | 0x40, 0, 0).cover_open); /* fed by the button */
	CHECK(automatic(0x10, 8, 0).cutter_error && automatic(0x10, 32, 0).error);
	CHECK(automatic(0x10, 64, 0).recovering);
	CHECK(automatic(0x10, 0, 3).paper == ESCPOS_PAPER_NEAR);
	CHECK(automatic(0x10, 0, 12).paper == ESCPOS_PAPER_END);
	CHECK(automatic(0x10, 0, 15).paper == ESCPOS_PAPER_END);
}

static enum escpos_answer_kind kind_of(uint8_t byte)
{
	struct escpos_status status;
	escpos_status_init(&status);
	return escpos_status_feed(&status, byte) == FEED_READY ? status.answer.kind
							       : (enum escpos_answer_kind) - 1;
}

/* "DLE EOT 0xx1xx10 · ASB (1st byte) 0xx1xx00 · ASB (2nd to 4th) 0xx0xxxx · GS I, GS r 0xx0xxxx ·
 * XON 00010001 · XOFF 00010011" */
static void bytes_are_told_apart_as_the_ct_s310_says(void)
{
	for (unsigned byte = 0; byte < 256; byte++) {
		enum escpos_answer_kind kind = kind_of((uint8_t)byte);
		if (byte == 0x11 || byte == 0x13)
			CHECK(kind == ESCPOS_FLOW);
		else if ((byte & 0x93) == 0x12)
			CHECK(kind == ESCPOS_REALTIME);
		else if ((byte & 0x90) == 0x00)
			CHECK(kind == ESCPOS_BUFFERED);
		else
			CHECK(kind == (enum escpos_answer_kind) - 1); /* a group begins, or noise */
	}
}

/* XOFF "may be transmitted in the middle of the 4 bytes of ASB". */
static void an_xoff_in_the_middle_of_a_group_breaks_nothing(void)
{
	const uint8_t bytes[] = { 0x18, 0x00, 0x13, 0x0f, 0x11, 0x0f };
	struct escpos_status status;
	unsigned groups = 0, flows = 0;
	escpos_status_init(&status);
	for (unsigned i = 0; i < sizeof bytes; i++) {
		if (escpos_status_feed(&status, bytes[i]) != FEED_READY)
			continue;
		groups += status.answer.kind == ESCPOS_AUTOMATIC;
		flows += status.answer.kind == ESCPOS_FLOW;
	}
	CHECK(groups == 1 && flows == 2);
	CHECK(memcmp(status.answer.value, "\x18\x00\x0f\x0f", 4) == 0);
}

/* Paper sensor status of GS r 1: "0, 1 On 03 near end; 2, 3 On (0C) not present". The TM-T88 does
 * not execute it without paper; BT-532C: likewise. */
static void paper_status_of_gs_r(void)
{
	CHECK(escpos_is_confirmation(0x00) && escpos_is_confirmation(0x03));
	CHECK(escpos_is_confirmation(0x60) && escpos_is_confirmation(0x23)); /* 5, 6 undefined */
	CHECK(!escpos_is_confirmation(0x0c) && !escpos_is_confirmation(0x0f));
	CHECK(!escpos_is_confirmation(0x12) && !escpos_is_confirmation(0x80));
}

int main(void)
{
	real_time_status_of_the_tm_t88iii();
	automatic_status_of_the_srp_350();
	bytes_are_told_apart_as_the_ct_s310_says();
	an_xoff_in_the_middle_of_a_group_breaks_nothing();
	paper_status_of_gs_r();
	return check_result();
}
