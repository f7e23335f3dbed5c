/* Any line as one of a recorded wire: what is read is written and read again as the same. */
#include "wire_record.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char line[WIRE_RECORD_LINE_MAX], again[WIRE_RECORD_LINE_MAX];
	static struct wire_record_entry entry, back;
	struct wire_record_mistake mistake = { 0 };
	enum wire_protocol protocol;
	if (size >= sizeof line)
		return 0;
	memcpy(line, data, size);
	line[size] = '\0';
	if (!wire_record_head(line, &protocol, &mistake) && mistake.column > size + 1)
		abort();
	if (!wire_record_read(line, &entry, &mistake)) {
		if (mistake.column == 0 || mistake.column > strlen(line) + 1)
			abort();
		return 0;
	}
	if (entry.kind == WIRE_RECORD_NONE)
		return 0;
	wire_record_write(again, &entry);
	if (!wire_record_read(again, &back, &mistake) || back.kind != entry.kind ||
	    back.time_us != entry.time_us || back.length != entry.length ||
	    memcmp(back.bytes, entry.bytes, entry.length) != 0)
		abort();
	return 0;
}
