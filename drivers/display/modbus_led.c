/* See modbus_led.h: the display over a window, and the panel of several lines. */
#include "modbus_led.h"

#include "led_line.h"
#include "modbus_bus.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct display {
	struct display_owner owner;
	struct led_settings settings;
	struct led_line line;
	char text[DISPLAY_TEXT_MAX + 1]; /* as shown, for when the colour changes */
	enum display_effect effect;
	enum display_colour colour;
};

struct panel_part {
	struct panel *panel;
	enum device_health health;
	const char *detail;
	char kept[64]; /* detail points here */
};

struct panel {
	struct panel_owner owner;
	struct led_settings settings;
	struct led_line lines[PANEL_LINES_MAX];
	struct panel_part parts[PANEL_LINES_MAX];
	struct panel_line shown[PANEL_LINES_MAX];
	enum display_colour colour;
	enum device_health said;
	char said_detail[64];
};

static int full(struct config_keys *keys, int result)
{
	if (result == -ENOSPC)
		return keys->ops->fail(keys, "port", "has more devices than one bus may have");
	return result;
}

static void close_settings(struct led_settings *settings)
{
	if (settings->iconv != (iconv_t)-1)
		iconv_close(settings->iconv);
}

/* --- display --- */

static void display_health(void *context, enum device_health health, const char *detail)
{
	struct display *display = context;
	display->owner.health(display->owner.context, health, detail);
}

static void modbus_led_close(struct display *display)
{
	if (display == NULL)
		return;
	led_line_close(&display->line);
	close_settings(&display->settings);
	free(display);
}

static int modbus_led_open(struct display **out, struct event_base *base, struct config_keys *keys,
			   const struct display_owner *owner)
{
	struct display *display = calloc(1, sizeof *display);
	if (display == NULL)
		return -ENOMEM;
	display->owner = *owner;
	display->line.context = display;
	display->line.health = display_health;
	display->line.settings = &display->settings;
	int result = led_keys_take(&display->settings, keys, false);
	if (result == 0)
		result = full(keys, led_line_open(&display->line, base));
	if (result < 0) {
		modbus_led_close(display);
		return result;
	}
	*out = display;
	return 0;
}

static int modbus_led_show(struct display *display, const char *text, enum display_effect effect)
{
	if (text == NULL)
		text = "";
	if (strlen(text) > DISPLAY_TEXT_MAX)
		return -EMSGSIZE;
	memmove(display->text, text, strlen(text) + 1);
	display->effect = effect;
	led_line_show(&display->line, text, effect, display->colour);
	return 0;
}

static void modbus_led_look(struct display *display, const struct display_look *look)
{
	display->colour = look->colour;
	led_line_brightness(&display->line, look->brightness_percent);
	if (display->line.shown)
		led_line_show(&display->line, display->text, display->effect, display->colour);
}

static void modbus_led_statistics(const struct display *display, struct device_statistics *out)
{
	modbus_unit_statistics(display->line.unit, out);
}

const struct display_ops display_modbus_led = {
	.name = "modbus-led",
	.open = modbus_led_open,
	.show = modbus_led_show,
	.look = modbus_led_look,
	.statistics = modbus_led_statistics,
	.close = modbus_led_close,
};

/* --- panel --- */

/* A panel is as sick as its sickest line. */
static void part_health(void *context, enum device_health health, const char *detail)
{
	struct panel_part *part = context;
	struct panel *panel = part->panel;
	const struct panel_part *worst = part;
	part->health = health;
	strncpy(part->kept, detail, sizeof part->kept - 1);
	for (unsigned i = 0; i < panel->settings.lines; i++)
		if (panel->parts[i].health > worst->health)
			worst = &panel->parts[i];
	if (worst->health == panel->said && strcmp(worst->kept, panel->said_detail) == 0)
		return;
	panel->said = worst->health;
	memcpy(panel->said_detail, worst->kept, sizeof panel->said_detail);
	panel->owner.health(panel->owner.context, worst->health, worst->kept);
}

static void panel_close(struct panel *panel)
{
	if (panel == NULL)
		return;
	for (unsigned i = 0; i < PANEL_LINES_MAX; i++)
		led_line_close(&panel->lines[i]);
	close_settings(&panel->settings);
	free(panel);
}

static int panel_open(struct panel **out, struct event_base *base, struct config_keys *keys,
		      const struct panel_owner *owner)
{
	struct panel *panel = calloc(1, sizeof *panel);
	if (panel == NULL)
		return -ENOMEM;
	panel->owner = *owner;
	int result = led_keys_take(&panel->settings, keys, true);
	for (unsigned i = 0; i < panel->settings.lines && result == 0; i++) {
		panel->parts[i].panel = panel;
		panel->lines[i] = (struct led_line){ .context = &panel->parts[i],
						     .health = part_health,
						     .settings = &panel->settings,
						     .number = i };
		result = full(keys, led_line_open(&panel->lines[i], base));
	}
	if (result < 0) {
		panel_close(panel);
		return result;
	}
	*out = panel;
	return 0;
}

static unsigned panel_line_count(const struct panel *panel)
{
	return panel->settings.lines;
}

static unsigned panel_columns(const struct panel *panel)
{
	return panel->settings.cells * 2;
}

static void panel_set(struct panel *panel)
{
	for (unsigned i = 0; i < panel->settings.lines; i++) {
		const struct panel_line *line = &panel->shown[i];
		led_line_show(&panel->lines[i], line->text, line->effect,
			      line->colour != DISPLAY_PLAIN ? line->colour : panel->colour);
	}
}

static int panel_show(struct panel *panel, const struct panel_line *lines, unsigned count)
{
	if (count > panel->settings.lines)
		return -EMSGSIZE;
	memset(panel->shown, 0, sizeof panel->shown);
	memcpy(panel->shown, lines, count * sizeof *lines);
	panel_set(panel);
	return 0;
}

static void panel_look(struct panel *panel, const struct display_look *look)
{
	panel->colour = look->colour;
	led_line_brightness(&panel->lines[0], look->brightness_percent);
	if (panel->lines[0].shown)
		panel_set(panel);
}

static void panel_statistics(const struct panel *panel, struct device_statistics *out)
{
	uint64_t latency_us = 0;
	memset(out, 0, sizeof *out);
	for (unsigned i = 0; i < panel->settings.lines; i++) {
		struct device_statistics one;
		modbus_unit_statistics(panel->lines[i].unit, &one);
		out->requests += one.requests;
		out->time_outs += one.time_outs;
		out->bad_frames += one.bad_frames;
		out->stale_replies += one.stale_replies;
		latency_us += one.latency_us;
	}
	out->latency_us = (uint32_t)(latency_us / panel->settings.lines);
}

const struct panel_ops panel_modbus_led = {
	.name = "modbus-led",
	.open = panel_open,
	.line_count = panel_line_count,
	.columns = panel_columns,
	.show = panel_show,
	.look = panel_look,
	.statistics = panel_statistics,
	.close = panel_close,
};
