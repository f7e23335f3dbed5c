/* What a hall's tickets and displays look like. Flat like the hall it is part of. How a layout
 * becomes lines is firmware/announce's, how lines become dots the drivers'. */
#ifndef JIAOHAO_HALL_LOOK_H
#define JIAOHAO_HALL_LOOK_H

#include "hall_calendar.h"

/* A piece of the ticket. One whose value is not known for a ticket prints nothing. */
enum ticket_block_kind {
	BLOCK_NONE,
	BLOCK_LOGO,    /* the picture of ticket.logo; on top of everything */
	BLOCK_HALL,    /* the hall's name */
	BLOCK_ADDRESS, /* where the hall is */
	BLOCK_ZONE,
	BLOCK_PLACE, /* floor and zone */
	BLOCK_WINDOWS,
	BLOCK_DEPARTMENT,
	BLOCK_SERVICE,
	BLOCK_NUMBER,
	BLOCK_PRIORITY, /* that there is one, never why */
	BLOCK_APPOINTMENT,
	BLOCK_AHEAD, /* these two only as long as the ticket waits */
	BLOCK_WAIT,
	BLOCK_TIME,    /* when it was taken */
	BLOCK_MATTERS, /* the other services of the same ticket */
	BLOCK_ITEM,    /* the matter that was chosen */
	BLOCK_MATERIALS,
	BLOCK_ADVICE, /* where to wait and what to watch */
	BLOCK_VOICE,  /* in a silent hall: whether this number is spoken */
	BLOCK_LUNCH,
	BLOCK_CLOSING,
	BLOCK_MISSED_CALL,
	BLOCK_PHONE,
	BLOCK_NOTE, /* words of the hall's own */
	BLOCK_RULE,
	BLOCK_SPACE,
	BLOCK_LANGUAGES, /* the short form, once for each other language of the hall */
	BLOCK_QR,	 /* below everything, with a line that says what it is for */
	BLOCK_COUNT
};

/* Which tickets a block is for. */
enum ticket_when {
	WHEN_ALWAYS,
	WHEN_PRIORITY,
	WHEN_APPOINTMENT,
	WHEN_SEVERAL,	 /* several services on one ticket */
	WHEN_ELSEWHERE,	 /* taken on another floor than where it is called */
	WHEN_ONE_WINDOW, /* only one window may call it */
};

/* Of the paper. By itself a block that stands at the left begins at the right in Uyghur. */
enum ticket_align { ALIGN_OWN, ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

enum { BLOCK_SIZE_MAX = 8 };

struct ticket_block {
	uint8_t kind;		     /* enum ticket_block_kind */
	uint8_t align;		     /* enum ticket_align; ALIGN_OWN: the kind's */
	uint8_t size;		     /* 1 … BLOCK_SIZE_MAX times; 0: the kind's */
	uint8_t bold;		     /* enum choice; CHOICE_HALL: the kind's */
	uint8_t when;		     /* enum ticket_when */
	uint8_t note;		     /* BLOCK_NOTE: index into notes */
	char language[LANGUAGE_MAX]; /* "": that of the ticket or of its short form */
};

struct ticket_note {
	struct hall_text text;
	uint8_t service_count; /* 0: for every service */
	char services[WINDOW_SERVICES_MAX][ID_MAX];
};

/* Without blocks of its own a hall has the layout of firmware/announce. */
struct ticket_layout {
	char logo[LOGO_PATH_MAX]; /* a PNG file, as seen from the hall file; "": none */
	uint8_t block_count, short_count, note_count;
	struct ticket_block blocks[TICKET_BLOCKS_MAX];
	struct ticket_block shorts[SHORT_BLOCKS_MAX]; /* of BLOCK_LANGUAGES */
	struct ticket_note notes[TICKET_NOTES_MAX];
};

/* What a display over a window is showing; each has a colour. */
enum shown_kind {
	SHOWN_IDLE,
	SHOWN_CALLED,
	SHOWN_SERVING,
	SHOWN_PAUSED,
	SHOWN_NOTICE,	/* an announcement */
	SHOWN_EVACUATE, /* always red: nobody may choose */
	SHOWN_CLOSED,
	SHOWN_KINDS
};

/* The same numbers as enum display_colour of hal/device; firmware/app asserts it. */
enum shown_colour { COLOUR_OWN, COLOUR_RED, COLOUR_GREEN, COLOUR_YELLOW };

struct display_rules {
	uint8_t brightness_percent, dim_percent;
	bool dim_paused;
	bool dim_closed; /* a closed window shows its idle text, dimmed; else nothing, dark */
	bool waiting;	 /* panels with room say how many wait */
	uint8_t colours[SHOWN_KINDS]; /* enum shown_colour */
};

/* Who works at the windows, for the box that asks the citizen how it was. Never in a record. */
struct hall_agent {
	char id[AGENT_MAX]; /* 工号, as at the window */
	char name[AGENT_NAME_MAX];
	uint8_t stars; /* 1 … 5; 0: not said */
};

#endif
