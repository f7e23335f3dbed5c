/* The citizen's box: opened by the host, answers with a key's value, which is acknowledged whether
 * it counts or not. A key outside an open rating is no rating; it is counted as a stale reply. */
#include "ff68.h"
#include "ff68_box.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

enum { VALUES_MAX = 10, LEVELS = 5, ECHO_MS = 150, OPEN_MS = 3000 };

enum slot { SLOT_ANSWER, SLOT_OPEN, SLOT_STARS };

static const char bad_value[] = "bad_value: a key that values: does not have";

struct evaluator {
	struct evaluator_owner owner;
	struct ff68_box box;
	int levels[VALUES_MAX]; /* of a key's value; 0: no such key */
	uint32_t boot, sequence;
	uint64_t stray;
	unsigned stars;
	bool armed;
	bool unasked; /* the box was not told of this rating: what it says is an older one's */
	uint64_t token;
	int64_t until_us;
};

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void rated(struct evaluator *evaluator, uint8_t value)
{
	int level = value < VALUES_MAX ? evaluator->levels[value] : 0;
	ff68_box_problem(&evaluator->box, level == 0 ? bad_value : NULL);
	if (level == 0)
		return;
	if (!evaluator->armed || evaluator->unasked || now_us() > evaluator->until_us) {
		evaluator->stray++;
		return;
	}
	evaluator->armed = false;
	evaluator->sequence++;
	evaluator->owner.rated(evaluator->owner.context, evaluator->token, level, evaluator->boot,
			       evaluator->sequence);
}

static bool evaluator_frame(void *context, const uint8_t *bytes, size_t length, bool awaited)
{
	struct evaluator *evaluator = context;
	struct ff68_frame frame;
	struct ff68_message message;
	uint8_t answer[FF68_FRAME_MAX];
	(void)awaited;
	if (!ff68_decode(&frame, bytes, length) || frame.address != evaluator->box.address)
		return false;
	ff68_read(&message, &frame, evaluator->box.function);
	if (message.kind != FF68_RATED)
		return false;
	ff68_box_send(&evaluator->box, SLOT_ANSWER, answer, ff68_answer(answer, &frame), true,
		      ECHO_MS);
	ff68_box_heard(&evaluator->box);
	rated(evaluator, message.value);
	return true;
}

static void send_stars(struct evaluator *evaluator)
{
	uint8_t bytes[FF68_FRAME_MAX];
	size_t length = ff68_stars(bytes, evaluator->box.address, evaluator->stars);
	if (evaluator->stars > 0)
		ff68_box_send(&evaluator->box, SLOT_STARS, bytes, length, false, 0);
}

static void evaluator_health(void *context, enum device_health health, const char *detail)
{
	struct evaluator *evaluator = context;
	if (evaluator->box.line_health == DEVICE_LOST && health != DEVICE_LOST)
		send_stars(evaluator);
	ff68_box_health(&evaluator->box, health, detail);
}

static void evaluator_done(void *context, unsigned slot, uint32_t tag, bool good)
{
	struct evaluator *evaluator = context;
	(void)tag;
	if (slot == SLOT_OPEN) /* no answer comes: sent is all that can be known */
		evaluator->unasked = !good;
}

static void ff68_evaluator_close(struct evaluator *evaluator)
{
	if (evaluator == NULL)
		return;
	ff68_box_leave(&evaluator->box);
	free(evaluator);
}

static int take_values(struct evaluator *evaluator, struct config_keys *keys)
{
	static const int four_keys[VALUES_MAX] = { 2, 3, 4, 5 };
	struct config_keys *values = NULL;
	int taken = keys->ops->take_map(keys, "values", &values);
	if (taken < 0)
		return taken;
	bool any = false;
	for (int value = 0; value < VALUES_MAX; value++) {
		const char name[] = { (char)('0' + value), '\0' };
		long level = 0;
		if (taken == 0)
			level = four_keys[value];
		else if (values->ops->take_integer(values, name, 1, LEVELS, &level) < 0)
			return -EINVAL;
		evaluator->levels[value] = (int)level;
		any |= level > 0;
	}
	return any ? 0
		   : keys->ops->fail(
			     keys, "values",
			     "is empty, allowed are a key's value 0 … 9 and its level 1 … 5");
}

static int ff68_evaluator_open(struct evaluator **out, struct event_base *base,
			       struct config_keys *keys, const struct evaluator_owner *owner)
{
	struct port *port = NULL;
	struct evaluator *evaluator = calloc(1, sizeof *evaluator);
	if (evaluator == NULL)
		return -ENOMEM;
	const struct line_owner line_owner = { .context = evaluator,
					       .frame = evaluator_frame,
					       .done = evaluator_done,
					       .health = evaluator_health };
	evaluator->owner = *owner;
	evaluator->box.context = owner->context;
	evaluator->box.health = owner->health;
	int result = ff68_box_take(&evaluator->box, keys, &port);
	if (take_values(evaluator, keys) < 0)
		result = -EINVAL;
	if (result == 0 && getrandom(&evaluator->boot, sizeof evaluator->boot, 0) < 0)
		result = -errno;
	if (result == 0)
		result = ff68_box_join(&evaluator->box, base, keys, port, &line_owner);
	if (result < 0) {
		ff68_evaluator_close(evaluator);
		return result;
	}
	*out = evaluator;
	return 0;
}

/* The box has no command to stop asking: it ends by itself. */
static void ff68_evaluator_arm(struct evaluator *evaluator, uint64_t token, unsigned seconds)
{
	uint8_t bytes[FF68_FRAME_MAX];
	size_t length = ff68_open_rating(bytes, evaluator->box.address);
	evaluator->armed = seconds > 0;
	evaluator->token = token;
	evaluator->until_us = now_us() + (int64_t)seconds * 1000000;
	evaluator->unasked = evaluator->box.line_health == DEVICE_LOST;
	if (evaluator->armed)
		ff68_box_send(&evaluator->box, SLOT_OPEN, bytes, length, true, OPEN_MS);
	else
		line_cancel(evaluator->box.member, SLOT_OPEN);
}

static void ff68_evaluator_agent(struct evaluator *evaluator, const char *number, const char *name,
				 unsigned stars)
{
	(void)number;
	(void)name;
	evaluator->stars = stars; /* 0, not known: as it stands; a box powers up with all of them */
	send_stars(evaluator);
}

static void ff68_evaluator_statistics(const struct evaluator *evaluator,
				      struct device_statistics *out)
{
	line_statistics(evaluator->box.member, out);
	out->stale_replies += evaluator->stray;
}

const struct evaluator_ops evaluator_ff68 = {
	.name = "ff68",
	.open = ff68_evaluator_open,
	.arm = ff68_evaluator_arm,
	.agent = ff68_evaluator_agent,
	.statistics = ff68_evaluator_statistics,
	.close = ff68_evaluator_close,
};
