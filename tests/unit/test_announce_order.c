/* Why somebody is called before somebody else, in words: firmware/announce/announce_order.c. The
 * expected sentences are written by hand. */
#include "announce.h"
#include "announce_order.h"
#include "check.h"
#include "core_world.h"

static struct world world;
static char text[ANNOUNCE_PHRASE_MAX];

static const char *why(enum order_reason reason, enum message_language language)
{
	CHECK(announce_order(world.state, 1, reason, language, text, sizeof text) == strlen(text));
	return text;
}

static const char *where(enum order_place place, enum message_language language)
{
	CHECK(announce_position(world.state, 2, place, language, text, sizeof text) ==
	      strlen(text));
	return text;
}

static void open_with_two_tickets(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	world_issue(&world, "PS1");
	strcpy(world.state->tickets[1].number, "C007");
}

static void every_reason_is_a_sentence_in_three_languages(void)
{
	static const struct {
		enum order_reason reason;
		const char *zh, *en, *ug;
	} rows[] = {
		{ ORDER_EARLIER, "C007号排队更早（09:30）", "C007 is earlier in the queue (09:30)",
		  "C007-نومۇر ئۆچىرەتتە بالدۇرراق (09:30)" },
		{ ORDER_APPOINTMENT, "C007号按预约时间09:30排队",
		  "C007 has an appointment for 09:30", "C007-نومۇرنىڭ بەلگىلەنگەن ۋاقتى 09:30" },
		{ ORDER_PRIORITY, "C007号优先办理", "C007 has priority",
		  "C007-نومۇر ئالدىن بېجىرىلىدۇ" },
		{ ORDER_OWED, "C007号是普通号，优先号之后轮到",
		  "C007 is an ordinary number whose turn comes after priorities",
		  "C007-نومۇر ئادەتتىكى نومۇر، ئەمدى ئۇنىڭ نۆۋىتى" },
		{ ORDER_CEILING, "C007号为优先号等候已到上限，现在轮到",
		  "C007 has waited for priorities as long as the hall allows",
		  "C007-نومۇر بەلگىلەنگەن چەككىچە كۈتتى، ئەمدى ئۇنىڭ نۆۋىتى" },
		{ ORDER_GRANTED, "C007号优先办理", "C007 has priority",
		  "C007-نومۇر ئالدىن بېجىرىلىدۇ" },
		{ ORDER_FRONT, "C007号由其他窗口转回，接着办理",
		  "C007 comes back from another window and goes on",
		  "C007-نومۇر باشقا كۆزنەكتىن قايتىپ كەلدى، ئىشى داۋاملىشىدۇ" },
		{ ORDER_BOUND, "C007号指定了窗口或人员", "C007 waits for a certain window or clerk",
		  "C007-نومۇر بەلگىلەنگەن كۆزنەك ياكى خىزمەتچىنى كۈتىدۇ" },
		{ ORDER_OTHER_SERVICE, "C007号在同一窗口办其他业务，排队更早（09:30）",
		  "C007 came earlier (09:30) for another service of the same windows",
		  "C007-نومۇر شۇ كۆزنەكتە باشقا ئىش بېجىرىدۇ، بالدۇرراق كەلگەن (09:30)" },
	};
	open_with_two_tickets();
	CHECK(sizeof rows / sizeof rows[0] == ORDER_REASON_COUNT);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CHECK_TEXT(why(rows[i].reason, MESSAGE_ZH), rows[i].zh);
		CHECK_TEXT(why(rows[i].reason, MESSAGE_EN), rows[i].en);
		CHECK_TEXT(why(rows[i].reason, MESSAGE_UG), rows[i].ug);
	}
	CHECK_TEXT(why(ORDER_REASON_COUNT, MESSAGE_ZH), "");
	world_close(&world);
}

static void every_place_is_a_sentence_in_three_languages(void)
{
	static const struct {
		enum order_place place;
		const char *zh, *en, *ug;
	} rows[] = {
		{ PLACE_ARRIVAL, "您按取号时间09:30排队",
		  "Your place is by the time of your number, 09:30",
		  "ئورنىڭىز نومۇر ئالغان ۋاقىت بويىچە: 09:30" },
		{ PLACE_APPOINTMENT, "您按预约时间10:00排队",
		  "Your place is by your appointment, 10:00",
		  "ئورنىڭىز بەلگىلەنگەن ۋاقىت بويىچە: 10:00" },
		{ PLACE_LATE, "已过预约时间，您按签到时间09:30排队",
		  "You came after your appointment: your place is by your check-in, 09:30",
		  "بەلگىلەنگەن ۋاقىت ئۆتتى، ئورنىڭىز كەلگەن ۋاقىت بويىچە: 09:30" },
		{ PLACE_PRIORITY, "您的号优先办理", "You have priority",
		  "نومۇرىڭىز ئالدىن بېجىرىلىدۇ" },
		{ PLACE_GRANTED, "您的号优先办理", "You have priority",
		  "نومۇرىڭىز ئالدىن بېجىرىلىدۇ" },
		{ PLACE_FRONT, "您由其他窗口转回，接着办理",
		  "You come back from another window and go on",
		  "باشقا كۆزنەكتىن قايتىپ كەلدىڭىز، ئىشىڭىز داۋاملىشىدۇ" },
		{ PLACE_TRANSFER, "您由其他窗口转来，按时间10:00排队",
		  "You were sent on from another window: your place is by the time 10:00",
		  "باشقا كۆزنەكتىن كەلدىڭىز، ئورنىڭىز ۋاقىت بويىچە: 10:00" },
		{ PLACE_POSTPONED, "您的号已推后", "Your number was put off",
		  "نومۇرىڭىز كېچىكتۈرۈلدى" },
		{ PLACE_NO_SHOW, "您的号过号后恢复，已后移",
		  "Your number missed its call and was moved back",
		  "نومۇرىڭىز چاقىرىلغاندا كەلمىگەن، كەينىگە سۈرۈلدى" },
		{ PLACE_WINDOW, "您的号等候06号窗口", "Your number waits for window 06",
		  "نومۇرىڭىز 06-كۆزنەكنى كۈتىدۇ" },
		{ PLACE_AGENT, "您的号等候指定的工作人员", "Your number waits for a certain clerk",
		  "نومۇرىڭىز بەلگىلەنگەن خىزمەتچىنى كۈتىدۇ" },
	};
	open_with_two_tickets();
	world.state->tickets[2].place_us = world.now_us + 30LL * 60 * 1000000;
	world.state->tickets[2].to_window = 2;
	CHECK(sizeof rows / sizeof rows[0] == PLACE_COUNT);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		CHECK_TEXT(where(rows[i].place, MESSAGE_ZH), rows[i].zh);
		CHECK_TEXT(where(rows[i].place, MESSAGE_EN), rows[i].en);
		CHECK_TEXT(where(rows[i].place, MESSAGE_UG), rows[i].ug);
	}
	world.state->tickets[2].not_before_us = world.now_us + 5LL * 60 * 1000000;
	CHECK_TEXT(where(PLACE_NO_SHOW, MESSAGE_ZH), "您的号过号后恢复，已后移，最早09:35叫号");
	CHECK_TEXT(where(PLACE_POSTPONED, MESSAGE_EN),
		   "Your number was put off. Called at 09:35 at the earliest");
	CHECK_TEXT(where(PLACE_POSTPONED, MESSAGE_UG),
		   "نومۇرىڭىز كېچىكتۈرۈلدى، ئەڭ بالدۇر 09:35 چاقىرىلىدۇ");
	for (size_t size = 1; size < 60; size++)
		CHECK(announce_position(world.state, 2, PLACE_NO_SHOW, MESSAGE_ZH, text, size) <
		      size);
	world_close(&world);
}

int main(void)
{
	every_reason_is_a_sentence_in_three_languages();
	every_place_is_a_sentence_in_three_languages();
	return check_result();
}
