/* A window display as the firmware sees it. */
#ifndef JIAOHAO_DISPLAY_H
#define JIAOHAO_DISPLAY_H

#include "config_keys.h"
#include "device.h"

struct event_base;
struct display;

enum { DISPLAY_TEXT_MAX = 96 };

enum display_effect {
	DISPLAY_STEADY,
	DISPLAY_BLINK,
	DISPLAY_SCROLL, /* runs through when it is longer than the display; else steady */
};

enum display_colour { DISPLAY_PLAIN, DISPLAY_RED, DISPLAY_GREEN, DISPLAY_YELLOW };

/* How it shines; stays until the next one. */
struct display_look {
	unsigned brightness_percent; /* 0: dark */
	enum display_colour colour;  /* DISPLAY_PLAIN: the display's own */
};

struct display_owner {
	void *context;
	/* after restored (DEVICE_OK) the driver itself sends the last text and look again */
	device_health_fn *health;
};

struct display_ops {
	const char *name; /* as written after "driver:" in a board file */
	/** 0, or -EINVAL with the reason said at its line. @p owner must outlive the display. */
	int (*open)(struct display **out, struct event_base *base, struct config_keys *keys,
		    const struct display_owner *owner);
	/** Show @p text (UTF-8, cut at the display's cells at a whole character) until the next
	 * call; NULL blanks. The newest text wins: one that was not sent yet is replaced. An effect
	 * the display lacks is left out. Always 0 or -EMSGSIZE (over DISPLAY_TEXT_MAX). */
	int (*show)(struct display *display, const char *text, enum display_effect effect);
	/** The newest wins; what the display lacks is left out. NULL where it can do none of it. */
	void (*look)(struct display *display, const struct display_look *look);
	void (*statistics)(const struct display *display, struct device_statistics *out);
	/** Free everything. Accepts NULL. Never call it from one of the display's callbacks. */
	void (*close)(struct display *display);
};

#endif
