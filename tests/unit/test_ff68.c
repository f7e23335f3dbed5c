/* Call boxes and an evaluator on one half-duplex line at 9600 baud: healthy, deaf, stuck, noisy,
 * unplugged. A press is told once, and no other window's queue waits. */
#include "bus_bench.h"
#include "bus_loop.h"
#include "check.h"
#include "ff68.h"
#include "ff68_sim.h"
#include "pty_line.h"

#include <errno.h>
#include <unistd.h>

/* The boxes repeat after 250 ms. */
#define REPEAT_MS "400"
enum { REST_MS = 450, BOXES = 3, CALLER_5 = 0, CALLER_7 = 1, EVALUATOR_5 = 2 };

/* One box: its simulator, its driver, and what the driver said. */
struct box {
	struct desk *desk;
	struct ff68_sim sim;
	struct caller *caller;
	struct evaluator *evaluator;
	struct health_log health;
	unsigned presses, baselines, ratings;
	uint32_t boot, sequence;
	int key, level;
	uint64_t token;
};

struct desk {
	struct event_base *base;
	struct pty_line *line;
	struct port *port;
	bool hears_itself; /* the adapter */
	struct box boxes[BOXES];
};

static char path[64];

static void sim_send(void *context, const uint8_t *bytes, size_t count)
{
	(void)pty_line_send(((struct box *)context)->desk->line, bytes, count);
}

static void line_received(void *context, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	struct desk *desk = context;
	if (desk->hears_itself)
		(void)pty_line_send(desk->line, bytes, count);
	for (int i = 0; i < BOXES; i++)
		ff68_sim_receive(&desk->boxes[i].sim, bytes, count, ended_us);
}

static void key_seen(void *context, uint32_t boot, uint32_t sequence, int key, bool baseline)
{
	struct box *box = context;
	if (baseline) {
		box->baselines++;
	} else {
		CHECK(boot == box->boot && sequence == box->sequence + 1);
		box->presses++;
		box->key = key;
	}
	box->boot = boot;
	box->sequence = sequence;
}

static void rated_seen(void *context, uint64_t token, int level, uint32_t boot, uint32_t sequence)
{
	struct box *box = context;
	box->ratings++;
	box->level = level;
	box->token = token;
	box->boot = boot;
	box->sequence = sequence;
}

static void health_seen(void *context, enum device_health health, const char *detail)
{
	health_log_add(&((struct box *)context)->health, health, detail);
}

static int open_box(struct box *box, const struct key_list_entry *entries, struct key_list *keys)
{
	struct caller_owner caller = { box, health_seen, key_seen };
	struct evaluator_owner evaluator = { box, health_seen, rated_seen };
	key_list_init(keys, entries);
	if (box == &box->desk->boxes[EVALUATOR_5])
		return evaluator_ff68.open(&box->evaluator, box->desk->base, &keys->keys,
					   &evaluator);
	return caller_ff68.open(&box->caller, box->desk->base, &keys->keys, &caller);
}

static void start_line(struct desk *desk, bool half_duplex)
{
	const struct pty_line_settings settings = { .path = path,
						    .baud = 9600,
						    .half_duplex = half_duplex };
	const struct pty_line_owner owner = { desk, line_received };
	struct key_list keys;
	memset(desk, 0, sizeof *desk);
	desk->base = event_base_new();
	CHECK(pty_line_open(&desk->line, desk->base, &settings, 68, &owner) == 0);
	key_list_init(&keys, (struct key_list_entry[]){ { .key = "name", .text = "boxes" },
							{ .key = "kind", .text = "serial" },
							{ .key = "device", .text = path },
							{ 0 } });
	CHECK(port_open(&desk->port, desk->base, &keys.keys, true) == 0);
	for (int i = 0; i < BOXES; i++) {
		struct box *box = &desk->boxes[i];
		const struct ff68_sim_owner sim_owner = { box, sim_send };
		box->desk = desk;
		CHECK(ff68_sim_init(&box->sim, desk->base, i == CALLER_7 ? 7 : 5, i == EVALUATOR_5,
				    &sim_owner) == 0);
	}
}

static void start_with(struct desk *desk, bool half_duplex)
{
	start_line(desk, half_duplex);
	for (int i = 0; i < BOXES; i++) {
		struct key_list keys;
		const struct key_list_entry entries[] = {
			{ .key = "port", .port = desk->port },
			{ .key = "address", .text = i == CALLER_7 ? "7" : "5" },
			{ .key = i == EVALUATOR_5 ? NULL : "repeat_ms", .text = REPEAT_MS },
			{ 0 },
		};
		CHECK(open_box(&desk->boxes[i], entries, &keys) == 0);
		CHECK(key_list_untaken(&keys) == NULL);
	}
	CHECK(LOOP_UNTIL(desk->base, desk->boxes[CALLER_5].baselines == 1));
	loop_for(desk->base, REST_MS); /* until a frame is a press */
}

static void start(struct desk *desk)
{
	start_with(desk, true);
}

static void stop(struct desk *desk)
{
	for (int i = 0; i < BOXES; i++) {
		caller_ff68.close(desk->boxes[i].caller);
		evaluator_ff68.close(desk->boxes[i].evaluator);
		ff68_sim_finish(&desk->boxes[i].sim);
	}
	port_close(desk->port);
	pty_line_close(desk->line);
	event_base_free(desk->base);
}

static void a_press_is_echoed_and_told_once(void)
{
	static const struct {
		const char *name;
		int key;
	} keys[] = {
		{ "next", CALLER_KEY_NEXT },	     { "recall", CALLER_KEY_RECALL },
		{ "rating", CALLER_KEY_FINISH },     { "pause", CALLER_KEY_PAUSE },
		{ "transfer", CALLER_KEY_TRANSFER }, { "no_show", CALLER_KEY_NO_SHOW },
		{ "hold", CALLER_KEY_HOLD },	     { "call_back", CALLER_KEY_CALL_BACK },
	};
	struct desk desk;
	struct box *box = &desk.boxes[CALLER_5];
	start(&desk);
	for (unsigned i = 0; i < sizeof keys / sizeof *keys; i++) {
		CHECK(ff68_sim_press(&box->sim, keys[i].name) == 0);
		CHECK(LOOP_UNTIL(desk.base, box->sim.echoes == i + 1));
		CHECK(box->presses == i + 1 && box->key == keys[i].key);
		CHECK(box->sim.sent == i + 1); /* the first echo was heard */
	}
	CHECK(ff68_sim_press(&box->sim, "cancel") == 0); /* means nothing, is echoed */
	CHECK(LOOP_UNTIL(desk.base, box->sim.echoes == 9));
	CHECK(box->presses == 8 && desk.boxes[CALLER_7].presses == 0);
	CHECK(desk.boxes[EVALUATOR_5].sim.opened == 1); /* by the echo of "rating" alone */
	stop(&desk);
}

static void a_box_is_unheard_until_it_speaks(void)
{
	struct desk desk;
	struct box *box = &desk.boxes[CALLER_5];
	start(&desk);
	caller_ff68.show(box->caller, 12, "");
	loop_for(desk.base, 200);
	CHECK(box->health.health == DEVICE_STARTING);
	CHECK(strncmp(box->health.detail, "unheard", 7) == 0);
	ff68_sim_press(&box->sim, "recall");
	CHECK(LOOP_UNTIL(desk.base, box->health.health == DEVICE_OK));
	CHECK(desk.boxes[CALLER_7].health.health != DEVICE_OK);
	pty_line_unplug(desk.line, true);
	CHECK(LOOP_UNTIL(desk.base, box->health.health == DEVICE_LOST));
	CHECK_TEXT(box->health.detail, "unplugged");
	pty_line_unplug(desk.line, false);
	CHECK(LOOP_UNTIL(desk.base, box->health.health == DEVICE_STARTING));
	/* what it showed is sent anew */
	ff68_sim_reboot(&box->sim);
	CHECK(LOOP_UNTIL(desk.base, strcmp(box->sim.waiting, "012") == 0));
	stop(&desk);
}

static void the_box_shows_the_number_or_how_many_wait(void)
{
	struct desk desk;
	struct box *box = &desk.boxes[CALLER_7];
	struct ff68_sim *sim = &box->sim;
	start(&desk);
	caller_ff68.show(box->caller, 31, "");
	CHECK(LOOP_UNTIL(desk.base, strcmp(sim->waiting, "031") == 0));
	CHECK_TEXT(sim->number, "   ");
	caller_ff68.show(box->caller, 30, "A017");
	CHECK(LOOP_UNTIL(desk.base, strcmp(sim->number, "017") == 0));
	CHECK_TEXT(sim->waiting, "   ");
	CHECK(desk.boxes[CALLER_5].sim.waiting[0] == '\0');
	caller_ff68.beep(box->caller);
	CHECK(LOOP_UNTIL(desk.base, sim->beeps == 1));
	caller_ff68.show(box->caller, 0, "");
	caller_ff68.feedback(box->caller, FEEDBACK_NOBODY, 0);
	CHECK(LOOP_UNTIL(desk.base, sim->beeps == 2));
	CHECK_TEXT(sim->waiting, "000");
	caller_ff68.feedback(box->caller, FEEDBACK_REFUSED, 4);
	CHECK(LOOP_UNTIL(desk.base, sim->beeps == 4));
	CHECK_TEXT(sim->waiting, "004");
	stop(&desk);
}

static void a_press_that_is_repeated_is_one_press(void)
{
	struct desk desk;
	struct box *box = &desk.boxes[CALLER_5];
	start(&desk);
	box->sim.faults.deaf = true;
	ff68_sim_press(&box->sim, "next");
	CHECK(LOOP_UNTIL(desk.base, box->sim.gave_up == 1));
	CHECK(box->sim.sent == FF68_SIM_ATTEMPTS && box->presses == 1);
	box->sim.faults.deaf = false;
	box->sim.faults.twin = true; /* a second box with this address sends it, too */
	loop_for(desk.base, 3 * REST_MS);
	ff68_sim_press(&box->sim, "next");
	CHECK(LOOP_UNTIL(desk.base, box->presses == 2));
	box->sim.faults.twin = false;
	box->sim.faults.bounces = 50;
	loop_for(desk.base, 3 * REST_MS);
	ff68_sim_press(&box->sim, "next");
	CHECK(LOOP_UNTIL(desk.base, box->presses == 3));
	loop_for(desk.base, 1200); /* until the line has carried them all */
	CHECK(box->presses == 3);
	stop(&desk);
}

static void a_stuck_key_is_said_and_the_others_go_on(void)
{
	struct desk desk;
	struct box *stuck = &desk.boxes[CALLER_5], *other = &desk.boxes[CALLER_7];
	start(&desk);
	CHECK(ff68_sim_stick(&stuck->sim, "next") == 0);
	for (unsigned i = 1; i <= 5; i++) {
		loop_for(desk.base, 1500);
		ff68_sim_press(&other->sim, "next");
		CHECK(LOOP_UNTIL(desk.base, other->presses == i));
	}
	CHECK(LOOP_UNTIL(desk.base, stuck->health.health == DEVICE_DEGRADED));
	CHECK(strncmp(stuck->health.detail, "stuck_key", 9) == 0);
	CHECK(stuck->presses == 1 && other->health.health == DEVICE_OK);
	ff68_sim_stick(&stuck->sim, NULL);
	CHECK(LOOP_UNTIL(desk.base, stuck->health.health == DEVICE_OK));
	ff68_sim_press(&stuck->sim, "next");
	CHECK(LOOP_UNTIL(desk.base, stuck->presses == 2));
	stop(&desk);
}

static void noise_and_wrong_sums_press_nothing(void)
{
	struct desk desk;
	struct box *box = &desk.boxes[CALLER_5];
	start(&desk);
	box->sim.faults.wrong_sum = true;
	ff68_sim_press(&box->sim, "next");
	CHECK(LOOP_UNTIL(desk.base, box->sim.gave_up == 1));
	CHECK(box->presses == 0 && box->sim.echoes == 0);
	box->sim.faults.wrong_sum = false;
	box->sim.faults.noise = 3;
	pty_line_faults(desk.line)->noise_bytes = 5;
	for (unsigned i = 1; i <= 3; i++) {
		loop_for(desk.base, REST_MS);
		ff68_sim_press(&box->sim, "next");
		CHECK(LOOP_UNTIL(desk.base, box->presses == i));
	}
	pty_line_faults(desk.line)->noise_bytes = 0;
	pty_line_faults(desk.line)->bit_errors = 20;
	for (unsigned i = 0; i < 6; i++) {
		unsigned before = box->presses;
		loop_for(desk.base, REST_MS);
		ff68_sim_press(&box->sim, "recall");
		CHECK(LOOP_UNTIL(desk.base, box->sim.frame_length == 0));
		CHECK(box->presses <= before + 1);
		CHECK(box->presses == before || box->key == CALLER_KEY_RECALL);
	}
	CHECK(desk.boxes[CALLER_7].presses == 0);
	stop(&desk);
}

static void a_press_across_a_pulled_plug_is_none(void)
{
	struct desk desk;
	struct box *box = &desk.boxes[CALLER_5];
	start(&desk);
	ff68_sim_stick(&box->sim, "next"); /* it goes on and on, also while the plug is out */
	CHECK(LOOP_UNTIL(desk.base, box->presses == 1));
	pty_line_unplug(desk.line, true);
	CHECK(LOOP_UNTIL(desk.base, box->health.health == DEVICE_LOST));
	pty_line_unplug(desk.line, false);
	CHECK(LOOP_UNTIL(desk.base, box->health.health == DEVICE_OK));
	loop_for(desk.base, 1500);
	CHECK(box->presses == 1);
	struct device_statistics statistics;
	caller_ff68.statistics(box->caller, &statistics);
	CHECK(statistics.lost_presses == 1);
	ff68_sim_stick(&box->sim, NULL);
	loop_for(desk.base, 3 * REST_MS);
	ff68_sim_press(&box->sim, "next");
	CHECK(LOOP_UNTIL(desk.base, box->presses == 2));
	stop(&desk);
}

static void an_adapter_that_hears_itself_presses_nothing(void)
{
	struct desk desk;
	struct box *box = &desk.boxes[CALLER_5], *evaluator = &desk.boxes[EVALUATOR_5];
	start_with(&desk, false); /* what is heard while it is sent is no collision here */
	desk.hears_itself = true;
	evaluator_ff68.arm(evaluator->evaluator, 1, 15);
	CHECK(LOOP_UNTIL(desk.base, evaluator->sim.opened == 1));
	loop_for(desk.base, 200);
	CHECK(box->presses == 0); /* "open a rating" is the key "rating", byte for byte */
	ff68_sim_press(&box->sim, "next");
	CHECK(LOOP_UNTIL(desk.base, box->sim.echoes == 1));
	loop_for(desk.base, 500);
	CHECK(box->presses == 1 && box->sim.sent == 1);
	stop(&desk);
}

static void only_an_open_rating_is_one(void)
{
	struct desk desk;
	struct box *box = &desk.boxes[EVALUATOR_5];
	struct device_statistics statistics;
	start(&desk);
	ff68_sim_press(&box->sim, "value_3");
	CHECK(LOOP_UNTIL(desk.base, box->sim.echoes == 1)); /* acknowledged all the same */
	CHECK(box->ratings == 0);
	evaluator_ff68.statistics(box->evaluator, &statistics);
	CHECK(statistics.stale_replies == 1);
	evaluator_ff68.arm(box->evaluator, 77, 15);
	CHECK(LOOP_UNTIL(desk.base, box->sim.open));
	ff68_sim_press(&box->sim, "value_9"); /* no such key */
	CHECK(LOOP_UNTIL(desk.base, box->health.health == DEVICE_DEGRADED));
	CHECK(strncmp(box->health.detail, "bad_value", 9) == 0 && box->ratings == 0);
	loop_for(desk.base, 50);
	ff68_sim_press(&box->sim, "value_0");
	CHECK(LOOP_UNTIL(desk.base, box->ratings == 1));
	CHECK(box->level == 2 && box->token == 77);
	CHECK(LOOP_UNTIL(desk.base, box->sim.echoes == 3 && box->health.health == DEVICE_OK));
	ff68_sim_press(&box->sim, "value_3"); /* once for each arm */
	CHECK(LOOP_UNTIL(desk.base, box->sim.echoes == 4));
	CHECK(box->ratings == 1);
	evaluator_ff68.arm(box->evaluator, 78, 15);
	evaluator_ff68.arm(box->evaluator, 0, 0);
	ff68_sim_press(&box->sim, "value_3");
	CHECK(LOOP_UNTIL(desk.base, box->sim.echoes == 5));
	CHECK(box->ratings == 1);
	evaluator_ff68.agent(box->evaluator, "0815", "Li", 3);
	CHECK(LOOP_UNTIL(desk.base, box->sim.stars == 3));
	stop(&desk);
}

static void a_rating_after_its_time_is_none(void)
{
	struct desk desk;
	struct box *box = &desk.boxes[EVALUATOR_5];
	start(&desk);
	box->sim.faults.late_ms = 1300;
	evaluator_ff68.arm(box->evaluator, 5, 1);
	ff68_sim_press(&box->sim, "value_2");
	CHECK(LOOP_UNTIL(desk.base, box->sim.echoes == 1));
	CHECK(box->ratings == 0);
	stop(&desk);
}

/* The box repeats what was not acknowledged; meanwhile another visitor is served. */
static void a_rating_of_before_a_loss_is_not_the_next_visitors(void)
{
	struct desk desk;
	struct box *box = &desk.boxes[EVALUATOR_5];
	struct device_statistics statistics;
	start(&desk);
	evaluator_ff68.arm(box->evaluator, 1, 15);
	CHECK(LOOP_UNTIL(desk.base, box->sim.opened == 1));
	pty_line_unplug(desk.line, true);
	CHECK(LOOP_UNTIL(desk.base, box->health.health == DEVICE_LOST));
	evaluator_ff68.arm(box->evaluator, 2, 60);
	loop_for(desk.base, 3200); /* older than this it is not opened any more */
	pty_line_unplug(desk.line, false);
	CHECK(LOOP_UNTIL(desk.base, box->health.health == DEVICE_STARTING));
	loop_for(desk.base, 100);
	CHECK(box->sim.opened == 1);
	ff68_sim_press(&box->sim, "value_0");
	CHECK(LOOP_UNTIL(desk.base, box->sim.echoes == 1));
	evaluator_ff68.statistics(box->evaluator, &statistics);
	CHECK(box->ratings == 0 && statistics.stale_replies == 1);
	evaluator_ff68.arm(box->evaluator, 3, 15);
	CHECK(LOOP_UNTIL(desk.base, box->sim.opened == 2));
	ff68_sim_press(&box->sim, "value_3");
	CHECK(LOOP_UNTIL(desk.base, box->ratings == 1));
	CHECK(box->token == 3 && box->level == 5);
	stop(&desk);
}

static void another_function_is_named_not_guessed(void)
{
	struct desk desk;
	struct box *box = &desk.boxes[CALLER_7];
	start(&desk);
	box->sim.faults.function = 4;
	ff68_sim_press(&box->sim, "next");
	CHECK(LOOP_UNTIL(desk.base, box->health.health == DEVICE_DEGRADED));
	CHECK(strncmp(box->health.detail, "other_function", 14) == 0);
	CHECK(box->presses == 0);
	stop(&desk);
}

static void bad_keys_are_said(void)
{
	struct desk desk;
	struct key_list keys, values;
	struct box *box = &desk.boxes[CALLER_5], *evaluator = &desk.boxes[EVALUATOR_5];
	start_line(&desk, true);
	CHECK(open_box(box,
		       (struct key_list_entry[]){ { .key = "port", .port = desk.port },
						  { .key = "address", .text = "0" },
						  { .key = "repeat_ms", .text = "100" },
						  { 0 } },
		       &keys) == -EINVAL);
	CHECK(strstr(keys.messages, "address is out") != NULL);
	CHECK(strstr(keys.messages, "repeat_ms is out") != NULL);
	CHECK(open_box(box,
		       (struct key_list_entry[]){ { .key = "address", .text = "5" },
						  { .key = "function", .text = "17" },
						  { 0 } },
		       &keys) == -EINVAL);
	CHECK(strstr(keys.messages, "port is missing") != NULL);
	CHECK(strstr(keys.messages, "function 17 is an evaluator's") != NULL);
	key_list_init(&values, (struct key_list_entry[]){ { 0 } });
	const struct key_list_entry empty[] = { { .key = "port", .port = desk.port },
						{ .key = "address", .text = "5" },
						{ .key = "values", .map = &values },
						{ 0 } };
	CHECK(open_box(evaluator, empty, &keys) == -EINVAL);
	CHECK(strstr(keys.messages, "values is empty") != NULL);
	key_list_init(&values, (struct key_list_entry[]){ { .key = "1", .text = "6" }, { 0 } });
	CHECK(open_box(evaluator, empty, &keys) == -EINVAL);
	stop(&desk);
}

int main(void)
{
	snprintf(path, sizeof path, "/tmp/jiaohao-test-ff68.%d", (int)getpid());
	a_press_is_echoed_and_told_once();
	a_box_is_unheard_until_it_speaks();
	the_box_shows_the_number_or_how_many_wait();
	a_press_that_is_repeated_is_one_press();
	a_stuck_key_is_said_and_the_others_go_on();
	noise_and_wrong_sums_press_nothing();
	a_press_across_a_pulled_plug_is_none();
	an_adapter_that_hears_itself_presses_nothing();
	only_an_open_rating_is_one();
	a_rating_after_its_time_is_none();
	a_rating_of_before_a_loss_is_not_the_next_visitors();
	another_function_is_named_not_guessed();
	bad_keys_are_said();
	return check_result();
}
