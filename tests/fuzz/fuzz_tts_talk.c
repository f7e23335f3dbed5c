/* Any answers at any times to the talk with a text-to-speech chip: every utterance that was taken
 * ends exactly once, what goes out are whole frames no closer than they may be, and whoever waits
 * is never left without a next time. A byte below 0x20 lets time pass, 0x20 to 0x23 are acts of the
 * driver's; all others come from the chip. */
#include "tts_talk.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool condition)
{
	if (!condition)
		abort();
}

static void check_frame(const struct tts_chip *chip, const uint8_t *frame, size_t length)
{
	uint8_t sum = 0;
	must(length >= 4 && length <= TTS_FRAME_MAX && frame[0] == 0xFD);
	must(length == 3 + ((size_t)frame[1] << 8 | frame[2]));
	for (size_t i = 0; i < length; i++)
		sum ^= frame[i];
	must(!chip->has_sum || sum == 0);
}

struct fuzz {
	struct tts_talk talk;
	int64_t now, sent_ms;
	unsigned taken, ended;
};

static void move(struct fuzz *fuzz)
{
	const uint8_t *bytes;
	size_t length = tts_talk_take(&fuzz->talk, fuzz->now, &bytes);
	if (length > 0) {
		check_frame(fuzz->talk.chip, bytes, length);
		must(fuzz->now - fuzz->sent_ms >= 8);
		fuzz->sent_ms = fuzz->now;
	}
	fuzz->ended += fuzz->talk.finished;
	fuzz->talk.finished = false;
	must(fuzz->ended + fuzz->talk.speaks == fuzz->taken);
	must(fuzz->talk.state == TTS_AWAY || tts_talk_next(&fuzz->talk) < INT64_MAX);
}

static void act(struct fuzz *fuzz, uint8_t byte)
{
	static struct tts_speech speech = { .encoding = TTS_GBK, .count = 2 };
	speech.pieces[0] = (struct tts_piece){ 0, 30, 15 };
	speech.pieces[1] = (struct tts_piece){ 30, 200, 100 };
	switch (byte) {
	case 0x20:
		fuzz->taken += tts_talk_say(&fuzz->talk, &speech, fuzz->now) == 0;
		break;
	case 0x21:
		tts_talk_stop(&fuzz->talk, fuzz->now);
		break;
	case 0x22:
		tts_talk_lost(&fuzz->talk);
		break;
	case 0x23:
		if (fuzz->talk.state == TTS_AWAY) {
			fuzz->sent_ms = fuzz->now - 1000;
			tts_talk_connected(&fuzz->talk, fuzz->now);
		}
		break;
	default:
		tts_talk_byte(&fuzz->talk, byte, fuzz->now);
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz fuzz = { .now = 1000 };
	tts_talk_init(&fuzz.talk, &tts_chips[size % 2], 1042);
	tts_talk_connected(&fuzz.talk, fuzz.now);
	move(&fuzz);
	for (size_t i = 0; i < size; i++) {
		if (data[i] < 0x10)
			fuzz.now += data[i];
		else if (data[i] < 0x20)
			fuzz.now += (int64_t)1 << (data[i] - 0x10);
		else
			act(&fuzz, data[i]);
		tts_talk_tick(&fuzz.talk, fuzz.now);
		move(&fuzz);
	}
	/* A chip that falls silent does not keep anybody waiting for ever. */
	int64_t end = fuzz.now + 10 * 60000;
	while (fuzz.talk.speaks && fuzz.now < end) {
		if (tts_talk_next(&fuzz.talk) > fuzz.now)
			fuzz.now = tts_talk_next(&fuzz.talk);
		tts_talk_tick(&fuzz.talk, fuzz.now);
		move(&fuzz);
	}
	must(!fuzz.talk.speaks);
	return 0;
}
