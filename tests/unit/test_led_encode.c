/* The codec of LED displays, against bytes written out by hand from the GB 18030 tables. */
#include "check.h"
#include "led_encode.h"

static const struct led_map sixteen = { .text = 0x70, .registers = 16, .encoding = LED_GB18030 };

static void text_is_cut_at_whole_characters_that_fit_the_cells(void)
{
	CHECK(led_cut("A012请到06号窗口", 8) == strlen("A012请到06号窗口"));
	CHECK(led_cut("A012请到06号窗口", 7) == strlen("A012请到06号窗"));
	CHECK(led_cut("A012请", 2) == 4);
	CHECK(led_cut("A01请", 2) == 3); /* half a cell is left: no character fits it */
	CHECK(led_cut("", 8) == 0);
	CHECK(led_cut("请", 0) == 0);
}

static void broken_utf8_is_walked_byte_by_byte(void)
{
	CHECK(led_character_utf8("\xe8\xaf\xb7") == 3);
	CHECK(led_character_utf8("\xe8\xaf") == 1); /* ends too early */
	CHECK(led_character_utf8("\xc0\x80") == 1);
	CHECK(led_character_utf8("\xf0\xa0\x80\x80") == 4);
	CHECK(led_character_utf8("\x80") == 1);
}

static void bytes_fill_the_registers_in_the_order_of_the_map(void)
{
	uint16_t registers[LED_REGISTERS_MAX];
	struct led_map map = sixteen;
	/* 请 C7EB in GB 2312-80 */
	CHECK(led_encode(&map, (const uint8_t *)"A0\xc7\xeb", 4, registers) == 4);
	CHECK(registers[0] == 0x4130 && registers[1] == 0xc7eb);
	for (int i = 2; i < 16; i++)
		CHECK(registers[i] == 0);
	map.low_first = true;
	map.fill = ' ';
	CHECK(led_encode(&map, (const uint8_t *)"A0\xc7", 3, registers) == 2);
	CHECK(registers[0] == 0x3041 && registers[1] == 0x2020);
}

static void a_character_that_does_not_fit_is_left_out_whole(void)
{
	uint16_t registers[LED_REGISTERS_MAX];
	struct led_map two = { .registers = 2, .encoding = LED_GB18030 };
	/* U+20000 is 95328236 in GB 18030 */
	CHECK(led_encode(&two, (const uint8_t *)"\x95\x32\x82\x36", 4, registers) == 4);
	CHECK(registers[0] == 0x9532 && registers[1] == 0x8236);
	CHECK(led_encode(&two, (const uint8_t *)"A\x95\x32\x82\x36", 5, registers) == 1);
	CHECK(registers[0] == 0x4100 && registers[1] == 0);
	two.encoding =
		LED_GBK; /* has no four bytes: 9532 is one of its two-byte characters' places */
	CHECK(led_encode(&two, (const uint8_t *)"ABC\xc7\xeb", 5, registers) == 3);
	two.encoding = LED_UTF8;
	CHECK(led_encode(&two, (const uint8_t *)"A\xe8\xaf\xb7\xe8\xaf\xb7", 7, registers) == 4);
	two.encoding = LED_ASCII;
	CHECK(led_encode(&two, (const uint8_t *)"A0123", 5, registers) == 4);
}

int main(void)
{
	text_is_cut_at_whole_characters_that_fit_the_cells();
	broken_utf8_is_walked_byte_by_byte();
	bytes_fill_the_registers_in_the_order_of_the_map();
	a_character_that_does_not_fit_is_left_out_whole();
	return check_result();
}
