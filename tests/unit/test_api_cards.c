/* Tokens of cards that were read: once, for a minute, at their own kiosk. */
#include "api_cards.h"
#include "check.h"

static struct api_cards cards;
static const struct command_key no_key, one_key = { .bytes = { 1 } },
					other_key = { .bytes = { 2 } };
static const int64_t second = 1000000;

static enum refusal take(const char *token, const char *kiosk, int32_t date,
			 const struct command_key *key, int64_t now_us, uint64_t *person,
			 uint8_t *slot)
{
	*person = 0;
	return api_cards_take(&cards, token, kiosk, date, key, now_us, person, slot);
}

static void a_token_is_used_once_unless_it_was_refused(void)
{
	char token[API_CARD_TOKEN_MAX];
	uint64_t person;
	uint8_t slot;
	memset(&cards, 0, sizeof cards);
	CHECK(api_cards_add(&cards, "K1", 77, 100, second, token) && strlen(token) == 32);
	CHECK(take(token, "K1", 100, &no_key, second, &person, &slot) == REFUSAL_NONE);
	CHECK(person == 77);
	/* While the first is on its way, nobody else has it. */
	uint64_t nobody;
	uint8_t none;
	CHECK(take(token, "K1", 100, &one_key, second, &nobody, &none) == REFUSAL_UNKNOWN_CARD);
	CHECK(nobody == 0);
	api_cards_settle(&cards, slot, &no_key, true);
	CHECK(take(token, "K1", 100, &one_key, second, &person, &slot) == REFUSAL_NONE);
	/* The same request again: the same person. */
	CHECK(take(token, "K1", 100, &one_key, second, &person, &slot) == REFUSAL_NONE);
	CHECK(take(token, "K1", 100, &other_key, second, &nobody, &none) == REFUSAL_UNKNOWN_CARD);
	api_cards_settle(&cards, slot, &one_key, false);
	CHECK(take(token, "K1", 100, &one_key, second, &nobody, &none) == REFUSAL_UNKNOWN_CARD);
	api_cards_settle(&cards, slot, &one_key, false); /* the second answer finds it settled */
	CHECK(memcmp(&cards, &(struct api_cards){ 0 }, sizeof cards) == 0); /* nothing is left */
}

static void it_is_of_its_kiosk_its_day_and_its_minute(void)
{
	char token[API_CARD_TOKEN_MAX];
	uint64_t person;
	uint8_t slot;
	memset(&cards, 0, sizeof cards);
	CHECK(api_cards_add(&cards, "K1", 77, 100, second, token));
	CHECK(take(token, "K2", 100, &no_key, second, &person, &slot) == REFUSAL_UNKNOWN_CARD);
	CHECK(take(token, "K1", 101, &no_key, second, &person, &slot) == REFUSAL_UNKNOWN_CARD);
	CHECK(take("no token", "K1", 100, &no_key, second, &person, &slot) == REFUSAL_UNKNOWN_CARD);
	CHECK(take(token, "K1", 100, &no_key, 60 * second, &person, &slot) == REFUSAL_NONE);
	api_cards_settle(&cards, slot, &no_key, true);
	CHECK(take(token, "K1", 100, &no_key, 61 * second, &person, &slot) == REFUSAL_UNKNOWN_CARD);
	CHECK(memcmp(&cards, &(struct api_cards){ 0 }, sizeof cards) == 0);
}

static void the_oldest_gives_way(void)
{
	char first[API_CARD_TOKEN_MAX], second_token[API_CARD_TOKEN_MAX], more[API_CARD_TOKEN_MAX];
	uint64_t person;
	uint8_t slot;
	memset(&cards, 0, sizeof cards);
	CHECK(api_cards_add(&cards, "K1", 1, 100, 1, first));
	CHECK(api_cards_add(&cards, "K1", 2, 100, 2, second_token));
	for (int64_t i = 3; i <= API_CARDS_MAX + 1; i++)
		CHECK(api_cards_add(&cards, "K1", (uint64_t)i, 100, i, more));
	CHECK(take(first, "K1", 100, &no_key, second, &person, &slot) == REFUSAL_UNKNOWN_CARD);
	CHECK(take(second_token, "K1", 100, &no_key, second, &person, &slot) == REFUSAL_NONE);
	CHECK(person == 2);
}

int main(void)
{
	a_token_is_used_once_unless_it_was_refused();
	it_is_of_its_kiosk_its_day_and_its_minute();
	the_oldest_gives_way();
	return check_result();
}
