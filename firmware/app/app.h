/* What the daemon is made of. Only firmware/app sees this: here the rooms meet. Everything runs on
 * one libevent loop; the journal, the buses and the sound have threads of their own behind queues.
 */
#ifndef JIAOHAO_APP_H
#define JIAOHAO_APP_H

#include "command.h"
#include "commit.h"
#include "state.h"

#include <stdbool.h>
#include <stdint.h>

struct api;
struct booking_import;
struct device_tests;
struct devices;
struct dog;
struct event;
struct event_base;
struct hall_time;
struct item_catalogue;
struct paging;
struct printing;
struct rolls;
struct showing;
struct speaking;
struct watch;

struct options {
	const char *hall_path, *board_path, *data_path;
	char listen_address[64];
	int listen_port;
	int64_t clock_start_us; /* 0: the system's clock */
	unsigned clock_rate;	/* 1 … 1000 */
	bool check;
	bool accept_clock; /* the technician says the system's clock is right */
};

struct app {
	struct options options;
	struct event_base *base;
	struct hall_time *time;
	struct commit *commit;
	struct devices *devices;
	struct dog *dog; /* the hardware watchdog; NULL: the board has none */
	struct device_tests *device_tests;
	struct showing *showing;
	struct speaking *speaking;
	struct printing *printing;
	struct paging *paging;
	struct rolls *rolls;
	struct api *api;
	struct booking_import *import;	    /* a booking platform's list on its way */
	const struct item_catalogue *items; /* of the hall in use; NULL: it has no list */
	struct watch *watch;		    /* systemd, signals, the longest callback */
	bool running;			    /* the start's commands are durable: effects go out */
	bool draining;
};

/** The state every read answers from. */
static inline const struct state *app_durable(const struct app *app)
{
	return commit_durable(app->commit);
}

#endif
