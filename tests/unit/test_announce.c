/* What is shown over a window and spoken for a call: firmware/announce. */
#include "announce.h"
#include "check.h"
#include "core_world.h"

static struct world world;

static const char *shown(const char *window)
{
	static struct announce_display display;
	announce_display(world.state, state_find_window(world.state, window), world.now_us,
			 &display);
	return display.line.text;
}

static bool blinks(const char *window)
{
	struct announce_display display;
	announce_display(world.state, state_find_window(world.state, window), world.now_us,
			 &display);
	return display.line.blink;
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
		strcpy(name, i ? "甲" : "乙");
		while (strlen(name) + 3 < NAME_MAX_BYTES)
			strcat(name, "办");
	}
	world_window(&world, COMMAND_WINDOW_OPEN, "02");
	struct announce_display display;
	announce_display(world.state, 1, world.now_us, &display);
	CHECK_TEXT(display.line.text, "不动产登记办理区");
	announce_display(world.state, 0, world.now_us, &display);
	CHECK_TEXT(display.line.text, "");
	world_close(&world);
}

static void a_display_says_what_the_window_does(void)
{
	world_open(&world);
	struct state *state = world.state;
	struct window *window = &state->windows[2];
	world_window(&world, COMMAND_WINDOW_OPEN, "06");
	CHECK_TEXT(shown("06"), "公安出入境");
	strcpy(state->hall.services[2].department, "市公安局");
	CHECK_TEXT(shown("06"), "市公安局");
	strcpy(state->hall.windows[2].department, "出入境管理支队");
	window->armed = true;
	CHECK_TEXT(shown("06"), "出入境管理支队");
	window->extended_us = state->time_us + 3600000000;
	CHECK_TEXT(shown("06"), "出入境管理支队"); /* nobody needs to know before closing */
	world.now_us += 8LL * 3600 * 1000000;	   /* time alone, without a record */
	CHECK_TEXT(shown("06"), "延时服务");
	window->state = WINDOW_PAUSED;
	CHECK_TEXT(shown("06"), "暂停服务");
	strcpy(window->reason, "meal");
	CHECK_TEXT(shown("06"), "暂停服务 用餐");
	strcpy(window->reason, "去取材料");
	CHECK_TEXT(shown("06"), "暂停服务 去取材料");
	strcpy(state->hall.languages[0], "ug-CN");
	strcpy(window->reason, "meeting");
	CHECK_TEXT(shown("06"), "ۋاقىتلىق توختىدى يىغىن");
	world_close(&world);
}

static void one_department_is_named_once(void)
{
	world_open(&world);
	world_window(&world, COMMAND_WINDOW_OPEN, "02");
	strcpy(world.state->hall.services[0].department, "不动产中心");
	strcpy(world.state->hall.services[1].department, "不动产中心");
	CHECK_TEXT(shown("02"), "不动产中心");
	world_close(&world);
}

static void who_has_no_number_is_served_too(void)
{
	world_open(&world);
	world_window(&world, COMMAND_WINDOW_OPEN, "06");
	world_issue(&world, "PS1");
	world_window(&world, COMMAND_NEXT, "06");
	world_window(&world, COMMAND_START, "06");
	world.state->tickets[1].number[0] = 0;
	CHECK_TEXT(shown("06"), "办理中");
	world_close(&world);
}

static void papers_show_no_number_where_they_are_worked_on(void)
{
	world_open(&world);
	world_window(&world, COMMAND_WINDOW_OPEN, "06");
	world_issue(&world, "PS1");
	world_window(&world, COMMAND_NEXT, "06");
	world_window(&world, COMMAND_START, "06");
	CHECK_TEXT(shown("06"), "C001");
	struct command forward = world_command(&world, COMMAND_FORWARD);
	strcpy(forward.window, "06");
	strcpy(forward.targets[0].window, "01");
	CHECK(world_do(&world, &forward) == REFUSAL_NONE);
	world_window(&world, COMMAND_WINDOW_OPEN, "01");
	world_window(&world, COMMAND_NEXT, "01");
	CHECK(world_window_of(&world, "01")->ticket != 0);
	CHECK_TEXT(shown("01"), "办理中");
	CHECK(!blinks("01"));
	world_close(&world);
}

static void announce(unsigned level, const char *text, const char *group)
{
	struct state *states[] = { world.state, world.durable };
	for (int i = 0; i < 2; i++) {
		struct announcement *announcement =
			&states[i]->announcements[states[i]->announcement_count++];
		memset(announcement, 0, sizeof *announcement);
		announcement->serial = states[i]->announcement_count;
		announcement->level = (uint8_t)level;
		strcpy(announcement->text, text);
		strcpy(announcement->groups[0], group);
	}
}

static void an_evacuation_goes_before_everything(void)
{
	world_open(&world);
	world_window(&world, COMMAND_WINDOW_OPEN, "06");
	world_issue(&world, "PS1");
	announce(ANNOUNCE_INFO, "停车场已满", "");
	CHECK_TEXT(shown("06"), "公安出入境");
	announce(ANNOUNCE_URGENT, "系统故障", "floor-2");
	CHECK_TEXT(shown("06"), "公安出入境");
	announce(ANNOUNCE_URGENT, "系统故障请稍候", "hall");
	CHECK_TEXT(shown("06"), "系统故障请稍候");
	CHECK_TEXT(shown("01"), "系统故障请稍候"); /* closed, and yet */
	announce(ANNOUNCE_URGENT, "这是一条在窗口屏上放不下的很长的通知", "");
	CHECK_TEXT(shown("06"), "系统故障请稍候");
	world_window(&world, COMMAND_NEXT, "06");
	CHECK_TEXT(shown("06"), "C001"); /* who is called goes before what is urgent */
	announce(ANNOUNCE_EVACUATE, "", "floor-2");
	CHECK(state_evacuating(world.state));
	CHECK_TEXT(shown("06"), "立即撤离");
	CHECK_TEXT(shown("01"), "立即撤离");
	CHECK(blinks("06"));
	world_close(&world);
}

static const struct announce_speech *spoken(const char *number, const char *window,
					    enum message_language language)
{
	static struct announce_speech speech;
	strcpy(world.state->tickets[1].number, number);
	strcpy(world.state->hall.windows[0].no, window);
	announce_speech(world.state, 1, 0, language, &speech);
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
		const char *number, *window;
		enum message_language language;
		const char *text, *clips;
	} calls[] = {
		{ "A012", "06", MESSAGE_ZH, "请A零一二号，到六号窗口",
		  "qing A 0 1 2 hao dao 6 hao chuangkou" },
		{ "B1000", "10", MESSAGE_ZH, "请B一零零零号，到十号窗口",
		  "qing B 1 0 0 0 hao dao shi hao chuangkou" },
		{ "c001", "12", MESSAGE_ZH, "请C零零一号，到十二号窗口",
		  "qing C 0 0 1 hao dao shi 2 hao chuangkou" },
		{ "Z999", "20", MESSAGE_ZH, "请Z九九九号，到二十号窗口",
		  "qing Z 9 9 9 hao dao 2 shi hao chuangkou" },
		{ "A003", "021", MESSAGE_ZH, "请A零零三号，到二十一号窗口",
		  "qing A 0 0 3 hao dao 2 shi 1 hao chuangkou" },
		{ "A004", "250", MESSAGE_ZH, "请A零零四号，到二五零号窗口",
		  "qing A 0 0 4 hao dao 2 5 0 hao chuangkou" },
		{ "A005", "B3", MESSAGE_ZH, "请A零零五号，到B三号窗口",
		  "qing A 0 0 5 hao dao B 3 hao chuangkou" },
		{ "A006", "00", MESSAGE_ZH, "请A零零六号，到零号窗口",
		  "qing A 0 0 6 hao dao 0 hao chuangkou" },
		{ "A012", "06", MESSAGE_EN, "number A zero one two, please go to window six",
		  "en-number A en-0 en-1 en-2 en-go en-6" },
		{ "B003", "13", MESSAGE_EN,
		  "number B zero zero three, please go to window thirteen",
		  "en-number B en-0 en-0 en-3 en-go en-13" },
		{ "B003", "42", MESSAGE_EN,
		  "number B zero zero three, please go to window forty two",
		  "en-number B en-0 en-0 en-3 en-go en-40 en-2" },
		{ "B003", "90", MESSAGE_EN, "number B zero zero three, please go to window ninety",
		  "en-number B en-0 en-0 en-3 en-go en-90" },
		{ "B003", "250", MESSAGE_EN,
		  "number B zero zero three, please go to window two five zero",
		  "en-number B en-0 en-0 en-3 en-go en-2 en-5 en-0" },
		{ "A012", "06", MESSAGE_UG, "A نۆل بىر ئىككى نومۇر، ئالتە نومۇرلۇق كۆزنەككە كېلىڭ",
		  "A ug-0 ug-1 ug-2 ug-number ug-6 ug-go" },
		{ "A012", "12", MESSAGE_UG,
		  "A نۆل بىر ئىككى نومۇر، ئون ئىككى نومۇرلۇق كۆزنەككە كېلىڭ",
		  "A ug-0 ug-1 ug-2 ug-number ug-10 ug-2 ug-go" },
		{ "A012", "608", MESSAGE_UG,
		  "A نۆل بىر ئىككى نومۇر، ئالتە نۆل سەككىز نومۇرلۇق كۆزنەككە كېلىڭ",
		  "A ug-0 ug-1 ug-2 ug-number ug-6 ug-0 ug-8 ug-go" },
	};
	world_open(&world);
	world_issue(&world, "RE1");
	for (size_t i = 0; i < sizeof calls / sizeof calls[0]; i++) {
		const struct announce_speech *speech =
			spoken(calls[i].number, calls[i].window, calls[i].language);
		CHECK_TEXT(speech->text, calls[i].text);
		CHECK_TEXT(clips(speech), calls[i].clips);
		CHECK_TEXT(speech->language, message_language_tag(calls[i].language));
		CHECK(speech->chime);
	}
	world_close(&world);
}

static void a_one_is_yao_where_the_hall_says_so(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world.state->hall.yao = true;
	CHECK_TEXT(spoken("A011", "12", MESSAGE_ZH)->text, "请A零幺幺号，到十二号窗口");
	CHECK_TEXT(spoken("A011", "01", MESSAGE_ZH)->text, "请A零幺幺号，到一号窗口");
	CHECK_TEXT(spoken("A011", "108", MESSAGE_ZH)->text, "请A零幺幺号，到幺零八号窗口");
	CHECK_TEXT(clips(spoken("A1", "01", MESSAGE_ZH)), "qing A yao hao dao 1 hao chuangkou");
	CHECK_TEXT(spoken("A1", "01", MESSAGE_EN)->text, "number A one, please go to window one");
	world_close(&world);
}

static void at_a_deliver_window_there_is_something_to_collect(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	world.state->hall.windows[0].role = ROLE_DELIVER;
	const struct announce_speech *speech = spoken("A012", "01", MESSAGE_ZH);
	CHECK_TEXT(speech->text, "请A零一二号，到一号窗口取件");
	CHECK_TEXT(clips(speech), "qing A 0 1 2 hao dao 1 hao chuangkou qujian");
	CHECK_TEXT(spoken("A012", "01", MESSAGE_EN)->text,
		   "number A zero one two, please collect your papers at window one");
	CHECK_TEXT(clips(spoken("A012", "01", MESSAGE_UG)),
		   "A ug-0 ug-1 ug-2 ug-number ug-1 ug-collect");
	world_close(&world);
}

static void who_asked_for_the_voice_hears_where_to_wait_next(void)
{
	struct announce_speech speech;
	world_open(&world);
	world_issue(&world, "RE1");
	world.state->hall.zones[0].floor = 3;
	CHECK(announce_next_place_speech(world.state, 1, MESSAGE_ZH, &speech));
	CHECK_TEXT(speech.text, "请A零零一号，到三楼等候");
	CHECK(announce_next_place_speech(world.state, 1, MESSAGE_UG, &speech));
	CHECK_TEXT(speech.text, "A نۆل نۆل بىر نومۇر، ئۈچىنچى قەۋەتتە كۈتۈڭ");
	CHECK_TEXT(clips(&speech), "A ug-0 ug-0 ug-1 ug-number ug-3rd ug-wait-floor");
	world.state->tickets[1].to_window = 2;
	CHECK(announce_next_place_speech(world.state, 1, MESSAGE_EN, &speech));
	CHECK_TEXT(speech.text, "number A zero zero one, please wait at window six");
	world.state->tickets[1].to_window = -1;
	world.state->hall.zones[0].floor = -1;
	CHECK(!announce_next_place_speech(world.state, 1, MESSAGE_ZH, &speech));
	world_close(&world);
}

static void an_evacuation_is_spoken_with_clips_and_an_announcement_as_text(void)
{
	struct announce_speech speech;
	const struct announcement announcement = { .text = "今天16:30停止取号",
						   .language = "zh-CN" };
	world_open(&world);
	announce_evacuation_speech(&world.state->hall, MESSAGE_ZH, false, &speech);
	CHECK_TEXT(speech.text, "请注意，请保持冷静，立即有序撤离");
	CHECK_TEXT(clips(&speech), "zhuyi lengjing cheli");
	announce_evacuation_speech(&world.state->hall, MESSAGE_UG, false, &speech);
	CHECK_TEXT(speech.text, "دىققەت، تەمكىن بولۇپ، بىنادىن دەرھال چىقىڭ");
	CHECK_TEXT(clips(&speech), "ug-attention ug-leave");
	announce_evacuation_speech(&world.state->hall, MESSAGE_EN, true, &speech);
	CHECK_TEXT(speech.text, "the alarm is over, calling goes on");
	announce_text_speech(&announcement, &speech);
	CHECK_TEXT(speech.text, "通知：今天十六点三十分停止取号");
	CHECK(speech.chime && speech.clip_count == 0);
	world_close(&world);
}

static void the_longest_call_fits(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	for (int i = 0; i < MESSAGE_LANGUAGES; i++) {
		enum message_language language = (enum message_language)i;
		const struct announce_speech *speech =
			spoken("ABC77777777", "777777777777777", language);
		CHECK(speech->clip_count >= 11 + 15 + 2);
		CHECK(strlen(speech->text) < sizeof speech->text);
	}
	CHECK_TEXT(
		clips(spoken("ABC12345678", "ABCDEFGHIJKLMNO", MESSAGE_ZH)),
		"qing A B C 1 2 3 4 5 6 7 8 hao dao A B C D E F G H I J K L M N O hao chuangkou");
	world_close(&world);
}

static void every_part_of_every_spoken_phrase_has_its_clip(void)
{
	struct announce_speech speech;
	world_open(&world);
	world_issue(&world, "RE1");
	for (int i = 0; i < MESSAGE_LANGUAGES; i++) {
		enum message_language language = (enum message_language)i;
		for (int role = 0; role < 2; role++) {
			world.state->hall.windows[0].role = role ? ROLE_DELIVER : ROLE_MIXED;
			announce_speech(world.state, 1, 0, language, &speech);
			/* number and window, then what the sentence is made of */
			CHECK(speech.clip_count == 4 + 1 + (language == MESSAGE_ZH ? 5 + role : 2));
		}
		for (int over = 0; over < 2; over++) {
			announce_evacuation_speech(&world.state->hall, language, over, &speech);
			CHECK(speech.clip_count == (language == MESSAGE_ZH && !over ? 3 : 2));
		}
		CHECK(announce_next_place_speech(world.state, 1, language, &speech));
		CHECK(speech.clip_count == 4 + 1 + (language == MESSAGE_ZH ? 5 : 2));
		world.state->tickets[1].to_window = 0;
		CHECK(announce_next_place_speech(world.state, 1, language, &speech));
		CHECK(speech.clip_count == 4 + 1 + (language == MESSAGE_ZH ? 6 : 2));
		world.state->tickets[1].to_window = -1;
	}
	world_close(&world);
}

static void a_silent_zone_speaks_only_to_who_asked_for_it(void)
{
	world_open(&world);
	world_issue(&world, "RE1");
	struct hall *hall = &world.state->hall;
	struct zone *zone = &hall->zones[0];
	int64_t half_past_nine = world.now_us, two_hours = 2LL * 3600 * 1000000;
	CHECK(announce_is_spoken(world.state, 1, 0, half_past_nine));
	hall->silent = true;
	CHECK(!announce_is_spoken(world.state, 1, 0, half_past_nine));
	zone->silent = CHOICE_NO;
	CHECK(announce_is_spoken(world.state, 1, 0, half_past_nine));
	CHECK(!announce_is_spoken(world.state, 1, 2, half_past_nine)); /* the other zone */
	hall->silent = false;
	zone->silent = CHOICE_YES;
	CHECK(!announce_is_spoken(world.state, 1, 0, half_past_nine));
	zone->silent_times[zone->silent_count++] = (struct span){ 600, 720 };
	CHECK(announce_is_spoken(world.state, 1, 0, half_past_nine));
	CHECK(!announce_is_spoken(world.state, 1, 0, half_past_nine + two_hours));
	world.state->tickets[1].voice = true;
	hall->voice_on_request = false;
	CHECK(!announce_is_spoken(world.state, 1, 0, half_past_nine + two_hours));
	hall->voice_on_request = true;
	CHECK(announce_is_spoken(world.state, 1, 0, half_past_nine + two_hours));
	world_close(&world);
}

static const char *languages(const char *own)
{
	static char text[32];
	enum message_language list[MESSAGE_LANGUAGES];
	unsigned count = announce_languages(&world.state->hall, own, list);
	text[0] = 0;
	for (unsigned i = 0; i < count; i++) {
		strcat(text, i ? " " : "");
		strcat(text, message_language_tag(list[i]));
	}
	return text;
}

static void the_tickets_own_language_comes_first_where_the_hall_speaks_it(void)
{
	world_open(&world);
	CHECK_TEXT(languages("ug"), "zh");
	memset(world.state->hall.languages, 0, sizeof world.state->hall.languages);
	CHECK_TEXT(languages(""), "zh");
	strcpy(world.state->hall.languages[0], "zh-CN");
	strcpy(world.state->hall.languages[1], "ug-CN");
	strcpy(world.state->hall.languages[2], "zh");
	CHECK_TEXT(languages(""), "zh ug");
	CHECK_TEXT(languages("ug"), "ug zh");
	CHECK_TEXT(languages("zh"), "zh ug");
	CHECK_TEXT(languages("en"), "zh ug");
	world_close(&world);
}

static void the_clips_have_names_of_their_own_and_readings(void)
{
	const struct announce_clip *clip = announce_clips();
	unsigned count = 0;
	for (; clip->name; clip++, count++) {
		CHECK(clip->text[0] && (clip->pinyin != NULL) == (clip->language == MESSAGE_ZH));
		CHECK(strlen(clip->name) < ANNOUNCE_CLIP_NAME_MAX);
		for (const struct announce_clip *other = announce_clips(); other < clip; other++)
			CHECK(strcmp(other->name, clip->name) != 0 &&
			      (other->language != clip->language ||
			       strcmp(other->text, clip->text) != 0));
	}
	CHECK(count == 124);
}

int main(void)
{
	a_display_follows_its_window();
	a_display_says_what_the_window_does();
	one_department_is_named_once();
	who_has_no_number_is_served_too();
	papers_show_no_number_where_they_are_worked_on();
	an_evacuation_goes_before_everything();
	names_that_do_not_fit_give_way_to_the_zone();
	a_call_is_spoken_digit_by_digit_and_the_window_as_a_value();
	a_one_is_yao_where_the_hall_says_so();
	at_a_deliver_window_there_is_something_to_collect();
	who_asked_for_the_voice_hears_where_to_wait_next();
	an_evacuation_is_spoken_with_clips_and_an_announcement_as_text();
	the_longest_call_fits();
	every_part_of_every_spoken_phrase_has_its_clip();
	a_silent_zone_speaks_only_to_who_asked_for_it();
	the_tickets_own_language_comes_first_where_the_hall_speaks_it();
	the_clips_have_names_of_their_own_and_readings();
	return check_result();
}
