/* See hotplug.h. One monitor for all listeners of the process. */
#include "hotplug.h"

#include <ctype.h>
#include <errno.h>
#include <event2/event.h>
#include <libudev.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
	SETTLE_MS = 50, /* a device brings several nodes; who waits is told once */
	ID_DIGITS = 4,
	SERIAL_MAX = 64,
};

static const char prefix[] = "usb:";
static const char *const subsystems[] = { "tty", "usbmisc", "usb", "input", "gpio" };

struct hotplug_listener {
	struct hotplug_listener *next;
	hotplug_fn *came;
	void *context;
};

static struct {
	struct hotplug_listener *listeners;
	struct udev *udev;
	struct udev_monitor *monitor;
	struct event *readable, *settled;
} watch;

/* --- names --- */

struct usb_name {
	char vendor[ID_DIGITS + 1], product[ID_DIGITS + 1], serial[SERIAL_MAX];
};

static bool take_id(const char **text, char out[ID_DIGITS + 1])
{
	for (int i = 0; i < ID_DIGITS; i++) {
		if (!isxdigit((unsigned char)(*text)[i]))
			return false;
		out[i] = (char)tolower((unsigned char)(*text)[i]);
	}
	out[ID_DIGITS] = '\0';
	*text += ID_DIGITS;
	return true;
}

static bool parse(const char *device, struct usb_name *out)
{
	const char *text = device + sizeof prefix - 1;
	out->serial[0] = '\0';
	if (!hotplug_is_usb(device) || !take_id(&text, out->vendor) || *text++ != ':' ||
	    !take_id(&text, out->product))
		return false;
	if (*text == '\0')
		return true;
	if (*text++ != ':' || *text == '\0' || strlen(text) >= sizeof out->serial)
		return false;
	strcpy(out->serial, text);
	return true;
}

bool hotplug_is_usb(const char *device)
{
	return strncmp(device, prefix, sizeof prefix - 1) == 0;
}

bool hotplug_usb_valid(const char *device)
{
	struct usb_name name;
	return parse(device, &name);
}

static bool same(struct udev_device *usb, const char *attribute, const char *wanted)
{
	const char *found = udev_device_get_sysattr_value(usb, attribute);
	return found != NULL && strcasecmp(found, wanted) == 0;
}

static bool fits(struct udev_device *device, const struct usb_name *name)
{
	struct udev_device *usb =
		udev_device_get_parent_with_subsystem_devtype(device, "usb", "usb_device");
	return usb != NULL && same(usb, "idVendor", name->vendor) &&
	       same(usb, "idProduct", name->product) &&
	       (name->serial[0] == '\0' || same(usb, "serial", name->serial));
}

/* Nodes that a stream or an input opens: not the raw USB device, no mouse or js. */
static bool is_useful(const char *node)
{
	return strncmp(node, "/dev/tty", 8) == 0 || strncmp(node, "/dev/usb/lp", 11) == 0 ||
	       strncmp(node, "/dev/input/event", 16) == 0;
}

static int find(struct udev *udev, const struct usb_name *name, char *path, size_t size)
{
	int result = -ENOENT;
	struct udev_enumerate *list = udev_enumerate_new(udev);
	struct udev_list_entry *entry;
	if (list == NULL)
		return -ENOMEM;
	udev_enumerate_add_match_subsystem(list, "tty");
	udev_enumerate_add_match_subsystem(list, "usbmisc");
	udev_enumerate_add_match_subsystem(list, "input");
	udev_enumerate_scan_devices(list);
	udev_list_entry_foreach(entry, udev_enumerate_get_list_entry(list))
	{
		struct udev_device *device =
			udev_device_new_from_syspath(udev, udev_list_entry_get_name(entry));
		const char *node = device != NULL ? udev_device_get_devnode(device) : NULL;
		if (result == -ENOENT && node != NULL && is_useful(node) && fits(device, name)) {
			int length = snprintf(path, size, "%s", node);
			result = (size_t)length < size ? 0 : -ENAMETOOLONG;
		}
		udev_device_unref(device);
	}
	udev_enumerate_unref(list);
	return result;
}

int hotplug_resolve(const char *device, char *path, size_t size)
{
	struct usb_name name;
	if (!hotplug_is_usb(device))
		return (size_t)snprintf(path, size, "%s", device) < size ? 0 : -ENAMETOOLONG;
	if (!parse(device, &name))
		return -EINVAL;
	struct udev *udev = udev_new();
	int result = udev != NULL ? find(udev, &name, path, size) : -ENOMEM;
	udev_unref(udev);
	return result;
}

/* --- the monitor --- */

static void settled(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	for (struct hotplug_listener *listener = watch.listeners; listener != NULL;
	     listener = listener->next)
		listener->came(listener->context);
}

static void monitor_readable(evutil_socket_t fd, short what, void *arg)
{
	static const struct timeval soon = { .tv_usec = SETTLE_MS * 1000 };
	struct udev_device *device;
	(void)fd;
	(void)what;
	(void)arg;
	while ((device = udev_monitor_receive_device(watch.monitor)) != NULL) {
		const char *action = udev_device_get_action(device);
		if (action != NULL && strcmp(action, "add") == 0)
			evtimer_add(watch.settled, &soon);
		udev_device_unref(device);
	}
}

static void stop(void)
{
	if (watch.readable != NULL)
		event_free(watch.readable);
	if (watch.settled != NULL)
		event_free(watch.settled);
	udev_monitor_unref(watch.monitor);
	udev_unref(watch.udev);
	watch.readable = watch.settled = NULL;
	watch.monitor = NULL;
	watch.udev = NULL;
}

/* "udev" tells when the rules have set a node's owner; without a udevd only the kernel would. */
static int start(struct event_base *base)
{
	watch.udev = udev_new();
	if (watch.udev != NULL)
		watch.monitor = udev_monitor_new_from_netlink(watch.udev, "udev");
	if (watch.monitor == NULL) {
		stop();
		return -ENOTSUP;
	}
	for (size_t i = 0; i < sizeof subsystems / sizeof subsystems[0]; i++)
		udev_monitor_filter_add_match_subsystem_devtype(watch.monitor, subsystems[i], NULL);
	if (udev_monitor_enable_receiving(watch.monitor) < 0) {
		stop();
		return -ENOTSUP;
	}
	watch.readable = event_new(base, udev_monitor_get_fd(watch.monitor), EV_READ | EV_PERSIST,
				   monitor_readable, NULL);
	watch.settled = evtimer_new(base, settled, NULL);
	if (watch.readable == NULL || watch.settled == NULL ||
	    event_add(watch.readable, NULL) < 0) {
		stop();
		return -ENOMEM;
	}
	return 0;
}

int hotplug_listen(struct hotplug_listener **out, struct event_base *base, hotplug_fn *came,
		   void *context)
{
	int result = watch.monitor == NULL ? start(base) : 0;
	if (result < 0)
		return result;
	struct hotplug_listener *listener = calloc(1, sizeof *listener);
	if (listener == NULL)
		return -ENOMEM;
	listener->came = came;
	listener->context = context;
	listener->next = watch.listeners;
	watch.listeners = listener;
	*out = listener;
	return 0;
}

void hotplug_forget(struct hotplug_listener *listener)
{
	struct hotplug_listener **link = &watch.listeners;
	if (listener == NULL)
		return;
	while (*link != listener)
		link = &(*link)->next;
	*link = listener->next;
	free(listener);
	if (watch.listeners == NULL)
		stop();
}
