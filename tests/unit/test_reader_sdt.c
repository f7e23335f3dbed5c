/* The driver "sdt" against a reader that misbehaves, over a real pty. */
#include "bus_loop.h"
#include "check.h"
#include "fake_keys.h"
#include "port.h"
#include "pty_line.h"
#include "reader_sdt.h"
#include "sdt_sim.h"
#include "wire_tap.h"

#include <stdio.h>
#include <unistd.h>

struct bench {
	struct event_base *base;
	struct pty_line *line;
	struct pty_line_owner line_owner;
	struct sdt_sim sim;
	struct port *port;
	struct id_reader *reader;
	struct id_reader_owner owner;
	char path[64];
	unsigned cards, unreadable, other, healths;
	bool no_key;
	struct id_card card;
	enum device_health health;
	char detail[64], hashed[24];
};

static struct bench bench;

static void sim_send(void *context, const uint8_t *bytes, size_t count)
{
	struct bench *b = context;
	pty_line_send(b->line, bytes, count);
}

static void line_received(void *context, const uint8_t *bytes, size_t count, int64_t ended_us)
{
	struct bench *b = context;
	(void)ended_us;
	sdt_sim_receive(&b->sim, bytes, count);
}

static void health(void *context, enum device_health now, const char *detail)
{
	struct bench *b = context;
	b->health = now;
	b->healths++;
	snprintf(b->detail, sizeof b->detail, "%s", detail);
}

static bool hash(void *context, const char *number, uint64_t *person)
{
	struct bench *b = context;
	snprintf(b->hashed, sizeof b->hashed, "%s", number);
	*person = 0;
	for (; *number; number++)
		*person = *person * 131 + (uint8_t)*number;
	return !b->no_key;
}

static void card(void *context, const struct id_card *read)
{
	struct bench *b = context;
	b->cards++;
	b->card = *read;
}

static void problem(void *context, enum id_reader_problem what)
{
	struct bench *b = context;
	if (what == ID_READER_UNREADABLE)
		b->unreadable++;
	else
		b->other++;
}

static void start(void)
{
	struct fake_keys keys;
	memset(&bench, 0, sizeof bench);
	bench.base = event_base_new();
	snprintf(bench.path, sizeof bench.path, "/tmp/jiaohao-sdt-%d/reader", (int)getpid());
	const struct pty_line_settings settings = { .path = bench.path,
						    .baud = 115200,
						    .clock_rate = 1 };
	const struct sdt_sim_owner sim_owner = { &bench, sim_send };
	bench.line_owner = (struct pty_line_owner){ &bench, line_received };
	CHECK(pty_line_open(&bench.line, bench.base, &settings, 7, &bench.line_owner) == 0);
	CHECK(sdt_sim_init(&bench.sim, bench.base, &sim_owner) == 0);
	bench.port = fake_port(bench.base, "name", "id-line", "kind", "serial", "device",
			       bench.path, "baud", "115200", NULL);
	fake_keys_init(&keys, "port", "id-line", "poll_ms", "200", NULL);
	fake_keys_add_port(&keys, bench.port);
	bench.owner = (struct id_reader_owner){ &bench, health, hash, card, problem };
	CHECK(id_reader_sdt.open(&bench.reader, bench.base, &keys.keys, &bench.owner) == 0);
	CHECK(fake_keys_left(&keys) == NULL);
	bench.sim.finds_always = true;
}

static void stop(void)
{
	id_reader_sdt.close(bench.reader);
	port_close(bench.port);
	sdt_sim_finish(&bench.sim);
	pty_line_close(bench.line);
	event_base_free(bench.base);
	*strrchr(bench.path, '/') = '\0';
	rmdir(bench.path);
}

static bool comes_up(void)
{
	return LOOP_UNTIL(bench.base, bench.health == DEVICE_OK);
}

static void each_kind_of_card_is_told_once(void)
{
	static const struct {
		enum sdt_sim_card laid;
		enum id_card_kind kind;
		const char *number;
	} rows[] = {
		{ SDT_SIM_RESIDENT, ID_CARD_RESIDENT, "110101194903074576" },
		{ SDT_SIM_FOREIGNER_2017, ID_CARD_FOREIGNER, "USA110080010112" },
		{ SDT_SIM_FOREIGNER_2023, ID_CARD_FOREIGNER, "911840198001010013" },
		{ SDT_SIM_HMT, ID_CARD_HMT, "830000199201300022" },
	};
	start();
	CHECK(comes_up());
	for (unsigned i = 0; i < 4; i++) {
		bench.sim.finds_always = i % 2; /* both manners of readers */
		sdt_sim_lay(&bench.sim, rows[i].laid, NULL, NULL);
		CHECK(LOOP_UNTIL(bench.base, bench.cards == i + 1));
		CHECK(bench.card.kind == rows[i].kind);
		CHECK_TEXT(bench.hashed, rows[i].number);
		CHECK(bench.card.born_year > 0);
		loop_for(bench.base, 700); /* it stays there */
		CHECK(bench.cards == i + 1);
		sdt_sim_lay(&bench.sim, SDT_SIM_NO_CARD, NULL, NULL);
		loop_for(bench.base, 450);
	}
	CHECK(bench.unreadable == 0 && bench.other == 0 && bench.healths == 1);
	stop();
}

static unsigned tapped, notes, card_bytes;

static void tap_entry(void *context, const struct wire_tap_entry *entry)
{
	static const uint8_t digits[] = { '1', 0, '1', 0, '0', 0, '1', 0 };
	(void)context;
	if (entry->direction == WIRE_RECEIVED && entry->length > 11)
		tapped++;
	if (entry->direction == WIRE_NOTE)
		notes++;
	if (memmem(entry->bytes, entry->length, digits, sizeof digits))
		card_bytes++;
}

/* A technician who watches the line sees that a card was read, and nothing of it. */
static void whoever_watches_the_line_sees_no_card(void)
{
	struct wire_tap_listener *listener = NULL;
	start();
	CHECK(wire_tap_listen(&listener, bench.base, NULL, tap_entry, NULL) == 0);
	CHECK(comes_up());
	sdt_sim_lay(&bench.sim, SDT_SIM_RESIDENT, NULL, NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.cards == 1));
	loop_for(bench.base, 300);
	CHECK(tapped >= 1 && notes >= 1 && card_bytes == 0);
	wire_tap_forget(listener);
	stop();
}

static void the_same_card_counts_again_after_it_was_away(void)
{
	start();
	CHECK(comes_up());
	sdt_sim_lay(&bench.sim, SDT_SIM_RESIDENT, NULL, NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.cards == 1));
	sdt_sim_lay(&bench.sim, SDT_SIM_NO_CARD, NULL, NULL);
	loop_for(bench.base, 300); /* a hand that trembles */
	sdt_sim_lay(&bench.sim, SDT_SIM_RESIDENT, NULL, NULL);
	loop_for(bench.base, 600);
	CHECK(bench.cards == 1);
	sdt_sim_lay(&bench.sim, SDT_SIM_NO_CARD, NULL, NULL);
	loop_for(bench.base, 1600);
	sdt_sim_lay(&bench.sim, SDT_SIM_RESIDENT, NULL, NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.cards == 2));
	stop();
}

static void what_can_not_be_read_is_said_once(void)
{
	start();
	CHECK(comes_up());
	sdt_sim_lay(&bench.sim, SDT_SIM_BROKEN, NULL, NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.unreadable == 1));
	loop_for(bench.base, 600);
	CHECK(bench.unreadable == 1 && bench.cards == 0);
	sdt_sim_lay(&bench.sim, SDT_SIM_OTHER, NULL, NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.other == 1));
	loop_for(bench.base, 600);
	CHECK(bench.other == 1);
	/* Pulled away too early: the reader found it, and could not select it. */
	sdt_sim_lay(&bench.sim, SDT_SIM_NO_CARD, NULL, NULL);
	loop_for(bench.base, 300);
	bench.sim.finds_always = false;
	sdt_sim_lay(&bench.sim, SDT_SIM_BROKEN, NULL, NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.unreadable == 2));
	/* Without the key of the day nobody is known. */
	sdt_sim_lay(&bench.sim, SDT_SIM_NO_CARD, NULL, NULL);
	loop_for(bench.base, 300);
	bench.no_key = true;
	sdt_sim_lay(&bench.sim, SDT_SIM_RESIDENT, NULL, NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.unreadable == 3));
	CHECK(bench.cards == 0);
	stop();
}

static void split_late_and_noisy_answers_are_read(void)
{
	start();
	bench.sim.faults.late_ms = 150;
	pty_line_faults(bench.line)->noise_bytes = 9;
	CHECK(comes_up());
	sdt_sim_lay(&bench.sim, SDT_SIM_RESIDENT, NULL, NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.cards == 1));
	pty_line_faults(bench.line)->noise_bytes = 0; /* it would stand between the halves */
	sdt_sim_lay(&bench.sim, SDT_SIM_NO_CARD, NULL, NULL);
	loop_for(bench.base, 900);
	bench.sim.faults.split_ms = 60;
	sdt_sim_lay(&bench.sim, SDT_SIM_HMT, NULL, NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.cards == 2));
	CHECK(bench.other == 0);
	stop();
}

/* Each answer comes after the next question was asked: none may be taken for another's. */
static void answers_that_come_too_late_belong_to_nobody(void)
{
	struct device_statistics statistics;
	start();
	CHECK(comes_up());
	sdt_sim_lay(&bench.sim, SDT_SIM_RESIDENT, NULL, NULL);
	bench.sim.faults.late_ms = 1450; /* find times out after a second */
	bench.sim.faults.times = 1;
	loop_for(bench.base, 1700);
	id_reader_sdt.statistics(bench.reader, &statistics);
	CHECK(statistics.time_outs >= 1 && statistics.stale_replies >= 1);
	CHECK(LOOP_UNTIL(bench.base, bench.cards == 1));
	CHECK(bench.health == DEVICE_OK);
	stop();
}

static void bit_errors_never_make_another_person(void)
{
	struct device_statistics statistics;
	start();
	CHECK(comes_up());
	bench.sim.faults.wrong_sum = true;
	bench.sim.faults.times = 2;
	sdt_sim_lay(&bench.sim, SDT_SIM_RESIDENT, NULL, NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.cards == 1));
	CHECK_TEXT(bench.hashed, "110101194903074576");
	id_reader_sdt.statistics(bench.reader, &statistics);
	CHECK(statistics.bad_frames == 2);
	stop();
}

static void a_silent_reader_is_reset_then_lost_then_found_again(void)
{
	start();
	CHECK(comes_up());
	sdt_sim_lay(&bench.sim, SDT_SIM_RESIDENT, NULL, NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.cards == 1));
	bench.sim.faults.silence = true;
	CHECK(LOOP_UNTIL(bench.base, bench.health == DEVICE_LOST));
	CHECK_TEXT(bench.detail, "no_answer");
	CHECK(bench.sim.statistics.resets == 1);
	bench.sim.faults.silence = false;
	CHECK(comes_up());
	loop_for(bench.base, 500); /* the card has lain there all the time */
	CHECK(bench.cards == 1);
	stop();
}

static void a_reader_that_starts_anew_in_the_middle_of_a_card_reads_it_afterwards(void)
{
	start();
	CHECK(comes_up());
	bench.sim.read_ms = 300;
	sdt_sim_lay(&bench.sim, SDT_SIM_HMT, NULL, NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.sim.statistics.reads == 1));
	sdt_sim_reboot(&bench.sim);
	CHECK(LOOP_UNTIL(bench.base, bench.cards == 1));
	CHECK(bench.health == DEVICE_OK);
	stop();
}

static void an_unplugged_reader_comes_back(void)
{
	start();
	CHECK(comes_up());
	CHECK(pty_line_unplug(bench.line, true) == 0);
	CHECK(LOOP_UNTIL(bench.base, bench.health == DEVICE_LOST));
	CHECK(pty_line_unplug(bench.line, false) == 0);
	CHECK(comes_up());
	sdt_sim_lay(&bench.sim, SDT_SIM_RESIDENT, NULL, NULL);
	CHECK(LOOP_UNTIL(bench.base, bench.cards == 1));
	stop();
}

static void a_module_without_licence_is_degraded(void)
{
	start();
	bench.sim.faults.unauthorised = true;
	CHECK(LOOP_UNTIL(bench.base, bench.health == DEVICE_DEGRADED));
	CHECK(strncmp(bench.detail, "unauthorised", 12) == 0);
	stop();
}

int main(void)
{
	each_kind_of_card_is_told_once();
	whoever_watches_the_line_sees_no_card();
	the_same_card_counts_again_after_it_was_away();
	what_can_not_be_read_is_said_once();
	split_late_and_noisy_answers_are_read();
	answers_that_come_too_late_belong_to_nobody();
	bit_errors_never_make_another_person();
	a_silent_reader_is_reset_then_lost_then_found_again();
	a_reader_that_starts_anew_in_the_middle_of_a_card_reads_it_afterwards();
	an_unplugged_reader_comes_back();
	a_module_without_licence_is_degraded();
	return check_result();
}
