/* The simulators' hall clock and its text form. Knows no time zone but the machine's own. */
#include "sim_clock.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

int64_t sim_monotonic_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void sim_clock_init(struct sim_clock *clock, int64_t start_us, unsigned rate)
{
	if (start_us == 0) {
		struct timespec now;
		clock_gettime(CLOCK_REALTIME, &now);
		start_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
	}
	clock->start_us = start_us;
	clock->start_monotonic_us = sim_monotonic_us();
	clock->rate = rate;
}

int64_t sim_clock_now(const struct sim_clock *clock)
{
	return clock->start_us + (sim_monotonic_us() - clock->start_monotonic_us) * clock->rate;
}

void sim_clock_format(int64_t time_us, char text[SIM_CLOCK_TEXT_MAX])
{
	time_t seconds = (time_t)(time_us / 1000000);
	struct tm parts;
	gmtime_r(&seconds, &parts);
	size_t length = strftime(text, SIM_CLOCK_TEXT_MAX, "%Y-%m-%dT%H:%M:%S", &parts);
	snprintf(text + length, SIM_CLOCK_TEXT_MAX - length, ".%03dZ",
		 (int)(time_us / 1000 % 1000));
}

int sim_clock_parse(const char *text, int64_t *time_us)
{
	struct tm parts = { .tm_isdst = -1 };
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &parts);
	if (rest == NULL)
		return -EINVAL;
	if (*rest == '\0') {
		*time_us = (int64_t)mktime(&parts) * 1000000;
		return 0;
	}
	int64_t seconds = (int64_t)timegm(&parts);
	int hours, minutes, used = 0;
	char sign;
	if (strcmp(rest, "Z") != 0) {
		if (sscanf(rest, "%c%2d:%2d%n", &sign, &hours, &minutes, &used) != 3 ||
		    rest[used] != '\0' || (sign != '+' && sign != '-'))
			return -EINVAL;
		int offset = hours * 3600 + minutes * 60;
		seconds -= sign == '+' ? offset : -offset;
	}
	*time_us = seconds * 1000000;
	return 0;
}
