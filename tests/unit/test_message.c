/* The words: that they are filled in and cut right. What they may say is test_messages.py's. */
#include "check.h"
#include "message.h"

#include <stdbool.h>

static char text[512];

static const char *said(enum message_language language, enum message_key key,
			const struct message_values *values)
{
	announce_message(text, sizeof text, language, key, values);
	return text;
}

static void placeholders_are_filled_by_name(void)
{
	const struct message_values values = { .number = "A012",
					       .window = "06",
					       .ahead = 3,
					       .place = "公安服务办理区",
					       .low = 5,
					       .high = 15 };
	CHECK_TEXT(said(MESSAGE_ZH, MESSAGE_PHRASE_CALL, &values), "请A012号到06号窗口办理");
	CHECK_TEXT(said(MESSAGE_EN, MESSAGE_PHRASE_CALL, &values), "A012, please go to window 06");
	CHECK_TEXT(said(MESSAGE_UG, MESSAGE_PHRASE_CALL, &values), "A012-نومۇر، 06-كۆزنەككە كېلىڭ");
	CHECK_TEXT(said(MESSAGE_ZH, MESSAGE_PHRASE_HEADS_UP, &values),
		   "A012号：您前面还有3人，请到公安服务办理区等候");
	CHECK_TEXT(said(MESSAGE_ZH, MESSAGE_TICKET_WAIT, &values), "预计等候 5-15 分钟");
	CHECK_TEXT(said(MESSAGE_UG, MESSAGE_TICKET_WAIT, &values),
		   "كۈتۈش ۋاقتى: ئەڭ ئاز 5، ئەڭ كۆپ 15 مىنۇت");
}

static void a_number_with_a_hyphen_keeps_its_order_among_uyghur(void)
{
	const struct message_values phone = { .phone = "0731-12345" };
	CHECK_TEXT(said(MESSAGE_UG, MESSAGE_TICKET_PHONE, &phone),
		   "تېلېفون: " MESSAGE_LEFT_TO_RIGHT "0731-12345");
	CHECK_TEXT(said(MESSAGE_EN, MESSAGE_TICKET_PHONE, &phone), "Help desk: 0731-12345");
	CHECK_TEXT(said(MESSAGE_UG, MESSAGE_TICKET_WINDOWS,
			&(struct message_values){ .windows = "06" }),
		   "كۆزنەك: 06");
}

static void what_is_not_given_is_left_out(void)
{
	CHECK_TEXT(said(MESSAGE_ZH, MESSAGE_PHRASE_CALL, NULL), "请号到号窗口办理");
	CHECK_TEXT(said(MESSAGE_EN, MESSAGE_TICKET_AHEAD, &(struct message_values){ 0 }),
		   "People ahead of you: 0");
	CHECK_TEXT(said(MESSAGE_EN, MESSAGE_TICKET_AHEAD,
			&(struct message_values){ .ahead = UINT32_MAX }),
		   "People ahead of you: 4294967295");
}

/* The start of the whole text, no character broken, nothing after what was cut. */
static bool is_cut_well(const char *cut, const char *whole, size_t size)
{
	size_t length = strlen(cut), full = strlen(whole);
	if (length >= size || memcmp(cut, whole, length) != 0)
		return false;
	size_t next = length + 1;
	while (next < full && ((unsigned char)whole[next] & 0xc0) == 0x80)
		next++;
	return length == full || (((unsigned char)whole[length] & 0xc0) != 0x80 && next >= size);
}

static void every_text_is_cut_at_a_whole_character_at_every_length(void)
{
	const struct message_values values = { .number = "A012",
					       .window = "06",
					       .place = "3楼 不动产登记办理区",
					       .service = "مۇلازىمەت",
					       .text = "通知",
					       .ahead = 12 };
	char whole[512], cut[512];
	for (int language = 0; language < MESSAGE_LANGUAGES; language++)
		for (int key = 0; key < MESSAGE_COUNT; key++) {
			enum message_language l = (enum message_language)language;
			enum message_key k = (enum message_key)key;
			size_t length = announce_message(whole, sizeof whole, l, k, &values);
			CHECK(length == strlen(whole) && strchr(whole, 1) == NULL);
			bool well = true;
			for (size_t size = 1; size <= length + 1; size++) {
				memset(cut, 'x', sizeof cut);
				well = announce_message(cut, size, l, k, &values) == strlen(cut) &&
				       is_cut_well(cut, whole, size) && cut[size] == 'x' && well;
			}
			CHECK(well);
		}
}

static void a_language_is_known_by_its_tag(void)
{
	CHECK(message_language("zh") == MESSAGE_ZH && message_language("zh-CN") == MESSAGE_ZH);
	CHECK(message_language("en") == MESSAGE_EN && message_language("ug-CN") == MESSAGE_UG);
	CHECK(message_language("") == MESSAGE_ZH && message_language("fr") == MESSAGE_ZH);
	CHECK(message_language("u") == MESSAGE_ZH && message_language("ugx") == MESSAGE_ZH);
	CHECK_TEXT(message_language_tag(MESSAGE_UG), "ug");
}

static void a_key_is_found_by_its_name(void)
{
	CHECK(message_find("phrase.call") == MESSAGE_PHRASE_CALL);
	CHECK(message_find("problem.closed.title") == MESSAGE_PROBLEM_CLOSED_TITLE);
	CHECK(message_find("display.evacuate") == MESSAGE_DISPLAY_EVACUATE);
	CHECK(message_find("ticket.windows") == MESSAGE_TICKET_WINDOWS);
	CHECK(message_find("") == -1 && message_find("phrase") == -1 && message_find("zz.z") == -1);
}

int main(void)
{
	placeholders_are_filled_by_name();
	a_number_with_a_hyphen_keeps_its_order_among_uyghur();
	what_is_not_given_is_left_out();
	every_text_is_cut_at_a_whole_character_at_every_length();
	a_language_is_known_by_its_tag();
	a_key_is_found_by_its_name();
	return check_result();
}
