/* What the wire view says of published and hand-computed frames, whole, in pieces, and broken. */
#include "check.h"
#include "wire_view.h"

struct seen {
	unsigned units, bad;
	size_t bytes;
	struct wire_unit last;
	char first[WIRE_TEXT_MAX];
};

static void unit_came(void *context, const struct wire_unit *unit)
{
	struct seen *seen = context;
	if (seen->units++ == 0)
		strcpy(seen->first, unit->text);
	seen->bad += !unit->good;
	seen->bytes += unit->length;
	seen->last = *unit;
}

static struct seen view(enum wire_protocol protocol, enum wire_side side, const void *bytes,
			size_t length)
{
	struct wire_view one;
	struct seen seen = { 0 }, pieces = { 0 };
	wire_view_init(&one, protocol);
	wire_view_feed(&one, side, bytes, length, unit_came, &seen);
	wire_view_end(&one, unit_came, &seen);
	CHECK(seen.bytes == length); /* nothing is lost, nothing is said twice */
	for (size_t i = 0; i < length; i++)
		wire_view_feed(&one, side, (const uint8_t *)bytes + i, 1, unit_came, &pieces);
	wire_view_end(&one, unit_came, &pieces);
	CHECK(pieces.bytes == length);
	return seen;
}

#define VIEW(protocol, side, ...)                                                                  \
	view(protocol, side, (const uint8_t[]){ __VA_ARGS__ },                                     \
	     sizeof((const uint8_t[]){ __VA_ARGS__ }))

static void modbus_requests_and_replies_are_named(void)
{
	/* Modbus Application Protocol V1.1b3, 6.3 and 6.12, to slave 17. */
	struct seen seen = VIEW(WIRE_MODBUS, WIRE_SIDE_SENT, 0x11, 3, 0, 0x6b, 0, 3, 0x76, 0x87);
	CHECK_TEXT(seen.first, "→17 read 3 registers from 107");
	CHECK(seen.units == 1 && seen.last.address == 17);
	seen = VIEW(WIRE_MODBUS, WIRE_SIDE_RECEIVED, 0x11, 3, 6, 0xae, 0x41, 0x56, 0x52, 0x43, 0x40,
		    0x49, 0xad);
	CHECK_TEXT(seen.first, "17→ 3 registers: ae41 5652 4340");
	seen = VIEW(WIRE_MODBUS, WIRE_SIDE_SENT, 0x11, 0x10, 0, 1, 0, 2, 4, 0, 0x0a, 1, 2, 0xc6,
		    0xf0);
	CHECK_TEXT(seen.first, "→17 write 2 registers from 1: 000a 0102");
	seen = VIEW(WIRE_MODBUS, WIRE_SIDE_RECEIVED, 0x0a, 0x81, 2, 0xb0, 0x53);
	CHECK_TEXT(seen.first, "10→ refused: illegal data address (02)");
	seen = VIEW(WIRE_MODBUS, WIRE_SIDE_RECEIVED, 0x11, 3, 6, 0xae, 0x41, 0x56, 0x52, 0x43, 0x41,
		    0x49, 0xad);
	CHECK(seen.units == 1 && seen.bad == 1 && seen.last.address == -1);
}

static void modbus_over_tcp_is_named(void)
{
	/* A vendor's user manual, page "MODBUS RTU, ASCII, TCP" (LED panel TIP 20, §3.2): the query
	 * that writes one register, and its response. */
	static const uint8_t query[] = { 1, 0, 0, 0, 0, 9, 1, 0x10, 5, 0x15, 0, 1, 2, 0, 8 };
	struct seen seen = view(WIRE_MODBUS_TCP, WIRE_SIDE_SENT, query, sizeof query);
	CHECK_TEXT(seen.first, "→1 write 1 registers from 1301: 0008 (transaction 256)");
	CHECK(seen.units == 1 && seen.bad == 0 && seen.last.address == 1);
	seen = VIEW(WIRE_MODBUS_TCP, WIRE_SIDE_RECEIVED, 1, 0, 0, 0, 0, 6, 1, 0x10, 5, 0x15, 0, 1);
	CHECK_TEXT(seen.first, "1→ written: 1 registers from 1301 (transaction 256)");
	/* Open Modbus/TCP Specification 1.0 (Schneider, 1999), 4: its own example, "read 1 register
	 * at offset 4 from UI 9" returning a value of 5. */
	seen = VIEW(WIRE_MODBUS_TCP, WIRE_SIDE_SENT, 0, 0, 0, 0, 0, 6, 9, 3, 0, 4, 0, 1);
	CHECK_TEXT(seen.first, "→9 read 1 registers from 4 (transaction 0)");
	seen = VIEW(WIRE_MODBUS_TCP, WIRE_SIDE_RECEIVED, 0, 0, 0, 0, 0, 5, 9, 3, 2, 0, 5);
	CHECK_TEXT(seen.first, "9→ 1 registers: 0005 (transaction 0)");
	/* The examples of Modbus Application Protocol V1.1b3, 6.3, behind a header; two in a row.
	 */
	seen = VIEW(WIRE_MODBUS_TCP, WIRE_SIDE_SENT, 0, 7, 0, 0, 0, 6, 0x11, 3, 0, 0x6b, 0, 3, 0, 8,
		    0, 0, 0, 6, 0x11, 3, 0, 0x6b, 0, 3);
	CHECK_TEXT(seen.first, "→17 read 3 registers from 107 (transaction 7)");
	CHECK(seen.units == 2 && seen.bad == 0);
	seen = VIEW(WIRE_MODBUS_TCP, WIRE_SIDE_RECEIVED, 0, 7, 0, 0, 0, 3, 0x11, 0x83, 0x0b);
	CHECK_TEXT(seen.first, "17→ refused: exception (0b) (transaction 7)");
	/* A count that is not the header's; RTU on a port of the other kind. */
	seen = VIEW(WIRE_MODBUS_TCP, WIRE_SIDE_SENT, 0, 7, 0, 0, 0, 7, 0x11, 3, 0, 0x6b, 0, 3, 0);
	CHECK(seen.units == 1 && seen.bad == 1);
	seen = VIEW(WIRE_MODBUS_TCP, WIRE_SIDE_SENT, 0x11, 3, 0, 0x6b, 0, 3, 0x76, 0x87);
	CHECK(seen.units == 1 && seen.bad == 1 && seen.last.address == -1);
}

static void ff68_keys_counts_and_ratings_are_named(void)
{
	struct seen seen =
		VIEW(WIRE_FF68, WIRE_SIDE_RECEIVED, 0xff, 0x68, 3, 3, 0x68, 5, 1, 0x0c, 0x12, 0x16);
	CHECK_TEXT(seen.first, "5→ key: next");
	CHECK(seen.last.address == 5);
	seen = VIEW(WIRE_FF68, WIRE_SIDE_RECEIVED, 0xff, 0x68, 4, 4, 0x68, 5, 1, 6, 0x0f, 0x1b,
		    0x16);
	CHECK_TEXT(seen.first, "5→ key: 6 OK (no show)");
	seen = VIEW(WIRE_FF68, WIRE_SIDE_SENT, 0xff, 0x68, 8, 8, 0x68, 7, 2, 0x0a, 1, 2, 0x0a, 0x0a,
		    0x0a, 0x34, 0x16);
	CHECK_TEXT(seen.first, "→7 shows waiting [ 12] number [   ]");
	seen = VIEW(WIRE_FF68, WIRE_SIDE_SENT, 0xff, 0x68, 2, 2, 0x68, 7, 3, 0x0a, 0x16);
	CHECK_TEXT(seen.first, "→7 beep");
	/* Noise before it is one unit, a wrong sum is another. */
	seen = VIEW(WIRE_FF68, WIRE_SIDE_RECEIVED, 0, 0x55, 0xff, 0x68, 3, 3, 0x68, 5, 1, 0x0c,
		    0x13, 0x16);
	CHECK(seen.units == 2 && seen.bad == 2);
}

static void printers_commands_and_answers_are_named(void)
{
	struct seen seen = VIEW(WIRE_ESCPOS, WIRE_SIDE_SENT, 0x1b, 0x40, 'A', '0', '1', '2', '\n',
				0x1d, 0x56, 0x42, 0);
	CHECK(seen.units == 3 && seen.bad == 0);
	CHECK_TEXT(seen.first, "→ initialise");
	CHECK_TEXT(seen.last.text, "→ cut (42)");
	seen = VIEW(WIRE_ESCPOS, WIRE_SIDE_SENT, 0x1d, 0x76, 0x30, 0, 2, 0, 1, 0, 0x10, 4);
	CHECK(seen.units == 1);
	CHECK_TEXT(seen.first, "→ raster 16×1 dots"); /* 10 04 in a picture is no question */
	seen = VIEW(WIRE_ESCPOS, WIRE_SIDE_RECEIVED, 0x12);
	CHECK_TEXT(seen.first, "← status 12: all well");
	seen = VIEW(WIRE_ESCPOS, WIRE_SIDE_RECEIVED, 0x10, 0, 0x0c, 0x0f);
	CHECK_TEXT(seen.first, "← automatic status paper_out");
}

static void a_cards_data_and_a_scanned_code_are_secret(void)
{
	/* softs.im's description of the protocol: find a card, and its answer. */
	struct seen seen =
		VIEW(WIRE_SDT, WIRE_SIDE_SENT, 0xaa, 0xaa, 0xaa, 0x96, 0x69, 0, 3, 0x20, 1, 0x22);
	CHECK_TEXT(seen.first, "→ find a card (2001)");
	seen = VIEW(WIRE_SDT, WIRE_SIDE_RECEIVED, 0xaa, 0xaa, 0xaa, 0x96, 0x69, 0, 8, 0, 0, 0x9f, 0,
		    0, 0, 0, 0x97);
	CHECK_TEXT(seen.first, "← card found (9f), 8 bytes");
	CHECK(!seen.last.secret);
	uint8_t card[1295] = { 0xaa, 0xaa, 0xaa, 0x96, 0x69, 5, 8, 0, 0, 0x90 };
	memset(card + 14, '1', sizeof card - 14);
	seen = view(WIRE_SDT, WIRE_SIDE_RECEIVED, card, sizeof card);
	CHECK(seen.last.secret && strchr(seen.first, '1') != NULL);
	CHECK(strstr(seen.first, "1111") == NULL && strstr(seen.last.text, "1111") == NULL);
	seen = view(WIRE_LINES, WIRE_SIDE_RECEIVED, "11010519491231002X\r", 19);
	CHECK(seen.last.secret && strstr(seen.first, "1101") == NULL);
	CHECK_TEXT(seen.first, "a line of 18 characters");
}

static void displays_and_speech_chips_are_named(void)
{
	/* The reply that deanled.cn publishes ends in DA 1C: screen 1, group A1 command 00. */
	static const uint8_t speak[] = { 0xfd, 0, 3, 1, 0, 'A' };
	struct seen seen = view(WIRE_XFS5152, WIRE_SIDE_SENT, speak, sizeof speak);
	CHECK_TEXT(seen.first, "→ speak, 2 bytes");
	seen = VIEW(WIRE_XFS5152, WIRE_SIDE_RECEIVED, 0x41, 0x4f);
	CHECK(seen.units == 2);
	CHECK_TEXT(seen.last.text, "← idle");
	static const uint8_t format[] = { 0xa5, 0xa5, 0xa5, 0xa5, 0xa5, 0xa5, 0xa5, 0xa5,
					  0x01, 0x00, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00,
					  0x00, 0x00, 0x51, 0x02, 0x05, 0x00, 0xa1, 0x00,
					  0x01, 0x00, 0x00, 0x00, 0x00, 0x5a };
	seen = view(WIRE_ONBON, WIRE_SIDE_SENT, format, sizeof format);
	CHECK(seen.units == 1 && seen.bad == 1); /* its sum is left out here */
}

static void what_is_unfinished_is_said_in_the_end(void)
{
	struct seen seen = VIEW(WIRE_MODBUS, WIRE_SIDE_SENT, 0x11, 3, 0);
	CHECK(seen.units == 1 && seen.bad == 1);
	CHECK_TEXT(seen.first, "3 bytes of something unfinished");
	uint8_t many[3000];
	memset(many, 0xff, sizeof many);
	for (int p = 0; p < WIRE_PROTOCOLS; p++)
		for (int side = 0; side < 2; side++)
			CHECK(view((enum wire_protocol)p, (enum wire_side)side, many, sizeof many)
				      .bytes == sizeof many);
}

static void protocols_have_names(void)
{
	enum wire_protocol protocol;
	for (int i = 0; i < WIRE_PROTOCOLS; i++) {
		CHECK(wire_protocol_named(wire_protocol_name((enum wire_protocol)i), &protocol));
		CHECK(protocol == (enum wire_protocol)i);
	}
	CHECK(!wire_protocol_named("morse", &protocol));
	CHECK(wire_protocol_of("modbus-led", "rs485") == WIRE_MODBUS);
	CHECK(wire_protocol_of("modbus-led", "modbus-tcp") == WIRE_MODBUS_TCP);
	CHECK(wire_protocol_of("x", "tcp") == WIRE_BYTES);
}

int main(void)
{
	modbus_requests_and_replies_are_named();
	modbus_over_tcp_is_named();
	ff68_keys_counts_and_ratings_are_named();
	printers_commands_and_answers_are_named();
	a_cards_data_and_a_scanned_code_are_secret();
	displays_and_speech_chips_are_named();
	what_is_unfinished_is_said_in_the_end();
	protocols_have_names();
	return check_result();
}
