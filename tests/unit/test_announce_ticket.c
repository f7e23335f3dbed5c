/* The ticket as printed: firmware/announce/announce_ticket.c, announce_wrap.c, announce_places.c.
 */
#include "announce_places.h"
#include "announce_wrap.h"
#include "check.h"
#include "core_world.h"

static struct world world;
static const struct announce_item *item;
static unsigned columns = 32;

static const char *paper(uint32_t ticket)
{
	static struct announce_ticket printed;
	static char text[ANNOUNCE_LINES_MAX * (ANNOUNCE_LINE_MAX + 8)];
	announce_ticket(world.state, ticket, item, columns, &printed);
	text[0] = 0;
	for (unsigned i = 0; i < printed.line_count; i++) {
		const struct announce_line *line = &printed.lines[i];
		char prefix[8] = { (char)('0' + line->size), " lcr"[line->align],
				   line -> bold ? 'b' : ' ', line->rule ? '-' : ' ', 0 };
		CHECK(announce_cells(line->text) * line->size <= columns);
		strcat(text, prefix);
		strcat(text, line->text);
		strcat(text, "\n");
	}
	return strcat(text, printed.qr);
}

static bool says(uint32_t ticket, const char *words)
{
	return strstr(paper(ticket), words) != NULL;
}

static void a_ticket_says_what_to_do(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	world_issue(&world, "PS1");
	for (unsigned i = 0; i < TICKET_ID_BYTES; i++)
		world.state->tickets[2].id[i] = (uint8_t)(i * 17);
	strcpy(world.state->hall.services[2].department, "市公安局");
	CHECK_TEXT(paper(2), "2cb 示范政务大厅\n"
			     "1l -\n"
			     "1c  1楼 公安服务办理区\n"
			     "1c  06号窗口\n"
			     "1c  市公安局\n"
			     "2c  公安出入境\n"
			     "4cb C002\n"
			     "1c  您前面还有1人等候\n"
			     "1c  预计等候 5-15 分钟\n"
			     "1c  2026-11-23 09:30\n"
			     "1l -\n"
			     "1l  请在等候区等候，留意叫号和显示屏\n"
			     "1l  午休12:00-13:00，号码保留\n"
			     "1l  今日办理至17:00\n"
			     "1l  过号后请到取号机或咨询导办台恢复\n"
			     "1l  排队：后移3人，至少5分钟后叫号\n"
			     "1l  咨询投诉电话：0731-12345\n"
			     "1c  扫码查看排队情况\n"
			     "jiaohao:00112233445566778899aabbccddeeff");
	world_close(&world);
}

static void a_ticket_is_in_its_own_language_and_then_in_the_halls_others(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	world_issue(&world, "PS1");
	struct hall *hall = &world.state->hall;
	memset(world.state->tickets[2].id, 0xab, TICKET_ID_BYTES);
	strcpy(world.state->tickets[2].language, "ug");
	strcpy(hall->languages[0], "zh-CN");
	strcpy(hall->languages[1], "ug-CN");
	strcpy(hall->name_ug, "مۇلازىمەت زالى");
	strcpy(hall->zones[1].name_ug, "ج خ رايونى");
	strcpy(hall->services[2].name_ug, "پاسپورت");
	CHECK_TEXT(paper(2), "2cb مۇلازىمەت زالى\n"
			     "1l -\n"
			     "1c  1-قەۋەت، ج خ رايونى\n"
			     "1c  كۆزنەك: 06\n"
			     "2c  پاسپورت\n"
			     "4cb C002\n"
			     "1c  ئالدىڭىزدا 1 ئادەم بار\n"
			     "1c  كۈتۈش ۋاقتى: ئەڭ ئاز 5، ئەڭ كۆپ\n"
			     "1c  15 مىنۇت\n"
			     "1c  2026-11-23 09:30\n"
			     "1l -\n"
			     "1r  كۈتۈش رايونىدا كۈتۈڭ، چاقىرىش ۋە\n"
			     "1r  ئېكرانغا دىققەت قىلىڭ\n"
			     "1r  چۈشلۈك دەم ئېلىش 12:00، ئىش\n"
			     "1r  باشلىنىشى 13:00، نومۇر ساقلىنىدۇ\n"
			     "1r  بۈگۈن تاقىلىش ۋاقتى: 17:00\n"
			     "1r  چاقىرىلغاندا كەلمىسىڭىز نومۇر\n"
			     "1r  ماشىنىسىغا ياكى مەسلىھەت ئورنىغا\n"
			     "1r  بېرىڭ: 3 ئورۇن كەينىگە، ئەڭ\n"
			     "1r  بالدۇر 5 مىنۇتتىن كېيىن\n"
			     "1r  تېلېفون: " MESSAGE_LEFT_TO_RIGHT "0731-12345\n"
			     "1l -\n"
			     "1c  公安出入境\n"
			     "1c  1楼 公安服务办理区\n"
			     "1c  06号窗口\n"
			     "1c  您前面还有1人等候\n"
			     "1c  预计等候 5-15 分钟\n"
			     "1l  请在等候区等候，留意叫号和显示屏\n"
			     "1l  过号后请到取号机或咨询导办台恢复\n"
			     "1l  排队：后移3人，至少5分钟后叫号\n"
			     "1c  سىكانىرلاپ ئۆچىرەتنى كۆرۈڭ\n"
			     "jiaohao:abababababababababababababababab");
	world_close(&world);
}

static void english_names_what_the_hall_has_in_english(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	world_issue(&world, "PS1");
	strcpy(world.state->tickets[1].language, "en");
	strcpy(world.state->tickets[2].language, "en");
	strcpy(world.state->hall.services[2].name_en, "Exit and entry");
	CHECK(says(1, "1c  Floor 1, 公安服务办理区\n1c  Window 06\n2c  Exit and entry\n"));
	CHECK(says(2, "1c  People ahead of you: 1\n1c  Expected wait 5-15 min\n"));
	CHECK(says(1, "1l  Lunch break 12:00-13:00; your\n1l  number is kept\n"));
	CHECK(says(1, "1l  Help desk: 0731-12345\n"));
	CHECK(says(1, "1c  公安出入境\n")); /* the staff read Chinese */
	world_close(&world);
}

static void a_ticket_printed_again_later_says_no_wait_that_is_over(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	CHECK(says(1, "您前面还有0人等候\n"));
	world_window(&world, COMMAND_NEXT, "06");
	CHECK(!says(1, "您前面还有") && !says(1, "预计等候"));
	CHECK(says(1, "C001"));
	world_close(&world);
}

static void long_names_and_missing_ones_still_make_a_ticket(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	struct hall *hall = &world.state->hall;
	strcpy(hall->name, "某某市政务服务和数据管理局便民服务中心");
	hall->phone[0] = 0;
	hall->zones[1].floor = -1;
	CHECK(strstr(paper(1), "1cb 某某市政务服务和数据管理局便民服\n1cb 务中心\n") == paper(1));
	CHECK(says(1, "1c  地下1楼 公安服务办理区\n"));
	CHECK(!says(1, "电话"));
	hall->zones[1].floor = 0;
	CHECK(says(1, "1c  公安服务办理区\n"));
	memset(&hall->calendar, 0, sizeof hall->calendar);
	CHECK(!says(1, "午休") && !says(1, "今日办理"));
	world_close(&world);
}

static void priority_is_said_and_never_why(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	struct hall *hall = &world.state->hall;
	hall->classes[hall->class_count++] =
		(struct hall_class){ .id = "elder60", .name = "老年人", .proof = "老年优待证" };
	CHECK(!says(1, "优先"));
	world.state->tickets[1].priority = 0;
	CHECK(says(1, "4cb C001\n1cb 优先办理\n"));
	CHECK(!says(1, "老") && !says(1, "elder"));
	world_close(&world);
}

static void an_appointment_has_its_time(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	struct state *state = world.state;
	state->bookings[state->booking_count++] = (struct booking){
		.code = "1234567", .ticket = 1, .slot_us = world.now_us + 30LL * 60 * 1000000
	};
	strcpy(state->tickets[1].booking, "1234567");
	CHECK(says(1, "1c  预约时间 10:00\n"));
	state->tickets[1].late = true; /* an ordinary ticket now */
	CHECK(!says(1, "预约时间"));
	world_close(&world);
}

static void several_matters_are_named_in_order(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world.state->tickets[1].plan_count = 2;
	world.state->tickets[1].plan[0] = 2;
	world.state->tickets[1].plan[1] = 1;
	CHECK(says(1, "1l  本次办理3项\n1l  1 不动产登记\n1l  2 公安出入境\n1l  3 档案查询\n"));
	world_close(&world);
}

static void papers_to_bring_are_lines(void)
{
	static const char *const needed[] = { "身份证原件及复印件一份",
					      "不动产权证书（原件），共有人同意书" };
	world_open(&world);
	world_issue(&world, "RE1");
	struct announce_item papers = { "房屋转移", "Transfer", "", needed, 2 };
	item = &papers;
	CHECK(says(1, "1l -\n1l  请备好以下材料：\n1l  - 身份证原件及复印件一份\n"
		      "1l  - 不动产权证书（原件），共有人同\n1l  意书\n1c  扫码"));
	item = NULL;
	CHECK(!says(1, "材料"));
	world_close(&world);
}

static void the_halls_own_rule_after_a_missed_call_is_printed(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	struct hall *hall = &world.state->hall;
	hall->requeue_places = 5;
	hall->requeue_min = 8;
	CHECK(says(1, "后移5人，至少8分钟后叫号\n"));
	hall->requeue_max = 0;
	CHECK(says(1, "过号作废，请重新取号\n"));
	hall->no_show_mode = NO_SHOW_KEEP;
	hall->keep_min = 20;
	CHECK(says(1, "过号后保留20分钟，请尽快到叫号窗\n1l  口\n"));
	hall->no_show_mode = NO_SHOW_VOID;
	CHECK(says(1, "过号作废，请重新取号\n"));
	world_close(&world);
}

static void a_silent_zone_is_told_on_the_ticket(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	struct hall *hall = &world.state->hall;
	CHECK(!says(1, "广播"));
	hall->silent = true;
	CHECK(says(1, "1l  本区不广播叫号，请看显示屏\n"));
	hall->voice_on_request = true;
	world.state->tickets[1].voice = true;
	CHECK(says(1, "1l  您的号码将语音叫号\n") && !says(1, "广播"));
	world.state->tickets[1].voice = false;
	hall->zones[1].silent = CHOICE_NO;
	CHECK(!says(1, "广播"));
	world_close(&world);
}

static void needed_papers_push_nothing_off_the_ticket(void)
{
	const char *needed[48];
	for (unsigned i = 0; i < 48; i++)
		needed[i] = "不动产权证书（原件），共有人同意书";
	struct announce_item papers = { "房屋转移", "", "", needed, 48 };
	world_open(&world);
	world_issue(&world, "RE1");
	strcpy(world.state->hall.languages[1], "en");
	strcpy(world.state->hall.languages[2], "ug");
	item = &papers;
	CHECK(says(1, "\n1l  共48份，其余请看办事指南\n1l -\n"));
	CHECK(says(1, "If you miss") && says(1, "扫码") && says(1, "ماشىنىسىغا"));
	papers.material_count = 2;
	CHECK(!says(1, "共2份"));
	item = NULL;
	world_close(&world);
}

/* --- layouts of the hall's own --- */

static struct ticket_block *block(enum ticket_block_kind kind)
{
	struct ticket_layout *layout = &world.state->hall.ticket;
	struct ticket_block *added = &layout->blocks[layout->block_count++];
	*added = (struct ticket_block){ .kind = (uint8_t)kind };
	return added;
}

static void a_hall_lays_out_its_own_ticket(void)
{
	struct announce_item papers = { "房屋转移", "Transfer", "", NULL, 0 };
	world_open(&world);
	world_issue(&world, "RE1");
	memset(world.state->tickets[1].id, 0xab, TICKET_ID_BYTES);
	strcpy(world.state->hall.name_en, "Model Hall");
	strcpy(world.state->hall.address, "示范路1号");
	block(BLOCK_HALL)->align = ALIGN_RIGHT;
	struct ticket_block *english = block(BLOCK_HALL);
	strcpy(english->language, "en");
	english->size = 1;
	english->bold = CHOICE_NO;
	block(BLOCK_ADDRESS);
	block(BLOCK_ZONE);
	block(BLOCK_NUMBER)->size = 8;
	block(BLOCK_ITEM);
	block(BLOCK_SPACE);
	block(BLOCK_RULE);
	item = &papers;
	CHECK_TEXT(paper(1), "2rb 示范政务大厅\n"
			     "1c  Model Hall\n"
			     "1c  示范路1号\n"
			     "1c  不动产登记办理区\n"
			     "8cb A001\n"
			     "1l  办理事项：房屋转移\n"
			     "1l  \n"
			     "1l -\n"); /* and no QR */
	item = NULL;
	CHECK(!says(1, "事项"));
	strcpy(world.state->tickets[1].number, "AB00001"); /* too long for eight times */
	CHECK(says(1, "4cb AB00001\n"));
	columns = 48;
	CHECK(says(1, "6cb AB00001\n"));
	block(BLOCK_NUMBER);
	strcpy(world.state->tickets[1].number, "A001");
	CHECK(says(1, "\n6cb A001\n")); /* wider paper, larger number */
	columns = 32;
	world_close(&world);
}

static void notes_are_for_whom_they_mean(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world_issue(&world, "PS1");
	struct hall *hall = &world.state->hall;
	struct ticket_note *note = &hall->ticket.notes[hall->ticket.note_count++];
	strcpy(note->text.zh, "请先拍照");
	strcpy(note->text.en, "Photo first");
	strcpy(note->services[note->service_count++], "PS1");
	struct ticket_block *printed = block(BLOCK_NOTE);
	CHECK_TEXT(paper(1), "");
	CHECK_TEXT(paper(2), "1l  请先拍照\n");
	strcpy(world.state->tickets[2].language, "en");
	CHECK_TEXT(paper(2), "1l  Photo first\n");
	strcpy(world.state->tickets[2].language, "ug");
	CHECK_TEXT(paper(2), "1l  请先拍照\n"); /* no Uyghur: from left to right */
	printed->when = WHEN_PRIORITY;
	CHECK_TEXT(paper(2), "");
	hall->classes[hall->class_count++] = (struct hall_class){ .id = "elder60" };
	world.state->tickets[2].priority = 0;
	CHECK_TEXT(paper(2), "1l  请先拍照\n");
	world_close(&world);
}

static void blocks_know_their_tickets(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	struct state *state = world.state;
	struct ticket *ticket = &state->tickets[1];
	struct ticket_block *printed = block(BLOCK_NUMBER);
	printed->when = WHEN_APPOINTMENT;
	CHECK_TEXT(paper(1), "");
	state->bookings[state->booking_count++] =
		(struct booking){ .code = "1234567", .ticket = 1, .slot_us = world.now_us };
	strcpy(ticket->booking, "1234567");
	CHECK_TEXT(paper(1), "4cb A001\n");
	printed->when = WHEN_SEVERAL;
	CHECK_TEXT(paper(1), "");
	ticket->plan_count = 1;
	CHECK_TEXT(paper(1), "4cb A001\n");
	printed->when = WHEN_ONE_WINDOW;
	CHECK_TEXT(paper(1), "");
	ticket->to_window = 1;
	CHECK_TEXT(paper(1), "4cb A001\n");
	printed->when = WHEN_ELSEWHERE;
	CHECK_TEXT(paper(1), "");
	state->hall.kiosks[state->hall.kiosk_count++] = (struct hall_kiosk){ "K1", 2 };
	strcpy(ticket->kiosk, "K1");
	CHECK_TEXT(paper(1), "4cb A001\n");
	state->hall.kiosks[0].floor = 1;
	CHECK_TEXT(paper(1), "");
	world_close(&world);
}

static void the_short_form_is_the_halls_own_too(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	struct hall *hall = &world.state->hall;
	strcpy(hall->languages[1], "en");
	block(BLOCK_LOGO);
	block(BLOCK_NUMBER);
	block(BLOCK_LANGUAGES);
	hall->ticket.shorts[hall->ticket.short_count++] =
		(struct ticket_block){ .kind = BLOCK_WINDOWS };
	CHECK_TEXT(paper(1), "4cb A001\n1l -\n1c  Window 01-02\n");
	world_close(&world);
}

static void a_picture_is_printed_where_the_layout_has_it(void)
{
	static struct announce_ticket printed;
	world_open(&world);
	world_issue(&world, "RE1");
	announce_ticket(world.state, 1, NULL, columns, &printed);
	CHECK(!printed.logo);
	strcpy(world.state->hall.ticket.logo, "logo.png");
	announce_ticket(world.state, 1, NULL, columns, &printed);
	CHECK(printed.logo); /* on top of our layout */
	block(BLOCK_NUMBER);
	announce_ticket(world.state, 1, NULL, columns, &printed);
	CHECK(!printed.logo);
	block(BLOCK_LOGO);
	announce_ticket(world.state, 1, NULL, columns, &printed);
	CHECK(printed.logo && strcmp(printed.lines[0].language, "zh") == 0);
	world_close(&world);
}

static const char *windows(void)
{
	static char text[16];
	announce_windows(&world.state->hall, 0, text, sizeof text);
	return text;
}

static void windows_are_told_as_ranges(void)
{
	static const char *const many[] = { "01", "02", "03", "05", "A1", "A2", "98", "99", "100" };
	world_open(&world);
	struct hall *hall = &world.state->hall;
	CHECK_TEXT(windows(), "01-02");
	hall->window_count = 0;
	CHECK_TEXT(windows(), "");
	for (unsigned i = 0; i < 4; i++) {
		struct hall_window *window = &hall->windows[hall->window_count++];
		memset(window, 0, sizeof *window);
		strcpy(window->no, many[i]);
		strcpy(window->services[window->service_count++], "RE1");
	}
	CHECK_TEXT(windows(), "01-03,05");
	hall->windows[1].back_office = true;
	CHECK_TEXT(windows(), "01,03,05");
	hall->windows[1].back_office = false;
	hall->windows[1].role = ROLE_REVIEW;
	CHECK_TEXT(windows(), "01,03,05");
	hall->windows[1].role = ROLE_ACCEPT;
	for (unsigned i = 0; i < 3; i++)
		strcpy(hall->windows[i].no, many[6 + i]);
	CHECK_TEXT(windows(), "05,98-100"); /* by number, whatever the file's order */
	for (unsigned i = 0; i < 4; i++)
		strcpy(hall->windows[i].no, many[(i % 2) * 3 + i]);
	CHECK_TEXT(windows(), ""); /* 01, A1, 03, 98: more pieces than help anybody */
	world_close(&world);
}

static void lines_break_where_a_reader_would(void)
{
	static const struct {
		const char *text;
		unsigned cells;
		const char *first;
	} rows[] = {
		{ "please wait here", 11, "please wait" },
		{ "please wait here", 12, "please wait" },
		{ "please wait here", 10, "please" },
		{ "incomprehensible", 8, "incompre" },
		{ "请在等候区等候", 7, "请在等" },
		{ "请在等候，谢谢", 8, "请在等" }, /* a comma does not begin a line */
		{ "电话 0731-12345", 10, "电话" },
		{ "共3人等", 4, "共3" },
		{ "كۈتۈش رايونى", 8, "كۈتۈش" },
		{ "短", 32, "短" },
		{ "宽", 1, "宽" }, /* at least one character, come what may */
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char first[64] = "";
		memcpy(first, rows[i].text, announce_wrap(rows[i].text, rows[i].cells));
		CHECK_TEXT(first, rows[i].first);
	}
}

int main(void)
{
	a_ticket_says_what_to_do();
	a_ticket_is_in_its_own_language_and_then_in_the_halls_others();
	english_names_what_the_hall_has_in_english();
	a_ticket_printed_again_later_says_no_wait_that_is_over();
	long_names_and_missing_ones_still_make_a_ticket();
	priority_is_said_and_never_why();
	an_appointment_has_its_time();
	several_matters_are_named_in_order();
	papers_to_bring_are_lines();
	the_halls_own_rule_after_a_missed_call_is_printed();
	a_silent_zone_is_told_on_the_ticket();
	needed_papers_push_nothing_off_the_ticket();
	a_hall_lays_out_its_own_ticket();
	notes_are_for_whom_they_mean();
	blocks_know_their_tickets();
	the_short_form_is_the_halls_own_too();
	a_picture_is_printed_where_the_layout_has_it();
	windows_are_told_as_ranges();
	lines_break_where_a_reader_would();
	return check_result();
}
