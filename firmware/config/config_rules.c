/* The rules of a hall file: every section that is one map; "ticket" is in config_ticket.c, "displays"
 * and the list of agents in config_displays.c. Each value by itself; what must agree is in
 * config_hall_check.c. Every key may be left out; what is then taken stands behind "=".
 *
 *   languages                   = [zh]; of calls and tickets, in order: zh, en, ug
 *   call.silent                 = false; no voice in the hall
 *   call.voice                  = on_request; a silent call is spoken for who asks for it; never
 *   call.chime                  = true; a silent call rings its chime; false: no sound at all
 *   call.repeat                 = 2; how often one call is spoken
 *   call.order                  = languages, or another order of them
 *   call.languages              = languages; where the file has no "languages"
 *   call.yao                    = false; a 1 in a number is spoken 幺
 *   no_show.max_calls           = 3
 *   no_show.call_interval_s     = 30; a call is repeated by itself after this
 *   no_show.call_gap_s          = 10; the least time between two calls of one ticket
 *   no_show.patience_s          = 90; no no-show earlier than this after the first call
 *   no_show.patience_slow_s     = 180; for slow classes, and from another floor
 *   no_show.mode                = requeue; keep, void: what becomes of who doesn't come
 *   no_show.requeue_after       = 3; places back
 *   no_show.requeue_after_min   = 5; and at least so many minutes
 *   no_show.requeue_max         = 1; so often, then void
 *   no_show.keep_min            = 30; so long a ticket is kept, then void
 *   no_show.then                = void; nothing else is allowed
 *   no_show.postpone_max_min    = 30; who can't come yet may postpone so far; 0: not at all
 *   queue.priority_ceiling_min  = 20; priority adds at most this to an ordinary wait; 0: no limit
 *   queue.overflow_wait_min     = 30; the longest wait of a zone that calls for another's windows
 *   queue.arm_on_empty          = false; "next" with nobody waiting: who comes is called at once
 *   agents.undo_s               = 60; a step may be taken back so long
 *   agents.note_min             = 10; outcome, items, case number may be noted so long after
 *   quotas.default_daily        = none; of services that have no daily_quota
 *   quotas.default_person       = none; numbers of one service a day for one person
 *   quotas.default_phone        = none; the same for one phone
 *   appointment.enabled         = true where there is the section
 *   appointment.slot_min        = 30
 *   appointment.early_min       = 15; checked in so early
 *   appointment.grace_min       = 15; and so late
 *   appointment.days_ahead      = 5; working days
 *   appointment.person_daily    = 1; of one person on one day; 0: no limit
 *   appointment.cancel_min      = 120; cancelled at the latest so long before
 *   evaluation.levels           = 5; nothing else is allowed
 *   evaluation.window_s         = 15; how long the window asks for a rating
 *   evaluation.window_slow_s    = 30; the same for slow classes
 *   evaluation.open_days        = 0; a rating may come so many days later
 *   evaluation.default_level    = none; 1 … 5 for who did not rate until then
 *   evaluation.default_counted  = false; reports count the default
 *   evaluation.followup_in      = workdays; calendar_days: what the three below are
 *   evaluation.contact_days     = 1; after a bad rating
 *   evaluation.fix_simple_days  = 5
 *   evaluation.fix_complex_days = 15
 *   load.per_workday            = not said; visits the hall has on a working day
 *   load.design_per_day         = load.per_workday; visits it must cope with
 *   load.design_peak_hour       = not said; and in the busiest hour
 *   thresholds.wait_warn_min    = 20; the longest wait that is warned of; here 0: never
 *   thresholds.wait_alarm_min   = 30; and again, as an alarm
 *   thresholds.waiting          = never; people
 *   thresholds.service_min      = never; one service lasts longer
 *   thresholds.idle_min         = never; somebody waits, and an open window calls nobody
 *   thresholds.quota_left       = never; numbers left of a day's quota
 *   keys.double_press_ms        = 2000; a second "next" of a key box within it calls nobody
 *   keys.beep                   = false; a box beeps when somebody comes and its window is idle
 *   day.opens_at                = "03:00"; a new service day begins
 *   day.expire_after_close_min  = 30; waiting tickets expire so long after the last closing
 *
 * In a zone or service a threshold that is left out is the hall's or the zone's. */
#include "config_hall.h"
#include "config_take.h"

#include <stdio.h>
#include <string.h>

/* --- languages --- */

/* As halls write them, and as the core and the announcements know them. */
static const char *const language_words[][2] = {
	{ "zh", "zh" }, { "zh-CN", "zh" }, { "en", "en" }, { "ug", "ug" }, { "ug-CN", "ug" },
};

static const char *language_of(struct config_node *item)
{
	const char *text;
	char found[CONFIG_FOUND_MAX];
	if (config_node_text(item, &text) != 1)
		return NULL;
	for (size_t i = 0; i < sizeof language_words / sizeof *language_words; i++)
		if (strcmp(language_words[i][0], text) == 0)
			return language_words[i][1];
	config_node_fail(item, "found %s, allowed are zh, en, ug (and zh-CN, ug-CN)",
			 config_text_found(text, found));
	return NULL;
}

static bool has_language(char (*languages)[LANGUAGE_MAX], const char *language)
{
	for (int i = 0; i < LANGUAGES_MAX; i++)
		if (strcmp(languages[i], language) == 0)
			return true;
	return false;
}

/* 1 and @p languages filled anew, 0 absent, -EINVAL said. */
static int take_languages(struct config_map *map, const char *key, char (*languages)[LANGUAGE_MAX])
{
	struct config_node *list;
	int taken = config_map_list(map, key, 1, LANGUAGES_MAX, &list), count = 0;
	if (taken != 1)
		return taken;
	memset(languages, 0, LANGUAGES_MAX * sizeof *languages);
	for (struct config_node *item = list->first; item; item = item->next) {
		const char *language = language_of(item);
		if (language && has_language(languages, language))
			config_node_fail(item, "found \"%s\" again, allowed is each language once",
					 item->text);
		else if (language)
			strcpy(languages[count++], language);
	}
	return list->failed ? -1 : 1;
}

/* One list of languages for all; "call" may put them in another order. */
static void read_languages(struct hall *hall, struct config_map *top, struct config_map *call)
{
	char order[LANGUAGES_MAX][LANGUAGE_MAX] = { 0 };
	const int all = take_languages(top, "languages", hall->languages);
	int called = 0;
	const char *key = "languages";
	if (!call)
		return;
	if (config_node_find(call->node, "order")) {
		called = take_languages(call, key = "order", order);
		if (config_node_find(call->node, "languages"))
			config_map_fail(call, "languages",
					"found beside \"order\", allowed is one of the two");
	}
	int again = take_languages(call, "languages", order);
	if (called == 0)
		called = again;
	/* Asked for in any case, so that a message lists it. */
	if (!config_node_find(call->node, "order"))
		take_languages(call, "order", order);
	if (called != 1)
		return;
	for (int i = 0; all == 1 && i < LANGUAGES_MAX; i++) {
		if (has_language(hall->languages, order[i]) &&
		    has_language(order, hall->languages[i]))
			continue;
		config_map_fail(call, key,
				"found other languages than those of the file's \"languages\", "
				"allowed is another order of them");
		return;
	}
	memcpy(hall->languages, order, sizeof order);
}

/* --- calls and no-shows --- */

static void read_call(struct hall *hall, struct config_map *map)
{
	static const char *const voices[] = { "on_request", "never", NULL };
	int voice = 0;
	config_map_boolean(map, "silent", &hall->silent);
	config_map_choice(map, "voice", voices, &voice);
	hall->voice_on_request = voice == 0;
	config_map_boolean(map, "chime", &hall->silent_chime);
	config_take_u8(map, "repeat", 1, 5, &hall->voice_repeat);
	config_map_boolean(map, "yao", &hall->yao);
	config_map_leftover(map, true);
}

/* A key that the mode makes idle would be an option that does nothing. */
static void refuse_beside(struct config_map *map, const char *key, const char *mode)
{
	char problem[CONFIG_MESSAGE_BYTES / 2];
	if (!config_node_find(map->node, key))
		return;
	snprintf(problem, sizeof problem,
		 "found beside a mode other than %s, allowed in the mode %s only", mode, mode);
	config_map_fail(map, key, problem);
}

static void read_no_show(struct hall *hall, struct config_map *map)
{
	static const char *const modes[] = { "requeue", "keep", "void", NULL };
	static const char *const ends[] = { "void", NULL };
	static const char *const of_requeue[] = { "requeue_after", "requeue_after_min",
						  "requeue_max" };
	int mode = NO_SHOW_REQUEUE, then;
	config_take_u8(map, "max_calls", 1, 20, &hall->max_calls);
	config_take_u16(map, "call_interval_s", 5, 600, &hall->call_interval_s);
	config_take_u16(map, "call_gap_s", 1, 600, &hall->recall_gap_s);
	config_take_u16(map, "patience_s", 0, 3600, &hall->patience_s);
	config_take_u16(map, "patience_slow_s", 0, 3600, &hall->patience_slow_s);
	config_map_choice(map, "mode", modes, &mode);
	hall->no_show_mode = (uint8_t)mode;
	config_take_u8(map, "requeue_after", 0, 100, &hall->requeue_places);
	config_take_u8(map, "requeue_after_min", 0, 120, &hall->requeue_min);
	config_take_u8(map, "requeue_max", 0, 20, &hall->requeue_max);
	config_take_u16(map, "keep_min", 1, 600, &hall->keep_min);
	config_map_choice(map, "then", ends, &then);
	config_take_u16(map, "postpone_max_min", 0, 240, &hall->postpone_max_min);
	for (size_t i = 0; mode != NO_SHOW_REQUEUE && i < 3; i++)
		refuse_beside(map, of_requeue[i], "requeue");
	if (mode != NO_SHOW_KEEP)
		refuse_beside(map, "keep_min", "keep");
	config_map_leftover(map, true);
}

/* --- the desk --- */

static void read_queue(struct hall *hall, struct config_map *map)
{
	config_take_u16(map, "priority_ceiling_min", 0, 480, &hall->priority_ceiling_min);
	config_take_u16(map, "overflow_wait_min", 1, 480, &hall->overflow_wait_min);
	config_map_boolean(map, "arm_on_empty", &hall->arm_on_empty);
	config_map_leftover(map, true);
}

static void read_agents(struct hall *hall, struct config_map *map)
{
	config_take_u16(map, "undo_s", 0, 600, &hall->undo_s);
	config_take_u16(map, "note_min", 0, 120, &hall->note_min);
	config_agents_read(hall, map);
	config_map_leftover(map, true);
}

static void read_quotas(struct hall_reading *reading, struct config_map *map)
{
	config_take_u16(map, "default_daily", 1, TICKETS_MAX, &reading->default_daily);
	config_take_u8(map, "default_person", 1, 200, &reading->default_person);
	config_take_u8(map, "default_phone", 1, 200, &reading->default_phone);
	config_map_leftover(map, true);
}

static void read_appointment(struct hall *hall, struct config_map *map)
{
	hall->booking = true;
	config_map_boolean(map, "enabled", &hall->booking);
	config_take_u16(map, "slot_min", 5, 480, &hall->slot_min);
	config_take_u16(map, "early_min", 0, 240, &hall->early_min);
	config_take_u16(map, "grace_min", 0, 240, &hall->grace_min);
	config_take_u8(map, "days_ahead", 1, 60, &hall->days_ahead);
	config_take_u8(map, "person_daily", 0, 50, &hall->person_bookings);
	config_take_u16(map, "cancel_min", 0, 2880, &hall->cancel_min);
	config_map_leftover(map, true);
}

/* --- ratings --- */

static void read_evaluation(struct hall *hall, struct config_map *map)
{
	static const char *const counts[] = { "workdays", "calendar_days", NULL };
	long levels;
	int count = 0;
	config_map_integer(map, "levels", 5, 5, &levels);
	config_take_u16(map, "window_s", 5, 300, &hall->rating_window_s);
	config_take_u16(map, "window_slow_s", 5, 300, &hall->rating_window_slow_s);
	config_take_u8(map, "open_days", 0, 60, &hall->rating_open_days);
	config_take_u8(map, "default_level", 1, 5, &hall->default_level);
	if (config_map_boolean(map, "default_counted", &hall->default_counted) == 1 &&
	    !config_node_find(map->node, "default_level"))
		config_map_fail(map, "default_counted",
				"found without \"default_level\", allowed beside it only");
	config_map_choice(map, "followup_in", counts, &count);
	hall->followup_workdays = count == 0;
	config_take_u8(map, "contact_days", 1, 60, &hall->contact_days);
	config_take_u8(map, "fix_simple_days", 1, 120, &hall->fix_simple_days);
	config_take_u8(map, "fix_complex_days", 1, 240, &hall->fix_complex_days);
	config_facts_take(map, "evaluation");
	config_map_leftover(map, true);
}

/* --- watch --- */

void config_thresholds_read(struct thresholds *thresholds, struct config_map *map)
{
	struct config_map *inner = config_section(map, "thresholds");
	if (!inner)
		return;
	config_take_u16(inner, "wait_warn_min", 0, 600, &thresholds->wait_warn_min);
	config_take_u16(inner, "wait_alarm_min", 0, 600, &thresholds->wait_alarm_min);
	config_take_u16(inner, "waiting", 0, TICKETS_MAX, &thresholds->waiting);
	config_take_u16(inner, "service_min", 0, 600, &thresholds->service_min);
	config_take_u16(inner, "idle_min", 0, 600, &thresholds->idle_min);
	config_take_u16(inner, "quota_left", 0, TICKETS_MAX, &thresholds->quota_left);
	config_map_leftover(inner, true);
}

static void read_load(struct hall *hall, struct config_map *map)
{
	long day = 0, peak = 0;
	config_map_integer(map, "per_workday", 1, 1000000, &day);
	config_map_integer(map, "design_per_day", 1, 1000000, &day);
	config_map_integer(map, "design_peak_hour", 1, 1000000, &peak);
	hall->load_day = (uint32_t)day;
	hall->load_peak_hour = (uint32_t)peak;
	config_facts_take(map, "load");
	config_map_leftover(map, true);
}

static void read_day(struct hall *hall, struct config_map *map)
{
	const char *text;
	if (config_map_text(map, "opens_at", &text) == 1)
		config_node_minute(config_node_find(map->node, "opens_at"), false,
				   &hall->day_opens_min);
	config_take_u16(map, "expire_after_close_min", 0, 720, &hall->expire_after_close_min);
	config_map_leftover(map, true);
}

void config_rules_read(struct hall_reading *reading, struct config_map *top)
{
	struct hall *hall = reading->hall;
	struct config_map *map;
	if ((map = config_section(top, "ticket")))
		config_ticket_read(reading, map);
	map = config_section(top, "call");
	read_languages(hall, top, map);
	if (map)
		read_call(hall, map);
	if ((map = config_section(top, "no_show")))
		read_no_show(hall, map);
	if ((map = config_section(top, "queue")))
		read_queue(hall, map);
	if ((map = config_section(top, "agents")))
		read_agents(hall, map);
	if ((map = config_section(top, "quotas")))
		read_quotas(reading, map);
	if ((map = config_section(top, "appointment")))
		read_appointment(hall, map);
	if ((map = config_section(top, "evaluation")))
		read_evaluation(hall, map);
	if ((map = config_section(top, "load")))
		read_load(hall, map);
	if ((map = config_section(top, "keys"))) {
		config_take_u16(map, "double_press_ms", 0, 10000, &hall->double_press_ms);
		config_map_boolean(map, "beep", &hall->beep);
		config_map_leftover(map, true);
	}
	if ((map = config_section(top, "displays")))
		config_displays_read(&hall->displays, map);
	if ((map = config_section(top, "day")))
		read_day(hall, map);
	config_thresholds_read(&hall->thresholds, top);
}
