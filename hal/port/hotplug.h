/* Devices that are plugged in while the daemon runs: who waits for one is told when a tty, a USB
 * printer, an input or a GPIO chip appears, instead of only when its pause is over. By libudev.
 * Where no udev runs nobody is told anything and the pauses do. On the loop's thread, but for
 * resolve.
 *
 * A device may be named by what it is instead of by where it is: "usb:VID:PID" or
 * "usb:VID:PID:SERIAL" (hexadecimal, as lsusb prints them), so that a replug in another socket,
 * under another path, is found. */
#ifndef JIAOHAO_HOTPLUG_H
#define JIAOHAO_HOTPLUG_H

#include <stdbool.h>
#include <stddef.h>

struct event_base;
struct hotplug_listener;

/** Something came: try now. May not call hotplug_forget. */
typedef void hotplug_fn(void *context);

/** 0; -ENOTSUP: there is no udev here; -ENOMEM. */
int hotplug_listen(struct hotplug_listener **out, struct event_base *base, hotplug_fn *came,
		   void *context);
/** Accepts NULL. */
void hotplug_forget(struct hotplug_listener *listener);

/** Is it "usb:…"? */
bool hotplug_is_usb(const char *device);
/** Is it a well-formed "usb:VID:PID[:SERIAL]"? */
bool hotplug_usb_valid(const char *device);
/** The path now of @p device: of a "usb:…" the tty, usblp or event node of that device, any other
 *  is copied. 0; -ENOENT: nothing like it is plugged in; -ENAMETOOLONG. Any thread. */
int hotplug_resolve(const char *device, char *path, size_t size);

#endif
