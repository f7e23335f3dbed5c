/* The driver "xfs5152" on a simulated line to a simulated chip, healthy and not. */
#include "check.h"
#include "fake_keys.h"
#include "loop_until.h"
#include "port.h"
#include "pty_line.h"
#include "speaker_xfs.h"
#include "xfs_sim.h"

#include <errno.h>
#include <unistd.h>

enum { RATE = 50 };

static struct event_base *base;
static struct port *port;
static struct speaker *speaker;
static struct pty_line *line;
static struct xfs_sim chip;
static struct sim_clock clock_of_hall;
static char path[64];
static struct {
	enum device_health health;
	char detail[32];
	unsigned finished, wanted;
	bool spoken;
} heard;

static void health(void *context, enum device_health state, const char *detail)
{
	(void)context;
	heard.health = state;
	snprintf(heard.detail, sizeof heard.detail, "%s", detail);
}

static void finished(void *context, uint64_t utterance, bool spoken)
{
	(void)context;
	CHECK(utterance == 100 + heard.finished);
	heard.finished++;
	heard.spoken = spoken;
}

static const struct speaker_owner owner = { .health = health, .finished = finished };

static void from_host(void *context, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	xfs_sim_receive(context, bytes, count, ended_us);
}

static int to_host(void *context, const uint8_t *bytes, size_t count)
{
	(void)context;
	return line != NULL ? pty_line_send(line, bytes, count) : 0;
}

static bool is_well(void *context)
{
	(void)context;
	return heard.health == DEVICE_OK;
}

static bool is_lost(void *context)
{
	(void)context;
	return heard.health == DEVICE_LOST;
}

static bool has_finished(void *context)
{
	(void)context;
	return heard.finished >= heard.wanted;
}

static void open_speaker(const char *chip_name, const char *encoding)
{
	struct fake_keys keys;
	fake_keys_init(&keys, "port", "voice", "chip", chip_name, "encoding", encoding,
		       "volume_percent", "80", NULL);
	fake_keys_add_port(&keys, port);
	if (speaker_xfs5152.open(&speaker, base, &keys.keys, &owner) < 0 ||
	    fake_keys_left(&keys) != NULL)
		abort();
}

static void start(enum xfs_sim_chip kind, const char *encoding)
{
	static const struct pty_line_owner line_owner = { &chip, from_host };
	static const struct xfs_sim_owner chip_owner = { NULL, to_host };
	snprintf(path, sizeof path, "/tmp/test-xfs-%d", (int)getpid());
	struct pty_line_settings settings = { .path = path, .baud = 9600, .clock_rate = 10 };
	base = event_base_new();
	memset(&chip, 0, sizeof chip);
	memset(&heard, 0, sizeof heard);
	sim_clock_init(&clock_of_hall, 1000000, RATE);
	CHECK(xfs_sim_init(&chip, base, kind, &clock_of_hall, &chip_owner) == 0);
	CHECK(pty_line_open(&line, base, &settings, 1, &line_owner) == 0);
	port = fake_port(base, "name", "voice", "kind", "serial", "device", path, "baud", "9600",
			 NULL);
	open_speaker(kind == XFS_SIM_XFS5152 ? "xfs5152" : "syn6288", encoding);
	CHECK(loop_until(base, is_well, NULL));
}

static void stop(void)
{
	speaker_xfs5152.close(speaker);
	port_close(port);
	pty_line_close(line);
	line = NULL;
	xfs_sim_finish(&chip);
	event_base_free(base);
}

static int say(const char *language, bool chime, const char *text)
{
	struct speech speech = { .chime = chime };
	snprintf(speech.language, sizeof speech.language, "%s", language);
	snprintf(speech.text, sizeof speech.text, "%s", text);
	heard.wanted = heard.finished + 1;
	return speaker_xfs5152.say(speaker, &speech, 100 + heard.finished);
}

static bool is_said(const char *language, bool chime, const char *text)
{
	return say(language, chime, text) == 0 && loop_until(base, has_finished, NULL) &&
	       heard.spoken;
}

static void a_call_is_spoken_with_its_settings_and_ends_when_the_chip_says_so(void)
{
	start(XFS_SIM_XFS5152, "gbk");
	CHECK(is_said("zh", true, "请A零一二号，到十二号窗口"));
	CHECK(chip.count == 1 && chip.spoken[0].whole && chip.volume == 8);
	CHECK_TEXT(chip.spoken[0].text, "[v8][s5][g1][h1]sound101,请A零一二号，到十二号窗口");
	speaker_xfs5152.volume(speaker, 50);
	CHECK(is_said("en", false, "number A zero one, please go to window two"));
	CHECK_TEXT(chip.spoken[1].text,
		   "[v4][s5][g2][h2]number A zero one, please go to window two");
	CHECK(chip.bad_frames == 0 && chip.interrupted == 0);
	stop();
}

static void what_it_can_not_read_is_a_chime_that_was_not_spoken(void)
{
	start(XFS_SIM_XFS5152, "unicode");
	CHECK(!is_said("ug", true, "ئۈچ نومۇر") && heard.finished == 1);
	CHECK_TEXT(chip.spoken[0].text, "[v8][s5][g1][h1]sound101,");
	CHECK(!is_said("ug", false, "ئۈچ نومۇر") && heard.finished == 2 && chip.count == 1);
	CHECK(is_said("zh", true, ""));	     /* a chime is all that was wanted */
	CHECK(is_said("zh", false, "镕基")); /* not in GB2312, but in Unicode */
	CHECK_TEXT(chip.spoken[2].text, "[v8][s5][g1][h1]镕基");
	stop();
}

static void a_syn6288_gets_sums_and_short_frames(void)
{
	char text[SPEECH_TEXT_MAX] = "";
	start(XFS_SIM_SYN6288, "gb2312");
	while (strlen(text) + 24 < sizeof text)
		strcat(text, "请带身份证，谢谢");
	CHECK(is_said("zh", true, text));
	CHECK(chip.count == 2 && chip.bad_frames == 0 && chip.interrupted == 0);
	CHECK(strncmp(chip.spoken[0].text, "[v13][t4]soundk,请带身份证，谢谢请", 40) == 0);
	CHECK(strncmp(chip.spoken[1].text, "[v13][t4]", 9) == 0);
	CHECK(!is_said("en", true, "hello"));  /* it would spell it */
	CHECK(is_said("zh", false, "镕基好")); /* GB2312 lacks the first */
	CHECK_TEXT(chip.spoken[3].text, "[v13][t4]基好");
	stop();
}

static void the_queue_goes_on_with_a_lying_chip(void)
{
	start(XFS_SIM_XFS5152, "gbk");
	chip.faults.double_idle = chip.faults.early_idle = true;
	for (unsigned i = 0; i < 3; i++)
		CHECK(is_said("zh", false, "请A零一二号，到十二号窗口"));
	CHECK(chip.count == 3 && chip.interrupted == 0 && chip.spoken[2].whole);
	memset(&chip.faults, 0, sizeof chip.faults);
	chip.faults.noise = 5;
	chip.faults.reject = 1;
	CHECK(is_said("zh", false, "一"));
	chip.faults.reject = 2;
	CHECK(!is_said("zh", false, "二") && heard.health == DEVICE_DEGRADED);
	CHECK_TEXT(heard.detail, "rejected");
	chip.faults.lose_taken = 1;
	CHECK(is_said("zh", false, "三") && heard.health == DEVICE_OK);
	chip.faults.reboot_ms = 100;
	CHECK(is_said("zh", false, "请到四号窗口"));
	CHECK(chip.volume == 8 && chip.spoken[chip.count - 1].whole);
	chip.faults.never_idle = true;
	CHECK(is_said("zh", false, "五"));
	stop();
}

static void stop_silences_it(void)
{
	start(XFS_SIM_XFS5152, "gbk");
	clock_of_hall.rate = 1;
	CHECK(say("zh", false, "请A零一二号，到十二号窗口") == 0);
	CHECK(say("zh", false, "一") == -EBUSY);
	loop_for(base, 200);
	CHECK(chip.speaking);
	speaker_xfs5152.stop(speaker);
	CHECK(loop_until(base, has_finished, NULL));
	CHECK(!heard.spoken && !chip.speaking && !chip.spoken[0].whole);
	clock_of_hall.rate = RATE;
	CHECK(is_said("zh", false, "立即有序撤离"));
	stop();
}

static void a_mute_chip_is_lost_and_comes_back_with_its_power(void)
{
	start(XFS_SIM_XFS5152, "gbk");
	xfs_sim_power(&chip, false);
	CHECK(!is_said("zh", false, "一") && heard.finished == 1);
	CHECK(loop_until(base, is_lost, NULL));
	CHECK_TEXT(heard.detail, "no_answer");
	CHECK(say("zh", false, "二") == -ENODEV);
	xfs_sim_power(&chip, true); /* 4A */
	CHECK(loop_until(base, is_well, NULL));
	CHECK(is_said("zh", false, "三"));
	stop();
}

static void an_unplugged_line_ends_the_utterance_and_comes_back(void)
{
	start(XFS_SIM_XFS5152, "gbk");
	clock_of_hall.rate = 1;
	CHECK(say("zh", false, "请A零一二号，到十二号窗口") == 0);
	loop_for(base, 150);
	CHECK(pty_line_unplug(line, true) == 0);
	CHECK(loop_until(base, has_finished, NULL) && !heard.spoken);
	CHECK(heard.health == DEVICE_LOST);
	CHECK(say("zh", false, "一") == -ENODEV);
	clock_of_hall.rate = RATE;
	CHECK(pty_line_unplug(line, false) == 0);
	CHECK(loop_until(base, is_well, NULL));
	CHECK(is_said("zh", false, "一"));
	stop();
}

static void refused(const char *said, const char *key, const char *value, const char *chip_name)
{
	struct fake_keys keys;
	struct speaker *none = NULL;
	fake_keys_init(&keys, "port", "voice", "chip", chip_name, key, value, NULL);
	fake_keys_add_port(&keys, port);
	CHECK(speaker_xfs5152.open(&none, base, &keys.keys, &owner) == -EINVAL && none == NULL);
	CHECK_TEXT(keys.said, said);
}

static void wrong_keys_are_refused(void)
{
	base = event_base_new();
	port = fake_port(base, "name", "voice", "kind", "serial", "device", "/tmp/none", "baud",
			 "19200", NULL);
	refused("port has 19200 baud, allowed for this chip are 4800, 9600, 57600, 115200", NULL,
		NULL, "xfs5152");
	refused("port has 19200 baud, allowed for this chip are 9600", NULL, NULL, "syn6288");
	refused("chime is no tone: allowed are up to 15 small letters and digits, as sound101, or "
		"none",
		"chime", "[v0]", "xfs5152");
	refused("speaker is none of the chip's: allowed are 3, 51, 52, 53, 54, 55", "speaker", "4",
		"xfs5152");
	refused("speaker is not allowed: this chip has one voice", "speaker", "3", "syn6288");
	refused("speed is no such number", "speed", "6", "syn6288");
	refused("encoding is not allowed", "encoding", "utf-8", "xfs5152");
	port_close(port);
	event_base_free(base);
}

int main(void)
{
	a_call_is_spoken_with_its_settings_and_ends_when_the_chip_says_so();
	what_it_can_not_read_is_a_chime_that_was_not_spoken();
	a_syn6288_gets_sums_and_short_frames();
	the_queue_goes_on_with_a_lying_chip();
	stop_silences_it();
	a_mute_chip_is_lost_and_comes_back_with_its_power();
	an_unplugged_line_ends_the_utterance_and_comes_back();
	wrong_keys_are_refused();
	return check_result();
}
