/* The text format in which the bytes of a device's wire are kept, pure. One entry a line:
 *
 *   jiaohao-wire 1 modbus          first line: the format's version, the protocol
 *   0.000000 > 06 03 00 70 00 10 45 aa      seconds since the begin, sent to the device
 *   0.012345 < 06 03 20 d5 fe              received from it
 *   0.500000 ! opened                      a note
 *   # anything                             a comment; empty lines are skipped
 *
 * Times never go back. An entry has at most WIRE_RECORD_BYTES_MAX bytes. */
#ifndef JIAOHAO_WIRE_RECORD_H
#define JIAOHAO_WIRE_RECORD_H

#include "wire_view.h"

#include <stddef.h>
#include <stdint.h>

enum { WIRE_RECORD_BYTES_MAX = 1024, WIRE_RECORD_LINE_MAX = 3 * WIRE_RECORD_BYTES_MAX + 64 };

enum wire_record_kind {
	WIRE_RECORD_SENT,
	WIRE_RECORD_RECEIVED,
	WIRE_RECORD_NOTE,
	WIRE_RECORD_NONE
};

struct wire_record_entry {
	enum wire_record_kind kind; /* NONE: a comment or an empty line */
	int64_t time_us;
	size_t length; /* of a note: without its NUL */
	uint8_t bytes[WIRE_RECORD_BYTES_MAX + 1];
};

/* Where a line is wrong. */
struct wire_record_mistake {
	unsigned column; /* from 1 */
	const char *what;
};

/** The first line. False: it is none, with the mistake. */
bool wire_record_head(const char *line, enum wire_protocol *protocol,
		      struct wire_record_mistake *mistake);
/** Any other line (without its line end). */
bool wire_record_read(const char *line, struct wire_record_entry *out,
		      struct wire_record_mistake *mistake);
/** The line of an entry, without a line end; its length. */
size_t wire_record_write(char out[WIRE_RECORD_LINE_MAX], const struct wire_record_entry *entry);

#endif
