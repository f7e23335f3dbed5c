/* Lines and logos as dots: sizes, wrapping, direction, what is missing. Whether the shapes are
 * right is judged by programs that are not ours in tests/judge. */
#include "check.h"
#include "drawing.h"
#include "logo_picture.h"

#include <errno.h>

static struct drawing *drawing;
static struct drawing_output output;

static int line(const char *text, const char *language, unsigned size, unsigned dots)
{
	const struct drawing_line asked = { text, language, size, false };
	output.count = 0;
	output.length = 0;
	return drawing_ops.line(drawing, &asked, dots, &output);
}

static bool is_black(unsigned picture, unsigned x, unsigned y)
{
	const struct drawing_picture *at = &output.pictures[picture];
	return output.bytes[at->offset + y * at->width_bytes + x / 8] >> (7 - x % 8) & 1;
}

static unsigned ink(unsigned picture)
{
	unsigned dots = 0;
	const struct drawing_picture *at = &output.pictures[picture];
	for (unsigned i = 0; i < (unsigned)at->width_bytes * at->rows; i++)
		dots += (unsigned)__builtin_popcount(output.bytes[at->offset + i]);
	return dots;
}

static void a_rare_character_is_as_large_as_the_printers_own(void)
{
	CHECK(line("䶮𠮷", "zh", 1, 576) == 0);
	CHECK(output.count == 1 && output.pictures[0].rows == DRAWING_PITCH_DOTS);
	CHECK(output.pictures[0].width_bytes * 8 >= 48 && output.pictures[0].width_bytes <= 8);
	CHECK(ink(0) > 100);
	CHECK(line("䶮", "zh", 4, 576) == 0);
	CHECK(output.pictures[0].rows == 96);
}

static void long_lines_wrap_at_the_paper(void)
{
	char text[3 * 60 + 1] = "";
	for (unsigned i = 0; i < 60; i++)
		strcat(text, "䶮");
	CHECK(line(text, "zh", 1, 384) == 0);
	CHECK(output.count == 4); /* 16 of them in 384 dots */
	for (unsigned i = 0; i < output.count; i++)
		CHECK(output.pictures[i].width_bytes <= 48 && ink(i) > 0);
	CHECK(line("䶮䶮䶮", "zh", 8, 384) == 0 && output.count == 2);
}

static void words_stay_whole_and_a_word_too_long_is_cut(void)
{
	CHECK(line("نومۇر نومۇر نومۇر نومۇر نومۇر نومۇر نومۇر نومۇر نومۇر نومۇر", "ug", 1, 384) ==
	      0);
	CHECK(output.count == 2);
	CHECK(line("نومۇرنومۇرنومۇرنومۇرنومۇرنومۇرنومۇرنومۇرنومۇرنومۇر", "ug", 1, 200) == 0);
	CHECK(output.count > 1);
	for (unsigned i = 0; i < output.count; i++)
		CHECK(output.pictures[i].width_bytes <= 25);
}

static unsigned blank_columns_at_the_right(unsigned picture)
{
	const struct drawing_picture *at = &output.pictures[picture];
	for (unsigned x = at->width_bytes * 8u; x > 0; x--)
		for (unsigned y = 0; y < at->rows; y++)
			if (is_black(picture, x - 1, y))
				return at->width_bytes * 8u - x;
	return at->width_bytes * 8u;
}

/* Whole bytes are wider than the line: what is left over lies behind its end. */
static void a_line_from_right_to_left_reaches_the_right_edge(void)
{
	static const char *const words[] = { "نومۇر", "ئ", "ئادەم بار", "2026" };
	for (unsigned i = 0; i < sizeof words / sizeof words[0]; i++) {
		CHECK(line(words[i], "ug", 1, 576) == 0);
		CHECK(blank_columns_at_the_right(0) <= 4);
	}
}

/* Unshaped, each letter would stand alone: longer, and with gaps on the baseline. */
static void letters_of_uyghur_join(void)
{
	CHECK(line("ششش", "ug", 1, 576) == 0);
	unsigned joined = output.pictures[0].width_bytes;
	CHECK(line("ش ش ش", "ug", 1, 576) == 0);
	CHECK(joined + 2 < output.pictures[0].width_bytes);
}

static void what_no_font_has_is_counted_and_boxed(void)
{
	CHECK(line("A\xf3\xbf\xbf\xbd", "zh", 1, 576) == 1); /* U+FFFFD, of nobody */
	CHECK(output.count == 1 && ink(0) > 40);
	CHECK(line("\xff\xfe", "zh", 1, 576) >= 0 && output.count == 1);
}

/* A telephone number keeps its order between Uyghur letters when it is isolated (U+2066, U+2069).
 */
static void marks_of_direction_steer_and_are_not_seen(void)
{
	CHECK(line("تېل: 0731-1", "ug", 1, 576) == 0);
	unsigned plain = output.pictures[0].width_bytes, plain_ink = ink(0);
	CHECK(line("تېل: \xe2\x81\xa6"
		   "0731-1\xe2\x81\xa9",
		   "ug", 1, 576) == 0);
	CHECK(output.pictures[0].width_bytes == plain);
	CHECK(ink(0) > plain_ink * 9 / 10 && ink(0) < plain_ink * 11 / 10);
	CHECK(line("\xe2\x80\x8f\xe2\x80\x8e", "ug", 1, 576) == 0 && ink(0) == 0);
}

static void nothing_is_a_blank_line(void)
{
	CHECK(line("", "zh", 1, 576) == 0 && output.count == 1 && ink(0) == 0);
	CHECK(line("\x01\x1b\x7f", "ug", 1, 576) == 0 && output.count == 1 && ink(0) == 0);
	CHECK(line("   ", "ug", 1, 576) == 0 && output.count == 1);
}

static void a_full_output_stays_as_it_was(void)
{
	const struct drawing_line asked = { "䶮䶮䶮䶮䶮䶮䶮䶮", "zh", 8, false };
	int result = 0;
	output.count = 0;
	output.length = 0;
	unsigned count = 0;
	size_t length = 0;
	while (result == 0) {
		count = output.count;
		length = output.length;
		result = drawing_ops.line(drawing, &asked, 576, &output);
	}
	CHECK(result == -ENOSPC && output.count == count && output.length == length);
	CHECK(length > DRAWING_BYTES_MAX / 2 && length <= DRAWING_BYTES_MAX);
}

static void what_is_no_picture_is_refused(void)
{
	output.count = 0;
	output.length = 0;
	CHECK(drawing_ops.logo("/nowhere/logo.png", 576, &output) == -ENOENT);
	CHECK(drawing_ops.logo("/etc/passwd", 576, &output) == -EBADMSG);
	CHECK(logo_picture_add_bytes((const uint8_t *)"\x89PNG\r\n\x1a\n", 8, 576, &output) ==
	      -EBADMSG);
	CHECK(output.count == 0 && output.length == 0);
}

/* 2 × 2, 8 bits grey: black, white / white, black. */
static const uint8_t chequers[] = {
	0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48,
	0x44, 0x52, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x02, 0x08, 0x00, 0x00, 0x00,
	0x00, 0x57, 0xdd, 0x52, 0xf8, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78,
	0x9c, 0x63, 0x60, 0xf8, 0x0f, 0x84, 0x00, 0x06, 0x00, 0x01, 0xff, 0x93, 0xd1, 0xe4,
	0x89, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
};

static void a_logo_keeps_its_black_and_white(void)
{
	output.count = 0;
	output.length = 0;
	int result = logo_picture_add_bytes(chequers, sizeof chequers, 576, &output);
	CHECK(result == 0 && output.count == 1);
	CHECK(output.pictures[0].rows == 2 && output.pictures[0].width_bytes == 1);
	CHECK(is_black(0, 0, 0) && !is_black(0, 1, 0) && !is_black(0, 0, 1) && is_black(0, 1, 1));
}

int main(void)
{
	if (drawing_ops.create(&drawing, "") < 0) {
		printf("skipped: no font is installed (fonts-noto-cjk, fonts-noto-core)\n");
		return 77;
	}
	a_rare_character_is_as_large_as_the_printers_own();
	long_lines_wrap_at_the_paper();
	words_stay_whole_and_a_word_too_long_is_cut();
	a_line_from_right_to_left_reaches_the_right_edge();
	letters_of_uyghur_join();
	what_no_font_has_is_counted_and_boxed();
	marks_of_direction_steer_and_are_not_seen();
	nothing_is_a_blank_line();
	a_full_output_stays_as_it_was();
	what_is_no_picture_is_refused();
	a_logo_keeps_its_black_and_white();
	drawing_ops.destroy(drawing);
	return check_result();
}
