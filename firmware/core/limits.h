/* Every fixed size of the core, in one place. Past a limit comes a clear refusal, never a
 * reallocation: the states are allocated once, at start. */
#ifndef JIAOHAO_LIMITS_H
#define JIAOHAO_LIMITS_H

enum {
	ZONES_MAX = 32,
	FLOORS_MAX = 32,
	SERVICES_MAX = 128,
	WINDOWS_MAX = 512,
	TICKETS_MAX = 20000, /* a service day */
	KEYS_MAX = 1 << 18,  /* command keys a service day remembers */
	KEYPADS_MAX = 768,   /* key boxes whose last press is remembered */
	HOURS_MAX = 16,	     /* rows of the weekly hours */
	SPANS_MAX = 4,	     /* open spans in a row */
	WINDOW_SERVICES_MAX = 16,
	RECORDS_MAX = 1024, /* one decide writes at most this many */

	ID_MAX = 16,	 /* bytes of an id with its NUL: zone, service, window, kiosk */
	SOURCE_MAX = 32, /* "kiosk K1", "keypad call-06", "api", "clock" */
	DEVICE_NAME_MAX = 32,
	NAME_MAX_BYTES = 96, /* a name for people, UTF-8 with its NUL */
	AGENT_MAX = 24,
	REASON_MAX = 64,
	PREFIX_MAX = 4,
	NUMBER_MAX = 12,      /* "A012", prefix and digits, with its NUL */
	LANGUAGE_MAX = 8,     /* "zh", "en", "ug" */
	TICKET_ID_BYTES = 16, /* the random token a citizen acts with: 128 bits */
	KEY_BYTES = 16,
	DIGEST_BYTES = 32,
};

#endif
