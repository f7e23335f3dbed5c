/* What watches over the loop: the hall's deadlines, the system's clock, signals and systemd's
 * watchdog. */
#ifndef JIAOHAO_WATCH_H
#define JIAOHAO_WATCH_H

#include "app.h"

struct watch_owner {
	void *context;
	void (*stop)(void *context);   /* SIGTERM, SIGINT */
	void (*reload)(void *context); /* SIGHUP */
};

int watch_create(struct watch **out, struct app *app, const struct watch_owner *owner);
void watch_destroy(struct watch *watch);
/** Set the one timer to the state's next deadline. After every settled batch. */
void watch_deadline(struct watch *watch);
/** READY=1 to systemd. */
void watch_ready(struct watch *watch);

#endif
