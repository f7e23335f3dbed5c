/* Tables of holidays (CSV: date, name, kind [name_en, name_ug, note]) → the calendar's list of
 * dates. Kinds of a base's published table: holiday, workday; of its legal table: legal, and both
 * kinds may stand in one file as well; of a region's table: holiday, workday. Each date once in
 * each layer; a mistake is said with its file, line and column. */
#include "config_holidays.h"

#include "calendar.h"
#include "config_csv.h"
#include "config_take.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SATURDAY = 5 };

enum column { COLUMN_DATE, COLUMN_NAME, COLUMN_KIND, COLUMN_EN, COLUMN_UG, COLUMN_NOTE, COLUMNS };

static const struct config_csv_column columns[COLUMNS] = {
	[COLUMN_DATE] = { "date", true },   [COLUMN_NAME] = { "name", true },
	[COLUMN_KIND] = { "kind", true },   [COLUMN_EN] = { "name_en", false },
	[COLUMN_UG] = { "name_ug", false }, [COLUMN_NOTE] = { "note", false },
};

/* Where a layer's word on a date stands, for who says something else. */
struct place {
	const char *file;
	unsigned line;
};

struct places {
	struct place of[HOLIDAYS_MAX][LAYERS]; /* beside calendar->holidays */
};

struct table {
	struct hall_calendar *calendar;
	struct places *places;
	enum holiday_layer layer;
	const char *name;
	struct config_csv *csv;
	bool full; /* said once */
};

static const uint8_t layer_marks[LAYERS] = {
	[LAYER_PUBLISHED] = HOLIDAY_PUBLISHED | HOLIDAY_MAKEUP,
	[LAYER_LEGAL] = HOLIDAY_LEGAL,
	[LAYER_REGIONAL] = HOLIDAY_REGIONAL | HOLIDAY_REGIONAL_MAKEUP,
};

/* --- one row --- */

static int read_date(struct table *table, int32_t *date)
{
	struct config_csv *csv = table->csv;
	if (config_date(config_csv_text(csv, COLUMN_DATE), date))
		return 0;
	return config_csv_fail(csv, COLUMN_DATE,
			       "found %s, allowed are dates from 2000-01-01 to 2099-12-31",
			       config_csv_found(csv, COLUMN_DATE));
}

/* The mark of a row's kind, and the layer it belongs to. */
static int read_kind(struct table *table, uint8_t *mark, enum holiday_layer *layer)
{
	const char *kind = config_csv_text(table->csv, COLUMN_KIND);
	const bool regional = table->layer == LAYER_REGIONAL;
	*layer = regional ? LAYER_REGIONAL : LAYER_PUBLISHED;
	if (strcmp(kind, "holiday") == 0) {
		*mark = regional ? HOLIDAY_REGIONAL : HOLIDAY_PUBLISHED;
	} else if (strcmp(kind, "workday") == 0) {
		*mark = regional ? HOLIDAY_REGIONAL_MAKEUP : HOLIDAY_MAKEUP;
	} else if (strcmp(kind, "legal") == 0 && !regional) {
		*mark = HOLIDAY_LEGAL;
		*layer = LAYER_LEGAL;
	} else {
		return config_csv_fail(table->csv, COLUMN_KIND, "found %s, allowed are %s",
				       config_csv_found(table->csv, COLUMN_KIND),
				       regional ? "holiday, workday" : "holiday, workday, legal");
	}
	return 0;
}

/* 1 + its index; 0: said. The same three words share a place. */
static uint8_t add_name(struct table *table)
{
	struct hall_calendar *calendar = table->calendar;
	struct config_csv *csv = table->csv;
	struct hall_text text;
	int zh, en, ug;
	memset(&text, 0, sizeof text);
	zh = config_csv_copy(csv, COLUMN_NAME, text.zh, sizeof text.zh);
	en = config_csv_copy(csv, COLUMN_EN, text.en, sizeof text.en);
	ug = config_csv_copy(csv, COLUMN_UG, text.ug, sizeof text.ug);
	if (zh == 0)
		zh = config_csv_fail(csv, COLUMN_NAME,
				     "found nothing, allowed is the holiday's name in Chinese");
	if (zh < 0 || en < 0 || ug < 0)
		return 0;
	for (uint8_t i = 0; i < calendar->holiday_name_count; i++) {
		const struct hall_text *at = &calendar->holiday_names[i];
		if (strcmp(at->zh, text.zh) == 0 && strcmp(at->en, text.en) == 0 &&
		    strcmp(at->ug, text.ug) == 0)
			return (uint8_t)(i + 1);
	}
	if (calendar->holiday_name_count == HOLIDAY_NAMES_MAX) {
		if (!table->full)
			config_csv_fail(csv, COLUMN_NAME,
					"found more than %d different names, which is all that is "
					"allowed",
					HOLIDAY_NAMES_MAX);
		table->full = true;
		return 0;
	}
	calendar->holiday_names[calendar->holiday_name_count] = text;
	return ++calendar->holiday_name_count;
}

/* The entry of this date, made when there is none; NULL: full, said. */
static struct holiday *add_date(struct table *table, int32_t date)
{
	struct hall_calendar *calendar = table->calendar;
	unsigned at = calendar->holiday_count;
	while (at > 0 && calendar->holidays[at - 1].date >= date)
		at--;
	if (at < calendar->holiday_count && calendar->holidays[at].date == date)
		return &calendar->holidays[at];
	if (calendar->holiday_count == HOLIDAYS_MAX) {
		if (!table->full)
			config_csv_fail(table->csv, COLUMN_DATE,
					"found more than %d dates, which is all that is allowed",
					HOLIDAYS_MAX);
		table->full = true;
		return NULL;
	}
	memmove(&calendar->holidays[at + 1], &calendar->holidays[at],
		(calendar->holiday_count - at) * sizeof calendar->holidays[0]);
	memmove(table->places->of[at + 1], table->places->of[at],
		(calendar->holiday_count - at) * sizeof table->places->of[0]);
	calendar->holiday_count++;
	memset(&calendar->holidays[at], 0, sizeof calendar->holidays[at]);
	memset(table->places->of[at], 0, sizeof table->places->of[at]);
	calendar->holidays[at].date = date;
	return &calendar->holidays[at];
}

/* May this layer say this of the date, after all that was said of it? */
static int check_date(struct table *table, const struct holiday *holiday, uint8_t mark,
		      enum holiday_layer layer, const struct place places[LAYERS])
{
	struct config_csv *csv = table->csv;
	const uint8_t worked = HOLIDAY_MAKEUP | HOLIDAY_REGIONAL_MAKEUP;
	const char *found = config_csv_found(csv, COLUMN_DATE);
	if (holiday->marks & layer_marks[layer])
		return config_csv_fail(csv, COLUMN_DATE,
				       "found %s again, which stands in line %u of %s, allowed is "
				       "each date once",
				       found, places[layer].line, places[layer].file);
	if ((mark & worked) && calendar_weekday(holiday->date) < SATURDAY)
		return config_csv_fail(csv, COLUMN_DATE,
				       "found the workday %s, which is a weekday, allowed are "
				       "Saturdays and Sundays that are worked",
				       found);
	if ((mark & worked) && (holiday->marks & HOLIDAY_LEGAL))
		return config_csv_fail(csv, COLUMN_DATE,
				       "found the workday %s, which is a legal holiday by line %u "
				       "of %s, allowed is one of the two",
				       found, places[LAYER_LEGAL].line, places[LAYER_LEGAL].file);
	if (mark == HOLIDAY_LEGAL && (holiday->marks & worked)) {
		const struct place *other = holiday->marks & HOLIDAY_MAKEUP
						    ? &places[LAYER_PUBLISHED]
						    : &places[LAYER_REGIONAL];
		return config_csv_fail(csv, COLUMN_DATE,
				       "found the legal holiday %s, which is a workday by line %u "
				       "of %s, allowed is one of the two",
				       found, other->line, other->file);
	}
	return 0;
}

static void read_row(struct table *table)
{
	struct holiday *holiday;
	struct place *places;
	enum holiday_layer layer = table->layer;
	uint8_t mark = 0, name;
	int32_t date;
	/* All three, so that all their mistakes are said. */
	const int dated = read_date(table, &date), marked = read_kind(table, &mark, &layer);
	name = add_name(table);
	if (dated < 0 || marked < 0 || name == 0)
		return;
	holiday = add_date(table, date);
	if (!holiday)
		return;
	places = table->places->of[holiday - table->calendar->holidays];
	if (check_date(table, holiday, mark, layer, places) < 0)
		return;
	holiday->marks |= mark;
	places[layer] = (struct place){ table->name, config_csv_line(table->csv) };
	if (layer == LAYER_PUBLISHED)
		holiday->name = name;
	else if (layer == LAYER_LEGAL)
		holiday->legal_name = name;
	else
		holiday->regional_name = name;
}

/* --- tables --- */

static void read_table(struct table *table, const char *text, size_t length,
		       struct config_report *report)
{
	if (config_csv_open(&table->csv, table->name, text, length, columns, COLUMNS, report) < 0)
		return;
	while (config_csv_next(table->csv))
		read_row(table);
	config_csv_close(table->csv);
}

int config_holidays_table(struct hall_calendar *calendar, enum holiday_layer layer,
			  const char *name, const char *text, size_t length,
			  struct config_report *report)
{
	const unsigned mistakes = report->mistakes;
	struct places *places = calloc(1, sizeof *places);
	struct table table = {
		.calendar = calendar, .places = places, .layer = layer, .name = name
	};
	if (places)
		read_table(&table, text, length, report);
	else
		config_say(report, name, 1, 1, "file", "no memory left to read it");
	free(places);
	return report->mistakes == mistakes ? 0 : -EINVAL;
}

/* The hall names holidays that nobody brought. */
static void say_missing(struct hall_reading *reading, const bool read[LAYERS])
{
	const struct hall_calendar *calendar = &reading->hall->calendar;
	if (calendar->base[0] && reading->base && !read[LAYER_PUBLISHED])
		config_node_fail(reading->base,
				 "found holidays of \"%s\" without their table, allowed is a file "
				 "%s-published.csv beside the hall file or in its folder holidays",
				 calendar->base, calendar->base);
	if (calendar->region[0] && reading->region && !read[LAYER_REGIONAL])
		config_node_fail(reading->region,
				 "found holidays of \"%s\" without their table, allowed is a file "
				 "%s.csv beside the hall file or in its folder holidays",
				 calendar->region, calendar->region);
}

void config_holidays_read(struct hall_reading *reading, const struct config_bundle *bundle)
{
	struct hall_calendar *calendar = &reading->hall->calendar;
	struct places *places = calloc(1, sizeof *places);
	bool read[LAYERS] = { false };
	for (size_t i = 0; places && i < bundle->table_count; i++) {
		const struct config_table *from = &bundle->tables[i];
		int layer = config_table_layer(from->name, calendar->base, calendar->region);
		struct table table = { .calendar = calendar,
				       .places = places,
				       .layer = (enum holiday_layer)layer,
				       .name = from->name };
		if (layer < 0)
			continue; /* of a base that the file names no more */
		read_table(&table, from->text, from->length, reading->report);
		read[layer] = true;
	}
	if (!places)
		config_say(reading->report, "holidays", 1, 1, "file", "no memory left to read it");
	say_missing(reading, read);
	free(places);
}
