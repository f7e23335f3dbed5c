/* Frames of pager senders from templates; every expected byte was worked out by hand. */
#include "check.h"
#include "pager_frame.h"

static struct pager_template form;
static uint8_t frame[PAGER_FRAME_MAX];

static bool parses(const char *text)
{
	const char *problem;
	return pager_template_parse(&form, text, &problem);
}

static bool makes(const char *text, unsigned number, enum pager_check check, unsigned from,
		  const char *bytes, size_t count)
{
	return parses(text) && pager_template_make(&form, number, check, from, frame) == count &&
	       memcmp(frame, bytes, count) == 0;
}

static void each_place_is_filled_with_the_number(void)
{
	CHECK(makes("AA {bcd:4} 0d", 127, PAGER_CHECK_NONE, 0, "\xaa\x01\x27\x0d", 4));
	CHECK(makes("{dec:3}", 7, PAGER_CHECK_NONE, 0, "007", 3));
	CHECK(makes("{hex:2}FF", 171, PAGER_CHECK_NONE, 0, "AB\xff", 3));
	CHECK(makes("{bin:1}", 200, PAGER_CHECK_NONE, 0, "\xc8", 1));
	CHECK(makes("{bin:2}", 0x0123, PAGER_CHECK_NONE, 0, "\x01\x23", 2));
	CHECK(makes("{low:2}", 0x0123, PAGER_CHECK_NONE, 0, "\x23\x01", 2));
	CHECK(makes("01{bcd:2}{bcd:2}02", 42, PAGER_CHECK_NONE, 0, "\x01\x42\x42\x02", 4));
	CHECK(makes("{dec:8}", 9999, PAGER_CHECK_NONE, 0, "00009999", 8));
}

static void sums_are_of_what_stands_before(void)
{
	/* F0 + 12 = 102 → 02; 55 ^ F0 ^ 12 = B7 */
	CHECK(makes("55 F0 {bcd:2} {check} 0D", 12, PAGER_CHECK_SUM8, 1, "\x55\xf0\x12\x02\x0d",
		    5));
	CHECK(makes("55 F0 {bcd:2} {check}", 12, PAGER_CHECK_XOR8, 0, "\x55\xf0\x12\xb7", 4));
	CHECK(form.checked);
	CHECK(parses("55") && !form.checked);
}

static void the_highest_number_is_what_fits_everywhere(void)
{
	static const struct {
		const char *text;
		unsigned highest;
	} rows[] = {
		{ "{dec:3}", 999 },	     { "{bcd:2} {dec:4}", 99 },
		{ "{hex:2}", 255 },	     { "{bin:1}", 255 },
		{ "{bin:2}", 9999 },	     { "{low:2}", 9999 },
		{ "{dec:8} {check}", 9999 }, { "AA 55", 0 },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		CHECK(parses(rows[i].text) && pager_template_highest(&form) == rows[i].highest);
}

static void what_is_no_frame_is_refused(void)
{
	static const char *const wrong[] = {
		"",	    "   ",     "A",	    "AAG",    "{bcd:3}",  "{bcd:0}",
		"{dec:9}",  "{bin:3}", "{low:1}",   "{bcd:4", "{number}", "{check",
		"AA {} 0D", "{bcd4}}", "{check:1}", "0x55",   "{bcd:44}",
	};
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		CHECK(!parses(wrong[i]));
	char long_one[512] = "";
	for (unsigned i = 0; i < PAGER_PARTS_MAX + 1; i++)
		strcat(long_one, "00 ");
	CHECK(!parses(long_one));
	long_one[0] = '\0';
	for (unsigned i = 0; i < 13; i++)
		strcat(long_one, "{dec:8}");
	CHECK(!parses(long_one));
}

int main(void)
{
	each_place_is_filled_with_the_number();
	sums_are_of_what_stands_before();
	the_highest_number_is_what_fits_everywhere();
	what_is_no_frame_is_refused();
	return check_result();
}
