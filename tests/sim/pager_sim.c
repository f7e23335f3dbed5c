/* Reads frames by walking a form and the bytes side by side; keeps no table of parts. */
#include "pager_sim.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const form_names[PAGER_SIM_FORMS] = { "heads_up", "call", "off" };

const char *pager_sim_form_name(unsigned form)
{
	return form_names[form];
}

/* A number as it is filled in: true when it reads as one, *number is what it is. */
static bool read_number(const char *place, const uint8_t *bytes, unsigned *number)
{
	const unsigned width = (unsigned)(place[5] - '0');
	unsigned value = 0;
	for (unsigned i = 0; i < width; i++) {
		unsigned digit, base = place[1] == 'b' && place[2] == 'c' ? 10 : 0;
		if (base) { /* {bcd:N}: half a byte each */
			digit = i % 2 ? bytes[i / 2] & 15u : bytes[i / 2] >> 4u;
		} else if (place[1] == 'd' || place[1] == 'h') {
			const char *digits = "0123456789ABCDEF";
			const char *at = bytes[i] ? strchr(digits, bytes[i]) : NULL;
			base = place[1] == 'd' ? 10 : 16;
			digit = at ? (unsigned)(at - digits) : 99;
		} else { /* {bin:N} {low:2} */
			base = 256;
			digit = place[1] == 'l' ? bytes[width - 1 - i] : bytes[i];
		}
		if (digit >= base)
			return false;
		value = value * base + digit;
	}
	if (*number && *number != value)
		return false; /* twice in one frame, and not the same */
	*number = value;
	return value > 0;
}

static size_t width_of(const char *place)
{
	const size_t width = (size_t)(place[5] - '0');
	return strncmp(place, "{bcd", 4) == 0 ? width / 2 : width;
}

static uint8_t sum_of(const struct pager_sim *sim, const uint8_t *bytes, size_t count)
{
	uint8_t sum = 0;
	for (size_t i = sim->check_from; i < count; i++)
		sum = sim->check == 'x' ? sum ^ bytes[i] : (uint8_t)(sum + bytes[i]);
	return sum;
}

/* Bytes a whole frame of this form has; 0: it can't be read. */
static size_t form_length(const char *form)
{
	size_t length = 0;
	while (*(form += strspn(form, " "))) {
		if (*form == '{') {
			const char *end = strchr(form, '}');
			if (end == NULL || end - form != 6)
				return 0;
			length += strncmp(form, "{check", 6) == 0 ? 1 : width_of(form);
			form = end + 1;
		} else {
			length++;
			form += form[1] ? 2 : 1;
		}
	}
	return length;
}

enum match { NO, BROKEN, YES };

static enum match matches(const struct pager_sim *sim, const char *form, const uint8_t *bytes,
			  unsigned *number)
{
	size_t at = 0;
	*number = 0;
	while (*(form += strspn(form, " "))) {
		if (strncmp(form, "{check}", 7) == 0) {
			if (bytes[at] != sum_of(sim, bytes, at))
				return BROKEN;
			at++;
			form += 7;
		} else if (*form == '{') {
			if (!read_number(form, bytes + at, number))
				return NO;
			at += width_of(form);
			form += 7;
		} else {
			const char pair[3] = { form[0], form[1], 0 };
			if (bytes[at++] != strtoul(pair, NULL, 16))
				return NO;
			form += 2;
		}
	}
	return YES;
}

static void vibrate(struct pager_sim *sim, unsigned number, unsigned form)
{
	if (sim->count < PAGER_SIM_LOG_MAX)
		sim->log[sim->count++] = (struct pager_sim_signal){ sim_clock_now(sim->clock),
								    number, (uint8_t)form };
}

/* Does a frame end with the byte that came last? */
static bool look(struct pager_sim *sim)
{
	for (unsigned i = 0; i < PAGER_SIM_FORMS; i++) {
		const size_t length = form_length(sim->forms[i]);
		unsigned number;
		if (length == 0 || length > sim->length)
			continue;
		const enum match match =
			matches(sim, sim->forms[i], sim->bytes + sim->length - length, &number);
		if (match == NO)
			continue;
		sim->strays += sim->length - length;
		if (match == YES)
			vibrate(sim, number, i);
		else
			sim->wrong_sums++;
		return true;
	}
	return false;
}

void pager_sim_receive(struct pager_sim *sim, const uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (sim->length == sizeof sim->bytes) {
			memmove(sim->bytes, sim->bytes + 1, --sim->length);
			sim->strays++;
		}
		sim->bytes[sim->length++] = bytes[i];
		if (look(sim))
			sim->length = 0;
	}
}

int pager_sim_init(struct pager_sim *sim, const struct sim_clock *clock,
		   const struct pager_sim_settings *settings)
{
	sim->clock = clock;
	sim->check = settings->check ? settings->check[0] : 'n';
	sim->check_from = settings->check_from;
	for (unsigned i = 0; i < PAGER_SIM_FORMS; i++) {
		if (settings->forms[i] == NULL || settings->forms[i][0] == '\0')
			continue;
		snprintf(sim->forms[i], sizeof sim->forms[i], "%s", settings->forms[i]);
		if (form_length(sim->forms[i]) == 0 ||
		    form_length(sim->forms[i]) > PAGER_SIM_FRAME_MAX)
			return -EINVAL;
	}
	sim->log = calloc(PAGER_SIM_LOG_MAX, sizeof *sim->log);
	return sim->log ? 0 : -ENOMEM;
}

void pager_sim_finish(struct pager_sim *sim)
{
	free(sim->log);
	sim->log = NULL;
}
