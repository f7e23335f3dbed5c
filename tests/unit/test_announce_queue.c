/* One announcement after the other: firmware/announce/announce_queue.c. */
#include "announce_queue.h"
#include "check.h"

static struct announce_queue queue;
static struct announce_entry entry;
static const int64_t second = 1000000;

static void add(uint32_t ticket, const char *window, int64_t called_us, unsigned repeats)
{
	struct announce_entry call = { .ticket = ticket,
				       .called_us = called_us,
				       .languages = 1,
				       .repeats = (uint8_t)repeats };
	strcpy(call.window, window);
	announce_queue_add(&queue, &call);
}

static enum announce_next next(int64_t now_us)
{
	memset(&entry, 0, sizeof entry);
	return announce_queue_next(&queue, now_us, &entry);
}

static void one_is_spoken_at_a_time_in_order(void)
{
	announce_queue_init(&queue);
	CHECK(next(0) == ANNOUNCE_NOTHING);
	add(1, "01", 0, 1);
	add(2, "02", 0, 1);
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
	add(1, "01", 0, 2);
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
	add(1, "01", 0, 2);
	next(0);
	add(2, "02", second, 2);
	announce_queue_ended(&queue, true);
	CHECK(next(4 * second) == ANNOUNCE_SPEAK && entry.ticket == 2);
	CHECK(queue.dropped == 1);
	announce_queue_ended(&queue, true);
	CHECK(next(8 * second) == ANNOUNCE_SPEAK && entry.ticket == 2);
}

static void a_recall_that_finds_its_call_waiting_is_merged(void)
{
	announce_queue_init(&queue);
	add(1, "01", 0, 1);
	add(2, "02", 0, 1);
	next(0);
	add(2, "02", 7 * second, 2);
	CHECK(queue.count == 2 && queue.merged == 1);
	announce_queue_ended(&queue, true);
	CHECK(next(9 * second) == ANNOUNCE_SPEAK && entry.ticket == 2 && entry.repeats == 2);
	add(2, "02", 10 * second, 1); /* while it is spoken: said again */
	CHECK(queue.count == 2);
	announce_queue_ended(&queue, true);
	CHECK(next(13 * second) == ANNOUNCE_SPEAK && entry.ticket == 2);
	announce_queue_ended(&queue, true);
	CHECK(queue.count == 0);
}

static void who_came_is_not_called_any_more(void)
{
	announce_queue_init(&queue);
	add(1, "01", 0, 3);
	add(2, "02", 0, 1);
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
	add(1, "01", 0, 2);
	add(2, "02", 0, 2);
	add(3, "03", second, 2);
	add(4, "04", 5 * second, 2);
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
	add(1, "01", 0, 2);
	next(0);
	announce_queue_ended(&queue, false);
	CHECK(queue.unspoken == 1 && queue.spoken == 0 && queue.count == 0);
	announce_queue_ended(&queue, true); /* nothing was started */
	CHECK(queue.spoken == 0);
}

static void a_full_queue_gives_up_its_oldest(void)
{
	announce_queue_init(&queue);
	add(1000, "01", 0, 1);
	next(0);
	for (uint32_t i = 1; i <= ANNOUNCE_QUEUE_MAX; i++)
		add(i, "01", 0, 1);
	CHECK(queue.count == ANNOUNCE_QUEUE_MAX && queue.unspoken == 1);
	announce_queue_ended(&queue, true);
	CHECK(next(0) == ANNOUNCE_SPEAK && entry.ticket == 2);
	/* What was spoken once goes first. */
	announce_queue_init(&queue);
	add(1000, "01", 0, 2);
	next(0);
	announce_queue_ended(&queue, true);
	for (uint32_t i = 1; i <= ANNOUNCE_QUEUE_MAX; i++)
		add(i, "01", 0, 1);
	CHECK(queue.count == ANNOUNCE_QUEUE_MAX && queue.unspoken == 0 && queue.dropped == 1);
	CHECK(next(0) == ANNOUNCE_SPEAK && entry.ticket == 1);
}

static void what_was_cut_off_is_said_anew_first(void)
{
	announce_queue_init(&queue);
	announce_queue_cut_off(&queue);
	add(1, "01", 0, 2);
	CHECK(next(0) == ANNOUNCE_SPEAK);
	add(2, "02", second, 1);
	announce_queue_cut_off(&queue);
	CHECK(next(2 * second) == ANNOUNCE_SPEAK && entry.ticket == 1);
	announce_queue_ended(&queue, true);
	CHECK(next(6 * second) == ANNOUNCE_SPEAK && entry.ticket == 2);
	announce_queue_ended(&queue, true);
	CHECK(queue.spoken == 2 && queue.unspoken == 0);
	/* A chime that was cut off is over. */
	add(3, "01", 0, 1);
	CHECK(next(20 * second) == ANNOUNCE_CHIME);
	announce_queue_cut_off(&queue);
	CHECK(next(20 * second) == ANNOUNCE_NOTHING && queue.count == 0);
}

static void add_in_two(uint32_t ticket, int64_t called_us, unsigned repeats)
{
	announce_queue_add(&queue, &(struct announce_entry){ .ticket = ticket,
							     .called_us = called_us,
							     .languages = 2,
							     .repeats = (uint8_t)repeats });
}

static bool says(int64_t now_us, uint32_t ticket, unsigned language)
{
	bool right = next(now_us) == ANNOUNCE_SPEAK && entry.ticket == ticket &&
		     entry.language == language;
	announce_queue_ended(&queue, true);
	return right;
}

static void a_call_is_said_in_all_its_languages_each_time(void)
{
	announce_queue_init(&queue);
	add_in_two(1, 0, 2);
	CHECK(says(0, 1, 0));
	CHECK(says(5 * second, 1, 1));
	CHECK(says(11 * second, 1, 0));
	CHECK(says(16 * second, 1, 1));
	CHECK(next(22 * second) == ANNOUNCE_NOTHING);
	CHECK(queue.spoken == 1 && queue.count == 0);
}

static void the_other_language_gives_way_to_who_would_be_late(void)
{
	announce_queue_init(&queue);
	add_in_two(1, 0, 2);
	CHECK(next(0) == ANNOUNCE_SPEAK);
	add_in_two(2, 4 * second, 2); /* has waited one second when the first language ends */
	announce_queue_ended(&queue, true);
	CHECK(says(5 * second, 1, 1));
	CHECK(queue.dropped == 0);
	CHECK(says(11 * second, 2, 0)); /* no repeat of the first, and in time */
	CHECK(queue.dropped == 1);
	announce_queue_init(&queue);
	add_in_two(1, 0, 2);
	CHECK(next(0) == ANNOUNCE_SPEAK);
	add_in_two(2, second, 2);
	announce_queue_ended(&queue, true);
	CHECK(says(5 * second, 2, 0)); /* it has waited four: the ticket's own language alone */
	CHECK(queue.dropped == 1);
	announce_queue_init(&queue);
	add_in_two(1, 0, 1);
	CHECK(next(0) == ANNOUNCE_SPEAK);
	add_in_two(2, 4900000, 1);
	add_in_two(3, 4900000, 1); /* two wait: the second would be late */
	announce_queue_ended(&queue, true);
	CHECK(says(5 * second, 2, 0));
}

static void who_comes_during_a_call_in_two_languages_hears_no_more_of_it(void)
{
	announce_queue_init(&queue);
	add_in_two(1, 0, 3);
	CHECK(next(0) == ANNOUNCE_SPEAK);
	announce_queue_drop(&queue, 1);
	announce_queue_ended(&queue, true);
	CHECK(queue.count == 0 && queue.spoken == 1);
}

static void an_evacuation_is_all_that_is_said_until_it_is_lifted(void)
{
	announce_queue_init(&queue);
	add(1, "01", 0, 2);
	add(2, "02", 0, 2);
	CHECK(next(0) == ANNOUNCE_SPEAK);
	announce_queue_leave(&queue, true, 2, second);
	CHECK(queue.count == 2 && queue.dropped == 1);
	add(3, "03", second, 1);
	announce_queue_ended(&queue, true);
	for (int64_t now = 4 * second; now < 100 * second; now += 10 * second)
		for (unsigned language = 0; language < 2; language++) {
			CHECK(next(now) == ANNOUNCE_SPEAK && entry.what == ANNOUNCE_LEAVE);
			CHECK(entry.language == language);
			announce_queue_ended(&queue, true);
		}
	announce_queue_leave(&queue, true, 2, 100 * second); /* once more changes nothing */
	CHECK(queue.count == 1);
	CHECK(next(100 * second) == ANNOUNCE_SPEAK && entry.what == ANNOUNCE_LEAVE);
	announce_queue_leave(&queue, false, 1, 101 * second);
	announce_queue_ended(&queue, true);
	CHECK(next(105 * second) == ANNOUNCE_SPEAK && entry.what == ANNOUNCE_LIFTED);
	announce_queue_ended(&queue, true);
	CHECK(next(110 * second) == ANNOUNCE_NOTHING);
	add(4, "04", 110 * second, 1);
	CHECK(next(110 * second) == ANNOUNCE_SPEAK && entry.ticket == 4);
}

static void an_evacuation_that_no_speaker_took_is_tried_again_after_a_while(void)
{
	announce_queue_init(&queue);
	announce_queue_leave(&queue, true, 1, 0);
	CHECK(next(0) == ANNOUNCE_SPEAK);
	announce_queue_ended(&queue, false);
	CHECK(next(second) == ANNOUNCE_NOTHING);
	CHECK(next(2 * second) == ANNOUNCE_SPEAK && entry.what == ANNOUNCE_LEAVE);
	announce_queue_ended(&queue, true);
	CHECK(next(3 * second) == ANNOUNCE_SPEAK);
}

static void an_announcement_waits_its_turn_and_is_never_too_late(void)
{
	announce_queue_init(&queue);
	add(1, "01", 0, 1);
	announce_queue_add(&queue,
			   &(struct announce_entry){ .what = ANNOUNCE_TEXT, .announcement = 7 });
	announce_queue_add(&queue,
			   &(struct announce_entry){ .what = ANNOUNCE_TEXT, .announcement = 8 });
	CHECK(next(0) == ANNOUNCE_SPEAK && entry.ticket == 1);
	announce_queue_ended(&queue, true);
	announce_queue_drop_text(&queue, 7);
	CHECK(queue.count == 1);
	CHECK(next(60 * second) == ANNOUNCE_SPEAK && entry.announcement == 8);
	announce_queue_drop_tickets(&queue);
	CHECK(queue.count == 1);
	announce_queue_ended(&queue, true);
	CHECK(queue.count == 0 && queue.spoken == 2);
}

static void a_new_day_forgets_the_calls_of_the_last(void)
{
	announce_queue_init(&queue);
	add(1, "01", 0, 2);
	add(2, "02", 0, 1);
	announce_queue_add(&queue,
			   &(struct announce_entry){ .what = ANNOUNCE_TEXT, .announcement = 7 });
	CHECK(next(0) == ANNOUNCE_SPEAK);
	announce_queue_drop_tickets(&queue);
	CHECK(queue.count == 2);
	announce_queue_ended(&queue, true);
	CHECK(next(second) == ANNOUNCE_SPEAK && entry.announcement == 7);
}

static void calls_in_a_row_share_one_chime(void)
{
	announce_queue_init(&queue);
	add(1, "01", 0, 2);
	add(2, "02", 0, 1);
	CHECK(next(0) == ANNOUNCE_SPEAK && entry.chime);
	announce_queue_ended(&queue, true);
	CHECK(next(4 * second) == ANNOUNCE_SPEAK && entry.ticket == 2 && !entry.chime);
	announce_queue_ended(&queue, true);
	announce_queue_add(&queue,
			   &(struct announce_entry){ .what = ANNOUNCE_TEXT, .announcement = 7 });
	CHECK(next(8 * second) == ANNOUNCE_SPEAK && entry.chime); /* something else: listen */
	announce_queue_ended(&queue, true);
	CHECK(next(12 * second) == ANNOUNCE_NOTHING);
	add(3, "01", 13 * second, 1);
	CHECK(next(13 * second) == ANNOUNCE_SPEAK && entry.chime);
}

static void ring(uint32_t ticket, int64_t called_us)
{
	announce_queue_add(&queue, &(struct announce_entry){ .what = ANNOUNCE_RING,
							     .ticket = ticket,
							     .called_us = called_us });
}

static void a_silent_call_rings_and_several_ring_once(void)
{
	announce_queue_init(&queue);
	ring(1, 0);
	CHECK(next(0) == ANNOUNCE_CHIME && entry.ticket == 1);
	ring(2, second / 2);
	ring(3, second / 2);
	CHECK(queue.count == 2 && queue.merged == 1);
	announce_queue_ended(&queue, true);
	CHECK(next(second) == ANNOUNCE_NOTHING); /* the chime has only just sounded */
	ring(4, 3 * second);
	CHECK(next(3 * second) == ANNOUNCE_CHIME);
	announce_queue_ended(&queue, true);
	CHECK(next(4 * second) == ANNOUNCE_NOTHING);
	CHECK(queue.spoken == 0 && queue.unspoken == 0);
	/* Where somebody is spoken to, that chime is enough; a late one helps nobody. */
	ring(5, 5 * second);
	add(6, "06", 5 * second, 1);
	CHECK(next(5 * second) == ANNOUNCE_SPEAK && entry.ticket == 6 && entry.chime);
	announce_queue_ended(&queue, true);
	CHECK(next(9 * second) == ANNOUNCE_NOTHING);
	ring(7, 10 * second);
	CHECK(next(20 * second) == ANNOUNCE_NOTHING && queue.count == 0);
	ring(8, 20 * second);
	announce_queue_drop(&queue, 8); /* came at once */
	CHECK(next(20 * second) == ANNOUNCE_NOTHING);
}

static void an_evacuation_cuts_off_what_is_being_said(void)
{
	announce_queue_init(&queue);
	add(1, "01", 0, 2);
	CHECK(next(0) == ANNOUNCE_SPEAK);
	CHECK(announce_queue_leave(&queue, true, 1, second));
	CHECK(!announce_queue_leave(&queue, true, 1, second));
	announce_queue_ended(&queue, false);
	CHECK(queue.unspoken == 0 && queue.dropped == 1 && queue.count == 1);
	CHECK(next(second) == ANNOUNCE_SPEAK && entry.what == ANNOUNCE_LEAVE && entry.chime);
	CHECK(announce_queue_leave(&queue, false, 1, 2 * second));
	announce_queue_ended(&queue, false); /* "leave" is wrong from now on */
	CHECK(next(2 * second) == ANNOUNCE_SPEAK && entry.what == ANNOUNCE_LIFTED);
	announce_queue_ended(&queue, true);
	CHECK(next(9 * second) == ANNOUNCE_NOTHING && queue.unspoken == 0);
	announce_queue_leave(&queue, true, 1, 10 * second); /* nothing is said: nothing to cut */
	CHECK(!queue.speaking && queue.count == 1);
}

int main(void)
{
	calls_in_a_row_share_one_chime();
	a_silent_call_rings_and_several_ring_once();
	an_evacuation_cuts_off_what_is_being_said();
	a_call_is_said_in_all_its_languages_each_time();
	the_other_language_gives_way_to_who_would_be_late();
	who_comes_during_a_call_in_two_languages_hears_no_more_of_it();
	an_evacuation_is_all_that_is_said_until_it_is_lifted();
	an_evacuation_that_no_speaker_took_is_tried_again_after_a_while();
	an_announcement_waits_its_turn_and_is_never_too_late();
	a_new_day_forgets_the_calls_of_the_last();
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
