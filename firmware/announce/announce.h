/* What is said, shown and printed for a state and a record. Pure: text and clip names out, no
 * device, no I/O, no clock. Numbers only, never a name. */
#ifndef JIAOHAO_ANNOUNCE_H
#define JIAOHAO_ANNOUNCE_H

#include "record.h"
#include "state.h"

enum {
	ANNOUNCE_TEXT_MAX = 256,
	ANNOUNCE_CLIPS_MAX = 48,
	ANNOUNCE_CLIP_NAME_MAX = 24,
	ANNOUNCE_LINES_MAX = 32,
	ANNOUNCE_LINE_MAX = 160,
};

struct announce_display {
	char text[96]; /* UTF-8 */
	bool blink;    /* called and not yet started */
};

struct announce_speech {
	char language[LANGUAGE_MAX];
	bool chime;
	char text[ANNOUNCE_TEXT_MAX]; /* digits spelled out: "请A零幺二号，到六号窗口" */
	uint8_t clip_count;
	char clips[ANNOUNCE_CLIPS_MAX][ANNOUNCE_CLIP_NAME_MAX]; /* ids of announce_clips() */
};

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

/** What the display over this window (index) shows now: number and window while called or serving,
 *  the pause text, "暂停服务", the idle text (its services or zone) while idle, nothing
 *  while closed. */
void announce_display(const struct state *state, int window, struct announce_display *out);
/** What is spoken for a ticket called at a window, once; in a silent hall nothing: no chime, no
 *  text, no clip. Digits one by one ("0" 零, "1" 幺), the window as a value up to 99 without
 *  leading zero, three digits one by one. */
void announce_speech(const struct state *state, uint32_t ticket, int window,
		     struct announce_speech *out);
/** The ticket as printed: hall, zone and floor, service, number large, people ahead, wait range,
 *  time, what to do, what happens after a missed call, phone, QR of the ticket's id as
 *  "jiaohao:<hex>". The two wait lines stand only while the ticket waits. */
void announce_ticket(const struct state *state, uint32_t ticket, struct announce_ticket *out);

/** Every clip announce_speech can name, with the text to record for it; the last has a NULL name.
 *  The build synthesises stand-ins from it; a hall replaces them by recordings of the same names.
 *  Names: "qing" "hao" "dao" "chuangkou" "shi" "yao", "0" … "9", "A" … "Z". */
struct announce_clip {
	const char *name;
	const char *text;   /* "请" */
	const char *pinyin; /* for espeak-ng cmn-latn-pinyin: "qing3" */
};
const struct announce_clip *announce_clips(void);

#endif
