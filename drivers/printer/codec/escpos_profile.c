/* Printer models as data. Knows no wire.
 *
 * Sources. Widths, dots, columns and cutters of POS-5890, NT-5890K, ZJ-5870, NT-80-V-UL, YHD-8390,
 * P822D, TM-T20II, TM-T20III, TM-T70II-CH and TM-T88V: escpos-printer-db, data/profile at fe07c81.
 * It also says that all of them have GS v 0 (bitImageRaster) and many lack GS ( L (graphics), so
 * pictures go by GS v 0 and no row needs to say it. TM-T70II-CH prints GB18030-2022 level 2
 * (ibid.); Epson's models that are not made for China have no Chinese font. DLE EOT 1 … 4, ASB and
 * GS r of Epson's: TM-T88III manual p. 304 and 309, TM-T88 information manual p. 1-33 … 1-35.
 * SRP-350: Samsung SRP-350 manual p. 46-47, Bixolon SRP-350plusII p. 14. SP-POS58IV holds the bits
 * of near end and cutter at 0, having neither (SPRT SP-POS58IV manual p. 27); its characters are GB
 * 2312's (SPRT SP series manual p. 45). MOB-58 answers DLE EOT 1 and 4 only, and by 1 it means
 * another thing, so that 1 is not asked (Maxim MOB-58 manual p. 13). Buffers: 4 KB is what Epson's
 * and Samsung's are set to by their makers. */
#include "escpos_profile.h"

#include <string.h>

#define NONE ESCPOS_NO
#define SOME ESCPOS_YES
#define MAYBE ESCPOS_UNKNOWN
#define ALL_ANSWERS                                                                                \
	{                                                                                          \
		0, SOME, SOME, SOME, SOME                                                          \
	}

enum {
	FONT_LATIN = ESCPOS_FONT_LATIN,
	FONT_GB2312 = ESCPOS_FONT_GB2312,
	FONT_GBK = ESCPOS_FONT_GBK,
	FONT_GB18030 = ESCPOS_FONT_GB18030,
};

#define ONLY_4                                                                                     \
	{                                                                                          \
		0, NONE, NONE, NONE, SOME                                                          \
	}

/* clang-format off */
static const struct escpos_profile profiles[] = {
	/* The two generic rows stand first. */
	{ "58mm", 58, 384, 32, FONT_GB2312, MAYBE, MAYBE, MAYBE, MAYBE, { 0 }, MAYBE, 0 },
	{ "80mm", 80, 576, 48, FONT_GB2312, MAYBE, MAYBE, MAYBE, MAYBE, { 0 }, MAYBE, 0 },
	/* For heads whose self-test prints "GBK" or "GB18030" as their character set. */
	{ "58mm-gbk", 58, 384, 32, FONT_GBK, MAYBE, MAYBE, MAYBE, MAYBE, { 0 }, MAYBE, 0 },
	{ "80mm-gbk", 80, 576, 48, FONT_GBK, MAYBE, MAYBE, MAYBE, MAYBE, { 0 }, MAYBE, 0 },
	{ "58mm-gb18030", 58, 384, 32, FONT_GB18030, MAYBE, MAYBE, MAYBE, MAYBE, { 0 }, MAYBE, 0 },
	{ "80mm-gb18030", 80, 576, 48, FONT_GB18030, MAYBE, MAYBE, MAYBE, MAYBE, { 0 }, MAYBE, 0 },
	{ "MOB-58", 58, 384, 32, FONT_LATIN, NONE, NONE, SOME, MAYBE, ONLY_4, NONE, 0 },
	{ "NT-5890K", 58, 384, 32, FONT_GB2312, NONE, MAYBE, MAYBE, MAYBE, { 0 }, MAYBE, 0 },
	{ "NT-80-V-UL", 80, 576, 48, FONT_GB2312, SOME, MAYBE, MAYBE, MAYBE, { 0 }, MAYBE, 0 },
	{ "P822D", 80, 576, 48, FONT_GB2312, SOME, MAYBE, MAYBE, MAYBE, { 0 }, MAYBE, 0 },
	{ "POS-5890", 58, 384, 32, FONT_GB2312, NONE, MAYBE, MAYBE, MAYBE, { 0 }, MAYBE, 0 },
	{ "SP-POS58IV", 58, 384, 32, FONT_GB2312, NONE, NONE, SOME, MAYBE, ALL_ANSWERS, MAYBE, 0 },
	{ "SRP-350", 80, 512, 42, FONT_LATIN, SOME, SOME, SOME, SOME, ALL_ANSWERS, SOME, 4096 },
	{ "TM-T20II", 80, 576, 48, FONT_LATIN, SOME, MAYBE, SOME, SOME, ALL_ANSWERS, SOME, 4096 },
	{ "TM-T20III", 80, 576, 48, FONT_LATIN, SOME, MAYBE, SOME, SOME, ALL_ANSWERS, SOME, 4096 },
	{ "TM-T70II-CH", 80, 576, 48, FONT_GB18030, SOME, MAYBE, SOME, SOME, ALL_ANSWERS, SOME, 4096 },
	{ "TM-T88V", 80, 512, 42, FONT_LATIN, SOME, SOME, SOME, SOME, ALL_ANSWERS, SOME, 4096 },
	{ "YHD-8390", 80, 640, 48, FONT_GB2312, SOME, MAYBE, MAYBE, MAYBE, { 0 }, MAYBE, 0 },
	{ "ZJ-5870", 58, 384, 32, FONT_GB2312, NONE, MAYBE, MAYBE, MAYBE, { 0 }, MAYBE, 0 },
};
/* clang-format on */

enum { PROFILES = sizeof profiles / sizeof profiles[0] };

const struct escpos_profile *escpos_profile_named(const char *name)
{
	for (size_t i = 0; i < PROFILES; i++)
		if (strcmp(profiles[i].name, name) == 0)
			return &profiles[i];
	return NULL;
}

const struct escpos_profile *escpos_profile_find(int paper_width_mm)
{
	if (paper_width_mm != 58 && paper_width_mm != 80)
		return NULL;
	return &profiles[paper_width_mm == 58 ? 0 : 1];
}

const struct escpos_profile *escpos_profile_at(size_t index)
{
	return index < PROFILES ? &profiles[index] : NULL;
}

/* Bits of GS a: on and off line, errors, paper (Samsung SRP-350 manual, p. 46). The drawer's is
 * left out: there is none. */
unsigned escpos_profile_automatic(const struct escpos_profile *profile)
{
	enum { LINE = 0x02, ERRORS = 0x04, PAPER = 0x08 };
	return profile->automatic == ESCPOS_YES ? LINE | ERRORS | PAPER : 0;
}

/* Cells of GB 2312-80 that hold a character, by row (the first byte less A0). Rows 16 … 55 are the
 * Chinese characters of level 1, 56 … 87 of level 2. */
static bool is_gb2312(uint8_t first, uint8_t second)
{
	static const struct {
		uint8_t row, from, to;
	} cells[] = {
		{ 1, 1, 94 },  { 2, 17, 66 }, { 2, 69, 78 }, { 2, 81, 92 }, { 3, 1, 94 },
		{ 4, 1, 83 },  { 5, 1, 86 },  { 6, 1, 24 },  { 6, 33, 56 }, { 7, 1, 33 },
		{ 7, 49, 81 }, { 8, 1, 26 },  { 8, 37, 73 }, { 9, 4, 79 },
	};
	if (first < 0xa1 || second < 0xa1 || second == 0xff)
		return false;
	uint8_t row = (uint8_t)(first - 0xa0), cell = (uint8_t)(second - 0xa0);
	if (row >= 16)
		return row <= 87 && (row != 55 || cell <= 89);
	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
		if (cells[i].row == row && cell >= cells[i].from && cell <= cells[i].to)
			return true;
	return false;
}

/* Extension A, U+3400 … U+4DB5, lies between 81 39 EE 39 and 82 35 87 38 (GB 18030-2000). */
static bool is_extension_a(const uint8_t *text)
{
	unsigned place = ((unsigned)(text[0] - 0x81) * 10 + (unsigned)(text[1] - 0x30)) * 1260 +
			 (unsigned)(text[2] - 0x81) * 10 + (unsigned)(text[3] - 0x30);
	enum {
		FIRST = ((0x81 - 0x81) * 10 + 9) * 1260 + (0xee - 0x81) * 10 + 9,
		LAST = ((0x82 - 0x81) * 10 + 5) * 1260 + (0x87 - 0x81) * 10 + 8,
	};
	return place >= FIRST && place <= LAST;
}

bool escpos_profile_prints(const struct escpos_profile *profile, const uint8_t *text, size_t bytes)
{
	if (bytes == 1)
		return text[0] < 0x80;
	if (bytes == 2 && profile->font == ESCPOS_FONT_GB2312)
		return is_gb2312(text[0], text[1]);
	if (bytes == 2)
		return profile->font >= ESCPOS_FONT_GBK;
	return bytes == 4 && profile->font == ESCPOS_FONT_GB18030 && is_extension_a(text);
}
