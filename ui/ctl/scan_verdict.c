/* See scan_verdict.h. */
#include "scan_verdict.h"

#include "modbus_frame.h"

#include <string.h>

enum scan_heard scan_classify(const uint8_t *request, size_t request_length, const uint8_t *bytes,
			      size_t length, size_t *skip)
{
	*skip = 0;
	if (length >= request_length && memcmp(bytes, request, request_length) == 0) {
		/* A write's reply begins like its request, a read's does not. */
		if (length == request_length)
			return HEARD_ECHO;
		*skip = request_length;
		bytes += request_length;
		length -= request_length;
	}
	if (length == 0)
		return HEARD_NOTHING;
	int whole = modbus_frame_reply_length(bytes, length);
	/* Two that answer at once agree on the first byte and on little behind it. */
	bool mine = bytes[0] == request[0] && length > 1;
	if (whole > 0 && (size_t)whole <= length && modbus_frame_whole(bytes, (size_t)whole)) {
		if (bytes[0] != request[0])
			return HEARD_FOREIGN;
		if ((size_t)whole < length)
			return HEARD_TWO;
		return bytes[1] & MODBUS_EXCEPTION ? HEARD_EXCEPTION : HEARD_GOOD;
	}
	return mine ? HEARD_TWO : HEARD_GARBAGE;
}

enum scan_slave scan_slave(const struct scan_tally *tally)
{
	unsigned good = tally->heard[HEARD_GOOD] + tally->heard[HEARD_EXCEPTION];
	unsigned bad = tally->heard[HEARD_TWO];
	unsigned missing = tally->heard[HEARD_NOTHING] + tally->heard[HEARD_GARBAGE];
	if (good == 0 && bad == 0)
		return SLAVE_ABSENT;
	/* Two that answer at once break more than noise would. */
	if (bad > good || (bad > 1 && bad * 2 >= good))
		return SLAVE_TWIN;
	return missing + bad > 0 ? SLAVE_LOOSE : SLAVE_FINE;
}

void scan_setting_add(struct scan_setting *setting, const struct scan_tally *tally)
{
	enum scan_slave slave = scan_slave(tally);
	if (slave == SLAVE_FINE || slave == SLAVE_LOOSE)
		setting->answering++;
	else if (slave == SLAVE_TWIN)
		setting->broken++;
	else if (tally->heard[HEARD_GARBAGE] > 0)
		setting->garbled++;
	else
		setting->silent++;
	if (tally->heard[HEARD_ECHO] > 0)
		setting->echoed++;
}

/* A shadow of a device hears nothing or garbage where nobody is; only many of them are noise. */
static bool is_noisy(const struct scan_setting *setting)
{
	unsigned all = setting->answering + setting->broken + setting->garbled + setting->silent;
	return setting->garbled * 5 > all;
}

enum scan_line scan_line(const struct scan_setting *settings, size_t count, int board, int *found)
{
	bool garbled = count > 0, echo = false;
	*found = -1;
	for (size_t i = 0; i < count; i++) {
		const struct scan_setting *setting = &settings[i];
		unsigned here = setting->answering * 2 + setting->broken;
		unsigned best =
			*found < 0 ? 0 : settings[*found].answering * 2 + settings[*found].broken;
		if (here > best)
			*found = (int)i;
		garbled = garbled && setting->garbled > 0;
		echo = echo || setting->echoed > 0;
	}
	if (echo)
		return SCAN_LINE_ECHO;
	if (*found < 0)
		return garbled ? SCAN_LINE_SWAPPED : SCAN_LINE_SILENT;
	if (board >= 0 && *found != board)
		return SCAN_LINE_WRONG_BAUD;
	return is_noisy(&settings[*found]) ? SCAN_LINE_NOISY : SCAN_LINE_FINE;
}
