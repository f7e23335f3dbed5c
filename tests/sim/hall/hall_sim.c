/* hall-sim: all devices of a simulated board, over ptys and loopback sockets, with an API to press
 * keys and to see what came out. main() only reads options and wires. */
#include "sim_board.h"
#include "sim_http.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/http.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
	const char *board, *state;
	char address[64];
	int port;
	unsigned clock_rate;
	int64_t clock_start_us;
};

static const char usage[] =
	"hall-sim --board FILE [--listen 127.0.0.1:8090] [--clock-rate N] [--clock START]\n"
	"         [--state DIR]\n"
	"  --board FILE       the board whose devices are simulated (simulated: true)\n"
	"  --listen A:P       where the API listens; loopback only\n"
	"  --clock-rate N     hall time and lines run N times as fast, 1 … 1000\n"
	"  --clock START      hall time at the start, 2026-11-20T08:59:00+08:00\n"
	"  --state DIR        where keypads keep their boot counts (default: beside their line)\n";

static int parse_listen(struct options *options, const char *text)
{
	const char *colon = strrchr(text, ':');
	char *end;
	if (colon == NULL || (size_t)(colon - text) >= sizeof options->address)
		return -EINVAL;
	long port = strtol(colon + 1, &end, 10);
	if (end == colon + 1 || *end != '\0' || port < 1 || port > 65535)
		return -EINVAL;
	snprintf(options->address, sizeof options->address, "%.*s", (int)(colon - text), text);
	options->port = (int)port;
	if (strncmp(options->address, "127.", 4) != 0) {
		fprintf(stderr, "hall-sim: --listen %s: only loopback (127.0.0.0/8) is served\n",
			text);
		return -EACCES;
	}
	return 0;
}

static int parse_options(struct options *options, int argc, char **argv)
{
	static const struct option known[] = {
		{ "board", required_argument, NULL, 'b' },
		{ "listen", required_argument, NULL, 'l' },
		{ "clock-rate", required_argument, NULL, 'r' },
		{ "clock", required_argument, NULL, 'c' },
		{ "state", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int letter, result = 0;
	char *end;
	while (result == 0 && (letter = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (letter) {
		case 'b':
			options->board = optarg;
			break;
		case 'l':
			result = parse_listen(options, optarg);
			break;
		case 'r':
			options->clock_rate = (unsigned)strtoul(optarg, &end, 10);
			if (*end != '\0' || options->clock_rate < 1 ||
			    options->clock_rate > SIM_CLOCK_RATE_MAX)
				result = -EINVAL;
			break;
		case 'c':
			result = sim_clock_parse(optarg, &options->clock_start_us);
			break;
		case 's':
			options->state = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_SUCCESS);
		default:
			result = -EINVAL;
		}
	}
	if (result == 0 && (optind != argc || options->board == NULL))
		result = -EINVAL;
	if (result == -EINVAL)
		fputs(usage, stderr);
	return result;
}

static void stop(evutil_socket_t number, short what, void *arg)
{
	(void)number;
	(void)what;
	event_base_loopbreak(arg);
}

static int serve(struct options *options, struct event_base *base, struct sim_board *board)
{
	struct event *interrupt = evsignal_new(base, SIGINT, stop, base);
	struct event *terminate = evsignal_new(base, SIGTERM, stop, base);
	struct evhttp *http = sim_http_open(board, options->address, options->port);
	int result = EXIT_FAILURE;
	if (http == NULL) {
		fprintf(stderr, "hall-sim: %s:%d: %s%s\n", options->address, options->port,
			strerror(errno),
			errno == EADDRINUSE ? "; another hall-sim? choose another with --listen"
					    : "");
	} else if (interrupt != NULL && terminate != NULL) {
		event_add(interrupt, NULL);
		event_add(terminate, NULL);
		printf("hall-sim: board %s, %zu devices, http://%s:%d/sim/devices\n", board->name,
		       board->device_count, options->address, options->port);
		fflush(stdout);
		event_base_dispatch(base);
		result = EXIT_SUCCESS;
	}
	if (http != NULL)
		evhttp_free(http);
	if (interrupt != NULL)
		event_free(interrupt);
	if (terminate != NULL)
		event_free(terminate);
	return result;
}

int main(int argc, char **argv)
{
	struct options options = { .address = "127.0.0.1", .port = 8090, .clock_rate = 1 };
	struct sim_clock clock;
	struct sim_board board;
	int result = EXIT_FAILURE;
	if (parse_options(&options, argc, argv) < 0)
		return EXIT_FAILURE;
	struct event_config *config = event_config_new();
	event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
	struct event_base *base = event_base_new_with_config(config);
	event_config_free(config);
	if (base == NULL)
		return EXIT_FAILURE;
	signal(SIGPIPE, SIG_IGN);
	sim_clock_init(&clock, options.clock_start_us, options.clock_rate);
	if (sim_board_open(&board, options.board, options.state, base, &clock) == 0) {
		result = serve(&options, base, &board);
		sim_board_close(&board);
	}
	event_base_free(base);
	return result;
}
