/* What the simulated display, keypad and loudspeaker make of what they are told. */
#include "check.h"
#include "keypad_sim.h"
#include "led_sim.h"
#include "loop_until.h"
#include "speaker_sim.h"

#include <unistd.h>

static struct sim_clock hall_clock;

static void write_text(struct led_sim *led, const uint8_t *bytes, unsigned registers)
{
	uint16_t values[LED_SIM_REGISTERS_MAX];
	for (unsigned i = 0; i < registers; i++)
		values[i] = (uint16_t)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
	CHECK(led->slave.write(led, led->map.text, (uint16_t)registers, values) == MODBUS_OK);
}

static void a_display_shows_its_registers_as_text(void)
{
	const struct led_sim_map map = {
		.text = 0x70, .registers = 8, .encoding = "gb18030", .blink = 0x90, .brightness = -1
	};
	struct led_sim led = { 0 };
	uint16_t one = 1, values[9];
	CHECK(led_sim_init(&led, 6, &map, &hall_clock) == 0);
	/* "A012号" in GB18030: 号 is BA C5 */
	write_text(&led, (const uint8_t *)"A012\xBA\xC5\0\0\0\0\0\0\0\0\0\0", 8);
	CHECK_TEXT(led.text, "A012号");
	CHECK(led.slave.write(&led, 0x90, 1, &one) == MODBUS_OK && led_sim_blinks(&led));
	CHECK(led.history_count == 2 && led.history[1].blink && !led.history[0].blink);
	CHECK(led.slave.write(&led, 0x90, 1, &one) == MODBUS_OK && led.history_count == 2);
	CHECK(led.slave.read(&led, 0x70, 8, values) == MODBUS_OK && values[0] == 0x4130);
	CHECK(led.slave.read(&led, 0x70, 9, values) == MODBUS_ILLEGAL_ADDRESS);
	CHECK(led.slave.write(&led, 0x77, 2, values) == MODBUS_ILLEGAL_ADDRESS);
	/* half a character, and a byte that begins none */
	write_text(&led, (const uint8_t *)"\xFFgood\xBA\0\0\0\0\0\0\0\0\0\0", 8);
	CHECK_TEXT(led.text, "?good?");
	CHECK(led.undecodable == 2);
	led_sim_restart(&led);
	CHECK_TEXT(led.text, "");
	led_sim_finish(&led);
}

static void byte_order_fill_and_encoding_come_from_the_map(void)
{
	const struct led_sim_map map = {
		.registers = 4, .encoding = "UTF-16BE", .blink = -1, .brightness = -1
	};
	const struct led_sim_map swapped = { .registers = 4,
					     .encoding = "gb2312",
					     .low_first = true,
					     .fill_space = true,
					     .blink = -1,
					     .brightness = 9 };
	const struct led_sim_map unknown = { .registers = 4, .encoding = "no-such-code" };
	struct led_sim led = { 0 };
	CHECK(led_sim_init(&led, 1, &swapped, &hall_clock) == 0);
	write_text(&led, (const uint8_t *)"60\xC5\xBA    ", 4);
	CHECK_TEXT(led.text, "06号");
	led_sim_finish(&led);
	memset(&led, 0, sizeof led);
	CHECK(led_sim_init(&led, 1, &unknown, &hall_clock) < 0);
	led_sim_finish(&led);
	memset(&led, 0, sizeof led);
	CHECK(led_sim_init(&led, 1, &map, &hall_clock) == 0);
	led_sim_finish(&led);
}

static uint16_t get(struct keypad_sim *keypad, uint16_t at)
{
	uint16_t value = 0xFFFF;
	CHECK(keypad->slave.read(keypad, at, 1, &value) == MODBUS_OK);
	return value;
}

static void a_keypad_counts_presses_and_boots(struct event_base *base)
{
	char path[] = "/tmp/test_keypad_sim.XXXXXX";
	struct keypad_sim keypad = { .caller = true };
	int fd = mkstemp(path);
	close(fd);
	CHECK(keypad_sim_init(&keypad, 9, path, &hall_clock, base) == 0);
	CHECK(get(&keypad, KEYPAD_TYPE) == 0x4A48 && get(&keypad, KEYPAD_VERSION) == 1);
	CHECK(get(&keypad, KEYPAD_BOOT) == 1 && get(&keypad, KEYPAD_SEQUENCE) == 0);
	CHECK(keypad_sim_press(&keypad, 1) == 0 && keypad_sim_press(&keypad, 11) < 0);
	CHECK(get(&keypad, KEYPAD_SEQUENCE) == 1 && get(&keypad, KEYPAD_KEY) == 1);
	keypad.faults.bounce = true;
	CHECK(keypad_sim_press(&keypad, 2) == 0 && get(&keypad, KEYPAD_SEQUENCE) == 3);
	keypad.registers[KEYPAD_SEQUENCE] = 0xFFFF;
	keypad.faults.bounce = false;
	CHECK(keypad_sim_press(&keypad, 2) == 0 && get(&keypad, KEYPAD_SEQUENCE) == 0);
	CHECK(keypad_sim_reboot(&keypad) == 0);
	CHECK(get(&keypad, KEYPAD_BOOT) == 2 && get(&keypad, KEYPAD_KEY) == 0);
	keypad_sim_finish(&keypad);
	/* the count outlives the simulator */
	struct keypad_sim again = { .caller = true };
	CHECK(keypad_sim_init(&again, 9, path, &hall_clock, base) == 0);
	CHECK(get(&again, KEYPAD_BOOT) == 3);
	keypad_sim_stick(&again, 1);
	loop_for(base, KEYPAD_STUCK_REPEAT_MS + 50);
	CHECK(get(&again, KEYPAD_SEQUENCE) >= 2);
	keypad_sim_stick(&again, 0);
	uint16_t sequence = get(&again, KEYPAD_SEQUENCE);
	loop_for(base, KEYPAD_STUCK_REPEAT_MS + 50);
	CHECK(get(&again, KEYPAD_SEQUENCE) == sequence);
	keypad_sim_finish(&again);
	unlink(path);
}

static bool timed_out(void *context)
{
	return get(context, KEYPAD_STATE) == KEYPAD_TIMED_OUT;
}

static void a_rating_counts_only_while_armed(struct event_base *base)
{
	struct keypad_sim keypad = { .evaluator = true };
	CHECK(keypad_sim_init(&keypad, 9, "", &hall_clock, base) == 0);
	CHECK(keypad_sim_press(&keypad, 15) == 0 && get(&keypad, KEYPAD_STATE) == KEYPAD_IDLE);
	uint16_t arm[3] = { 77, 15, 4242 }; /* echo, seconds, token */
	CHECK(keypad.slave.write(&keypad, KEYPAD_WRITE_ECHO, 3, arm) == MODBUS_OK);
	CHECK(get(&keypad, KEYPAD_STATE) == KEYPAD_ARMED && get(&keypad, KEYPAD_ECHO) == 77);
	CHECK(get(&keypad, KEYPAD_TOKEN) == 4242);
	CHECK(keypad_sim_press(&keypad, 15) == 0 && get(&keypad, KEYPAD_STATE) == KEYPAD_RATED);
	/* the host repeats its write: the rating stays */
	CHECK(keypad.slave.write(&keypad, KEYPAD_WRITE_ECHO, 3, arm) == MODBUS_OK);
	CHECK(get(&keypad, KEYPAD_STATE) == KEYPAD_RATED);
	uint16_t disarm[2] = { 78, 0 };
	CHECK(keypad.slave.write(&keypad, KEYPAD_WRITE_ECHO, 2, disarm) == MODBUS_OK);
	CHECK(get(&keypad, KEYPAD_STATE) == KEYPAD_IDLE && get(&keypad, KEYPAD_ECHO) == 78);
	arm[2] = 4243;
	CHECK(keypad.slave.write(&keypad, KEYPAD_WRITE_ECHO, 3, arm) == MODBUS_OK);
	CHECK(loop_until(base, timed_out, &keypad)); /* 15 s of a hall a thousand times as fast */
	uint16_t feedback[2] = { 3, 12 }, wrong = 5;
	CHECK(keypad.slave.write(&keypad, KEYPAD_FEEDBACK, 2, feedback) == MODBUS_OK);
	CHECK(keypad.feedback_count[3] == 1 && get(&keypad, KEYPAD_WAITING) == 12);
	CHECK(keypad.slave.write(&keypad, KEYPAD_FEEDBACK, 1, &wrong) == MODBUS_ILLEGAL_VALUE);
	CHECK(keypad.slave.write(&keypad, KEYPAD_ECHO, 1, &wrong) == MODBUS_ILLEGAL_ADDRESS);
	keypad_sim_finish(&keypad);
}

static void say(struct speaker_sim *speaker, const char *text)
{
	speaker_sim_receive(speaker, (const uint8_t *)text, strlen(text));
}

static void a_speaker_logs_what_was_said_and_what_overlapped(void)
{
	struct speaker_sim speaker = { 0 };
	struct sim_clock slow;
	sim_clock_init(&slow, 1000000, 1);
	speaker_sim_init(&speaker, &slow);
	say(&speaker, "SAY chi");
	CHECK(speaker.count == 0);
	say(&speaker, "me qing A | 20\nSAY b | 400000\r\n");
	CHECK(speaker.count == 2);
	CHECK_TEXT(speaker.spoken[0].clips, "chime qing A");
	CHECK(speaker.spoken[0].end_us - speaker.spoken[0].start_us == 20000);
	CHECK(!speaker.spoken[1].overlap); /* 20 ms too early is the line's own jitter */
	say(&speaker, "SAY c | 5\n");
	CHECK(speaker.count == 3 && speaker.spoken[2].overlap && speaker.overlaps == 1);
	say(&speaker, "SAY | 5\nSAY x\nsay x | 5\nSAY x | -1\nSAY x | 5x\n\nSAY x | \n");
	CHECK(speaker.bad_lines == 7 && speaker.count == 3);
	for (int i = 0; i < SPEAKER_SIM_LINE_MAX + 10; i++)
		say(&speaker, "z");
	say(&speaker, "\nSAY d | 1\n");
	CHECK(speaker.bad_lines == 8 && speaker.count == 4);
	speaker_sim_finish(&speaker);
}

static void clock_texts_are_read_and_written(void)
{
	int64_t time_us = 0;
	char text[SIM_CLOCK_TEXT_MAX];
	CHECK(sim_clock_parse("2026-11-20T08:59:00+08:00", &time_us) == 0);
	sim_clock_format(time_us + 7000, text);
	CHECK_TEXT(text, "2026-11-20T00:59:00.007Z");
	CHECK(sim_clock_parse("2026-11-20T00:59:00Z", &time_us) == 0);
	CHECK(sim_clock_parse("2026-11-20", &time_us) < 0);
	CHECK(sim_clock_parse("2026-11-20T00:59:00+8", &time_us) < 0);
	CHECK(sim_clock_parse("2026-11-20T00:59:00 08:00", &time_us) < 0);
}

int main(void)
{
	struct event_base *base = event_base_new();
	sim_clock_init(&hall_clock, 1000000, 1000);
	a_display_shows_its_registers_as_text();
	byte_order_fill_and_encoding_come_from_the_map();
	a_keypad_counts_presses_and_boots(base);
	a_rating_counts_only_while_armed(base);
	a_speaker_logs_what_was_said_and_what_overlapped();
	clock_texts_are_read_and_written();
	event_base_free(base);
	return check_result();
}
