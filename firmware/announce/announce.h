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
	ANNOUNCE_TEXT_MAX = 256,
	ANNOUNCE_CLIPS_MAX = 48,
	ANNOUNCE_CLIP_NAME_MAX = 24,
	ANNOUNCE_LINES_MAX = 64,
	ANNOUNCE_LINE_MAX = 160,
	ANNOUNCE_PHRASE_MAX = 480, /* bytes of a sentence with its NUL */
};

/* --- shown: announce_display.c --- */

struct announce_display {
	char text[96]; /* UTF-8 */
	bool blink;    /* called and not yet started, or everybody must leave */
};

/** What the display over this window (index) shows now, in the hall's first language: the number
 *  while called or serving ("办理中" for who has none), "暂停服务" and the reason, "延时服务" past
 *  closing, the idle text (its department, services or zone) while idle or armed, nothing while
 *  closed. An evacuation goes before all of it, an urgent announcement before what is no number,
 *  where a common display has room for it. */
void announce_display(const struct state *state, int window, struct announce_display *out);
/** A pause's reason in words: of a code of ours ("meal") the message, anything else as it is. */
void announce_reason(enum message_language language, const char *reason, char *out, size_t size);
/** The announcement of this serial, or NULL: it is over. */
const struct announcement *announce_find(const struct state *state, uint32_t serial);
/** Is this announcement for this speaker group? */
bool announce_reaches(const struct announcement *announcement, const char *group);

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
/** The announcement's own words. They have no clips: a speaker that has nothing else chimes. */
void announce_text_speech(const struct announcement *announcement, struct announce_speech *out);

/** Is a call of this ticket at this window (index) spoken at this moment? Not in a silent hall,
 * zone or time of the day, but for who asked for the voice where the hall offers that. */
bool announce_is_spoken(const struct state *state, uint32_t ticket, int window, int64_t time_us);
/** The languages of the hall, each once, in its order, but the ticket's @p own first; how many, at
 *  least one. A language that the hall does not speak is not added: its clips may be missing. */
unsigned announce_languages(const struct hall *hall, const char *own,
			    enum message_language out[MESSAGE_LANGUAGES]);
/** Is it time to tell a waiting ticket to come near? When three or fewer are ahead, or it may be
 *  called within ten minutes. @p range as estimated; high_min 0: not known. */
bool announce_heads_up_due(uint32_t ahead, struct wait_range range);

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
/** What to tell a waiting ticket when its heads-up is due. */
size_t announce_heads_up(const struct state *state, uint32_t ticket, uint32_t ahead,
			 enum message_language language, char *out, size_t size);

/* --- printed: announce_ticket.c --- */

struct announce_line {
	char text[ANNOUNCE_LINE_MAX];
	uint8_t size; /* 1 … 4 */
	bool centre, bold, rule;
};

struct announce_ticket {
	uint8_t line_count;
	struct announce_line lines[ANNOUNCE_LINES_MAX];
	char qr[160]; /* what the QR holds */
};

/** The ticket as printed, in its own language and then, shortly, in the hall's others: hall, zone
 *  and floor, windows, department, service, number large, priority (never why), appointment, people
 *  ahead, wait range, time, further matters, what to do, lunch, closing, the rule after a missed
 *  call, phone, QR of the ticket's id as "jiaohao:<hex>". The wait stands only while the ticket
 *  waits. @p materials are the papers to bring (NULL: none), at most ANNOUNCE_MATERIALS_MAX. */
enum { ANNOUNCE_MATERIALS_MAX = 12 };
void announce_ticket(const struct state *state, uint32_t ticket, const char *const *materials,
		     unsigned material_count, struct announce_ticket *out);

#endif
