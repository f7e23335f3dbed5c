/* The keys of a scanner that plays a keyboard, as text: the layout is that of a US keyboard, which
 * is what scanners are set to when they leave the factory. Knows no device. */
#ifndef JIAOHAO_SCAN_KEYS_H
#define JIAOHAO_SCAN_KEYS_H

#include <stdint.h>

struct scan_keys {
	uint8_t shifts; /* bit 0: the left one is down, bit 1: the right one */
};

/** A key as Linux tells it (linux/input-event-codes.h): @p value 1 down, 0 up, 2 repeated. The
 *  character it makes, '\n' for either Enter and for Tab (which some scanners end with), or '\0'.
 */
char scan_keys_feed(struct scan_keys *keys, uint16_t code, int value);

#endif
