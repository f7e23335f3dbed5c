/* What a hall's calendar is made of: seasons, weekly hours, holidays and make-up days, dated
 * exceptions. Flat like the hall it is part of. What follows from it for a date and a service is
 * in calendar.h.
 *
 * Who goes before whom: hall exception > service override > make-up day and holiday > season >
 * week. */
#ifndef JIAOHAO_HALL_CALENDAR_H
#define JIAOHAO_HALL_CALENDAR_H

#include "limits.h"

#include <stdbool.h>
#include <stdint.h>

struct span {
	uint16_t from_min, to_min; /* minutes of the local day, from <= t < to */
};

/* What people read, in three languages; "" where the file gives none. */
struct hall_text {
	char zh[TEXT_MAX_BYTES];
	char en[TEXT_MAX_BYTES];
	char ug[TEXT_MAX_BYTES];
};

/* Month × 100 + day, both ends included; from > to crosses New Year. */
struct season {
	char id[ID_MAX];
	uint16_t from, to;
};

enum hours_kind { HOURS_WEEKLY, HOURS_ON_REQUEST };

/* On which holidays a row of hours does not count. */
enum hours_except {
	EXCEPT_HOLIDAYS,       /* published, legal and regional ones */
	EXCEPT_LEGAL_HOLIDAYS, /* legal and regional ones; the rest of a published block by policy
				*/
	EXCEPT_NONE,	       /* open on every holiday */
};

/* A published block is longer than its legal days. Is the rest of it open where the hours say so?
 * Without a policy of a row's own this asks for weekends only, or for rows that are closed on
 * legal holidays and on no others. */
enum block_policy { BLOCK_AS_HALL, BLOCK_CLOSED, BLOCK_OPEN };

struct hours {
	char id[ID_MAX];
	uint8_t kind;	/* enum hours_kind; on request: hours that staff start, see calendar.h */
	uint8_t days;	/* bit 0 = Monday … bit 6 = Sunday */
	uint8_t season; /* 1 + its index; 0: all the year */
	uint8_t except; /* enum hours_except */
	uint8_t block;	/* enum block_policy */
	uint8_t span_count;
	struct span spans[SPANS_MAX]; /* ascending, not overlapping */
	uint8_t service_count;	      /* 0: every service that no row of this day names */
	char services[WINDOW_SERVICES_MAX][ID_MAX];
	struct hall_text words; /* of hours on request: their name, 延时服务; else what they were
				 * made known by, told on a holiday that takes them away */
};

/* What the holiday files say of one date. */
enum holiday_mark {
	HOLIDAY_PUBLISHED = 1 << 0,	  /* off, by the yearly notice */
	HOLIDAY_MAKEUP = 1 << 1,	  /* a weekend to be worked, by the same notice */
	HOLIDAY_LEGAL = 1 << 2,		  /* off, by law */
	HOLIDAY_REGIONAL = 1 << 3,	  /* off, by the region's notice */
	HOLIDAY_REGIONAL_MAKEUP = 1 << 4, /* to be worked, by the region's notice */
};

struct holiday {
	int32_t date;
	uint8_t marks;				 /* enum holiday_mark, or-ed */
	uint8_t name, legal_name, regional_name; /* 1 + index into holiday_names; 0: none */
};

enum exception_state {
	EXCEPTION_NOTICE, /* only told; the hours are as ever, or end early */
	EXCEPTION_CLOSED,
	EXCEPTION_OPEN,	 /* its own spans, or without any the hours of a weekday */
	EXCEPTION_EXTRA, /* its spans beside those of the day */
};

struct calendar_exception {
	int32_t from, to;  /* dates, both included */
	uint8_t state;	   /* enum exception_state */
	bool override;	   /* of services: an exception of the hall goes before it */
	uint16_t ends_min; /* service ends at this minute of the day; 0: as ever */
	uint8_t span_count, service_count, zone_count;
	struct span spans[SPANS_MAX];
	/* Whom it is for; neither services nor zones: everybody. One that names somebody goes
	 * before one for everybody. */
	char services[WINDOW_SERVICES_MAX][ID_MAX];
	char zones[WINDOW_SERVICES_MAX][ID_MAX];
	struct hall_text text;	 /* what the day is: 搬迁以及系统综合调试 */
	struct hall_text notice; /* what people are told about it */
};

struct hall_calendar {
	char base[ID_MAX];   /* whose holidays: "CN"; "" knows none */
	char region[ID_MAX]; /* whose regional holidays besides: "CN-XJ" */
	uint16_t cutoff_min; /* no numbers so long before a service's last closing of the day */
	bool makeup_closed;  /* a make-up day is an ordinary weekend day here */
	uint8_t block;	     /* enum block_policy; BLOCK_AS_HALL stands for BLOCK_CLOSED */
	uint8_t season_count, hours_count, exception_count, holiday_name_count;
	uint16_t holiday_count;
	struct season seasons[SEASONS_MAX];
	struct hours hours[HOURS_MAX];
	struct calendar_exception exceptions[EXCEPTIONS_MAX];
	struct holiday holidays[HOLIDAYS_MAX]; /* ascending, each date once */
	struct hall_text holiday_names[HOLIDAY_NAMES_MAX];
	/* Told to who asks for another service on a day for some services only. */
	struct hall_text others_notice;
};

#endif
