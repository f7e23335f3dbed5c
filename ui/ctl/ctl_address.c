/* jiaohaoctl address, replace: new devices all come with address 1. One is connected at a time,
 * gets the address that the board file has for its window, shows its window, is verified, and its
 * label is printed.
 *
 *   wait ──one at 1──▶ stable? ──▶ right kind? ──▶ write ──▶ there at its address? ──▶ done
 *    ▲ │                │ two, loose  │ other kind   │ refused   │ gone
 *    │ └─ silent for long: looked for elsewhere      │           │
 *    └──────────────────┴─────────────┴──────────────┴───────────┘  said, with what to do */
#include "ctl.h"
#include "ctl_board.h"
#include "ctl_label.h"
#include "ctl_line.h"
#include "ctl_text.h"
#include "keypad_registers.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	NEW_ADDRESS = 1,
	LIST_MAX = 247,
	STABLE_READS = 4,
	DOUBTFUL_READS = 10,
	THERE_TRIES = 8,
	VERIFY_READS = 3,
	PATIENCE_S = 30,
	PATIENCE_MS = 60,
	HASTE_MS = 30, /* where hundreds of addresses are looked at */
	PATIENCE_MAX_S = 600,
};

struct session {
	struct ctl_line *line;
	struct ctl_labels *labels;
	const struct ctl_port *port;
	unsigned count, patience_s;
	const struct ctl_device *list[LIST_MAX]; /* in the file's order, who is to have 1 last */
	bool done[LIST_MAX];
	unsigned elsewhere; /* the next place to look for one that is not at address 1 */
	enum ctl_text said; /* about the one that is waited for; TEXT_COUNT: nothing yet */
};

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static unsigned probe_register(const struct ctl_device *device)
{
	return device->kind == CTL_DISPLAY ? device->text : 0;
}

static enum scan_heard probe(struct session *session, int address, unsigned first)
{
	struct ctl_heard heard;
	enum scan_heard kind = ctl_line_read(session->line, address, first, 1, &heard);
	ctl_labels_run(session->labels); /* every wait on the line is one of its steps */
	return kind == HEARD_EXCEPTION ? HEARD_GOOD : kind;
}

/* Say it once as long as nothing else was said. */
static void say_once(struct session *session, enum ctl_text text, const struct ctl_device *device)
{
	if (session->said == text)
		return;
	session->said = text;
	ctl_say(text, device->place);
}

static const char *kind_name(enum ctl_kind kind)
{
	return ctl_text(kind == CTL_KEYPAD ? TEXT_SCAN_KEYPAD : TEXT_SCAN_DISPLAY);
}

/* --- what the device is to hold --- */

static uint16_t word(const struct ctl_device *device, uint8_t first, uint8_t second)
{
	return (uint16_t)(device->low_first ? second << 8 | first : first << 8 | second);
}

/* Its window at once, so that whoever stands there sees that it is the right one. */
static void show_window(struct session *session, const struct ctl_device *device)
{
	uint16_t values[123];
	struct ctl_heard heard;
	uint8_t fill = device->fill_space ? ' ' : 0;
	size_t length = strlen(device->place);
	if (device->kind != CTL_DISPLAY)
		return;
	for (unsigned i = 0; i < device->registers; i++) {
		uint8_t first = 2 * i < length ? (uint8_t)device->place[2 * i] : fill;
		uint8_t second = 2 * i + 1 < length ? (uint8_t)device->place[2 * i + 1] : fill;
		values[i] = word(device, first, second);
	}
	for (int i = 0; i < 3; i++)
		if (ctl_line_write(session->line, device->address, device->text, values,
				   device->registers, &heard) == HEARD_GOOD)
			return;
}

/* --- one device --- */

/* A few answers; more where one of them was not as it should be: a single one may have been late.
 */
static enum scan_slave judge(struct session *session, const struct ctl_device *device, int address,
			     struct scan_tally *tally)
{
	*tally = (struct scan_tally){ 0 };
	for (unsigned i = 0; i < DOUBTFUL_READS; i++) {
		if (i == STABLE_READS && tally->heard[HEARD_GOOD] == STABLE_READS)
			break;
		tally->heard[probe(session, address, probe_register(device))]++;
	}
	if (tally->heard[HEARD_GOOD] + 1 >= DOUBTFUL_READS)
		return SLAVE_FINE;
	return scan_slave(tally);
}

/* Only one there, and well wired? False: said. */
static bool is_stable(struct session *session, const struct ctl_device *device, int address)
{
	struct scan_tally tally;
	enum scan_slave slave = judge(session, device, address, &tally);
	if (slave == SLAVE_TWIN)
		say_once(session, TEXT_ADDRESS_TWO, device);
	else if (slave == SLAVE_LOOSE)
		say_once(session, TEXT_ADDRESS_LOOSE, device);
	return slave == SLAVE_FINE;
}

static bool is_right_kind(struct session *session, const struct ctl_device *device, int address)
{
	struct ctl_heard heard;
	bool keypad = ctl_line_read(session->line, address, 0, 1, &heard) == HEARD_GOOD &&
		      heard.values[0] == KEYPAD_TYPE;
	if (keypad == (device->kind == CTL_KEYPAD))
		return true;
	if (session->said != TEXT_ADDRESS_WRONG_KIND)
		ctl_say(TEXT_ADDRESS_WRONG_KIND, device->place, kind_name(device->kind));
	session->said = TEXT_ADDRESS_WRONG_KIND;
	return false;
}

/* Three answers in a row, among at most so many tries beside them. */
static bool is_there(struct session *session, const struct ctl_device *device, int address,
		     int tries)
{
	unsigned good = 0;
	while (good < VERIFY_READS && tries > 0) {
		bool here = probe(session, address, probe_register(device)) == HEARD_GOOD;
		good = here ? good + 1 : 0;
		tries -= !here;
	}
	return good == VERIFY_READS;
}

/* From the address it has to its own. False: said. */
static bool move(struct session *session, const struct ctl_device *device, int from)
{
	struct ctl_heard heard;
	uint16_t address = (uint16_t)device->address;
	enum scan_heard kind = HEARD_NOTHING;
	if (from == device->address)
		return true;
	for (int i = 0; i < 3 && kind != HEARD_GOOD && kind != HEARD_EXCEPTION; i++) {
		kind = ctl_line_write(session->line, from, (unsigned)device->address_register,
				      &address, 1, &heard);
		if (kind == HEARD_NOTHING &&
		    is_there(session, device, device->address, THERE_TRIES))
			return true; /* its answer already came from there */
	}
	if (kind == HEARD_EXCEPTION) {
		say_once(session, TEXT_ADDRESS_REFUSED, device);
		return false;
	}
	if (is_there(session, device, device->address, THERE_TRIES))
		return true;
	bool still = probe(session, from, probe_register(device)) == HEARD_GOOD;
	say_once(session, still ? TEXT_ADDRESS_REFUSED : TEXT_ADDRESS_VANISHED, device);
	return false;
}

/* One answers at @p from: make it this device. */
static bool set_up(struct session *session, const struct ctl_device *device, int from)
{
	if (!is_stable(session, device, from) || !is_right_kind(session, device, from))
		return false;
	if (from != NEW_ADDRESS && from != device->address)
		ctl_say(TEXT_ADDRESS_USED, device->place, from, device->address);
	if (!move(session, device, from))
		return false;
	show_window(session, device);
	ctl_say(TEXT_ADDRESS_DONE, device->place, device->name, device->address);
	ctl_labels_add(session->labels, device);
	return true;
}

/* --- one that does not come at address 1 --- */

static bool is_taken(const struct session *session, int address)
{
	for (unsigned i = 0; i < session->count; i++)
		if (session->list[i]->address == address)
			return session->done[i];
	return false;
}

/* At another speed? Said. */
static bool look_at_speeds(struct session *session, const struct ctl_device *device)
{
	static const int bauds[] = { 9600, 19200, 4800, 38400, 57600, 115200, 2400 };
	const struct ctl_port *port = session->port;
	bool found = false;
	if (ctl_line_is_remote(session->line))
		return false;
	for (size_t i = 0; i < sizeof bauds / sizeof *bauds && !found; i++) {
		if (bauds[i] == port->baud || !ctl_line_set(session->line, bauds[i], 'N'))
			continue;
		found = probe(session, NEW_ADDRESS, probe_register(device)) == HEARD_GOOD;
		if (found && session->said != TEXT_ADDRESS_WRONG_BAUD)
			ctl_say(TEXT_ADDRESS_WRONG_BAUD, device->place, bauds[i], port->baud);
	}
	ctl_line_set(session->line, port->baud, port->parity);
	if (found)
		session->said = TEXT_ADDRESS_WRONG_BAUD;
	return found;
}

/* One address more: a device that was used before has another one, perhaps one that is taken. The
 * address it is free at, or 0. */
static int look_elsewhere(struct session *session, const struct ctl_device *device)
{
	int address = 2 + (int)(session->elsewhere++ % (LIST_MAX - 1));
	ctl_line_patience(session->line, HASTE_MS);
	enum scan_heard heard = probe(session, address, probe_register(device));
	ctl_line_patience(session->line, PATIENCE_MS);
	if (is_taken(session, address)) {
		struct scan_tally tally;
		if (heard == HEARD_TWO && judge(session, device, address, &tally) == SLAVE_TWIN &&
		    session->said != TEXT_ADDRESS_CLASH) {
			ctl_say(TEXT_ADDRESS_CLASH, address);
			session->said = TEXT_ADDRESS_CLASH;
		}
		return 0;
	}
	return heard == HEARD_GOOD ? address : 0;
}

/* Wait until this device is set up. False: given up after three times the patience. */
static bool wait_for(struct session *session, const struct ctl_device *device)
{
	int64_t begin_ms = now_ms();
	int64_t patience_ms = session->patience_s * INT64_C(1000);
	session->said = TEXT_COUNT;
	session->elsewhere = (unsigned)device->address - 2;
	ctl_say(TEXT_ADDRESS_NEXT, device->place, kind_name(device->kind), device->name,
		device->address);
	while (now_ms() - begin_ms < 10 * patience_ms) {
		enum scan_heard heard = probe(session, NEW_ADDRESS, probe_register(device));
		int from = heard == HEARD_GOOD ? NEW_ADDRESS : 0;
		if (heard == HEARD_TWO)
			(void)is_stable(session, device, NEW_ADDRESS);
		if (heard == HEARD_NOTHING)
			from = look_elsewhere(session, device);
		if (from > 0 && set_up(session, device, from))
			return true;
		bool quiet = heard == HEARD_NOTHING || heard == HEARD_GARBAGE;
		if (quiet && now_ms() - begin_ms > patience_ms && session->said == TEXT_COUNT &&
		    !look_at_speeds(session, device))
			say_once(session, TEXT_ADDRESS_SILENT, device);
	}
	return false;
}

/* --- a whole line --- */

static void fill_list(struct session *session, const struct ctl_board *board)
{
	for (int last = 0; last < 2; last++)
		for (unsigned i = 0; i < board->device_count && session->count < LIST_MAX; i++)
			if (board->devices[i].port == session->port &&
			    (board->devices[i].address == NEW_ADDRESS) == (last == 1))
				session->list[session->count++] = &board->devices[i];
}

/* Who is there already. Address 1 counts only when all others are: before, it is a new one's. */
static unsigned look_around(struct session *session)
{
	unsigned there = 0;
	for (unsigned i = 0; i < session->count; i++) {
		const struct ctl_device *device = session->list[i];
		if (device->address == NEW_ADDRESS && there < i)
			continue;
		session->done[i] = is_there(session, device, device->address, 2);
		there += session->done[i];
		if (session->done[i])
			ctl_say(TEXT_ADDRESS_ALREADY, device->place, device->name, device->address);
	}
	return there;
}

/* All of them once more: what was set up first may have been disturbed by what came later. */
static unsigned verify(struct session *session)
{
	unsigned left = 0;
	for (unsigned i = 0; i < session->count; i++) {
		const struct ctl_device *device = session->list[i];
		struct scan_tally tally;
		if (!session->done[i]) {
			left++;
			continue;
		}
		enum scan_slave slave = judge(session, device, device->address, &tally);
		if (slave == SLAVE_TWIN)
			ctl_say(TEXT_ADDRESS_CLASH, device->address);
		else if (slave == SLAVE_LOOSE)
			ctl_say(TEXT_SCAN_LOOSE, device->address, tally.heard[HEARD_GOOD],
				(unsigned)DOUBTFUL_READS);
		else if (slave == SLAVE_ABSENT)
			ctl_say(TEXT_SCAN_MISSING, device->address, device->name, device->place);
		left += slave != SLAVE_FINE;
	}
	return left;
}

static bool can_be_set(const struct session *session)
{
	for (unsigned i = 0; i < session->count; i++) {
		const struct ctl_device *device = session->list[i];
		if (device->address_register >= 0 || device->address == NEW_ADDRESS)
			continue;
		ctl_fail(TEXT_ADDRESS_NO_REGISTER, device->name);
		return false;
	}
	return true;
}

static int address_all(struct session *session)
{
	if (!can_be_set(session))
		return CTL_WRONG;
	unsigned there = look_around(session);
	ctl_say(TEXT_ADDRESS_BEGIN, session->port->name, session->count, there);
	for (unsigned i = 0; i < session->count; i++)
		if (!session->done[i])
			session->done[i] = wait_for(session, session->list[i]);
	unsigned left = verify(session);
	if (left > 0)
		ctl_say(TEXT_ADDRESS_LEFT, session->port->name, left);
	else
		ctl_say(TEXT_ADDRESS_END, session->port->name, session->count);
	return left > 0 ? CTL_WRONG : CTL_OK;
}

/* --- commands --- */

/* -1: it is none. */
static int take_patience(int *argc, char **argv)
{
	const char *text = ctl_option(argc, argv, "patience");
	char *end = NULL;
	long seconds = text ? strtol(text, &end, 10) : PATIENCE_S;
	if (text && (*text == '\0' || *end != '\0' || seconds < 1 || seconds > PATIENCE_MAX_S))
		return -1;
	return (int)seconds;
}

static void finish(struct session *session)
{
	ctl_labels_finish(session->labels);
	ctl_labels_close(session->labels);
	ctl_line_close(session->line);
}

int ctl_address(struct ctl *ctl, int argc, char **argv)
{
	const char *path = ctl_option(&argc, argv, "board");
	const char *printer = ctl_option(&argc, argv, "printer");
	int patience_s = take_patience(&argc, argv), result = CTL_WRONG;
	(void)ctl;
	if (argc != 1 || !path || patience_s < 0) {
		ctl_fail(TEXT_BAD_OPTION, "address");
		return CTL_USAGE;
	}
	struct session session = { .patience_s = (unsigned)patience_s };
	struct ctl_board *board = ctl_board_read(path);
	session.port = board ? ctl_board_port(board, path, argv[0]) : NULL;
	if (session.port) {
		fill_list(&session, board);
		session.line = ctl_line_open(session.port->device, session.port->baud,
					     session.port->parity);
	}
	if (session.line && ctl_labels_open(&session.labels, path, printer))
		result = address_all(&session);
	finish(&session);
	free(board);
	return result;
}

static int replace(struct session *session, const struct ctl_device *device)
{
	if (!can_be_set(session))
		return CTL_WRONG;
	if (device->address != NEW_ADDRESS &&
	    probe(session, device->address, probe_register(device)) != HEARD_NOTHING) {
		ctl_fail(TEXT_REPLACE_ALIVE, device->name, device->address);
		return CTL_WRONG;
	}
	session->done[0] = wait_for(session, device);
	if (!session->done[0])
		ctl_fail(TEXT_REPLACE_NONE);
	return session->done[0] && verify(session) == 0 ? CTL_OK : CTL_WRONG;
}

int ctl_replace(struct ctl *ctl, int argc, char **argv)
{
	const char *path = ctl_option(&argc, argv, "board");
	const char *printer = ctl_option(&argc, argv, "printer");
	int patience_s = take_patience(&argc, argv), result = CTL_WRONG;
	(void)ctl;
	if (argc != 1 || !path || patience_s < 0) {
		ctl_fail(TEXT_BAD_OPTION, "replace");
		return CTL_USAGE;
	}
	struct session session = { .patience_s = (unsigned)patience_s };
	struct ctl_board *board = ctl_board_read(path);
	const struct ctl_device *device = board ? ctl_board_device(board, path, argv[0]) : NULL;
	if (device) {
		session.port = device->port;
		session.list[session.count++] = device;
		session.line = ctl_line_open(device->port->device, device->port->baud,
					     device->port->parity);
	}
	if (session.line && ctl_labels_open(&session.labels, path, printer))
		result = replace(&session, device);
	finish(&session);
	free(board);
	return result;
}
