/* The daemon: start, effects, reload, stop. What a command means is the core's; bytes are the
 * drivers'. */
#include "daemon.h"

#include "alarms.h"
#include "api.h"
#include "booking_import.h"
#include "bridge.h"
#include "commit.h"
#include "device_tests.h"
#include "devices.h"
#include "dog.h"
#include "expectations.h"
#include "hall_time.h"
#include "kiosk_inputs.h"
#include "log.h"
#include "paging.h"
#include "presses.h"
#include "printing.h"
#include "rolls.h"
#include "showing.h"
#include "speaking.h"
#include "watch.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/thread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { DRAIN_S = 5, KEEP_DAYS = 400 };

struct daemon {
	struct app app;
	struct site *site;
	struct site next; /* read by a reload, until its hall is durable */
	struct journal_hall_text hall_text;
	bool storage_failing;
	bool reloading;	    /* a hall is on its way to the disk: hall_text and next are borrowed */
	bool reload_wanted; /* asked for meanwhile */
	struct event *drain, *reload, *load_again;
	unsigned looks, quiet_looks; /* of the drain */
};

/* --- effects: what a durable record brings --- */

static void daemon_record(void *context, const struct record *record)
{
	struct daemon *daemon = context;
	struct app *app = &daemon->app;
	showing_record(app->showing, record);
	speaking_record(app->speaking, record);
	printing_record(app->printing, record);
	paging_record(app->paging, record);
	if (record->kind == RECORD_DAY_OPENED)
		journal_drop_days_before(commit_journal(app->commit), record->date - KEEP_DAYS);
	if (app->api)
		api_publish(app->api, record);
}

static void daemon_settled(void *context)
{
	struct daemon *daemon = context;
	showing_flush(daemon->app.showing);
	speaking_flush(daemon->app.speaking);
	paging_flush(daemon->app.paging);
	watch_deadline(daemon->app.watch);
}

static void daemon_storage(void *context, bool failing, const char *problem)
{
	struct daemon *daemon = context;
	if (failing == daemon->storage_failing)
		return;
	daemon->storage_failing = failing;
	if (failing)
		log_error("storage: nothing can be made durable, commands are refused: %s",
			  problem);
	else
		log_info("storage: records are durable again");
	if (!failing)
		alarms_storage_back(&daemon->app);
}

/* --- devices --- */

static int64_t devices_now(void *context)
{
	struct daemon *daemon = context;
	return hall_time_now(daemon->app.time);
}

static void devices_key(void *context, struct device *caller, uint32_t boot, uint32_t sequence,
			int key, bool baseline)
{
	struct daemon *daemon = context;
	if (!device_tests_key(daemon->app.device_tests, caller, boot, sequence, key, baseline))
		presses_key(&daemon->app, caller, boot, sequence, key, baseline);
}

static void devices_rated(void *context, struct device *evaluator, uint64_t token, int level,
			  uint32_t boot, uint32_t sequence)
{
	struct daemon *daemon = context;
	if (!device_tests_rated(daemon->app.device_tests, evaluator, token, level))
		presses_rated(&daemon->app, evaluator, token, level, boot, sequence);
}

static void devices_printed(void *context, struct device *printer, uint64_t job,
			    enum print_outcome outcome)
{
	struct daemon *daemon = context;
	if (!device_tests_printed(daemon->app.device_tests, printer, job, outcome))
		printing_finished(daemon->app.printing, printer, job, outcome);
}

static void devices_spoken(void *context, struct device *speaker, uint64_t utterance, bool spoken)
{
	struct daemon *daemon = context;
	if (device_tests_spoken(daemon->app.device_tests, speaker, utterance, spoken))
		speaking_flush(daemon->app.speaking);
	else
		speaking_ended(daemon->app.speaking, speaker, utterance, spoken);
}

static bool devices_hash(void *context, const char *number, uint64_t *person)
{
	struct daemon *daemon = context;
	return kiosk_inputs_hash(&daemon->app, number, person);
}

static void devices_card(void *context, struct device *reader, const struct id_card *card)
{
	struct daemon *daemon = context;
	if (!device_tests_card(daemon->app.device_tests, reader, card))
		kiosk_inputs_card(&daemon->app, reader, card);
}

static void devices_card_problem(void *context, struct device *reader,
				 enum id_reader_problem problem)
{
	struct daemon *daemon = context;
	kiosk_inputs_problem(&daemon->app, reader, problem);
}

static void devices_scanned(void *context, struct device *scanner, const char *text)
{
	struct daemon *daemon = context;
	if (!device_tests_scanned(daemon->app.device_tests, scanner, text))
		kiosk_inputs_code(&daemon->app, scanner, text);
}

static void devices_health(void *context, struct device *device)
{
	struct daemon *daemon = context;
	kiosk_inputs_health(&daemon->app, device);
	alarms_device(&daemon->app, device);
	if (device->health == DEVICE_OK || device->health == DEVICE_DEGRADED)
		showing_restored(daemon->app.showing, device);
}

static struct devices_owner devices_owner_of(struct daemon *daemon)
{
	return (struct devices_owner){ .context = daemon,
				       .now = devices_now,
				       .key = devices_key,
				       .rated = devices_rated,
				       .printed = devices_printed,
				       .spoken = devices_spoken,
				       .hash = devices_hash,
				       .card = devices_card,
				       .card_problem = devices_card_problem,
				       .scanned = devices_scanned,
				       .health = devices_health };
}

static int open_devices(struct daemon *daemon, const struct site *site)
{
	const struct devices_owner owner = devices_owner_of(daemon);
	int result = devices_open(&daemon->app.devices, daemon->app.base, site->board, site->hall,
				  daemon->app.options.clock_rate, &owner);
	if (result == 0)
		rolls_restore(daemon->app.rolls);
	return result;
}

/* --- the start --- */

static void end_loading(struct daemon *daemon)
{
	daemon->reloading = false;
	if (daemon->reload_wanted)
		event_active(daemon->reload, EV_TIMEOUT, 0);
}

static void begin_effects(struct daemon *daemon)
{
	struct app *app = &daemon->app;
	if (app->running)
		return;
	app->running = true;
	printing_forget(app->printing);
	showing_all(app->showing);
	speaking_resume(app->speaking);
	watch_deadline(app->watch);
	alarms_begin(app);
	watch_ready(app->watch);
	end_loading(daemon);
	log_info("hall %s: %u windows, %u services, %zu devices; http://%s:%d/api/v1/hall",
		 app_durable(app)->hall.id, app_durable(app)->hall.window_count,
		 app_durable(app)->hall.service_count, devices_count(app->devices),
		 app->options.listen_address, api_port(app->api));
}

static void start_ticked(void *context, enum refusal refusal, const struct record *records,
			 uint32_t count)
{
	struct daemon *daemon = context;
	(void)records;
	(void)count;
	if (refusal == REFUSAL_STOPPING)
		return;
	if (refusal != REFUSAL_NONE)
		log_error("the start could not be made durable: %s", refusal_name(refusal));
	begin_effects(daemon);
}

static void submit_hall(struct daemon *daemon, const struct site *site, commit_reply_fn *reply)
{
	struct command command = { .kind = COMMAND_LOAD_HALL,
				   .hall = site->hall,
				   .source = "hall file" };
	daemon->reloading = true;
	memcpy(daemon->hall_text.digest, site->hall->digest, DIGEST_BYTES);
	daemon->hall_text.text = site->hall_text;
	daemon->hall_text.length = site->hall_length;
	hall_time_zone(daemon->app.time, site->hall->timezone);
	commit_submit(daemon->app.commit, &command, NULL, &daemon->hall_text, reply, daemon);
}

static void submit_tick(struct daemon *daemon, commit_reply_fn *reply)
{
	struct command command = { .kind = COMMAND_TICK, .source = "start" };
	commit_submit(daemon->app.commit, &command, NULL, NULL, reply, daemon);
}

static void load_later(struct daemon *daemon)
{
	static const struct timeval second = { .tv_sec = 1 };
	evtimer_add(daemon->load_again, &second);
}

static void late_hall_loaded(void *context, enum refusal refusal, const struct record *records,
			     uint32_t count)
{
	struct daemon *daemon = context;
	(void)records;
	(void)count;
	if (refusal == REFUSAL_STORAGE)
		load_later(daemon);
	else if (refusal != REFUSAL_NONE)
		log_error("the hall could not be loaded: %s", refusal_name(refusal));
	else
		log_info("the hall is loaded");
	end_loading(daemon);
}

/* The storage refused the hall at the start: as long as it is not loaded, nothing else goes. */
static void load_again_due(evutil_socket_t fd, short what, void *context)
{
	struct daemon *daemon = context;
	(void)fd;
	(void)what;
	if (daemon->app.draining)
		return;
	if (daemon->reloading)
		load_later(daemon);
	else
		submit_hall(daemon, daemon->site, late_hall_loaded);
}

static void start_hall_loaded(void *context, enum refusal refusal, const struct record *records,
			      uint32_t count)
{
	struct daemon *daemon = context;
	(void)records;
	(void)count;
	if (refusal == REFUSAL_HALL_IN_USE)
		log_warning(
			"the hall file removes a window that calls or serves: the hall stays as "
			"it was until that is finished; then reload (SIGHUP)");
	else if (refusal != REFUSAL_NONE)
		log_error("the hall could not be loaded: %s", refusal_name(refusal));
	if (refusal == REFUSAL_STORAGE)
		load_later(daemon);
	submit_tick(daemon, start_ticked);
}

/* Before the hall: a window that called when the power went, and is not in the new hall file, is
 * free as soon as that day is over. No hall is loaded before the new day is whole. */
static void start_day_changed(void *context, enum refusal refusal, const struct record *records,
			      uint32_t count)
{
	struct daemon *daemon = context;
	(void)records;
	if (refusal == REFUSAL_NONE && count && app_durable(&daemon->app)->carry)
		submit_tick(daemon, start_day_changed);
	else
		submit_hall(daemon, daemon->site, start_hall_loaded);
}

static void start(struct daemon *daemon)
{
	daemon->reloading = true;
	hall_time_zone(daemon->app.time, daemon->site->hall->timezone);
	submit_tick(daemon, start_day_changed);
}

static int make_directory(const char *path)
{
	struct stat status;
	if (mkdir(path, 0700) == 0 || errno == EEXIST) {
		if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
			return 0;
		errno = ENOTDIR;
	}
	int result = -errno;
	log_error("--data %s: %s", path, strerror(errno));
	return result;
}

/* --- stop and reload --- */

static void drain_looked(evutil_socket_t fd, short what, void *context)
{
	struct daemon *daemon = context;
	static const struct timeval again = { .tv_usec = 20000 };
	(void)fd;
	(void)what;
	bool busy =
		!commit_idle(daemon->app.commit) || app_durable(&daemon->app)->prints_pending > 0;
	daemon->quiet_looks = busy ? 0 : daemon->quiet_looks + 1;
	/* Twice quiet: the last answers have left too. */
	if (daemon->quiet_looks < 2 && ++daemon->looks < DRAIN_S * 50)
		evtimer_add(daemon->drain, &again);
	else
		event_base_loopexit(daemon->app.base, NULL);
}

static void daemon_stop(void *context)
{
	struct daemon *daemon = context;
	if (daemon->app.draining) {
		event_base_loopexit(daemon->app.base, NULL);
		return;
	}
	log_info("stopping: no new commands; what is under way is finished");
	daemon->app.draining = true;
	api_drain(daemon->app.api);
	event_active(daemon->drain, EV_TIMEOUT, 0);
}

static void take_over(struct daemon *daemon)
{
	site_free(daemon->site);
	*daemon->site = daemon->next;
	daemon->next = (struct site){ 0 };
	daemon->app.items = daemon->site->items;
	daemon->hall_text.text = daemon->site->hall_text;
	evtimer_del(daemon->load_again);
}

/* The text was checked whole before, so this can only fail for want of memory. */
static void reopen_devices(struct daemon *daemon)
{
	struct app *app = &daemon->app;
	struct site *site = daemon->site;
	speaking_stop(app->speaking);
	device_tests_forget(app->device_tests);
	rolls_look(app->rolls);
	devices_close(app->devices);
	app->devices = NULL;
	printing_forget(app->printing);
	config_board_free(site->board);
	site->board = NULL;
	if (config_board_parse(&site->board, app->options.board_path, site->board_text,
			       site->board_length, &site->report) < 0 ||
	    open_devices(daemon, site) < 0)
		log_error("the board could not be opened again: reload once more");
}

static void reload_hall_loaded(void *context, enum refusal refusal, const struct record *records,
			       uint32_t count)
{
	struct daemon *daemon = context;
	(void)records;
	(void)count;
	if (refusal != REFUSAL_NONE) {
		log_error("reload refused: %s%s", refusal_name(refusal),
			  refusal == REFUSAL_HALL_IN_USE
				  ? ": a window it removes calls or serves; finish there first"
				  : "");
		hall_time_zone(daemon->app.time, daemon->site->hall->timezone);
		site_free(&daemon->next);
		end_loading(daemon);
		return;
	}
	bool board_changed = !daemon->app.devices ||
			     daemon->next.board_length != daemon->site->board_length ||
			     memcmp(daemon->next.board_text, daemon->site->board_text,
				    daemon->next.board_length) != 0;
	take_over(daemon);
	if (board_changed)
		reopen_devices(daemon);
	showing_all(daemon->app.showing);
	log_info("reloaded: hall %s%s", app_durable(&daemon->app)->hall.id,
		 board_changed ? ", board" : "");
	end_loading(daemon);
}

static int check_board(const struct options *options, struct site *site);

static void daemon_reload(void *context)
{
	struct daemon *daemon = context;
	struct options *options = &daemon->app.options;
	if (daemon->app.draining)
		return;
	daemon->reload_wanted = daemon->reloading;
	if (daemon->reloading)
		return;
	int result = site_read(&daemon->next, options->hall_path, options->board_path,
			       options->data_path);
	if (result == 0)
		result = check_board(options, &daemon->next);
	if (result < 0) {
		log_error("reload refused: correct the mistakes above; nothing was changed");
		site_free(&daemon->next);
		return;
	}
	submit_hall(daemon, &daemon->next, reload_hall_loaded);
}

static void reload_due(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	daemon_reload(context);
}

/* --- check --- */

static int64_t no_now(void *context)
{
	(void)context;
	return 0;
}

/* Open every device on a loop that never runs: its keys are checked, no wire is touched. */
static int check_board(const struct options *options, struct site *site)
{
	const struct devices_owner owner = { .now = no_now };
	struct devices *devices = NULL;
	struct event_base *base = event_base_new();
	int result = -ENOMEM;
	if (base)
		result = devices_open(&devices, base, site->board, site->hall, 1, &owner);
	if (result == 0 && !config_board_simulated(site->board) &&
	    (options->clock_start_us || options->clock_rate > 1)) {
		fprintf(stderr, "--clock, --clock-rate: allowed only on a board that says "
				"\"simulated: true\"\n");
		result = -EINVAL;
	}
	if (result == 0 && options->check)
		site->report.warnings += expectations_print(devices, options->board_path);
	devices_close(devices);
	if (base)
		event_base_free(base);
	return result;
}

int daemon_check(const struct options *options)
{
	struct site site;
	int result = site_read(&site, options->hall_path, options->board_path, options->data_path);
	if (site.board && check_board(options, &site) < 0)
		result = -EINVAL;
	if (result == 0 && site.hall)
		site_warn(&site, options->hall_path,
			  options->clock_start_us ? options->clock_start_us
						  : (int64_t)time(NULL) * 1000000);
	if (result == 0)
		printf(site.report.warnings ? "no mistakes, but the warnings above\n"
					    : "no mistakes\n");
	site_free(&site);
	return result;
}

/* --- run --- */

static int create_events(struct daemon *daemon)
{
	struct event_base *base = daemon->app.base;
	if (!base)
		return -ENOMEM;
	daemon->drain = evtimer_new(base, drain_looked, daemon);
	daemon->reload = event_new(base, -1, 0, reload_due, daemon);
	daemon->load_again = evtimer_new(base, load_again_due, daemon);
	return daemon->drain && daemon->reload && daemon->load_again ? 0 : -ENOMEM;
}

static void destroy_events(struct daemon *daemon)
{
	struct event *events[] = { daemon->drain, daemon->reload, daemon->load_again };
	for (size_t i = 0; i < sizeof events / sizeof *events; i++)
		if (events[i])
			event_free(events[i]);
}

static int create_parts(struct daemon *daemon, const char *vfs)
{
	struct app *app = &daemon->app;
	const struct options *options = &app->options;
	const struct commit_owner commit_owner = { .context = daemon,
						   .record = daemon_record,
						   .settled = daemon_settled,
						   .storage = daemon_storage };
	const struct watch_owner watch_owner = { .context = daemon,
						 .stop = daemon_stop,
						 .reload = daemon_reload };
	int result = hall_time_create(&app->time, options->clock_start_us, options->clock_rate);
	if (result == 0)
		result = showing_create(&app->showing, app);
	if (result == 0)
		result = device_tests_create(&app->device_tests, app);
	if (result == 0)
		result = speaking_create(&app->speaking, app);
	if (result == 0)
		result = printing_create(&app->printing, app);
	if (result == 0)
		result = paging_create(&app->paging, app);
	if (result == 0)
		result = rolls_create(&app->rolls, app);
	if (result == 0)
		result = watch_create(&app->watch, app, &watch_owner);
	if (result == 0)
		result = commit_open(&app->commit, app->base, options->data_path, vfs, app->time,
				     &commit_owner);
	if (result < 0)
		return result;
	hall_time_resume(app->time, app_durable(app)->time_us, options->accept_clock);
	return bridge_open(app);
}

static void destroy_parts(struct daemon *daemon)
{
	struct app *app = &daemon->app;
	dog_destroy(app->dog);
	rolls_destroy(app->rolls);
	devices_close(app->devices);
	device_tests_destroy(app->device_tests);
	app->devices = NULL;
	commit_close(app->commit);
	api_close(app->api);
	booking_import_destroy(app->import);
	watch_destroy(app->watch);
	printing_destroy(app->printing);
	paging_destroy(app->paging);
	speaking_destroy(app->speaking);
	showing_destroy(app->showing);
	hall_time_destroy(app->time);
	site_free(&daemon->next);
}

int daemon_run(const struct options *options, struct site *site, const char *vfs)
{
	struct daemon *daemon = calloc(1, sizeof *daemon);
	int result = daemon ? make_directory(options->data_path) : -ENOMEM;
	if (result < 0)
		goto done;
	daemon->app.options = *options;
	daemon->site = site;
	daemon->app.items = site->items;
	evthread_use_pthreads();
	daemon->app.base = event_base_new();
	result = create_events(daemon);
	if (result == 0)
		result = create_parts(daemon, vfs);
	if (result == 0 && !config_board_simulated(site->board) &&
	    (options->clock_start_us || options->clock_rate > 1)) {
		log_error("--clock, --clock-rate: allowed only on a board that says \"simulated: "
			  "true\"");
		result = -EINVAL;
	}
	if (result == 0)
		result = open_devices(daemon, site);
	if (result == 0)
		result = dog_create(&daemon->app.dog, &daemon->app, site->board);
	if (result == 0) {
		start(daemon);
		event_base_dispatch(daemon->app.base);
		log_info("stopped");
	}
	destroy_parts(daemon);
	destroy_events(daemon);
	if (daemon->app.base)
		event_base_free(daemon->app.base);
done:
	free(daemon);
	return result;
}
