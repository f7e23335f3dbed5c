/* The thread that draws: what it gives back, and what a page is made of with and without it. */
#include "check.h"
#include "escpos_drawer.h"
#include "escpos_page.h"

#include <errno.h>
#include <event2/event.h>

static struct event_base *base;
static struct print_page page;
static struct escpos_converter *converter;
static struct escpos_job job;
static bool wanted[PRINT_LINES_MAX];
static unsigned done_count;

static void done(void *context)
{
	(void)context;
	done_count++;
	event_base_loopbreak(base);
}

static void clear(void)
{
	memset(&page, 0, sizeof page);
}

static void line(const char *text, const char *language)
{
	struct print_line *at = &page.lines[page.line_count++];
	snprintf(at->text, sizeof at->text, "%s", text);
	snprintf(at->language, sizeof at->language, "%s", language);
	at->size = 1;
}

static bool wants(const char *profile)
{
	return escpos_page_wants(converter, escpos_profile_named(profile), &page, wanted);
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

static void only_what_the_printer_lacks_is_drawn(void)
{
	clear();
	line("株洲市民中心 A012", "zh");
	CHECK(!wants("80mm") && !wants("58mm"));
	CHECK(wants("TM-T88V") && wanted[0]);
	line("王䶮", "zh");
	CHECK(wants("80mm") && !wanted[0] && wanted[1]);
	CHECK(!wants("TM-T70II-CH")); /* it has extension A */
	line("نومۇر", "ug");
	CHECK(wants("TM-T70II-CH") && !wanted[1] && wanted[2]);
	line("A012", "ug");
	line("09:05 2026-07-27", "ug");
	CHECK(wants("80mm") && !wanted[3] && wanted[4]);
	clear();
	page.lines[0].rule = true;
	page.line_count = 1;
	CHECK(!wants("TM-T88V"));
	strcpy(page.logo, "/nowhere.png");
	CHECK(wants("80mm") && !wanted[0]);
}

static void a_page_is_drawn_by_the_thread_and_sent_as_pictures(void)
{
	const struct escpos_profile *profile = escpos_profile_named("80mm");
	struct escpos_drawer *drawer = NULL;
	clear();
	line("نومۇر A012", "ug");
	line("株洲", "zh");
	line("王䶮", "zh");
	CHECK(wants("80mm"));
	CHECK(escpos_drawer_create(&drawer, base, "", done, NULL) == 0);
	CHECK(escpos_drawer_result(drawer) == NULL);
	CHECK(escpos_drawer_start(drawer, &page, wanted, profile->dots) == 0);
	CHECK(escpos_drawer_start(drawer, &page, wanted, profile->dots) == -EBUSY);
	CHECK(escpos_drawer_is_busy(drawer) && escpos_drawer_result(drawer) == NULL);
	event_base_dispatch(base);
	const struct escpos_drawn *drawn = escpos_drawer_result(drawer);
	CHECK(done_count == 1 && drawn != NULL);
	if (drawn != NULL && drawn->problem == NULL) {
		CHECK(drawn->lines[0].count == 1 && drawn->lines[1].count == 0);
		CHECK(escpos_page_encode(&job, converter, profile, &page, drawn, ESCPOS_CUT_PARTIAL,
					 false, true) == 0);
		CHECK(COUNT("\x1dv0") == 4);		 /* two lines of 30 rows, in bands of 24 */
		CHECK(COUNT("\x1b\x61\x02\x1dv0") == 1); /* Uyghur at the right */
		CHECK(COUNT("\xd6\xea\xd6\xde\n") == 1 && COUNT("\x10\x04") == 0);
		CHECK(job.dots >= 3 * 30 + 4 * 30 && job.dots < 4 * 30 + 4 * 30);
	} else {
		printf("no fonts here: %s\n", drawn != NULL ? drawn->problem : "");
	}
	escpos_drawer_destroy(drawer);
}

static void without_pictures_a_ticket_has_what_can_be_printed(void)
{
	const struct escpos_profile *profile = escpos_profile_named("80mm");
	clear();
	line("نومۇر A012", "ug");
	line("王㐀𠮷贵", "zh");
	CHECK(escpos_page_encode(&job, converter, profile, &page, NULL, ESCPOS_CUT_PARTIAL, false,
				 true) == 0);
	CHECK(COUNT("\xa1\xfe A012\n") == 1);		 /* 〓 for the word */
	CHECK(COUNT("\xcd\xf5\xa1\xfe\xb9\xf3\n") == 1); /* 王〓贵 */
	profile = escpos_profile_named("TM-T88V");
	CHECK(escpos_page_encode(&job, converter, profile, &page, NULL, ESCPOS_CUT_PARTIAL, false,
				 true) == 0);
	CHECK(COUNT("? A012\n") == 1 && COUNT("\x1c&") == 0);
}

static void a_missing_logo_is_a_problem_and_the_lines_stand(void)
{
	static struct escpos_drawn drawn;
	clear();
	line("王䶮", "zh");
	strcpy(page.logo, "/nowhere/logo.png");
	CHECK(wants("80mm"));
	escpos_drawer_draw(&drawn, "", &page, wanted, 576);
	CHECK(drawn.problem != NULL && drawn.logo == -1);
	if (strcmp(drawn.problem, "no_logo") == 0)
		CHECK(drawn.lines[0].count == 1);
}

static void a_page_full_of_drawn_lines_fits(void)
{
	static struct escpos_drawn drawn;
	clear();
	for (unsigned i = 0; i < 40; i++)
		line("سىزنىڭ نومۇرىڭىز A012، ئالدىڭىزدا 3 ئادەم بار", "ug");
	memset(page.qr, 'q', sizeof page.qr - 1);
	CHECK(wants("80mm"));
	escpos_drawer_draw(&drawn, "", &page, wanted, 576);
	CHECK(escpos_page_encode(&job, converter, escpos_profile_named("80mm"), &page, &drawn,
				 ESCPOS_CUT_PARTIAL, true, true) == 0);
	for (unsigned i = 1; i < job.chunk_count; i++)
		CHECK(job.chunk_ends[i] - job.chunk_ends[i - 1] < 4096);
	CHECK(job.chunk_ends[job.chunk_count - 1] == job.length);
}

int main(void)
{
	base = event_base_new();
	converter = escpos_converter_create();
	if (base == NULL || converter == NULL)
		return EXIT_FAILURE;
	only_what_the_printer_lacks_is_drawn();
	a_page_is_drawn_by_the_thread_and_sent_as_pictures();
	without_pictures_a_ticket_has_what_can_be_printed();
	a_missing_logo_is_a_problem_and_the_lines_stand();
	a_page_full_of_drawn_lines_fits();
	escpos_converter_destroy(converter);
	event_base_free(base);
	return check_result();
}
