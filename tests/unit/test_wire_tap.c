/* The wire tap: entries from two threads, a full queue, ports apart, a long run of bytes. */
#include "check.h"
#include "loop_until.h"
#include "wire_tap.h"

#include <errno.h>
#include <pthread.h>

struct heard {
	unsigned entries, wanted;
	size_t bytes;
	uint8_t first, last;
	struct wire_tap_entry newest;
};

static struct event_base *base;

static void heard_entry(void *context, const struct wire_tap_entry *entry)
{
	struct heard *heard = context;
	if (heard->entries++ == 0)
		heard->first = entry->bytes[0];
	heard->bytes += entry->length;
	heard->last = entry->bytes[entry->length - 1];
	heard->newest = *entry;
}

static bool heard_all(void *context)
{
	const struct heard *heard = context;
	return heard->entries >= heard->wanted;
}

static void entries_come_in_order_with_their_port_and_direction(void)
{
	struct wire_tap_listener *listener = NULL;
	struct heard heard = { .wanted = 3 };
	wire_tap("rs485-a", WIRE_SENT, "lost", 4); /* nobody listens yet */
	CHECK(wire_tap_listen(&listener, base, NULL, heard_entry, &heard) == 0);
	wire_tap("rs485-a", WIRE_SENT, "\x01\x03", 2);
	wire_tap("rs485-b", WIRE_RECEIVED, "\x02\x03\x04", 3);
	wire_tap_note("rs485-b", "opened");
	CHECK(loop_until(base, heard_all, &heard));
	CHECK(heard.entries == 3 && heard.bytes == 11 && heard.first == 1 && heard.last == 'd');
	CHECK_TEXT(heard.newest.port, "rs485-b");
	CHECK(heard.newest.direction == WIRE_NOTE && heard.newest.time_us > 0);
	wire_tap_forget(listener);
}

static void a_listener_of_one_port_hears_no_other(void)
{
	struct wire_tap_listener *listener = NULL;
	struct heard heard = { .wanted = 1 };
	CHECK(wire_tap_listen(&listener, base, "rs485-b", heard_entry, &heard) == 0);
	wire_tap("rs485-a", WIRE_SENT, "a", 1);
	wire_tap("rs485-b", WIRE_SENT, "b", 1);
	CHECK(loop_until(base, heard_all, &heard));
	CHECK(heard.entries == 1 && heard.last == 'b');
	wire_tap_forget(listener);
}

static void what_nobody_reads_is_dropped_and_counted(void)
{
	struct wire_tap_listener *listener = NULL;
	struct heard heard = { .wanted = WIRE_TAP_QUEUE_MAX };
	CHECK(wire_tap_listen(&listener, base, NULL, heard_entry, &heard) == 0);
	for (unsigned i = 0; i < WIRE_TAP_QUEUE_MAX + 10; i++)
		wire_tap("rs485-a", WIRE_SENT, "x", 1);
	CHECK(wire_tap_missed(listener) == 10);
	CHECK(loop_until(base, heard_all, &heard));
	loop_for(base, 5);
	CHECK(heard.entries == WIRE_TAP_QUEUE_MAX);
	heard.wanted++;
	wire_tap("rs485-a", WIRE_SENT, "y", 1);
	CHECK(loop_until(base, heard_all, &heard));
	CHECK(heard.last == 'y' && wire_tap_missed(listener) == 10);
	wire_tap_forget(listener);
}

static void long_bytes_come_in_several_entries(void)
{
	struct wire_tap_listener *listener = NULL;
	struct heard heard = { .wanted = 3 };
	uint8_t bytes[2 * WIRE_TAP_BYTES_MAX + 1] = { 7 };
	bytes[sizeof bytes - 1] = 9;
	CHECK(wire_tap_listen(&listener, base, NULL, heard_entry, &heard) == 0);
	wire_tap("usb", WIRE_SENT, bytes, sizeof bytes);
	CHECK(loop_until(base, heard_all, &heard));
	CHECK(heard.bytes == sizeof bytes && heard.first == 7 && heard.last == 9);
	CHECK(heard.newest.length == 1);
	wire_tap_forget(listener);
}

static void so_many_listeners_and_no_more(void)
{
	struct wire_tap_listener *listeners[WIRE_TAP_LISTENERS_MAX], *more = NULL;
	struct heard heard = { .wanted = WIRE_TAP_LISTENERS_MAX };
	for (unsigned i = 0; i < WIRE_TAP_LISTENERS_MAX; i++)
		CHECK(wire_tap_listen(&listeners[i], base, NULL, heard_entry, &heard) == 0);
	CHECK(wire_tap_listen(&more, base, NULL, heard_entry, &heard) == -EMFILE);
	wire_tap("rs485-a", WIRE_SENT, "z", 1);
	CHECK(loop_until(base, heard_all, &heard));
	for (unsigned i = 0; i < WIRE_TAP_LISTENERS_MAX; i++)
		wire_tap_forget(listeners[i]);
	CHECK(heard.entries == WIRE_TAP_LISTENERS_MAX);
}

enum { THREADS = 3, EACH = 2000 };

static void *talk(void *arg)
{
	for (unsigned i = 0; i < EACH; i++)
		wire_tap(arg, WIRE_SENT, &i, sizeof i);
	return NULL;
}

/* Under TSan this is what tells of a race; elsewhere that nothing is lost without being counted. */
static void threads_talk_while_listeners_come_and_go(void)
{
	static char names[THREADS][8] = { "one", "two", "three" };
	struct wire_tap_listener *listener = NULL;
	struct heard heard = { 0 };
	pthread_t threads[THREADS];
	CHECK(wire_tap_listen(&listener, base, NULL, heard_entry, &heard) == 0);
	for (unsigned i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, talk, names[i]) == 0);
	for (unsigned i = 0; i < 20; i++) {
		struct wire_tap_listener *passing = NULL;
		struct heard some = { 0 };
		CHECK(wire_tap_listen(&passing, base, "two", heard_entry, &some) == 0);
		loop_for(base, 2);
		wire_tap_forget(passing);
	}
	for (unsigned i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	heard.wanted = (unsigned)(THREADS * EACH - wire_tap_missed(listener));
	CHECK(loop_until(base, heard_all, &heard));
	CHECK(heard.entries == heard.wanted);
	wire_tap_forget(listener);
}

int main(void)
{
	base = event_base_new();
	entries_come_in_order_with_their_port_and_direction();
	a_listener_of_one_port_hears_no_other();
	what_nobody_reads_is_dropped_and_counted();
	long_bytes_come_in_several_entries();
	so_many_listeners_and_no_more();
	threads_talk_while_listeners_come_and_go();
	event_base_free(base);
	return check_result();
}
