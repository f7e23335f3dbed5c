/* Prints each GB18030 code of two bytes, and of four in the basic plane, with the least font level
 * that is said to have it: font_levels → "d6ec gb2312". Codes that no level has are left out. */
#include "escpos_profile.h"

#include <stdio.h>

static const struct {
	const char *name, *profile;
} levels[] = { { "gb2312", "80mm" }, { "gbk", "80mm-gbk" }, { "gb18030", "80mm-gb18030" } };

static void judge(const uint8_t *code, size_t bytes)
{
	for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
		if (!escpos_profile_prints(escpos_profile_named(levels[i].profile), code, bytes))
			continue;
		for (size_t at = 0; at < bytes; at++)
			printf("%02x", code[at]);
		printf(" %s\n", levels[i].name);
		return;
	}
}

int main(void)
{
	for (unsigned first = 0x81; first <= 0xfe; first++)
		for (unsigned second = 0x40; second <= 0xfe; second++)
			if (second != 0x7f)
				judge((const uint8_t[]){ (uint8_t)first, (uint8_t)second }, 2);
	for (unsigned first = 0x81; first <= 0x84; first++)
		for (unsigned second = 0x30; second <= 0x39; second++)
			for (unsigned third = 0x81; third <= 0xfe; third++)
				for (unsigned fourth = 0x30; fourth <= 0x39; fourth++)
					judge((const uint8_t[]){ (uint8_t)first, (uint8_t)second,
								 (uint8_t)third, (uint8_t)fourth },
					      4);
	return 0;
}
