/* Stored bytes into record_decode: whatever is accepted has exactly these bytes as its encoding. */
#include "record.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct record record;
	uint8_t again[RECORD_BYTES_MAX];
	if (record_decode(&record, data, size) < 0)
		return 0;
	if (record_encode(&record, again) != size || memcmp(again, data, size) != 0)
		abort();
	return 0;
}
