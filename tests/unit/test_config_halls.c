/* The five halls that this project was made for: what their files say arrives, and the profiles
 * kept beside the project say the same where they are at hand. Argument: the project's root. */
#include "calendar.h"
#include "check.h"
#include "config.h"

#include <unistd.h>

enum { PATH_BYTES = 4096 };

static const char *root;
static struct hall hall, other;
static char said[1 << 14];

static void say(void *context, const char *line)
{
	size_t used = strlen(said);
	(void)context;
	snprintf(said + used, sizeof said - used, "%s\n", line);
}

static bool load(struct hall *out, const char *folder, const char *name)
{
	struct config_report report = { .say = say, .warn = say };
	char path[PATH_BYTES], holidays[PATH_BYTES], file[64];
	const char *folders[] = { holidays, NULL };
	char *text = NULL;
	size_t length;
	int result;
	said[0] = 0;
	snprintf(path, sizeof path, "%s/%s/%s.yaml", root, folder, name);
	snprintf(holidays, sizeof holidays, "%s/firmware/halls/holidays", root);
	snprintf(file, sizeof file, "%s.yaml", name);
	result = config_hall_read(path, folders, &text, &length, &report);
	if (result == 0)
		result = config_hall(out, file, text, length, &report);
	free(text);
	if (result < 0)
		fprintf(stderr, "%s: refused:\n%s", path, said);
	return result == 0;
}

static const struct service *service(const char *code)
{
	static const struct service none;
	const int index = hall_find_service(&hall, code);
	CHECK(index >= 0);
	return index < 0 ? &none : &hall.services[index];
}

static const struct hall_window *window(const char *no)
{
	static const struct hall_window none;
	const int index = hall_find_window(&hall, no);
	CHECK(index >= 0);
	return index < 0 ? &none : &hall.windows[index];
}

static int windows_in(const char *zone)
{
	int count = 0;
	for (int i = 0; i < hall.window_count; i++)
		count += strcmp(hall.windows[i].zone, zone) == 0;
	return count;
}

static int zones_of(enum zone_kind kind)
{
	int count = 0;
	for (int i = 0; i < hall.zone_count; i++)
		count += hall.zones[i].kind == kind;
	return count;
}

static void zhuzhou_has_ten_zones_and_hands_out_by_transfer_only(void)
{
	CHECK(load(&hall, "firmware/halls", "zhuzhou"));
	CHECK(zones_of(ZONE_SERVICE) == 7 && zones_of(ZONE_SUPPORT) == 3);
	CHECK(hall.window_count == 99 && hall.service_count == 9 && hall.floor_count == 2);
	CHECK_TEXT(window("01")->no, "01");
	CHECK(service("RE1")->quota_day == 300 && !service("RE1")->transfer_only);
	CHECK(service("OUT")->transfer_only && service("OUT")->quota_day == 0);
	CHECK(!service("OUT")->kiosk && service("OUT")->slot_capacity == 0);
	/* Half of sixteen windows × 30 minutes / 15 minutes. */
	CHECK(hall.booking && service("RE1")->slot_capacity == 16);
	CHECK(hall.slot_min == 30 && hall.grace_min == 15 && hall.days_ahead == 5);
	CHECK(window("79")->overflow_count == 2);
	CHECK_TEXT(window("96")->overflow[1], "HF1");
	CHECK(hall.silent && hall.voice_on_request && hall.voice_repeat == 2);
	CHECK_TEXT(hall.languages[0], "zh");
	CHECK_TEXT(hall.languages[1], "");
	CHECK(hall.class_count == 4 && hall.classes[0].slow && hall.classes[0].accessible);
	CHECK_TEXT(hall.classes[2].name, "现役军人");
	CHECK(hall.max_calls == 3 && hall.requeue_places == 3 && hall.requeue_max == 1);
	CHECK(hall.calendar.exception_count == 3);
}

static void the_weekend_file_has_one_zone_for_all(void)
{
	CHECK(load(&hall, "firmware/halls", "zhuzhou-weekend"));
	CHECK(hall.zone_count == 1 && hall.window_count == 6);
	CHECK_TEXT(service("HUKOU")->zone, "PS");
	CHECK_TEXT(window("26")->zone, "PS");
	CHECK(window("17")->overflow_count == 1);
	CHECK(hall.class_count == 2 && hall.classes[0].no_ticket && !hall.classes[1].no_ticket);
	CHECK(hall.calendar.others_notice.zh[0] != 0);
	CHECK(calendar_describe(&hall, "EXIT", calendar_day(2026, 1, 10)).span_count == 2);
	CHECK(calendar_describe(&hall, "EXIT", calendar_day(2026, 10, 3)).span_count == 0);
}

static void yueyang_has_a_quota_for_all_and_two_phones(void)
{
	CHECK(load(&hall, "firmware/halls", "yueyang"));
	CHECK(hall.zone_count == 4 && hall.service_count == 9 && hall.window_count == 58);
	CHECK(windows_in("F1") == 24 && windows_in("F2") == 16);
	CHECK(windows_in("F3") == 15 && windows_in("DW") == 3);
	CHECK_TEXT(hall.phone, "0730-8882003 / 0730-8882111");
	for (int i = 0; i < hall.service_count; i++)
		CHECK(hall.services[i].quota_day == 999);
	CHECK(service("BUILD")->parallel && !service("HOUSE")->parallel);
	CHECK(hall.calendar.season_count == 2);
}

static void hengyang_goes_from_window_to_window(void)
{
	CHECK(load(&hall, "firmware/halls", "hengyang"));
	CHECK(hall.zone_count == 6 && hall.window_count == 258 && hall.floor_count == 4);
	CHECK(windows_in("BR") == 40 && windows_in("Z2") == 40 && windows_in("Z3") == 50);
	CHECK(windows_in("Z4") == 50 && windows_in("Z5") == 40 && windows_in("Z6") == 38);
	CHECK_TEXT(window("06")->services[0], "BIZ");
	CHECK(window("06")->role == ROLE_ACCEPT && window("06")->service_count == 1);
	CHECK(window("07")->role == ROLE_REVIEW && window("07")->service_count == 0);
	CHECK_TEXT(window("07")->holder, "首席代表");
	CHECK(window("01")->role == ROLE_DELIVER && window("01")->service_count == 0);
	CHECK_TEXT(window("01")->department, "营业执照");
	CHECK_TEXT(window("08")->zone, "BR");
	CHECK_TEXT(window("08")->services[0], "BIZ");
	CHECK_TEXT(window("41")->zone, "Z2");
	CHECK(window("41")->service_count == 0);
	CHECK_TEXT(window("258")->services[0], "UTIL");
	CHECK(service("BIZ")->mean_s == 600 && service("BIZ")->quota_day == 999);
	CHECK_TEXT(service("BIZ")->case_type, "instant");
	CHECK(hall.case_type_count == 3 && hall.case_types[2].workdays == 10);
	CHECK(hall.class_count == 3 && hall.classes[2].by_staff && hall.classes[2].absolute);
	CHECK_TEXT(hall.classes[2].name, "省市重点工程绿色通道");
	CHECK(strstr(said, "\"Z2\": its 40 windows from 41 to 80 call nobody") != NULL);
}

static void urumqi_shares_a_queue_and_speaks_two_languages(void)
{
	static const int floors[] = { 1, 3, 6, 1 };
	CHECK(load(&hall, "firmware/halls", "urumqi"));
	CHECK(hall.zone_count == 4 && hall.floor_count == 6 && hall.window_count == 120);
	for (int i = 0; i < hall.zone_count; i++)
		CHECK(hall.zones[i].floor == floors[i]);
	CHECK(hall.zones[3].kind == ZONE_SUPPORT && zones_of(ZONE_SERVICE) == 3);
	CHECK_TEXT(service("TWN")->shares_queue, "PASS");
	CHECK_TEXT(service("TWN")->prefix, "A");
	CHECK(hall.digits == 4 && !hall.silent);
	CHECK_TEXT(hall.languages[0], "zh");
	CHECK_TEXT(hall.languages[1], "ug");
	CHECK_TEXT(hall.languages[2], "");
	CHECK(hall.load_day == 6000 && hall.load_peak_hour == 1200);
	CHECK(strstr(said, "1200 visits in the peak hour, but all windows together serve 864"));
	CHECK_TEXT(window("02")->speaker_group, "w01");
	CHECK_TEXT(window("640")->speaker_group, "w639");
	CHECK(!strstr(said, "sound alike")); /* each pair of windows has one prefix or two apart */
	CHECK_TEXT(hall.calendar.region, "CN-XJ");
}

/* --- the profiles beside the project --- */

/* Ours tell more: names and notices in other languages, and Zhuzhou's speaker groups. */
static void level(struct hall *ours, const struct hall *theirs)
{
	struct hall_calendar *calendar = &ours->calendar;
	memcpy(ours->name_en, theirs->name_en, NAME_MAX_BYTES);
	memcpy(ours->name_ug, theirs->name_ug, NAME_MAX_BYTES);
	for (int i = 0; i < ours->zone_count; i++) {
		memcpy(ours->zones[i].name_en, theirs->zones[i].name_en, NAME_MAX_BYTES);
		memcpy(ours->zones[i].name_ug, theirs->zones[i].name_ug, NAME_MAX_BYTES);
	}
	for (int i = 0; i < ours->service_count; i++) {
		memcpy(ours->services[i].name_en, theirs->services[i].name_en, NAME_MAX_BYTES);
		memcpy(ours->services[i].name_ug, theirs->services[i].name_ug, NAME_MAX_BYTES);
	}
	for (int i = 0; i < ours->window_count; i++)
		memcpy(ours->windows[i].speaker_group, theirs->windows[i].speaker_group, ID_MAX);
	for (int i = 0; i < calendar->hours_count; i++)
		calendar->hours[i].words = theirs->calendar.hours[i].words;
	for (int i = 0; i < calendar->exception_count; i++) {
		calendar->exceptions[i].text = theirs->calendar.exceptions[i].text;
		calendar->exceptions[i].notice = theirs->calendar.exceptions[i].notice;
	}
	calendar->others_notice = theirs->calendar.others_notice;
}

static void the_profiles_mean_the_same(void)
{
	static const char *const names[][2] = {
		{ "zhuzhou", "zhuzhou" }, { "zhuzhou-weekend", "zhuzhou-weekend-exit-entry" },
		{ "yueyang", "yueyang" }, { "hengyang", "hengyang" },
		{ "urumqi", "urumqi" },
	};
	char path[PATH_BYTES];
	snprintf(path, sizeof path, "%s/../shared/halls", root);
	if (access(path, R_OK) != 0) {
		fprintf(stderr, "%s is missing: the profiles are not compared\n", path);
		return;
	}
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		CHECK(load(&hall, "firmware/halls", names[i][0]));
		CHECK(load(&other, "../shared/halls", names[i][1]));
		level(&hall, &other);
		CHECK(memcmp(&hall, &other, sizeof hall) == 0);
	}
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: test_config_halls ROOT\n");
		return EXIT_FAILURE;
	}
	root = argv[1];
	zhuzhou_has_ten_zones_and_hands_out_by_transfer_only();
	the_weekend_file_has_one_zone_for_all();
	yueyang_has_a_quota_for_all_and_two_phones();
	hengyang_goes_from_window_to_window();
	urumqi_shares_a_queue_and_speaks_two_languages();
	the_profiles_mean_the_same();
	return check_result();
}
