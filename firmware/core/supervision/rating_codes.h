/* 好差评: the option codes of the national service platform, 40 of them in five levels. */
#ifndef JIAOHAO_RATING_CODES_H
#define JIAOHAO_RATING_CODES_H

#include "limits.h"

#include <stdbool.h>
#include <stdint.h>

enum { RATING_CODE_COUNT = 40, RATING_LEVELS = 5, RATING_BAD_MAX = 2 };

struct rating_code {
	uint16_t code;
	uint8_t level; /* 5 非常满意 … 1 非常不满意 */
	bool primary;  /* offered first where there is little room */
	char text[64]; /* Chinese, as the platform has it */
};

extern const struct rating_code rating_codes[RATING_CODE_COUNT];

/** "非常满意" …; NULL: no such level. */
const char *rating_level_text(unsigned level);
/** Each once, of this level, and none after the 0 that ends the list? */
bool rating_codes_fit(const uint16_t codes[RATING_CODES_MAX], unsigned level);

#endif
