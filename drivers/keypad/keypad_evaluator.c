/* The citizen's box: armed by the host with a token, rated when it shows that token as rated. A key
 * pressed outside an armed rating is nothing. */
#include "keypad_unit.h"
#include "modbus_keypad.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	ACTIVE_MS = 100, /* while armed */
	IDLE_MS = 2000,
	WHOLE_MS = 4000,
	READ_SHORTEST = 7, /* up to the token */
	KEY_RATING = 10,   /* key 11 is level 1 */
	LEVELS = 5,
};

enum slot { SLOT_ARM, SLOT_AGENT };

struct evaluator {
	struct evaluator_owner owner;
	struct modbus_unit *unit;
	struct keypad_watch watch;
	uint16_t echo;
	bool lost;

	bool shows; /* a box of version 2, whose agent is to be told */
	uint16_t agent[KEYPAD_WRITE_AGENT_COUNT];

	bool armed;	/* a rating is wanted and has not come */
	bool confirmed; /* the box has the newest arm */
	uint64_t token;
	int64_t until_s; /* CLOCK_MONOTONIC: the box stops asking by itself then */
};

static int64_t now_s(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec;
}

/* Echo, seconds and token in one request. */
static void write_arm(struct evaluator *evaluator, unsigned seconds)
{
	evaluator->echo++;
	struct modbus_write write = {
		.first = KEYPAD_WRITE_ECHO,
		.count = 3,
		.give_up_ms = seconds * 1000,
		.tag = evaluator->echo,
		.values = { evaluator->echo, (uint16_t)seconds, (uint16_t)evaluator->token },
	};
	keypad_watch_echo_pending(&evaluator->watch);
	evaluator->confirmed = false;
	modbus_unit_write(evaluator->unit, SLOT_ARM, &write);
}

static void write_agent(struct evaluator *evaluator)
{
	struct modbus_write write = { .first = KEYPAD_WRITE_STARS,
				      .count = KEYPAD_WRITE_AGENT_COUNT };
	memcpy(write.values, evaluator->agent, sizeof evaluator->agent);
	modbus_unit_write(evaluator->unit, SLOT_AGENT, &write);
}

static void evaluator_ends(struct evaluator *evaluator)
{
	evaluator->armed = false;
	modbus_unit_active(evaluator->unit, false);
}

/* The box forgot (it restarted) or the confirmation was not its own: ask again for what is left. */
static void arm_again(struct evaluator *evaluator)
{
	int64_t left_s = evaluator->until_s - now_s();
	if (left_s > 0)
		write_arm(evaluator, (unsigned)left_s);
	else
		evaluator_ends(evaluator);
}

static void evaluator_rated(struct evaluator *evaluator, const struct keypad_registers *now)
{
	int level = now->key - KEY_RATING;
	if (level < 1 || level > LEVELS) {
		modbus_unit_problem(evaluator->unit, "bad_registers: rated, but by no rating key");
		return;
	}
	evaluator_ends(evaluator);
	evaluator->owner.rated(evaluator->owner.context, evaluator->token, level, now->boot,
			       now->sequence);
}

static void evaluator_sees(struct evaluator *evaluator, const struct keypad_registers *now)
{
	unsigned lost;
	enum keypad_reading reading = keypad_watch_feed(&evaluator->watch, now, &lost);
	if (reading == KEYPAD_STALE) {
		modbus_unit_count(evaluator->unit, 1, 0);
		return;
	}
	bool showed = evaluator->shows;
	if (now->version != 0) /* a quick answer does not tell it */
		evaluator->shows = now->version >= KEYPAD_VERSION_AGENT;
	if (evaluator->shows && (reading == KEYPAD_BASELINE || !showed))
		write_agent(evaluator);
	if (!evaluator->armed || !evaluator->confirmed || !now->has_rating)
		return;
	if (now->token != (uint16_t)evaluator->token || now->rating == KEYPAD_RATING_IDLE)
		arm_again(evaluator);
	else if (now->rating == KEYPAD_RATED)
		evaluator_rated(evaluator, now);
	else if (now->rating == KEYPAD_TIMED_OUT)
		evaluator_ends(evaluator);
}

static void evaluator_polled(void *context, const uint16_t *values, unsigned count)
{
	struct evaluator *evaluator = context;
	struct keypad_registers now;
	if (keypad_unit_decode(evaluator->unit, &now, values, count, NULL) == 0)
		evaluator_sees(evaluator, &now);
}

static void evaluator_quick(void *context, const uint16_t *values)
{
	struct evaluator *evaluator = context;
	struct keypad_registers now;
	if (keypad_unit_decode_quick(evaluator->unit, &now, values, KEYPAD_QUICK_RATING_COUNT,
				     NULL) == 0)
		evaluator_sees(evaluator, &now);
}

static void evaluator_written(void *context, unsigned slot, uint32_t tag)
{
	struct evaluator *evaluator = context;
	if (slot != SLOT_ARM || tag != evaluator->echo)
		return;
	evaluator->confirmed = true;
	keypad_watch_echo(&evaluator->watch, evaluator->echo);
}

static void evaluator_health(void *context, enum device_health health, const char *detail)
{
	struct evaluator *evaluator = context;
	if (evaluator->lost && health != DEVICE_LOST) {
		keypad_watch_restart(&evaluator->watch);
		if (evaluator->armed && !evaluator->confirmed)
			arm_again(evaluator);
	}
	evaluator->lost = health == DEVICE_LOST;
	evaluator->owner.health(evaluator->owner.context, health, detail);
}

static void keypad_evaluator_close(struct evaluator *evaluator)
{
	if (evaluator == NULL)
		return;
	modbus_unit_remove(evaluator->unit);
	free(evaluator);
}

static int keypad_evaluator_open(struct evaluator **out, struct event_base *base,
				 struct config_keys *keys, const struct evaluator_owner *owner)
{
	static const struct modbus_poll poll = {
		.first = KEYPAD_READ_FIRST,
		.count = KEYPAD_READ_COUNT,
		.short_count = READ_SHORTEST,
		.quick_first = KEYPAD_QUICK_FIRST,
		.quick_count = KEYPAD_QUICK_RATING_COUNT,
		.whole_ms = WHOLE_MS,
		.active_ms = ACTIVE_MS,
		.idle_ms = IDLE_MS,
	};
	(void)base;
	struct evaluator *evaluator = calloc(1, sizeof *evaluator);
	if (evaluator == NULL)
		return -ENOMEM;
	evaluator->owner = *owner;
	evaluator->echo = keypad_unit_first_echo();
	struct modbus_unit_owner unit_owner = {
		.context = evaluator,
		.polled = evaluator_polled,
		.quick = evaluator_quick,
		.written = evaluator_written,
		.health = evaluator_health,
	};
	int result = keypad_unit_open(&evaluator->unit, keys, &poll, &unit_owner);
	if (result < 0) {
		keypad_evaluator_close(evaluator);
		return result;
	}
	*out = evaluator;
	return 0;
}

static void keypad_evaluator_arm(struct evaluator *evaluator, uint64_t token, unsigned seconds)
{
	if (seconds > UINT16_MAX)
		seconds = UINT16_MAX;
	evaluator->token = token;
	evaluator->armed = seconds > 0;
	evaluator->until_s = now_s() + seconds;
	write_arm(evaluator, seconds);
	modbus_unit_active(evaluator->unit, evaluator->armed);
}

static void keypad_evaluator_agent(struct evaluator *evaluator, const char *number,
				   const char *name, unsigned stars)
{
	(void)name; /* its box has no font for it */
	keypad_registers_agent(evaluator->agent, number, stars);
	if (evaluator->shows)
		write_agent(evaluator);
}

static void keypad_evaluator_statistics(const struct evaluator *evaluator,
					struct device_statistics *out)
{
	modbus_unit_statistics(evaluator->unit, out);
}

const struct evaluator_ops evaluator_modbus_keypad = {
	.name = "modbus-keypad",
	.open = keypad_evaluator_open,
	.arm = keypad_evaluator_arm,
	.agent = keypad_evaluator_agent,
	.statistics = keypad_evaluator_statistics,
	.close = keypad_evaluator_close,
};
