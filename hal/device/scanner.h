/* A scanner of bar codes and QR codes at a kiosk as the firmware sees it. */
#ifndef JIAOHAO_SCANNER_H
#define JIAOHAO_SCANNER_H

#include "config_keys.h"
#include "device.h"

struct event_base;
struct scanner;

enum { SCAN_TEXT_MAX = 512 };

struct scanner_owner {
	void *context;
	device_health_fn *health;
	/** One code, whole: printable text without its end mark, at most SCAN_TEXT_MAX bytes.
	 *  Borrowed for the call. */
	void (*code)(void *context, const char *text);
};

struct scanner_ops {
	const char *name;
	int (*open)(struct scanner **out, struct event_base *base, struct config_keys *keys,
		    const struct scanner_owner *owner);
	void (*statistics)(const struct scanner *scanner, struct device_statistics *out);
	void (*close)(struct scanner *scanner);
};

#endif
