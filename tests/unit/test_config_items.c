/* What a list of matters becomes, how initials are made, and where a hall file's list lies. What is
 * said about bad lists stands in bad_items/. */
#include "check.h"
#include "config_items.h"
#include "config_pinyin.h"

#include <errno.h>

static char said[8192];
static struct hall hall;
static struct item_catalogue items;

static void say(void *context, const char *line)
{
	size_t used = strlen(said);
	(void)context;
	snprintf(said + used, sizeof said - used, "%s\n", line);
}

static int read_list(const char *text)
{
	struct config_report report = { .say = say };
	said[0] = 0;
	memset(&items, 0, sizeof items);
	hall_init(&hall);
	hall.service_count = 2;
	strcpy(hall.services[0].code, "RE1");
	strcpy(hall.services[1].code, "EXIT");
	return config_items(&items, &hall, "items.csv", text, strlen(text), &report);
}

static const char *text_of(uint32_t place)
{
	return item_text(&items, place);
}

static void every_column_arrives(void)
{
	CHECK(read_list("\xef\xbb\xbfhot,materials,name_ug,name_en,case_type,initials,service,name,"
			"code\r\n"
			"3,身份证;申请表；\"\",پاسپورت,Passport,commitment,HZ1,EXIT,护照,11430200."
			"A_1\r\n"
			",\"表一\n\n 表二 \n\",,,,,RE1,不动产ETC登记,B\r\n") == -EINVAL);
	CHECK(read_list("\xef\xbb\xbfhot,materials,name_ug,name_en,case_type,initials,service,name,"
			"code\r\n"
			"3,身份证;申请表； "
			";,پاسپورت,Passport,commitment,HZ1,EXIT,护照,11430200.A_1\r\n"
			",\"表一\n\n 表\t二 \n\",,,,,RE1,不动产ETC登记,B\r\n") == 0);
	CHECK_TEXT(said, "");
	const struct item *item = item_find(&items, "11430200.A_1");
	CHECK(items.count == 2 && item != NULL);
	CHECK_TEXT(text_of(item->name), "护照");
	CHECK_TEXT(text_of(item->name_en), "Passport");
	CHECK_TEXT(text_of(item->name_ug), "پاسپورت");
	CHECK_TEXT(text_of(item->initials), "HZ1");
	CHECK_TEXT(item->service, "EXIT");
	CHECK(item->hot == 3 && item->case_type == ITEM_CASE_COMMITMENT);
	CHECK(item->material_count == 2);
	CHECK_TEXT(text_of(item->materials), "身份证");
	CHECK_TEXT(text_of(item->materials + (uint32_t)sizeof "身份证"), "申请表");
	item = item_find(&items, "B");
	CHECK(item != NULL && item->hot == 0 && item->case_type == ITEM_CASE_NONE);
	CHECK_TEXT(text_of(item->initials), "bdcetcdj");
	CHECK(item->material_count == 2);
	CHECK_TEXT(text_of(item->materials + (uint32_t)sizeof "表一"), "表 二");
}

static void a_row_in_error_is_no_excuse_for_its_twin(void)
{
	CHECK(read_list("code,name,service\nA,,RE1\nA,登记,RE1\n") == -EINVAL);
	CHECK_TEXT(said, "items.csv:2:3: name: found nothing, expected is the matter's name in "
			 "Chinese\n"
			 "items.csv:3:1: code: found \"A\", which line 2 has too, allowed is each "
			 "once\n");
}

static void more_matters_than_allowed_are_said_once(void)
{
	static char text[ITEMS_MAX * 32];
	size_t used = (size_t)snprintf(text, sizeof text, "code,name,service\n");
	for (int i = 0; i < ITEMS_MAX; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, "M%d,登记,RE1\n", i);
	CHECK(read_list(text) == 0 && items.count == ITEMS_MAX);
	snprintf(text + used, sizeof text - used, "X,登记,RE1\nY,登记,RE1\n");
	CHECK(read_list(text) == -EINVAL);
	CHECK_TEXT(said, "items.csv:4098:1: code: found more than 4096 matters, which is all that "
			 "is allowed\n");
}

static void initials_follow_the_order_of_the_character_set(void)
{
	/* The first and the last character of each letter's part of GB 2312 level 1. */
	static const char edges[] =
		"啊澳芭怖擦错搭堕蛾贰发咐噶过哈祸击骏喀阔垃络妈穆拿诺哦沤啪瀑期群"
		"然弱撒所塌唾挖误昔迅压孕匝座";
	static const char *const names[][2] = {
		{ "不动产登记", "bdcdj" },
		{ "住房公积金", "zfgjj" },
		{ "往来港澳通行证", "wlgatxz" },
		{ "12345 热线", "12345rx" },
		{ "（A类）许可", "alxk" },
		{ "پاسپورت", "" },
		{ "嘏龢𠮷", "" }, /* level 2, beyond GB 2312, beyond the first plane */
		{ "", "" },
	};
	struct config_pinyin *pinyin = NULL;
	char initials[64];
	CHECK(config_pinyin_open(&pinyin) == 0);
	config_pinyin_initials(pinyin, edges, initials, sizeof initials);
	CHECK_TEXT(initials, "aabbccddeeffgghhjjkkllmmnnooppqqrrssttwwxxyyzz");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		config_pinyin_initials(pinyin, names[i][0], initials, sizeof initials);
		CHECK_TEXT(initials, names[i][1]);
	}
	config_pinyin_initials(pinyin, "不动产登记", initials, 4);
	CHECK_TEXT(initials, "bdc");
	config_pinyin_close(pinyin);
	config_pinyin_close(NULL);
}

static void the_list_lies_beside_the_hall_file(void)
{
	static const char *const cases[][3] = {
		{ "hall.yaml", "item_list: items.csv\n", "items.csv" },
		{ "/etc/jiaohao/hall.yaml", "item_list: items.csv\n", "/etc/jiaohao/items.csv" },
		{ "../a/hall.yaml", "item_list: lists/items.csv\n", "../a/lists/items.csv" },
		{ "halls/hall.yaml", "item_list: /srv/items.csv\n", "/srv/items.csv" },
	};
	struct config_report report = { .say = say };
	char path[64];
	said[0] = 0;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		CHECK(config_item_list(path, sizeof path, cases[i][0], cases[i][1],
				       strlen(cases[i][1]), &report) == 1);
		CHECK_TEXT(path, cases[i][2]);
	}
	CHECK(config_item_list(path, sizeof path, "x.yaml", "hall: {}\n", 9, &report) == 0);
	CHECK_TEXT(said, "");
	CHECK(config_item_list(path, 8, "x.yaml", cases[0][1], strlen(cases[0][1]), &report) ==
	      -EINVAL);
	CHECK_TEXT(said, "x.yaml:1:12: item_list: found a path of 9 bytes with the hall file's, "
			 "allowed are at most 7\n");
}

int main(void)
{
	every_column_arrives();
	a_row_in_error_is_no_excuse_for_its_twin();
	more_matters_than_allowed_are_said_once();
	initials_follow_the_order_of_the_character_set();
	the_list_lies_beside_the_hall_file();
	return check_result();
}
