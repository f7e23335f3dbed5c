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
	FIELD(1, FIELD_UNSIGNED, sequence),    FIELD(2, FIELD_SIGNED, time_us),
	FIELD(3, FIELD_UNSIGNED, kind),	       FIELD(4, FIELD_UNSIGNED, command),
	FIELD(5, FIELD_BYTES, key.bytes),      FIELD(6, FIELD_UNSIGNED, key.body),
	FIELD(7, FIELD_TEXT, source),	       FIELD(8, FIELD_UNSIGNED, ticket),
	FIELD(9, FIELD_BYTES, ticket_id),      FIELD(10, FIELD_TEXT, service),
	FIELD(11, FIELD_TEXT, window),	       FIELD(12, FIELD_TEXT, kiosk),
	FIELD(13, FIELD_TEXT, number),	       FIELD(14, FIELD_TEXT, language),
	FIELD(15, FIELD_TEXT, class_id),       FIELD(16, FIELD_TEXT, agent),
	FIELD(17, FIELD_TEXT, reason),	       FIELD(18, FIELD_TEXT, device),
	FIELD(19, FIELD_BYTES, digest),	       FIELD(20, FIELD_SIGNED, date),
	FIELD(21, FIELD_SIGNED, utc_offset_s), FIELD(22, FIELD_SIGNED, value),
	FIELD(23, FIELD_UNSIGNED, boot),       FIELD(24, FIELD_UNSIGNED, key_sequence),
	FIELD(25, FIELD_UNSIGNED, key_code),   FIELD(26, FIELD_UNSIGNED, reason_code),
	FIELD(27, FIELD_UNSIGNED, level),      FIELD(28, FIELD_UNSIGNED, channel),
	FIELD(29, FIELD_BOOLEAN, inferred),    FIELD(30, FIELD_BOOLEAN, paperless),
};

enum { FIELD_COUNT = sizeof fields / sizeof fields[0] };

const char *record_kind_name(enum record_kind kind)
{
	switch (kind) {
	case RECORD_HALL_LOADED:
		return "hall_loaded";
	case RECORD_DAY_OPENED:
		return "day_opened";
	case RECORD_CLOCK_SET:
		return "clock_set";
	case RECORD_WINDOW_OPENED:
		return "window_opened";
	case RECORD_WINDOW_CLOSED:
		return "window_closed";
	case RECORD_WINDOW_PAUSED:
		return "window_paused";
	case RECORD_WINDOW_RESUMED:
		return "window_resumed";
	case RECORD_TICKET_ISSUED:
		return "ticket_issued";
	case RECORD_TICKET_CANCELLED:
		return "ticket_cancelled";
	case RECORD_TICKET_CALLED:
		return "ticket_called";
	case RECORD_TICKET_RECALLED:
		return "ticket_recalled";
	case RECORD_SERVICE_STARTED:
		return "service_started";
	case RECORD_SERVICE_FINISHED:
		return "service_finished";
	case RECORD_TICKET_NO_SHOW:
		return "ticket_no_show";
	case RECORD_TICKET_EXPIRED:
		return "ticket_expired";
	case RECORD_RATING_GIVEN:
		return "rating_given";
	case RECORD_RATING_TIMED_OUT:
		return "rating_timed_out";
	case RECORD_PRINT_STARTED:
		return "ticket_print_started";
	case RECORD_PRINTED:
		return "ticket_printed";
	case RECORD_PRINT_FAILED:
		return "ticket_print_failed";
	case RECORD_PRINT_UNKNOWN:
		return "ticket_print_unknown";
	case RECORD_KEYPAD_READ:
		return "keypad_read";
	case RECORD_NONE:
		break;
	}
	return "unknown";
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
