/* What the display over a window shows. A display of eight cells holds the number; how longer idle
 * texts are fitted is the display's own matter. */
#include "announce.h"

#include <string.h>

static void set_text(struct announce_display *out, const char *text)
{
	size_t length = strnlen(text, sizeof out->text - 1);
	memcpy(out->text, text, length);
	out->text[length] = 0;
}

/* The services by name; when they do not fit, the zone that they belong to. */
static void show_idle(const struct state *state, int window, struct announce_display *out)
{
	const struct hall_window *place = &state->hall.windows[window];
	size_t used = 0;
	for (unsigned i = 0; i < place->service_count; i++) {
		int service = state_find_service(state, place->services[i]);
		if (service < 0)
			continue;
		const char *name = state->hall.services[service].name;
		size_t length = strlen(name);
		if (used + 1 + length >= sizeof out->text) {
			int zone = hall_find_zone(&state->hall, place->zone);
			set_text(out, zone >= 0 ? state->hall.zones[zone].name : "");
			return;
		}
		if (used)
			out->text[used++] = ' ';
		memcpy(out->text + used, name, length);
		used += length;
	}
}

void announce_display(const struct state *state, int window, struct announce_display *out)
{
	const struct window *at = &state->windows[window];
	memset(out, 0, sizeof *out);
	switch ((enum window_state)at->state) {
	case WINDOW_CALLED:
	case WINDOW_SERVING:
		set_text(out, state->tickets[at->ticket].number);
		out->blink = at->state == WINDOW_CALLED;
		break;
	case WINDOW_PAUSED:
		set_text(out, "暂停服务");
		break;
	case WINDOW_IDLE:
		show_idle(state, window, out);
		break;
	case WINDOW_CLOSED:
		break;
	}
}
