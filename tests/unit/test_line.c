/* A shared line over a pty at line speed and over TCP, with members of a toy protocol: 7E, address,
 * length, so many bytes, their sum with address and length. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "line.h"
#include "pty_line.h"
#include "tcp_line.h"

#include <errno.h>
#include <unistd.h>

enum { FRAME_MAX = 64, PEERS = 4, TIMEOUT_MS = 60 };

/* --- the protocol --- */

struct toy {
	uint8_t bytes[FRAME_MAX];
	size_t length;
};

static void toy_reset(void *parser)
{
	((struct toy *)parser)->length = 0;
}

static enum line_feed toy_feed(void *parser, uint8_t byte, const uint8_t **frame, size_t *length)
{
	struct toy *toy = parser;
	uint8_t sum = 0;
	if (toy->length == 0 && byte != 0x7e)
		return LINE_BAD;
	toy->bytes[toy->length++] = byte;
	if (toy->length == 3 && byte > FRAME_MAX - 4) {
		toy->length = 0;
		return LINE_BAD;
	}
	if (toy->length < 4 || toy->length < 4u + toy->bytes[2])
		return LINE_MORE;
	for (size_t i = 1; i < toy->length - 1; i++)
		sum = (uint8_t)(sum + toy->bytes[i]);
	*frame = toy->bytes;
	*length = toy->length;
	toy->length = 0;
	return sum == byte ? LINE_READY : LINE_BAD;
}

static const struct line_protocol toy_protocol = {
	.name = "toy",
	.parser_size = sizeof(struct toy),
	.reset = toy_reset,
	.feed = toy_feed,
	.gap_ms = 30,
};
static const struct line_protocol other_protocol = {
	.name = "other",
	.parser_size = sizeof(struct toy),
	.reset = toy_reset,
	.feed = toy_feed,
};

static size_t toy_frame(uint8_t *frame, uint8_t address, const char *text)
{
	size_t length = strlen(text);
	frame[0] = 0x7e;
	frame[1] = address;
	frame[2] = (uint8_t)length;
	memcpy(frame + 3, text, length);
	frame[3 + length] = 0;
	for (size_t i = 1; i < 3 + length; i++)
		frame[3 + length] = (uint8_t)(frame[3 + length] + frame[i]);
	return length + 4;
}

/* --- the far end: answers each frame with the same --- */

struct far_end {
	struct pty_line *pty;
	struct tcp_line *tcp;
	struct toy toy;
	bool silent[PEERS];
	unsigned heard[PEERS];
	char last[FRAME_MAX];
};

static void far_send(struct far_end *far, const uint8_t *bytes, size_t length)
{
	if (far->pty != NULL)
		pty_line_send(far->pty, bytes, length);
	else
		tcp_line_send(far->tcp, bytes, length);
}

static void far_received(void *context, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	struct far_end *far = context;
	const uint8_t *frame;
	size_t length;
	(void)ended_us;
	for (size_t i = 0; i < count; i++) {
		if (toy_feed(&far->toy, bytes[i], &frame, &length) != LINE_READY)
			continue;
		unsigned peer = frame[1] % PEERS;
		far->heard[peer]++;
		snprintf(far->last, sizeof far->last, "%.*s", (int)frame[2], frame + 3);
		if (!far->silent[peer])
			far_send(far, frame, length);
	}
}

static void far_tcp_received(void *context, const uint8_t *bytes, size_t count)
{
	far_received(context, bytes, count, 0);
}

/* --- our end --- */

struct member {
	uint8_t address;
	struct line_member *line;
	struct health_log health;
	unsigned good, bad, frames, awaited;
	uint32_t tag;
	const char *on_ok; /* told when it is well for the first time */
};

static void tell(struct member *member, const char *text, uint32_t tag);

static bool member_frame(void *context, const uint8_t *frame, size_t length, bool awaited)
{
	struct member *member = context;
	(void)length;
	if (frame[1] != member->address)
		return false;
	member->frames++;
	member->awaited += awaited;
	return true;
}

static void member_done(void *context, unsigned slot, uint32_t tag, bool good)
{
	struct member *member = context;
	(void)slot;
	member->tag = tag;
	if (good)
		member->good++;
	else
		member->bad++;
}

static void member_health(void *context, enum device_health health, const char *detail)
{
	struct member *member = context;
	health_log_add(&member->health, health, detail);
	if (health == DEVICE_OK && member->on_ok != NULL) {
		tell(member, member->on_ok, 99);
		member->on_ok = NULL;
	}
}

static void tell(struct member *member, const char *text, uint32_t tag)
{
	uint8_t frame[FRAME_MAX];
	struct line_exchange exchange = { .bytes = frame,
					  .length = toy_frame(frame, member->address, text),
					  .timeout_ms = TIMEOUT_MS,
					  .attempts = 2,
					  .tag = tag };
	CHECK(line_send(member->line, 0, &exchange) == 0);
}

/* --- a bench of it --- */

struct bench {
	struct event_base *base;
	struct far_end far;
	struct pty_line_owner pty_owner;
	struct tcp_line_owner tcp_owner;
	struct port *port;
	struct member members[PEERS];
};

static struct port *open_port(struct event_base *base, const struct key_list_entry *entries)
{
	struct key_list keys;
	struct port *port = NULL;
	key_list_init(&keys, entries);
	CHECK(port_open(&port, base, &keys.keys, true) == 0);
	return port;
}

static void join_all(struct bench *bench, unsigned members)
{
	for (unsigned i = 0; i < members; i++) {
		struct member *member = &bench->members[i];
		struct line_owner owner = { member, member_frame, member_done, member_health };
		member->address = (uint8_t)i;
		CHECK(line_join(&member->line, bench->base, bench->port, &toy_protocol, &owner) ==
		      0);
	}
}

static void bench_start(struct bench *bench, unsigned members)
{
	static char path[64];
	static unsigned number;
	memset(bench, 0, sizeof *bench);
	bench->base = event_base_new();
	bench->pty_owner = (struct pty_line_owner){ &bench->far, far_received };
	snprintf(path, sizeof path, "/tmp/jiaohao-shared-%d-%u", (int)getpid(), number++);
	CHECK(pty_line_open(
		      &bench->far.pty, bench->base,
		      &(struct pty_line_settings){ .path = path, .baud = 9600, .clock_rate = 1 }, 1,
		      &bench->pty_owner) == 0);
	bench->port = open_port(bench->base,
				(struct key_list_entry[]){ { .key = "name", .text = "line-a" },
							   { .key = "kind", .text = "serial" },
							   { .key = "device", .text = path },
							   { 0 } });
	join_all(bench, members);
}

static void bench_stop(struct bench *bench)
{
	for (unsigned i = 0; i < PEERS; i++)
		line_leave(bench->members[i].line);
	CHECK(port_line(bench->port) == NULL);
	port_close(bench->port);
	pty_line_close(bench->far.pty);
	tcp_line_close(bench->far.tcp);
	event_base_free(bench->base);
}

/* --- tests --- */

static void each_hears_its_own_answer(void)
{
	struct bench bench;
	bench_start(&bench, 3);
	for (unsigned i = 0; i < 3; i++)
		tell(&bench.members[i], "hello", 7 + i);
	CHECK(LOOP_UNTIL(bench.base, bench.members[2].good == 1));
	for (unsigned i = 0; i < 3; i++) {
		struct device_statistics statistics;
		line_statistics(bench.members[i].line, &statistics);
		CHECK(bench.members[i].good == 1 && bench.members[i].tag == 7 + i);
		CHECK(bench.members[i].frames == 1 && bench.members[i].awaited == 1);
		CHECK(bench.members[i].health.health == DEVICE_OK);
		CHECK(statistics.requests == 1 && statistics.time_outs == 0);
		/* nine characters there and back at 9600 */
		CHECK(statistics.latency_us >= 18000 && statistics.latency_us < 200000);
	}
	bench_stop(&bench);
}

static void a_silent_one_is_lost_and_the_others_go_on(void)
{
	struct bench bench;
	bench_start(&bench, 2);
	bench.far.silent[0] = true;
	tell(&bench.members[0], "?", 1);
	CHECK(LOOP_UNTIL(bench.base, bench.members[0].bad == 1));
	CHECK(bench.far.heard[0] == 2); /* both attempts */
	CHECK(LOOP_UNTIL(bench.base, bench.members[0].health.health == DEVICE_LOST));
	CHECK_TEXT(bench.members[0].health.detail, "no_answer");
	tell(&bench.members[1], "!", 2);
	CHECK(LOOP_UNTIL(bench.base, bench.members[1].good == 1));
	bench.far.silent[0] = false;
	tell(&bench.members[0], "?", 3);
	CHECK(LOOP_UNTIL(bench.base, bench.members[0].good == 1));
	CHECK(bench.members[0].health.health == DEVICE_OK);
	bench_stop(&bench);
}

static void an_unasked_frame_finds_its_member_and_noise_none(void)
{
	struct bench bench;
	uint8_t frame[FRAME_MAX];
	bench_start(&bench, 2);
	tell(&bench.members[0], "up", 1);
	CHECK(LOOP_UNTIL(bench.base, bench.members[0].good == 1));
	far_send(&bench.far, (const uint8_t *)"\x00\xff\x55", 3);
	far_send(&bench.far, frame, toy_frame(frame, 1, "press"));
	CHECK(LOOP_UNTIL(bench.base, bench.members[1].frames == 1));
	CHECK(bench.members[1].awaited == 0);
	CHECK(LOOP_UNTIL(bench.base, bench.members[1].health.health == DEVICE_OK));
	CHECK(bench.members[0].frames == 1);
	bench_stop(&bench);
}

static void a_frame_cut_in_the_middle_does_not_swallow_the_next(void)
{
	struct bench bench;
	uint8_t frame[FRAME_MAX];
	bench_start(&bench, 1);
	tell(&bench.members[0], "up", 1);
	CHECK(LOOP_UNTIL(bench.base, bench.members[0].good == 1));
	far_send(&bench.far, frame, toy_frame(frame, 0, "a longer one") - 6);
	loop_for(bench.base, 80);
	far_send(&bench.far, frame, toy_frame(frame, 0, "whole"));
	CHECK(LOOP_UNTIL(bench.base, bench.members[0].frames == 2));
	bench_stop(&bench);
}

static void a_plug_pulled_and_put_back_is_said_and_nothing_is_lost(void)
{
	struct bench bench;
	bench_start(&bench, 2);
	tell(&bench.members[0], "up", 1);
	CHECK(LOOP_UNTIL(bench.base, bench.members[0].good == 1));
	pty_line_unplug(bench.far.pty, true);
	CHECK(LOOP_UNTIL(bench.base, bench.members[0].health.health == DEVICE_LOST &&
					     bench.members[1].health.health == DEVICE_LOST));
	CHECK_TEXT(bench.members[1].health.detail, "unplugged");
	tell(&bench.members[0], "old", 2);
	tell(&bench.members[0], "new", 3);
	pty_line_unplug(bench.far.pty, false);
	CHECK(LOOP_UNTIL(bench.base, bench.members[0].good == 2));
	CHECK(bench.members[0].tag == 3);
	CHECK_TEXT(bench.far.last, "new");
	CHECK(bench.members[0].health.restored == 1);
	bench_stop(&bench);
}

static void it_works_over_tcp(void)
{
	struct bench bench;
	char tcp_port[16];
	memset(&bench, 0, sizeof bench);
	bench.base = event_base_new();
	bench.tcp_owner = (struct tcp_line_owner){ &bench.far, far_tcp_received };
	CHECK(tcp_line_open(&bench.far.tcp, bench.base, "127.0.0.1", 0, &bench.tcp_owner) == 0);
	snprintf(tcp_port, sizeof tcp_port, "%d", tcp_line_port(bench.far.tcp));
	bench.port = open_port(bench.base,
			       (struct key_list_entry[]){ { .key = "name", .text = "net" },
							  { .key = "kind", .text = "tcp" },
							  { .key = "address", .text = "127.0.0.1" },
							  { .key = "tcp_port", .text = tcp_port },
							  { 0 } });
	join_all(&bench, 2);
	tell(&bench.members[0], "one", 1);
	tell(&bench.members[1], "two", 2);
	CHECK(LOOP_UNTIL(bench.base, bench.members[0].good == 1 && bench.members[1].good == 1));
	bench_stop(&bench);
}

/* A member that says something when it is told of its health waits for nobody else's pause. */
static void what_is_sent_on_good_news_goes_out_at_once(void)
{
	struct bench bench;
	bench_start(&bench, 2);
	bench.far.silent[1] = true;
	tell(&bench.members[1], "nobody", 1);
	for (uint32_t tag = 2; bench.members[1].health.health != DEVICE_LOST; tag++) {
		unsigned bad = bench.members[1].bad;
		if (!LOOP_UNTIL(bench.base, bench.members[1].bad > bad))
			break;
		tell(&bench.members[1], "nobody", tag);
	}
	loop_for(bench.base, 200); /* past the silence: it rests for a second now */
	bench.members[0].on_ok = "again";
	tell(&bench.members[0], "one", 1);
	CHECK(LOOP_UNTIL(bench.base, bench.members[0].good == 1));
	loop_for(bench.base, 200);
	CHECK(bench.members[0].good == 2 && bench.members[0].tag == 99);
	bench_stop(&bench);
}

static void one_line_speaks_one_protocol(void)
{
	struct bench bench;
	struct line_member *extra;
	struct line_owner owner = { &bench.members[0], member_frame, member_done, member_health };
	bench_start(&bench, 1);
	CHECK(line_join(&extra, bench.base, bench.port, &other_protocol, &owner) == -EPROTO);
	struct line_exchange huge = { .bytes = (const uint8_t *)"", .length = LINE_FRAME_MAX + 1 };
	CHECK(line_send(bench.members[0].line, 0, &huge) == -EMSGSIZE);
	struct port *gpio = open_port(
		bench.base, (struct key_list_entry[]){ { .key = "name", .text = "lamps" },
						       { .key = "kind", .text = "gpio" },
						       { .key = "chip", .text = "/dev/none" },
						       { 0 } });
	CHECK(line_join(&extra, bench.base, gpio, &toy_protocol, &owner) == -EINVAL);
	port_close(gpio);
	bench_stop(&bench);
}

int main(void)
{
	each_hears_its_own_answer();
	a_silent_one_is_lost_and_the_others_go_on();
	an_unasked_frame_finds_its_member_and_noise_none();
	a_frame_cut_in_the_middle_does_not_swallow_the_next();
	a_plug_pulled_and_put_back_is_said_and_nothing_is_lost();
	it_works_over_tcp();
	what_is_sent_on_good_news_goes_out_at_once();
	one_line_speaks_one_protocol();
	return check_result();
}
