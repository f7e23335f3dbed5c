/* Bodies, times and tokens of the API, and the choice of a language. */
#include "api_json.h"
#include "calendar.h"
#include "check.h"

static struct api_body body;
static struct problem problem;

static bool read_body(enum api_body_kind kind, const char *text)
{
	return api_body_read(kind, text, strlen(text), &body, &problem);
}

static void a_ticket_body_is_read_whole(void)
{
	CHECK(read_body(
		API_BODY_TICKET,
		"{\"service\":\"RE1\",\"kiosk\":\"K1\",\"language\":\"ug\",\"paperless\":true,"
		"\"phone\":\"13900001234\",\"id_number\":\"11010519491231002X\"}"));
	CHECK_TEXT(body.service, "RE1");
	CHECK_TEXT(body.kiosk, "K1");
	CHECK_TEXT(body.language, "ug");
	CHECK_TEXT(body.phone, "13900001234");
	CHECK_TEXT(body.id_number, "11010519491231002X");
	CHECK(body.paperless);
	CHECK(read_body(API_BODY_EMPTY, "") && read_body(API_BODY_EMPTY, " {} "));
}

static void the_same_body_has_one_form(void)
{
	char first[API_CANONICAL_MAX];
	CHECK(read_body(API_BODY_TICKET, "{\"service\":\"RE1\", \"kiosk\":\"K1\"}"));
	const size_t length = body.canonical_length;
	memcpy(first, body.canonical, length);
	CHECK(read_body(API_BODY_TICKET, "{ \"kiosk\" : \"\\u004b1\",\n\"service\":\"RE1\"}"));
	CHECK(body.canonical_length == length && memcmp(first, body.canonical, length) == 0);
	CHECK(read_body(API_BODY_TICKET, "{\"service\":\"RE1\", \"kiosk\":\"K2\"}"));
	CHECK(body.canonical_length != length || memcmp(first, body.canonical, length) != 0);
}

static void a_mistake_is_said_where_it_is(void)
{
	CHECK(!read_body(API_BODY_TICKET, "{\"service\":\"RE1\",\n \"kiosk\" 1}"));
	CHECK(problem.kind == PROBLEM_SYNTAX && problem.line == 2 && problem.column > 0);
	CHECK(!read_body(API_BODY_RATING, "{\"level\":9,\"channel\":1}"));
	CHECK(problem.kind == PROBLEM_FIELD);
	CHECK_TEXT(problem.field, "level");
	CHECK_TEXT(problem.found, "9");
	CHECK(strstr(problem.allowed, "1–5") != NULL);
	CHECK(!read_body(API_BODY_RATING, "{\"level\":5.0,\"channel\":1}"));
	CHECK(!read_body(API_BODY_RATING, "{\"level\":true,\"channel\":1}"));
	CHECK(!read_body(API_BODY_TICKET, "{\"service\":\"A\\u0000B\"}"));
	CHECK(!read_body(API_BODY_TICKET, "{\"service\":null}"));
	CHECK_TEXT(problem.found, "null");
}

static void an_id_number_has_a_date_and_a_check_digit(void)
{
	static const struct {
		const char *number;
		bool good;
	} cases[] = {
		{ "11010519491231002X", true },	 /* the example of GB 11643 */
		{ "440524188001010014", true },	 /* another one of its examples */
		{ "110105194912310021", false }, /* check digit */
		{ "11010519491331002X", false }, /* month 13 */
		{ "11010519490231002X", false }, /* 31 February */
		{ "11010519491231002x", false }, /* X is a capital */
		{ "1101051949123100X2", false },
		{ "ABC123456789012", true }, /* permanent residence, 2017 */
		{ "AB1123456789012", false },
		{ "", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[80];
		snprintf(text, sizeof text, "{\"service\":\"RE1\",\"id_number\":\"%s\"}",
			 cases[i].number);
		if (read_body(API_BODY_TICKET, text) != cases[i].good)
			fprintf(stderr, "%s\n", cases[i].number);
		CHECK(read_body(API_BODY_TICKET, text) == cases[i].good);
	}
}

static void times_are_written_with_the_halls_offset(void)
{
	char text[API_TIME_MAX];
	api_time_text(calendar_utc(calendar_day(2026, 11, 21), 570, 28800) + 5120000, 28800, text);
	CHECK_TEXT(text, "2026-11-21T09:30:05.120+08:00");
	api_time_text(0, 0, text);
	CHECK_TEXT(text, "1970-01-01T00:00:00.000+00:00");
	api_time_text(-1000, -12600, text);
	CHECK_TEXT(text, "1969-12-31T20:29:59.999-03:30");
	api_time_text(calendar_utc(calendar_day(2024, 2, 29), 1439, 20700), 20700, text);
	CHECK_TEXT(text, "2024-02-29T23:59:00.000+05:45");
}

static void a_token_comes_back(void)
{
	uint8_t id[TICKET_ID_BYTES], back[TICKET_ID_BYTES];
	char text[2 * TICKET_ID_BYTES + 1];
	for (int i = 0; i < TICKET_ID_BYTES; i++)
		id[i] = (uint8_t)(i * 17);
	api_token_text(id, text);
	CHECK_TEXT(text, "00112233445566778899aabbccddeeff");
	CHECK(api_token_read(text, back) && memcmp(id, back, sizeof id) == 0);
	CHECK(!api_token_read("00112233445566778899AABBCCDDEEFF", back));
	CHECK(!api_token_read("00112233445566778899aabbccddee", back));
	CHECK(!api_token_read("00112233445566778899aabbccddeeff00", back));
}

static void the_callers_language_is_chosen(void)
{
	CHECK(problem_language(NULL) == MESSAGE_ZH);
	CHECK(problem_language("") == MESSAGE_ZH);
	CHECK(problem_language("fr") == MESSAGE_ZH);
	CHECK(problem_language("en-US,en;q=0.9,zh;q=0.8") == MESSAGE_EN);
	CHECK(problem_language("en;q=0.2, ug-CN;q=0.9") == MESSAGE_UG);
	CHECK(problem_language("en;q=0, zh;q=0.1") == MESSAGE_ZH);
	CHECK(problem_language("enx, ug") == MESSAGE_UG);
	CHECK(problem_language(",,; ;q=,en;q") == MESSAGE_EN);
}

static void every_problem_has_words(void)
{
	for (int kind = REFUSAL_NONE; kind < PROBLEM_KINDS; kind++) {
		char name[64];
		CHECK(strcmp(problem_name(kind), "unknown") != 0);
		snprintf(name, sizeof name, "problem.%s.title", problem_name(kind));
		CHECK(message_find(name) >= 0);
		snprintf(name, sizeof name, "problem.%s.detail", problem_name(kind));
		CHECK(message_find(name) >= 0);
	}
	CHECK(problem_status(REFUSAL_COUNT + 99) == 500);
}

static const char *said(const struct problem *told, enum message_language language,
			const char *part)
{
	static char text[1200];
	json_t *document = problem_document(told, language);
	snprintf(text, sizeof text, "%s", json_string_value(json_object_get(document, part)));
	json_decref(document);
	return text;
}

static void a_problem_is_told_in_the_callers_language(void)
{
	problem = (struct problem){ .kind = REFUSAL_CLOSED };
	CHECK_TEXT(said(&problem, MESSAGE_ZH, "title"), "这项业务现在不取号");
	CHECK_TEXT(said(&problem, MESSAGE_ZH, "detail"), "请在开放时间再来取号。");
	strcpy(problem.next_opening, "2026-11-23T09:00:00.000+08:00");
	CHECK_TEXT(said(&problem, MESSAGE_ZH, "detail"),
		   "请在开放时间再来取号。下次开放：2026-11-23 09:00。");
	CHECK_TEXT(said(&problem, MESSAGE_EN, "detail"),
		   "Please come back in the opening hours. It opens next on 2026-11-23 at 09:00.");
	CHECK_TEXT(said(&problem, MESSAGE_UG, "detail"),
		   "ئېچىلىش ۋاقتىدا قايتا كېلىڭ. كېيىنكى ئېچىلىش: \xe2\x80\x8e"
		   "2026-11-23 09:00.");
	problem = (struct problem){
		.kind = PROBLEM_FIELD, .field = "level", .found = "6\xff", .allowed = "1 to 5"
	};
	CHECK_TEXT(said(&problem, MESSAGE_ZH, "detail"),
		   "“level”收到的是 6?；允许：1 to 5。请改正后再发送。");
	CHECK_TEXT(said(&problem, MESSAGE_UG, "title"), "بىر مەزمۇن توغرا ئەمەس");
	problem = (struct problem){
		.kind = PROBLEM_SYNTAX, .line = 1, .column = 12, .reason = "'}' expected"
	};
	CHECK_TEXT(said(&problem, MESSAGE_EN, "detail"),
		   "Line 1, column 12: '}' expected. Correct it and send it again.");
	problem = (struct problem){ .kind = PROBLEM_METHOD, .allowed = "GET, HEAD" };
	CHECK_TEXT(said(&problem, MESSAGE_ZH, "detail"), "允许的方法：GET, HEAD");
	problem.kind = REFUSAL_COUNT + 99;
	CHECK_TEXT(said(&problem, MESSAGE_EN, "title"), "Internal error");
}

int main(void)
{
	a_ticket_body_is_read_whole();
	the_same_body_has_one_form();
	a_mistake_is_said_where_it_is();
	an_id_number_has_a_date_and_a_check_digit();
	times_are_written_with_the_halls_offset();
	a_token_comes_back();
	the_callers_language_is_chosen();
	every_problem_has_words();
	a_problem_is_told_in_the_callers_language();
	return check_result();
}
