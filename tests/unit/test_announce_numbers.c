/* Numbers in free announcements, as they are read out. */
#include "announce_numbers.h"
#include "check.h"

static const char *read_out(enum message_language language, const char *text)
{
	static char out[512];
	CHECK(announce_numbers(out, sizeof out, language, text) == strlen(out));
	return out;
}

static void chinese_values_are_counted_and_rows_are_not(void)
{
	static const char *const rows[][2] = {
		{ "今天没有数字", "今天没有数字" },
		{ "2号窗口16:30停办", "二号窗口十六点三十分停办" },
		{ "9：05到10:00", "九点零五分到十点" },
		{ "2026年1月10日", "二零二六年一月十日" },
		{ "请A012号到3楼", "请A零一二号到三楼" },
		{ "B108号", "B一零八号" },
		{ "电话0991-2345678", "电话零九九一-二三四五六七八" },
		{ "工本费105元，押金1200元", "工本费一百零五元，押金一千二百元" },
		{ "20人，100人，110人，1008人，0人",
		  "二十人，一百人，一百一十人，一千零八人，零人" },
		{ "12345", "一二三四五" },
		{ "25:99", "二十五:九十九" },
	};
	for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK_TEXT(read_out(MESSAGE_ZH, rows[i][0]), rows[i][1]);
}

static void uyghur_numbers_are_words_of_their_own(void)
{
	CHECK_TEXT(read_out(MESSAGE_UG, "3-كۆزنەك"), "ئۈچ-كۆزنەك");
	CHECK_TEXT(read_out(MESSAGE_UG, "سائەت 16:30 دا"), "سائەت ئون ئالتە ئوتتۇز دا");
	CHECK_TEXT(read_out(MESSAGE_UG, "012"), "نۆل بىر ئىككى");
	CHECK_TEXT(read_out(MESSAGE_UG, "125"), "يۈز يىگىرمە بەش");
	CHECK_TEXT(read_out(MESSAGE_UG, "2100 ئادەم"), "ئىككى مىڭ يۈز ئادەم");
}

static void english_machines_can_count(void)
{
	CHECK_TEXT(read_out(MESSAGE_EN, "Window 12 closes at 16:30"), "Window 12 closes at 16:30");
	CHECK_TEXT(read_out(MESSAGE_EN, "ticket A012 please"), "ticket A zero one two please");
}

static void what_does_not_fit_is_left_out_whole(void)
{
	char out[8];
	CHECK(announce_numbers(out, sizeof out, MESSAGE_ZH, "123") == 6);
	CHECK_TEXT(out, "一百");
	CHECK(announce_numbers(out, 1, MESSAGE_ZH, "1") == 0 && out[0] == '\0');
}

int main(void)
{
	chinese_values_are_counted_and_rows_are_not();
	uyghur_numbers_are_words_of_their_own();
	english_machines_can_count();
	what_does_not_fit_is_left_out_whole();
	return check_result();
}
