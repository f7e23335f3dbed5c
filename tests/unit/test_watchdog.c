/* The hardware watchdog, by a FIFO in its place: what is written, and what the last byte is. */
#include "check.h"
#include "watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[64];
static int reader;

static size_t heard(char *bytes, size_t size)
{
	ssize_t count = read(reader, bytes, size);
	return count > 0 ? (size_t)count : 0;
}

static void it_is_fed_and_stopped_in_order(void)
{
	struct watchdog *watchdog = NULL;
	char bytes[16];
	CHECK(watchdog_open(&watchdog, path, 30) == 0);
	CHECK(watchdog_timeout(watchdog) == 30);
	CHECK(heard(bytes, sizeof bytes) == 0); /* opening starts it, nothing more */
	CHECK(watchdog_feed(watchdog) == 0 && watchdog_feed(watchdog) == 0);
	CHECK(heard(bytes, sizeof bytes) == 2 && memchr(bytes, 'V', 2) == NULL);
	watchdog_close(watchdog);
	CHECK(heard(bytes, sizeof bytes) == 1 && bytes[0] == 'V');
}

static void what_is_not_there_or_full_is_told(void)
{
	struct watchdog *watchdog = NULL;
	CHECK(watchdog_open(&watchdog, "/nowhere/watchdog", 30) == -ENOENT);
	CHECK(watchdog_open(&watchdog, path, 30) == 0);
	int result = 0;
	for (int i = 0; i < 2000000 && result == 0; i++) /* nobody reads: it never blocks */
		result = watchdog_feed(watchdog);
	CHECK(result == -EAGAIN);
	watchdog_close(watchdog);
	watchdog_close(NULL);
}

int main(void)
{
	snprintf(path, sizeof path, "/tmp/jiaohao-watchdog-%d", (int)getpid());
	CHECK(mkfifo(path, 0600) == 0);
	reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	it_is_fed_and_stopped_in_order();
	what_is_not_there_or_full_is_told();
	close(reader);
	unlink(path);
	return check_result();
}
