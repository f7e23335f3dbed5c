/* One announcement after the other: firmware/announce/announce_queue.c. */
#include "announce_queue.h"
#include "check.h"

static struct announce_queue queue;
static struct announce_entry entry;
static const int64_t second = 1000000;

static enum announce_next next(int64_t now_us)
{
	memset(&entry, 0, sizeof entry);
	return announce_queue_next(&queue, now_us, &entry);
}

static void one_is_spoken_at_a_time_in_order(void)
{
	announce_queue_init(&queue);
	CHECK(next(0) == ANNOUNCE_NOTHING);
	announce_queue_add(&queue, 1, "01", 0, 1);
	announce_queue_add(&queue, 2, "02", 0, 1);
	CHECK(next(0) == ANNOUNCE_SPEAK && entry.ticket == 1);
	CHECK_TEXT(entry.window, "01");
	CHECK(next(second) == ANNOUNCE_NOTHING);
	announce_queue_ended(&queue, true);
	CHECK(next(4 * second) == ANNOUNCE_SPEAK && entry.ticket == 2);
	announce_queue_ended(&queue, true);
	CHECK(next(8 * second) == ANNOUNCE_NOTHING);
	CHECK(queue.spoken == 2 && queue.count == 0);
}

static void a_call_is_repeated_while_nobody_else_waits(void)
{
	announce_queue_init(&queue);
	announce_queue_add(&queue, 1, "01", 0, 2);
	CHECK(next(0) == ANNOUNCE_SPEAK);
	announce_queue_ended(&queue, true);
	CHECK(next(4 * second) == ANNOUNCE_SPEAK && entry.ticket == 1);
	announce_queue_ended(&queue, true);
	CHECK(next(8 * second) == ANNOUNCE_NOTHING);
	CHECK(queue.spoken == 1);
}

static void the_repeat_gives_way_to_somebody_else(void)
{
	announce_queue_init(&queue);
	announce_queue_add(&queue, 1, "01", 0, 2);
	next(0);
	announce_queue_add(&queue, 2, "02", second, 2);
	announce_queue_ended(&queue, true);
	CHECK(next(4 * second) == ANNOUNCE_SPEAK && entry.ticket == 2);
	CHECK(queue.dropped == 1);
	announce_queue_ended(&queue, true);
	CHECK(next(8 * second) == ANNOUNCE_SPEAK && entry.ticket == 2);
}

static void a_recall_that_finds_its_call_waiting_is_merged(void)
{
	announce_queue_init(&queue);
	announce_queue_add(&queue, 1, "01", 0, 1);
	announce_queue_add(&queue, 2, "02", 0, 1);
	next(0);
	announce_queue_add(&queue, 2, "02", 7 * second, 2);
	CHECK(queue.count == 2 && queue.merged == 1);
	announce_queue_ended(&queue, true);
	CHECK(next(9 * second) == ANNOUNCE_SPEAK && entry.ticket == 2 && entry.repeats == 2);
	announce_queue_add(&queue, 2, "02", 10 * second, 1); /* while it is spoken: said again */
	CHECK(queue.count == 2);
	announce_queue_ended(&queue, true);
	CHECK(next(13 * second) == ANNOUNCE_SPEAK && entry.ticket == 2);
	announce_queue_ended(&queue, true);
	CHECK(queue.count == 0);
}

static void who_came_is_not_called_any_more(void)
{
	announce_queue_init(&queue);
	announce_queue_add(&queue, 1, "01", 0, 3);
	announce_queue_add(&queue, 2, "02", 0, 1);
	next(0);
	announce_queue_drop(&queue, 2);
	announce_queue_drop(&queue, 1); /* being spoken: to its end, but not again */
	CHECK(queue.count == 1 && queue.dropped == 1);
	announce_queue_ended(&queue, true);
	CHECK(next(4 * second) == ANNOUNCE_NOTHING && queue.spoken == 1);
}

static void what_is_late_is_only_a_chime_one_for_all(void)
{
	announce_queue_init(&queue);
	announce_queue_add(&queue, 1, "01", 0, 2);
	announce_queue_add(&queue, 2, "02", 0, 2);
	announce_queue_add(&queue, 3, "03", second, 2);
	announce_queue_add(&queue, 4, "04", 5 * second, 2);
	CHECK(next(8 * second) == ANNOUNCE_SPEAK && entry.ticket == 1); /* just in time */
	announce_queue_ended(&queue, true);
	CHECK(next(12 * second) == ANNOUNCE_CHIME && entry.ticket == 3);
	CHECK(queue.unspoken == 2);
	announce_queue_drop(&queue, 3);
	announce_queue_ended(&queue, true);
	CHECK(next(13 * second) == ANNOUNCE_SPEAK && entry.ticket == 4);
	CHECK(queue.spoken == 1 && queue.unspoken == 2);
}

static void what_was_lost_on_the_way_is_unspoken_and_not_tried_again(void)
{
	announce_queue_init(&queue);
	announce_queue_add(&queue, 1, "01", 0, 2);
	next(0);
	announce_queue_ended(&queue, false);
	CHECK(queue.unspoken == 1 && queue.spoken == 0 && queue.count == 0);
	announce_queue_ended(&queue, true); /* nothing was started */
	CHECK(queue.spoken == 0);
}

static void a_full_queue_gives_up_its_oldest(void)
{
	announce_queue_init(&queue);
	announce_queue_add(&queue, 1000, "01", 0, 1);
	next(0);
	for (uint32_t i = 1; i <= ANNOUNCE_QUEUE_MAX; i++)
		announce_queue_add(&queue, i, "01", 0, 1);
	CHECK(queue.count == ANNOUNCE_QUEUE_MAX && queue.unspoken == 1);
	announce_queue_ended(&queue, true);
	CHECK(next(0) == ANNOUNCE_SPEAK && entry.ticket == 2);
	/* What was spoken once goes first. */
	announce_queue_init(&queue);
	announce_queue_add(&queue, 1000, "01", 0, 2);
	next(0);
	announce_queue_ended(&queue, true);
	for (uint32_t i = 1; i <= ANNOUNCE_QUEUE_MAX; i++)
		announce_queue_add(&queue, i, "01", 0, 1);
	CHECK(queue.count == ANNOUNCE_QUEUE_MAX && queue.unspoken == 0 && queue.dropped == 1);
	CHECK(next(0) == ANNOUNCE_SPEAK && entry.ticket == 1);
}

static void what_was_cut_off_is_said_anew_first(void)
{
	announce_queue_init(&queue);
	announce_queue_cut_off(&queue);
	announce_queue_add(&queue, 1, "01", 0, 2);
	CHECK(next(0) == ANNOUNCE_SPEAK);
	announce_queue_add(&queue, 2, "02", second, 1);
	announce_queue_cut_off(&queue);
	CHECK(next(2 * second) == ANNOUNCE_SPEAK && entry.ticket == 1);
	announce_queue_ended(&queue, true);
	CHECK(next(6 * second) == ANNOUNCE_SPEAK && entry.ticket == 2);
	announce_queue_ended(&queue, true);
	CHECK(queue.spoken == 2 && queue.unspoken == 0);
	/* A chime that was cut off is over. */
	announce_queue_add(&queue, 3, "01", 0, 1);
	CHECK(next(20 * second) == ANNOUNCE_CHIME);
	announce_queue_cut_off(&queue);
	CHECK(next(20 * second) == ANNOUNCE_NOTHING && queue.count == 0);
}

int main(void)
{
	what_was_cut_off_is_said_anew_first();
	one_is_spoken_at_a_time_in_order();
	a_call_is_repeated_while_nobody_else_waits();
	the_repeat_gives_way_to_somebody_else();
	a_recall_that_finds_its_call_waiting_is_merged();
	who_came_is_not_called_any_more();
	what_is_late_is_only_a_chime_one_for_all();
	what_was_lost_on_the_way_is_unspoken_and_not_tried_again();
	a_full_queue_gives_up_its_oldest();
	return check_result();
}
