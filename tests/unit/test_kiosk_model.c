/* The kiosk's decisions: one tap is one ticket, a number stays while somebody needs it, nothing is
 * offered that is not on the screen. Time is an argument, so a day takes no time. */
#include "check.h"
#include "kiosk_fixture.h"
#include "kiosk_texts.h"

static struct kiosk_model model;
static struct hall_view hall;
static struct ticket_view ticket;

static void start(enum fixture_hall kind)
{
	fixture_hall(&hall, kind);
	fixture_kiosk(&model, &hall, VIEW_ZH, 1000);
}

static void one_touch_or_two_lead_to_one_request(void)
{
	struct effect effect;
	start(FIXTURE_CITY);
	fixture_tap(&model, INTENT_ZONE, "PS", 1000);
	CHECK(kiosk_model_screen(&model) == SCREEN_SERVICES);
	fixture_tap(&model, INTENT_SERVICE, "EXIT", 2000);
	CHECK(kiosk_model_screen(&model) == SCREEN_ISSUING);
	/* the finger comes again, and again */
	fixture_tap(&model, INTENT_SERVICE, "EXIT", 2050);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 2100);
	fixture_tap(&model, INTENT_HOME, "", 2150);
	fixture_tap(&model, INTENT_PAPERLESS, "", 2200);
	CHECK(kiosk_model_screen(&model) == SCREEN_ISSUING);
	CHECK(fixture_effects(&model, EFFECT_ISSUE, &effect) == 1);
	CHECK_TEXT(effect.subject, "EXIT");
	CHECK(!effect.paperless && effect.attempt == model.attempt);
	fixture_ticket(&ticket, &hall, "B006", VIEW_PRINT_PENDING);
	kiosk_issued(&model, effect.attempt, &ticket, "", 2300);
	CHECK(kiosk_model_screen(&model) == SCREEN_NUMBER);
	CHECK_TEXT(model.ticket.number, "B006");
	/* where "done" stands, no service stands */
	fixture_tap(&model, INTENT_SERVICE, "EXIT", 2350);
	CHECK(fixture_effects(&model, EFFECT_ISSUE, NULL) == 0);
}

static void a_request_outlives_the_daemon_and_is_answered_once(void)
{
	struct effect effect;
	start(FIXTURE_CITY);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 1000);
	CHECK(fixture_effects(&model, EFFECT_ISSUE, &effect) == 1);
	kiosk_link_lost(&model, 1500);
	for (int64_t now = 1500; now < 50000; now += 250)
		kiosk_tick(&model, now);
	CHECK(kiosk_model_screen(&model) == SCREEN_ISSUING);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 50000);
	CHECK(fixture_effects(&model, EFFECT_ISSUE, NULL) == 0);
	kiosk_link_opened(&model, 50500);
	fixture_ticket(&ticket, &hall, "A013", VIEW_PRINT_PENDING);
	kiosk_issued(&model, effect.attempt, &ticket, "", 50600);
	CHECK(kiosk_model_screen(&model) == SCREEN_NUMBER);
	/* the same answer again, or an old one, changes nothing */
	fixture_tap(&model, INTENT_HOME, "", 51000);
	kiosk_issued(&model, effect.attempt, &ticket, "", 51100);
	CHECK(model.place == PLACE_HOME);
}

static void an_answer_for_the_person_before_is_not_shown_to_the_next(void)
{
	struct effect first, second;
	start(FIXTURE_CITY);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 1000);
	CHECK(fixture_effects(&model, EFFECT_ISSUE, &first) == 1);
	kiosk_issued(&model, first.attempt, NULL, "", 61000);
	CHECK(kiosk_model_screen(&model) == SCREEN_REFUSED);
	CHECK_TEXT(model.refusal, "unanswered");
	fixture_tap(&model, INTENT_HOME, "", 62000);
	fixture_tap(&model, INTENT_SERVICE, "HR1", 63000);
	CHECK(fixture_effects(&model, EFFECT_ISSUE, &second) == 1);
	CHECK(first.attempt != second.attempt);
	fixture_ticket(&ticket, &hall, "A001", VIEW_PRINT_NONE);
	kiosk_issued(&model, first.attempt, &ticket, "", 63100);
	CHECK(kiosk_model_screen(&model) == SCREEN_ISSUING);
}

static void without_the_daemon_nothing_is_offered_and_it_comes_back_by_itself(void)
{
	start(FIXTURE_CITY);
	kiosk_link_lost(&model, 2000);
	CHECK(kiosk_model_screen(&model) == SCREEN_AWAY);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 2100);
	fixture_tap(&model, INTENT_ZONE, "PS", 2200);
	CHECK(model.place == PLACE_HOME && model.effect_count == 0);
	kiosk_tick(&model, 20000);
	CHECK(model.effect_count == 0); /* nothing is asked while nobody answers */
	kiosk_link_opened(&model, 21000);
	CHECK(kiosk_model_screen(&model) == SCREEN_AWAY); /* old counts are not shown as new */
	CHECK(fixture_effects(&model, EFFECT_READ_HALL, NULL) == 1);
	kiosk_hall_read(&model, &hall, "", 21100);
	CHECK(kiosk_model_screen(&model) == SCREEN_HOME);
	/* a hall that can't be read is asked for again */
	kiosk_link_lost(&model, 30000);
	kiosk_link_opened(&model, 31000);
	CHECK(fixture_effects(&model, EFFECT_READ_HALL, NULL) == 1);
	kiosk_hall_read(&model, NULL, "no_hall", 32000);
	CHECK(kiosk_model_screen(&model) == SCREEN_AWAY);
	kiosk_tick(&model, 32000 + KIOSK_POLL_MS);
	CHECK(fixture_effects(&model, EFFECT_READ_HALL, NULL) == 1);
}

static void a_number_survives_the_loss_of_the_daemon(void)
{
	start(FIXTURE_CITY);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 1000);
	fixture_ticket(&ticket, &hall, "A013", VIEW_PRINT_PRINTED);
	kiosk_issued(&model, model.attempt, &ticket, "", 1100);
	kiosk_link_lost(&model, 1200);
	CHECK(kiosk_model_screen(&model) == SCREEN_NUMBER);
	kiosk_tick(&model, 1100 + KIOSK_NUMBER_MS - 1);
	CHECK(kiosk_model_screen(&model) == SCREEN_NUMBER);
	kiosk_tick(&model, 1100 + KIOSK_NUMBER_MS);
	CHECK(kiosk_model_screen(&model) == SCREEN_AWAY);
}

static void a_printer_that_cant_print_offers_paperless(void)
{
	struct effect effect;
	start(FIXTURE_CITY);
	fixture_printer(&hall, VIEW_PRINTER_PAPER_OUT);
	kiosk_hall_read(&model, &hall, "", 1500);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 2000);
	CHECK(kiosk_model_screen(&model) == SCREEN_PAPERLESS);
	CHECK(fixture_effects(&model, EFFECT_ISSUE, NULL) == 0);
	fixture_tap(&model, INTENT_PAPERLESS, "", 3000);
	CHECK(fixture_effects(&model, EFFECT_ISSUE, &effect) == 1);
	CHECK(effect.paperless);
	CHECK_TEXT(effect.subject, "RE1");
	/* refused because the paper ran out a moment ago: the same offer */
	start(FIXTURE_CITY);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 1000);
	CHECK(fixture_effects(&model, EFFECT_ISSUE, &effect) == 1);
	CHECK(!effect.paperless);
	kiosk_issued(&model, effect.attempt, NULL, "printer", 1100);
	CHECK(kiosk_model_screen(&model) == SCREEN_PAPERLESS);
	kiosk_tick(&model, 1200);
	CHECK(fixture_effects(&model, EFFECT_READ_HALL, NULL) == 1);
	fixture_tap(&model, INTENT_PAPERLESS, "", 1300);
	struct effect again;
	CHECK(fixture_effects(&model, EFFECT_ISSUE, &again) == 1);
	CHECK(again.paperless &&
	      again.attempt != effect.attempt); /* another request, another key */
	/* near its end it still prints */
	start(FIXTURE_CITY);
	fixture_printer(&hall, VIEW_PRINTER_NEAR_END);
	kiosk_hall_read(&model, &hall, "", 1500);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 2000);
	CHECK(kiosk_model_screen(&model) == SCREEN_ISSUING);
}

static void what_became_of_the_paper_is_followed_and_reprint_is_offered_for_a_minute(void)
{
	struct effect effect;
	start(FIXTURE_CITY);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 1000);
	fixture_ticket(&ticket, &hall, "A013", VIEW_PRINT_PENDING);
	kiosk_issued(&model, model.attempt, &ticket, "", 1100);
	model.effect_count = 0;
	CHECK(!kiosk_offers_reprint(&model));
	kiosk_event(&model, "ticket_printed", "A999", 1200);
	kiosk_tick(&model, 1250);
	CHECK(fixture_effects(&model, EFFECT_READ_TICKET, NULL) == 0);
	kiosk_event(&model, "print_unknown", "A013", 1300);
	kiosk_tick(&model, 1350);
	CHECK(fixture_effects(&model, EFFECT_READ_TICKET, &effect) == 1);
	CHECK_TEXT(effect.subject, ticket.id);
	ticket.print = VIEW_PRINT_UNKNOWN;
	kiosk_ticket_read(&model, effect.attempt, &ticket, 1400);
	CHECK(kiosk_offers_reprint(&model));
	kiosk_tick(&model, 1400 + KIOSK_NUMBER_MS + 5000);
	CHECK(kiosk_model_screen(&model) == SCREEN_NUMBER); /* the offer is worth waiting for */
	fixture_tap(&model, INTENT_REPRINT, "", 30000);
	fixture_tap(&model, INTENT_REPRINT, "", 30010);
	CHECK(fixture_effects(&model, EFFECT_REPRINT, &effect) == 1);
	CHECK(model.ticket.print == VIEW_PRINT_PENDING && !kiosk_offers_reprint(&model));
	kiosk_reprinted(&model, effect.attempt, true, 30100);
	ticket.print = VIEW_PRINT_FAILED;
	kiosk_ticket_read(&model, effect.attempt, &ticket, 31000);
	CHECK(kiosk_offers_reprint(&model));
	kiosk_tick(&model, 31000 + KIOSK_REPRINT_MS - 1);
	CHECK(kiosk_offers_reprint(&model));
	kiosk_tick(&model, 31000 + KIOSK_REPRINT_MS);
	CHECK(model.place == PLACE_HOME);
}

static void a_refused_reprint_is_not_offered_again(void)
{
	start(FIXTURE_CITY);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 1000);
	fixture_ticket(&ticket, &hall, "A013", VIEW_PRINT_FAILED);
	kiosk_issued(&model, model.attempt, &ticket, "", 1100);
	CHECK(kiosk_offers_reprint(&model));
	fixture_tap(&model, INTENT_REPRINT, "", 1200);
	kiosk_reprinted(&model, model.attempt, false, 1300);
	CHECK(!kiosk_offers_reprint(&model) && model.ticket.print == VIEW_PRINT_UNKNOWN);
	/* and never without a printer that can */
	start(FIXTURE_CITY);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 1000);
	kiosk_issued(&model, model.attempt, &ticket, "", 1100);
	fixture_printer(&hall, VIEW_PRINTER_LOST);
	kiosk_hall_read(&model, &hall, "", 1200);
	CHECK(!kiosk_offers_reprint(&model));
}

static void idle_screens_go_home_and_touches_keep_them(void)
{
	start(FIXTURE_CITY);
	CHECK(kiosk_time_left(&model) == -1);
	fixture_tap(&model, INTENT_LANGUAGE, "", 1000);
	fixture_tap(&model, INTENT_ZONE, "PS", 2000);
	CHECK(model.language == VIEW_EN && kiosk_time_left(&model) == KIOSK_IDLE_MS);
	kiosk_touched(&model, 40000);
	kiosk_tick(&model, 40000 + KIOSK_IDLE_MS - 1);
	CHECK(kiosk_model_screen(&model) == SCREEN_SERVICES);
	kiosk_tick(&model, 40000 + KIOSK_IDLE_MS);
	CHECK(kiosk_model_screen(&model) == SCREEN_HOME && model.language == VIEW_ZH);
	/* a language left behind on home is taken back too */
	fixture_tap(&model, INTENT_LANGUAGE, "", 100000);
	CHECK(model.language == VIEW_EN);
	kiosk_tick(&model, 100000 + KIOSK_IDLE_MS);
	CHECK(model.language == VIEW_ZH);
	/* a number without paper stays longer, the person needs a camera */
	fixture_tap(&model, INTENT_SERVICE, "RE1", 200000);
	fixture_ticket(&ticket, &hall, "A013", VIEW_PRINT_NONE);
	kiosk_issued(&model, model.attempt, &ticket, "", 200000);
	CHECK(kiosk_time_left(&model) == KIOSK_QR_MS);
}

static void the_hall_is_read_after_events_and_now_and_then(void)
{
	start(FIXTURE_CITY);
	int reads = 0;
	for (int64_t now = 1000; now <= 61000; now += 250) {
		kiosk_tick(&model, now);
		const int wished = fixture_effects(&model, EFFECT_READ_HALL, NULL);
		reads += wished;
		if (wished > 0)
			kiosk_hall_read(&model, &hall, "", now);
	}
	CHECK(reads == 20);
	for (int i = 0; i < 50; i++)
		kiosk_event(&model, "ticket_issued", "A014", 61100 + i);
	kiosk_tick(&model, 61250);
	CHECK(fixture_effects(&model, EFFECT_READ_HALL, NULL) == 0);
	kiosk_tick(&model, 61500);
	CHECK(fixture_effects(&model, EFFECT_READ_HALL, NULL) == 1);
	kiosk_tick(&model, 70000); /* one is under way */
	CHECK(fixture_effects(&model, EFFECT_READ_HALL, NULL) == 0);
}

static void closed_services_are_explained_and_a_closed_hall_says_when(void)
{
	start(FIXTURE_CITY);
	fixture_tap(&model, INTENT_SERVICE, "CA1", 1000);
	CHECK(kiosk_model_screen(&model) == SCREEN_REFUSED);
	CHECK_TEXT(model.refusal, "closed");
	CHECK(fixture_effects(&model, EFFECT_ISSUE, NULL) == 0);
	fixture_tap(&model, INTENT_HOME, "", 2000);
	fixture_tap(&model, INTENT_SERVICE, "NONE", 3000);
	CHECK_TEXT(model.refusal, "unknown_service");
	fixture_close_all(&hall);
	fixture_kiosk(&model, &hall, VIEW_ZH, 0);
	CHECK(kiosk_model_screen(&model) == SCREEN_CLOSED);
	/* the clock goes on between two reads */
	struct view_date date;
	model.now_ms = 3600 * 1000;
	CHECK(kiosk_clock(&model, &date) && date.hour == 11 && date.minute == 24);
}

static void a_zone_that_a_reload_took_away_leads_home(void)
{
	start(FIXTURE_CITY);
	fixture_tap(&model, INTENT_ZONE, "GS", 1000);
	fixture_hall(&hall, FIXTURE_ZONES);
	kiosk_hall_read(&model, &hall, "", 2000);
	CHECK(kiosk_model_screen(&model) == SCREEN_HOME);
}

static void every_text_exists_in_every_language(void)
{
	const size_t count = sizeof(struct kiosk_texts) / sizeof(const char *);
	const char *const *zh = (const char *const *)kiosk_texts(VIEW_ZH);
	const char *const *en = (const char *const *)kiosk_texts(VIEW_EN);
	for (size_t i = 0; i < count; i++) {
		CHECK(zh[i] != NULL && zh[i][0] != '\0');
		CHECK(en[i] != NULL && en[i][0] != '\0');
		/* the same values, wherever a language puts them (the date: months by name) */
		for (char digit = '0'; digit <= '1'; digit++) {
			const char place[] = { '{', digit, '}', '\0' };
			CHECK(&zh[i] == &kiosk_texts(VIEW_ZH)->date ||
			      (strstr(zh[i], place) != NULL) == (strstr(en[i], place) != NULL));
		}
	}
	CHECK(kiosk_texts(VIEW_UG) == kiosk_texts(VIEW_ZH)); /* until it has its own */
}

static void texts_are_filled_in(void)
{
	const struct kiosk_texts *zh = kiosk_texts(VIEW_ZH), *en = kiosk_texts(VIEW_EN);
	char text[160];
	struct view_date date, today;
	struct view_time time;
	view_time_parse(&time, "2026-11-21T13:05:00+08:00");
	view_time_date(&time, &date);
	kiosk_text_date(text, sizeof text, zh, &date);
	CHECK_TEXT(text, "11月21日 星期六");
	kiosk_text_date(text, sizeof text, en, &date);
	CHECK_TEXT(text, "Saturday, 21 November");
	today = date;
	kiosk_text_opens(text, sizeof text, zh, &time, &today);
	CHECK_TEXT(text, "今天 13:05 开始取号");
	today.day_number--;
	kiosk_text_opens(text, sizeof text, en, &time, &today);
	CHECK_TEXT(text, "Opens tomorrow at 13:05");
	today.day_number -= 5;
	kiosk_text_opens(text, sizeof text, zh, &time, &today);
	CHECK_TEXT(text, "11月21日 星期六 13:05 开始取号");
	kiosk_text_wait(text, sizeof text, zh, true, 8, 20);
	CHECK_TEXT(text, "预计等候 8–20 分钟");
	kiosk_text_wait(text, sizeof text, en, true, 4, 4);
	CHECK_TEXT(text, "wait about 4 min");
	kiosk_text_wait(text, sizeof text, en, false, 4, 4);
	CHECK_TEXT(text, "");
	kiosk_text_count(text, sizeof text, en->ahead_none, en->ahead_one, en->ahead_many, 1);
	CHECK_TEXT(text, "1 person is ahead of you");
	char tiny[8];
	kiosk_text_fill(tiny, sizeof tiny, "等候等候", (const char *const[3]){ "", "", "" });
	CHECK(strlen(tiny) % 3 == 0 && strncmp(tiny, "等", 3) == 0);
}

int main(void)
{
	one_touch_or_two_lead_to_one_request();
	a_request_outlives_the_daemon_and_is_answered_once();
	an_answer_for_the_person_before_is_not_shown_to_the_next();
	without_the_daemon_nothing_is_offered_and_it_comes_back_by_itself();
	a_number_survives_the_loss_of_the_daemon();
	a_printer_that_cant_print_offers_paperless();
	what_became_of_the_paper_is_followed_and_reprint_is_offered_for_a_minute();
	a_refused_reprint_is_not_offered_again();
	idle_screens_go_home_and_touches_keep_them();
	the_hall_is_read_after_events_and_now_and_then();
	closed_services_are_explained_and_a_closed_hall_says_when();
	a_zone_that_a_reload_took_away_leads_home();
	every_text_exists_in_every_language();
	texts_are_filled_in();
	return check_result();
}
