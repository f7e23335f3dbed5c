/* A page as one job: encoding, wrapping, chunks. The text and the QR are judged by programs that
 * are not ours in tests/judge. */
#include "check.h"
#include "escpos_page.h"

static struct escpos_job job;
static struct print_page page;
static struct escpos_converter *converter;
static const struct escpos_profile *wide, *narrow;

static void clear(void)
{
	memset(&page, 0, sizeof page);
}

static void line(const char *text, unsigned size, bool rule)
{
	struct print_line *at = &page.lines[page.line_count++];
	snprintf(at->text, sizeof at->text, "%s", text);
	at->size = (uint8_t)size;
	at->rule = rule;
}

static bool encode(const struct escpos_profile *profile, bool torn, bool confirm)
{
	return escpos_page_encode(&job, converter, profile, &page, NULL, ESCPOS_CUT_PARTIAL, torn,
				  confirm) == 0;
}

static unsigned count(const void *bytes, size_t length)
{
	unsigned found = 0;
	const uint8_t *at = job.bytes, *end = at + job.length;
	while ((at = memmem(at, (size_t)(end - at), bytes, length)) != NULL) {
		found++;
		at++;
	}
	return found;
}
#define COUNT(bytes) count(bytes, sizeof bytes - 1)

static void papers_have_their_rows(void)
{
	CHECK(wide->dots == 576 && wide->columns == 48);
	CHECK(narrow->dots == 384 && narrow->columns == 32);
	CHECK(escpos_profile_find(76) == NULL);
}

static void chunks_end_at_commands_and_the_text_is_not_in_the_first(void)
{
	clear();
	for (unsigned i = 0; i < PRINT_LINES_MAX; i++)
		line("请在休息区等候，注意呼叫及大屏显示信息", 1, false);
	snprintf(page.qr, sizeof page.qr, "https://example.cn/t/AbCdEfGhIjKlMnOpQrStUv");
	CHECK(encode(wide, false, true));
	CHECK(job.chunk_ends[0] == 10); /* ESC @, GS a, ESC t, FS & */
	CHECK(job.chunk_count >= 4);
	CHECK(job.chunk_ends[job.chunk_count - 1] == job.length);
	CHECK(job.length - job.chunk_ends[job.chunk_count - 2] == 3);
	CHECK(memcmp(job.bytes + job.length - 3, "\x1dr\x01", 3) == 0);
	for (unsigned i = 1; i < job.chunk_count; i++) {
		uint8_t begins = job.bytes[job.chunk_ends[i - 1]];
		CHECK(job.chunk_ends[i] > job.chunk_ends[i - 1]);
		CHECK(begins == 0x1b || begins == 0x1d);
		CHECK(job.chunk_ends[i] - job.chunk_ends[i - 1] < 4096);
	}
}

static void long_lines_wrap_at_whole_characters(void)
{
	clear();
	line("A零一二三四五六七八九", 4, false); /* 21 cells in 12 */
	CHECK(encode(wide, false, true));
	/* A and five characters, then five: gb18030 of 四\n五 is CBC4 0A CEE5 */
	CHECK(COUNT("A\xc1\xe3\xd2\xbb\xb6\xfe\xc8\xfd\xcb\xc4\n\xce\xe5\xc1\xf9") == 1);
	CHECK(COUNT("\xbe\xc5\n") == 1);
}

static void rules_fill_the_paper(void)
{
	clear();
	line("", 3, true);
	CHECK(encode(wide, false, true) && COUNT("\xa9\xa4") == 24);
	CHECK(encode(narrow, false, true) && COUNT("\xa9\xa4") == 16);
}

static void wrong_utf8_is_marked_and_the_rest_stands(void)
{
	clear();
	line("A\xff\xfe号", 1, false);
	CHECK(encode(wide, false, true) && COUNT("A??\xba\xc5\n") == 1);
}

static void commands_in_a_text_are_only_text(void)
{
	clear();
	line("a\x1b@b\x1d"
	     "V\x01",
	     1, false);
	CHECK(encode(wide, false, true) && COUNT("a@bV\n") == 1 && COUNT("\x1dV\x01") == 1);
}

static void what_a_torn_job_left_is_cut_off_first(void)
{
	clear();
	line("A", 1, false);
	CHECK(encode(wide, true, true) && COUNT("\x1dV\x01") == 2);
	CHECK(memcmp(job.bytes + job.chunk_ends[0] - 3, "\x1dV\x01", 3) == 0);
}

static void without_confirmation_nothing_is_asked(void)
{
	clear();
	line("A", 1, false);
	CHECK(encode(wide, false, false) && COUNT("\x1dr") == 0);
	CHECK(job.chunk_ends[job.chunk_count - 1] == job.length);
}

static void the_largest_page_fits(void)
{
	char text[PRINT_TEXT_MAX];
	memset(text, 'x', sizeof text);
	text[sizeof text - 1] = '\0';
	clear();
	for (unsigned i = 0; i < PRINT_LINES_MAX; i++)
		line(text, 8, false);
	memset(page.qr, 'q', sizeof page.qr - 1);
	CHECK(encode(wide, true, true));
	CHECK(encode(narrow, true, true));
	clear();
	for (unsigned i = 0; i < PRINT_LINES_MAX; i++)
		line("\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80"
		     "\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80\xc2\x80",
		     8, false); /* 2 bytes that become 4 */
	CHECK(encode(narrow, true, true));
}

int main(void)
{
	converter = escpos_converter_create();
	wide = escpos_profile_find(80);
	narrow = escpos_profile_find(58);
	if (converter == NULL || wide == NULL || narrow == NULL)
		return EXIT_FAILURE;
	papers_have_their_rows();
	chunks_end_at_commands_and_the_text_is_not_in_the_first();
	long_lines_wrap_at_whole_characters();
	rules_fill_the_paper();
	wrong_utf8_is_marked_and_the_rest_stands();
	commands_in_a_text_are_only_text();
	what_a_torn_job_left_is_cut_off_first();
	without_confirmation_nothing_is_asked();
	the_largest_page_fits();
	escpos_converter_destroy(converter);
	return check_result();
}
