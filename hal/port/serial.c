/* Serial lines by termios. Knows nothing of what is sent over them. */
#include "serial.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <termios.h>
#include <unistd.h>

static const struct {
	int baud;
	speed_t speed;
} speeds[] = {
	{ 1200, B1200 },   { 2400, B2400 },	{ 4800, B4800 },
	{ 9600, B9600 },   { 19200, B19200 },	{ 38400, B38400 },
	{ 57600, B57600 }, { 115200, B115200 }, { 230400, B230400 },
};

const int serial_bauds[] = { 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 0 };

static int speed_of(int baud, speed_t *out)
{
	for (size_t i = 0; i < sizeof speeds / sizeof speeds[0]; i++) {
		if (speeds[i].baud == baud) {
			*out = speeds[i].speed;
			return 0;
		}
	}
	return -EINVAL;
}

static int serial_set(int fd, const struct serial_settings *settings, speed_t speed)
{
	struct termios termios;
	if (tcgetattr(fd, &termios) < 0)
		return -errno;
	cfmakeraw(&termios);
	cfsetispeed(&termios, speed);
	cfsetospeed(&termios, speed);
	termios.c_cflag |= CLOCAL | CREAD;
	termios.c_cflag &= ~(tcflag_t)(CSTOPB | PARENB | PARODD | CRTSCTS);
	if (settings->parity != 'N')
		termios.c_cflag |= PARENB;
	if (settings->parity == 'O')
		termios.c_cflag |= PARODD;
	if (settings->rts_cts)
		termios.c_cflag |= CRTSCTS;
	termios.c_iflag &= ~(tcflag_t)(IXON | IXOFF | IXANY);
	if (settings->xon_xoff)
		termios.c_iflag |= IXON; /* the device may stop us; we never need to stop it */
	termios.c_cc[VMIN] = 0;
	termios.c_cc[VTIME] = 0;
	if (tcsetattr(fd, TCSANOW, &termios) < 0)
		return -errno;
	tcflush(fd, TCIOFLUSH);
	return 0;
}

/* The other end of a pty (a simulator's) holds it open itself, and would hold our TIOCEXCL too,
 * longer than we live: there flock alone must do. */
static bool is_pty(int fd)
{
	enum { PTY_MAJOR_FIRST = 136, PTY_MAJOR_LAST = 143 };
	struct stat status;
	return fstat(fd, &status) == 0 && major(status.st_rdev) >= PTY_MAJOR_FIRST &&
	       major(status.st_rdev) <= PTY_MAJOR_LAST;
}

static int take_alone(int fd)
{
	if (flock(fd, LOCK_EX | LOCK_NB) < 0)
		return errno == EWOULDBLOCK ? -EBUSY : 0; /* a device that knows no locks */
	if (!is_pty(fd))
		(void)ioctl(fd, TIOCEXCL);
	return 0;
}

/* Has the process this device open? */
static bool holds(const char *pid, dev_t device)
{
	char folder[64], path[sizeof folder + 256];
	bool found = false;
	snprintf(folder, sizeof folder, "/proc/%.16s/fd", pid);
	DIR *files = opendir(folder);
	if (files == NULL)
		return false;
	for (struct dirent *entry; !found && (entry = readdir(files)) != NULL;) {
		struct stat status;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		found = stat(path, &status) == 0 && S_ISCHR(status.st_mode) &&
			status.st_rdev == device;
	}
	closedir(files);
	return found;
}

static void name_of(const char *pid, char *out, size_t size)
{
	char path[64];
	snprintf(path, sizeof path, "/proc/%.16s/comm", pid);
	FILE *file = fopen(path, "re");
	out[0] = '\0';
	if (file == NULL)
		return;
	if (fgets(out, (int)size, file) != NULL)
		out[strcspn(out, "\n")] = '\0';
	fclose(file);
}

void serial_holder(const char *path, char out[SERIAL_HOLDER_MAX])
{
	struct stat status;
	char name[24];
	DIR *processes = opendir("/proc");
	snprintf(out, SERIAL_HOLDER_MAX, "busy: another program holds it");
	if (processes == NULL || stat(path, &status) < 0) {
		if (processes != NULL)
			closedir(processes);
		return;
	}
	for (struct dirent *entry; (entry = readdir(processes)) != NULL;) {
		const char *pid = entry->d_name;
		if (pid[0] < '1' || pid[0] > '9' || !holds(pid, status.st_rdev))
			continue;
		name_of(pid, name, sizeof name);
		snprintf(out, SERIAL_HOLDER_MAX, "busy: %s (pid %.10s) holds it", name, pid);
		if (atoi(pid) != getpid())
			break;
	}
	closedir(processes);
}

int serial_open(const char *path, const struct serial_settings *settings)
{
	int result;
	speed_t speed;
	if (speed_of(settings->baud, &speed) < 0)
		return -EINVAL;
	int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	result = take_alone(fd);
	if (result == 0)
		result = serial_set(fd, settings, speed);
	if (result < 0)
		goto fail;
	serial_low_latency(fd);
	return fd;
fail:
	close(fd);
	return result;
}

int serial_enable_rs485(int fd)
{
	struct serial_rs485 rs485;
	if (ioctl(fd, TIOCGRS485, &rs485) < 0)
		return -errno;
	if (rs485.flags & SER_RS485_ENABLED)
		return 0;
	rs485.flags |= SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND;
	rs485.flags &= ~(__u32)SER_RS485_RTS_AFTER_SEND;
	if (ioctl(fd, TIOCSRS485, &rs485) < 0)
		return -errno;
	return 0;
}

void serial_low_latency(int fd)
{
	struct serial_struct serial;
	if (ioctl(fd, TIOCGSERIAL, &serial) < 0)
		return;
	serial.flags |= ASYNC_LOW_LATENCY;
	(void)ioctl(fd, TIOCSSERIAL, &serial);
}

long serial_character_ns(int baud, char parity)
{
	long bits = parity == 'N' ? 10 : 11; /* start, 8 data, parity, stop */
	return bits * 1000000000L / baud;
}
