/* Any registers, one answer after the other: what is delivered as a press keeps the box's counts.
 */
#include "keypad_registers.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void check_reading(const struct keypad_watch *before, const struct keypad_watch *watch,
			  const struct keypad_registers *now, enum keypad_reading reading,
			  unsigned lost)
{
	switch (reading) {
	case KEYPAD_PRESSED:
		must(before->known && before->boot == now->boot);
		must(keypad_key_known(now->key));
		must((uint16_t)(now->sequence - before->sequence) == lost + 1);
		must(lost + 1 < 0x8000);
		break;
	case KEYPAD_STALE:
		must(before->known && watch->boot == before->boot &&
		     watch->sequence == before->sequence && lost == 0);
		break;
	case KEYPAD_BASELINE:
		must(lost == 0 && watch->boot == now->boot && watch->sequence == now->sequence);
		break;
	case KEYPAD_SAME:
		must(before->known && before->boot == now->boot &&
		     now->sequence == watch->sequence);
		break;
	}
}

/* Each answer is a byte that says what to do and how many registers follow. Type and version are
 * put right most of the time, or nothing behind them would be reached. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct keypad_watch watch = { 0 };
	while (size > 0) {
		uint16_t values[16] = { 0 };
		struct keypad_registers now;
		uint8_t what = *data++;
		unsigned count = what & 15u, lost;
		size_t bytes = count * sizeof values[0];
		size--;
		if (bytes > size)
			bytes = size;
		memcpy(values, data, bytes);
		data += bytes;
		size -= bytes;
		if (what & 0x10) {
			values[0] = KEYPAD_TYPE;
			values[1] = KEYPAD_VERSION;
		}
		if (what & 0x20)
			keypad_watch_echo(&watch, values[7]);
		if (what & 0x40)
			keypad_watch_echo_pending(&watch);
		if (what & 0x80)
			keypad_watch_restart(&watch);
		if (keypad_registers_decode(&now, values, count) < 0)
			continue;
		must(count >= KEYPAD_READ_MIN && values[0] == KEYPAD_TYPE);
		must(now.key == 0 || keypad_key_known(now.key));
		must(now.rating <= KEYPAD_TIMED_OUT);
		struct keypad_watch before = watch;
		enum keypad_reading reading = keypad_watch_feed(&watch, &now, &lost);
		check_reading(&before, &watch, &now, reading, lost);
	}
	return 0;
}
