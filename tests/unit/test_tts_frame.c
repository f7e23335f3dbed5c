/* Frames of text-to-speech chips against the examples that their makers' manuals print, and text
 * cut where a speaker would breathe. */
#include "check.h"
#include "tts_frame.h"

static const struct tts_chip *xfs = &tts_chips[0], *syn = &tts_chips[1];
static uint8_t out[TTS_FRAME_MAX];

#define FRAME_IS(length, ...)                                                                      \
	do {                                                                                       \
		static const uint8_t wanted[] = { __VA_ARGS__ };                                   \
		CHECK((length) == sizeof wanted && memcmp(out, wanted, sizeof wanted) == 0);       \
	} while (0)

/* XFS5152CE Speech Synthesis Chip User Development Guide, §8.1.1 to 8.2.4. */
static void commands_of_the_xfs5152_are_those_of_its_guide(void)
{
	FRAME_IS(tts_frame_command(xfs, TTS_STOP, out), 0xFD, 0x00, 0x01, 0x02);
	FRAME_IS(tts_frame_command(xfs, TTS_PAUSE, out), 0xFD, 0x00, 0x01, 0x03);
	FRAME_IS(tts_frame_command(xfs, TTS_RESUME, out), 0xFD, 0x00, 0x01, 0x04);
	FRAME_IS(tts_frame_command(xfs, TTS_QUERY, out), 0xFD, 0x00, 0x01, 0x21);
	FRAME_IS(tts_frame_command(xfs, TTS_POWER_DOWN, out), 0xFD, 0x00, 0x01, 0x88);
	FRAME_IS(tts_frame_command(xfs, TTS_WAKE, out), 0xFD, 0x00, 0x01, 0xFF);
}

/* The same guide, §8.2.1: 科大讯飞 as GB2312 and Unicode, 科大訊飛 as GBK. */
static void texts_of_the_xfs5152_are_those_of_its_guide(void)
{
	static const uint8_t gb2312[] = { 0xBF, 0xC6, 0xB4, 0xF3, 0xD1, 0xB6, 0xB7, 0xC9 };
	static const uint8_t gbk[] = { 0xBF, 0xC6, 0xB4, 0xF3, 0xD3, 0x8D, 0xEF, 0x77 };
	uint8_t unicode[16];
	FRAME_IS(tts_frame_text(xfs, TTS_GB2312, gb2312, 8, out), 0xFD, 0x00, 0x0A, 0x01, 0x00,
		 0xBF, 0xC6, 0xB4, 0xF3, 0xD1, 0xB6, 0xB7, 0xC9);
	FRAME_IS(tts_frame_text(xfs, TTS_GBK, gbk, 8, out), 0xFD, 0x00, 0x0A, 0x01, 0x01, 0xBF,
		 0xC6, 0xB4, 0xF3, 0xD3, 0x8D, 0xEF, 0x77);
	size_t length = tts_unicode(xfs, "科大讯飞", 12, unicode, sizeof unicode);
	FRAME_IS(tts_frame_text(xfs, TTS_UNICODE, unicode, length, out), 0xFD, 0x00, 0x0A, 0x01,
		 0x03, 0xD1, 0x79, 0x27, 0x59, 0xAF, 0x8B, 0xDE, 0x98);
}

/* SYN6288中文语音合成芯片数据手册 (2016-03-09), §4.4.3 to 4.4.7. */
static void commands_of_the_syn6288_are_those_of_its_data_sheet(void)
{
	FRAME_IS(tts_frame_command(syn, TTS_STOP, out), 0xFD, 0x00, 0x02, 0x02, 0xFD);
	FRAME_IS(tts_frame_command(syn, TTS_PAUSE, out), 0xFD, 0x00, 0x02, 0x03, 0xFC);
	FRAME_IS(tts_frame_command(syn, TTS_RESUME, out), 0xFD, 0x00, 0x02, 0x04, 0xFB);
	FRAME_IS(tts_frame_command(syn, TTS_QUERY, out), 0xFD, 0x00, 0x02, 0x21, 0xDE);
	FRAME_IS(tts_frame_command(syn, TTS_POWER_DOWN, out), 0xFD, 0x00, 0x02, 0x88, 0x77);
}

/* The same, §4.4.1: 宇音天下 as GB2312, GBK and Unicode, and a tag alone. */
static void texts_of_the_syn6288_are_those_of_its_data_sheet(void)
{
	static const uint8_t text[] = { 0xD3, 0xEE, 0xD2, 0xF4, 0xCC, 0xEC, 0xCF, 0xC2 };
	uint8_t unicode[16];
	FRAME_IS(tts_frame_text(syn, TTS_GB2312, text, 8, out), 0xFD, 0x00, 0x0B, 0x01, 0x00, 0xD3,
		 0xEE, 0xD2, 0xF4, 0xCC, 0xEC, 0xCF, 0xC2, 0xC1);
	FRAME_IS(tts_frame_text(syn, TTS_GBK, text, 8, out), 0xFD, 0x00, 0x0B, 0x01, 0x01, 0xD3,
		 0xEE, 0xD2, 0xF4, 0xCC, 0xEC, 0xCF, 0xC2, 0xC0);
	size_t length = tts_unicode(syn, "宇音天下", 12, unicode, sizeof unicode);
	FRAME_IS(tts_frame_text(syn, TTS_UNICODE, unicode, length, out), 0xFD, 0x00, 0x0B, 0x01,
		 0x03, 0x5B, 0x87, 0x97, 0xF3, 0x59, 0x29, 0x4E, 0x0B,
		 /* The data sheet prints 8B ED for the first character, which is 语, and its sum
		  * C3; of 宇 (5B 87) the sum is 79. */
		 0x79);
	length = tts_unicode(syn, "语音天下", 12, unicode, sizeof unicode);
	FRAME_IS(tts_frame_text(syn, TTS_UNICODE, unicode, length, out), 0xFD, 0x00, 0x0B, 0x01,
		 0x03, 0x8B, 0xED, 0x97, 0xF3, 0x59, 0x29, 0x4E, 0x0B, 0xC3);
	FRAME_IS(tts_frame_text(syn, TTS_GBK, (const uint8_t *)"[v11]", 5, out), 0xFD, 0x00, 0x08,
		 0x01, 0x01, 0x5B, 0x76, 0x31, 0x31, 0x5D, 0x85);
}

static void a_text_that_is_too_long_makes_no_frame(void)
{
	static const uint8_t text[TTS_TEXT_MAX + 1];
	CHECK(tts_frame_text(syn, TTS_GBK, text, 200, out) == 206);
	CHECK(tts_frame_text(syn, TTS_GBK, text, 201, out) == 0);
	CHECK(tts_frame_text(xfs, TTS_GBK, text, TTS_TEXT_MAX, out) == TTS_TEXT_MAX + 5);
	CHECK(tts_frame_text(xfs, TTS_GBK, text, TTS_TEXT_MAX + 1, out) == 0);
}

static void answers_are_the_five_of_the_manuals(void)
{
	unsigned known = 0;
	for (unsigned byte = 0; byte < 256; byte++)
		known += tts_reply((uint8_t)byte) != TTS_NOISE;
	CHECK(known == 5);
	CHECK(tts_reply(0x4A) == TTS_STARTED && tts_reply(0x41) == TTS_ACCEPTED);
	CHECK(tts_reply(0x45) == TTS_REJECTED && tts_reply(0x4E) == TTS_BUSY);
	CHECK(tts_reply(0x4F) == TTS_IDLE);
}

static void settings_stand_in_brackets_before_the_text(void)
{
	struct tts_settings settings = { .volume_percent = 80, .speed = 5, .chime = "sound101" };
	char text[TTS_SETTINGS_MAX];
	CHECK(tts_settings(xfs, &settings, text) == strlen(text));
	CHECK_TEXT(text, "[v8][s5][g1][h1]sound101,");
	settings = (struct tts_settings){
		.volume_percent = 100, .speed = 10, .speaker = 55, .english = true
	};
	tts_settings(xfs, &settings, text);
	CHECK_TEXT(text, "[v10][s10][m55][g2][h2]");
	settings = (struct tts_settings){ .volume_percent = 1, .speed = 4, .chime = "soundk" };
	tts_settings(syn, &settings, text);
	CHECK_TEXT(text, "[v1][t4]soundk,");
	settings.volume_percent = 0;
	tts_settings(syn, &settings, text);
	CHECK_TEXT(text, "[v0][t4]soundk,");
	settings = (struct tts_settings){ .volume_percent = 100,
					  .speed = 10,
					  .speaker = 55,
					  .english = true,
					  .chime = "a-name-far-too-long-for-it" };
	CHECK(tts_settings(xfs, &settings, text) < TTS_SETTINGS_MAX);
}

static void a_long_text_is_cut_at_a_pause(void)
{
	CHECK(tts_piece("请到窗口", 100, false) == 12);
	/* 10 bytes of GBK: five characters, but the pause is after three. */
	CHECK(tts_piece("请进，到窗口办理", 10, false) == 9);
	CHECK(tts_piece("请到六号窗口办理", 10, false) == 15);
	CHECK(tts_piece("please go to window six", 15, false) == 13);
	CHECK(tts_piece("window", 4, false) == 4); /* one word: it can't be helped */
	CHECK(tts_piece("go, then come", 8, true) == 3);
	CHECK(tts_piece("号", 1, false) == 3 && tts_piece("", 5, false) == 0);
	CHECK(tts_characters("请进，到 窗口", 19) == 5);
}

static void every_piece_ends_with_a_whole_character(void)
{
	static const char text[] = "请A零一二号，到十二号窗口。Please come in; ئىككى نومۇر";
	for (size_t room = 0; room < 60; room++)
		for (size_t at = 0; text[at] != '\0';) {
			size_t length = tts_piece(text + at, room, room % 2);
			CHECK(length > 0 && (text[at + length] & 0xC0) != 0x80);
			if (length == 0)
				return;
			at += length;
		}
}

int main(void)
{
	commands_of_the_xfs5152_are_those_of_its_guide();
	texts_of_the_xfs5152_are_those_of_its_guide();
	commands_of_the_syn6288_are_those_of_its_data_sheet();
	texts_of_the_syn6288_are_those_of_its_data_sheet();
	a_text_that_is_too_long_makes_no_frame();
	answers_are_the_five_of_the_manuals();
	settings_stand_in_brackets_before_the_text();
	a_long_text_is_cut_at_a_pause();
	every_piece_ends_with_a_whole_character();
	return check_result();
}
