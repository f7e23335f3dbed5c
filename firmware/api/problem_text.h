/* The words of the problem documents, one place for all languages. */
#ifndef JIAOHAO_PROBLEM_TEXT_H
#define JIAOHAO_PROBLEM_TEXT_H

#include "problem.h"

struct problem_words {
	const char *title[PROBLEM_LANGUAGES];  /* what happened */
	const char *detail[PROBLEM_LANGUAGES]; /* what to do now */
};

/** Never NULL: an unknown kind has words too. */
const struct problem_words *problem_text(int kind);
/** printf formats. Field: its name, what was found, what is allowed. */
const char *problem_field_format(enum problem_language language);
const char *problem_syntax_format(enum problem_language language);
const char *problem_opening_format(enum problem_language language);

#endif
