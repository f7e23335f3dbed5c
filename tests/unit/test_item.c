/* The list of matters: what is found by which words, in which order, and with how many looks. */
#include "check.h"
#include "item.h"

static struct item_catalogue catalogue;
static struct item_found found;

static const char *const papers[] = { "身份证", "申请表", "户口簿" };

static const struct item_row hall_rows[] = {
	{ "RE-2", "不动产转移登记", "Transfer of Title", "", "bdczydj", "RE1", papers, 3, 2,
	  ITEM_CASE_ONE_REVIEW },
	{ "RE-1", "不动产登记资料查询", "Search of the Register", "", "bdcdjzlcx", "RE1", NULL, 0,
	  0, ITEM_CASE_NONE },
	{ "RE-3", "不动产登记", "Registration", "", "bdcdj", "RE1", NULL, 0, 0, ITEM_CASE_INSTANT },
	{ "EX-1", "普通护照签发", "Passport", "پاسپورت بېجىرىش", "pthzqf", "EXIT", papers, 1, 1,
	  ITEM_CASE_COMMITMENT },
	{ "EX-2", "护照换发（补发）", "Passport renewal", "", "hzhfbf", "EXIT", NULL, 0, 0,
	  ITEM_CASE_NONE },
	{ "BDC", "办登场", "", "", "bdc1", "BR1", NULL, 0, 0, ITEM_CASE_NONE },
};

static void list(void)
{
	memset(&catalogue, 0, sizeof catalogue);
	for (size_t i = 0; i < sizeof hall_rows / sizeof *hall_rows; i++)
		CHECK(item_add(&catalogue, &hall_rows[i]) == ITEM_ADDED);
}

/* The codes in their order, "RE-1 RE-2". */
static const char *codes_of(const char *query)
{
	static char codes[4096];
	size_t used = 0;
	codes[0] = 0;
	item_search(&catalogue, query, ITEMS_FOUND_MAX, &found);
	for (uint32_t i = 0; i < found.count && used < sizeof codes; i++)
		used += (size_t)snprintf(
			codes + used, sizeof codes - used, "%s%s", i ? " " : "",
			item_text(&catalogue, catalogue.items[found.rows[i].item].code));
	CHECK(found.count == found.total || found.count == ITEMS_FOUND_MAX);
	return codes;
}

static void a_matter_comes_back_as_it_was_given(void)
{
	list();
	const struct item *item = item_find(&catalogue, "RE-2");
	CHECK(item != NULL && catalogue.count == 6 && catalogue.hot_count == 2);
	CHECK_TEXT(item_text(&catalogue, item->name), "不动产转移登记");
	CHECK_TEXT(item_text(&catalogue, item->name_en), "Transfer of Title");
	CHECK_TEXT(item_text(&catalogue, item->name_ug), "");
	CHECK_TEXT(item_text(&catalogue, item->initials), "bdczydj");
	CHECK_TEXT(item->service, "RE1");
	CHECK(item->hot == 2 && item->case_type == ITEM_CASE_ONE_REVIEW);
	CHECK(item->material_count == 3);
	const char *paper = item_text(&catalogue, item->materials);
	for (unsigned i = 0; i < 3; i++, paper += strlen(paper) + 1)
		CHECK_TEXT(paper, papers[i]);
	CHECK(item_find(&catalogue, "re-2") == NULL && item_find(&catalogue, "") == NULL);
	CHECK(item_of_key(&catalogue, item_key("RE-2")) == item);
	CHECK(item_key("") == 0 && item_of_key(&catalogue, 0) == NULL);
	CHECK(item_of_key(&catalogue, item_key("re-2")) == NULL);
	CHECK_TEXT(item_case_name(ITEM_CASE_COMMITMENT), "commitment");
	CHECK(item_case_name(ITEM_CASE_NONE) == NULL);
}

static void a_code_goes_before_initials_before_names_before_pieces(void)
{
	list();
	/* BDC is the code of one, begins the initials of three more and of its own. */
	CHECK_TEXT(codes_of("bdc"), "BDC RE-2 RE-1 RE-3");
	CHECK(found.rows[0].rank == ITEM_RANK_CODE && found.rows[1].rank == ITEM_RANK_INITIALS);
	CHECK_TEXT(codes_of("不动产"), "RE-2 RE-1 RE-3");
	CHECK(found.rows[0].rank == ITEM_RANK_NAME);
	/* The beginning of a name, then a piece of one. */
	CHECK_TEXT(codes_of("护照"), "EX-2 EX-1");
	CHECK(found.rows[0].rank == ITEM_RANK_NAME && found.rows[1].rank == ITEM_RANK_PART);
	/* A piece of the initials, and of codes. */
	CHECK_TEXT(codes_of("djzl"), "RE-1");
	CHECK(found.rows[0].rank == ITEM_RANK_PART);
	CHECK_TEXT(codes_of("E-1"), "RE-1");
	CHECK_TEXT(codes_of("办理护照"), "");
}

static void a_name_that_is_the_query_goes_before_longer_ones(void)
{
	list();
	CHECK_TEXT(codes_of("不动产登记"), "RE-3 RE-1");
	CHECK_TEXT(codes_of("bdcdj"), "RE-3 RE-1");
	CHECK_TEXT(codes_of("passport"), "EX-1 EX-2");
	CHECK_TEXT(codes_of("pass"), "EX-1 EX-2");
}

static void every_word_counts_in_any_order_and_language(void)
{
	list();
	CHECK_TEXT(codes_of("查询 不动产"), "RE-1");
	CHECK_TEXT(codes_of("登记 register search"), "RE-1");
	CHECK_TEXT(codes_of("护照 登记"), "");
	CHECK_TEXT(codes_of("پاسپورت"), "EX-1");
	CHECK(found.rows[0].rank == ITEM_RANK_NAME);
	CHECK_TEXT(codes_of("بېجىرىش"), "EX-1");
	CHECK_TEXT(codes_of("of title"), "RE-2");
}

static void capitals_wide_letters_and_blanks_make_no_difference(void)
{
	list();
	CHECK_TEXT(codes_of("ＢＤＣ"), "BDC RE-2 RE-1 RE-3");
	CHECK_TEXT(codes_of("  b d　c  "), "BDC RE-2 RE-1 RE-3");
	CHECK_TEXT(codes_of("换发(补发)"), "EX-2");
	CHECK_TEXT(codes_of("换发（补发）"), "EX-2");
	CHECK_TEXT(codes_of("TRANSFER  OF"), "RE-2");
	CHECK_TEXT(codes_of("ｅｘ－１"), "EX-1");
	CHECK(found.rows[0].rank == ITEM_RANK_CODE);
}

static void nothing_asked_gives_the_hot_list_or_the_first(void)
{
	list();
	CHECK_TEXT(codes_of(""), "EX-1 RE-2");
	CHECK(found.rows[0].rank == ITEM_RANK_LISTED && found.compared == 0);
	CHECK_TEXT(codes_of(" 　 "), "EX-1 RE-2");
	memset(&catalogue, 0, sizeof catalogue);
	CHECK_TEXT(codes_of(""), "");
	for (size_t i = 0; i < 3; i++) {
		struct item_row row = hall_rows[i];
		row.hot = 0;
		CHECK(item_add(&catalogue, &row) == ITEM_ADDED);
	}
	CHECK_TEXT(codes_of(""), "RE-2 RE-1 RE-3");
	item_search(&catalogue, "", 2, &found);
	CHECK(found.count == 2 && found.total == 3 && found.rows[1].item == 1);
	item_search(&catalogue, "", 0, &found);
	CHECK(found.count == 0 && found.total == 3);
}

static void a_code_stands_once_and_a_full_list_says_so(void)
{
	char code[ITEM_CODE_MAX];
	struct item_row row = hall_rows[0];
	list();
	row.name = "另一个";
	CHECK(item_add(&catalogue, &row) == ITEM_SAME_CODE && catalogue.count == 6);
	memset(&catalogue, 0, sizeof catalogue);
	row.code = code;
	for (unsigned i = 0; i < ITEMS_MAX; i++) {
		snprintf(code, sizeof code, "M-%u", i);
		CHECK(item_add(&catalogue, &row) == ITEM_ADDED);
	}
	snprintf(code, sizeof code, "M-%d", ITEMS_MAX);
	CHECK(item_add(&catalogue, &row) == ITEM_TOO_MANY && catalogue.count == ITEMS_MAX);
	for (unsigned i = 0; i < ITEMS_MAX; i += 500) {
		snprintf(code, sizeof code, "M-%u", i);
		CHECK(item_find(&catalogue, code) == &catalogue.items[i]);
	}
	item_search(&catalogue, "另一个", 99, &found);
	CHECK(found.count == ITEMS_FOUND_MAX && found.total == ITEMS_MAX);
	for (uint32_t i = 0; i < found.count; i++)
		CHECK(found.rows[i].item == i);
}

static void texts_have_room_for_so_many_bytes(void)
{
	static char paper[ITEM_MATERIAL_MAX];
	const char *many[ITEM_MATERIALS_MAX];
	char code[ITEM_CODE_MAX];
	struct item_row row = hall_rows[0];
	unsigned added = 0;
	enum item_added result;
	memset(&catalogue, 0, sizeof catalogue);
	memset(paper, 'x', sizeof paper - 1);
	for (unsigned i = 0; i < ITEM_MATERIALS_MAX; i++)
		many[i] = paper;
	row.code = code;
	row.materials = many;
	row.material_count = ITEM_MATERIALS_MAX;
	do
		snprintf(code, sizeof code, "M-%u", added);
	while ((result = item_add(&catalogue, &row)) == ITEM_ADDED && ++added < ITEMS_MAX);
	CHECK(result == ITEM_NO_ROOM && added > 400 && catalogue.count == added);
	CHECK(catalogue.text_used <= ITEM_TEXT_BYTES);
	CHECK(item_find(&catalogue, code) == NULL);
	row.material_count = 0;
	CHECK(item_add(&catalogue, &row) == ITEM_ADDED);
}

/* The 771 matters of a hall: every query looks at each of them a fixed number of times. */
static void a_query_looks_at_each_matter_a_few_times(void)
{
	static const char *const subjects[] = { "不动产", "社会保险", "户口", "护照",
						"公积金", "营业执照", "施工" };
	static const char *const acts[] = { "登记", "变更", "注销", "查询", "补发" };
	static const char *const queries[] = {
		"b",	      "bdc",	 "登记",   "登记 7",
		"没有这样的", "7 记 登", "M-0770", "a b c d e f g h i j k l m n o p q r s"
	};
	char code[ITEM_CODE_MAX], name[ITEM_NAME_MAX];
	memset(&catalogue, 0, sizeof catalogue);
	for (unsigned i = 0; i < 771; i++) {
		const struct item_row row = { .code = code,
					      .name = name,
					      .name_en = "",
					      .name_ug = "",
					      .initials = "bdc",
					      .service = "RE1" };
		snprintf(code, sizeof code, "M-%04u", i);
		snprintf(name, sizeof name, "%s第%u号%s", subjects[i % 7], i, acts[i % 5]);
		CHECK(item_add(&catalogue, &row) == ITEM_ADDED);
	}
	for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
		item_search(&catalogue, queries[i], 20, &found);
		CHECK(found.compared >= 771 && found.compared <= 771 * (5 + ITEM_WORDS_MAX));
	}
	item_search(&catalogue, "登记 7", 20, &found);
	CHECK(found.compared <= 771 * 7 && found.total > 20 && found.count == 20);
	item_search(&catalogue, "M-0770", 20, &found);
	CHECK(found.count == 1 && found.rows[0].item == 770);
}

static void any_bytes_may_be_asked_for(void)
{
	static const char *const odd[] = { "\xff",     "\xe3\x80", "\xef\xbc", "\xe3",
					   "\x80\x80", "\n",	   "\xef\xbd" };
	char longest[4 * ITEM_QUERY_MAX];
	list();
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		item_search(&catalogue, odd[i], 20, &found);
	memset(longest, 'b', sizeof longest - 1);
	longest[sizeof longest - 1] = 0;
	CHECK_TEXT(codes_of(longest), "");
	for (size_t i = 1; i < sizeof longest; i += 2)
		longest[i] = ' ';
	longest[sizeof longest - 1] = 0;
	CHECK_TEXT(codes_of(longest), "RE-2 RE-1 RE-3 EX-2 BDC");
}

int main(void)
{
	a_matter_comes_back_as_it_was_given();
	a_code_goes_before_initials_before_names_before_pieces();
	a_name_that_is_the_query_goes_before_longer_ones();
	every_word_counts_in_any_order_and_language();
	capitals_wide_letters_and_blanks_make_no_difference();
	nothing_asked_gives_the_hot_list_or_the_first();
	a_code_stands_once_and_a_full_list_says_so();
	texts_have_room_for_so_many_bytes();
	a_query_looks_at_each_matter_a_few_times();
	any_bytes_may_be_asked_for();
	return check_result();
}
