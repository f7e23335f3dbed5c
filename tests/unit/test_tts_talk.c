/* The talk with a text-to-speech chip, milliseconds and bytes by hand: healthy, late, lying, dead.
 */
#include "check.h"
#include "tts_talk.h"

#include <errno.h>

enum { STARTED = 0x4A, TAKEN = 0x41, REFUSED = 0x45, BUSY = 0x4E, IDLE = 0x4F };
enum { COMMAND_TEXT = 0x01 };

static struct tts_talk talk;
static struct tts_speech speech;
static int64_t now;

/* The command of the frame that goes out now; 0: none. */
static uint8_t goes_out(void)
{
	const uint8_t *bytes;
	size_t length = tts_talk_take(&talk, now, &bytes);
	if (length == 0)
		return 0;
	CHECK(bytes[0] == 0xFD && length == 3 + ((size_t)bytes[1] << 8 | bytes[2]));
	return bytes[3];
}

/* Time passes until something goes out, at most @p most ms; its command. */
static uint8_t wait(int64_t most)
{
	int64_t end = now + most;
	for (;;) {
		uint8_t command = goes_out();
		int64_t next = tts_talk_next(&talk);
		if (command != 0 || talk.finished)
			return command;
		if (next > end) {
			now = end;
			return 0;
		}
		if (next > now)
			now = next;
		tts_talk_tick(&talk, now);
	}
}

static void comes(uint8_t byte)
{
	tts_talk_byte(&talk, byte, now);
}

static bool has_finished(bool spoken)
{
	bool right = talk.finished && talk.spoken == spoken;
	talk.finished = false;
	return right;
}

static void start(void)
{
	now = 1000;
	tts_talk_init(&talk, &tts_chips[0], 1042);
	speech = (struct tts_speech){ .encoding = TTS_GBK, .count = 1 };
	speech.pieces[0] = (struct tts_piece){ 0, 20, 10 };
	CHECK(tts_talk_say(&talk, &speech, now) == -ENODEV);
	tts_talk_connected(&talk, now);
	CHECK(wait(0) == TTS_QUERY && talk.health == TTS_UNKNOWN);
	now += 10;
	comes(IDLE);
	CHECK(talk.health == TTS_WELL && talk.state == TTS_READY);
	now += 100;
}

/* To where the chip speaks. */
static void begin(void)
{
	start();
	CHECK(tts_talk_say(&talk, &speech, now) == 0);
	CHECK(tts_talk_say(&talk, &speech, now) == -EBUSY);
	CHECK(wait(30) == COMMAND_TEXT);
	now += 40;
	comes(TAKEN);
	CHECK(talk.state == TTS_SPEAKING);
}

static void the_end_of_speech_is_the_chips_own_word(void)
{
	begin();
	now += 2500;
	CHECK(wait(0) == 0 && !talk.finished);
	comes(IDLE);
	CHECK(has_finished(true) && talk.state == TTS_READY);
	CHECK(talk.time_outs == 0 && talk.stale == 0 && talk.noise == 0);
	comes(IDLE); /* twice: the second is nobody's */
	CHECK(!talk.finished && talk.stale == 1);
}

static void a_second_end_does_not_end_the_next_text(void)
{
	begin();
	now += 2500;
	comes(IDLE);
	CHECK(has_finished(true));
	CHECK(tts_talk_say(&talk, &speech, now) == 0);
	comes(IDLE); /* before the text has left */
	CHECK(wait(30) == COMMAND_TEXT);
	now += 5;
	comes(IDLE); /* before it was taken */
	now += 30;
	comes(TAKEN);
	now += 100;
	comes(IDLE); /* far too early for ten characters */
	CHECK(!talk.finished && wait(30) == TTS_QUERY);
	now += 5;
	comes(BUSY);
	CHECK(talk.state == TTS_SPEAKING && !talk.finished);
	now += 2400;
	comes(IDLE);
	CHECK(has_finished(true));
}

static void a_chip_that_spoke_faster_than_we_think_is_believed_when_asked(void)
{
	begin();
	now += 100;
	comes(IDLE);
	CHECK(wait(30) == TTS_QUERY);
	comes(IDLE);
	CHECK(has_finished(true));
}

static void an_end_that_never_comes_is_asked_for(void)
{
	begin();
	int64_t began = now;
	CHECK(wait(10000) == TTS_QUERY);
	CHECK(now - began == 10 * 350 + 2000); /* 0.35 s a character, and 2 s */
	comes(IDLE);
	CHECK(has_finished(true) && talk.time_outs == 1);
}

static void a_chip_that_never_stops_is_stopped(void)
{
	begin();
	for (unsigned i = 0; i < 3; i++) {
		CHECK(wait(10000) == TTS_QUERY);
		comes(BUSY);
	}
	CHECK(wait(30) == TTS_STOP);
	comes(TAKEN);
	comes(IDLE);
	CHECK(has_finished(false) && talk.health == TTS_STUCK);
	/* Well again with the next text that it speaks. */
	CHECK(tts_talk_say(&talk, &speech, now) == 0 && wait(30) == COMMAND_TEXT);
	comes(TAKEN);
	now += 2500;
	comes(IDLE);
	CHECK(has_finished(true) && talk.health == TTS_WELL);
}

static void a_refused_frame_is_sent_once_more(void)
{
	start();
	CHECK(tts_talk_say(&talk, &speech, now) == 0 && wait(30) == COMMAND_TEXT);
	comes(REFUSED);
	CHECK(!talk.finished && wait(60) == COMMAND_TEXT);
	comes(REFUSED);
	CHECK(has_finished(false) && talk.health == TTS_REJECTS && talk.rejected == 2);
	CHECK(wait(60) == 0);
}

static void a_chip_that_lost_its_power_speaks_from_the_beginning(void)
{
	begin();
	now += 1000;
	comes(STARTED);
	CHECK(!talk.finished && wait(60) == COMMAND_TEXT);
	comes(TAKEN);
	now += 500;
	comes(STARTED); /* and again: its supply is broken */
	CHECK(has_finished(false) && talk.health == TTS_REJECTS);
}

static void a_taken_that_was_lost_is_asked_for(void)
{
	start();
	CHECK(tts_talk_say(&talk, &speech, now) == 0 && wait(30) == COMMAND_TEXT);
	CHECK(wait(1000) == TTS_QUERY);
	comes(BUSY); /* it speaks */
	now += 2000;
	comes(IDLE);
	CHECK(has_finished(true));
	/* And when it does not, the text was lost on its way. */
	CHECK(tts_talk_say(&talk, &speech, now) == 0 && wait(30) == COMMAND_TEXT);
	CHECK(wait(1000) == TTS_QUERY);
	comes(IDLE);
	CHECK(!talk.finished && wait(60) == COMMAND_TEXT);
	CHECK(wait(1000) == TTS_QUERY);
	comes(IDLE);
	CHECK(has_finished(false));
}

static void a_silent_chip_is_woken_and_then_lost_and_comes_back(void)
{
	begin();
	CHECK(wait(10000) == TTS_QUERY);
	CHECK(wait(1000) == TTS_QUERY && !talk.finished); /* one answer may be spoilt */
	CHECK(wait(1000) == TTS_QUERY && has_finished(false));
	unsigned wakes = 0, frames = 0;
	int64_t began = now;
	for (; now - began < 120000 && frames < 100; frames++)
		wakes += wait(40000) == TTS_WAKE;
	CHECK(talk.health == TTS_SILENT && wakes > 1 && frames < 40);
	CHECK(tts_talk_say(&talk, &speech, now) == -ENODEV);
	comes(STARTED);
	CHECK(talk.health == TTS_WELL && tts_talk_say(&talk, &speech, now) == 0);
	CHECK(wait(60) == COMMAND_TEXT);
}

static void a_chip_that_sleeps_is_woken(void)
{
	now = 1000;
	tts_talk_init(&talk, &tts_chips[0], 1042);
	tts_talk_connected(&talk, now);
	CHECK(wait(10) == TTS_QUERY);
	CHECK(wait(1000) == TTS_WAKE);
	comes(TAKEN);
	CHECK(wait(60) == TTS_QUERY);
	comes(TAKEN); /* some say that before the answer itself */
	comes(IDLE);
	CHECK(talk.health == TTS_WELL && talk.state == TTS_READY);
}

static void an_idle_chip_is_looked_at_now_and_then(void)
{
	start();
	CHECK(wait(31000) == TTS_QUERY);
	CHECK(tts_talk_say(&talk, &speech, now) == 0); /* meanwhile */
	CHECK(wait(0) == 0);
	comes(IDLE);
	CHECK(wait(60) == COMMAND_TEXT);
}

static void what_is_spoken_of_old_is_stopped_first(void)
{
	now = 1000;
	tts_talk_init(&talk, &tts_chips[0], 1042);
	tts_talk_connected(&talk, now);
	CHECK(wait(10) == TTS_QUERY);
	CHECK(tts_talk_say(&talk, &speech, now) == 0);
	comes(BUSY);
	CHECK(wait(60) == TTS_STOP);
	comes(TAKEN);
	comes(IDLE);
	CHECK(!talk.finished && wait(60) == COMMAND_TEXT);
}

static void stop_is_at_once_and_ends_the_utterance_unspoken(void)
{
	begin();
	now += 500;
	tts_talk_stop(&talk, now);
	CHECK(wait(0) == TTS_STOP);
	comes(TAKEN);
	CHECK(!talk.finished);
	comes(IDLE);
	CHECK(has_finished(false) && talk.state == TTS_READY);
	tts_talk_stop(&talk, now); /* nothing is spoken: nothing happens */
	CHECK(wait(0) == 0);
	/* Of a chip that does not answer it ends as well. */
	CHECK(tts_talk_say(&talk, &speech, now) == 0 && wait(60) == COMMAND_TEXT);
	comes(TAKEN);
	tts_talk_stop(&talk, now);
	CHECK(wait(60) == TTS_STOP);
	int64_t began = now;
	while (!talk.finished && now - began < 5000)
		wait(100);
	CHECK(has_finished(false) && now - began < 600);
}

static void pieces_follow_each_other_and_a_lost_line_ends_them(void)
{
	start();
	speech.count = 3;
	speech.pieces[1] = (struct tts_piece){ 20, 20, 10 };
	speech.pieces[2] = (struct tts_piece){ 40, 20, 10 };
	CHECK(tts_talk_say(&talk, &speech, now) == 0);
	for (unsigned i = 0; i < 2; i++) {
		CHECK(wait(60) == COMMAND_TEXT);
		comes(TAKEN);
		now += 2000;
		comes(IDLE);
		CHECK(!talk.finished);
	}
	CHECK(wait(60) == COMMAND_TEXT);
	comes(0x00);
	comes(0xFF);
	CHECK(talk.noise == 2);
	tts_talk_lost(&talk);
	CHECK(has_finished(false) && tts_talk_next(&talk) == INT64_MAX);
	CHECK(tts_talk_say(&talk, &speech, now) == -ENODEV);
}

int main(void)
{
	the_end_of_speech_is_the_chips_own_word();
	a_second_end_does_not_end_the_next_text();
	a_chip_that_spoke_faster_than_we_think_is_believed_when_asked();
	an_end_that_never_comes_is_asked_for();
	a_chip_that_never_stops_is_stopped();
	a_refused_frame_is_sent_once_more();
	a_chip_that_lost_its_power_speaks_from_the_beginning();
	a_taken_that_was_lost_is_asked_for();
	a_silent_chip_is_woken_and_then_lost_and_comes_back();
	a_chip_that_sleeps_is_woken();
	an_idle_chip_is_looked_at_now_and_then();
	what_is_spoken_of_old_is_stopped_first();
	stop_is_at_once_and_ends_the_utterance_unspoken();
	pieces_follow_each_other_and_a_lost_line_ends_them();
	return check_result();
}
