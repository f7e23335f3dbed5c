/* jiaohaoctl scan: who is on a Modbus line, at which speed, and what looks wrong with its wires. */
#include "ctl.h"
#include "ctl_board.h"
#include "ctl_line.h"
#include "ctl_text.h"
#include "keypad_registers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	SETTINGS_MAX = 24,
	ADDRESS_MAX = 247,
	QUICK_MAX = 32, /* addresses tried at settings other than the first */
	TRIES = 5,	/* of an address that was heard of */
	DISPLAY_TEXT =
		0x70, /* where panels of a common make begin: tried where no file says more */
};

/* The usual ones first. */
static const struct {
	int baud;
	char parity;
} settings[] = {
	{ 9600, 'N' },	{ 19200, 'N' }, { 115200, 'N' }, { 38400, 'N' }, { 57600, 'N' },
	{ 4800, 'N' },	{ 2400, 'N' },	{ 9600, 'E' },	 { 19200, 'E' }, { 115200, 'E' },
	{ 38400, 'E' }, { 9600, 'O' },	{ 19200, 'O' },	 { 4800, 'E' },	 { 57600, 'E' },
};

struct scan {
	struct ctl_line *line;
	const struct ctl_board *board; /* NULL: none given */
	const struct ctl_port *port;
	size_t setting_count;
	int board_setting;
	struct scan_setting settings[SETTINGS_MAX];
	struct scan_tally tallies[ADDRESS_MAX + 1];
	int latencies[ADDRESS_MAX + 1];
};

static void try_address(struct scan *scan, int address, unsigned first, unsigned tries)
{
	struct ctl_heard heard;
	for (unsigned i = 0; i < tries; i++) {
		enum scan_heard kind = ctl_line_read(scan->line, address, first, 1, &heard);
		scan->tallies[address].heard[kind]++;
		if (heard.latency_ms > scan->latencies[address])
			scan->latencies[address] = heard.latency_ms;
	}
}

/* Register 0 is asked first: who has none of it says so by an exception, which is an answer. Who
 * stays silent at a register it lacks is asked where displays have their text. */
static void try_all(struct scan *scan, struct scan_setting *setting, bool all)
{
	memset(scan->tallies, 0, sizeof scan->tallies);
	memset(scan->latencies, 0, sizeof scan->latencies);
	for (int address = 1; address <= ADDRESS_MAX; address++) {
		const struct ctl_device *expected =
			scan->board ? ctl_board_at(scan->board, scan->port, address) : NULL;
		if (!all && !expected && address > QUICK_MAX)
			continue;
		unsigned first = expected && expected->kind == CTL_DISPLAY ? expected->text : 0;
		struct scan_tally *tally = &scan->tallies[address];
		try_address(scan, address, first, 1);
		if (tally->heard[HEARD_NOTHING] > 0 && expected)
			try_address(scan, address, first, 1);
		if (tally->heard[HEARD_GOOD] + tally->heard[HEARD_EXCEPTION] +
			    tally->heard[HEARD_TWO] + tally->heard[HEARD_GARBAGE] >
		    0)
			try_address(scan, address, first, TRIES);
		scan_setting_add(setting, tally);
		/* Garbage at so many addresses: this is not the speed. */
		if (setting->garbled > 8 && setting->answering == 0)
			return;
	}
}

static const char *kind_of(struct scan *scan, int address)
{
	struct ctl_heard heard;
	if (ctl_line_read(scan->line, address, 0, 1, &heard) == HEARD_GOOD &&
	    heard.values[0] == KEYPAD_TYPE)
		return ctl_text(TEXT_SCAN_KEYPAD);
	const struct ctl_device *expected =
		scan->board ? ctl_board_at(scan->board, scan->port, address) : NULL;
	unsigned text = expected && expected->kind == CTL_DISPLAY ? expected->text : DISPLAY_TEXT;
	if (ctl_line_read(scan->line, address, text, 1, &heard) == HEARD_GOOD)
		return ctl_text(TEXT_SCAN_DISPLAY);
	return ctl_text(TEXT_SCAN_UNKNOWN);
}

/* The number of things that are wrong. */
static unsigned say_address(struct scan *scan, int address)
{
	const struct scan_tally *tally = &scan->tallies[address];
	const struct ctl_device *expected =
		scan->board ? ctl_board_at(scan->board, scan->port, address) : NULL;
	unsigned good = tally->heard[HEARD_GOOD] + tally->heard[HEARD_EXCEPTION], all = 0;
	char where[96] = "";
	for (int i = 0; i < HEARD_KINDS; i++)
		all += tally->heard[i];
	switch (scan_slave(tally)) {
	case SLAVE_ABSENT:
		if (expected)
			ctl_say(TEXT_SCAN_MISSING, address, expected->name, expected->place);
		return expected != NULL;
	case SLAVE_TWIN:
		ctl_say(TEXT_SCAN_TWIN, address);
		return 1;
	case SLAVE_LOOSE:
		ctl_say(TEXT_SCAN_LOOSE, address, good, all);
		return 1;
	case SLAVE_FINE:
		break;
	}
	if (expected)
		snprintf(where, sizeof where, ctl_text(TEXT_SCAN_EXPECTED), expected->name,
			 expected->place);
	else if (scan->board)
		snprintf(where, sizeof where, "%s", ctl_text(TEXT_SCAN_STRANGER));
	ctl_say(TEXT_SCAN_DEVICE, address, kind_of(scan, address), where, scan->latencies[address]);
	return scan->board && !expected;
}

static unsigned say_line(struct scan *scan)
{
	int found;
	enum scan_line verdict =
		scan_line(scan->settings, scan->setting_count, scan->board_setting, &found);
	const struct scan_setting *here = found < 0 ? NULL : &scan->settings[found];
	switch (verdict) {
	case SCAN_LINE_FINE:
		ctl_say(TEXT_LINE_FINE, here->baud, here->parity);
		return 0;
	case SCAN_LINE_SILENT:
		ctl_say(TEXT_LINE_SILENT);
		return 1;
	case SCAN_LINE_SWAPPED:
		ctl_say(TEXT_LINE_SWAPPED);
		return 1;
	case SCAN_LINE_WRONG_BAUD:
		ctl_say(TEXT_LINE_WRONG_BAUD, here->baud, here->parity, scan->port->baud,
			scan->port->parity);
		return 1;
	case SCAN_LINE_ECHO:
		ctl_say(TEXT_LINE_ECHO);
		return 1;
	case SCAN_LINE_NOISY:
		ctl_say(TEXT_LINE_NOISY);
		return 1;
	}
	return 1;
}

/* The settings to try, the board file's first. */
static void choose_settings(struct scan *scan, struct scan_setting *out, size_t *count)
{
	*count = 0;
	scan->board_setting = -1;
	if (scan->port) {
		out[(*count)++] = (struct scan_setting){ .baud = scan->port->baud,
							 .parity = scan->port->parity };
		scan->board_setting = 0;
	}
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		if (!scan->port || settings[i].baud != scan->port->baud ||
		    settings[i].parity != scan->port->parity)
			out[(*count)++] = (struct scan_setting){ .baud = settings[i].baud,
								 .parity = settings[i].parity };
	if (ctl_line_is_remote(scan->line))
		*count = 1;
}

static int run(struct scan *scan, bool all)
{
	size_t count;
	unsigned wrong = 0;
	choose_settings(scan, scan->settings, &count);
	for (size_t i = 0; i < count; i++) {
		struct scan_setting *setting = &scan->settings[i];
		if (!ctl_line_set(scan->line, setting->baud, setting->parity))
			return CTL_WRONG;
		try_all(scan, setting, all || i == 0);
		scan->setting_count = i + 1;
		ctl_say(TEXT_SCAN_SETTING, setting->baud, setting->parity, setting->answering,
			setting->broken, setting->garbled);
		if (setting->answering + setting->broken == 0)
			continue;
		for (int address = 1; address <= ADDRESS_MAX; address++)
			wrong += say_address(scan, address);
		if (!all)
			break;
	}
	wrong += say_line(scan);
	return wrong > 0 ? CTL_WRONG : CTL_OK;
}

int ctl_scan(struct ctl *ctl, int argc, char **argv)
{
	const char *board_path = ctl_option(&argc, argv, "board");
	bool all = ctl_flag(&argc, argv, "all");
	struct scan *scan = calloc(1, sizeof *scan);
	struct ctl_board *board = NULL;
	int result = CTL_WRONG;
	(void)ctl;
	if (argc != 1 || !scan) {
		ctl_fail(TEXT_BAD_OPTION, "scan");
		free(scan);
		return CTL_USAGE;
	}
	if (board_path) {
		board = ctl_board_read(board_path);
		scan->port = board ? ctl_board_port(board, board_path, argv[0]) : NULL;
		scan->board = board;
		if (!scan->port)
			goto done;
	}
	scan->line = ctl_line_open(scan->port ? scan->port->device : argv[0],
				   scan->port ? scan->port->baud : settings[0].baud,
				   scan->port ? scan->port->parity : settings[0].parity);
	if (scan->line)
		result = run(scan, all);
done:
	ctl_line_close(scan->line);
	free(board);
	free(scan);
	return result;
}
