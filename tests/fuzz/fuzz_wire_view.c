/* The wire view on any bytes: the first names protocol and side, the rest is fed in pieces. Every
 * byte is said once. */
#include "wire_view.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t said;

static void unit_came(void *context, const struct wire_unit *unit)
{
	(void)context;
	if (unit->length == 0 || strnlen(unit->text, WIRE_TEXT_MAX) == WIRE_TEXT_MAX)
		abort();
	volatile uint8_t last = unit->bytes[unit->length - 1];
	(void)last;
	said += unit->length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct wire_view view;
	if (size < 2)
		return 0;
	enum wire_protocol protocol = (enum wire_protocol)(data[0] % WIRE_PROTOCOLS);
	enum wire_side side = data[0] & 0x80 ? WIRE_SIDE_RECEIVED : WIRE_SIDE_SENT;
	size_t step = 1 + data[1] % 32;
	said = 0;
	wire_view_init(&view, protocol);
	for (size_t at = 2; at < size; at += step)
		wire_view_feed(&view, side, data + at, size - at < step ? size - at : step,
			       unit_came, NULL);
	wire_view_end(&view, unit_came, NULL);
	if (said != size - 2)
		abort();
	return 0;
}
