/* The table of printer models, and which characters their fonts have. The font levels are judged by
 * Python's codecs in tests/judge. */
#include "check.h"
#include "escpos_profile.h"

static bool prints(const char *profile, const char *text)
{
	return escpos_profile_prints(escpos_profile_named(profile), (const uint8_t *)text,
				     strlen(text));
}

static void every_row_is_whole_and_found_by_its_name(void)
{
	size_t count = 0;
	for (; escpos_profile_at(count) != NULL; count++) {
		const struct escpos_profile *row = escpos_profile_at(count);
		CHECK(escpos_profile_named(row->name) == row);
		CHECK(row->paper_width_mm == 58 || row->paper_width_mm == 80);
		CHECK(row->dots % 8 == 0 && row->dots >= 384 && row->dots <= 1024);
		CHECK(row->columns * 12 <= row->dots && row->columns % 2 == 0);
		bool answers = false;
		for (unsigned n = 1; n <= 4; n++)
			answers |= row->answers[n] != ESCPOS_NO;
		CHECK(answers);
	}
	CHECK(count >= 10);
	CHECK(escpos_profile_named("TM-T999") == NULL);
	CHECK(escpos_profile_find(76) == NULL);
}

static void a_width_alone_promises_only_what_every_head_has(void)
{
	const struct escpos_profile *row = escpos_profile_find(58);
	CHECK(row->dots == 384 && row->columns == 32 && row->font == ESCPOS_FONT_GB2312);
	CHECK(row->near_end == ESCPOS_UNKNOWN && row->cutter == ESCPOS_UNKNOWN);
	row = escpos_profile_find(80);
	CHECK(row->dots == 576 && row->columns == 48);
}

static void fonts_end_where_their_standards_end(void)
{
	CHECK(prints("80mm", "A") && prints("80mm", "\xb0\xa1") && prints("80mm", "\xf7\xfe"));
	CHECK(!prints("80mm", "\xd7\xfa") && !prints("80mm", "\x81\x40")); /* no GB 2312 cells */
	CHECK(!prints("80mm", "\xa2\xa1") && prints("80mm-gbk", "\xa2\xa1"));
	CHECK(prints("80mm-gbk", "\x81\x40") && !prints("80mm-gbk", "\x81\x39\xee\x39"));
	/* U+3400, U+4DB5 and their neighbours */
	CHECK(prints("80mm-gb18030", "\x81\x39\xee\x39"));
	CHECK(prints("80mm-gb18030", "\x82\x35\x87\x38"));
	CHECK(!prints("80mm-gb18030", "\x81\x39\xee\x38"));
	CHECK(!prints("80mm-gb18030", "\x82\x35\x87\x39"));
	CHECK(!prints("80mm-gb18030", "\x81\x31\x87\x38")); /* an Arabic letter */
	CHECK(prints("TM-T88V", "A") && !prints("TM-T88V", "\xb0\xa1"));
}

int main(void)
{
	every_row_is_whole_and_found_by_its_name();
	a_width_alone_promises_only_what_every_head_has();
	fonts_end_where_their_standards_end();
	return check_result();
}
