/* Every event in a sentence, in three languages: firmware/announce/announce_event.c. The expected
 * sentences are written by hand. */
#include "announce.h"
#include "check.h"
#include "core_world.h"

static struct world world;

static const char *told(const struct record *record, enum message_language language)
{
	static char text[ANNOUNCE_PHRASE_MAX];
	size_t length = announce_event(world.state, record, language, text, sizeof text);
	CHECK(length == strlen(text));
	return text;
}

struct row {
	struct record record;
	const char *zh, *en, *ug;
};

static void check_rows(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		CHECK_TEXT(told(&rows[i].record, MESSAGE_ZH), rows[i].zh);
		CHECK_TEXT(told(&rows[i].record, MESSAGE_EN), rows[i].en);
		CHECK_TEXT(told(&rows[i].record, MESSAGE_UG), rows[i].ug);
	}
}

#define ROWS(rows) check_rows(rows, sizeof(rows) / sizeof(rows)[0])

/* Monday 2026-11-23 10:30 in the test hall. */
static int64_t half_past_ten(void)
{
	return world.now_us + 3600LL * 1000000;
}

static void open_with_two_tickets(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	world_issue(&world, "PS1");
	strcpy(world.state->tickets[2].number, "C012");
	struct hall *hall = &world.state->hall;
	strcpy(hall->zones[1].name_en, "Police");
	strcpy(hall->zones[1].name_ug, "ج خ رايونى");
	strcpy(hall->services[2].name_en, "Exit and entry");
	strcpy(hall->services[2].name_ug, "پاسپورت");
}

static void calls_say_where_to_go(void)
{
	open_with_two_tickets();
	const struct row rows[] = {
		{ { .kind = RECORD_TICKET_CALLED, .ticket = 2, .window = "06" },
		  "请C012号到1楼 公安服务办理区06号窗口办理",
		  "C012, please go to window 06: Floor 1, Police",
		  "C012-نومۇر، 06-كۆزنەككە كېلىڭ: 1-قەۋەت، ج خ رايونى" },
		{ { .kind = RECORD_TICKET_RECALLED, .ticket = 2, .window = "06" },
		  "再次呼叫：请C012号到06号窗口办理",
		  "Called again: C012, please go to window 06",
		  "قايتا چاقىرىش: C012-نومۇر، 06-كۆزنەككە كېلىڭ" },
		{ { .kind = RECORD_LEG_BEGUN,
		    .ticket = 2,
		    .service = "PS1",
		    .reason_code = LEG_TRANSFER },
		  "C012号下一步：公安出入境。请到1楼 公安服务办理区等候，无需重新取号",
		  "C012, next: Exit and entry. Please wait at Floor 1, Police; keep your number",
		  "C012-نومۇر، كېيىنكىسى: پاسپورت. كۈتۈش ئورنى: 1-قەۋەت، ج خ رايونى. قايتا نومۇر "
		  "ئالماڭ" },
		{ { .kind = RECORD_LEG_BEGUN, .ticket = 2, .service = "PS1", .to_window = "07" },
		  "C012号下一步到07号窗口，请等候叫号，无需重新取号",
		  "C012, next: window 07. Please wait for your call; keep your number",
		  "C012-نومۇر، كېيىنكىسى: 07-كۆزنەك. چاقىرىشنى كۈتۈڭ، قايتا نومۇر ئالماڭ" },
		{ { .kind = RECORD_PAPERS_SENT, .ticket = 2, .window = "06" },
		  "C012号的材料正在内部办理，请等候叫号",
		  "The papers of C012 are being worked on. Please wait for your call",
		  "C012-نومۇرنىڭ ماتېرىيالى بېجىرىلىۋاتىدۇ، چاقىرىشنى كۈتۈڭ" },
	};
	ROWS(rows);
	world.state->hall.windows[2].role = ROLE_DELIVER;
	const struct row deliver[] = {
		{ { .kind = RECORD_TICKET_CALLED, .ticket = 2, .window = "06" },
		  "请C012号到06号窗口取件",
		  "C012, please collect your papers at window 06",
		  "C012-نومۇر، 06-كۆزنەكتىن ھۆججىتىڭىزنى ئېلىڭ" },
	};
	ROWS(deliver);
	world_close(&world);
}

static void who_is_held_missed_or_put_off_knows_what_to_do(void)
{
	open_with_two_tickets();
	const struct row rows[] = {
		{ { .kind = RECORD_SERVICE_HELD,
		    .ticket = 2,
		    .window = "06",
		    .reason_code = HOLD_SAME },
		  "C012号已保留，办好后请回06号窗口",
		  "C012 is kept. When ready, come back to window 06",
		  "C012-نومۇر ساقلاندى. تەييار بولغاندا 06-كۆزنەككە قايتىپ كېلىڭ" },
		{ { .kind = RECORD_SERVICE_HELD, .ticket = 2, .window = "06" },
		  "C012号已保留，办好后请回1楼 公安服务办理区，任一窗口可继续办理",
		  "C012 is kept. When ready, come back to Floor 1, Police: any window will do",
		  "C012-نومۇر ساقلاندى. تەييار بولغاندا قايتىپ كېلىڭ: 1-قەۋەت، ج خ رايونى. "
		  "ھەرقايسى كۆزنەك بولىدۇ" },
		{ { .kind = RECORD_TICKET_NO_SHOW, .ticket = 2, .window = "06" },
		  "C012号已过号，请到取号机或咨询导办台",
		  "C012 was called and missed. Please go to a kiosk or the service desk",
		  "C012-نومۇر چاقىرىلدى، ئەمما كەلمىدى. نومۇر ماشىنىسىغا ياكى مەسلىھەت ئورنىغا "
		  "بېرىڭ" },
		{ { .kind = RECORD_TICKET_REQUEUED,
		    .ticket = 2,
		    .value = 3,
		    .time_us = world.now_us,
		    .until_us = world.now_us + 5LL * 60 * 1000000 },
		  "C012号已恢复排队：前面还有1人，至少5分钟后叫号",
		  "C012 is back in the queue: 1 ahead, called after 5 minutes at the earliest",
		  "C012-نومۇر قايتا ئۆچىرەتكە تۇردى: ئالدىدا 1 ئادەم بار، ئەڭ بالدۇر 5 مىنۇتتىن "
		  "كېيىن" },
		{ { .kind = RECORD_TICKET_REQUEUED, .ticket = 2, .time_us = world.now_us },
		  "C012号已恢复排队：前面还有1人",
		  "C012 is back in the queue: 1 ahead",
		  "C012-نومۇر قايتا ئۆچىرەتكە تۇردى: ئالدىدا 1 ئادەم بار" },
		{ { .kind = RECORD_TICKET_VOIDED, .ticket = 2 },
		  "C012号已作废，如需办理请重新取号",
		  "C012 is no longer valid. Please take a new number",
		  "C012-نومۇر بىكار قىلىندى، قايتا نومۇر ئېلىڭ" },
		{ { .kind = RECORD_TICKET_POSTPONED, .ticket = 2, .until_us = half_past_ten() },
		  "C012号已推后，10:30之后叫号",
		  "C012 is put off. It is called after 10:30",
		  "C012-نومۇر كېچىكتۈرۈلدى، ئەڭ بالدۇر 10:30 چاقىرىلىدۇ" },
		{ { .kind = RECORD_TICKET_CANCELLED, .ticket = 2 },
		  "C012号已退号",
		  "C012 is cancelled",
		  "C012-نومۇر قايتۇرۇلدى" },
		{ { .kind = RECORD_TICKET_EXPIRED, .ticket = 2 },
		  "C012号已过期，如需办理请重新取号",
		  "C012 has expired. Please take a new number",
		  "C012-نومۇرنىڭ ۋاقتى ئۆتتى، قايتا نومۇر ئېلىڭ" },
		{ { .kind = RECORD_TICKET_CLASSED, .ticket = 2, .class_id = "elder60" },
		  "C012号优先办理",
		  "C012 has priority",
		  "C012-نومۇر ئالدىن بېجىرىلىدۇ" },
	};
	ROWS(rows);
	world.state->hall.no_show_mode = NO_SHOW_KEEP;
	world.state->hall.keep_min = 20;
	const struct row kept[] = {
		{ { .kind = RECORD_TICKET_NO_SHOW, .ticket = 2, .window = "06" },
		  "C012号已过号，保留20分钟，请尽快到06号窗口",
		  "C012 was missed. It is kept for 20 minutes: go to window 06",
		  "C012-نومۇر 20 مىنۇت ساقلىنىدۇ، تېز 06-كۆزنەككە كېلىڭ" },
	};
	ROWS(kept);
	world.state->hall.no_show_mode = NO_SHOW_VOID;
	const struct row missed = { { .kind = RECORD_TICKET_NO_SHOW, .ticket = 2 },
				    "C012号已作废，如需办理请重新取号",
				    "C012 is no longer valid. Please take a new number",
				    "C012-نومۇر بىكار قىلىندى، قايتا نومۇر ئېلىڭ" };
	check_rows(&missed, 1);
	world_close(&world);
}

static void windows_and_the_hall_say_how_it_goes_on(void)
{
	open_with_two_tickets();
	const struct row rows[] = {
		{ { .kind = RECORD_WINDOW_PAUSED, .window = "06" },
		  "06号窗口暂停服务",
		  "Window 06 is paused",
		  "06-كۆزنەك ۋاقىتلىق توختىدى" },
		{ { .kind = RECORD_WINDOW_PAUSED, .window = "06", .reason = "meal" },
		  "06号窗口暂停服务：用餐",
		  "Window 06 is paused: Meal break",
		  "06-كۆزنەك ۋاقىتلىق توختىدى: تاماق ۋاقتى" },
		{ { .kind = RECORD_WINDOW_RESUMED, .window = "06" },
		  "06号窗口恢复服务",
		  "Window 06 is open again",
		  "06-كۆزنەك قايتا ئېچىلدى" },
		{ { .kind = RECORD_WINDOW_CLOSED, .window = "06" },
		  "06号窗口已停止服务",
		  "Window 06 is closed",
		  "06-كۆزنەك تاقالدى" },
		{ { .kind = RECORD_WINDOW_EXTENDED, .window = "06", .until_us = half_past_ten() },
		  "06号窗口延时服务到10:30",
		  "Window 06 stays open until 10:30",
		  "06-كۆزنەكنىڭ ۋاقتى ئۇزارتىلدى، تاقىلىش ۋاقتى: 10:30" },
		{ { .kind = RECORD_ANNOUNCED, .level = ANNOUNCE_INFO, .text = "停车场已满" },
		  "通知：停车场已满",
		  "Notice: 停车场已满",
		  "ئۇقتۇرۇش: 停车场已满" },
		{ { .kind = RECORD_ANNOUNCED,
		    .level = ANNOUNCE_URGENT,
		    .text = "系统故障",
		    .until_us = half_past_ten() },
		  "通知（至10:30）：系统故障",
		  "Notice (until 10:30): 系统故障",
		  "ئۇقتۇرۇش (ئاخىرلىشىشى 10:30): 系统故障" },
		{ { .kind = RECORD_ANNOUNCED, .level = ANNOUNCE_EVACUATE },
		  "请注意：请保持冷静，立即有序撤离",
		  "Attention: please stay calm and leave the building now",
		  "دىققەت: تەمكىن بولۇپ، بىنادىن دەرھال چىقىڭ" },
		{ { .kind = RECORD_ANNOUNCEMENT_ENDED, .level = ANNOUNCE_EVACUATE },
		  "警报已解除，叫号继续，号码有效",
		  "The alarm is over. Calling goes on; your number is valid",
		  "ئاگاھلاندۇرۇش ئاخىرلاشتى، چاقىرىش داۋاملىشىدۇ، نومۇر كۈچكە ئىگە" },
		{ { .kind = RECORD_WARNING_RAISED, .warning_kind = WARNING_HELP, .kiosk = "K1" },
		  "工作人员马上过来，请稍候",
		  "Staff are on their way, please wait",
		  "خىزمەتچى كېلىۋاتىدۇ، سەل كۈتۈڭ" },
		{ { .kind = RECORD_SERVICE_FINISHED, .ticket = 2, .window = "06" },
		  "请您评价本次服务",
		  "Please rate this service",
		  "مۇلازىمەتكە باھا بېرىڭ" },
		{ { .kind = RECORD_RATING_GIVEN, .ticket = 2, .level = 5 },
		  "谢谢您的评价",
		  "Thank you for your rating",
		  "باھايىڭىزغا رەھمەت" },
	};
	ROWS(rows);
	world_close(&world);
}

static void who_booked_knows_when(void)
{
	open_with_two_tickets();
	const struct row rows[] = {
		{ { .kind = RECORD_BOOKED, .booking = "1234567", .slot_us = half_past_ten() },
		  "已预约2026-11-23 10:30，预约码1234567",
		  "Booked for 2026-11-23 10:30, code 1234567",
		  "تىزىملاندى: " MESSAGE_LEFT_TO_RIGHT "2026-11-23 10:30، كودى 1234567" },
		{ { .kind = RECORD_BOOKING_MOVED,
		    .booking = "1234567",
		    .slot_us = half_past_ten() },
		  "预约1234567已改到2026-11-23 10:30",
		  "Booking 1234567 was moved to 2026-11-23 10:30",
		  "تىزىملاش 1234567 نىڭ ۋاقتى ئۆزگەردى: " MESSAGE_LEFT_TO_RIGHT
		  "2026-11-23 10:30" },
		{ { .kind = RECORD_BOOKING_CANCELLED, .booking = "1234567" },
		  "预约1234567已取消",
		  "Booking 1234567 is cancelled",
		  "تىزىملاش 1234567 بىكار قىلىندى" },
		{ { .kind = RECORD_TICKET_ISSUED,
		    .ticket = 2,
		    .booking = "1234567",
		    .place_us = half_past_ten() },
		  "签到成功：C012号，按预约时间10:30叫号，无需再排队",
		  "Checked in: C012. You are called by your appointment, 10:30",
		  "تىزىملاندى: C012-نومۇر. بەلگىلەنگەن ۋاقىت بويىچە چاقىرىلىدۇ: 10:30" },
	};
	ROWS(rows);
	world.state->tickets[2].late = true;
	const struct row late = {
		{ .kind = RECORD_TICKET_ISSUED, .ticket = 2, .booking = "1234567" },
		"已过预约时间，C012号按普通号排队",
		"The appointment's time is over: C012 waits in the common queue",
		"بەلگىلەنگەن ۋاقىت ئۆتتى، C012-نومۇر ئادەتتىكى ئۆچىرەتتە كۈتىدۇ"
	};
	check_rows(&late, 1);
	world_close(&world);
}

static void the_heads_up_names_the_place(void)
{
	open_with_two_tickets();
	const struct row row = {
		{ .kind = RECORD_TICKET_HEADS_UP, .ticket = 2, .value = 3 },
		"C012号：您前面还有3人，请到1楼 公安服务办理区等候",
		"C012: 3 ahead of you. Please wait at Floor 1, Police",
		"C012-نومۇر: ئالدىڭىزدا 3 ئادەم بار. كۈتۈش ئورنى: 1-قەۋەت، ج خ رايونى"
	};
	check_rows(&row, 1);
	world_close(&world);
}

static void what_is_nobodys_business_is_not_told(void)
{
	open_with_two_tickets();
	static const enum record_kind quiet[] = {
		RECORD_NONE,	     RECORD_HALL_LOADED,     RECORD_DAY_OPENED,
		RECORD_WINDOW_ARMED, RECORD_PRINTED,	     RECORD_KEYPAD_READ,
		RECORD_STEP_UNDONE,  RECORD_FOLLOWUP_OPENED, RECORD_PERSON_BANNED,
	};
	for (size_t i = 0; i < sizeof quiet / sizeof quiet[0]; i++) {
		const struct record record = { .kind = (uint16_t)quiet[i], .ticket = 2 };
		CHECK_TEXT(told(&record, MESSAGE_ZH), "");
	}
	struct record record = { .kind = RECORD_TICKET_CALLED, .ticket = 99, .window = "06" };
	CHECK_TEXT(told(&record, MESSAGE_ZH), ""); /* a ticket that is not there */
	record.ticket = 2;
	strcpy(record.window, "77");
	CHECK_TEXT(told(&record, MESSAGE_ZH), ""); /* a window that a reload removed */
	world.state->tickets[2].parent = 1;	   /* a paper: nobody is called for it */
	strcpy(record.window, "06");
	CHECK_TEXT(told(&record, MESSAGE_ZH), "");
	world_close(&world);
}

int main(void)
{
	calls_say_where_to_go();
	who_is_held_missed_or_put_off_knows_what_to_do();
	windows_and_the_hall_say_how_it_goes_on();
	who_booked_knows_when();
	the_heads_up_names_the_place();
	what_is_nobodys_business_is_not_told();
	return check_result();
}
