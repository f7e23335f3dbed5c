/* Sends what was scanned, as a line or as keys. */
#include "scanner_sim.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <string.h>

/* A key down and up: two packets of three events. What a line takes at once. */
enum { KEY_BYTES = 2 * 3 * 24, LINE_BYTES = 8000 };

enum { ENTER = 28, LEFT_SHIFT = 42, SPACE = 57 }; /* scan codes of the AT keyboard, as evdev has */

static void rest_due(evutil_socket_t fd, short what, void *arg)
{
	struct scanner_sim *sim = arg;
	(void)fd;
	(void)what;
	sim->owner.send(sim->owner.context, (const uint8_t *)sim->text + sim->sent,
			sim->length - sim->sent);
	sim->length = sim->sent = 0;
}

int scanner_sim_init(struct scanner_sim *sim, struct event_base *base, const char *end,
		     const struct scanner_sim_owner *owner)
{
	sim->owner = *owner;
	sim->end = end;
	sim->rest = evtimer_new(base, rest_due, sim);
	return sim->rest ? 0 : -ENOMEM;
}

int scanner_sim_scan(struct scanner_sim *sim, const char *text)
{
	const struct scanner_sim_faults faults = sim->faults;
	const struct timeval pause = { faults.split_ms / 1000, faults.split_ms % 1000 * 1000 };
	if (strlen(text) > SCANNER_SIM_TEXT_MAX)
		return -EMSGSIZE;
	if (sim->length > 0)
		return -EBUSY;
	sim->codes++;
	if (faults.times > 0 && --sim->faults.times == 0)
		memset(&sim->faults, 0, sizeof sim->faults);
	if (faults.silence)
		return 0;
	const int length =
		snprintf(sim->text, sizeof sim->text, "%s%s", text, faults.no_end ? "" : sim->end);
	sim->length = (size_t)length;
	sim->sent = faults.split_ms ? sim->length / 2 : 0;
	if (sim->sent == 0) {
		rest_due(-1, 0, sim);
		return 0;
	}
	sim->owner.send(sim->owner.context, (const uint8_t *)sim->text, sim->sent);
	evtimer_add(sim->rest, &pause);
	return 0;
}

void scanner_sim_finish(struct scanner_sim *sim)
{
	if (sim->rest)
		event_free(sim->rest);
	sim->rest = NULL;
}

/* The rows of the keyboard, from the code of the row's first key on. */
static bool find_key(char c, uint16_t *code, bool *shift)
{
	static const struct {
		uint16_t first;
		const char *plain, *shifted;
	} rows[] = {
		{ 2, "1234567890-=", "!@#$%^&*()_+" },
		{ 16, "qwertyuiop[]", "QWERTYUIOP{}" },
		{ 30, "asdfghjkl;'`", "ASDFGHJKL:\"~" },
		{ 43, "\\zxcvbnm,./", "|ZXCVBNM<>?" },
		{ SPACE, " ", " " },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *plain = strchr(rows[i].plain, c);
		const char *shifted = strchr(rows[i].shifted, c);
		if (plain == NULL && shifted == NULL)
			continue;
		*shift = plain == NULL;
		*code = (uint16_t)(rows[i].first +
				   (plain ? plain - rows[i].plain : shifted - rows[i].shifted));
		return true;
	}
	return false;
}

int scanner_sim_type(struct input_sim *keys, const char *text, bool enter)
{
	uint16_t code;
	bool shift;
	size_t bytes = 0;
	for (const char *c = text; *c; c++) {
		if (!find_key(*c, &code, &shift))
			return -EINVAL;
		bytes += shift ? 2 * KEY_BYTES : KEY_BYTES;
	}
	if (bytes > LINE_BYTES)
		return -EMSGSIZE;
	for (; *text; text++) {
		find_key(*text, &code, &shift);
		if (shift)
			input_sim_key(keys, LEFT_SHIFT, 1);
		input_sim_key(keys, code, 1);
		input_sim_key(keys, code, 0);
		if (shift)
			input_sim_key(keys, LEFT_SHIFT, 0);
	}
	if (enter) {
		input_sim_key(keys, ENTER, 1);
		input_sim_key(keys, ENTER, 0);
	}
	return 0;
}
