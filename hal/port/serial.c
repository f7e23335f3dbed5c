/* Serial lines by termios. Knows nothing of what is sent over them. */
#include "serial.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/serial.h>
#include <stddef.h>
#include <sys/file.h>
#include <sys/ioctl.h>
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

int serial_open(const char *path, const struct serial_settings *settings)
{
	int result;
	speed_t speed;
	if (speed_of(settings->baud, &speed) < 0)
		return -EINVAL;
	int fd = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* Two programs on one line would answer each other's questions. */
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		result = -EBUSY;
		goto fail;
	}
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
