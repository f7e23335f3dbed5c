/* The portable encoding of records: what the journal stores. Each field that is set is written as
 * tag, length, value, in ascending order of tags. A record has exactly one encoding, so that equal
 * bytes mean equal records. Stores nothing itself. */
#include "record.h"

#include <errno.h>
#include <string.h>

enum field_type {
	FIELD_UNSIGNED, /* little endian without leading zero bytes; 0 is not stored */
	FIELD_SIGNED,	/* folded to unsigned first: 0, -1, 1, -2 … become 0, 1, 2, 3 … */
	FIELD_TEXT,	/* without its NUL; the member's last byte always is one */
	FIELD_BYTES,	/* whole; all zero is not stored */
	FIELD_BOOLEAN,
};

struct field {
	uint8_t tag; /* stored: never renumber, only append */
	uint8_t type;
	uint8_t size; /* of the member, bytes */
	size_t offset;
};

#define FIELD(tag, type, member)                                                                   \
	{                                                                                          \
		tag, type, sizeof(((struct record *)0)->member), offsetof(struct record, member)   \
	}

static const struct field fields[] = {
	FIELD(1, FIELD_UNSIGNED, sequence),
	FIELD(2, FIELD_SIGNED, time_us),
	FIELD(3, FIELD_UNSIGNED, kind),
	FIELD(4, FIELD_UNSIGNED, command),
	FIELD(5, FIELD_BYTES, key.bytes),
	FIELD(6, FIELD_UNSIGNED, key.body),
	FIELD(7, FIELD_TEXT, source),
	FIELD(8, FIELD_UNSIGNED, ticket),
	FIELD(9, FIELD_BYTES, ticket_id),
	FIELD(10, FIELD_TEXT, service),
	FIELD(11, FIELD_TEXT, window),
	FIELD(12, FIELD_TEXT, kiosk),
	FIELD(13, FIELD_TEXT, number),
	FIELD(14, FIELD_TEXT, language),
	FIELD(15, FIELD_TEXT, class_id),
	FIELD(16, FIELD_TEXT, agent),
	FIELD(17, FIELD_TEXT, reason),
	FIELD(18, FIELD_TEXT, device),
	FIELD(19, FIELD_BYTES, digest),
	FIELD(20, FIELD_SIGNED, date),
	FIELD(21, FIELD_SIGNED, utc_offset_s),
	FIELD(22, FIELD_SIGNED, value),
	FIELD(23, FIELD_UNSIGNED, boot),
	FIELD(24, FIELD_UNSIGNED, key_sequence),
	FIELD(25, FIELD_UNSIGNED, key_code),
	FIELD(26, FIELD_UNSIGNED, reason_code),
	FIELD(27, FIELD_UNSIGNED, level),
	FIELD(28, FIELD_UNSIGNED, channel),
	FIELD(29, FIELD_BOOLEAN, inferred),
	FIELD(30, FIELD_BOOLEAN, paperless),
	FIELD(31, FIELD_UNSIGNED, parent),
	FIELD(32, FIELD_UNSIGNED, leg),
	FIELD(33, FIELD_TEXT, services[0]),
	FIELD(34, FIELD_TEXT, services[1]),
	FIELD(35, FIELD_TEXT, services[2]),
	FIELD(36, FIELD_TEXT, services[3]),
	FIELD(37, FIELD_TEXT, services[4]),
	FIELD(38, FIELD_TEXT, to_window),
	FIELD(39, FIELD_TEXT, to_service),
	FIELD(40, FIELD_TEXT, to_agent),
	FIELD(41, FIELD_TEXT, booking),
	FIELD(42, FIELD_TEXT, items),
	FIELD(43, FIELD_TEXT, case_no),
	FIELD(44, FIELD_TEXT, text),
	FIELD(45, FIELD_TEXT, groups[0]),
	FIELD(46, FIELD_TEXT, groups[1]),
	FIELD(47, FIELD_TEXT, groups[2]),
	FIELD(48, FIELD_TEXT, groups[3]),
	FIELD(49, FIELD_TEXT, groups[4]),
	FIELD(50, FIELD_TEXT, groups[5]),
	FIELD(51, FIELD_TEXT, groups[6]),
	FIELD(52, FIELD_TEXT, groups[7]),
	FIELD(53, FIELD_UNSIGNED, codes[0]),
	FIELD(54, FIELD_UNSIGNED, codes[1]),
	FIELD(55, FIELD_UNSIGNED, codes[2]),
	FIELD(56, FIELD_UNSIGNED, codes[3]),
	FIELD(57, FIELD_UNSIGNED, codes[4]),
	FIELD(58, FIELD_UNSIGNED, codes[5]),
	FIELD(59, FIELD_UNSIGNED, person),
	FIELD(60, FIELD_UNSIGNED, phone),
	FIELD(61, FIELD_SIGNED, place_us),
	FIELD(62, FIELD_SIGNED, until_us),
	FIELD(63, FIELD_SIGNED, slot_us),
	FIELD(64, FIELD_UNSIGNED, warning),
	FIELD(65, FIELD_UNSIGNED, followup),
	FIELD(66, FIELD_UNSIGNED, announcement),
	FIELD(67, FIELD_UNSIGNED, warning_kind),
	FIELD(68, FIELD_UNSIGNED, outcome),
	FIELD(69, FIELD_BOOLEAN, front),
	FIELD(70, FIELD_BOOLEAN, voice),
	FIELD(71, FIELD_BOOLEAN, proxy),
	FIELD(72, FIELD_BOOLEAN, late),
	FIELD(73, FIELD_BOOLEAN, complex),
	FIELD(74, FIELD_BOOLEAN, has_text),
};

_Static_assert(TICKET_SERVICES_MAX == 5 && ANNOUNCED_GROUPS_MAX == 8 && RATING_CODES_MAX == 6,
	       "each has a tag of its own");

enum { FIELD_COUNT = sizeof fields / sizeof fields[0] };

static const char *const kind_names[] = {
	[RECORD_HALL_LOADED] = "hall_loaded",
	[RECORD_DAY_OPENED] = "day_opened",
	[RECORD_CLOCK_SET] = "clock_set",
	[RECORD_WINDOW_OPENED] = "window_opened",
	[RECORD_WINDOW_CLOSED] = "window_closed",
	[RECORD_WINDOW_PAUSED] = "window_paused",
	[RECORD_WINDOW_RESUMED] = "window_resumed",
	[RECORD_TICKET_ISSUED] = "ticket_issued",
	[RECORD_TICKET_CANCELLED] = "ticket_cancelled",
	[RECORD_TICKET_CALLED] = "ticket_called",
	[RECORD_TICKET_RECALLED] = "ticket_recalled",
	[RECORD_SERVICE_STARTED] = "service_started",
	[RECORD_SERVICE_FINISHED] = "service_finished",
	[RECORD_TICKET_NO_SHOW] = "ticket_no_show",
	[RECORD_TICKET_EXPIRED] = "ticket_expired",
	[RECORD_RATING_GIVEN] = "rating_given",
	[RECORD_RATING_TIMED_OUT] = "rating_timed_out",
	[RECORD_PRINT_STARTED] = "ticket_print_started",
	[RECORD_PRINTED] = "ticket_printed",
	[RECORD_PRINT_FAILED] = "ticket_print_failed",
	[RECORD_PRINT_UNKNOWN] = "ticket_print_unknown",
	[RECORD_KEYPAD_READ] = "keypad_read",
	[RECORD_TICKET_REQUEUED] = "ticket_requeued",
	[RECORD_TICKET_VOIDED] = "ticket_voided",
	[RECORD_LEG_BEGUN] = "leg_begun",
	[RECORD_LEG_TRANSFERRED] = "leg_transferred",
	[RECORD_SERVICE_HELD] = "service_held",
	[RECORD_SERVICE_UNHELD] = "service_unheld",
	[RECORD_PAPERS_SENT] = "papers_sent",
	[RECORD_PAPER_ISSUED] = "paper_issued",
	[RECORD_PAPER_TAKEN] = "paper_taken",
	[RECORD_WALK_IN_SERVED] = "walk_in_served",
	[RECORD_SERVICE_NOTED] = "service_noted",
	[RECORD_STEP_UNDONE] = "step_undone",
	[RECORD_TICKET_POSTPONED] = "ticket_postponed",
	[RECORD_TICKET_RETURNED] = "ticket_returned",
	[RECORD_TICKET_CLASSED] = "ticket_classed",
	[RECORD_TICKET_PAGER] = "ticket_pager",
	[RECORD_TICKET_HEADS_UP] = "ticket_heads_up",
	[RECORD_WINDOW_ARMED] = "window_armed",
	[RECORD_WINDOW_EXTENDED] = "window_extended",
	[RECORD_BOOKED] = "booked",
	[RECORD_BOOKING_CANCELLED] = "booking_cancelled",
	[RECORD_BOOKING_MOVED] = "booking_moved",
	[RECORD_BOOKING_CHECKED_IN] = "booking_checked_in",
	[RECORD_BOOKING_BREACHED] = "booking_breached",
	[RECORD_PERSON_BANNED] = "person_banned",
	[RECORD_RATING_DEFAULTED] = "rating_defaulted",
	[RECORD_FOLLOWUP_OPENED] = "followup_opened",
	[RECORD_FOLLOWUP_CONTACTED] = "followup_contacted",
	[RECORD_FOLLOWUP_CLOSED] = "followup_closed",
	[RECORD_WARNING_RAISED] = "warning_raised",
	[RECORD_WARNING_ACKNOWLEDGED] = "warning_acknowledged",
	[RECORD_WARNING_CLEARED] = "warning_cleared",
	[RECORD_ANNOUNCED] = "announced",
	[RECORD_ANNOUNCEMENT_ENDED] = "announcement_ended",
	[RECORD_DAY_CARRIED] = "day_carried",
	[RECORD_BOOKING_CARRIED] = "booking_carried",
	[RECORD_BAN_CARRIED] = "ban_carried",
	[RECORD_RATING_CARRIED] = "rating_carried",
	[RECORD_FOLLOWUP_CARRIED] = "followup_carried",
	[RECORD_WARNING_CARRIED] = "warning_carried",
	[RECORD_ANNOUNCEMENT_CARRIED] = "announcement_carried",
};

const char *record_kind_name(enum record_kind kind)
{
	if ((size_t)kind >= sizeof kind_names / sizeof kind_names[0] || kind_names[kind] == NULL)
		return "unknown";
	return kind_names[kind];
}

static uint64_t load_unsigned(const uint8_t *member, size_t size)
{
	uint16_t two;
	uint32_t four;
	uint64_t eight;
	switch (size) {
	case 1:
		return *member;
	case 2:
		memcpy(&two, member, 2);
		return two;
	case 4:
		memcpy(&four, member, 4);
		return four;
	default:
		memcpy(&eight, member, 8);
		return eight;
	}
}

static void store_unsigned(uint8_t *member, size_t size, uint64_t number)
{
	uint16_t two = (uint16_t)number;
	uint32_t four = (uint32_t)number;
	switch (size) {
	case 1:
		*member = (uint8_t)number;
		break;
	case 2:
		memcpy(member, &two, 2);
		break;
	case 4:
		memcpy(member, &four, 4);
		break;
	default:
		memcpy(member, &number, 8);
		break;
	}
}

static uint64_t load_signed(const uint8_t *member, size_t size)
{
	int64_t number;
	if (size == 4) {
		int32_t four;
		memcpy(&four, member, 4);
		number = four;
	} else {
		memcpy(&number, member, 8);
	}
	uint64_t doubled = (uint64_t)number << 1;
	return number < 0 ? ~doubled : doubled;
}

/* False when the number does not fit the member. */
static bool store_signed(uint8_t *member, size_t size, uint64_t folded)
{
	uint64_t half = folded >> 1;
	int64_t number = (int64_t)(folded & 1 ? ~half : half);
	if (size == 4) {
		int32_t four = (int32_t)number;
		if (number != four)
			return false;
		memcpy(member, &four, 4);
	} else {
		memcpy(member, &number, 8);
	}
	return true;
}

static bool all_zero(const uint8_t *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (bytes[i])
			return false;
	return true;
}

/* The value's bytes; 0: the field is not set. */
static size_t encode_value(const struct field *field, const uint8_t *member, uint8_t *value)
{
	uint64_t number = 0;
	size_t length = 0;
	switch ((enum field_type)field->type) {
	case FIELD_TEXT:
		length = strnlen((const char *)member, (size_t)field->size - 1);
		memcpy(value, member, length);
		return length;
	case FIELD_BYTES:
		if (all_zero(member, field->size))
			return 0;
		memcpy(value, member, field->size);
		return field->size;
	case FIELD_BOOLEAN:
	case FIELD_UNSIGNED:
		number = load_unsigned(member, field->size);
		break;
	case FIELD_SIGNED:
		number = load_signed(member, field->size);
		break;
	}
	for (; number; number >>= 8)
		value[length++] = (uint8_t)number;
	return length;
}

size_t record_encode(const struct record *record, uint8_t *bytes)
{
	size_t used = 0;
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		const uint8_t *member = (const uint8_t *)record + fields[i].offset;
		size_t length = encode_value(&fields[i], member, bytes + used + 2);
		if (length == 0)
			continue;
		bytes[used] = fields[i].tag;
		bytes[used + 1] = (uint8_t)length;
		used += 2 + length;
	}
	return used;
}

static int decode_number(const struct field *field, uint8_t *member, const uint8_t *value,
			 size_t length)
{
	uint64_t number = 0;
	if (length > 8 || value[length - 1] == 0)
		return -EINVAL;
	for (size_t i = length; i > 0; i--)
		number = number << 8 | value[i - 1];
	if (field->type == FIELD_SIGNED)
		return store_signed(member, field->size, number) ? 0 : -EINVAL;
	if (length > field->size || (field->type == FIELD_BOOLEAN && number != 1))
		return -EINVAL;
	store_unsigned(member, field->size, number);
	return 0;
}

static int decode_value(const struct field *field, uint8_t *member, const uint8_t *value,
			size_t length)
{
	switch ((enum field_type)field->type) {
	case FIELD_TEXT:
		if (length >= field->size || memchr(value, 0, length))
			return -EINVAL;
		memcpy(member, value, length);
		return 0;
	case FIELD_BYTES:
		if (length != field->size || all_zero(value, length))
			return -EINVAL;
		memcpy(member, value, length);
		return 0;
	case FIELD_BOOLEAN:
	case FIELD_UNSIGNED:
	case FIELD_SIGNED:
		return decode_number(field, member, value, length);
	}
	return -EINVAL;
}

int record_decode(struct record *record, const uint8_t *bytes, size_t length)
{
	size_t used = 0, next = 0;
	memset(record, 0, sizeof *record);
	if (length > RECORD_BYTES_MAX)
		return -EINVAL;
	while (used < length) {
		if (length - used < 3)
			return -EINVAL;
		size_t value_length = bytes[used + 1];
		while (next < FIELD_COUNT && fields[next].tag < bytes[used])
			next++;
		if (next == FIELD_COUNT || fields[next].tag != bytes[used])
			return -EINVAL;
		used += 2;
		if (value_length == 0 || value_length > length - used)
			return -EINVAL;
		int result = decode_value(&fields[next], (uint8_t *)record + fields[next].offset,
					  bytes + used, value_length);
		if (result < 0)
			return result;
		used += value_length;
		next++;
	}
	if (record->sequence == 0 ||
	    strcmp(record_kind_name((enum record_kind)record->kind), "unknown") == 0)
		return -EINVAL;
	return 0;
}
