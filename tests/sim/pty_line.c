/* A pty with a line speed. Each direction has its own time line: a byte is delivered when its last
 * bit has passed, whatever the scheduler did meanwhile, so a late wake-up makes no false gap in a
 * frame. */
#include "pty_line.h"

#include "sim_clock.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* Wake-ups are not made more often than this: at 115200 baud eleven bytes travel together. */
enum { STEP_NS = 1000000, PATH_MAX_BYTES = 256 };

/* At most so many bytes are handed over at once: a receiver can hold the line in time. */
enum { CHUNK_MAX = 256 };

/* One direction: a ring of bytes, and the time at which the first of them has passed. */
struct lane {
	uint8_t bytes[PTY_LINE_SEND_MAX];
	size_t limit, head, count;
	int64_t head_ends_ns; /* when the byte at head has passed; without bytes: the last one did
			       */
	struct event *timer;
};

struct pty_line {
	struct event_base *base;
	struct pty_line_owner owner;
	struct pty_line_settings settings;
	struct pty_line_faults faults;
	struct pty_line_statistics statistics;
	char path[PATH_MAX_BYTES];
	char target[64]; /* what our link points to; "": no link was made */
	int64_t character_ns;
	uint64_t random;
	int master, slave; /* our own slave keeps the master readable while nobody else is there */
	bool held;
	bool wrong_speed; /* the other end has set another baud rate: both hear garbage */
	struct event *readable;
	struct lane in, out;
};

static int64_t now_ns(void)
{
	return sim_monotonic_us() * 1000;
}

/* splitmix64 (Steele, Lea, Flood 2014): repeatable faults from a seed. */
static uint64_t line_random(struct pty_line *line)
{
	uint64_t mixed = (line->random += 0x9E3779B97F4A7C15u);
	mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
	mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
	return mixed ^ (mixed >> 31);
}

static void lane_clear(struct lane *lane)
{
	lane->count = 0;
	if (lane->timer != NULL)
		event_del(lane->timer);
}

static void lane_push(struct lane *lane, uint8_t byte, int64_t character_ns)
{
	if (lane->count == 0) {
		int64_t now = now_ns();
		if (lane->head_ends_ns < now)
			lane->head_ends_ns = now;
		lane->head_ends_ns += character_ns;
	}
	lane->bytes[(lane->head + lane->count++) % lane->limit] = byte;
}

/* Wake when the first byte has passed, or a step from now if that is later and there are more. */
static void lane_arm(struct lane *lane, int64_t character_ns)
{
	if (lane->count == 0)
		return;
	int64_t now = now_ns();
	int64_t last = lane->head_ends_ns + (int64_t)(lane->count - 1) * character_ns;
	int64_t wake = now + STEP_NS;
	if (wake > last)
		wake = last;
	if (wake < lane->head_ends_ns)
		wake = lane->head_ends_ns;
	int64_t wait_us = wake > now ? (wake - now + 999) / 1000 : 0;
	struct timeval wait = { .tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000 };
	event_add(lane->timer, &wait);
}

/* Take one byte that has passed; false: none yet. */
static bool lane_pop(struct lane *lane, int64_t character_ns, uint8_t *byte)
{
	if (lane->count == 0 || lane->head_ends_ns > now_ns())
		return false;
	*byte = lane->bytes[lane->head];
	lane->head = (lane->head + 1) % lane->limit;
	if (--lane->count > 0)
		lane->head_ends_ns += character_ns;
	return true;
}

/* Apply the line's faults to a byte that passed; false: it vanished. */
static bool line_mangle(struct pty_line *line, const struct lane *other, uint8_t *byte)
{
	if (line->wrong_speed) {
		*byte = (uint8_t)line_random(line);
		line->statistics.garbled++;
		return true;
	}
	if (line->settings.half_duplex && other->count > 0) {
		*byte ^= (uint8_t)(line_random(line) % 255 + 1);
		line->statistics.collisions++;
		return true;
	}
	if (line->faults.drop > 0 && line_random(line) % 1000 < line->faults.drop) {
		line->statistics.lost++;
		return false;
	}
	if (line->faults.bit_errors > 0 && line_random(line) % 1000 < line->faults.bit_errors) {
		*byte ^= (uint8_t)(1u << line_random(line) % 8);
		line->statistics.garbled++;
	}
	return true;
}

static const struct {
	speed_t speed;
	unsigned baud;
} speeds[] = {
	{ B1200, 1200 },   { B2400, 2400 },	{ B4800, 4800 },
	{ B9600, 9600 },   { B19200, 19200 },	{ B38400, 38400 },
	{ B57600, 57600 }, { B115200, 115200 }, { B230400, 230400 },
};

/* A pty carries bytes at whatever speed was set; a wire does not. */
static void line_check_speed(struct pty_line *line)
{
	struct termios settings;
	line->wrong_speed = false;
	if (line->settings.baud == 0 || line->slave < 0 || tcgetattr(line->slave, &settings) < 0)
		return;
	speed_t speed = cfgetospeed(&settings);
	for (size_t i = 0; i < sizeof speeds / sizeof *speeds; i++)
		if (speeds[i].speed == speed)
			line->wrong_speed = speeds[i].baud != line->settings.baud;
}

static void line_fill(struct pty_line *line)
{
	uint8_t bytes[PTY_LINE_RECEIVE_MAX];
	size_t room = line->in.limit - line->in.count;
	if (line->master < 0)
		return;
	if (room == 0 || line->held) {
		event_del(line->readable);
		return;
	}
	ssize_t count = read(line->master, bytes, room);
	for (ssize_t i = 0; i < count; i++)
		lane_push(&line->in, bytes[i], line->character_ns);
	event_add(line->readable, NULL);
}

static void line_readable(evutil_socket_t fd, short what, void *arg)
{
	struct pty_line *line = arg;
	(void)fd;
	(void)what;
	line_check_speed(line);
	line_fill(line);
	if (!line->held)
		lane_arm(&line->in, line->character_ns);
}

static void line_arrived(evutil_socket_t fd, short what, void *arg)
{
	struct pty_line *line = arg;
	uint8_t bytes[PTY_LINE_RECEIVE_MAX];
	size_t count = 0;
	int64_t ended_ns = line->in.head_ends_ns;
	uint8_t byte;
	(void)fd;
	(void)what;
	while (count < CHUNK_MAX && !line->held) {
		int64_t ends_ns = line->in.head_ends_ns;
		if (!lane_pop(&line->in, line->character_ns, &byte))
			break;
		ended_ns = ends_ns;
		if (line_mangle(line, &line->out, &byte))
			bytes[count++] = byte;
	}
	line->statistics.received += count;
	if (count > 0)
		line->owner.received(line->owner.context, bytes, count, ended_ns / 1000);
	line_fill(line);
	if (!line->held)
		lane_arm(&line->in, line->character_ns);
}

static void line_leaves(evutil_socket_t fd, short what, void *arg)
{
	struct pty_line *line = arg;
	uint8_t bytes[PTY_LINE_RECEIVE_MAX];
	size_t count = 0;
	uint8_t byte;
	(void)fd;
	(void)what;
	while (count < sizeof bytes && lane_pop(&line->out, line->character_ns, &byte))
		if (line_mangle(line, &line->in, &byte))
			bytes[count++] = byte;
	if (count > 0 && line->master >= 0) {
		/* A reader that lets 4 KB pile up loses the rest, as with a UART that overruns. */
		ssize_t written = write(line->master, bytes, count);
		if (written < 0)
			written = 0;
		line->statistics.sent += (uint64_t)written;
		line->statistics.lost += count - (size_t)written;
	}
	lane_arm(&line->out, line->character_ns);
}

int pty_line_send(struct pty_line *line, const uint8_t *bytes, size_t count)
{
	if (line->master < 0) {
		line->statistics.lost += count;
		return 0;
	}
	if (line->out.count + line->faults.noise_bytes + count > line->out.limit)
		return -ENOBUFS;
	for (unsigned i = 0; i < line->faults.noise_bytes; i++)
		lane_push(&line->out, (uint8_t)line_random(line), line->character_ns);
	for (size_t i = 0; i < count; i++)
		lane_push(&line->out, bytes[i], line->character_ns);
	lane_arm(&line->out, line->character_ns);
	return 0;
}

void pty_line_hold(struct pty_line *line, bool held)
{
	if (line->held == held)
		return;
	line->held = held;
	if (!held && line->master >= 0) {
		if (line->in.head_ends_ns < now_ns())
			line->in.head_ends_ns = now_ns();
		line_fill(line);
		lane_arm(&line->in, line->character_ns);
	}
}

bool pty_line_obeys(const struct pty_line *line, bool xon_xoff)
{
	struct termios settings;
	if (line->slave < 0 || tcgetattr(line->slave, &settings) < 0)
		return false;
	return xon_xoff ? (settings.c_iflag & IXON) != 0 : (settings.c_cflag & CRTSCTS) != 0;
}

static int make_folders(const char *path)
{
	char folder[PATH_MAX_BYTES];
	snprintf(folder, sizeof folder, "%s", path);
	for (char *slash = strchr(folder + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(folder, 0755) < 0 && errno != EEXIST)
			return -errno;
		*slash = '/';
	}
	return 0;
}

/* The link is made beside its place and renamed into it, so nobody sees a half-made one. */
static int make_link(const char *target, const char *path)
{
	char beside[PATH_MAX_BYTES + 16];
	struct stat found;
	int result = make_folders(path);
	if (result < 0)
		return result;
	if (lstat(path, &found) == 0 && !S_ISLNK(found.st_mode))
		return -EEXIST;
	snprintf(beside, sizeof beside, "%s.%d", path, (int)getpid());
	unlink(beside);
	if (symlink(target, beside) < 0)
		return -errno;
	if (rename(beside, path) < 0) {
		result = -errno;
		unlink(beside);
		return result;
	}
	return 0;
}

static int set_raw(int fd)
{
	struct termios settings;
	if (tcgetattr(fd, &settings) < 0)
		return -errno;
	cfmakeraw(&settings);
	return tcsetattr(fd, TCSANOW, &settings) < 0 ? -errno : 0;
}

static int line_plug(struct pty_line *line)
{
	char name[64];
	int result;
	line->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (line->master < 0)
		return -errno;
	if (grantpt(line->master) < 0 || unlockpt(line->master) < 0 ||
	    ptsname_r(line->master, name, sizeof name) != 0) {
		result = -errno;
		goto fail;
	}
	line->slave = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (line->slave < 0) {
		result = -errno;
		goto fail;
	}
	result = set_raw(line->slave);
	if (result < 0)
		goto fail;
	line->readable = event_new(line->base, line->master, EV_READ, line_readable, line);
	if (line->readable == NULL) {
		result = -ENOMEM;
		goto fail;
	}
	event_add(line->readable, NULL);
	result = make_link(name, line->path);
	if (result < 0)
		goto fail;
	snprintf(line->target, sizeof line->target, "%s", name);
	return 0;
fail:
	pty_line_unplug(line, true);
	return result;
}

/* Only a link of our own: another simulator may have taken the path over. */
static void remove_link(struct pty_line *line)
{
	char target[64];
	ssize_t length = readlink(line->path, target, sizeof target - 1);
	if (length > 0) {
		target[length] = '\0';
		if (strcmp(target, line->target) == 0)
			unlink(line->path);
	}
	line->target[0] = '\0';
}

int pty_line_unplug(struct pty_line *line, bool unplugged)
{
	if (!unplugged)
		return line->master >= 0 ? 0 : line_plug(line);
	if (line->master < 0)
		return 0;
	remove_link(line);
	if (line->readable != NULL)
		event_free(line->readable);
	line->readable = NULL;
	lane_clear(&line->in);
	lane_clear(&line->out);
	if (line->slave >= 0)
		close(line->slave);
	close(line->master);
	line->slave = line->master = -1;
	return 0;
}

int pty_line_open(struct pty_line **out, struct event_base *base,
		  const struct pty_line_settings *settings, uint64_t seed,
		  const struct pty_line_owner *owner)
{
	int result = -ENOMEM;
	if (strlen(settings->path) >= PATH_MAX_BYTES)
		return -ENAMETOOLONG;
	struct pty_line *line = calloc(1, sizeof *line);
	if (line == NULL)
		return -ENOMEM;
	line->base = base;
	line->owner = *owner;
	line->settings = *settings;
	line->random = seed;
	line->master = line->slave = -1;
	snprintf(line->path, sizeof line->path, "%s", settings->path);
	line->settings.path = line->path;
	if (settings->baud > 0) {
		int64_t bits = settings->parity ? 11 : 10;
		unsigned rate = settings->clock_rate ? settings->clock_rate : 1;
		line->character_ns = bits * 1000000000 / ((int64_t)settings->baud * rate);
	}
	line->in.limit = PTY_LINE_RECEIVE_MAX;
	line->out.limit = PTY_LINE_SEND_MAX;
	line->in.timer = evtimer_new(base, line_arrived, line);
	line->out.timer = evtimer_new(base, line_leaves, line);
	if (line->in.timer == NULL || line->out.timer == NULL)
		goto fail;
	result = line_plug(line);
	if (result < 0)
		goto fail;
	*out = line;
	return 0;
fail:
	pty_line_close(line);
	return result;
}

bool pty_line_has_wrong_speed(const struct pty_line *line)
{
	return line->wrong_speed;
}

bool pty_line_is_unplugged(const struct pty_line *line)
{
	return line->master < 0;
}

struct pty_line_faults *pty_line_faults(struct pty_line *line)
{
	return &line->faults;
}

const struct pty_line_statistics *pty_line_statistics(const struct pty_line *line)
{
	return &line->statistics;
}

int64_t pty_line_character_ns(const struct pty_line *line)
{
	return line->character_ns;
}

void pty_line_close(struct pty_line *line)
{
	if (line == NULL)
		return;
	pty_line_unplug(line, true);
	if (line->in.timer != NULL)
		event_free(line->in.timer);
	if (line->out.timer != NULL)
		event_free(line->out.timer);
	free(line);
}
