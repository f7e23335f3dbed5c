/* Reading a file and the guards before any parser sees it: size, UTF-8, NUL, and lines starting
 * with '%' (libfyaml 0.7.12 hangs on some directives). Knows nothing of YAML. */
#include "config_node.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

size_t config_utf8_bytes(const uint8_t *text, size_t left)
{
	/* Unicode 15.0, table 3-7: the second byte's range keeps out overlong forms, surrogates and
	 * what lies beyond U+10FFFF. */
	uint8_t low = 0x80, high = 0xbf;
	size_t bytes;
	if (left == 0)
		return 0;
	if (text[0] < 0x80)
		return 1;
	if (text[0] >= 0xc2 && text[0] <= 0xdf)
		bytes = 2;
	else if ((text[0] & 0xf0) == 0xe0)
		bytes = 3;
	else if (text[0] >= 0xf0 && text[0] <= 0xf4)
		bytes = 4;
	else
		return 0;
	if (text[0] == 0xe0)
		low = 0xa0;
	else if (text[0] == 0xed)
		high = 0x9f;
	else if (text[0] == 0xf0)
		low = 0x90;
	else if (text[0] == 0xf4)
		high = 0x8f;
	if (left < bytes || text[1] < low || text[1] > high)
		return 0;
	for (size_t i = 2; i < bytes; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	return bytes;
}

int config_guard(const char *name, const char *text, size_t length, struct config_report *report)
{
	const uint8_t *bytes = (const uint8_t *)text;
	unsigned line = 1, column = 1;
	if (length > CONFIG_FILE_MAX) {
		config_say(report, name, 1, 1, "file", "found %zu bytes, allowed are at most %d",
			   length, CONFIG_FILE_MAX);
		return -EINVAL;
	}
	for (size_t i = 0; i < length;) {
		size_t step = config_utf8_bytes(bytes + i, length - i);
		const char *problem = NULL;
		if (step == 0)
			problem = "found a byte that is not UTF-8, allowed is UTF-8 only";
		else if (bytes[i] == 0)
			problem = "found a NUL byte, allowed is text only";
		else if (bytes[i] == '%' && column == 1)
			problem =
				"found a line starting with \"%\", allowed are no YAML directives";
		if (problem) {
			config_say(report, name, line, column, "file", "%s", problem);
			return -EINVAL;
		}
		column++;
		/* CR LF counts once: the CR alone ends no line here, its LF does. */
		if (bytes[i] == '\n' ||
		    (bytes[i] == '\r' && i + 1 < length && bytes[i + 1] != '\n')) {
			line++;
			column = 1;
		}
		i += step;
	}
	return 0;
}

static int read_all(int fd, size_t max, char **text, size_t *length)
{
	size_t used = 0;
	/* One byte more than allowed, so that a file which is too long is seen to be. */
	char *bytes = malloc(max + 2);
	if (!bytes)
		return -ENOMEM;
	while (used <= max) {
		ssize_t count = read(fd, bytes + used, max + 1 - used);
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0) {
			int error = -errno;
			free(bytes);
			return error;
		}
		if (count == 0)
			break;
		used += (size_t)count;
	}
	bytes[used] = 0;
	*text = bytes;
	*length = used;
	return 0;
}

static int open_regular(const char *path)
{
	struct stat stat;
	/* O_NONBLOCK: a FIFO would hold the start for ever. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	if (fstat(fd, &stat) == 0 && S_ISREG(stat.st_mode))
		return fd;
	close(fd);
	return -EISDIR;
}

int config_read_bytes(const char *path, size_t max, char **text, size_t *length,
		      struct config_report *report)
{
	char *bytes = NULL;
	size_t used = 0;
	int fd = open_regular(path);
	int result = fd < 0 ? fd : read_all(fd, max, &bytes, &used);
	if (fd >= 0)
		close(fd);
	if (result < 0) {
		config_say(report, path, 1, 1, "file",
			   "could not be read: %s, allowed is a readable file",
			   result == -EISDIR ? "it is no regular file" : strerror(-result));
		return -EINVAL;
	}
	if (used > max) {
		config_say(report, path, 1, 1, "file",
			   "found more than %zu bytes, which is all that is allowed", max);
		free(bytes);
		return -EINVAL;
	}
	*text = bytes;
	*length = used;
	return 0;
}

int config_read_file(const char *path, char **text, size_t *length, struct config_report *report)
{
	char *bytes;
	size_t used;
	int result = config_read_bytes(path, CONFIG_FILE_MAX, &bytes, &used, report);
	if (result < 0)
		return result;
	result = config_guard(path, bytes, used, report);
	if (result < 0) {
		free(bytes);
		return result;
	}
	*text = bytes;
	*length = used;
	return 0;
}
