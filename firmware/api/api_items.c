/* GET /items: which matter somebody means, where it is handled, and what to bring. The search
 * itself is core/item.c's; the list is the owner's. */
#include "api_exchange.h"

#include "item.h"

#include <stdlib.h>
#include <string.h>

enum { LIMIT_DEFAULT = 20 };

static json_t *names_json(const char *name, const char *name_en, const char *name_ug)
{
	return json_pack("{s:o, s:o, s:o}", "name", api_text_json(name), "name_en",
			 api_text_json(name_en), "name_ug", api_text_json(name_ug));
}

static json_t *zone_json(const struct hall *hall, const char *id)
{
	const int index = hall_find_zone(hall, id);
	if (index < 0)
		return json_null();
	const struct zone *zone = &hall->zones[index];
	json_t *object = names_json(zone->name, zone->name_en, zone->name_ug);
	json_object_set_new(object, "id", api_text_json(zone->id));
	json_object_set_new(object, "floor", zone->floor ? json_integer(zone->floor) : json_null());
	return object;
}

/* The service, and where it is; null while the list is newer than the hall in use. */
static void set_service(json_t *object, const struct state *state, const char *code, int64_t now,
			int32_t offset)
{
	const int index = state_find_service(state, code);
	if (index < 0) {
		json_object_set_new(object, "service", json_null());
		json_object_set_new(object, "zone", json_null());
		return;
	}
	const struct service *service = &state->hall.services[index];
	json_t *view = names_json(service->name, service->name_en, service->name_ug);
	json_object_set_new(view, "code", api_text_json(service->code));
	json_object_set_new(view, "open",
			    json_boolean(api_service_open(state, index, now, offset)));
	json_object_set_new(view, "kiosk", json_boolean(service->kiosk && !service->draining));
	json_object_set_new(object, "service", view);
	json_object_set_new(object, "zone", zone_json(&state->hall, service->zone));
}

static json_t *materials_json(const struct item_catalogue *items, const struct item *item)
{
	json_t *array = json_array();
	uint32_t place = item->materials;
	for (unsigned i = 0; i < item->material_count; i++) {
		const char *text = item_text(items, place);
		json_array_append_new(array, api_text_json(text));
		place += (uint32_t)strlen(text) + 1;
	}
	return array;
}

static json_t *item_json(const struct state *state, const struct item_catalogue *items,
			 const struct item *item, enum item_rank rank, int64_t now, int32_t offset)
{
	static const char *const matches[] = { [ITEM_RANK_CODE] = "code",
					       [ITEM_RANK_INITIALS] = "initials",
					       [ITEM_RANK_NAME] = "name",
					       [ITEM_RANK_PART] = "part",
					       [ITEM_RANK_LISTED] = "listed" };
	const char *case_type = item_case_name((enum item_case)item->case_type);
	json_t *object = names_json(item_text(items, item->name), item_text(items, item->name_en),
				    item_text(items, item->name_ug));
	json_object_set_new(object, "code", api_text_json(item_text(items, item->code)));
	json_object_set_new(object, "initials", api_text_json(item_text(items, item->initials)));
	json_object_set_new(object, "match", json_string(matches[rank]));
	json_object_set_new(object, "case_type", case_type ? json_string(case_type) : json_null());
	json_object_set_new(object, "materials", materials_json(items, item));
	set_service(object, state, item->service, now, offset);
	return object;
}

/* What is typed into the address: a "+" is a blank there, as forms write it. False when refused. */
static bool take_words(struct api_exchange *exchange, char words[API_QUERY_MAX])
{
	const char *text = api_query(exchange, "q");
	json_t *json;
	words[0] = '\0';
	if (text == NULL)
		return true;
	evutil_snprintf(words, API_QUERY_MAX, "%s", text);
	for (char *at = words; *at != '\0'; at++)
		if (*at == '+')
			*at = ' ';
	json = json_string(words);
	if (json == NULL)
		api_refuse_field(exchange, "q", "bytes that are no UTF-8", "text in UTF-8");
	json_decref(json);
	return json != NULL;
}

static bool take_limit(struct api_exchange *exchange, unsigned *limit)
{
	const char *text = api_query(exchange, "limit");
	char allowed[32];
	*limit = LIMIT_DEFAULT;
	if (text == NULL)
		return true;
	const size_t length = strlen(text);
	if (length > 0 && length <= 2 && strspn(text, "0123456789") == length && text[0] != '0') {
		*limit = (unsigned)atoi(text);
		if (*limit <= ITEMS_FOUND_MAX)
			return true;
	}
	evutil_snprintf(allowed, sizeof allowed, "a number from 1 to %d", ITEMS_FOUND_MAX);
	api_refuse_field(exchange, "limit", text, allowed);
	return false;
}

void api_items_get(struct api_exchange *exchange)
{
	const struct api *api = exchange->api;
	const struct state *state = api_state(api);
	const struct item_catalogue *items = api->owner.items(api->owner.context);
	struct item_found found = { 0 };
	char words[API_QUERY_MAX];
	unsigned limit;
	int32_t offset;
	const int64_t now = api_now(api, &offset);
	json_t *answer, *array;
	if (!take_words(exchange, words) || !take_limit(exchange, &limit))
		return;
	if (!state->has_hall) {
		api_refuse(exchange, REFUSAL_NO_HALL);
		return;
	}
	if (items != NULL)
		item_search(items, words, limit, &found);
	array = json_array();
	for (uint32_t i = 0; i < found.count; i++)
		json_array_append_new(array,
				      item_json(state, items, &items->items[found.rows[i].item],
						(enum item_rank)found.rows[i].rank, now, offset));
	answer = api_object(state);
	json_object_set_new(answer, "listed", json_integer(items ? items->count : 0));
	json_object_set_new(answer, "found", json_integer(found.total));
	json_object_set_new(answer, "items", array);
	api_answer(exchange, 200, answer);
}
