/* A simulated line keeps its speed, its plug and its faults. */
#include "check.h"
#include "loop_until.h"
#include "pty_line.h"
#include "sim_clock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static char folder[] = "/tmp/test_pty_line.XXXXXX";
static char path[64];

struct far_end {
	uint8_t bytes[512];
	size_t count, wanted;
	int64_t ended_us;
};

static void received(void *context, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	struct far_end *end = context;
	for (size_t i = 0; i < count && end->count < sizeof end->bytes; i++)
		end->bytes[end->count++] = bytes[i];
	end->ended_us = ended_us;
}

static bool has_all(void *context)
{
	const struct far_end *end = context;
	return end->count >= end->wanted;
}

static int open_near(speed_t speed)
{
	struct termios settings;
	int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	tcgetattr(fd, &settings);
	cfmakeraw(&settings);
	cfsetspeed(&settings, speed);
	tcsetattr(fd, TCSANOW, &settings);
	return fd;
}

static struct pty_line *open_line(struct event_base *base, struct far_end *end, unsigned baud,
				  bool half_duplex)
{
	const struct pty_line_owner owner = { .context = end, .received = received };
	const struct pty_line_settings settings = {
		.path = path, .baud = baud, .half_duplex = half_duplex, .clock_rate = 1
	};
	struct pty_line *line = NULL;
	memset(end, 0, sizeof *end);
	CHECK(pty_line_open(&line, base, &settings, 7, &owner) == 0);
	return line;
}

struct near_end {
	int fd;
	size_t count, wanted;
	uint8_t bytes[512];
};

static bool has_read_all(void *context)
{
	struct near_end *end = context;
	ssize_t count = read(end->fd, end->bytes + end->count, sizeof end->bytes - end->count);
	if (count > 0)
		end->count += (size_t)count;
	return end->count >= end->wanted;
}

static void bytes_take_their_time_in_both_directions(struct event_base *base)
{
	struct far_end end;
	uint8_t bytes[96];
	struct pty_line *line = open_line(base, &end, 9600, false);
	int fd = open_near(B9600);
	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(i * 7);
	int64_t start = sim_monotonic_us();
	CHECK(write(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes);
	end.wanted = sizeof bytes;
	CHECK(loop_until(base, has_all, &end));
	CHECK(memcmp(end.bytes, bytes, sizeof bytes) == 0);
	/* 96 characters of 10 bits at 9600 baud: 100 ms, on the line's clock and on ours */
	CHECK(end.ended_us - start >= 99000);
	CHECK(sim_monotonic_us() - start >= 99000);

	struct near_end near = { .fd = fd, .wanted = sizeof bytes };
	start = sim_monotonic_us();
	CHECK(pty_line_send(line, bytes, sizeof bytes) == 0);
	CHECK(loop_until(base, has_read_all, &near));
	CHECK(memcmp(near.bytes, bytes, sizeof bytes) == 0);
	CHECK(sim_monotonic_us() - start >= 99000);
	close(fd);
	pty_line_close(line);
}

static void a_pulled_plug_hangs_up_and_takes_the_path_away(struct event_base *base)
{
	struct far_end end;
	struct stat found;
	struct pty_line *line = open_line(base, &end, 115200, false);
	int fd = open_near(B115200);
	uint8_t byte = 0;
	CHECK(pty_line_unplug(line, true) == 0);
	CHECK(pty_line_is_unplugged(line));
	CHECK(lstat(path, &found) < 0 && errno == ENOENT);
	CHECK(read(fd, &byte, 1) <= 0 && errno != EAGAIN);
	CHECK(pty_line_send(line, &byte, 1) == 0); /* into the void */
	close(fd);
	CHECK(pty_line_unplug(line, false) == 0);
	fd = open_near(B115200);
	CHECK(fd >= 0);
	end.wanted = 1;
	CHECK(write(fd, "x", 1) == 1);
	CHECK(loop_until(base, has_all, &end) && end.bytes[0] == 'x');
	close(fd);
	pty_line_close(line);
	CHECK(lstat(path, &found) < 0 && errno == ENOENT);
}

static void a_file_in_the_way_stays(struct event_base *base)
{
	const struct pty_line_owner owner = { .received = received };
	const struct pty_line_settings settings = { .path = path, .baud = 9600, .clock_rate = 1 };
	struct pty_line *line = NULL;
	struct stat found;
	int fd = open(path, O_CREAT | O_WRONLY, 0600);
	close(fd);
	CHECK(pty_line_open(&line, base, &settings, 7, &owner) == -EEXIST);
	CHECK(lstat(path, &found) == 0 && S_ISREG(found.st_mode));
	unlink(path);
}

static void another_baud_rate_is_garbage(struct event_base *base)
{
	struct far_end end;
	uint8_t zeros[64] = { 0 };
	struct pty_line *line = open_line(base, &end, 115200, false);
	int fd = open_near(B19200);
	CHECK(write(fd, zeros, sizeof zeros) == (ssize_t)sizeof zeros);
	end.wanted = sizeof zeros;
	CHECK(loop_until(base, has_all, &end));
	CHECK(memcmp(end.bytes, zeros, sizeof zeros) != 0);
	CHECK(pty_line_has_wrong_speed(line));
	close(fd);
	pty_line_close(line);
}

static void faults_hit_bytes_and_count(struct event_base *base)
{
	struct far_end end;
	uint8_t zeros[200] = { 0 };
	struct pty_line *line = open_line(base, &end, 0, false);
	int fd = open_near(B115200);
	pty_line_faults(line)->bit_errors = 1000;
	CHECK(write(fd, zeros, sizeof zeros) == (ssize_t)sizeof zeros);
	end.wanted = sizeof zeros;
	CHECK(loop_until(base, has_all, &end));
	for (size_t i = 0; i < end.count; i++) /* one bit of each */
		CHECK(end.bytes[i] != 0 && (end.bytes[i] & (end.bytes[i] - 1)) == 0);
	pty_line_faults(line)->bit_errors = 0;
	pty_line_faults(line)->drop = 500;
	end.count = 0;
	CHECK(write(fd, zeros, sizeof zeros) == (ssize_t)sizeof zeros);
	CHECK(write(fd, "", 0) == 0);
	loop_for(base, 50);
	CHECK(end.count > 50 && end.count < 150);
	CHECK(pty_line_statistics(line)->lost == sizeof zeros - end.count);
	pty_line_faults(line)->drop = 0;
	pty_line_faults(line)->noise_bytes = 3;
	struct near_end near = { .fd = fd, .wanted = 5 };
	CHECK(pty_line_send(line, (const uint8_t *)"ab", 2) == 0);
	CHECK(loop_until(base, has_read_all, &near));
	CHECK(near.count == 5 && memcmp(near.bytes + 3, "ab", 2) == 0);
	close(fd);
	pty_line_close(line);
}

static void two_talkers_on_one_pair_garble_each_other(struct event_base *base)
{
	struct far_end end;
	uint8_t zeros[32] = { 0 };
	struct pty_line *line = open_line(base, &end, 9600, true);
	int fd = open_near(B9600);
	CHECK(pty_line_send(line, zeros, sizeof zeros) == 0);
	CHECK(write(fd, zeros, sizeof zeros) == (ssize_t)sizeof zeros);
	end.wanted = sizeof zeros;
	CHECK(loop_until(base, has_all, &end));
	CHECK(end.bytes[0] != 0);
	CHECK(pty_line_statistics(line)->collisions > 0);
	close(fd);
	pty_line_close(line);
}

static void a_held_line_keeps_the_bytes_for_later(struct event_base *base)
{
	struct far_end end;
	struct pty_line *line = open_line(base, &end, 115200, false);
	int fd = open_near(B115200);
	struct termios settings;
	CHECK(!pty_line_obeys(line, false) && !pty_line_obeys(line, true));
	tcgetattr(fd, &settings);
	settings.c_cflag |= CRTSCTS;
	tcsetattr(fd, TCSANOW, &settings);
	CHECK(pty_line_obeys(line, false) && !pty_line_obeys(line, true));
	settings.c_cflag &= ~(tcflag_t)CRTSCTS;
	settings.c_iflag |= IXON;
	tcsetattr(fd, TCSANOW, &settings);
	CHECK(!pty_line_obeys(line, false) && pty_line_obeys(line, true));
	pty_line_hold(line, true);
	CHECK(write(fd, "hello", 5) == 5);
	loop_for(base, 20);
	CHECK(end.count == 0);
	pty_line_hold(line, false);
	end.wanted = 5;
	CHECK(loop_until(base, has_all, &end) && memcmp(end.bytes, "hello", 5) == 0);
	close(fd);
	pty_line_close(line);
}

int main(void)
{
	if (mkdtemp(folder) == NULL)
		return EXIT_FAILURE;
	snprintf(path, sizeof path, "%s/line", folder);
	struct event_base *base = event_base_new();
	bytes_take_their_time_in_both_directions(base);
	a_pulled_plug_hangs_up_and_takes_the_path_away(base);
	a_file_in_the_way_stays(base);
	another_baud_rate_is_garbage(base);
	faults_hit_bytes_and_count(base);
	two_talkers_on_one_pair_garble_each_other(base);
	a_held_line_keeps_the_bytes_for_later(base);
	event_base_free(base);
	rmdir(folder);
	return check_result();
}
