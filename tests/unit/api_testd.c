/* The API over the real core, without journal and devices: records are kept in memory, commands are
 * decided one by one from the loop. Orders come line by line on stdin and are answered "ok":
 *
 *   pass S             hall time goes on by S seconds, ticking on the way
 *   refuse NAME        the next command ends with this refusal
 *   printer STATE      what K1's printer says; K1 prints while it is "ok" or "near_end"
 *   printed | failed | unknown    how the print that is pending ended
 *   hold | release     commands wait undecided
 *   health ok|failing|slow|doubtful
 *   rows ok|busy|broken    how reading old records goes
 *   items NUMBER       a list of so many matters, the first three named here; 0: none
 *   wire [secret]      one unit runs over every wire that is watched
 *   card NUMBER [elder]     this card was read at K1
 *   cardless CODE      a card at K1 was no good: unreadable, other_card
 *   code TEXT          this was scanned at K1
 *   reader HEALTH      K1's card reader is ok, or lost
 *   unseal             prints what the last sealed identity holds
 *   leftovers          prints how many bytes of the last body are still there
 *   rich               the hall gets classes, appointments, a review and a deliver window
 *   drain              as on SIGTERM
 *
 * api_testd KEY_DIRECTORY [ADDRESS]: prints "port N" when it listens. */
#include "api.h"
#include "api_exchange.h"
#include "booking_import.h"
#include "core_world.h"
#include "item.h"
#include "seal.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PENDING_MAX = 1024, LOG_MAX = 200000 };

struct pending {
	struct command command;
	api_reply_fn *reply;
	void *context;
};

struct wire {
	api_wire_fn *unit; /* NULL: free */
	void *context;
};

struct daemon {
	struct event_base *base;
	struct event *due;
	struct api *api;
	struct world world;
	const char *keys;
	enum refusal refuse;
	const char *printer, *health, *rows;
	char printer_text[32], health_text[32], rows_text[32];
	bool held, tested;
	struct wire wires[8];
	size_t log_count, pending_count;
	struct record *log;
	struct pending pending[PENDING_MAX];
	struct api_identity identity;
	struct item_catalogue *items;
	struct booking_import *import;
};

static const struct state *durable(void *context)
{
	return ((struct daemon *)context)->world.durable;
}

static int64_t now(void *context, int32_t *utc_offset_s)
{
	const struct daemon *daemon = context;
	if (utc_offset_s != NULL)
		*utc_offset_s = daemon->world.utc_offset_s;
	return daemon->world.now_us;
}

static bool can_print(const struct daemon *daemon)
{
	return strcmp(daemon->printer, "ok") == 0 || strcmp(daemon->printer, "near_end") == 0;
}

static void keep(struct daemon *daemon)
{
	const struct record_list *list = daemon->world.list;
	if (daemon->log_count + list->count > LOG_MAX)
		abort();
	memcpy(daemon->log + daemon->log_count, list->records, list->count * sizeof *list->records);
	daemon->log_count += list->count;
}

static void publish(struct daemon *daemon)
{
	const struct record_list *list = daemon->world.list;
	for (uint32_t i = 0; daemon->api != NULL && i < list->count; i++)
		api_publish(daemon->api, &list->records[i]);
}

static enum refusal decide_one(struct daemon *daemon, const struct command *asked)
{
	struct command command = *asked;
	const struct command filled = world_command(&daemon->world, COMMAND_TICK);
	const enum refusal refuse = daemon->refuse;
	command.time_us = filled.time_us;
	command.utc_offset_s = filled.utc_offset_s;
	memcpy(command.random, filled.random, sizeof command.random);
	if (command.kiosk[0] != '\0' || command.kind == COMMAND_REPRINT)
		command.printer = can_print(daemon) ? PRINTER_READY : PRINTER_DOWN;
	daemon->refuse = REFUSAL_NONE;
	daemon->world.list->count = 0;
	if (refuse != REFUSAL_NONE)
		return refuse;
	const enum refusal refusal = world_do(&daemon->world, &command);
	keep(daemon);
	return refusal;
}

static void decide_pending(evutil_socket_t fd, short what, void *context)
{
	struct daemon *daemon = context;
	(void)fd;
	(void)what;
	if (daemon->held)
		return;
	for (size_t i = 0; i < daemon->pending_count; i++) {
		const struct pending *pending = &daemon->pending[i];
		const enum refusal refusal = decide_one(daemon, &pending->command);
		const struct record_list *list = daemon->world.list;
		pending->reply(pending->context, refusal, list->records, list->count);
		publish(daemon);
	}
	daemon->pending_count = 0;
}

static void submit(void *context, struct command *command, const struct api_identity *identity,
		   api_reply_fn *reply, void *reply_context)
{
	struct daemon *daemon = context;
	if (identity != NULL)
		daemon->identity = *identity;
	if (daemon->pending_count == PENDING_MAX) {
		reply(reply_context, REFUSAL_STORAGE, NULL, 0);
		return;
	}
	daemon->pending[daemon->pending_count++] =
		(struct pending){ *command, reply, reply_context };
	event_active(daemon->due, EV_TIMEOUT, 0);
}

static bool kiosk_known(void *context, const char *kiosk)
{
	(void)context;
	return strcmp(kiosk, "K1") == 0;
}

static const char *kiosk_printer(void *context, const char *kiosk)
{
	(void)kiosk;
	return ((const struct daemon *)context)->printer;
}

static size_t device_count(void *context)
{
	(void)context;
	return 2;
}

static void device(void *context, size_t index, struct api_device *out)
{
	const struct daemon *daemon = context;
	static const struct api_device devices[] = {
		{ .name = "ticket-printer",
		  .class_name = "printer",
		  .driver = "escpos",
		  .port = "printer-k1",
		  .place = "K1",
		  .requests = 12,
		  .latency_us = 900,
		  .is_printer = true,
		  .printer = { "ok", "unknown", "closed", "none", 812, -1 } },
		{ .name = "display \"06\"",
		  .class_name = "display",
		  .driver = "modbus-led",
		  .port = "rs485-a",
		  .place = "06",
		  .health = "lost",
		  .detail = "no_answer",
		  .since_us = 1795000000000000,
		  .time_outs = 3 },
	};
	*out = devices[index];
	if (index == 0) {
		snprintf(out->health, sizeof out->health, can_print(daemon) ? "ok" : "degraded");
		snprintf(out->detail, sizeof out->detail, "%s", daemon->printer);
	}
}

/* The printer was tested, the display never was. */
static bool device_report(void *context, const char *name, struct api_device_report *out)
{
	struct daemon *daemon = context;
	*out = (struct api_device_report){ .change_count = 1, .protocol = "bytes" };
	for (size_t i = 0; i < device_count(context); i++) {
		device(context, i, &out->device);
		if (strcmp(out->device.name, name) != 0)
			continue;
		out->changes[0].time_us = 1795000000000000;
		snprintf(out->changes[0].health, sizeof out->changes[0].health, "lost");
		snprintf(out->changes[0].detail, sizeof out->changes[0].detail, "no_answer");
		if (daemon->tested && i == 0)
			snprintf(out->test_state, sizeof out->test_state, "running");
		return true;
	}
	return false;
}

static bool device_test(void *context, const char *name)
{
	struct api_device_report report;
	((struct daemon *)context)->tested = true;
	return device_report(context, name, &report);
}

/* One unit for each order "wire"; the listeners are told apart by nothing else. */
static int wire_listen(void *context, const char *name, bool line, struct api_wire **out,
		       api_wire_fn *unit, void *unit_context)
{
	(void)line;
	struct daemon *daemon = context;
	struct api_device_report report;
	if (!device_report(context, name, &report))
		return -ENOENT;
	for (size_t i = 0; i < sizeof daemon->wires / sizeof *daemon->wires; i++) {
		struct wire *wire = &daemon->wires[i];
		if (wire->unit)
			continue;
		wire->unit = unit;
		wire->context = unit_context;
		*out = (struct api_wire *)wire;
		return 0;
	}
	return -EMFILE;
}

static void wire_forget(void *context, struct api_wire *wire)
{
	(void)context;
	((struct wire *)wire)->unit = NULL;
}

static void wire_order(struct daemon *daemon, const char *argument)
{
	static const uint8_t bytes[] = { 0x11, 3, 0, 0x6b, 0, 3, 0x76, 0x87 };
	const struct api_wire_unit unit = { .time_us = 1795000000000000,
					    .direction = API_WIRE_RECEIVED,
					    .address = 17,
					    .good = true,
					    .secret = argument && strcmp(argument, "secret") == 0,
					    .bytes = bytes,
					    .length = sizeof bytes,
					    .text = "→17 read" };
	for (size_t i = 0; i < sizeof daemon->wires / sizeof *daemon->wires; i++)
		if (daemon->wires[i].unit)
			daemon->wires[i].unit(daemon->wires[i].context, &unit);
}

static void health(void *context, struct api_health *out)
{
	const struct daemon *daemon = context;
	memset(out, 0, sizeof *out);
	out->storage_ok = strcmp(daemon->health, "failing") != 0;
	out->storage_slow = strcmp(daemon->health, "slow") == 0;
	out->clock_doubtful = strcmp(daemon->health, "doubtful") == 0;
	out->ok = out->storage_ok;
	out->commits = daemon->log_count;
	out->last_commit_us = 300;
}

/* At once, though the contract allows later: the api must bear both. */
static int read_rows(void *context, uint64_t after, uint64_t upto, uint32_t limit,
		     api_rows_fn *rows, void *rows_context)
{
	struct daemon *daemon = context;
	if (strcmp(daemon->rows, "busy") == 0)
		return -EAGAIN;
	if (strcmp(daemon->rows, "broken") == 0) {
		rows(rows_context, -EIO, NULL, 0);
		return 0;
	}
	const uint64_t end = upto < daemon->log_count ? upto : daemon->log_count;
	uint32_t count = (uint32_t)(after < end ? end - after : 0);
	rows(rows_context, 0, daemon->log + after, count < limit ? count : limit);
	return 0;
}

static const struct item_catalogue *items(void *context)
{
	return ((const struct daemon *)context)->items;
}

static void import(void *context, const struct api_import *asked, api_import_reply_fn *reply,
		   void *reply_context)
{
	booking_import_start(((struct daemon *)context)->import, asked, reply, reply_context);
}

/* --- orders --- */

static void pass(struct daemon *daemon, double seconds)
{
	struct world *world = &daemon->world;
	const int64_t end = world->now_us + (int64_t)(seconds * 1e6);
	while (state_next_deadline(world->state) <= end) {
		const struct command tick = { .kind = COMMAND_TICK, .source = "clock" };
		if (state_next_deadline(world->state) > world->now_us)
			world->now_us = state_next_deadline(world->state);
		decide_one(daemon, &tick);
		publish(daemon);
	}
	world->now_us = end;
}

/* "NUMBER" or "NUMBER elder" */
static void card_order(struct daemon *daemon, char *argument)
{
	struct api_card card = { .kind = "resident", .date = daemon->world.durable->date };
	char *elder = argument ? strchr(argument, ' ') : NULL;
	if (elder)
		*elder = '\0';
	card.elder = elder != NULL;
	if (argument &&
	    api_person_hash(daemon->api, card.date, "person", argument, &card.person) == 0)
		api_input_card(daemon->api, "K1", &card);
}

static void reader_order(struct daemon *daemon, const char *health_text)
{
	struct api_device reader = {
		.name = "id-reader", .class_name = "id-reader", .place = "K1", .detail = "no_answer"
	};
	snprintf(reader.health, sizeof reader.health, "%s", health_text ? health_text : "ok");
	api_input_device(daemon->api, &reader);
}

static enum refusal refusal_of(const char *name)
{
	for (int i = REFUSAL_NONE + 1; i < REFUSAL_COUNT; i++)
		if (strcmp(refusal_name((enum refusal)i), name) == 0)
			return (enum refusal)i;
	fprintf(stderr, "no refusal is named %s\n", name);
	exit(EXIT_FAILURE);
}

static void print_ended(struct daemon *daemon, uint8_t kind)
{
	const struct state *state = daemon->world.durable;
	struct command command = { .kind = kind, .source = "printer" };
	for (uint32_t i = state->ticket_count; i > 0; i--)
		if (state->tickets[i].print == PRINT_PENDING) {
			command.ticket = i;
			command.value = state->tickets[i].print_attempts;
			decide_one(daemon, &command);
			publish(daemon);
			return;
		}
}

static void unseal(struct daemon *daemon)
{
	struct seal *seal;
	char text[SEAL_TEXT_MAX + 1];
	int length;
	if (seal_open(&seal, daemon->keys) < 0)
		exit(EXIT_FAILURE);
	length = seal_reveal(seal, daemon->world.durable->date, daemon->identity.sealed,
			     daemon->identity.length, text, SEAL_TEXT_MAX);
	printf("%.*s\n", length < 0 ? 0 : length, text);
	seal_close(seal);
}

static void count_leftovers(const struct daemon *daemon)
{
	const unsigned char *bytes = (const unsigned char *)&daemon->api->body;
	size_t left = 0;
	for (size_t i = 0; i < sizeof daemon->api->body; i++)
		left += bytes[i] != 0;
	printf("%zu\n", left);
}

static void list_items(struct daemon *daemon, int number)
{
	static const char *const papers[] = { "身份证", "申请表" };
	static const struct item_row named[] = {
		{ "RE-101", "不动产转移登记", "Transfer of title", "", "bdczydj", "RE1", papers, 2,
		  2, ITEM_CASE_ONE_REVIEW },
		{ "RE-102", "不动产登记资料查询", "Search", "تىزىملىك سۈرۈشتۈرۈش", "bdcdjzlcx",
		  "RE2", NULL, 0, 1, ITEM_CASE_NONE },
		{ "XX-1", "已取消的业务", "", "", "yqxdyw", "GONE", papers, 1, 0,
		  ITEM_CASE_COMMITMENT },
	};
	char code[ITEM_CODE_MAX];
	free(daemon->items);
	daemon->items = number > 0 ? calloc(1, sizeof *daemon->items) : NULL;
	for (int i = 0; daemon->items && i < number; i++) {
		struct item_row row = named[i < 3 ? i : 1];
		snprintf(code, sizeof code, "M-%04d", i);
		if (i >= 3)
			row.code = code;
		if (item_add(daemon->items, &row) != ITEM_ADDED)
			abort();
	}
}

static void add_class(struct hall *hall, const char *id, bool by_staff, bool no_ticket)
{
	struct hall_class *added = &hall->classes[hall->class_count++];
	evutil_snprintf(added->id, sizeof added->id, "%s", id);
	added->by_staff = added->absolute = by_staff;
	added->no_ticket = no_ticket;
}

static void add_role(struct hall *hall, const char *no, enum window_role role)
{
	struct hall_window *window = &hall->windows[hall->window_count++];
	evutil_snprintf(window->no, sizeof window->no, "%s", no);
	evutil_snprintf(window->zone, sizeof window->zone, "RE");
	evutil_snprintf(window->agent, sizeof window->agent, "agent %s", no);
	window->role = (uint8_t)role;
}

/* Everything a visit can meet, beside what the small hall has. */
static void load_rich_hall(struct daemon *daemon)
{
	struct hall *hall = &daemon->world.hall;
	hall->digest[0]++;
	add_class(hall, "elder60", false, true);
	add_class(hall, "key_project", true, false);
	add_role(hall, "07", ROLE_REVIEW);
	add_role(hall, "08", ROLE_DELIVER);
	hall->windows[1].call_chosen = true;
	hall->booking = true;
	hall->rating_open_days = 7;
	for (int i = 0; i < hall->service_count; i++)
		hall->services[i].slot_capacity = 1;
	struct command load = world_command(&daemon->world, COMMAND_LOAD_HALL);
	load.hall = hall;
	const enum refusal refusal = world_do(&daemon->world, &load);
	if (refusal != REFUSAL_NONE) {
		fprintf(stderr, "the rich hall is refused: %s\n", refusal_name(refusal));
		abort();
	}
	keep(daemon);
	publish(daemon);
}

static void order(struct daemon *daemon, char *line)
{
	char *argument = strchr(line, ' ');
	if (argument != NULL)
		*argument++ = '\0';
	if (strcmp(line, "pass") == 0)
		pass(daemon, atof(argument));
	else if (strcmp(line, "refuse") == 0)
		daemon->refuse = refusal_of(argument);
	else if (strcmp(line, "printer") == 0)
		snprintf(daemon->printer_text, sizeof daemon->printer_text, "%s", argument);
	else if (strcmp(line, "health") == 0)
		snprintf(daemon->health_text, sizeof daemon->health_text, "%s", argument);
	else if (strcmp(line, "rows") == 0)
		snprintf(daemon->rows_text, sizeof daemon->rows_text, "%s", argument);
	else if (strcmp(line, "printed") == 0)
		print_ended(daemon, COMMAND_PRINTED);
	else if (strcmp(line, "failed") == 0)
		print_ended(daemon, COMMAND_PRINT_FAILED);
	else if (strcmp(line, "unknown") == 0)
		print_ended(daemon, COMMAND_PRINT_UNKNOWN);
	else if (strcmp(line, "items") == 0)
		list_items(daemon, atoi(argument));
	else if (strcmp(line, "wire") == 0)
		wire_order(daemon, argument);
	else if (strcmp(line, "card") == 0)
		card_order(daemon, argument);
	else if (strcmp(line, "cardless") == 0)
		api_input_problem(daemon->api, "K1", argument);
	else if (strcmp(line, "code") == 0)
		api_input_code(daemon->api, "K1", argument);
	else if (strcmp(line, "reader") == 0)
		reader_order(daemon, argument);
	else if (strcmp(line, "unseal") == 0)
		unseal(daemon);
	else if (strcmp(line, "leftovers") == 0)
		count_leftovers(daemon);
	else if (strcmp(line, "rich") == 0)
		load_rich_hall(daemon);
	else if (strcmp(line, "drain") == 0)
		api_drain(daemon->api);
	else if (strcmp(line, "hold") == 0)
		daemon->held = true;
	else if (strcmp(line, "release") == 0)
		daemon->held = false;
	else
		exit(EXIT_FAILURE);
	event_active(daemon->due, EV_TIMEOUT, 0);
	printf("ok\n");
	fflush(stdout);
}

static void order_came(evutil_socket_t fd, short what, void *context)
{
	struct daemon *daemon = context;
	static char text[256];
	static size_t length;
	const ssize_t count = read(fd, text + length, sizeof text - 1 - length);
	char *end;
	(void)what;
	if (count <= 0) {
		event_base_loopbreak(daemon->base);
		return;
	}
	length += (size_t)count;
	text[length] = '\0';
	while ((end = strchr(text, '\n')) != NULL) {
		*end = '\0';
		order(daemon, text);
		length -= (size_t)(end + 1 - text);
		memmove(text, end + 1, length + 1);
	}
}

static void open_world(struct daemon *daemon)
{
	daemon->log = calloc(LOG_MAX, sizeof *daemon->log);
	daemon->printer = strcpy(daemon->printer_text, "ok");
	daemon->health = strcpy(daemon->health_text, "ok");
	daemon->rows = strcpy(daemon->rows_text, "ok");
	world_open(&daemon->world);
	/* The world's first records came before we looked: their number is all that counts. */
	daemon->log_count = daemon->world.durable->sequence;
	for (size_t i = 0; i < daemon->log_count; i++)
		daemon->log[i] = (struct record){
			.sequence = i + 1,
			.kind = i + 1 == daemon->world.durable->day_sequence ? RECORD_DAY_OPENED
									     : RECORD_HALL_LOADED,
			.time_us = daemon->world.now_us,
			.date = daemon->world.durable->date,
		};
}

int main(int argc, char **argv)
{
	struct daemon *daemon = calloc(1, sizeof *daemon);
	const struct api_owner owner = { daemon,	durable,       now,	     submit,
					 kiosk_known,	kiosk_printer, device_count, device,
					 device_report, device_test,   wire_listen,  wire_forget,
					 health,	items,	       import,	     read_rows };
	struct event *orders;
	if (argc < 2 || daemon == NULL)
		return EXIT_FAILURE;
	signal(SIGPIPE, SIG_IGN);
	daemon->base = event_base_new();
	daemon->due = event_new(daemon->base, -1, 0, decide_pending, daemon);
	daemon->keys = argv[1];
	open_world(daemon);
	if (booking_import_create(&daemon->import, daemon->base, &owner) < 0)
		return EXIT_FAILURE;
	const struct api_settings settings = { argc > 2 ? argv[2] : "127.0.0.1", 0, argv[1] };
	const int result = api_open(&daemon->api, daemon->base, &settings, &owner);
	if (result < 0) {
		printf("refused %s\n", strerror(-result));
	} else {
		printf("port %d\n", api_port(daemon->api));
		fflush(stdout);
		orders = event_new(daemon->base, STDIN_FILENO, EV_READ | EV_PERSIST, order_came,
				   daemon);
		event_add(orders, NULL);
		event_base_dispatch(daemon->base);
		event_free(orders);
	}
	api_close(daemon->api);
	booking_import_destroy(daemon->import);
	world_close(&daemon->world);
	event_free(daemon->due);
	event_base_free(daemon->base);
	free(daemon->items);
	free(daemon->log);
	free(daemon);
	return EXIT_SUCCESS;
}
