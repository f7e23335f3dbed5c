/* What was heard on a line, and what it means: pure. A verdict is a suspicion with its reason; who
 * only hears a line can't see its wires. */
#ifndef JIAOHAO_SCAN_VERDICT_H
#define JIAOHAO_SCAN_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What came after one request. */
enum scan_heard {
	HEARD_NOTHING,
	HEARD_GOOD,	 /* the reply, whole, and nothing else */
	HEARD_EXCEPTION, /* the slave lives but has no such register */
	HEARD_TWO,	 /* a reply and more behind it, or one that began well and broke */
	HEARD_FOREIGN,	 /* whole, of another address */
	HEARD_ECHO,	 /* our own request */
	HEARD_GARBAGE,
	HEARD_KINDS
};

/** @p request and what came: an echo before a reply is skipped by *@p skip bytes. */
enum scan_heard scan_classify(const uint8_t *request, size_t request_length, const uint8_t *bytes,
			      size_t length, size_t *skip);

/* One address at one setting. */
struct scan_tally {
	unsigned heard[HEARD_KINDS];
};

enum scan_slave {
	SLAVE_ABSENT,
	SLAVE_FINE,
	SLAVE_LOOSE, /* some answers are missing */
	SLAVE_TWIN,  /* two devices at this address, suspected */
};

enum scan_slave scan_slave(const struct scan_tally *tally);

/* All addresses at one setting of the line. */
struct scan_setting {
	int baud;
	char parity;
	unsigned answering; /* addresses that are fine or loose */
	unsigned broken;    /* addresses where two answer */
	unsigned garbled;   /* addresses where only garbage came */
	unsigned silent, echoed;
};

void scan_setting_add(struct scan_setting *setting, const struct scan_tally *tally);

enum scan_line {
	SCAN_LINE_FINE,
	SCAN_LINE_SILENT,
	SCAN_LINE_SWAPPED,    /* garbage at every speed, an answer at none */
	SCAN_LINE_WRONG_BAUD, /* answers, but not at the setting the board file names */
	SCAN_LINE_ECHO,
	SCAN_LINE_NOISY, /* answers, and garbage where nobody is */
};

/** @p board is the index of the setting that the board file names, or -1. *@p found: the setting
 *  that answered, or -1. */
enum scan_line scan_line(const struct scan_setting *settings, size_t count, int board, int *found);

#endif
