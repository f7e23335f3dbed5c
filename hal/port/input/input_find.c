/* Finds an evdev device by its path or its name. Event numbers change with every plug, names and
 * by-path links do not. Source of the ioctls: the kernel's Documentation/input/ and
 * include/uapi/linux/input.h. */
#include "input_find.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/input.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static const char folder[] = "/dev/input";
static const char by_name[] = "name:";

enum { FLAGS = O_RDONLY | O_NONBLOCK | O_CLOEXEC, KEY_BYTES = KEY_CNT / 8 };

/* Mice and joysticks have buttons only: their codes begin at BTN_MISC. */
static bool has_keys(int fd)
{
	uint8_t keys[KEY_BYTES] = { 0 };
	if (ioctl(fd, EVIOCGBIT(EV_KEY, sizeof keys), keys) < 0)
		return false;
	for (unsigned code = 1; code < BTN_MISC; code++)
		if (keys[code / 8] >> code % 8 & 1)
			return true;
	return false;
}

static bool fits(int fd, const char *pattern)
{
	char name[256] = "";
	if (ioctl(fd, EVIOCGNAME(sizeof name - 1), name) < 0)
		return false;
	return fnmatch(pattern, name, 0) == 0 && has_keys(fd);
}

/* One that can't be opened may be the one: its errno is what is said when no other fits. */
static int find_by_name(const char *pattern)
{
	int found = -ENOENT;
	DIR *events = opendir(folder);
	if (events == NULL)
		return -errno;
	for (struct dirent *entry; (entry = readdir(events)) != NULL;) {
		char path[sizeof folder + sizeof entry->d_name];
		if (strncmp(entry->d_name, "event", 5) != 0)
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		int fd = open(path, FLAGS);
		if (fd < 0) {
			if (found == -ENOENT)
				found = -errno;
			continue;
		}
		if (!fits(fd, pattern)) {
			close(fd);
			continue;
		}
		if (found >= 0) {
			close(fd);
			close(found);
			found = -ENOTUNIQ;
			break;
		}
		found = fd;
	}
	closedir(events);
	return found;
}

int input_find(const char *device)
{
	int version;
	if (strncmp(device, by_name, sizeof by_name - 1) == 0)
		return find_by_name(device + sizeof by_name - 1);
	int fd = open(device, FLAGS);
	if (fd < 0)
		return -errno;
	if (ioctl(fd, EVIOCGVERSION, &version) < 0) {
		close(fd);
		return -ENOTTY;
	}
	return fd;
}
