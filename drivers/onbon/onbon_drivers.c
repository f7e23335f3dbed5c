/* See onbon_drivers.h: the two faces of a card. */
#include "onbon_drivers.h"

#include "onbon_card.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct display {
	struct onbon_card card;
	char text[DISPLAY_TEXT_MAX + 1]; /* as shown, for when the colour changes */
	enum display_effect effect;
	struct display_owner owner;
};

struct panel {
	struct onbon_card card;
	struct panel_line lines[ONBON_LINES_MAX];
	struct panel_owner owner;
};

/* --- display --- */

static void display_health(void *context, enum device_health health, const char *detail)
{
	struct display *display = context;
	display->owner.health(display->owner.context, health, detail);
}

static void display_close(struct display *display)
{
	if (display == NULL)
		return;
	onbon_card_close(&display->card);
	free(display);
}

static int display_open(struct display **out, struct event_base *base, struct config_keys *keys,
			const struct display_owner *owner)
{
	struct display *display = calloc(1, sizeof *display);
	if (display == NULL)
		return -ENOMEM;
	display->owner = *owner;
	display->card.context = display;
	display->card.health = display_health;
	int result = onbon_card_open(&display->card, base, keys, false);
	if (result < 0) {
		display_close(display);
		return result;
	}
	*out = display;
	return 0;
}

static int display_show(struct display *display, const char *text, enum display_effect effect)
{
	if (text == NULL)
		text = "";
	if (strlen(text) > DISPLAY_TEXT_MAX)
		return -EMSGSIZE;
	memmove(display->text, text, strlen(text) + 1);
	display->effect = effect;
	onbon_card_set(&display->card, 0, text, effect, DISPLAY_PLAIN);
	onbon_card_update(&display->card);
	return 0;
}

static void display_look(struct display *display, const struct display_look *look)
{
	onbon_card_look(&display->card, look);
	if (display->card.shown)
		display_show(display, display->text, display->effect);
}

static void display_statistics(const struct display *display, struct device_statistics *out)
{
	onbon_card_statistics(&display->card, out);
}

const struct display_ops display_onbon_bx = {
	.name = "onbon-bx",
	.open = display_open,
	.show = display_show,
	.look = display_look,
	.statistics = display_statistics,
	.close = display_close,
};

/* --- panel --- */

static void panel_health(void *context, enum device_health health, const char *detail)
{
	struct panel *panel = context;
	panel->owner.health(panel->owner.context, health, detail);
}

static void panel_close(struct panel *panel)
{
	if (panel == NULL)
		return;
	onbon_card_close(&panel->card);
	free(panel);
}

static int panel_open(struct panel **out, struct event_base *base, struct config_keys *keys,
		      const struct panel_owner *owner)
{
	struct panel *panel = calloc(1, sizeof *panel);
	if (panel == NULL)
		return -ENOMEM;
	panel->owner = *owner;
	panel->card.context = panel;
	panel->card.health = panel_health;
	int result = onbon_card_open(&panel->card, base, keys, true);
	if (result < 0) {
		panel_close(panel);
		return result;
	}
	*out = panel;
	return 0;
}

static unsigned panel_line_count(const struct panel *panel)
{
	return panel->card.lines;
}

static unsigned panel_columns(const struct panel *panel)
{
	return onbon_card_cells(&panel->card) * 2;
}

static void panel_set(struct panel *panel)
{
	for (unsigned i = 0; i < panel->card.lines; i++)
		onbon_card_set(&panel->card, i, panel->lines[i].text, panel->lines[i].effect,
			       panel->lines[i].colour);
	onbon_card_update(&panel->card);
}

static int panel_show(struct panel *panel, const struct panel_line *lines, unsigned count)
{
	if (count > panel->card.lines)
		return -EMSGSIZE;
	memset(panel->lines, 0, sizeof panel->lines);
	memcpy(panel->lines, lines, count * sizeof *lines);
	panel_set(panel);
	return 0;
}

static void panel_look(struct panel *panel, const struct display_look *look)
{
	onbon_card_look(&panel->card, look);
	if (panel->card.shown)
		panel_set(panel);
}

static void panel_statistics(const struct panel *panel, struct device_statistics *out)
{
	onbon_card_statistics(&panel->card, out);
}

const struct panel_ops panel_onbon_bx = {
	.name = "onbon-bx",
	.open = panel_open,
	.line_count = panel_line_count,
	.columns = panel_columns,
	.show = panel_show,
	.look = panel_look,
	.statistics = panel_statistics,
	.close = panel_close,
};
