/* Lost devices, paper, clock, storage → COMMAND_WARN and COMMAND_WARN_OVER. Whether a warning is
 * raised already is the core's to know: saying the same again writes nothing. */
#include "alarms.h"

#include "commit.h"
#include "devices.h"
#include "hall_time.h"
#include "log.h"

#include <string.h>

enum { FREE_PERCENT_MIN = 10, LEVEL_WARNING = 1, LEVEL_ALARM = 2 };
/* Noise comes and goes: what is degraded is worth a warning when it stays so. */
#define DEGRADED_US (INT64_C(10) * 1000000)

static bool raised(const struct app *app, enum warning_kind kind, const char *device,
		   unsigned level)
{
	const struct state *state = app_durable(app);
	for (uint32_t i = 0; i < state->warning_count; i++) {
		const struct warning *warning = &state->warnings[i];
		if (warning->state != WARNING_GONE && warning->kind == kind &&
		    (level == 0 || warning->level == level) &&
		    strncmp(warning->device, device, sizeof warning->device) == 0)
			return true;
	}
	return false;
}

/* level 0: it is right again. */
static void say(struct app *app, enum warning_kind kind, const char *device, unsigned level,
		int64_t value)
{
	struct command command = { .kind = level ? COMMAND_WARN : COMMAND_WARN_OVER,
				   .warning_kind = (uint8_t)kind,
				   .level = (uint8_t)level,
				   .value = value,
				   .source = "daemon" };
	memcpy(command.device, device, strnlen(device, sizeof command.device - 1));
	commit_submit_surely(app->commit, &command);
}

/* Out of paper or open: no numbers there. Near the end, by a sensor or by what was printed:
 * somebody should come. */
static unsigned paper_level(const struct device *device)
{
	if (device->class != CLASS_PRINTER || device->health == DEVICE_LOST)
		return 0;
	if (device->printer_status.paper == PAPER_OUT || device->printer_status.cover_open)
		return LEVEL_ALARM;
	bool little =
		device->printer_status.paper == PAPER_NEAR_END || device->printer_status.paper_low;
	return little ? LEVEL_WARNING : 0;
}

/* A printer is degraded also for its paper, of which a warning of its own tells. */
static bool has_paper_warning(const struct device *device)
{
	return paper_level(device) > 0;
}

static void look_at_degraded(struct app *app)
{
	int64_t now = hall_time_now(app->time);
	for (size_t i = 0; app->devices && i < devices_count(app->devices); i++) {
		const struct device *device = devices_at(app->devices, i);
		if (device->health == DEVICE_DEGRADED && now - device->since_us >= DEGRADED_US &&
		    !has_paper_warning(device) && !raised(app, WARNING_DEVICE, device->name, 0))
			say(app, WARNING_DEVICE, device->name, LEVEL_WARNING, 0);
	}
}

void alarms_device(struct app *app, const struct device *device)
{
	if (!app->running || device->health == DEVICE_STARTING)
		return;
	if (device->health == DEVICE_LOST)
		say(app, WARNING_DEVICE, device->name, LEVEL_ALARM, 0);
	else if (device->health == DEVICE_OK || has_paper_warning(device))
		say(app, WARNING_DEVICE, device->name, 0, 0);
	else if (raised(app, WARNING_DEVICE, device->name, LEVEL_ALARM))
		say(app, WARNING_DEVICE, device->name, LEVEL_WARNING, 0);
	if (device->class == CLASS_PRINTER)
		say(app, WARNING_PAPER, device->name, paper_level(device), 0);
}

static bool space_is_little(struct app *app, uint64_t *free_mb)
{
	struct journal_statistics statistics;
	journal_statistics(commit_journal(app->commit), &statistics);
	*free_mb = statistics.free_bytes >> 20;
	return statistics.disk_bytes > 0 &&
	       statistics.free_bytes < statistics.disk_bytes / 100 * FREE_PERCENT_MIN;
}

void alarms_look(struct app *app)
{
	uint64_t free_mb = 0;
	if (!app->running || app->draining)
		return;
	look_at_degraded(app);
	bool little = space_is_little(app, &free_mb);
	if (little != raised(app, WARNING_STORAGE, "disk", 0)) {
		if (little)
			log_warning("less than %d %% of the disk is free (%llu MB)",
				    FREE_PERCENT_MIN, (unsigned long long)free_mb);
		say(app, WARNING_STORAGE, "disk", little ? LEVEL_WARNING : 0, (int64_t)free_mb);
	}
	int64_t fault_us = hall_time_fault(app->time);
	bool wrong = fault_us != 0 || hall_time_doubtful(app->time);
	if (wrong != raised(app, WARNING_CLOCK, "", 0))
		say(app, WARNING_CLOCK, "", wrong ? LEVEL_ALARM : 0, fault_us);
}

void alarms_storage_back(struct app *app)
{
	if (!app->running)
		return;
	say(app, WARNING_STORAGE, "journal", LEVEL_ALARM, 0);
	say(app, WARNING_STORAGE, "journal", 0, 0);
}

/* A board may have changed between two runs: warnings of devices that it lacks are over. */
static void forget_gone_devices(struct app *app)
{
	const struct state *state = app_durable(app);
	for (uint32_t i = 0; i < state->warning_count; i++) {
		const struct warning *warning = &state->warnings[i];
		bool known = false;
		if (warning->state == WARNING_GONE ||
		    (warning->kind != WARNING_DEVICE && warning->kind != WARNING_PAPER))
			continue;
		for (size_t j = 0; app->devices && j < devices_count(app->devices); j++)
			known |= strcmp(devices_at(app->devices, j)->name, warning->device) == 0;
		if (!known)
			say(app, (enum warning_kind)warning->kind, warning->device, 0, 0);
	}
}

void alarms_begin(struct app *app)
{
	forget_gone_devices(app);
	for (size_t i = 0; app->devices && i < devices_count(app->devices); i++)
		alarms_device(app, devices_at(app->devices, i));
	alarms_look(app);
}
