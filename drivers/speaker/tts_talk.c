/* The talk with a text-to-speech chip. Pure; knows no line and no clock. */
#include "tts_talk.h"

#include <errno.h>
#include <string.h>

enum {
	ANSWER_MS = 500, /* for 41, 4E, 4F after a frame has gone out */
	GAP_MS = 20,	 /* between frames: a SYN6288 wants 8, and 16 after it was woken */
	CHARACTER_MS = 350,
	SPARE_MS = 2000,
	CHIME_MS = 5000,  /* the longest message tone */
	SOONEST_MS = 80,  /* nobody says a character faster */
	LOOK_MS = 30000,  /* how often an idle chip is asked */
	AGAIN_MS = 30000, /* the longest pause between two questions to a silent one */
	TRIES_MAX = 2,	  /* of one piece */
	EXTENSIONS_MAX = 2,
	SILENCES_MAX = 3, /* questions in a row without an answer: it is lost */
};

void tts_talk_init(struct tts_talk *talk, const struct tts_chip *chip, uint32_t byte_us)
{
	memset(talk, 0, sizeof *talk);
	talk->chip = chip;
	talk->byte_us = byte_us;
	talk->due_ms = INT64_MAX;
}

/* When the last byte of what waits to be sent has gone out. */
static int64_t gone_out(const struct tts_talk *talk, int64_t now_ms)
{
	int64_t from = talk->quiet_ms > now_ms ? talk->quiet_ms : now_ms;
	return from + (int64_t)talk->out_length * talk->byte_us / 1000 + 1;
}

static void send(struct tts_talk *talk, enum tts_command command, int64_t now_ms)
{
	talk->out_length = tts_frame_command(talk->chip, command, talk->out);
	talk->asked = (uint8_t)command;
	talk->due_ms = gone_out(talk, now_ms) + ANSWER_MS;
}

static void ask(struct tts_talk *talk, enum tts_state state, int64_t now_ms)
{
	talk->state = state;
	send(talk, TTS_QUERY, now_ms);
}

static void send_piece(struct tts_talk *talk, int64_t now_ms)
{
	const struct tts_piece *piece = &talk->speech.pieces[talk->piece];
	talk->state = TTS_SENT;
	talk->tries++;
	talk->extensions = 0;
	talk->taken = false;
	talk->out_length =
		tts_frame_text(talk->chip, talk->speech.encoding, talk->speech.bytes + piece->start,
			       piece->length, talk->out);
	talk->due_ms = gone_out(talk, now_ms) + ANSWER_MS;
}

static void finish(struct tts_talk *talk, bool spoken)
{
	if (!talk->speaks)
		return;
	talk->speaks = false;
	talk->finished = true;
	talk->spoken = spoken && !talk->stopped;
	talk->stopped = false;
}

static void rest(struct tts_talk *talk, int64_t now_ms)
{
	talk->state = TTS_READY;
	talk->silences = 0;
	talk->due_ms = now_ms + LOOK_MS;
}

static void end(struct tts_talk *talk, bool spoken, int64_t now_ms)
{
	rest(talk, now_ms);
	finish(talk, spoken);
}

static void send_stop(struct tts_talk *talk, int64_t now_ms)
{
	talk->state = TTS_STOPPING;
	send(talk, TTS_STOP, now_ms);
}

/* Ready: with an utterance that was taken while the chip was asked, it is begun. */
static void ready(struct tts_talk *talk, int64_t now_ms)
{
	if (talk->health != TTS_REJECTS && talk->health != TTS_STUCK)
		talk->health = TTS_WELL; /* those go with the next text that is spoken */
	rest(talk, now_ms);
	if (!talk->speaks)
		return;
	talk->piece = talk->tries = 0;
	if (talk->stopped)
		finish(talk, false);
	else
		send_piece(talk, now_ms);
}

/* The frame was not taken, or was lost with the chip's power. */
static void try_again(struct tts_talk *talk, enum tts_health why, int64_t now_ms)
{
	if (talk->tries < TRIES_MAX) {
		send_piece(talk, now_ms);
		return;
	}
	talk->health = why;
	end(talk, false, now_ms);
}

static void said(struct tts_talk *talk, int64_t now_ms)
{
	talk->health = TTS_WELL;
	talk->silences = 0;
	talk->tries = 0;
	if (++talk->piece < talk->speech.count)
		send_piece(talk, now_ms);
	else
		end(talk, true, now_ms);
}

static void begin_speaking(struct tts_talk *talk, int64_t now_ms)
{
	const struct tts_piece *piece = &talk->speech.pieces[talk->piece];
	talk->state = TTS_SPEAKING;
	talk->health = TTS_WELL;
	talk->taken = true;
	talk->silences = 0;
	talk->began_ms = now_ms;
	talk->limit_ms = (int64_t)piece->characters * CHARACTER_MS + SPARE_MS;
	if (talk->speech.chime && talk->piece == 0)
		talk->limit_ms += CHIME_MS;
	talk->due_ms = now_ms + talk->limit_ms;
}

static bool is_too_early(const struct tts_talk *talk, int64_t now_ms)
{
	const struct tts_piece *piece = &talk->speech.pieces[talk->piece];
	return now_ms - talk->began_ms < (int64_t)piece->characters * SOONEST_MS;
}

static void asking(struct tts_talk *talk, enum tts_reply reply, int64_t now_ms)
{
	if (reply == TTS_IDLE || reply == TTS_STARTED)
		ready(talk, now_ms);
	else if (reply == TTS_BUSY) /* it speaks what nobody here knows of */
		send_stop(talk, now_ms);
	else if (reply == TTS_ACCEPTED && talk->asked == TTS_WAKE)
		ask(talk, TTS_ASKING, now_ms);
	else if (reply == TTS_ACCEPTED) /* "query taken"; the answer follows */
		talk->due_ms = now_ms + ANSWER_MS;
}

static void sent(struct tts_talk *talk, enum tts_reply reply, int64_t now_ms)
{
	if (reply == TTS_ACCEPTED) {
		begin_speaking(talk, now_ms);
	} else if (reply == TTS_REJECTED) {
		talk->rejected++;
		try_again(talk, TTS_REJECTS, now_ms);
	} else if (reply == TTS_STARTED) {
		try_again(talk, TTS_REJECTS, now_ms);
	} else {
		talk->stale++; /* of the text before: this one is not yet taken */
	}
}

static void speaking(struct tts_talk *talk, enum tts_reply reply, int64_t now_ms)
{
	if (reply == TTS_STARTED) {
		try_again(talk, TTS_REJECTS, now_ms);
	} else if (reply != TTS_IDLE) {
		talk->stale++;
	} else if (is_too_early(talk, now_ms)) {
		talk->early = true;
		ask(talk, TTS_CHECKING, now_ms);
	} else {
		said(talk, now_ms);
	}
}

static void checking(struct tts_talk *talk, enum tts_reply reply, int64_t now_ms)
{
	if (reply == TTS_ACCEPTED || reply == TTS_REJECTED)
		return; /* of the query; its answer, or silence, follows */
	talk->silences = 0;
	if (reply == TTS_STARTED || (reply == TTS_IDLE && !talk->taken)) {
		try_again(talk, TTS_REJECTS, now_ms);
	} else if (reply == TTS_IDLE) {
		said(talk, now_ms);
	} else if (reply == TTS_BUSY && !talk->taken) { /* only its 41 was lost */
		begin_speaking(talk, now_ms);
	} else if (reply == TTS_BUSY && talk->early) {
		talk->stale++;
		talk->state = TTS_SPEAKING;
		talk->due_ms = talk->began_ms + talk->limit_ms;
	} else if (reply == TTS_BUSY && talk->extensions < EXTENSIONS_MAX) {
		talk->extensions++;
		talk->state = TTS_SPEAKING;
		talk->due_ms = now_ms + talk->limit_ms;
	} else if (reply == TTS_BUSY) {
		talk->health = TTS_STUCK;
		talk->stopped = true;
		send_stop(talk, now_ms);
	}
}

static void stopping(struct tts_talk *talk, enum tts_reply reply, int64_t now_ms)
{
	if (reply == TTS_ACCEPTED || reply == TTS_REJECTED)
		talk->due_ms = now_ms + ANSWER_MS; /* is it quiet? 4F, or it is asked */
	else if (reply == TTS_IDLE || reply == TTS_STARTED)
		ready(talk, now_ms); /* with what was asked for meanwhile, or its end */
}

void tts_talk_byte(struct tts_talk *talk, uint8_t byte, int64_t now_ms)
{
	enum tts_reply reply = tts_reply(byte);
	if (reply == TTS_NOISE) {
		talk->noise++;
		return;
	}
	/* Nothing can be answered before it was asked. */
	bool asked = talk->out_length == 0;
	if (talk->quiet_ms < now_ms + 2)
		talk->quiet_ms = now_ms + 2;
	switch (talk->state) {
	case TTS_AWAY:
		break;
	case TTS_ASKING:
		asking(talk, reply, now_ms);
		break;
	case TTS_READY:
		talk->stale += reply != TTS_STARTED;
		break;
	case TTS_SENT:
		if (asked)
			sent(talk, reply, now_ms);
		else
			talk->stale++;
		break;
	case TTS_SPEAKING:
		speaking(talk, reply, now_ms);
		break;
	case TTS_CHECKING:
		if (asked)
			checking(talk, reply, now_ms);
		else
			talk->stale++;
		break;
	case TTS_STOPPING:
		if (asked)
			stopping(talk, reply, now_ms);
		break;
	}
}

/* No answer: woken and asked again, and when that brings nothing either, lost. */
static void silent(struct tts_talk *talk, int64_t now_ms)
{
	talk->time_outs++;
	if (talk->silences < UINT8_MAX)
		talk->silences++;
	if (talk->silences >= SILENCES_MAX) {
		talk->health = TTS_SILENT;
		finish(talk, false);
	}
	if (talk->silences % 2 == 1 && talk->chip->has_wake) {
		talk->state = TTS_ASKING;
		send(talk, TTS_WAKE, now_ms);
		return;
	}
	ask(talk, TTS_ASKING, now_ms);
	if (talk->silences > SILENCES_MAX) {
		int64_t pause_ms =
			(int64_t)1000
			<< (talk->silences - SILENCES_MAX > 5 ? 5 : talk->silences - SILENCES_MAX);
		talk->due_ms += pause_ms < AGAIN_MS ? pause_ms : AGAIN_MS;
	}
}

void tts_talk_tick(struct tts_talk *talk, int64_t now_ms)
{
	if (now_ms < talk->due_ms)
		return;
	switch (talk->state) {
	case TTS_AWAY:
		talk->due_ms = INT64_MAX;
		break;
	case TTS_READY:
		ask(talk, TTS_ASKING, now_ms);
		break;
	case TTS_SENT:
	case TTS_SPEAKING:
		talk->time_outs++;
		talk->early = false;
		ask(talk, TTS_CHECKING, now_ms);
		break;
	case TTS_CHECKING:
		if (talk->silences == 0) { /* one answer may be spoilt by noise */
			talk->time_outs++;
			talk->silences = 1;
			ask(talk, TTS_CHECKING, now_ms);
			break;
		}
		finish(talk, false);
		silent(talk, now_ms);
		break;
	case TTS_STOPPING:
		if (talk->stopped)
			finish(talk, false);
		silent(talk, now_ms);
		break;
	case TTS_ASKING:
		silent(talk, now_ms);
		break;
	}
}

void tts_talk_connected(struct tts_talk *talk, int64_t now_ms)
{
	talk->silences = 0;
	talk->quiet_ms = 0;
	talk->health = TTS_UNKNOWN;
	ask(talk, TTS_ASKING, now_ms);
}

void tts_talk_lost(struct tts_talk *talk)
{
	talk->state = TTS_AWAY;
	talk->health = TTS_UNKNOWN;
	talk->out_length = 0;
	talk->due_ms = INT64_MAX;
	finish(talk, false);
}

int tts_talk_say(struct tts_talk *talk, const struct tts_speech *speech, int64_t now_ms)
{
	if (talk->speaks || talk->finished)
		return -EBUSY;
	if (talk->state == TTS_AWAY || talk->health == TTS_SILENT)
		return -ENODEV;
	talk->speech = *speech;
	talk->speaks = true;
	talk->stopped = talk->spoken = false;
	if (talk->state == TTS_READY)
		ready(talk, now_ms);
	return 0;
}

void tts_talk_stop(struct tts_talk *talk, int64_t now_ms)
{
	if (!talk->speaks)
		return;
	talk->stopped = true;
	if (talk->state == TTS_SENT || talk->state == TTS_SPEAKING || talk->state == TTS_CHECKING)
		send_stop(talk, now_ms);
}

size_t tts_talk_take(struct tts_talk *talk, int64_t now_ms, const uint8_t **bytes)
{
	size_t length = talk->out_length;
	if (length == 0 || now_ms < talk->quiet_ms)
		return 0;
	talk->out_length = 0;
	talk->quiet_ms = now_ms + (int64_t)length * talk->byte_us / 1000 + GAP_MS;
	*bytes = talk->out;
	return length;
}

int64_t tts_talk_next(const struct tts_talk *talk)
{
	return talk->out_length > 0 && talk->quiet_ms < talk->due_ms ? talk->quiet_ms
								     : talk->due_ms;
}
