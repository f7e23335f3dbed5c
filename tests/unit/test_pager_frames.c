/* The driver "pager-frames" against a sender on a pty: which pager vibrates, how often, and what
 * becomes of signals when the line is gone. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "pager_frames.h"
#include "pager_sim.h"
#include "pty_line.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define HEADS_UP "55 F1 {bcd:4} {check} 0D"
#define CALL "55 F2 {bcd:4} {check} 0D"
#define OFF "55 F3 {bcd:4} {check} 0D"

struct bench {
	struct event_base *base;
	struct pty_line *line;
	struct pty_line_owner line_owner;
	struct sim_clock clock;
	struct pager_sim sim;
	struct port *port;
	struct pager *pager;
	struct pager_owner owner;
	enum device_health health;
};

static struct bench bench;
static char path[64];

static void line_received(void *context, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	(void)ended_us;
	pager_sim_receive(&((struct bench *)context)->sim, bytes, count);
}

static void health(void *context, enum device_health now, const char *detail)
{
	(void)detail;
	((struct bench *)context)->health = now;
}

static void start(void)
{
	struct key_list list;
	memset(&bench, 0, sizeof bench);
	bench.base = event_base_new();
	sim_clock_init(&bench.clock, 0, 1);
	const struct pty_line_settings settings = { .path = path, .baud = 9600, .clock_rate = 1 };
	const struct pager_sim_settings sim = { .forms = { HEADS_UP, CALL, OFF },
						.check = "sum8",
						.check_from = 1 };
	bench.line_owner = (struct pty_line_owner){ &bench, line_received };
	CHECK(pty_line_open(&bench.line, bench.base, &settings, 7, &bench.line_owner) == 0);
	CHECK(pager_sim_init(&bench.sim, &bench.clock, &sim) == 0);
	key_list_init(&list, (struct key_list_entry[]){ { .key = "name", .text = "pager-line" },
							{ .key = "kind", .text = "serial" },
							{ .key = "device", .text = path },
							{ 0 } });
	CHECK(port_open(&bench.port, bench.base, &list.keys, true) == 0);
	key_list_init(&list, (struct key_list_entry[]){ { .key = "port", .port = bench.port },
							{ .key = "heads_up", .text = HEADS_UP },
							{ .key = "call", .text = CALL },
							{ .key = "off", .text = OFF },
							{ .key = "check", .text = "sum8" },
							{ .key = "check_from", .text = "1" },
							{ .key = "repeat", .text = "2" },
							{ .key = "gap_ms", .text = "50" },
							{ .key = "highest", .text = "60" },
							{ 0 } });
	bench.owner = (struct pager_owner){ &bench, health };
	CHECK(pager_frames.open(&bench.pager, bench.base, &list.keys, &bench.owner) == 0);
	CHECK(key_list_untaken(&list) == NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.health == DEVICE_OK));
}

static void stop(void)
{
	pager_frames.close(bench.pager);
	port_close(bench.port);
	pager_sim_finish(&bench.sim);
	pty_line_close(bench.line);
	event_base_free(bench.base);
}

static int signal_to(unsigned number, enum pager_signal signal)
{
	return pager_frames.signal(bench.pager, number, signal);
}

/* "7 call, 7 call, …" */
static const char *vibrated(void)
{
	static char text[1024];
	text[0] = '\0';
	for (uint32_t i = 0; i < bench.sim.count; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text), "%s%u %s", i ? ", " : "",
			 bench.sim.log[i].number, pager_sim_form_name(bench.sim.log[i].form));
	return text;
}

static void each_signal_is_sent_as_often_as_it_says(void)
{
	start();
	CHECK(signal_to(7, PAGER_CALL) == 0);
	CHECK(signal_to(12, PAGER_HEADS_UP) == 0);
	CHECK(LOOP_UNTIL(bench.base, bench.sim.count == 4));
	CHECK_TEXT(vibrated(), "7 call, 12 heads_up, 7 call, 12 heads_up");
	loop_for(bench.base, 150);
	CHECK(bench.sim.count == 4 && bench.sim.strays == 0 && bench.sim.wrong_sums == 0);
	stop();
}

static void a_newer_signal_takes_the_place_of_an_older_one(void)
{
	start();
	CHECK(signal_to(7, PAGER_CALL) == 0);
	CHECK(signal_to(8, PAGER_CALL) == 0);
	CHECK(signal_to(8, PAGER_OFF) == 0);
	CHECK(LOOP_UNTIL(bench.base, bench.sim.count == 4));
	CHECK_TEXT(vibrated(), "7 call, 8 off, 7 call, 8 off");
	stop();
}

static void numbers_that_nobody_has_are_refused(void)
{
	start();
	CHECK(signal_to(0, PAGER_CALL) == -EINVAL && signal_to(61, PAGER_CALL) == -EINVAL);
	for (unsigned i = 1; i <= 60; i++)
		CHECK(signal_to(i, PAGER_CALL) == 0);
	stop();
}

static void a_lost_line_says_so_and_what_waits_is_sent_when_it_is_back(void)
{
	struct device_statistics statistics;
	start();
	CHECK(signal_to(7, PAGER_CALL) == 0);
	CHECK(pty_line_unplug(bench.line, true) == 0);
	CHECK(LOOP_UNTIL(bench.base, bench.health == DEVICE_LOST));
	CHECK(signal_to(8, PAGER_CALL) == -ENODEV);
	CHECK(pty_line_unplug(bench.line, false) == 0);
	CHECK(LOOP_UNTIL(bench.base, bench.health == DEVICE_OK));
	CHECK(LOOP_UNTIL(bench.base, bench.sim.count >= 1));
	CHECK(bench.sim.log[0].number == 7);
	pager_frames.statistics(bench.pager, &statistics);
	CHECK(statistics.requests == 2);
	stop();
}

/* The sender never answers, but a crossed or shared line may bring anything. */
static void what_the_line_brings_is_ignored(void)
{
	start();
	CHECK(pty_line_send(bench.line, (const uint8_t *)"\x55\xf2\x00\x07", 4) == 0);
	pty_line_faults(bench.line)->bit_errors = 200;
	for (unsigned i = 1; i <= 10; i++)
		CHECK(signal_to(i, PAGER_CALL) == 0);
	loop_for(bench.base, 1500);
	CHECK(bench.health == DEVICE_OK);
	pty_line_faults(bench.line)->bit_errors = 0;
	const uint32_t before = bench.sim.count;
	CHECK(signal_to(11, PAGER_OFF) == 0);
	CHECK(LOOP_UNTIL(bench.base, bench.sim.count > before));
	stop();
}

static const char *refused(const char *call, const char *check, const char *off)
{
	static char text[KEY_LIST_MESSAGES];
	struct key_list list;
	struct pager *pager = NULL;
	const struct pager_owner owner = { 0 };
	struct event_base *base = event_base_new();
	struct port *port = NULL;
	key_list_init(&list, (struct key_list_entry[]){ { .key = "name", .text = "pager-line" },
							{ .key = "kind", .text = "serial" },
							{ .key = "device", .text = path },
							{ 0 } });
	CHECK(port_open(&port, base, &list.keys, true) == 0);
	key_list_init(&list, (struct key_list_entry[]){ { .key = "port", .port = port },
							{ .key = "check", .text = check },
							{ .key = "call", .text = call },
							{ .key = off ? "off" : NULL, .text = off },
							{ 0 } });
	const int result = pager_frames.open(&pager, base, &list.keys, &owner);
	CHECK((result < 0) == (list.messages[0] != '\0'));
	if (result == 0)
		pager_frames.close(pager);
	port_close(port);
	event_base_free(base);
	memcpy(text, list.messages, sizeof text);
	return text;
}

static void frames_that_make_no_sense_are_refused(void)
{
	CHECK_TEXT(refused("AA {dec:3}", "none", NULL), "");
	CHECK(strstr(refused("AA {dec:3", "none", NULL), "call holds something else"));
	CHECK(strstr(refused("AA 55", "none", NULL), "call has no place"));
	CHECK(strstr(refused("AA {dec:3}", "xor8", NULL), "call lacks {check}"));
	CHECK(strstr(refused("AA {dec:3} {check}", "none", NULL), "call holds {check}"));
	CHECK(strstr(refused("AA {dec:3}", "none", "zz"), "off holds something else"));
}

int main(void)
{
	snprintf(path, sizeof path, "/tmp/jiaohao-pager-%d/line", (int)getpid());
	each_signal_is_sent_as_often_as_it_says();
	a_newer_signal_takes_the_place_of_an_older_one();
	numbers_that_nobody_has_are_refused();
	a_lost_line_says_so_and_what_waits_is_sent_when_it_is_back();
	what_the_line_brings_is_ignored();
	frames_that_make_no_sense_are_refused();
	*strrchr(path, '/') = '\0';
	rmdir(path);
	return check_result();
}
