/* Cards that were read at a kiosk a moment ago: a token each, which stands for the person in one
 * POST /tickets of that kiosk. In memory only, for a minute; no record knows of them. */
#ifndef JIAOHAO_API_CARDS_H
#define JIAOHAO_API_CARDS_H

#include "limits.h"
#include "record.h"
#include "refusal.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	API_CARDS_MAX = 64, /* one more takes the place of the oldest */
	API_CARD_S = 60,
	API_CARD_TOKEN_BYTES = 16,
	API_CARD_TOKEN_MAX = 2 * API_CARD_TOKEN_BYTES + 1,
};

struct api_cards {
	struct api_card_entry {
		int64_t until_us; /* monotonic; 0: free */
		uint8_t token[API_CARD_TOKEN_BYTES];
		char kiosk[ID_MAX];
		uint64_t person;
		int32_t date;		/* whose key made the hash */
		bool taken;		/* by a request that was not answered yet … */
		struct command_key key; /* … and its key: it may be sent again */
	} entries[API_CARDS_MAX];
};

/** @p token: 32 hexadecimal digits. False: the kernel gives no random bits yet. */
bool api_cards_add(struct api_cards *cards, const char *kiosk, uint64_t person, int32_t date,
		   int64_t now_us, char token[API_CARD_TOKEN_MAX]);
/** Whose card it is. REFUSAL_UNKNOWN_CARD: there is no such token, it is too old, used, of another
 *  kiosk or of yesterday. *slot is for settle. */
enum refusal api_cards_take(struct api_cards *cards, const char *token, const char *kiosk,
			    int32_t date, const struct command_key *key, int64_t now_us,
			    uint64_t *person, uint8_t *slot);
/** The request was answered: the token is used up, or as good as before when it was @p refused. */
void api_cards_settle(struct api_cards *cards, uint8_t slot, const struct command_key *key,
		      bool refused);
/** Forget those that are too old. */
void api_cards_purge(struct api_cards *cards, int64_t now_us);

#endif
