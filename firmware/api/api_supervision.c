/* What managers see and do: warnings, follow-ups of bad reviews, announcements, the call for help.
 */
#include "api_exchange.h"

#include <stdlib.h>
#include <string.h>

static const char *const warning_names[WARNING_COUNT] = {
	[WARNING_NONE] = "none",	 [WARNING_WAIT] = "wait",
	[WARNING_WAITING] = "waiting",	 [WARNING_OVERTIME] = "overtime",
	[WARNING_IDLE] = "idle",	 [WARNING_QUOTA] = "quota",
	[WARNING_FOLLOWUP] = "followup", [WARNING_DEVICE] = "device",
	[WARNING_CLOCK] = "clock",	 [WARNING_HOLIDAYS] = "holidays",
	[WARNING_HELP] = "help",	 [WARNING_UNRESOLVED] = "unresolved",
	[WARNING_STORAGE] = "storage",	 [WARNING_PAPER] = "paper",
};

static void set_text(json_t *object, const char *key, const char *text)
{
	json_object_set_new(object, key, text[0] ? api_text_json(text) : json_null());
}

/* A serial in a path: digits only; 0: none. */
static uint32_t serial_of(const char *text)
{
	const size_t length = strlen(text);
	return length > 0 && length < 10 && strspn(text, "0123456789") == length
		       ? (uint32_t)strtoul(text, NULL, 10)
		       : 0;
}

/* --- warnings --- */

static json_t *warning_json(const struct state *state, const struct warning *warning)
{
	json_t *object = json_object();
	json_object_set_new(object, "id", json_integer(warning->serial));
	json_object_set_new(object, "kind", json_string(warning_names[warning->kind]));
	json_object_set_new(object, "level", json_string(warning->level > 1 ? "alarm" : "warning"));
	json_object_set_new(object, "acknowledged",
			    json_boolean(warning->state == WARNING_ACKNOWLEDGED));
	set_text(object, "service", warning->service);
	set_text(object, "window", warning->window);
	set_text(object, "kiosk", warning->kiosk);
	set_text(object, "device", warning->device);
	json_object_set_new(object, "value", json_integer(warning->value));
	json_object_set_new(object, "raised_at",
			    api_time_json(warning->raised_us, state->utc_offset_s));
	return object;
}

void api_warnings_get(struct api_exchange *exchange)
{
	const struct state *state = api_state(exchange->api);
	json_t *answer = api_object(state), *list = json_array();
	for (uint32_t i = 0; i < state->warning_count; i++)
		if (state->warnings[i].state != WARNING_GONE)
			json_array_append_new(list, warning_json(state, &state->warnings[i]));
	json_object_set_new(answer, "warnings", list);
	api_answer(exchange, 200, answer);
}

/* acknowledge, clear */
void api_warning_post(struct api_exchange *exchange)
{
	struct command *command = &exchange->command;
	command->warning = serial_of(exchange->place);
	memcpy(command->agent, exchange->api->body.agent, sizeof command->agent);
	if (command->warning == 0)
		api_refuse(exchange, REFUSAL_UNKNOWN_WARNING);
	else
		api_submit_then(exchange, api_warnings_get);
}

void api_help_post(struct api_exchange *exchange)
{
	const struct api *api = exchange->api;
	const struct api_body *body = &api->body;
	struct command *command = &exchange->command;
	if (body->kiosk[0] != '\0' && !api->owner.kiosk_known(api->owner.context, body->kiosk))
		return api_refuse(exchange, REFUSAL_UNKNOWN_KIOSK);
	if (body->to_window[0] != '\0' && state_find_window(api_state(api), body->to_window) < 0)
		return api_refuse(exchange, REFUSAL_UNKNOWN_WINDOW);
	command->warning_kind = WARNING_HELP;
	command->level = 1;
	memcpy(command->kiosk, body->kiosk, sizeof command->kiosk);
	memcpy(command->window, body->to_window, sizeof command->window);
	api_submit_then(exchange, api_warnings_get);
}

/* --- follow-ups --- */

static const char *const followup_names[] = {
	[FOLLOWUP_NONE] = "none",
	[FOLLOWUP_OPEN] = "open",
	[FOLLOWUP_CONTACT_MADE] = "contacted",
	[FOLLOWUP_DONE] = "closed",
};

static json_t *followup_json(const struct state *state, const struct followup *followup)
{
	char date[API_TIME_MAX];
	json_t *object = json_object();
	api_date_text(followup->date, date);
	json_object_set_new(object, "id", json_integer(followup->serial));
	json_object_set_new(object, "state", json_string(followup_names[followup->state]));
	json_object_set_new(object, "date", json_string(date));
	json_object_set_new(object, "level", json_integer(followup->level));
	json_object_set_new(object, "leg", json_integer(followup->leg));
	json_object_set_new(object, "complex", json_boolean(followup->complex));
	set_text(object, "service", followup->service);
	set_text(object, "window", followup->window);
	set_text(object, "agent", followup->agent);
	json_object_set_new(object, "contact_by",
			    api_time_json(followup->contact_us, state->utc_offset_s));
	json_object_set_new(object, "fix_by", api_time_json(followup->fix_us, state->utc_offset_s));
	return object;
}

void api_followups_get(struct api_exchange *exchange)
{
	const struct state *state = api_state(exchange->api);
	json_t *answer = api_object(state), *list = json_array();
	for (uint32_t i = 0; i < state->followup_count; i++)
		if (state->followups[i].state != FOLLOWUP_NONE)
			json_array_append_new(list, followup_json(state, &state->followups[i]));
	json_object_set_new(answer, "followups", list);
	api_answer(exchange, 200, answer);
}

/* contact, close */
void api_followup_post(struct api_exchange *exchange)
{
	const struct api_body *body = &exchange->api->body;
	struct command *command = &exchange->command;
	command->followup = serial_of(exchange->place);
	command->complex = body->complex;
	command->value = body->result;
	memcpy(command->agent, body->agent, sizeof command->agent);
	if (command->followup == 0)
		api_refuse(exchange, REFUSAL_UNKNOWN_FOLLOWUP);
	else
		api_submit_then(exchange, api_followups_get);
}

/* --- announcements --- */

static const char *const level_names[] = {
	[ANNOUNCE_INFO] = "info",
	[ANNOUNCE_URGENT] = "urgent",
	[ANNOUNCE_EVACUATE] = "evacuate",
};

static json_t *announcement_json(const struct state *state, const struct announcement *said)
{
	json_t *object = json_object(), *groups = json_array();
	for (unsigned i = 0; i < ANNOUNCED_GROUPS_MAX && said->groups[i][0]; i++)
		json_array_append_new(groups, api_text_json(said->groups[i]));
	json_object_set_new(object, "id", json_integer(said->serial));
	json_object_set_new(object, "level", json_string(level_names[said->level]));
	json_object_set_new(object, "text", api_text_json(said->text));
	set_text(object, "language", said->language);
	json_object_set_new(object, "groups", groups);
	json_object_set_new(object, "since", api_time_json(said->since_us, state->utc_offset_s));
	json_object_set_new(object, "until", api_time_json(said->until_us, state->utc_offset_s));
	return object;
}

void api_announcements_get(struct api_exchange *exchange)
{
	const struct state *state = api_state(exchange->api);
	json_t *answer = api_object(state), *list = json_array();
	for (uint32_t i = 0; i < state->announcement_count; i++)
		json_array_append_new(list, announcement_json(state, &state->announcements[i]));
	json_object_set_new(answer, "announcements", list);
	api_answer(exchange, 200, answer);
}

void api_announcements_post(struct api_exchange *exchange)
{
	const struct api_body *body = &exchange->api->body;
	struct command *command = &exchange->command;
	memcpy(command->text, body->announcement, sizeof command->text);
	memcpy(command->language, body->language, sizeof command->language);
	memcpy(command->groups, body->groups, sizeof command->groups);
	command->level = (uint8_t)(body->announcement_level + ANNOUNCE_INFO);
	command->until_us = body->until_us;
	api_submit_then(exchange, api_announcements_get);
}

void api_announcement_end_post(struct api_exchange *exchange)
{
	exchange->command.announcement = serial_of(exchange->place);
	if (exchange->command.announcement == 0)
		api_refuse(exchange, REFUSAL_UNKNOWN_ANNOUNCEMENT);
	else
		api_submit_then(exchange, api_announcements_get);
}
