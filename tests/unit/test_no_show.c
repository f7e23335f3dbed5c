/* Called in vain, and coming later: firmware/core/visit/no_show.c. */
#include "check.h"
#include "core_world.h"

static struct world world;

static enum refusal next(const char *window)
{
	return world_window(&world, COMMAND_NEXT, window);
}

static void reload(void)
{
	world.hall.digest[0]++;
	struct command load = world_command(&world, COMMAND_LOAD_HALL);
	load.hall = &world.hall;
	CHECK(world_do(&world, &load) == REFUSAL_NONE);
}

static void hall(enum no_show_mode mode)
{
	world_open(&world);
	world.hall.no_show_mode = (uint8_t)mode;
	reload();
}

/* Called at window 02 for RE2 (no inferred start), and nobody came. */
static void call_in_vain(uint32_t ticket)
{
	CHECK(next("02") == REFUSAL_NONE);
	CHECK(world_window_of(&world, "02")->ticket == ticket);
	world_pass(&world, 90);
	CHECK(world_window(&world, COMMAND_NO_SHOW, "02") == REFUSAL_NONE);
}

static enum refusal serve_next(void)
{
	enum refusal refusal = next("02");
	world_window(&world, COMMAND_START, "02");
	return refusal;
}

static enum refusal requeue(uint32_t ticket, bool by_staff)
{
	struct command command = world_command(&world, COMMAND_REQUEUE);
	command.ticket = ticket;
	command.by_staff = by_staff;
	return world_do(&world, &command);
}

static enum refusal postpone(uint32_t ticket, unsigned minutes)
{
	struct command command = world_command(&world, COMMAND_POSTPONE);
	command.ticket = ticket;
	command.minutes = (uint16_t)minutes;
	return world_do(&world, &command);
}

static void back_three_places_and_five_minutes_then_void(void)
{
	hall(NO_SHOW_REQUEUE);
	uint32_t tickets[6];
	for (unsigned i = 0; i < 6; i++) {
		tickets[i] = world_issue(&world, "RE2");
		world_pass(&world, 1);
	}
	call_in_vain(tickets[0]);
	CHECK_TEXT(world_records(&world), "ticket_no_show ticket_requeued");
	CHECK(world.list->records[1].reason_code == REQUEUE_BY_RULE);
	/* A busy queue: three places are gone in 26 seconds, but five minutes are not over. */
	for (unsigned i = 1; i < 5; i++) {
		CHECK(serve_next() == REFUSAL_NONE);
		CHECK(world_window_of(&world, "02")->ticket == tickets[i]);
		world_pass(&world, 8);
	}
	world_pass(&world, 300);
	CHECK(serve_next() == REFUSAL_NONE);
	CHECK(world_window_of(&world, "02")->ticket == tickets[0]);
	world_pass(&world, 8);
	CHECK(serve_next() == REFUSAL_NONE);
	CHECK(world_window_of(&world, "02")->ticket == tickets[5]);
	world_close(&world);

	hall(NO_SHOW_REQUEUE);
	uint32_t ticket = world_issue(&world, "RE2");
	call_in_vain(ticket);
	CHECK(next("02") == REFUSAL_NONE && world.list->count == 0);
	world_pass(&world, 300);
	call_in_vain(ticket);
	CHECK_TEXT(world_records(&world), "ticket_no_show ticket_voided");
	CHECK(world_ticket_of(&world, ticket)->state == TICKET_VOID);
	world_close(&world);
}

static void five_minutes_do_not_jump_the_three_places(void)
{
	hall(NO_SHOW_REQUEUE);
	uint32_t tickets[6];
	for (unsigned i = 0; i < 6; i++) {
		tickets[i] = world_issue(&world, "RE2");
		world_pass(&world, 1);
	}
	call_in_vain(tickets[0]);
	for (unsigned i = 1; i < 4; i++) {
		world_pass(&world, 400);
		CHECK(serve_next() == REFUSAL_NONE);
		CHECK(world_window_of(&world, "02")->ticket == tickets[i]);
	}
	world_pass(&world, 1);
	CHECK(serve_next() == REFUSAL_NONE);
	CHECK(world_window_of(&world, "02")->ticket == tickets[0]);
	world_close(&world);
}

static void a_kept_number_comes_back_in_time_or_is_void(void)
{
	hall(NO_SHOW_KEEP);
	uint32_t late = world_issue(&world, "RE2");
	uint32_t gone = world_issue(&world, "RE2");
	call_in_vain(late);
	CHECK_TEXT(world_records(&world), "ticket_no_show");
	CHECK(world_ticket_of(&world, late)->state == TICKET_NO_SHOW && world.state->kept == 1);
	call_in_vain(gone);
	world_live(&world, 20 * 60);
	CHECK(requeue(late, false) == REFUSAL_NONE);
	CHECK(world.list->records[0].reason_code == REQUEUE_BY_CITIZEN);
	CHECK(requeue(late, false) == REFUSAL_WRONG_STATE);
	CHECK(world.state->kept == 1);
	CHECK(state_next_deadline(world.state) == world.now_us + 10 * INT64_C(60000000));
	world_live(&world, 10 * 60);
	CHECK(world_ticket_of(&world, gone)->state == TICKET_VOID && world.state->kept == 0);
	CHECK(requeue(gone, false) == REFUSAL_WRONG_STATE);
	CHECK(requeue(gone, true) == REFUSAL_NONE);
	CHECK(world.state->waiting == 2);
	CHECK(serve_next() == REFUSAL_NONE && world_window_of(&world, "02")->ticket == late);
	CHECK(serve_next() == REFUSAL_NONE && world_window_of(&world, "02")->ticket == gone);
	world_close(&world);
}

static void staff_restore_a_void_number_on_the_same_day(void)
{
	hall(NO_SHOW_VOID);
	uint32_t ticket = world_issue(&world, "RE2");
	call_in_vain(ticket);
	CHECK_TEXT(world_records(&world), "ticket_no_show ticket_voided");
	CHECK(requeue(ticket, true) == REFUSAL_NONE);
	CHECK(world.list->records[0].reason_code == REQUEUE_BY_STAFF);
	CHECK(serve_next() == REFUSAL_NONE && world_window_of(&world, "02")->ticket == ticket);
	CHECK(world_window(&world, COMMAND_FINISH, "02") == REFUSAL_NONE);
	CHECK(requeue(ticket, true) == REFUSAL_WRONG_STATE);
	CHECK(requeue(77, true) == REFUSAL_UNKNOWN_TICKET);
	world_close(&world);
}

static void who_is_slow_or_on_another_floor_has_longer(void)
{
	world_open(&world);
	strcpy(world.hall.classes[0].id, "elder");
	world.hall.classes[0].slow = true;
	world.hall.class_count = 1;
	strcpy(world.hall.kiosks[0].id, "K3");
	world.hall.kiosks[0].floor = 3;
	world.hall.kiosk_count = 1;
	world.hall.floors[world.hall.floor_count++] = (struct floor){ .no = 3, .name = "三楼" };
	reload();
	for (unsigned i = 0; i < 2; i++) {
		struct command command = world_command(&world, COMMAND_ISSUE);
		strcpy(command.service, "RE2");
		strcpy(i ? command.kiosk : command.class_id, i ? "K3" : "elder");
		CHECK(world_do(&world, &command) == REFUSAL_NONE);
		CHECK(next("02") == REFUSAL_NONE);
		CHECK(world_window_of(&world, "02")->ticket == i + 1);
		world_live(&world, 179);
		CHECK(world_ticket_of(&world, i + 1)->state == TICKET_CALLED);
		CHECK(world_window(&world, COMMAND_NO_SHOW, "02") == REFUSAL_TOO_EARLY);
		world_live(&world, 1);
		CHECK(world_ticket_of(&world, i + 1)->no_shows == 1);
	}
	world_close(&world);
}

static void a_postponed_number_comes_after_who_would_be_first(void)
{
	world_open(&world);
	uint32_t tickets[4];
	for (unsigned i = 0; i < 4; i++) {
		tickets[i] = world_issue(&world, "RE2");
		world_pass(&world, 1);
	}
	CHECK(postpone(tickets[0], 0) == REFUSAL_BAD_REQUEST);
	CHECK(postpone(tickets[0], 31) == REFUSAL_NOT_ALLOWED);
	CHECK(postpone(tickets[0], 30) == REFUSAL_NONE);
	CHECK(postpone(tickets[0], 5) == REFUSAL_NOT_ALLOWED);
	CHECK(state_next_deadline(world.state) == world.now_us + 30 * INT64_C(60000000));
	CHECK(serve_next() == REFUSAL_NONE && world_window_of(&world, "02")->ticket == tickets[1]);
	world_live(&world, 30 * 60);
	CHECK_TEXT(world_records(&world), "ticket_returned");
	CHECK(world.state->away == 0 && world.state->delayed == 0);
	CHECK(serve_next() == REFUSAL_NONE && world_window_of(&world, "02")->ticket == tickets[2]);
	CHECK(serve_next() == REFUSAL_NONE && world_window_of(&world, "02")->ticket == tickets[0]);
	CHECK(serve_next() == REFUSAL_NONE && world_window_of(&world, "02")->ticket == tickets[3]);
	CHECK(postpone(tickets[3], 5) == REFUSAL_WRONG_STATE);
	world_close(&world);
}

static void a_restart_fires_what_was_missed(void)
{
	hall(NO_SHOW_KEEP);
	uint32_t kept = world_issue(&world, "RE2");
	uint32_t away = world_issue(&world, "RE2");
	call_in_vain(kept);
	CHECK(postpone(away, 10) == REFUSAL_NONE);
	world_pass(&world, 3600);
	CHECK(state_next_deadline(world.state) < world.now_us);
	world_live(&world, 0);
	CHECK(world_ticket_of(&world, kept)->state == TICKET_VOID);
	CHECK(!world_ticket_of(&world, away)->away);
	world_close(&world);
}

static void the_desk_takes_a_number_back_but_not_out_of_a_windows_hand(void)
{
	world_open(&world);
	uint32_t ticket = world_issue(&world, "RE2");
	world_issue(&world, "RE2");
	serve_next();
	CHECK(world_ticket(&world, COMMAND_VOID, ticket) == REFUSAL_WINDOW_BUSY);
	CHECK(world_ticket(&world, COMMAND_VOID, 2) == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, 2)->state == TICKET_VOID && world.state->waiting == 0);
	CHECK(world_ticket(&world, COMMAND_VOID, 2) == REFUSAL_WRONG_STATE);
	CHECK(world_ticket(&world, COMMAND_VOID, 9) == REFUSAL_UNKNOWN_TICKET);
	struct command hold = world_command(&world, COMMAND_HOLD);
	strcpy(hold.window, "02");
	CHECK(world_do(&world, &hold) == REFUSAL_NONE);
	CHECK(world_ticket(&world, COMMAND_VOID, ticket) == REFUSAL_NONE);
	CHECK(world.state->held == 0 && world_window_of(&world, "02")->held == 0);
	world_close(&world);
}

static void a_postponement_makes_nobody_s_time_shorter(void)
{
	world_open(&world);
	uint32_t ticket = world_issue(&world, "RE2");
	world_window(&world, COMMAND_NEXT, "02");
	world_pass(&world, 100);
	CHECK(world_window(&world, COMMAND_NO_SHOW, "02") == REFUSAL_NONE);
	const int64_t back_us = world_ticket_of(&world, ticket)->not_before_us;
	CHECK(back_us > world.now_us);
	struct command postpone = world_command(&world, COMMAND_POSTPONE);
	postpone.ticket = ticket;
	postpone.minutes = 1;
	CHECK(world_do(&world, &postpone) == REFUSAL_NONE);
	CHECK(world_ticket_of(&world, ticket)->not_before_us == back_us);
	world_close(&world);
}

static void whom_an_evacuation_sent_out_has_the_time_again_to_come_back(void)
{
	world_open(&world);
	uint32_t ticket = world_issue(&world, "RE2");
	world_window(&world, COMMAND_NEXT, "02");
	world_live(&world, 10);
	struct command announce = world_command(&world, COMMAND_ANNOUNCE);
	announce.level = ANNOUNCE_EVACUATE;
	strcpy(announce.text, "请立即离开");
	CHECK(world_do(&world, &announce) == REFUSAL_NONE);
	world_live(&world, 20 * 60);
	struct command over = world_command(&world, COMMAND_ANNOUNCE_END);
	over.announcement = world.state->announcement_serial;
	CHECK(world_do(&world, &over) == REFUSAL_NONE);
	CHECK(world_window(&world, COMMAND_NO_SHOW, "02") == REFUSAL_TOO_EARLY);
	world_live(&world, 89);
	CHECK(world_ticket_of(&world, ticket)->state == TICKET_CALLED);
	world_live(&world, 120);
	CHECK(world_ticket_of(&world, ticket)->state != TICKET_CALLED);
	world_close(&world);
}

int main(void)
{
	back_three_places_and_five_minutes_then_void();
	five_minutes_do_not_jump_the_three_places();
	a_kept_number_comes_back_in_time_or_is_void();
	staff_restore_a_void_number_on_the_same_day();
	who_is_slow_or_on_another_floor_has_longer();
	a_postponed_number_comes_after_who_would_be_first();
	a_restart_fires_what_was_missed();
	the_desk_takes_a_number_back_but_not_out_of_a_windows_hand();
	a_postponement_makes_nobody_s_time_shorter();
	whom_an_evacuation_sent_out_has_the_time_again_to_come_back();
	return check_result();
}
