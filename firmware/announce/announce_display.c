/* What the display over a window shows. A display of eight cells holds the number; how longer idle
 * texts are fitted is the display's own matter. */
#include "announce.h"
#include "message.h"

#include <string.h>

enum { IDLE_CELLS = 16 };

static void set_text(struct announce_display *out, const char *text)
{
	size_t length = strnlen(text, sizeof out->text - 1);
	memcpy(out->text, text, length);
	out->text[length] = 0;
}

/* Cells on a display: a Chinese character takes two, everything below U+1100 one. */
static unsigned cells_of(const char *text)
{
	unsigned cells = 0;
	for (const unsigned char *at = (const unsigned char *)text; *at; at++)
		if ((*at & 0xc0) != 0x80) /* the first byte of a character; E1 84 80 is U+1100 */
			cells += *at > 0xe1 || (*at == 0xe1 && at[1] >= 0x84) ? 2 : 1;
	return cells;
}

/* The services by name where a common display has room for all of them, else the zone. */
static void show_idle(const struct state *state, int window, struct announce_display *out)
{
	const struct hall_window *place = &state->hall.windows[window];
	int zone = hall_find_zone(&state->hall, place->zone);
	size_t used = 0;
	unsigned cells = 0;
	for (unsigned i = 0; i < place->service_count; i++) {
		int service = state_find_service(state, place->services[i]);
		if (service < 0)
			continue;
		const char *name = state->hall.services[service].name;
		size_t length = strlen(name);
		cells += cells_of(name) + (used > 0);
		if (used + 1 + length >= sizeof out->text ||
		    (used > 0 && cells > IDLE_CELLS && zone >= 0)) {
			set_text(out, zone >= 0 ? state->hall.zones[zone].name : "");
			return;
		}
		if (used)
			out->text[used++] = ' ';
		memcpy(out->text + used, name, length);
		used += length;
		out->text[used] = 0;
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
		announce_message(out->text, sizeof out->text, MESSAGE_ZH, MESSAGE_DISPLAY_PAUSED,
				 NULL);
		break;
	case WINDOW_IDLE:
		show_idle(state, window, out);
		break;
	case WINDOW_CLOSED:
		break;
	}
}
