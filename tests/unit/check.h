/* The whole test harness: CHECK says where and what failed and goes on; a test program returns
 * check_result() from main. A test that can't run here returns CHECK_SKIPPED after saying why. */
#ifndef JIAOHAO_CHECK_H
#define JIAOHAO_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHECK_SKIPPED = 77 };

static unsigned check_failures __attribute__((unused));
static unsigned check_count __attribute__((unused));

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		check_count++;                                                                     \
		if (!(condition)) {                                                                \
			check_failures++;                                                          \
			fprintf(stderr, "%s:%d: %s: failed: %s\n", __FILE__, __LINE__, __func__,   \
				#condition);                                                       \
		}                                                                                  \
	} while (0)

#define CHECK_TEXT(found, expected)                                                                \
	do {                                                                                       \
		const char *check_found = (found), *check_expected = (expected);                   \
		check_count++;                                                                     \
		if (check_found == NULL || strcmp(check_found, check_expected) != 0) {             \
			check_failures++;                                                          \
			fprintf(stderr, "%s:%d: %s: found \"%s\", expected \"%s\"\n", __FILE__,    \
				__LINE__, __func__, check_found ? check_found : "(null)",          \
				check_expected);                                                   \
		}                                                                                  \
	} while (0)

static inline int check_result(void)
{
	printf("%u checks, %u failed\n", check_count, check_failures);
	return check_failures || check_count == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
