/* Why somebody is called before somebody else, in words. The reasons are the core's (order.h); none
 * of the words says what a priority is given for. */
#include "announce_order.h"

#include "announce_places.h"

#include <stdio.h>

static size_t say(const char *group, const char *name, enum message_language language,
		  const struct message_values *values, char *out, size_t size)
{
	char key_name[48];
	snprintf(key_name, sizeof key_name, "%s.%s", group, name);
	int key = message_find(key_name);
	out[0] = '\0';
	return key < 0 ? 0 : announce_message(out, size, language, (enum message_key)key, values);
}

size_t announce_order(const struct state *state, uint32_t ticket, enum order_reason reason,
		      enum message_language language, char *out, size_t size)
{
	const struct ticket *before = &state->tickets[ticket];
	char time[6];
	announce_time(state, before->place_us, time);
	return say("order", order_reason_name(reason), language,
		   &(struct message_values){ .number = before->number, .time = time }, out, size);
}

size_t announce_position(const struct state *state, uint32_t ticket, enum order_place place,
			 enum message_language language, char *out, size_t size)
{
	static const char *const commas[MESSAGE_LANGUAGES] = { "，", ". ", "، " };
	const struct ticket *waiting = &state->tickets[ticket];
	bool arrived = place == PLACE_ARRIVAL || place == PLACE_LATE;
	char time[6];
	struct message_values values = { .time = time, .window = "" };
	announce_time(state, arrived ? waiting->issued_us : waiting->place_us, time);
	if (waiting->to_window >= 0)
		values.window = state->hall.windows[waiting->to_window].no;
	size_t used = say("position", order_place_name(place), language, &values, out, size);
	if (waiting->not_before_us <= state->time_us || used == 0)
		return used;
	announce_time(state, waiting->not_before_us, time);
	used += message_copy(out + used, size - used, commas[language]);
	return used + announce_message(out + used, size - used, language,
				       MESSAGE_POSITION_NOT_BEFORE, &values);
}
