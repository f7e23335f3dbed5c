/* What is said, shown and printed for a state and a record. Pure: text and clip names out, no
 * device, no I/O, no clock. Numbers only, never a name, and never why somebody has priority. The
 * words are in messages/. */
#ifndef JIAOHAO_ANNOUNCE_H
#define JIAOHAO_ANNOUNCE_H

#include "estimate.h"
#include "message.h"
#include "record.h"
#include "state.h"

enum {
	ANNOUNCE_TEXT_MAX = 512,
	ANNOUNCE_CLIPS_MAX = 48,
	ANNOUNCE_CLIP_NAME_MAX = 24,
	ANNOUNCE_LINES_MAX = 64,
	ANNOUNCE_LINE_MAX = 160,
	ANNOUNCE_PHRASE_MAX = 480, /* bytes of a sentence with its NUL */
};

/* --- shown: announce_display.c, announce_panel.c --- */

/* A line as a display shows it. */
struct announce_shown {
	char text[96];	/* UTF-8 */
	bool blink;	/* called and not yet started, or everybody must leave */
	bool scroll;	/* words, which run through where they are too long; a number never does */
	uint8_t kind;	/* enum shown_kind */
	uint8_t colour; /* enum shown_colour */
};

struct announce_display {
	struct announce_shown line;
	uint8_t brightness_percent; /* 0: dark */
};

/** What the display over this window (index) shows at @p now_us, in the hall's first language: the
 *  number while called or serving ("办理中" for who has none), "暂停服务" and the reason,
 * "延时服务" past closing, the idle text (its department, services or zone) while idle or armed;
 * while closed nothing, or the idle text dimmed, as the hall says. An evacuation goes before all of
 * it, an urgent announcement before what is no number, where a common display has room for it. */
void announce_display(const struct state *state, int window, int64_t now_us,
		      struct announce_display *out);

enum { ANNOUNCE_PANEL_LINES_MAX = 16 };

struct announce_panel {
	struct announce_shown lines[ANNOUNCE_PANEL_LINES_MAX];
	uint8_t brightness_percent;
};

/** What a panel of @p line_count lines (at most ANNOUNCE_PANEL_LINES_MAX) with @p columns cells
 * each (0: not known) shows for the windows of a display group ("hall": all of them): an evacuation
 * and nothing else, or urgent announcements in the upper half, then who is called, the newest first
 * and blinking, who is being served, how many wait, other announcements. Dark or dimmed, as the
 * hall says, while none of the windows is open. */
void announce_panel(const struct state *state, const char *group, unsigned line_count,
		    unsigned columns, struct announce_panel *out);

/** A pause's reason in words: of a code of ours ("meal") the message, anything else as it is. */
void announce_reason(enum message_language language, const char *reason, char *out, size_t size);
/** The announcement of this serial, or NULL: it is over. */
const struct announcement *announce_find(const struct state *state, uint32_t serial);
/** Is this announcement for this speaker group? */
bool announce_reaches(const struct announcement *announcement, const char *group);
/** Is it for this window: its speakers, its zone, its panels? */
bool announce_reaches_window(const struct announcement *announcement,
			     const struct hall_window *window);
/** The newest words of those who want everybody out; "": no evacuation, or without words. */
const char *announce_evacuation_text(const struct state *state);

/* --- spoken: announce_speech.c, announce_when.c, announce_clips.c --- */

struct announce_speech {
	char language[LANGUAGE_MAX];
	bool chime;
	char text[ANNOUNCE_TEXT_MAX]; /* digits spelled out: "请A零一二号，到六号窗口" */
	uint8_t clip_count;
	char clips[ANNOUNCE_CLIPS_MAX][ANNOUNCE_CLIP_NAME_MAX]; /* ids of announce_clips() */
};

/** What is spoken for a ticket called at a window, once, in one language; at a deliver window that
 *  there is something to collect. Digits of a ticket one by one ("1" 一, or 幺 where the hall says
 *  so), the window as a value up to 99 without leading zero, three digits one by one. */
void announce_speech(const struct state *state, uint32_t ticket, int window,
		     enum message_language language, struct announce_speech *out);
/** Where a ticket that was transferred waits next: the window, else the floor; false when neither
 *  is known. Only for who asked for the voice: the others were told at the window. */
bool announce_next_place_speech(const struct state *state, uint32_t ticket,
				enum message_language language, struct announce_speech *out);
void announce_evacuation_speech(const struct hall *hall, enum message_language language, bool over,
				struct announce_speech *out);
/** The announcement's own words, numbers spelled out. They have no clips: a speaker that has nothing
 *  else chimes. */
void announce_text_speech(const struct announcement *announcement, struct announce_speech *out);

/** Is a call of this ticket at this window (index) spoken at this moment? Not in a silent hall,
 * zone or time of the day, but for who asked for the voice where the hall offers that. */
bool announce_is_spoken(const struct state *state, uint32_t ticket, int window, int64_t time_us);
/** The languages of the hall, each once, in its order, but the ticket's @p own first; how many, at
 *  least one. A language that the hall does not speak is not added: its clips may be missing. */
unsigned announce_languages(const struct hall *hall, const char *own,
			    enum message_language out[MESSAGE_LANGUAGES]);
/** Every clip announce_speech can name, with the text to record for it; the last has a NULL name.
 *  The build synthesises stand-ins from it; a hall replaces them by recordings of the same names.
 *  Names: "qing" "hao" …, "0" … "9", "A" … "Z" of all languages, "en-number", "ug-0" …. */
struct announce_clip {
	const char *name;
	enum message_language language;
	const char *text;   /* "请" */
	const char *pinyin; /* Chinese only, for espeak-ng cmn-latn-pinyin: "qing3" */
};
const struct announce_clip *announce_clips(void);

/* --- said in a sentence: announce_event.c --- */

/** What a record means for people, in a sentence for screens, pages and messages; @p state is that
 *  after it. The bytes written; 0 when there is nothing to say. */
size_t announce_event(const struct state *state, const struct record *record,
		      enum message_language language, char *out, size_t size);

/* --- printed: announce_ticket.c --- */

struct announce_line {
	char text[ANNOUNCE_LINE_MAX]; /* "" feeds one */
	uint8_t size;		      /* 1 … BLOCK_SIZE_MAX */
	uint8_t align;		      /* enum ticket_align, never ALIGN_OWN */
	bool bold, rule;
	char language[LANGUAGE_MAX]; /* for who has to draw it */
};

struct announce_ticket {
	uint8_t line_count;
	struct announce_line lines[ANNOUNCE_LINES_MAX];
	bool logo;    /* the hall's picture goes on top */
	char qr[160]; /* what the QR holds; "": none */
};

/* The matter a ticket was taken for, as the list of matters has it. */
struct announce_item {
	const char *name, *name_en, *name_ug; /* "" where the list gives none */
	const char *const *materials;	      /* the papers to bring */
	unsigned material_count;	      /* of more than have room only their count is told */
};

/** The ticket as printed, by the hall's layout; without one in its own language and then, shortly,
 *  in the hall's others: hall, zone and floor, windows, department, service, number large, priority
 *  (never why), appointment, people ahead, wait range, time, further matters, its own, what to do,
 * lunch, closing, the rule after a missed call, phone, papers to bring, QR of the ticket's id as
 *  "jiaohao:<hex>". The wait stands only while the ticket waits. @p item NULL: not known.
 *  @p columns: cells of a line of the paper, 24 … 48; every line fits them. */
void announce_ticket(const struct state *state, uint32_t ticket, const struct announce_item *item,
		     unsigned columns, struct announce_ticket *out);

#endif
