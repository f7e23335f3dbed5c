/* jiaohaoctl replay: what a decoder makes of recorded bytes; or the device played on a pty. */
#include "ctl.h"
#include "ctl_text.h"
#include "wire_record.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { ENTRIES_MAX = 20000, QUIET_MS = 15 };

struct tape {
	enum wire_protocol protocol;
	size_t count, room;
	struct wire_record_entry *entries;
};

/* False: said. */
static bool read_line(struct tape *tape, const char *name, unsigned number, char *line)
{
	struct wire_record_mistake mistake = { 0 };
	line[strcspn(line, "\r\n")] = '\0';
	if (number == 1) {
		if (wire_record_head(line, &tape->protocol, &mistake))
			return true;
	} else if (tape->count == tape->room) {
		size_t room = tape->room ? tape->room * 2 : 64;
		struct wire_record_entry *more =
			room > ENTRIES_MAX * 2 ? NULL : realloc(tape->entries, room * sizeof *more);
		if (!more) {
			ctl_fail(TEXT_FILE, name, strerror(ENOMEM));
			return false;
		}
		tape->entries = more;
		tape->room = room;
	}
	if (number > 1) {
		struct wire_record_entry *entry = &tape->entries[tape->count];
		if (wire_record_read(line, entry, &mistake)) {
			int64_t before = tape->count ? entry[-1].time_us : 0;
			if (entry->kind == WIRE_RECORD_NONE)
				return true;
			tape->count++;
			if (entry->time_us >= before)
				return true;
			mistake = (struct wire_record_mistake){ 1, "time goes back" };
		}
	}
	ctl_fail(TEXT_REPLAY_LINE, name, number, mistake.column, mistake.what);
	return false;
}

static bool read_tape(struct tape *tape, const char *name)
{
	static char line[WIRE_RECORD_LINE_MAX];
	FILE *file = fopen(name, "r");
	unsigned number = 0;
	bool good = true;
	if (!file) {
		ctl_fail(TEXT_FILE, name, strerror(errno));
		return false;
	}
	while (good && fgets(line, sizeof line, file))
		good = read_line(tape, name, ++number, line);
	fclose(file);
	if (good && number == 0)
		ctl_fail(TEXT_REPLAY_LINE, name, 1u, 1u, "empty");
	return good && number > 0;
}

static void wait_us(int64_t us)
{
	struct timespec time = { us / 1000000, us % 1000000 * 1000 };
	while (us > 0 && nanosleep(&time, &time) < 0 && errno == EINTR)
		;
}

/* --- what a decoder makes of it --- */

struct printed {
	int64_t time_us;
	unsigned count, broken;
};

static void print_unit(void *context, const struct wire_unit *unit)
{
	struct printed *printed = context;
	printed->count++;
	printed->broken += !unit->good;
	printf("%lld.%06lld %c %s%s\n", (long long)printed->time_us / 1000000,
	       (long long)printed->time_us % 1000000, unit->side == WIRE_SIDE_SENT ? '>' : '<',
	       unit->good ? "" : "?? ", unit->text);
	fflush(stdout);
}

static int decode(const struct tape *tape, double speed)
{
	struct wire_view *view = malloc(sizeof *view);
	struct printed printed = { 0 };
	if (!view)
		return CTL_WRONG;
	wire_view_init(view, tape->protocol);
	for (size_t i = 0; i < tape->count; i++) {
		const struct wire_record_entry *entry = &tape->entries[i];
		if (speed > 0)
			wait_us((int64_t)((double)(entry->time_us - printed.time_us) / speed));
		printed.time_us = entry->time_us;
		if (entry->kind == WIRE_RECORD_NOTE)
			printf("%lld.%06lld ! %s\n", (long long)entry->time_us / 1000000,
			       (long long)entry->time_us % 1000000, (const char *)entry->bytes);
		else
			wire_view_feed(view,
				       entry->kind == WIRE_RECORD_SENT ? WIRE_SIDE_SENT
								       : WIRE_SIDE_RECEIVED,
				       entry->bytes, entry->length, print_unit, &printed);
	}
	wire_view_end(view, print_unit, &printed);
	free(view);
	ctl_say(TEXT_REPLAYED, printed.count, printed.broken);
	return printed.broken > 0 ? CTL_WRONG : CTL_OK;
}

/* --- the device on a pty --- */

static int open_pty(const char *path)
{
	struct termios raw;
	struct stat status;
	int fd = posix_openpt(O_RDWR | O_NOCTTY);
	if (lstat(path, &status) == 0 && !S_ISLNK(status.st_mode)) {
		errno = EEXIST; /* only a link of before is replaced */
		goto fail;
	}
	if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0)
		goto fail;
	int slave = open(ptsname(fd), O_RDWR | O_NOCTTY);
	if (slave < 0)
		goto fail;
	tcgetattr(slave, &raw);
	cfmakeraw(&raw);
	tcsetattr(slave, TCSANOW, &raw);
	/* The slave stays open here: a host that closes it and comes again finds the same line. */
	unlink(path);
	if (symlink(ptsname(fd), path) < 0)
		goto fail;
	return fd;
fail:
	ctl_fail(TEXT_FILE, path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The answers that follow entry @p at, as the device gave them. */
static void answer(const struct tape *tape, size_t at, int fd, double speed)
{
	int64_t time_us = tape->entries[at].time_us;
	for (size_t i = at + 1; i < tape->count; i++) {
		const struct wire_record_entry *entry = &tape->entries[i];
		if (entry->kind == WIRE_RECORD_SENT)
			return;
		wait_us((int64_t)((double)(entry->time_us - time_us) / speed));
		time_us = entry->time_us;
		if (entry->kind == WIRE_RECORD_RECEIVED &&
		    write(fd, entry->bytes, entry->length) < 0)
			return;
	}
}

/* The next time these bytes were sent, from @p from on and round; count: never. */
static size_t find_sent(const struct tape *tape, size_t from, const uint8_t *bytes, size_t length)
{
	for (size_t n = 0; n < tape->count; n++) {
		size_t i = (from + n) % tape->count;
		const struct wire_record_entry *entry = &tape->entries[i];
		if (entry->kind == WIRE_RECORD_SENT && entry->length == length &&
		    memcmp(entry->bytes, bytes, length) == 0)
			return i;
	}
	return tape->count;
}

/* Boxes and scanners speak unasked: all they said, in their time. */
static bool speaks_unasked(enum wire_protocol protocol)
{
	return protocol == WIRE_FF68 || protocol == WIRE_LINES;
}

static int play(const struct tape *tape, const char *path, double speed)
{
	static uint8_t heard[WIRE_RECORD_BYTES_MAX];
	size_t length = 0, cursor = 0;
	int fd = open_pty(path);
	if (fd < 0)
		return CTL_WRONG;
	ctl_say(TEXT_REPLAY_PTY, path);
	if (speaks_unasked(tape->protocol)) {
		int64_t time_us = 0;
		for (size_t i = 0; i < tape->count; i++) {
			const struct wire_record_entry *entry = &tape->entries[i];
			wait_us((int64_t)((double)(entry->time_us - time_us) / speed));
			time_us = entry->time_us;
			if (entry->kind == WIRE_RECORD_RECEIVED &&
			    write(fd, entry->bytes, entry->length) < 0)
				break;
		}
		unlink(path);
		close(fd);
		return CTL_OK;
	}
	for (;;) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		int ready = poll(&wait, 1, length > 0 ? QUIET_MS : -1);
		if (ready > 0) {
			ssize_t count = read(fd, heard + length, sizeof heard - length);
			if (count <= 0)
				break;
			length += (size_t)count;
			if (length < sizeof heard)
				continue;
		}
		size_t at = find_sent(tape, cursor, heard, length);
		if (at < tape->count) {
			answer(tape, at, fd, speed);
			cursor = at + 1;
		}
		length = 0;
	}
	unlink(path);
	close(fd);
	return CTL_OK;
}

int ctl_replay(struct ctl *ctl, int argc, char **argv)
{
	const char *speed_text = ctl_option(&argc, argv, "speed");
	const char *pty = ctl_option(&argc, argv, "pty");
	char *end = NULL;
	double speed = speed_text ? strtod(speed_text, &end) : 0;
	struct tape tape = { 0 };
	(void)ctl;
	if (argc != 1 || (speed_text && (*end != '\0' || !(speed > 0 && speed <= 1000)))) {
		ctl_fail(TEXT_BAD_OPTION, "replay");
		return CTL_USAGE;
	}
	int result = CTL_WRONG;
	if (read_tape(&tape, argv[0]))
		result = pty ? play(&tape, pty, speed > 0 ? speed : 1) : decode(&tape, speed);
	free(tape.entries);
	return result;
}
