/* A reader of identity cards at a kiosk as the firmware sees it. The number never leaves the
 * driver: the owner gets what its own hash made of it, and nothing else of the card but how old its
 * holder is. Name, address and photo are neither decoded nor kept. */
#ifndef JIAOHAO_ID_READER_H
#define JIAOHAO_ID_READER_H

#include "config_keys.h"
#include "device.h"

#include <stdbool.h>
#include <stdint.h>

struct event_base;
struct id_reader;

enum id_card_kind {
	ID_CARD_RESIDENT,  /* 居民身份证 */
	ID_CARD_FOREIGNER, /* 外国人永久居留身份证, of either edition */
	ID_CARD_HMT,	   /* 港澳台居民居住证 */
};

struct id_card {
	enum id_card_kind kind;
	uint64_t person;    /* made by owner->hash */
	uint16_t born_year; /* 0: not known */
	uint8_t born_month, born_day;
};

enum id_reader_problem {
	ID_READER_UNREADABLE, /* a card lies there, but it can't be read: try again */
	ID_READER_OTHER_CARD, /* some other card, or one whose contents make no sense */
};

struct id_reader_owner {
	void *context;
	device_health_fn *health;
	/** A keyed hash of a number (ASCII, upper case) under the key of the day, never 0. False: it
	 *  can't be made now, and the card counts as unreadable. @p number is wiped afterwards. */
	bool (*hash)(void *context, const char *number, uint64_t *person);
	/** A card was read; once for each time it is laid down. */
	void (*card)(void *context, const struct id_card *card);
	void (*problem)(void *context, enum id_reader_problem problem);
};

struct id_reader_ops {
	const char *name;
	int (*open)(struct id_reader **out, struct event_base *base, struct config_keys *keys,
		    const struct id_reader_owner *owner);
	void (*statistics)(const struct id_reader *reader, struct device_statistics *out);
	void (*close)(struct id_reader *reader);
};

#endif
