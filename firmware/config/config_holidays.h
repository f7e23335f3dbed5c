/* The holiday tables of a hall and the bundle they travel in. Private to this room. */
#ifndef JIAOHAO_CONFIG_HOLIDAYS_H
#define JIAOHAO_CONFIG_HOLIDAYS_H

#include "config_hall.h"

enum { CONFIG_TABLES_MAX = 64 };

/* Which word a table has: the state's notice, the law, the region's notice. */
enum holiday_layer { LAYER_PUBLISHED, LAYER_LEGAL, LAYER_REGIONAL, LAYERS };

/* A hall file's text and the tables that came with it; borrows the text it was split from. */
struct config_bundle {
	const char *text; /* the YAML, not NUL-terminated in a bundle */
	size_t length;
	size_t table_count;
	struct config_table {
		char name[NAME_MAX_BYTES]; /* "CN-published-2027.csv" */
		const char *text;
		size_t length;
	} tables[CONFIG_TABLES_MAX];
};

/** A text that is no bundle is a bundle without tables. 0, or -EINVAL said. */
int config_bundle_split(struct config_bundle *bundle, const char *name, const char *text,
			size_t length, struct config_report *report);

/** Which layer a table of this file name has for a hall of this base and region; -1: none. */
int config_table_layer(const char *file, const char *base, const char *region);
/** Read the bundle's tables into the hall's calendar and say what they lack or contradict. */
void config_holidays_read(struct hall_reading *reading, const struct config_bundle *bundle);
/** One table by itself, for the tests: fills @p calendar's holidays. 0, or -EINVAL said. */
int config_holidays_table(struct hall_calendar *calendar, enum holiday_layer layer,
			  const char *name, const char *text, size_t length,
			  struct config_report *report);

#endif
