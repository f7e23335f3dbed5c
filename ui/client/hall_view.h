/* The hall and a ticket as the API shows them, as plain structs for screens: parsed from answers of
 * GET /hall and of /tickets, every text copied and cut at a limit. Pure. */
#ifndef JIAOHAO_HALL_VIEW_H
#define JIAOHAO_HALL_VIEW_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	VIEW_ZONES_MAX = 32,
	VIEW_SERVICES_MAX = 128,
	VIEW_ID_MAX = 16,
	VIEW_NAME_MAX = 96,
	VIEW_TOKEN_MAX = 80,
	VIEW_NUMBER_MAX = 16,
	VIEW_PHONE_MAX = 40,
};

enum view_language { VIEW_ZH, VIEW_EN, VIEW_UG, VIEW_LANGUAGES };

struct view_name {
	char text[VIEW_LANGUAGES][VIEW_NAME_MAX]; /* "" where the hall has none */
};

/** A moment with the offset it was written in; zero: none. */
struct view_time {
	int64_t epoch_s;
	int32_t offset_s;
};

/** A moment as people read it. */
struct view_date {
	int year, month, day; /* 1 … */
	int weekday;	      /* 0 = Monday … 6 */
	int hour, minute;
	int32_t day_number; /* days since 1970-01-01, to compare dates */
};

struct view_zone {
	char id[VIEW_ID_MAX];
	struct view_name name;
	int floor;	 /* 0: not given */
	bool is_service; /* else a support area, where no numbers are taken */
};

struct view_service {
	char code[VIEW_ID_MAX];
	struct view_name name;
	char zone[VIEW_ID_MAX];
	bool kiosk; /* offered at kiosks */
	bool open;
	int waiting;
	bool has_wait; /* false: nothing to estimate from */
	int wait_low_min, wait_high_min;
	int open_windows;
	struct view_time next_opening; /* zero: open, or none within 100 days */
};

enum view_printer {
	VIEW_PRINTER_OK,
	VIEW_PRINTER_NEAR_END, /* still prints */
	VIEW_PRINTER_STARTING,
	VIEW_PRINTER_PAPER_OUT,
	VIEW_PRINTER_COVER_OPEN,
	VIEW_PRINTER_LOST,
	VIEW_PRINTER_OTHER, /* a reason we have no words for */
	VIEW_PRINTER_NONE,  /* this kiosk has no printer */
};

struct hall_view {
	uint64_t sequence;
	struct view_time time;
	struct view_name name;
	char phone[VIEW_PHONE_MAX];
	int zone_count, service_count;
	struct view_zone zones[VIEW_ZONES_MAX];
	struct view_service services[VIEW_SERVICES_MAX];
	enum view_printer printer;
	bool can_print;
};

enum view_print {
	VIEW_PRINT_NONE, /* paperless */
	VIEW_PRINT_PENDING,
	VIEW_PRINT_PRINTED,
	VIEW_PRINT_FAILED,
	VIEW_PRINT_UNKNOWN,
};

struct ticket_view {
	char id[VIEW_TOKEN_MAX]; /* what a citizen acts with */
	char number[VIEW_NUMBER_MAX];
	char service[VIEW_ID_MAX];
	char zone[VIEW_ID_MAX];
	int floor; /* 0: not given */
	int ahead;
	bool has_wait;
	int wait_low_min, wait_high_min;
	enum view_print print;
};

/** 0, or -EINVAL when it is no answer of GET /hall (@p view is then undefined). Zones and services
 *  past a limit are left out. */
int hall_view_parse(struct hall_view *view, const json_t *answer);
int ticket_view_parse(struct ticket_view *view, const json_t *answer);

/** RFC 3339: "2026-11-21T18:05:21+08:00", fractions allowed. False: it is none. */
bool view_time_parse(struct view_time *time, const char *text);
void view_time_date(const struct view_time *time, struct view_date *date);

/** The name in a language, or in Chinese where the hall has none. */
const char *view_name_text(const struct view_name *name, enum view_language language);
/** The index, or -1. */
int hall_view_zone(const struct hall_view *view, const char *id);
int hall_view_service(const struct hall_view *view, const char *code);

#endif
