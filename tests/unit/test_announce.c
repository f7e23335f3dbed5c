/* What is said, shown and printed: firmware/announce. */
#include "announce.h"
#include "check.h"
#include "core_world.h"

static struct world world;

static const char *shown(const char *window)
{
	static struct announce_display display;
	announce_display(world.state, state_find_window(world.state, window), &display);
	return display.text;
}

static bool blinks(const char *window)
{
	struct announce_display display;
	announce_display(world.state, state_find_window(world.state, window), &display);
	return display.blink;
}

static void a_display_follows_its_window(void)
{
	world_open(&world);
	CHECK_TEXT(shown("02"), "");
	world_window(&world, COMMAND_WINDOW_OPEN, "02");
	CHECK_TEXT(shown("02"), "不动产登记办理区"); /* 19 cells of names are too many */
	strcpy(world.state->hall.services[0].name, "不动产");
	CHECK_TEXT(shown("02"), "不动产 档案查询");
	CHECK(!blinks("02"));
	world_issue(&world, "RE2");
	world_window(&world, COMMAND_NEXT, "02");
	CHECK_TEXT(shown("02"), "B001");
	CHECK(blinks("02"));
	world_window(&world, COMMAND_START, "02");
	CHECK_TEXT(shown("02"), "B001");
	CHECK(!blinks("02"));
	world_window(&world, COMMAND_WINDOW_PAUSE, "02");
	CHECK_TEXT(shown("02"), "B001"); /* who is in hand goes before the pause */
	world_window(&world, COMMAND_FINISH, "02");
	CHECK_TEXT(shown("02"), "暂停服务");
	world_window(&world, COMMAND_WINDOW_CLOSE, "02");
	CHECK_TEXT(shown("02"), "");
	world_close(&world);
}

static void names_that_do_not_fit_give_way_to_the_zone(void)
{
	world_open(&world);
	for (int i = 0; i < 2; i++) {
		char *name = world.state->hall.services[i].name;
		memset(name, 0, NAME_MAX_BYTES);
		while (strlen(name) + 3 < NAME_MAX_BYTES)
			strcat(name, "办");
	}
	world_window(&world, COMMAND_WINDOW_OPEN, "02");
	struct announce_display display;
	announce_display(world.state, 1, &display);
	CHECK_TEXT(display.text, "不动产登记办理区");
	announce_display(world.state, 0, &display);
	CHECK_TEXT(display.text, "");
	world_close(&world);
}

static const struct announce_speech *spoken(const char *number, const char *window)
{
	static struct announce_speech speech;
	strcpy(world.state->tickets[1].number, number);
	strcpy(world.state->hall.windows[0].no, window);
	announce_speech(world.state, 1, 0, &speech);
	return &speech;
}

static const char *clips(const struct announce_speech *speech)
{
	static char text[ANNOUNCE_CLIPS_MAX * ANNOUNCE_CLIP_NAME_MAX];
	text[0] = 0;
	for (unsigned i = 0; i < speech->clip_count; i++) {
		strcat(text, i ? " " : "");
		strcat(text, speech->clips[i]);
	}
	return text;
}

static void a_call_is_spoken_digit_by_digit_and_the_window_as_a_value(void)
{
	static const struct {
		const char *number, *window, *text, *clips;
	} calls[] = {
		{ "A012", "06", "请A零幺二号，到六号窗口",
		  "qing A 0 yao 2 hao dao 6 hao chuangkou" },
		{ "B1000", "10", "请B幺零零零号，到十号窗口",
		  "qing B yao 0 0 0 hao dao shi hao chuangkou" },
		{ "C001", "12", "请C零零幺号，到十二号窗口",
		  "qing C 0 0 yao hao dao shi 2 hao chuangkou" },
		{ "c001", "1", "请C零零幺号，到一号窗口",
		  "qing C 0 0 yao hao dao 1 hao chuangkou" },
		{ "Z999", "20", "请Z九九九号，到二十号窗口",
		  "qing Z 9 9 9 hao dao 2 shi hao chuangkou" },
		{ "A003", "021", "请A零零三号，到二十一号窗口",
		  "qing A 0 0 3 hao dao 2 shi 1 hao chuangkou" },
		{ "A004", "108", "请A零零四号，到幺零八号窗口",
		  "qing A 0 0 4 hao dao yao 0 8 hao chuangkou" },
		{ "A005", "B3", "请A零零五号，到B三号窗口",
		  "qing A 0 0 5 hao dao B 3 hao chuangkou" },
		{ "A006", "00", "请A零零六号，到零号窗口", "qing A 0 0 6 hao dao 0 hao chuangkou" },
	};
	world_open(&world);
	world_issue(&world, "RE1");
	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		const struct announce_speech *speech = spoken(calls[i].number, calls[i].window);
		CHECK_TEXT(speech->text, calls[i].text);
		CHECK_TEXT(clips(speech), calls[i].clips);
		CHECK_TEXT(speech->language, "zh");
		CHECK(speech->chime);
	}
	world_close(&world);
}

static void the_longest_call_fits(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	const struct announce_speech *speech = spoken("ABC12345678", "ABCDEFGHIJKLMNO");
	CHECK(speech->clip_count == 1 + 11 + 1 + 1 + 15 + 1 + 1);
	CHECK(strstr(speech->text, "号窗口") != NULL);
	world_close(&world);
}

static void a_silent_hall_says_nothing(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world.state->hall.silent = true;
	const struct announce_speech *speech = spoken("A001", "06");
	CHECK(!speech->chime && speech->clip_count == 0);
	CHECK_TEXT(speech->text, "");
	world_close(&world);
}

static void the_clips_have_names_of_their_own_and_readings(void)
{
	const struct announce_clip *clip = announce_clips();
	unsigned count = 0;
	for (; clip->name; clip++, count++) {
		CHECK(clip->text[0] && clip->pinyin[0]);
		CHECK(strlen(clip->name) < ANNOUNCE_CLIP_NAME_MAX);
		for (const struct announce_clip *other = announce_clips(); other < clip; other++)
			CHECK(strcmp(other->name, clip->name) != 0);
	}
	CHECK(count == 6 + 10 + 26);
}

static const char *paper(uint32_t ticket)
{
	static struct announce_ticket printed;
	static char text[ANNOUNCE_LINES_MAX * (ANNOUNCE_LINE_MAX + 8)];
	announce_ticket(world.state, ticket, &printed);
	text[0] = 0;
	for (unsigned i = 0; i < printed.line_count; i++) {
		const struct announce_line *line = &printed.lines[i];
		char prefix[8] = { (char)('0' + line->size), line->centre ? 'c' : ' ',
				   line->bold ? 'b' : ' ', line->rule ? '-' : ' ', 0 };
		strcat(text, prefix);
		strcat(text, line->text);
		strcat(text, "\n");
	}
	return strcat(text, printed.qr);
}

static void a_ticket_says_what_to_do(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	world_issue(&world, "PS1");
	for (unsigned i = 0; i < TICKET_ID_BYTES; i++)
		world.state->tickets[2].id[i] = (uint8_t)(i * 17);
	CHECK_TEXT(paper(2), "2cb 示范政务大厅\n"
			     "1  -\n"
			     "1c  1楼 公安服务办理区\n"
			     "2c  公安出入境\n"
			     "4cb C002\n"
			     "1c  您前面还有1人等候\n"
			     "1c  预计等候 5-15 分钟\n"
			     "1c  2026-11-23 09:30\n"
			     "1  -\n"
			     "1   请在等候区等候，留意叫号和显示屏\n"
			     "1   过号后请到咨询导办台\n"
			     "1   咨询投诉电话：0731-12345\n"
			     "jiaohao:00112233445566778899aabbccddeeff");
	world_close(&world);
}

static void a_ticket_printed_again_later_says_no_wait_that_is_over(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	CHECK(strstr(paper(1), "您前面还有0人等候\n1c  2026") != NULL);
	world_window(&world, COMMAND_NEXT, "06");
	CHECK(strstr(paper(1), "等候\n") == NULL);
	CHECK(strstr(paper(1), "C001") != NULL);
	world_close(&world);
}

static void long_names_and_missing_ones_still_make_a_ticket(void)
{
	world_open(&world);
	world_issue(&world, "PS1");
	strcpy(world.state->hall.name, "某某市政务服务和数据管理局便民服务中心");
	world.state->hall.phone[0] = 0;
	world.state->hall.zones[1].floor = -1;
	CHECK(strstr(paper(1), "1cb 某某市") == paper(1));
	CHECK(strstr(paper(1), "地下1楼 公安服务办理区") != NULL);
	CHECK(strstr(paper(1), "电话") == NULL);
	world.state->hall.zones[1].floor = 0;
	CHECK(strstr(paper(1), "1c  公安服务办理区") != NULL);
	world_close(&world);
}

int main(void)
{
	a_display_follows_its_window();
	names_that_do_not_fit_give_way_to_the_zone();
	a_call_is_spoken_digit_by_digit_and_the_window_as_a_value();
	the_longest_call_fits();
	a_silent_hall_says_nothing();
	the_clips_have_names_of_their_own_and_readings();
	a_ticket_says_what_to_do();
	a_ticket_printed_again_later_says_no_wait_that_is_over();
	long_names_and_missing_ones_still_make_a_ticket();
	return check_result();
}
