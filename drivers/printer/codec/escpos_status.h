/* What an ESC/POS printer sends back, one byte at a time. Pure: no time, no wire. It tells the
 * kinds of bytes apart by their fixed bits (Citizen CT-S310 manual, p. 310):
 *
 *   DLE EOT answer 0xx1xx10 · ASB group 0xx1xx00, then three of 0xx0xxxx · GS r answer 0xx0xxxx ·
 *   XON 11, XOFF 13 (also in the middle of a group) · everything else is noise
 *
 * It can't tell which DLE EOT an answer belongs to, nor a GS r answer from noise that looks like
 * one: who asked, and when, is known by escpos_poll.h and printer_escpos.c. */
#ifndef JIAOHAO_ESCPOS_STATUS_H
#define JIAOHAO_ESCPOS_STATUS_H

#include <stdbool.h>
#include <stdint.h>

enum escpos_feed { FEED_MORE, FEED_READY, FEED_BAD };

enum escpos_answer_kind {
	ESCPOS_REALTIME,  /* value[0] */
	ESCPOS_BUFFERED,  /* value[0] */
	ESCPOS_AUTOMATIC, /* value[0 … 3] */
	ESCPOS_FLOW,	  /* value[0]: XON or XOFF */
};

struct escpos_answer {
	enum escpos_answer_kind kind;
	uint8_t value[4];
};

struct escpos_status {
	struct escpos_answer answer; /* valid after FEED_READY, until the next feed */
	uint8_t group[4];
	uint8_t grouped; /* bytes of an ASB group held so far */
};

void escpos_status_init(struct escpos_status *status);
/** READY: status->answer is one whole answer. MORE: a group goes on. BAD: the byte fits nothing; a
 *  group that it broke is forgotten, and the byte itself was looked at as a fresh start. */
enum escpos_feed escpos_status_feed(struct escpos_status *status, uint8_t byte);

enum escpos_paper { ESCPOS_PAPER_UNKNOWN, ESCPOS_PAPER_OK, ESCPOS_PAPER_NEAR, ESCPOS_PAPER_END };

/* What the four DLE EOT answers, or one ASB group, say together. */
struct escpos_state {
	enum escpos_paper paper;
	bool offline; /* for any reason, also a pressed feed button */
	bool cover_open;
	bool cutter_error; /* goes away with DLE ENQ 2 once the jam is cleared */
	bool error;	   /* mechanics: wants a technician */
	bool recovering;   /* goes away by itself: the head is too hot */
};

/** @p answers[1 … 4] are DLE EOT answers, 0 where none is known. Sensors that a printer lacks read
 *  as fixed good bits (SPRT SP-POS58IV), which is why near end and cutter may never show. */
void escpos_state_realtime(struct escpos_state *state, const uint8_t answers[5]);
void escpos_state_automatic(struct escpos_state *state, const uint8_t group[4]);
/** Is it an answer to GS r 1 that says that there is paper? The bits of near end come in a pair, 00
 * or 03; with those of the end (0C, or 0F from some clones) the ticket may not have come out whole.
 */
bool escpos_is_confirmation(uint8_t value);

#endif
