/* The board's hardware watchdog (/dev/watchdog): once opened it resets the board unless it is fed.
 * Facts: the kernel's Documentation/watchdog/watchdog-api.rst: any write feeds; "V" as the last
 * byte before close lets it be stopped (magic close), unless it was built never to stop. Never
 * blocks. */
#ifndef JIAOHAO_WATCHDOG_H
#define JIAOHAO_WATCHDOG_H

struct watchdog;

/** Start it with @p timeout_s (a watchdog that knows fixed steps takes the nearest it has). 0, or
 *  -errno: -EBUSY: systemd or another program feeds it. */
int watchdog_open(struct watchdog **out, const char *path, int timeout_s);
/** What it really took, s. */
int watchdog_timeout(const struct watchdog *watchdog);
/** 0 or -errno. */
int watchdog_feed(struct watchdog *watchdog);
/** An orderly end: it is stopped. Accepts NULL. A daemon that ends in any other way leaves it
 *  running, and the board is reset. */
void watchdog_close(struct watchdog *watchdog);

#endif
