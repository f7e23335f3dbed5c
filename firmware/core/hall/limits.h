/* Every fixed size of the core, in one place. Past a limit comes a clear refusal, never a
 * reallocation: the states are allocated once, at start. */
#ifndef JIAOHAO_LIMITS_H
#define JIAOHAO_LIMITS_H

enum {
	ZONES_MAX = 32,
	FLOORS_MAX = 32,
	SERVICES_MAX = 128,
	WINDOWS_MAX = 512,
	TICKETS_MAX = 20000,	 /* a service day, papers included */
	LEGS_MAX = 40000,	 /* ended legs of a service day */
	TICKET_LEGS_MAX = 12,	 /* legs of one visit; a transfer past it is refused */
	TICKET_SERVICES_MAX = 5, /* services taken on one ticket */
	PAPERS_MAX = 5,		 /* departments that have one visit's papers at the same time */
	CLASSES_MAX = 16,	 /* priority classes of a hall */
	CASE_TYPES_MAX = 8,
	KIOSKS_MAX = 64,
	LANGUAGES_MAX = 4,
	AGENTS_MAX = 1000,    /* agents who worked today */
	BOOKINGS_MAX = 24000, /* appointments of all coming days; 4 000 of them a day */
	BOOKINGS_DAY_MAX = 4000,
	BANS_MAX = 4096,	   /* people the booking platform has banned */
	LATER_RATINGS_MAX = 65535, /* legs of earlier days whose rating can still come */
	FOLLOWUPS_MAX = 2048,
	WARNINGS_MAX = 1024,
	ANNOUNCEMENTS_MAX = 8,
	ANNOUNCED_GROUPS_MAX = 8,
	RATING_CODES_MAX = 6, /* option codes with one rating */
	KEYS_MAX = 1 << 18,   /* command keys a service day remembers */
	PAGERS_MAX = 9999,    /* the highest number of a pager */
	KEYPADS_MAX = 768,    /* key boxes whose last press is remembered */
	HOURS_MAX = 32,	      /* rows of the weekly hours */
	SPANS_MAX = 4,	      /* open spans in a row */
	DAY_SPANS_MAX = 16,   /* open spans of a day, exceptions and all */
	WEEK_SPANS_MAX = 8,   /* open spans of a day by its weekly rows */
	SEASONS_MAX = 8,
	EXCEPTIONS_MAX = 64,	/* dated exceptions and overrides */
	HOLIDAYS_MAX = 1024,	/* dates in the holiday files of a hall */
	HOLIDAY_NAMES_MAX = 64, /* different names among them */
	WINDOW_SERVICES_MAX = 16,
	TICKET_BLOCKS_MAX = 40, /* pieces of a ticket's layout … */
	SHORT_BLOCKS_MAX = 16,	/* … and of its short form in another language */
	TICKET_NOTES_MAX = 12,
	HALL_AGENTS_MAX = 512, /* names of agents in a hall file */
	RECORDS_MAX = 1024, /* one decide writes at most this many */

	ID_MAX = 16,	 /* bytes of an id with its NUL: zone, service, window, kiosk */
	SOURCE_MAX = 32, /* "kiosk K1", "keypad call-06", "api", "clock" */
	DEVICE_NAME_MAX = 32,
	NAME_MAX_BYTES = 96,  /* a name for people, UTF-8 with its NUL */
	TEXT_MAX_BYTES = 160, /* a notice for people, UTF-8 with its NUL */
	AGENT_MAX = 24,
	AGENT_NAME_MAX = 48,
	LOGO_PATH_MAX = 128,
	REASON_MAX = 64,
	PREFIX_MAX = 4,
	NUMBER_MAX = 12,      /* "A012", prefix and digits, with its NUL */
	LANGUAGE_MAX = 8,     /* "zh", "en", "ug" */
	TICKET_ID_BYTES = 16, /* the random token a citizen acts with: 128 bits */
	KEY_BYTES = 16,
	ITEMS_TEXT_MAX = 96,	/* codes of the matters dealt with, separated by commas */
	CASE_NO_MAX = 40,	/* a case's number in the approval system */
	ANNOUNCEMENT_MAX = 200, /* UTF-8 bytes with its NUL */
	BOOKING_CODE_MAX = 12,	/* what a citizen types at check-in, with its NUL */
	DIGEST_BYTES = 32,
};

#endif
