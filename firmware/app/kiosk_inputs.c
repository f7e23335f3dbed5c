/* Cards and codes of kiosks. Keeps nothing. */
#include "kiosk_inputs.h"

#include "api.h"
#include "bridge.h"
#include "calendar.h"
#include "hall_time.h"

enum { ELDER_YEARS = 60 };

/* Whose key hashes a person: as the API has it. */
static int32_t service_date(const struct app *app)
{
	const struct state *state = app_durable(app);
	return state->day_open
		       ? state->date
		       : calendar_local_date(hall_time_now(app->time), hall_time_offset(app->time));
}

bool kiosk_inputs_hash(struct app *app, const char *number, uint64_t *person)
{
	return app->api &&
	       api_person_hash(app->api, service_date(app), "person", number, person) == 0;
}

/* On his sixtieth birthday, too. */
static bool is_elder(const struct id_card *card, int32_t date)
{
	int year;
	unsigned month, day;
	if (card->born_year == 0)
		return false;
	calendar_civil(date, &year, &month, &day);
	const int years =
		year - card->born_year -
		(month < card->born_month || (month == card->born_month && day < card->born_day));
	return years >= ELDER_YEARS;
}

void kiosk_inputs_card(struct app *app, const struct device *reader, const struct id_card *card)
{
	static const char *const kinds[] = {
		[ID_CARD_RESIDENT] = "resident",
		[ID_CARD_FOREIGNER] = "foreigner",
		[ID_CARD_HMT] = "hmt",
	};
	const int32_t date = service_date(app);
	const struct api_card told = { .kind = kinds[card->kind],
				       .person = card->person,
				       .date = date,
				       .elder = is_elder(card, date) };
	if (app->api)
		api_input_card(app->api, reader->place, &told);
}

void kiosk_inputs_problem(struct app *app, const struct device *reader,
			  enum id_reader_problem problem)
{
	if (app->api)
		api_input_problem(app->api, reader->place,
				  problem == ID_READER_UNREADABLE ? "unreadable" : "other_card");
}

void kiosk_inputs_code(struct app *app, const struct device *scanner, const char *text)
{
	if (app->api)
		api_input_code(app->api, scanner->place, text);
}

void kiosk_inputs_health(struct app *app, const struct device *device)
{
	struct api_device view;
	if (!app->api || (device->class != CLASS_ID_READER && device->class != CLASS_SCANNER))
		return;
	bridge_view(device, &view);
	api_input_device(app->api, &view);
}
