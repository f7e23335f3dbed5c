/* The talk with a text-to-speech chip: what is sent when, and what its answers mean. Pure: bytes
 * and milliseconds in, bytes and events out; the driver moves them.
 *
 *   away ──connected──▶ asking ──4F──▶ idle ──say──▶ sent ──41──▶ speaking ──4F──▶ idle, finished
 *                        │ no answer: wake, ask     │ 45, 4A: once more   │ 4F too early, or late:
 *                        └─ again, then lost        └─ then finished(no)  └─ ask: busy or idle?
 *
 *  - the end of speech is 4F; when it does not come within 0.35 s a character and 2 s, the chip is
 *    asked, and stopped when it says "busy" three times over;
 *  - a 4F that comes before anybody could have said so much is a stray one of the last text: the
 *    chip is asked, so an utterance never ends at once;
 *  - 4A in the middle: the chip lost its power; the piece is sent once more;
 *  - 45: the frame was spoilt on the line; once more, then finished(no) and "rejected". */
#ifndef JIAOHAO_TTS_TALK_H
#define JIAOHAO_TTS_TALK_H

#include "tts_frame.h"

enum {
	TTS_PIECES_MAX = 8,
	TTS_SPEECH_MAX = 1536, /* encoded bytes of an utterance */
};

enum tts_state {
	TTS_AWAY, /* no line */
	TTS_ASKING,
	TTS_READY,
	TTS_SENT,
	TTS_SPEAKING,
	TTS_CHECKING, /* speaking, but is it still? */
	TTS_STOPPING,
};

/* Why the chip is not all right; the words stand in the driver. */
enum tts_health { TTS_UNKNOWN, TTS_WELL, TTS_REJECTS, TTS_STUCK, TTS_SILENT };

struct tts_piece {
	uint16_t start, length; /* in bytes[] */
	uint16_t characters;
};

struct tts_speech {
	enum tts_encoding encoding;
	bool chime; /* the first piece begins with a tone, which takes its time too */
	uint8_t count;
	struct tts_piece pieces[TTS_PIECES_MAX];
	uint8_t bytes[TTS_SPEECH_MAX];
};

struct tts_talk {
	const struct tts_chip *chip;
	uint32_t byte_us; /* of a byte on the wire */
	enum tts_state state;
	enum tts_health health;
	bool speaks;  /* an utterance was taken and has not ended */
	bool stopped; /* and shall not go on */
	uint8_t piece, tries, extensions, silences;
	bool early;    /* checking because 4F came too early */
	bool taken;    /* the chip has said 41 for this piece */
	uint8_t asked; /* the command that waits for its answer */
	int64_t due_ms, began_ms, limit_ms;
	int64_t quiet_ms; /* no frame before: they stand 20 ms apart */
	size_t out_length;
	uint8_t out[TTS_FRAME_MAX]; /* not yet taken by the driver */
	struct tts_speech speech;
	/* What the driver has to tell; it clears them. */
	bool finished, spoken;
	uint64_t time_outs, noise, stale, rejected;
};

void tts_talk_init(struct tts_talk *talk, const struct tts_chip *chip, uint32_t byte_us);
/** The line is open: the chip is asked how it is. */
void tts_talk_connected(struct tts_talk *talk, int64_t now_ms);
/** The line is gone; an utterance is lost with it. */
void tts_talk_lost(struct tts_talk *talk);
/** 0; -EBUSY; -ENODEV: no line or no answer. Exactly one "finished" comes for each 0. */
int tts_talk_say(struct tts_talk *talk, const struct tts_speech *speech, int64_t now_ms);
/** Silence, at once; "finished" comes when the chip has taken it. */
void tts_talk_stop(struct tts_talk *talk, int64_t now_ms);
void tts_talk_byte(struct tts_talk *talk, uint8_t byte, int64_t now_ms);
/** To be called at tts_talk_next. */
void tts_talk_tick(struct tts_talk *talk, int64_t now_ms);
/** What is to be sent now; its length, 0: nothing yet. Valid until the next call. */
size_t tts_talk_take(struct tts_talk *talk, int64_t now_ms, const uint8_t **bytes);
/** When tick or take has something to do; INT64_MAX: nothing. */
int64_t tts_talk_next(const struct tts_talk *talk);

#endif
