/* What an ESC/POS printer sends back, one byte at a time. Pure. */
#include "escpos_status.h"

#include <string.h>

enum { XON = 0x11, XOFF = 0x13 };

void escpos_status_init(struct escpos_status *status)
{
	memset(status, 0, sizeof *status);
}

static bool is_realtime(uint8_t byte)
{
	return (byte & 0x93) == 0x12;
}

static bool starts_group(uint8_t byte)
{
	return (byte & 0x93) == 0x10;
}

static bool goes_on(uint8_t byte)
{
	return (byte & 0x90) == 0x00;
}

static enum escpos_feed ready(struct escpos_status *status, enum escpos_answer_kind kind,
			      uint8_t byte)
{
	status->answer = (struct escpos_answer){ .kind = kind, .value = { byte } };
	return FEED_READY;
}

static enum escpos_feed feed_group(struct escpos_status *status, uint8_t byte)
{
	status->group[status->grouped++] = byte;
	if (status->grouped < sizeof status->group)
		return FEED_MORE;
	status->grouped = 0;
	status->answer.kind = ESCPOS_AUTOMATIC;
	memcpy(status->answer.value, status->group, sizeof status->group);
	return FEED_READY;
}

enum escpos_feed escpos_status_feed(struct escpos_status *status, uint8_t byte)
{
	if (byte == XON || byte == XOFF)
		return ready(status, ESCPOS_FLOW, byte);
	/* A DLE EOT answer may stand in the middle of a group: it is sent at once. */
	if (is_realtime(byte))
		return ready(status, ESCPOS_REALTIME, byte);
	if (starts_group(byte)) {
		status->grouped = 0;
		return feed_group(status, byte);
	}
	if (goes_on(byte))
		return status->grouped > 0 ? feed_group(status, byte)
					   : ready(status, ESCPOS_BUFFERED, byte);
	status->grouped = 0;
	return FEED_BAD;
}

static enum escpos_paper paper(bool known, bool end, bool near)
{
	if (!known)
		return ESCPOS_PAPER_UNKNOWN;
	if (end)
		return ESCPOS_PAPER_END;
	return near ? ESCPOS_PAPER_NEAR : ESCPOS_PAPER_OK;
}

/* Bits as in Epson TM-L60II APG p. 1217 and Samsung SRP-350 manual p. 8-9. */
void escpos_state_realtime(struct escpos_state *state, const uint8_t answers[5])
{
	/* An unknown answer is 0: no bit of it is set. */
	uint8_t printer = answers[1], offline = answers[2], error = answers[3], roll = answers[4];
	state->offline = (printer & 0x08) != 0;
	state->cover_open = (offline & 0x04) != 0;
	state->cutter_error = (error & 0x08) != 0;
	/* DLE EOT 2's own error bit only repeats what DLE EOT 3 tells apart, where there is one. */
	state->error = (error & 0x20) != 0 || (error == 0 && (offline & 0x40) != 0);
	state->recovering = (error & 0x40) != 0;
	state->paper = paper(roll != 0, (roll & 0x60) != 0, (roll & 0x0c) != 0);
	if ((offline & 0x20) != 0)
		state->paper = ESCPOS_PAPER_END;
}

/* Bits as in Epson APG p. 319 (ASB) and Sewoo LK-P p. 40. */
void escpos_state_automatic(struct escpos_state *state, const uint8_t group[4])
{
	state->offline = (group[0] & 0x08) != 0;
	state->cover_open = (group[0] & 0x20) != 0;
	state->cutter_error = (group[1] & 0x08) != 0;
	state->error = (group[1] & 0x20) != 0;
	state->recovering = (group[1] & 0x40) != 0;
	state->paper = paper(true, (group[2] & 0x0c) != 0, (group[2] & 0x03) != 0);
}

/* Bits 5 and 6 are undefined (Epson, GS r). */
bool escpos_is_confirmation(uint8_t value)
{
	uint8_t paper = value & 0x0f;
	return (value & 0x90) == 0 && (paper == 0x00 || paper == 0x03);
}
