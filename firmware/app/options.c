/* The command line of jiaohaod. Opens no file. */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char usage[] =
	"usage: jiaohaod --hall FILE --board FILE --data DIR [--listen ADDR:PORT]\n"
	"       jiaohaod --check [--hall FILE] [--board FILE]\n"
	"\n"
	"  --hall FILE        zones, services, windows, hours (firmware/halls/*.yaml)\n"
	"  --board FILE       ports and devices (boards/*/board.yaml)\n"
	"  --data DIR         where the journal and the keys live; created when missing\n"
	"  --listen ADDR:PORT default 127.0.0.1:8080; port 0 takes a free one and prints it\n"
	"  --check            read the files, say all their mistakes, and stop\n"
	"  --accept-clock     the system's clock is right, although the journal doubts it\n"
	"  --clock START      hall time at start, RFC 3339 (2020-01-13T07:00:00+01:00);\n"
	"  --clock-rate N     and how fast it runs (1 ... 1000): simulated boards only\n";

enum {
	OPTION_HALL = 1,
	OPTION_BOARD,
	OPTION_DATA,
	OPTION_LISTEN,
	OPTION_CHECK,
	OPTION_ACCEPT,
	OPTION_CLOCK,
	OPTION_RATE,
	OPTION_HELP
};

static const struct option longs[] = {
	{ "hall", required_argument, NULL, OPTION_HALL },
	{ "board", required_argument, NULL, OPTION_BOARD },
	{ "data", required_argument, NULL, OPTION_DATA },
	{ "listen", required_argument, NULL, OPTION_LISTEN },
	{ "check", no_argument, NULL, OPTION_CHECK },
	{ "accept-clock", no_argument, NULL, OPTION_ACCEPT },
	{ "clock", required_argument, NULL, OPTION_CLOCK },
	{ "clock-rate", required_argument, NULL, OPTION_RATE },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ NULL, 0, NULL, 0 },
};

static int parse_listen(struct options *options, const char *text)
{
	const char *colon = strrchr(text, ':');
	char *end;
	size_t length = colon ? (size_t)(colon - text) : 0;
	bool bracketed = length > 2 && text[0] == '[' && text[length - 1] == ']';
	long port = colon ? strtol(colon + 1, &end, 10) : -1;
	if (!colon || colon[1] == '\0' || *end != '\0' || port < 0 || port > 65535 || length == 0 ||
	    length >= sizeof options->listen_address) {
		fprintf(stderr,
			"--listen: found \"%s\", allowed is ADDRESS:PORT, as 127.0.0.1:8080\n",
			text);
		return -EINVAL;
	}
	if (bracketed)
		snprintf(options->listen_address, sizeof options->listen_address, "%.*s",
			 (int)(length - 2), text + 1);
	else
		snprintf(options->listen_address, sizeof options->listen_address, "%.*s",
			 (int)length, text);
	options->listen_port = (int)port;
	return 0;
}

/* "2020-01-13T07:00:00" and "Z", "+01:00" or "-0330". */
static int parse_clock(struct options *options, const char *text)
{
	struct tm moment = { 0 };
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &moment);
	int hours = 0, minutes = 0;
	char sign = '+';
	if (rest && strcmp(rest, "Z") != 0 &&
	    sscanf(rest, "%c%2d:%2d", &sign, &hours, &minutes) != 3)
		rest = NULL;
	if (!rest || (sign != '+' && sign != '-') || hours > 14 || minutes > 59) {
		fprintf(stderr, "--clock: found \"%s\", allowed is 2020-01-13T07:00:00+01:00\n",
			text);
		return -EINVAL;
	}
	int64_t offset = (int64_t)(hours * 3600 + minutes * 60) * (sign == '-' ? -1 : 1);
	options->clock_start_us = ((int64_t)timegm(&moment) - offset) * 1000000;
	return 0;
}

static int parse_rate(struct options *options, const char *text)
{
	char *end;
	long rate = strtol(text, &end, 10);
	if (*text == '\0' || *end != '\0' || rate < 1 || rate > 1000) {
		fprintf(stderr, "--clock-rate: found \"%s\", allowed is 1 ... 1000\n", text);
		return -EINVAL;
	}
	options->clock_rate = (unsigned)rate;
	return 0;
}

static int check_whole(const struct options *options)
{
	if (options->check) {
		if (options->hall_path || options->board_path)
			return 0;
		fprintf(stderr, "--check: name what to check with --hall and/or --board\n");
		return -EINVAL;
	}
	if (options->hall_path && options->board_path && options->data_path)
		return 0;
	fprintf(stderr, "missing:%s%s%s\n\n%s", options->hall_path ? "" : " --hall FILE",
		options->board_path ? "" : " --board FILE", options->data_path ? "" : " --data DIR",
		usage);
	return -EINVAL;
}

int options_parse(struct options *options, int argc, char **argv)
{
	int option, result = 0;
	*options = (struct options){ .listen_port = 8080, .clock_rate = 1 };
	snprintf(options->listen_address, sizeof options->listen_address, "127.0.0.1");
	optind = 1;
	while (result == 0 && (option = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (option) {
		case OPTION_HALL:
			options->hall_path = optarg;
			break;
		case OPTION_BOARD:
			options->board_path = optarg;
			break;
		case OPTION_DATA:
			options->data_path = optarg;
			break;
		case OPTION_LISTEN:
			result = parse_listen(options, optarg);
			break;
		case OPTION_CHECK:
			options->check = true;
			break;
		case OPTION_ACCEPT:
			options->accept_clock = true;
			break;
		case OPTION_CLOCK:
			result = parse_clock(options, optarg);
			break;
		case OPTION_RATE:
			result = parse_rate(options, optarg);
			break;
		case OPTION_HELP:
			fputs(usage, stdout);
			return 1;
		default:
			fputs(usage, stderr);
			return -EINVAL;
		}
	}
	if (result == 0 && optind < argc) {
		fprintf(stderr, "unexpected argument \"%s\"\n\n%s", argv[optind], usage);
		return -EINVAL;
	}
	return result ? result : check_whole(options);
}
