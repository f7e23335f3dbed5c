/* What the tests of the escpos driver share. */
#include "printer_trial.h"

#include "fake_keys.h"
#include "port.h"
#include "printer_escpos.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void health(void *context, enum device_health state, const char *detail)
{
	struct trial *trial = context;
	trial->health = state;
	snprintf(trial->detail, sizeof trial->detail, "%s", detail);
}

static void status(void *context, const struct printer_status *now)
{
	struct trial *trial = context;
	trial->status = *now;
	trial->seen_paper_out |= now->paper == PAPER_OUT;
}

static void finished(void *context, uint64_t job, enum print_outcome outcome)
{
	struct trial *trial = context;
	if (trial->finished == TRIAL_FINISHED_MAX)
		abort();
	trial->jobs[trial->finished] = job;
	trial->outcomes[trial->finished++] = outcome;
}

static void start_peer(struct trial *trial)
{
	memset(trial, 0, sizeof *trial);
	trial->base = event_base_new();
	trial->owner = (struct printer_owner){ trial, health, status, finished };
	if (cranky_printer_start(&trial->cranky, trial->base) < 0)
		abort();
}

static void start_cranky(struct trial *trial, const char *flow)
{
	start_peer(trial);
	trial->port = fake_port(trial->base, "name", "line", "kind", "serial", "device",
				trial->cranky.path, "baud", "115200", "flow", flow, NULL);
}

static void open_driver(struct trial *trial, struct fake_keys *keys)
{
	fake_keys_add_port(keys, trial->port);
	if (printer_escpos.open(&trial->printer, trial->base, &keys->keys, &trial->owner) < 0 ||
	    fake_keys_left(keys) != NULL)
		abort();
}

void trial_start(struct trial *trial, const char *confirm, const char *flow)
{
	struct fake_keys keys;
	start_cranky(trial, flow);
	fake_keys_init(&keys, "port", "line", "paper_width_mm", "80", "confirm", confirm, NULL);
	open_driver(trial, &keys);
}

void trial_start_usb(struct trial *trial)
{
	struct fake_keys keys;
	start_peer(trial);
	trial->port = fake_port(trial->base, "name", "line", "kind", "usb-printer", "device",
				trial->cranky.path, NULL);
	fake_keys_init(&keys, "port", "line", "profile", "80mm", NULL);
	open_driver(trial, &keys);
}

void trial_start_model(struct trial *trial, const char *profile, const char *roll_m)
{
	struct fake_keys keys;
	start_cranky(trial, "none");
	fake_keys_init(&keys, "port", "line", "profile", profile, "roll_m", roll_m, NULL);
	open_driver(trial, &keys);
}

void trial_stop(struct trial *trial)
{
	printer_escpos.close(trial->printer);
	port_close(trial->port);
	cranky_printer_stop(&trial->cranky);
	event_base_free(trial->base);
}

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool trial_until(struct trial *trial, bool (*met)(const struct trial *trial), unsigned max_ms)
{
	int64_t end = now_ms() + max_ms;
	while (!met(trial)) {
		int64_t left = end - now_ms();
		struct timeval wait = { left / 1000, (left % 1000) * 1000 };
		if (left <= 0)
			return false;
		event_base_loopexit(trial->base, &wait);
		event_base_loop(trial->base, EVLOOP_ONCE);
	}
	return true;
}

bool trial_is_ready(const struct trial *trial)
{
	return trial->status.can_print;
}

void trial_page(struct print_page *page, const char *text)
{
	memset(page, 0, sizeof *page);
	page->line_count = 3;
	snprintf(page->lines[0].text, sizeof page->lines[0].text, "%s", text);
	page->lines[0].size = 1;
	page->lines[1].rule = true;
	strcpy(page->lines[2].text, "您前面还有3人等候");
	page->lines[2].align = PRINT_CENTRE;
	page->lines[2].size = 2;
	strcpy(page->qr, "AbCdEfGhIjKlMnOpQrStUv");
}

unsigned trial_count(const struct trial *trial, const char *bytes)
{
	unsigned count = 0;
	const uint8_t *at = trial->cranky.bytes, *end = at + trial->cranky.length;
	while ((at = memmem(at, (size_t)(end - at), bytes, strlen(bytes))) != NULL) {
		count++;
		at++;
	}
	return count;
}
