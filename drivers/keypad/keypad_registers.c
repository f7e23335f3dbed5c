/* See keypad_registers.h. */
#include "keypad_registers.h"

#include <errno.h>
#include <string.h>

bool keypad_key_known(int key)
{
	return key >= 1 && key <= 16;
}

int keypad_registers_decode(struct keypad_registers *out, const uint16_t *values, unsigned count)
{
	if (count < KEYPAD_READ_MIN)
		return -EMSGSIZE;
	if (values[0] != KEYPAD_TYPE)
		return -ENODEV;
	if (values[1] < KEYPAD_VERSION || values[1] > KEYPAD_VERSION_AGENT)
		return -EPROTONOSUPPORT;
	if (values[4] != 0 && (values[4] > UINT8_MAX || !keypad_key_known(values[4])))
		return -EPROTO;
	*out = (struct keypad_registers){
		.version = values[1],
		.boot = values[2],
		.sequence = values[3],
		.key = (uint8_t)values[4],
		.has_rating = count > 6,
		.has_echo = count > 7,
	};
	if (out->has_rating) {
		if (values[5] > KEYPAD_TIMED_OUT)
			return -EPROTO;
		out->rating = (enum keypad_rating)values[5];
		out->token = values[6];
	}
	if (out->has_echo)
		out->echo = values[7];
	return 0;
}

void keypad_registers_agent(uint16_t values[KEYPAD_WRITE_AGENT_COUNT], const char *number,
			    unsigned stars)
{
	unsigned at = 0;
	memset(values, 0, KEYPAD_WRITE_AGENT_COUNT * sizeof *values);
	values[0] = (uint16_t)stars;
	for (; *number != '\0' && at < 2 * KEYPAD_NUMBER_REGISTERS; number++)
		if (*number >= ' ' && *number <= '~') {
			values[1 + at / 2] |= (uint16_t)(*number << (at % 2 ? 0 : 8));
			at++;
		}
}

int keypad_registers_decode_quick(struct keypad_registers *out, const uint16_t *values,
				  unsigned count)
{
	uint16_t whole[KEYPAD_READ_COUNT] = { KEYPAD_TYPE, KEYPAD_VERSION };
	if (count > KEYPAD_READ_COUNT - KEYPAD_QUICK_FIRST)
		return -EMSGSIZE;
	for (unsigned i = 0; i < count; i++)
		whole[KEYPAD_QUICK_FIRST + i] = values[i];
	int result = keypad_registers_decode(out, whole, KEYPAD_QUICK_FIRST + count);
	out->version = 0; /* was not asked for */
	return result;
}

static void baseline(struct keypad_watch *watch, const struct keypad_registers *registers)
{
	if (watch->boot != registers->boot)
		watch->echo_known = false; /* the echo starts anew with the box */
	if (registers->has_echo)
		watch->seen_echo = registers->echo;
	watch->known = true;
	watch->boot = registers->boot;
	watch->sequence = registers->sequence;
	watch->stale = 0;
}

/* Counters wrap: what lies in the half circle behind is older. */
static bool older(uint16_t value, uint16_t than)
{
	return (uint16_t)(value - than) >= 0x8000;
}

enum keypad_reading keypad_watch_feed(struct keypad_watch *watch,
				      const struct keypad_registers *registers, unsigned *lost)
{
	*lost = 0;
	if (!watch->known) {
		baseline(watch, registers);
		return KEYPAD_BASELINE;
	}
	bool same_boot = registers->boot == watch->boot;
	bool old_echo = same_boot && registers->has_echo && watch->echo_known &&
			registers->echo == watch->old_echo;
	if (older(registers->boot, watch->boot) ||
	    (same_boot && older(registers->sequence, watch->sequence)) || old_echo) {
		if (++watch->stale < KEYPAD_STALE_MAX)
			return KEYPAD_STALE;
		watch->echo_known =
			false; /* it insists: another box, or one that forgot the echo */
		baseline(watch, registers);
		return KEYPAD_BASELINE;
	}
	if (!same_boot) {
		baseline(watch, registers);
		return KEYPAD_BASELINE;
	}
	watch->stale = 0;
	if (registers->has_echo)
		watch->seen_echo = registers->echo;
	uint16_t presses = (uint16_t)(registers->sequence - watch->sequence);
	if (presses == 0)
		return KEYPAD_SAME;
	watch->sequence = registers->sequence;
	if (registers->key == 0) { /* a count without a key: nothing to deliver */
		*lost = presses;
		return KEYPAD_SAME;
	}
	*lost = presses - 1u;
	return KEYPAD_PRESSED;
}

void keypad_watch_restart(struct keypad_watch *watch)
{
	watch->known = false;
	watch->stale = 0;
}

void keypad_watch_echo(struct keypad_watch *watch, uint16_t echo)
{
	watch->echo_known = watch->seen_echo != echo;
	watch->old_echo = watch->seen_echo;
	watch->seen_echo = echo;
}

void keypad_watch_echo_pending(struct keypad_watch *watch)
{
	watch->echo_known = false;
}
