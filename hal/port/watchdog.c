/* See watchdog.h. */
#include "watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct watchdog {
	int fd;
	int timeout_s;
};

static int write_byte(const struct watchdog *watchdog, char byte)
{
	ssize_t count;
	do
		count = write(watchdog->fd, &byte, 1);
	while (count < 0 && errno == EINTR);
	return count == 1 ? 0 : -errno;
}

int watchdog_open(struct watchdog **out, const char *path, int timeout_s)
{
	struct watchdog *watchdog = calloc(1, sizeof *watchdog);
	if (watchdog == NULL)
		return -ENOMEM;
	watchdog->timeout_s = timeout_s;
	watchdog->fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	if (watchdog->fd < 0) {
		int result = -errno;
		free(watchdog);
		return result;
	}
	/* The kernel writes back what it took; what is no watchdog (a test's file) answers ENOTTY.
	 */
	(void)ioctl(watchdog->fd, WDIOC_SETTIMEOUT, &watchdog->timeout_s);
	if (watchdog->timeout_s < 1)
		watchdog->timeout_s = timeout_s;
	*out = watchdog;
	return 0;
}

int watchdog_timeout(const struct watchdog *watchdog)
{
	return watchdog->timeout_s;
}

int watchdog_feed(struct watchdog *watchdog)
{
	return write_byte(watchdog, 'k');
}

void watchdog_close(struct watchdog *watchdog)
{
	if (watchdog == NULL)
		return;
	(void)write_byte(watchdog, 'V');
	close(watchdog->fd);
	free(watchdog);
}
