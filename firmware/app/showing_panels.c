/* Panels: what announce_panel says goes to each, when it is something else than before. */
#include "showing_parts.h"

#include <string.h>

/* FNV-1a, never 0. The lines were zeroed before they were written. */
static uint64_t digest_of(const struct announce_panel *panel)
{
	const uint8_t *bytes = (const uint8_t *)panel;
	uint64_t digest = 14695981039346656037u;
	for (size_t i = 0; i < sizeof *panel; i++)
		digest = (digest ^ bytes[i]) * 1099511628211u;
	return digest ? digest : 1;
}

static void send(struct device *device, const struct announce_panel *now, unsigned count)
{
	struct panel_line lines[PANEL_LINES_MAX] = { 0 };
	const struct display_look look = { .brightness_percent = now->brightness_percent };
	for (unsigned i = 0; i < count; i++) {
		const struct announce_shown *line = &now->lines[i];
		memcpy(lines[i].text, line->text, sizeof line->text);
		lines[i].effect = line->blink	 ? DISPLAY_BLINK
				  : line->scroll ? DISPLAY_SCROLL
						 : DISPLAY_STEADY;
		lines[i].colour = (enum display_colour)line->colour;
	}
	device->ops.panel->show(device->handle.panel, lines, count);
	if (device->ops.panel->look)
		device->ops.panel->look(device->handle.panel, &look);
}

void showing_panels(struct showing *showing)
{
	const struct state *state = app_durable(showing->app);
	struct announce_panel now;
	struct device *device = NULL;
	for (unsigned i = 0;
	     (device = devices_next(showing->app->devices, CLASS_PANEL, NULL, device)); i++) {
		const struct panel_ops *ops = device->ops.panel;
		unsigned count = ops->line_count(device->handle.panel);
		if (count > PANEL_LINES_MAX)
			count = PANEL_LINES_MAX;
		announce_panel(state, device->place, count,
			       ops->columns ? ops->columns(device->handle.panel) : 0, &now);
		const uint64_t digest = digest_of(&now);
		if (i < PANELS_MAX && !showing->all && showing->panels[i] == digest)
			continue;
		if (i < PANELS_MAX)
			showing->panels[i] = digest;
		send(device, &now, count);
	}
}
