/* A hall as the core sees it: flat, without pointers, made by firmware/config from a hall file.
 * Ids are text; the core finds them by hall_find_*, records never hold an index. */
#ifndef JIAOHAO_HALL_H
#define JIAOHAO_HALL_H

#include "limits.h"

#include <stdbool.h>
#include <stdint.h>

struct floor {
	int16_t no; /* floors need not be contiguous */
	char name[NAME_MAX_BYTES];
};

enum zone_kind { ZONE_SERVICE, ZONE_SUPPORT };

struct zone {
	char id[ID_MAX];
	char name[NAME_MAX_BYTES];    /* Chinese */
	char name_en[NAME_MAX_BYTES]; /* "" where the file gives none */
	char name_ug[NAME_MAX_BYTES];
	int16_t floor; /* 0: not given */
	uint8_t kind;  /* enum zone_kind */
};

struct service {
	char code[ID_MAX];
	char name[NAME_MAX_BYTES];
	char name_en[NAME_MAX_BYTES];
	char name_ug[NAME_MAX_BYTES];
	char prefix[PREFIX_MAX]; /* "A"; unique in the hall: a number names one service */
	char zone[ID_MAX];
	uint16_t mean_s;	/* mean service time, seconds */
	uint16_t start_after_s; /* a start is inferred so long after the last call; 0: key only */
	bool kiosk;		/* offered at kiosks */
	bool draining; /* removed by a reload: no new numbers, waiting tickets are served */
};

struct hall_window {
	char no[ID_MAX]; /* the number as shown: "06" */
	char zone[ID_MAX];
	char agent[AGENT_MAX];	    /* for whom "next" opens it; defaults to the number */
	char speaker_group[ID_MAX]; /* defaults to "hall" */
	uint8_t service_count;
	char services[WINDOW_SERVICES_MAX][ID_MAX];
};

struct span {
	uint16_t from_min, to_min; /* minutes of the local day, from <= t < to */
};

struct hours {
	uint8_t days; /* bit 0 = Monday … bit 6 = Sunday */
	uint8_t span_count;
	struct span spans[SPANS_MAX]; /* ascending, not overlapping */
	uint8_t service_count;	      /* 0: every service that no row of this weekday names */
	char services[WINDOW_SERVICES_MAX][ID_MAX];
};

struct hall {
	char id[ID_MAX];
	char name[NAME_MAX_BYTES];
	char name_en[NAME_MAX_BYTES];
	char name_ug[NAME_MAX_BYTES];
	char phone[40]; /* complaints and questions; printed */
	char address[NAME_MAX_BYTES];
	char timezone[40];	      /* IANA name; only the app resolves it */
	uint8_t digest[DIGEST_BYTES]; /* of the file's text: names this hall in records */

	uint16_t day_opens_min;		 /* local minute a new service day opens (180 = 03:00) */
	uint16_t expire_after_close_min; /* waiting tickets expire so long after the last span */
	uint16_t call_interval_s;	 /* a call is repeated by itself after this */
	uint16_t recall_gap_s;		 /* the least time between two calls of one ticket */
	uint8_t max_calls;
	uint8_t voice_repeat; /* how often one call is spoken */
	bool silent;	      /* no hall-wide voice */
	uint16_t patience_s;  /* no no-show earlier than this after the first call */
	uint16_t rating_window_s;
	uint16_t double_press_ms; /* guard of hardware "next" keys */
	uint16_t first_number;	  /* a day's first number of each service */
	uint8_t digits;		  /* least digits of a number, zero-padded */

	uint8_t floor_count, zone_count, service_count, hours_count;
	uint16_t window_count;
	struct floor floors[FLOORS_MAX];
	struct zone zones[ZONES_MAX];
	struct service services[SERVICES_MAX];
	struct hall_window windows[WINDOWS_MAX];
	struct hours hours[HOURS_MAX];
};

/** Fill in every default (180, 30, 30, 10, 3, 2, false, 90, 15, 2000, 1, 3); all else zero. */
void hall_init(struct hall *hall);

/** The index, or -1. @p id is NUL-terminated. */
int hall_find_zone(const struct hall *hall, const char *id);
int hall_find_service(const struct hall *hall, const char *code);
int hall_find_window(const struct hall *hall, const char *no);
int hall_find_floor(const struct hall *hall, int no);

#endif
