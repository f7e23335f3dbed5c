/* A serial line: open it raw, set speed, parity and flow control. No protocol. */
#ifndef JIAOHAO_SERIAL_H
#define JIAOHAO_SERIAL_H

#include <stdbool.h>

struct serial_settings {
	int baud;    /* one of serial_bauds */
	char parity; /* 'N' 'E' 'O'; always 8 data bits, 1 stop bit */
	bool rts_cts, xon_xoff;
};

/** Speeds that serial_open knows, ascending, ended by 0. */
extern const int serial_bauds[];

/** Open @p path raw, non-blocking and close-on-exec, with nothing left in its buffers. The
 *  descriptor, or -errno (-EINVAL: a speed that is not in serial_bauds; -EBUSY: another program
 *  has it). Nobody else can open it meanwhile (TIOCEXCL), or a second time by this function
 * (flock). Does not wait for carrier. */
int serial_open(const char *path, const struct serial_settings *settings);

enum { SERIAL_HOLDER_MAX = 64 };
/** Who has the line that answered -EBUSY: "busy: minicom (pid 812) holds /dev/ttyS1", as far as
 * /proc shows it to us. */
void serial_holder(const char *path, char out[SERIAL_HOLDER_MAX]);

/** Let the UART switch the RS-485 transmitter by itself. 0, or -errno: most USB adapters and every
 *  pty answer -ENOTTY, which is no fault: they switch by themselves or not at all. Settings that a
 *  device tree made (delays, polarity) are kept. */
int serial_enable_rs485(int fd);

/** Ask a USB adapter to hand bytes over at once instead of every 16 ms. Ignored where unknown. */
void serial_low_latency(int fd);

/** Duration of one character on the wire, ns. */
long serial_character_ns(int baud, char parity);

#endif
