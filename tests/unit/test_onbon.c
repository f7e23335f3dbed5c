/* The driver of Onbon's cards on a line at 57600 baud with cards that misbehave, as display and as
 * panel. What a card shows is read by the simulator's own decoder. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "onbon_drivers.h"
#include "onbon_sim.h"
#include "pty_line.h"
#include "tcp_line.h"

#include <errno.h>
#include <unistd.h>

enum { CARDS = 3 };

struct bench {
	struct event_base *base;
	struct sim_clock clock;
	struct pty_line *pty;
	struct tcp_line *tcp;
	struct pty_line_owner pty_owner;
	struct tcp_line_owner tcp_owner;
	struct port *port;
	struct onbon_sim cards[CARDS];
	struct health_log health[CARDS];
	struct display_owner owners[CARDS];
	struct display *displays[CARDS];
	struct panel_owner panel_owner;
	struct panel *panel;
	unsigned card_count;
};

static void to_cards(void *context, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	struct bench *bench = context;
	for (unsigned i = 0; i < bench->card_count; i++)
		onbon_sim_receive(&bench->cards[i], bytes, count, ended_us);
}

static void tcp_to_cards(void *context, const uint8_t *bytes, size_t count)
{
	to_cards(context, bytes, count, sim_monotonic_us());
}

static void to_host(void *context, const uint8_t *bytes, size_t count)
{
	struct bench *bench = context;
	if (bench->tcp != NULL)
		tcp_line_send(bench->tcp, bytes, count);
	else
		pty_line_send(bench->pty, bytes, count);
}

static struct port *open_port(struct event_base *base, const struct key_list_entry *entries)
{
	struct key_list keys;
	struct port *port = NULL;
	key_list_init(&keys, entries);
	CHECK(port_open(&port, base, &keys.keys, true) == 0);
	return port;
}

static void add_cards(struct bench *bench, unsigned count)
{
	const struct onbon_sim_owner owner = { bench, to_host };
	sim_clock_init(&bench->clock, 0, 1);
	bench->card_count = count;
	for (unsigned i = 0; i < count; i++)
		CHECK(onbon_sim_init(&bench->cards[i], bench->base, &bench->clock,
				     (uint16_t)(i + 1), &owner) == 0);
}

static void bench_start(struct bench *bench, unsigned count)
{
	static unsigned number;
	char path[64];
	memset(bench, 0, sizeof *bench);
	bench->base = event_base_new();
	bench->pty_owner = (struct pty_line_owner){ bench, to_cards };
	snprintf(path, sizeof path, "/tmp/jiaohao-onbon-%d-%u", (int)getpid(), number++);
	const struct pty_line_settings settings = {
		.path = path, .baud = 57600, .half_duplex = true, .clock_rate = 1
	};
	CHECK(pty_line_open(&bench->pty, bench->base, &settings, 7, &bench->pty_owner) == 0);
	bench->port = open_port(bench->base,
				(struct key_list_entry[]){ { .key = "name", .text = "line-a" },
							   { .key = "kind", .text = "serial" },
							   { .key = "device", .text = path },
							   { .key = "baud", .text = "57600" },
							   { 0 } });
	add_cards(bench, count);
}

static void open_display(struct bench *bench, unsigned number, const char *key, const char *value)
{
	char address[8];
	struct key_list keys;
	snprintf(address, sizeof address, "%u", number + 1);
	key_list_init(&keys,
		      (struct key_list_entry[]){ { .key = "port", .port = bench->port },
						 { .key = "address", .text = address },
						 { .key = "width_dots", .text = "128" },
						 { .key = "height_dots", .text = "16" },
						 { .key = "response_timeout_ms", .text = "60" },
						 { .key = key, .text = value },
						 { 0 } });
	bench->owners[number] = (struct display_owner){ &bench->health[number], health_log_add };
	CHECK(display_onbon_bx.open(&bench->displays[number], bench->base, &keys.keys,
				    &bench->owners[number]) == 0);
	CHECK(key_list_untaken(&keys) == NULL);
}

static void bench_stop(struct bench *bench)
{
	for (unsigned i = 0; i < CARDS; i++)
		display_onbon_bx.close(bench->displays[i]);
	panel_onbon_bx.close(bench->panel);
	port_close(bench->port);
	for (unsigned i = 0; i < bench->card_count; i++)
		onbon_sim_finish(&bench->cards[i]);
	pty_line_close(bench->pty);
	tcp_line_close(bench->tcp);
	event_base_free(bench->base);
}

static void show(struct bench *bench, unsigned number, const char *text, enum display_effect effect)
{
	CHECK(display_onbon_bx.show(bench->displays[number], text, effect) == 0);
}

static bool shows(const struct bench *bench, unsigned number, const char *text)
{
	return strcmp(bench->cards[number].text, text) == 0;
}

static struct device_statistics counts(const struct bench *bench, unsigned number)
{
	struct device_statistics statistics;
	display_onbon_bx.statistics(bench->displays[number], &statistics);
	return statistics;
}

/* --- healthy --- */

static void text_stands_on_the_right_card(void)
{
	struct bench bench;
	bench_start(&bench, 2);
	open_display(&bench, 0, "colour", "green");
	open_display(&bench, 1, "align", "centre");
	show(&bench, 0, "A012 请到3号", DISPLAY_STEADY);
	show(&bench, 1, "不动产", DISPLAY_STEADY);
	CHECK(LOOP_UNTIL(bench.base,
			 shows(&bench, 0, "A012 请到3号") && shows(&bench, 1, "不动产")));
	const struct onbon_sim_area *area = &bench.cards[0].areas[0];
	CHECK(area->width == 128 && area->height == 16 && area->colour == 2 && area->font == 16);
	CHECK(!area->blinks && !area->scrolls);
	CHECK(LOOP_UNTIL(bench.base, bench.health[1].health == DEVICE_OK));
	CHECK(counts(&bench, 0).time_outs == 0 && counts(&bench, 0).bad_frames == 0);
	show(&bench, 0, NULL, DISPLAY_STEADY);
	CHECK(LOOP_UNTIL(bench.base, shows(&bench, 0, "")) || shows(&bench, 0, " "));
	bench_stop(&bench);
}

static void a_call_blinks_and_a_long_text_runs(void)
{
	struct bench bench;
	bench_start(&bench, 2);
	open_display(&bench, 0, "font_dots", "16");
	open_display(&bench, 1, "blink", "none");
	show(&bench, 0, "A012", DISPLAY_BLINK);
	show(&bench, 1, "A012", DISPLAY_BLINK);
	CHECK(LOOP_UNTIL(bench.base, shows(&bench, 0, "A012") && shows(&bench, 1, "A012")));
	CHECK(bench.cards[0].areas[0].blinks && !bench.cards[1].areas[0].blinks);
	show(&bench, 0, "综合受理窗口 今日受理至下午五点 请提前取号", DISPLAY_SCROLL);
	CHECK(LOOP_UNTIL(bench.base, bench.cards[0].areas[0].scrolls));
	CHECK(shows(&bench, 0, "综合受理窗口 今日受理至下午五点 请提前取号"));
	show(&bench, 0, "综合受理窗口 今日受理至下午五点 请提前取号", DISPLAY_STEADY);
	CHECK(LOOP_UNTIL(bench.base, !bench.cards[0].areas[0].scrolls));
	CHECK(shows(&bench, 0, "综合受理窗口 今")); /* eight characters fit */
	show(&bench, 0, "短", DISPLAY_SCROLL);
	CHECK(LOOP_UNTIL(bench.base, shows(&bench, 0, "短")));
	CHECK(!bench.cards[0].areas[0].scrolls);
	bench_stop(&bench);
}

static void it_dims_goes_dark_and_comes_back(void)
{
	struct bench bench;
	bench_start(&bench, 1);
	open_display(&bench, 0, "brightness_percent", "80");
	show(&bench, 0, "A012", DISPLAY_STEADY);
	CHECK(LOOP_UNTIL(bench.base, bench.cards[0].brightness == 12));
	display_onbon_bx.look(bench.displays[0],
			      &(struct display_look){ .brightness_percent = 25 });
	CHECK(LOOP_UNTIL(bench.base, bench.cards[0].brightness == 3));
	display_onbon_bx.look(bench.displays[0], &(struct display_look){ .brightness_percent = 0 });
	CHECK(LOOP_UNTIL(bench.base, !bench.cards[0].on));
	display_onbon_bx.look(
		bench.displays[0],
		&(struct display_look){ .brightness_percent = 100, .colour = DISPLAY_YELLOW });
	CHECK(LOOP_UNTIL(bench.base, bench.cards[0].on && bench.cards[0].brightness == 12));
	CHECK(LOOP_UNTIL(bench.base, bench.cards[0].areas[0].colour == 3));
	bench_stop(&bench);
}

/* --- sick --- */

static void a_silent_card_is_lost_and_shows_the_newest_when_it_is_back(void)
{
	struct bench bench;
	bench_start(&bench, 2);
	open_display(&bench, 0, "font_dots", "16");
	open_display(&bench, 1, "font_dots", "16");
	show(&bench, 0, "A001", DISPLAY_STEADY);
	CHECK(LOOP_UNTIL(bench.base, shows(&bench, 0, "A001")));
	bench.cards[0].faults.silence = true;
	show(&bench, 0, "A002", DISPLAY_STEADY);
	CHECK(LOOP_UNTIL(bench.base, bench.health[0].health == DEVICE_LOST));
	CHECK_TEXT(bench.health[0].detail, "no_answer");
	show(&bench, 1, "B001", DISPLAY_STEADY); /* the other one is not held up */
	CHECK(LOOP_UNTIL(bench.base, shows(&bench, 1, "B001")));
	show(&bench, 0, "A003", DISPLAY_STEADY);
	bench.cards[0].faults.silence = false;
	CHECK(LOOP_UNTIL(bench.base, bench.health[0].health == DEVICE_OK));
	CHECK(LOOP_UNTIL(bench.base, shows(&bench, 0, "A003")));
	CHECK(bench.health[0].lost == 1 && bench.health[0].restored == 1);
	CHECK(bench.health[1].lost == 0);
	bench_stop(&bench);
}

/* Each of these is over after some answers, and the text stands in the end. */
static void the_text_stands_in_spite_of(struct onbon_sim_faults faults, unsigned bit_errors)
{
	struct bench bench;
	bench_start(&bench, 2);
	open_display(&bench, 0, "font_dots", "16");
	open_display(&bench, 1, "font_dots", "16");
	CHECK(LOOP_UNTIL(bench.base, bench.health[1].health == DEVICE_OK));
	bench.cards[0].faults = faults;
	pty_line_faults(bench.pty)->bit_errors = bit_errors;
	for (unsigned i = 0; i < 4; i++) {
		char text[16];
		snprintf(text, sizeof text, "A%03u", i);
		show(&bench, 0, text, DISPLAY_STEADY);
		CHECK(LOOP_UNTIL(bench.base, shows(&bench, 0, text)));
		CHECK(shows(&bench, 1, "")); /* never on another window's */
	}
	CHECK(bench.cards[0].undecodable == 0);
	bench_stop(&bench);
}

static void two_cards_of_one_number_are_told_from_a_dead_one(void)
{
	struct bench bench;
	bench_start(&bench, 1);
	bench.cards[0].faults.twin = true;
	open_display(&bench, 0, "font_dots", "16");
	show(&bench, 0, "A001", DISPLAY_STEADY);
	CHECK(LOOP_UNTIL(bench.base, bench.health[0].health == DEVICE_LOST));
	CHECK_TEXT(bench.health[0].detail, "bad_frames");
	CHECK(counts(&bench, 0).bad_frames > 0);
	bench_stop(&bench);
}

static void a_card_that_restarted_gets_its_text_again(void)
{
	struct bench bench;
	bench_start(&bench, 1);
	open_display(&bench, 0, "font_dots", "16");
	show(&bench, 0, "A001", DISPLAY_STEADY);
	CHECK(LOOP_UNTIL(bench.base, shows(&bench, 0, "A001")));
	onbon_sim_restart(&bench.cards[0]);
	CHECK(shows(&bench, 0, ""));
	CHECK(LOOP_UNTIL(bench.base, shows(&bench, 0, "A001"))); /* at the next question */
	CHECK(bench.health[0].lost == 0);
	bench_stop(&bench);
}

static void a_refusal_is_said_and_is_no_loss(void)
{
	struct bench bench;
	bench_start(&bench, 1);
	bench.cards[0].faults.refuse = 12;
	open_display(&bench, 0, "font_dots", "16");
	show(&bench, 0, "A001", DISPLAY_STEADY);
	CHECK(LOOP_UNTIL(bench.base, bench.health[0].health == DEVICE_DEGRADED));
	CHECK(strstr(bench.health[0].detail, "font") != NULL);
	bench.cards[0].faults.refuse = 3; /* busy: soon again */
	show(&bench, 0, "A002", DISPLAY_STEADY);
	loop_for(bench.base, 100);
	bench.cards[0].faults.refuse = 0;
	CHECK(LOOP_UNTIL(bench.base, shows(&bench, 0, "A002")));
	CHECK(LOOP_UNTIL(bench.base, bench.health[0].health == DEVICE_OK));
	CHECK(bench.health[0].lost == 0);
	bench_stop(&bench);
}

static void a_plug_pulled_is_said_for_all_and_all_come_back(void)
{
	struct bench bench;
	bench_start(&bench, 2);
	open_display(&bench, 0, "font_dots", "16");
	open_display(&bench, 1, "font_dots", "16");
	show(&bench, 0, "A001", DISPLAY_STEADY);
	CHECK(LOOP_UNTIL(bench.base, shows(&bench, 0, "A001")));
	CHECK(LOOP_UNTIL(bench.base, bench.health[1].health == DEVICE_OK));
	pty_line_unplug(bench.pty, true);
	CHECK(LOOP_UNTIL(bench.base, bench.health[0].lost == 1 && bench.health[1].lost == 1));
	CHECK_TEXT(bench.health[1].detail, "unplugged");
	show(&bench, 0, "A002", DISPLAY_BLINK);
	show(&bench, 1, "B002", DISPLAY_STEADY);
	onbon_sim_restart(&bench.cards[0]);
	pty_line_unplug(bench.pty, false);
	CHECK(LOOP_UNTIL(bench.base, shows(&bench, 0, "A002") && shows(&bench, 1, "B002")));
	CHECK(LOOP_UNTIL(bench.base, bench.health[0].restored == 1));
	bench_stop(&bench);
}

static void an_old_card_is_pinged(void)
{
	struct bench bench;
	bench_start(&bench, 1);
	bench.cards[0].old = true;
	open_display(&bench, 0, "card", "bx-5k1");
	show(&bench, 0, "A001", DISPLAY_STEADY);
	CHECK(LOOP_UNTIL(bench.base, shows(&bench, 0, "A001")));
	CHECK(LOOP_UNTIL(bench.base, bench.health[0].health == DEVICE_OK));
	loop_for(bench.base, 50);
	CHECK(bench.health[0].health == DEVICE_OK && bench.health[0].lost == 0);
	bench_stop(&bench);
}

/* --- network, panel, keys --- */

static void it_works_on_the_network_without_a_number(void)
{
	struct bench bench;
	char tcp_port[16];
	struct key_list keys;
	memset(&bench, 0, sizeof bench);
	bench.base = event_base_new();
	bench.tcp_owner = (struct tcp_line_owner){ &bench, tcp_to_cards };
	CHECK(tcp_line_open(&bench.tcp, bench.base, "127.0.0.1", 0, &bench.tcp_owner) == 0);
	snprintf(tcp_port, sizeof tcp_port, "%d", tcp_line_port(bench.tcp));
	bench.port = open_port(bench.base,
			       (struct key_list_entry[]){ { .key = "name", .text = "net" },
							  { .key = "kind", .text = "tcp" },
							  { .key = "address", .text = "127.0.0.1" },
							  { .key = "tcp_port", .text = tcp_port },
							  { 0 } });
	add_cards(&bench, 1);
	key_list_init(&keys, (struct key_list_entry[]){ { .key = "port", .port = bench.port },
							{ .key = "width_dots", .text = "64" },
							{ .key = "height_dots", .text = "32" },
							{ .key = "font_dots", .text = "16" },
							{ 0 } });
	bench.owners[0] = (struct display_owner){ &bench.health[0], health_log_add };
	CHECK(display_onbon_bx.open(&bench.displays[0], bench.base, &keys.keys, &bench.owners[0]) ==
	      0);
	show(&bench, 0, "A012请到三号窗", DISPLAY_BLINK); /* two lines of four */
	CHECK(LOOP_UNTIL(bench.base, shows(&bench, 0, "A012请到三号窗")));
	CHECK(bench.cards[0].areas[0].blinks);
	bench_stop(&bench);
}

static void open_panel(struct bench *bench, const char *card, const char *lines, const char *high)
{
	struct key_list keys;
	key_list_init(&keys,
		      (struct key_list_entry[]){ { .key = "port", .port = bench->port },
						 { .key = "address", .text = "1" },
						 { .key = "card", .text = card },
						 { .key = "lines", .text = lines },
						 { .key = "width_dots", .text = "256" },
						 { .key = "height_dots", .text = high },
						 { .key = "response_timeout_ms", .text = "300" },
						 { 0 } });
	bench->panel_owner = (struct panel_owner){ &bench->health[0], health_log_add };
	CHECK(panel_onbon_bx.open(&bench->panel, bench->base, &keys.keys, &bench->panel_owner) ==
	      0);
	CHECK(key_list_untaken(&keys) == NULL);
}

static void a_panel_shows_its_lines_one_below_the_other(void)
{
	struct bench bench;
	bench_start(&bench, 1);
	open_panel(&bench, "bx-6k1", "4", "64");
	CHECK(panel_onbon_bx.line_count(bench.panel) == 4);
	CHECK(panel_onbon_bx.columns(bench.panel) == 32);
	struct panel_line lines[5] = {
		{ .text = "A012 请到3号窗口", .effect = DISPLAY_BLINK, .colour = DISPLAY_RED },
		{ .text = "B007 请到1号窗口", .colour = DISPLAY_GREEN },
		{ .text = "C101 请到12号窗口" },
	};
	CHECK(panel_onbon_bx.show(bench.panel, lines, 3) == 0);
	CHECK(panel_onbon_bx.show(bench.panel, lines, 5) == -EMSGSIZE);
	CHECK(LOOP_UNTIL(bench.base, bench.cards[0].areas[3].there));
	const struct onbon_sim_area *areas = bench.cards[0].areas;
	CHECK_TEXT(areas[0].text, "A012 请到3号窗口");
	CHECK_TEXT(areas[1].text, "B007 请到1号窗口");
	CHECK_TEXT(areas[2].text, "C101 请到12号窗口");
	CHECK_TEXT(areas[3].text, "");
	CHECK(areas[0].blinks && !areas[1].blinks && areas[1].colour == 2);
	for (unsigned i = 0; i < 4; i++)
		CHECK(areas[i].y == 16 * i && areas[i].height == 16 && areas[i].width == 256);
	uint64_t frames = bench.cards[0].frames;
	strcpy(lines[2].text, "C102 请到12号窗口");
	CHECK(panel_onbon_bx.show(bench.panel, lines, 3) == 0);
	CHECK(LOOP_UNTIL(bench.base, strcmp(areas[2].text, "C102 请到12号窗口") == 0));
	CHECK(bench.cards[0].frames <= frames + 3); /* the others stand */
	bench_stop(&bench);
}

static void a_panel_larger_than_one_command_is_sent_in_parts(void)
{
	struct bench bench;
	struct panel_line lines[8];
	bench_start(&bench, 1);
	open_panel(&bench, "bx-5mk2", "8", "128");
	memset(lines, 0, sizeof lines);
	for (unsigned i = 0; i < 8; i++)
		snprintf(lines[i].text, sizeof lines[i].text, "A%03u 请到%u号窗口办理业务", i, i);
	CHECK(panel_onbon_bx.show(bench.panel, lines, 8) == 0);
	CHECK(LOOP_UNTIL(bench.base, bench.cards[0].areas[7].there));
	for (unsigned i = 0; i < 8; i++)
		CHECK_TEXT(bench.cards[0].areas[i].text, lines[i].text);
	bench_stop(&bench);
}

static void refuse_keys(struct bench *bench, const char *key, const char *text, const char *said)
{
	struct key_list keys;
	struct display *display = NULL;
	const struct display_owner owner = { &bench->health[0], health_log_add };
	struct key_list_entry entries[] = { { .key = "port", .port = bench->port },
					    { .key = "address", .text = "1" },
					    { .key = "width_dots", .text = "128" },
					    { .key = "height_dots", .text = "16" },
					    { 0 },
					    { 0 } };
	size_t at = 1;
	while (entries[at].key != NULL && strcmp(entries[at].key, key) != 0)
		at++;
	entries[at] = (struct key_list_entry){ .key = key, .text = text };
	key_list_init(&keys, entries);
	CHECK(display_onbon_bx.open(&display, bench->base, &keys.keys, &owner) < 0);
	if (strstr(keys.messages, said) == NULL)
		CHECK_TEXT(keys.messages, said);
}

static void wrong_keys_are_refused_by_name(void)
{
	struct bench bench;
	bench_start(&bench, 0);
	refuse_keys(&bench, "address", "40000", "address");
	refuse_keys(&bench, "height_dots", "8", "height_dots");
	refuse_keys(&bench, "font_dots", "32", "leaves no room");
	refuse_keys(&bench, "card", "bx-9", "card");
	refuse_keys(&bench, "colour", "pink", "colour");
	bench_stop(&bench);
}

int main(void)
{
	text_stands_on_the_right_card();
	a_call_blinks_and_a_long_text_runs();
	it_dims_goes_dark_and_comes_back();
	a_silent_card_is_lost_and_shows_the_newest_when_it_is_back();
	the_text_stands_in_spite_of((struct onbon_sim_faults){ .noise_bytes = 5 }, 0);
	the_text_stands_in_spite_of((struct onbon_sim_faults){ .split_ms = 20 }, 0);
	the_text_stands_in_spite_of((struct onbon_sim_faults){ .late_ms = 90, .times = 4 }, 0);
	the_text_stands_in_spite_of((struct onbon_sim_faults){ .wrong_sum = true, .times = 2 }, 0);
	the_text_stands_in_spite_of((struct onbon_sim_faults){ .foreign = true, .times = 2 }, 0);
	the_text_stands_in_spite_of((struct onbon_sim_faults){ 0 }, 2);
	two_cards_of_one_number_are_told_from_a_dead_one();
	a_card_that_restarted_gets_its_text_again();
	a_refusal_is_said_and_is_no_loss();
	a_plug_pulled_is_said_for_all_and_all_come_back();
	an_old_card_is_pinged();
	it_works_on_the_network_without_a_number();
	a_panel_shows_its_lines_one_below_the_other();
	a_panel_larger_than_one_command_is_sent_in_parts();
	wrong_keys_are_refused_by_name();
	return check_result();
}
