/* The stored form of records: firmware/core/record/record.c. The vectors were encoded by a program that is
 * not ours, from the description of the format: tag, length, value, tags ascending. */
#include "calendar.h"
#include "check.h"
#include "command.h"
#include "record.h"

#include <errno.h>

static const char day_hex[] = "0101010207006c26997ec10c0301020401020705636c6f636b140254a2150200e1";
static const char issued_hex[] =
	"01037011010207026c26997ec10c03011404011405100102030405060708090a0b0c0d0e0f100608"
	"887766554433221107086b696f736b204b3108022c010910f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
	"0a035245310c024b310d04413031320e027a6816010e";
static const char keypad_hex[] =
	"01080000000000000080020109030132040132070e6b65797061642063616c6c2d30360b02303612"
	"0763616c6c2d3036170202011802ffff1901011a0112";

static size_t from_hex(const char *hex, uint8_t *bytes)
{
	size_t length = strlen(hex) / 2;
	for (size_t i = 0; i < length; i++) {
		char pair[3] = { hex[2 * i], hex[2 * i + 1], 0 };
		bytes[i] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return length;
}

static void encodes_as(const struct record *record, const char *hex)
{
	uint8_t expected[RECORD_BYTES_MAX], found[RECORD_BYTES_MAX];
	struct record back;
	size_t length = from_hex(hex, expected);
	CHECK(record_encode(record, found) == length && memcmp(found, expected, length) == 0);
	CHECK(record_decode(&back, expected, length) == 0);
	CHECK(memcmp(&back, record, sizeof back) == 0);
}

static struct record issued(void)
{
	struct record record;
	memset(&record, 0, sizeof record);
	record.sequence = 70000;
	record.time_us = INT64_C(1795224600000001);
	record.kind = RECORD_TICKET_ISSUED;
	record.command = COMMAND_ISSUE;
	for (unsigned i = 0; i < 16; i++) {
		record.key.bytes[i] = (uint8_t)(i + 1);
		record.ticket_id[i] = (uint8_t)(0xf0 + i);
	}
	record.key.body = UINT64_C(0x1122334455667788);
	strcpy(record.source, "kiosk K1");
	record.ticket = 300;
	strcpy(record.service, "RE1");
	strcpy(record.kiosk, "K1");
	strcpy(record.number, "A012");
	strcpy(record.language, "zh");
	record.value = 7;
	return record;
}

static void records_are_stored_as_described(void)
{
	struct record record;
	memset(&record, 0, sizeof record);
	record.sequence = 1;
	record.time_us = INT64_C(1795224600000000);
	record.kind = RECORD_DAY_OPENED;
	record.command = COMMAND_TICK;
	strcpy(record.source, "clock");
	record.date = 20778;
	record.utc_offset_s = 28800;
	encodes_as(&record, day_hex);

	record = issued();
	encodes_as(&record, issued_hex);

	memset(&record, 0, sizeof record);
	record.sequence = UINT64_C(1) << 63;
	record.time_us = -5;
	record.kind = RECORD_KEYPAD_READ;
	record.command = COMMAND_KEYPAD;
	strcpy(record.source, "keypad call-06");
	strcpy(record.window, "06");
	strcpy(record.device, "call-06");
	record.boot = 258;
	record.key_sequence = 65535;
	record.key_code = KEY_NEXT;
	record.reason_code = 18;
	encodes_as(&record, keypad_hex);
}

static void a_record_with_everything_set_fits_and_comes_back(void)
{
	struct record record, back;
	uint8_t bytes[RECORD_BYTES_MAX];
	memset(&record, 'x', offsetof(struct record, hall));
	record.kind = RECORD_TICKET_ISSUED;
	record.inferred = record.paperless = true;
	record.front = record.voice = record.proxy = true;
	record.late = record.complex = record.has_text = true;
	record.time_us = INT64_MIN;
	record.value = INT64_MAX;
	record.date = INT32_MIN;
	record.utc_offset_s = INT32_MAX;
	char *const texts[] = { record.source,	 record.service,   record.window,
				record.kiosk,	 record.number,	   record.language,
				record.class_id, record.agent,	   record.reason,
				record.device,	 record.to_window, record.to_service,
				record.to_agent, record.booking,   record.items,
				record.case_no,	 record.text };
	const size_t sizes[] = {
		sizeof record.source,	sizeof record.service,	 sizeof record.window,
		sizeof record.kiosk,	sizeof record.number,	 sizeof record.language,
		sizeof record.class_id, sizeof record.agent,	 sizeof record.reason,
		sizeof record.device,	sizeof record.to_window, sizeof record.to_service,
		sizeof record.to_agent, sizeof record.booking,	 sizeof record.items,
		sizeof record.case_no,	sizeof record.text
	};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		texts[i][sizes[i] - 1] = 0;
	for (size_t i = 0; i < TICKET_SERVICES_MAX; i++)
		record.services[i][ID_MAX - 1] = 0;
	for (size_t i = 0; i < ANNOUNCED_GROUPS_MAX; i++)
		record.groups[i][ID_MAX - 1] = 0;
	size_t length = record_encode(&record, bytes);
	CHECK(length > 1024 && length <= RECORD_BYTES_MAX);
	CHECK(record_decode(&back, bytes, length) == 0);
	CHECK_TEXT(back.reason, record.reason);
	CHECK_TEXT(back.device, record.device);
	CHECK(back.time_us == INT64_MIN && back.value == INT64_MAX && back.date == INT32_MIN &&
	      back.utc_offset_s == INT32_MAX && back.inferred && back.paperless);
	CHECK(back.sequence == record.sequence && back.boot == record.boot &&
	      back.channel == record.channel && back.hall == NULL);
	uint8_t again[RECORD_BYTES_MAX];
	CHECK(record_encode(&back, again) == length && memcmp(again, bytes, length) == 0);
}

static void refused(const char *hex)
{
	uint8_t bytes[RECORD_BYTES_MAX];
	struct record record;
	size_t length = from_hex(hex, bytes);
	int result = record_decode(&record, bytes, length);
	CHECK(result == -EINVAL);
	if (result != -EINVAL)
		fprintf(stderr, "accepted: %s\n", hex);
}

static void what_is_not_exactly_one_record_is_refused(void)
{
	struct record record;
	uint8_t bytes[RECORD_BYTES_MAX], one = 1;
	size_t length = from_hex(issued_hex, bytes);
	for (size_t cut = 0; cut < length; cut++) {
		/* A cut between two fields after kind leaves a record with less in it; the journal
		 * stores lengths. Anywhere else it is an error. */
		bool between = false;
		for (size_t at = 0; at <= cut; at += 2 + (size_t)bytes[at + 1])
			between = between || at == cut;
		if (!between || cut < 15)
			CHECK(record_decode(&record, bytes, cut) == -EINVAL);
	}
	CHECK(record_decode(&record, &one, 0) == -EINVAL);
	refused("010101030102fa0101");		     /* a field that a newer program wrote */
	refused("010101030163");		     /* a kind that a newer program wrote */
	refused("030102010101");		     /* tags out of order */
	refused("010101010101030102");		     /* a tag twice */
	refused("01020100030102");		     /* a leading zero byte */
	refused("010100030102");		     /* a zero that is written */
	refused("0109010000000000000001030102");     /* nine bytes */
	refused("01010103010204020101");	     /* a number too large for its member */
	refused("0101010301021d0102");		     /* a boolean that is 2 */
	refused("01010103010207024100");	     /* a NUL inside a text */
	refused("0101010301020e087a687a687a687a68"); /* a text too long for its member */
	refused("010101030102051000000000000000000000000000000000"); /* zero that is written */
	refused("010101030102050101");				     /* a key of one byte */
	refused("0101010301021406ffffffffff01");		     /* a date beyond 32 bits */
	refused("030102");					     /* no sequence */
}

static void every_kind_has_a_name_of_its_own(void)
{
	unsigned known = 0;
	for (int kind = 0; kind < 256; kind++) {
		const char *name = record_kind_name((enum record_kind)kind);
		if (strcmp(name, "unknown") == 0)
			continue;
		known++;
		for (int other = 0; other < kind; other++)
			CHECK(strcmp(name, record_kind_name((enum record_kind)other)) != 0);
	}
	CHECK(known == 63);
	CHECK_TEXT(record_kind_name(RECORD_TICKET_ISSUED), "ticket_issued");
	CHECK_TEXT(record_kind_name(RECORD_NONE), "unknown");
}

int main(void)
{
	records_are_stored_as_described();
	a_record_with_everything_set_fits_and_comes_back();
	what_is_not_exactly_one_record_is_refused();
	every_kind_has_a_name_of_its_own();
	return check_result();
}
