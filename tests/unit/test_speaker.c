/* The clips speaker on a simulated sound line: what is said there, when it ends, what is told. */
#include "audio.h"
#include "check.h"
#include "fake_keys.h"
#include "port.h"
#include "speaker_clips.h"
#include "wav_files.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

struct heard {
	struct speaker_owner owner;
	struct speaker *speaker;
	enum device_health health;
	char detail[64];
	unsigned finished;
	uint64_t utterance;
	bool spoken;
};

static struct event_base *base;
static struct port *port;
static struct heard hall, other;
static char folder[64], line[96];
static int master = -1, slave = -1;

static void health(void *context, enum device_health state, const char *detail)
{
	struct heard *heard = context;
	heard->health = state;
	snprintf(heard->detail, sizeof heard->detail, "%s", detail);
}

static void finished(void *context, uint64_t utterance, bool spoken)
{
	struct heard *heard = context;
	heard->finished++;
	heard->utterance = utterance;
	heard->spoken = spoken;
}

static void plug(void)
{
	struct termios raw;
	master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0)
		abort();
	slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (slave < 0 || tcgetattr(slave, &raw) < 0)
		abort();
	cfmakeraw(&raw);
	if (tcsetattr(slave, TCSANOW, &raw) < 0 || symlink(ptsname(master), line) < 0)
		abort();
}

static void unplug(void)
{
	close(master);
	close(slave);
	unlink(line);
}

static void open_speaker(struct heard *heard)
{
	struct fake_keys keys;
	memset(heard, 0, sizeof *heard);
	heard->owner = (struct speaker_owner){ heard, health, finished };
	fake_keys_init(&keys, "port", "sound", "clips", folder, "volume_percent", "80", NULL);
	fake_keys_add_port(&keys, port);
	if (speaker_clips.open(&heard->speaker, base, &keys.keys, &heard->owner) < 0 ||
	    fake_keys_left(&keys) != NULL)
		abort();
}

static void start(unsigned rate)
{
	static const char *const names[] = { "chime", "qing", "A", "0", "hao" };
	base = event_base_new();
	strcpy(folder, "/tmp/test-speaker-XXXXXX");
	if (mkdtemp(folder) == NULL)
		abort();
	snprintf(line, sizeof line, "%s/line", folder);
	for (unsigned i = 0; i < 5; i++) /* 0.1 s each */
		if (wav_file_write(folder, names[i], &wav_plain, (int)i, 2205) < 0)
			abort();
	plug();
	port = fake_port(base, "name", "sound", "kind", "audio", "line", line, NULL);
	audio_set_rate(port_audio(port), rate);
	open_speaker(&hall);
}

static void stop(void)
{
	char command[128];
	speaker_clips.close(hall.speaker);
	port_close(port);
	unplug();
	event_base_free(base);
	snprintf(command, sizeof command, "rm -r %s", folder);
	if (system(command) != 0)
		abort();
}

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void run(unsigned max_ms, const unsigned *until, unsigned value)
{
	int64_t end = now_ms() + max_ms;
	while (*until != value && now_ms() < end) {
		struct timeval wait = { 0, 10000 };
		event_base_loopexit(base, &wait);
		event_base_loop(base, EVLOOP_ONCE);
	}
}

static const char *heard_line(void)
{
	static char text[512];
	ssize_t length = read(master, text, sizeof text - 1);
	text[length > 0 ? length : 0] = '\0';
	return text;
}

static const unsigned *as_number(const enum device_health *state)
{
	return (const unsigned *)state;
}

static const struct speech speech_a0 = {
	.language = "zh",
	.chime = true,
	.text = "请A零号",
	.clip_count = 4,
	.clips = { "qing", "A", "0", "hao" },
};

static void clips_are_said_in_order_and_end_when_their_time_has_passed(void)
{
	start(1);
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK_TEXT(hall.detail, "ok");
	int64_t began = now_ms();
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 5) == 0);
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 6) == -EBUSY);
	run(3000, &hall.finished, 1);
	int64_t took = now_ms() - began;
	/* five clips of 100 ms, 250 ms after the chime, 40 ms after each other one */
	CHECK_TEXT(heard_line(), "SAY chime qing A 0 hao | 909\n");
	CHECK(hall.utterance == 5 && hall.spoken);
	CHECK(took >= 905 && took < 1500);
	stop();
}

static void a_fast_clock_shortens_the_utterance_only(void)
{
	start(100);
	run(2000, as_number(&hall.health), DEVICE_OK);
	int64_t began = now_ms();
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 5) == 0);
	run(3000, &hall.finished, 1);
	CHECK_TEXT(heard_line(), "SAY chime qing A 0 hao | 909\n");
	CHECK(now_ms() - began < 300);
	stop();
}

static void a_missing_clip_is_named_and_the_rest_is_said(void)
{
	struct speech speech = speech_a0;
	strcpy(speech.clips[1], "Z");
	start(10);
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_clips.say(hall.speaker, &speech, 1) == 0);
	run(3000, &hall.finished, 1);
	CHECK_TEXT(heard_line(), "SAY chime qing 0 hao | 769\n");
	CHECK(hall.spoken && hall.health == DEVICE_DEGRADED);
	CHECK_TEXT(hall.detail, "clip_missing Z");
	stop();
}

static void words_that_are_all_missing_are_not_spoken(void)
{
	struct speech speech = { .language = "zh", .chime = true, .clip_count = 1 };
	strcpy(speech.clips[0], "Z");
	start(10);
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_clips.say(hall.speaker, &speech, 1) == 0);
	run(3000, &hall.finished, 1);
	CHECK(hall.finished == 1 && !hall.spoken);
	stop();
}

static void two_speakers_on_one_output_take_turns(void)
{
	start(10);
	open_speaker(&other);
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 1) == 0);
	CHECK(speaker_clips.say(other.speaker, &speech_a0, 2) == 0);
	run(3000, &hall.finished, 1);
	CHECK(other.finished == 0);
	CHECK_TEXT(heard_line(), "SAY chime qing A 0 hao | 909\n");
	run(3000, &other.finished, 1);
	CHECK_TEXT(heard_line(), "SAY chime qing A 0 hao | 909\n");
	CHECK(other.utterance == 2 && other.spoken);
	CHECK(speaker_clips.say(other.speaker, &speech_a0, 3) == 0);
	speaker_clips.close(other.speaker); /* in the middle */
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 4) == 0);
	run(3000, &hall.finished, 2);
	CHECK(hall.utterance == 4 && other.finished == 1);
	stop();
}

static void a_line_pulled_out_ends_the_utterance_and_comes_back(void)
{
	start(1);
	run(2000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 1) == 0);
	run(100, &hall.finished, 1);
	unplug();
	run(3000, &hall.finished, 1);
	CHECK(hall.finished == 1 && !hall.spoken && hall.health == DEVICE_LOST);
	CHECK_TEXT(hall.detail, "unplugged");
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 2) == -ENODEV);
	plug();
	run(4000, as_number(&hall.health), DEVICE_OK);
	CHECK(speaker_clips.say(hall.speaker, &speech_a0, 3) == 0);
	run(3000, &hall.finished, 2);
	CHECK(hall.spoken);
	stop();
}

static void wrong_keys_are_refused(void)
{
	struct fake_keys keys;
	struct speaker *speaker = NULL;
	start(1);
	fake_keys_init(&keys, "port", "sound", "clips", "/tmp/no-such-clips", NULL);
	fake_keys_add_port(&keys, port);
	CHECK(speaker_clips.open(&speaker, base, &keys.keys, &hall.owner) == -EINVAL);
	CHECK_TEXT(keys.said, "clips is no folder of clips: No such file or directory");
	fake_keys_init(&keys, "port", "sound", "clips", folder, "volume_percent", "101", NULL);
	fake_keys_add_port(&keys, port);
	CHECK(speaker_clips.open(&speaker, base, &keys.keys, &hall.owner) == -EINVAL);
	CHECK_TEXT(keys.said, "volume_percent is no such number");
	stop();
}

int main(void)
{
	wrong_keys_are_refused();
	clips_are_said_in_order_and_end_when_their_time_has_passed();
	a_fast_clock_shortens_the_utterance_only();
	a_missing_clip_is_named_and_the_rest_is_said();
	words_that_are_all_missing_are_not_spoken();
	two_speakers_on_one_output_take_turns();
	a_line_pulled_out_ends_the_utterance_and_comes_back();
	return check_result();
}
