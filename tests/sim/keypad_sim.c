/* The register side of a keypad: presses, arming, feedback, boots. */
#include "keypad_sim.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	int code;
	bool rating;
} keys[] = {
	{ "next", 1, false },	    { "recall", 2, false },  { "start", 3, false },
	{ "finish", 4, false },	    { "no_show", 5, false }, { "pause", 6, false },
	{ "open_close", 7, false }, { "hold", 8, false },    { "call_back", 9, false },
	{ "help", 10, false },	    { "rate_1", 11, true },  { "rate_2", 12, true },
	{ "rate_3", 13, true },	    { "rate_4", 14, true },  { "rate_5", 15, true },
	{ "transfer", 16, false },
};

int keypad_sim_key_code(const char *name)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (strcmp(keys[i].name, name) == 0)
			return keys[i].code;
	return 0;
}

const char *keypad_sim_key_name(int code)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].code == code)
			return keys[i].name;
	return NULL;
}

static bool key_is_here(const struct keypad_sim *keypad, int code)
{
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (keys[i].code == code)
			return keys[i].rating ? keypad->evaluator : keypad->caller;
	return false;
}

static void press_once(struct keypad_sim *keypad, int key)
{
	uint16_t *registers = keypad->registers;
	keypad->presses++;
	registers[KEYPAD_SEQUENCE]++;
	registers[KEYPAD_KEY] = (uint16_t)key;
	if (key >= 11 && key <= 15 && registers[KEYPAD_STATE] == KEYPAD_ARMED) {
		registers[KEYPAD_STATE] = KEYPAD_RATED;
		event_del(keypad->rating_timer);
	}
}

int keypad_sim_press(struct keypad_sim *keypad, int key)
{
	if (!key_is_here(keypad, key))
		return -EINVAL;
	press_once(keypad, key);
	if (keypad->faults.bounce)
		press_once(keypad, key);
	return 0;
}

static void stuck_repeats(evutil_socket_t fd, short what, void *arg)
{
	struct keypad_sim *keypad = arg;
	(void)fd;
	(void)what;
	press_once(keypad, keypad->faults.stuck_key);
}

void keypad_sim_stick(struct keypad_sim *keypad, int key)
{
	struct timeval each = { .tv_usec = KEYPAD_STUCK_REPEAT_MS * 1000 };
	keypad->faults.stuck_key = key;
	if (key == 0) {
		event_del(keypad->stuck_timer);
		return;
	}
	press_once(keypad, key);
	event_add(keypad->stuck_timer, &each);
}

static void rating_times_out(evutil_socket_t fd, short what, void *arg)
{
	struct keypad_sim *keypad = arg;
	(void)fd;
	(void)what;
	if (keypad->registers[KEYPAD_STATE] == KEYPAD_ARMED)
		keypad->registers[KEYPAD_STATE] = KEYPAD_TIMED_OUT;
}

/* Arming again with the token of a rating already given changes nothing: the host repeats a write
 * whose answer was lost. */
static void keypad_arm(struct keypad_sim *keypad)
{
	uint16_t *registers = keypad->registers;
	if (registers[KEYPAD_ARM_SECONDS] == 0) {
		registers[KEYPAD_STATE] = KEYPAD_IDLE;
		event_del(keypad->rating_timer);
		return;
	}
	if (registers[KEYPAD_STATE] == KEYPAD_RATED &&
	    registers[KEYPAD_TOKEN] == registers[KEYPAD_ARM_TOKEN])
		return;
	registers[KEYPAD_STATE] = KEYPAD_ARMED;
	registers[KEYPAD_TOKEN] = registers[KEYPAD_ARM_TOKEN];
	keypad->arms++;
	int64_t wait_us = (int64_t)registers[KEYPAD_ARM_SECONDS] * 1000000 / keypad->clock->rate;
	struct timeval wait = { .tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000 };
	event_add(keypad->rating_timer, &wait);
}

static enum modbus_exception keypad_read(void *context, uint16_t start, uint16_t count,
					 uint16_t *values)
{
	struct keypad_sim *keypad = context;
	if (start + count > KEYPAD_REGISTERS)
		return MODBUS_ILLEGAL_ADDRESS;
	memcpy(values, keypad->registers + start, count * sizeof *values);
	return MODBUS_OK;
}

static enum modbus_exception keypad_write(void *context, uint16_t start, uint16_t count,
					  const uint16_t *values)
{
	struct keypad_sim *keypad = context;
	uint16_t *registers = keypad->registers;
	unsigned end = (unsigned)start + count;
	if (start < KEYPAD_WRITE_ECHO || end > KEYPAD_REGISTERS)
		return MODBUS_ILLEGAL_ADDRESS;
	if (start <= KEYPAD_FEEDBACK && end > KEYPAD_FEEDBACK &&
	    values[KEYPAD_FEEDBACK - start] > 4)
		return MODBUS_ILLEGAL_VALUE;
	if (end > KEYPAD_ADDRESS &&
	    (values[KEYPAD_ADDRESS - start] < 1 || values[KEYPAD_ADDRESS - start] > 247))
		return MODBUS_ILLEGAL_VALUE;
	memcpy(registers + start, values, count * sizeof *values);
	if (end > KEYPAD_ADDRESS)
		keypad->slave.address = (uint8_t)registers[KEYPAD_ADDRESS];
	if (start == KEYPAD_WRITE_ECHO)
		registers[KEYPAD_ECHO] = registers[KEYPAD_WRITE_ECHO];
	if (start <= KEYPAD_ARM_SECONDS && end > KEYPAD_ARM_SECONDS)
		keypad_arm(keypad);
	if (start <= KEYPAD_FEEDBACK && end > KEYPAD_FEEDBACK)
		keypad->feedback_count[registers[KEYPAD_FEEDBACK]]++;
	return MODBUS_OK;
}

/* The boot count is one decimal number in a file, replaced as a whole. */
static int count_boot(const char *path, uint16_t *count)
{
	char beside[KEYPAD_PATH_MAX + 8];
	unsigned stored = 0;
	FILE *file = fopen(path, "re");
	if (file != NULL) {
		if (fscanf(file, "%u", &stored) != 1)
			stored = 0;
		fclose(file);
	} else if (errno != ENOENT) {
		return -errno;
	}
	*count = (uint16_t)(stored + 1);
	snprintf(beside, sizeof beside, "%s.new", path);
	file = fopen(beside, "we");
	if (file == NULL)
		return -errno;
	int written = fprintf(file, "%u\n", *count);
	if (fclose(file) != 0 || written < 0 || rename(beside, path) < 0)
		return -errno;
	return 0;
}

int keypad_sim_reboot(struct keypad_sim *keypad)
{
	uint16_t boot = (uint16_t)(keypad->registers[KEYPAD_BOOT] + 1);
	int result = 0;
	if (keypad->boot_path[0] != '\0')
		result = count_boot(keypad->boot_path, &boot);
	if (result < 0)
		return result;
	event_del(keypad->rating_timer);
	memset(keypad->registers, 0, sizeof keypad->registers);
	keypad->registers[KEYPAD_TYPE] = KEYPAD_DEVICE_TYPE;
	keypad->registers[KEYPAD_VERSION] = KEYPAD_MAP_VERSION;
	keypad->registers[KEYPAD_BOOT] = boot;
	return 0;
}

int keypad_sim_init(struct keypad_sim *keypad, uint8_t address, const char *boot_path,
		    const struct sim_clock *clock, struct event_base *base)
{
	keypad->clock = clock;
	keypad->slave = (struct modbus_sim_slave){
		.address = address, .context = keypad, .read = keypad_read, .write = keypad_write
	};
	snprintf(keypad->boot_path, sizeof keypad->boot_path, "%s", boot_path);
	keypad->rating_timer = evtimer_new(base, rating_times_out, keypad);
	keypad->stuck_timer = event_new(base, -1, EV_PERSIST, stuck_repeats, keypad);
	int result = -ENOMEM;
	if (keypad->rating_timer != NULL && keypad->stuck_timer != NULL)
		result = keypad_sim_reboot(keypad);
	if (result < 0)
		keypad_sim_finish(keypad);
	return result;
}

void keypad_sim_finish(struct keypad_sim *keypad)
{
	if (keypad->rating_timer != NULL)
		event_free(keypad->rating_timer);
	if (keypad->stuck_timer != NULL)
		event_free(keypad->stuck_timer);
	keypad->rating_timer = keypad->stuck_timer = NULL;
}
