/* A display of several lines (综合屏) that shows the last calls of its windows, as the firmware
 * sees it. What stands in which line is firmware/announce's. */
#ifndef JIAOHAO_PANEL_H
#define JIAOHAO_PANEL_H

#include "config_keys.h"
#include "device.h"
#include "display.h"

struct event_base;
struct panel;

enum { PANEL_LINES_MAX = 16 };

struct panel_line {
	char text[DISPLAY_TEXT_MAX + 1]; /* UTF-8; "" is an empty line */
	enum display_effect effect;
	enum display_colour colour;
};

struct panel_owner {
	void *context;
	/** After restored (DEVICE_OK) the driver itself sends the last lines again. */
	device_health_fn *health;
};

struct panel_ops {
	const char *name; /* as written after "driver:" in a board file */
	/** 0, or -EINVAL with the reason said at its line. @p owner must outlive the panel. */
	int (*open)(struct panel **out, struct event_base *base, struct config_keys *keys,
		    const struct panel_owner *owner);
	/** How many lines it has, 1 … PANEL_LINES_MAX. */
	unsigned (*line_count)(const struct panel *panel);
	/** Cells of a line, of which a Chinese character takes two; 0: not known. NULL: not known. */
	unsigned (*columns)(const struct panel *panel);
	/** Show these lines, the first on top, until the next call; lines that are missing are
	 *  empty. The newest wins. Copied. 0, or -EMSGSIZE: more than line_count. */
	int (*show)(struct panel *panel, const struct panel_line *lines, unsigned count);
	/** As display_ops.look. NULL where it can't. */
	void (*look)(struct panel *panel, const struct display_look *look);
	void (*statistics)(const struct panel *panel, struct device_statistics *out);
	/** Free everything. Accepts NULL. Never call it from one of the panel's callbacks. */
	void (*close)(struct panel *panel);
};

#endif
