/* Keys pressed at windows become commands, each with a key of device, boot count and sequence, so
 * that a frame that comes twice acts once. */
#include "presses.h"

#include "commit.h"
#include "devices.h"
#include "log.h"
#include "showing.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void key_of(struct command_key *key, const struct device *device, uint32_t boot,
		   uint32_t sequence, uint64_t token)
{
	char text[128];
	int length = snprintf(text, sizeof text, "%s %u %u %llu", device->name, boot, sequence,
			      (unsigned long long)token);
	crypto_generichash(key->bytes, sizeof key->bytes, (const unsigned char *)text,
			   (size_t)length, NULL, 0);
	key->body = 0;
}

struct press {
	struct app *app;
	struct command command;
};

static unsigned waiting_at(const struct app *app, const char *no)
{
	const struct state *state = app_durable(app);
	const int window = state_find_window(state, no);
	return window < 0 ? 0 : showing_waiting(state, window);
}

/* A press that could not be made durable did nothing and its clerk was told so; but its count is
 * remembered as soon as it can be, or the next start would take it for a fresh press. */
static void press_reply(void *context, enum refusal refusal, const struct record *records,
			uint32_t count)
{
	struct press *press = context;
	(void)records;
	(void)count;
	if (refusal == REFUSAL_STORAGE) {
		struct device *device = NULL;
		while (press->app->devices &&
		       (device = devices_next(press->app->devices, CLASS_CALLER,
					      press->command.window, device)))
			if (device->ops.caller->feedback)
				device->ops.caller->feedback(
					device->handle.caller, FEEDBACK_REFUSED,
					waiting_at(press->app, press->command.window));
		press->command.key_code = KEY_BASELINE;
		press->command.last_key = 0;
		commit_submit_surely(press->app->commit, &press->command);
	}
	free(press);
}

void presses_key(struct app *app, struct device *caller, uint32_t boot, uint32_t sequence, int key,
		 bool baseline)
{
	struct press *press = app->draining ? NULL : calloc(1, sizeof *press);
	if (!press)
		return;
	struct command *command = &press->command;
	press->app = app;
	command->kind = COMMAND_KEYPAD;
	command->boot = boot;
	command->key_sequence = sequence;
	command->key_code = baseline ? KEY_BASELINE : (uint8_t)key;
	command->last_key = baseline ? (uint8_t)key : 0;
	snprintf(command->device, sizeof command->device, "%s", caller->name);
	snprintf(command->window, sizeof command->window, "%.*s", ID_MAX - 1, caller->place);
	snprintf(command->source, sizeof command->source, "keypad %.24s", caller->name);
	commit_submit(app->commit, command, NULL, NULL, press_reply, press);
}

void presses_rated(struct app *app, struct device *evaluator, uint64_t token, int level,
		   uint32_t boot, uint32_t sequence)
{
	struct command command = { .kind = COMMAND_RATE,
				   .level = (uint8_t)level,
				   .channel = CHANNEL_EVALUATOR };
	const struct state *state = app_durable(app);
	uint32_t leg = showing_rating_leg(state, token);
	if (leg == 0)
		return;
	command.ticket = state->legs[leg].ticket;
	command.leg = state->legs[leg].number;
	key_of(&command.key, evaluator, boot, sequence, token);
	snprintf(command.window, sizeof command.window, "%.*s", ID_MAX - 1, evaluator->place);
	snprintf(command.source, sizeof command.source, "evaluator %.20s", evaluator->name);
	commit_submit_surely(app->commit, &command);
}
