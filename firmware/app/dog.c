/* See dog.h. */
#include "dog.h"

#include "commit.h"
#include "config.h"
#include "log.h"
#include "watchdog.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

enum { FEEDS = 4 }; /* in each time-out */

struct dog {
	struct app *app;
	struct watchdog *watchdog;
	struct event *timer;
	bool said;
};

static void feed_due(evutil_socket_t fd, short what, void *arg)
{
	struct dog *dog = arg;
	(void)fd;
	(void)what;
	bool answered = journal_answers(commit_journal(dog->app->commit));
	if (answered)
		(void)watchdog_feed(dog->watchdog);
	if (!answered && !dog->said)
		log_error("watchdog: the journal's thread gives no answer; unless it does, the "
			  "board is reset");
	dog->said = !answered;
}

int dog_create(struct dog **out, struct app *app, const struct config_board *board)
{
	int timeout_s;
	const char *path = config_board_watchdog(board, &timeout_s);
	*out = NULL;
	if (path == NULL)
		return 0;
	struct dog *dog = calloc(1, sizeof *dog);
	if (dog == NULL)
		return -ENOMEM;
	dog->app = app;
	int result = watchdog_open(&dog->watchdog, path, timeout_s);
	if (result < 0) {
		log_error("watchdog %s: %s%s", path, strerror(-result),
			  result == -EBUSY ? " (systemd's RuntimeWatchdogSec= or another program "
					     "feeds it)"
					   : "");
		dog_destroy(dog);
		return result;
	}
	const long each_us = watchdog_timeout(dog->watchdog) * 1000000L / FEEDS;
	const struct timeval each = { .tv_sec = each_us / 1000000, .tv_usec = each_us % 1000000 };
	dog->timer = event_new(app->base, -1, EV_PERSIST, feed_due, dog);
	if (dog->timer == NULL || event_add(dog->timer, &each) < 0) {
		dog_destroy(dog);
		return -ENOMEM;
	}
	(void)journal_answers(commit_journal(app->commit)); /* asked now, heard at the first feed */
	(void)watchdog_feed(dog->watchdog);
	log_info("watchdog %s: the board is reset when nobody feeds it for %d s", path,
		 watchdog_timeout(dog->watchdog));
	*out = dog;
	return 0;
}

void dog_destroy(struct dog *dog)
{
	if (dog == NULL)
		return;
	if (dog->timer != NULL)
		event_free(dog->timer);
	watchdog_close(dog->watchdog);
	free(dog);
}
