/* Tokens of cards that were read. Knows no HTTP and no card. */
#include "api_cards.h"

#include "api_json.h"

#include <assert.h>
#include <string.h>
#include <sys/random.h>

static_assert((int)API_CARD_TOKEN_BYTES == (int)TICKET_ID_BYTES, "both are written alike");

static void forget(struct api_card_entry *entry)
{
	explicit_bzero(entry, sizeof *entry);
}

void api_cards_purge(struct api_cards *cards, int64_t now_us)
{
	for (unsigned i = 0; i < API_CARDS_MAX; i++)
		if (cards->entries[i].until_us && cards->entries[i].until_us <= now_us &&
		    !cards->entries[i].taken)
			forget(&cards->entries[i]);
}

bool api_cards_add(struct api_cards *cards, const char *kiosk, uint64_t person, int32_t date,
		   int64_t now_us, char token[API_CARD_TOKEN_MAX])
{
	struct api_card_entry *place = &cards->entries[0];
	uint8_t bytes[API_CARD_TOKEN_BYTES];
	if (getrandom(bytes, sizeof bytes, GRND_NONBLOCK) != (ssize_t)sizeof bytes)
		return false;
	api_cards_purge(cards, now_us);
	for (unsigned i = 1; i < API_CARDS_MAX && place->until_us; i++)
		if (cards->entries[i].until_us < place->until_us)
			place = &cards->entries[i];
	forget(place);
	memcpy(place->token, bytes, sizeof place->token);
	strncpy(place->kiosk, kiosk, sizeof place->kiosk - 1);
	place->person = person;
	place->date = date;
	place->until_us = now_us + API_CARD_S * INT64_C(1000000);
	api_token_text(place->token, token);
	return true;
}

static bool same_key(const struct command_key *one, const struct command_key *other)
{
	static const uint8_t none[KEY_BYTES];
	return memcmp(one->bytes, none, KEY_BYTES) != 0 &&
	       memcmp(one->bytes, other->bytes, KEY_BYTES) == 0;
}

enum refusal api_cards_take(struct api_cards *cards, const char *token, const char *kiosk,
			    int32_t date, const struct command_key *key, int64_t now_us,
			    uint64_t *person, uint8_t *slot)
{
	uint8_t bytes[API_CARD_TOKEN_BYTES];
	api_cards_purge(cards, now_us);
	if (!api_token_read(token, bytes))
		return REFUSAL_UNKNOWN_CARD;
	for (uint8_t i = 0; i < API_CARDS_MAX; i++) {
		struct api_card_entry *entry = &cards->entries[i];
		if (entry->until_us == 0 || memcmp(entry->token, bytes, sizeof bytes) != 0)
			continue;
		if (strcmp(entry->kiosk, kiosk) != 0 || entry->date != date ||
		    (entry->taken && !same_key(&entry->key, key)))
			break;
		entry->taken = true;
		entry->key = *key;
		*person = entry->person;
		*slot = i;
		return REFUSAL_NONE;
	}
	return REFUSAL_UNKNOWN_CARD;
}

void api_cards_settle(struct api_cards *cards, uint8_t slot, const struct command_key *key,
		      bool refused)
{
	struct api_card_entry *entry = &cards->entries[slot];
	/* Sent twice under one key: the first answer settled it, and the place may be another's. */
	if (!entry->taken || memcmp(&entry->key, key, sizeof *key) != 0)
		return;
	entry->taken = false;
	if (!refused)
		forget(entry);
}
