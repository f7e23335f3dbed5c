/* Both languages say every sentence, with the same values in the same order. */
#include "check.h"
#include "ctl_text.h"

/* The conversions of a format, "%s%d". */
static void conversions(const char *format, char *out, size_t size)
{
	size_t used = 0;
	out[0] = '\0';
	for (const char *at = format; (at = strchr(at, '%')) != NULL; at++) {
		size_t length = 1 + strspn(at + 1, "0123456789.-l");
		used += (size_t)snprintf(out + used, size - used, "%.*s", (int)length + 1, at);
		at += length;
	}
}

static void both_languages_take_the_same_values(void)
{
	char zh[128], en[128];
	for (int i = 0; i < TEXT_COUNT; i++) {
		const char *chinese = ctl_text_in((enum ctl_text)i, CTL_ZH);
		const char *english = ctl_text_in((enum ctl_text)i, CTL_EN);
		CHECK(chinese && english && chinese[0] && english[0]);
		conversions(chinese, zh, sizeof zh);
		conversions(english, en, sizeof en);
		CHECK_TEXT(zh, en);
	}
}

static void the_language_comes_from_the_environment(void)
{
	setenv("LC_ALL", "", 1);
	setenv("LC_MESSAGES", "", 1);
	setenv("LANG", "en_US.UTF-8", 1);
	CHECK(ctl_language_default() == CTL_EN);
	setenv("LANG", "zh_CN.UTF-8", 1);
	CHECK(ctl_language_default() == CTL_ZH);
	unsetenv("LANG");
	CHECK(ctl_language_default() == CTL_ZH);
	CHECK(ctl_language_named("en") == CTL_EN && ctl_language_named("fr") == -1);
}

int main(void)
{
	both_languages_take_the_same_values();
	the_language_comes_from_the_environment();
	return check_result();
}
