/* ID numbers and phones by their form. */
#include "identity.h"

#include "calendar.h"

#include <stddef.h>
#include <string.h>

static const char digits_of[] = "0123456789";

bool identity_is_phone(const char *text)
{
	const char *digits = strncmp(text, "+86", 3) == 0 ? text + 3 : text;
	const size_t length = strlen(digits);
	if (text[0] == '+' && digits == text) {
		digits = text + 1;
		return digits[0] >= '1' && strspn(digits, digits_of) == length - 1 &&
		       length - 1 >= 7 && length - 1 <= 15;
	}
	return length == 11 && strspn(digits, digits_of) == 11 && digits[0] == '1' &&
	       digits[1] >= '3';
}

static unsigned number(const char *digits, size_t count)
{
	unsigned value = 0;
	for (size_t i = 0; i < count; i++)
		value = value * 10 + (unsigned)(digits[i] - '0');
	return value;
}

bool identity_is_id_number(const char *text)
{
	static const int weights[17] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	static const char check[] = "10X98765432";
	const size_t length = strlen(text), digits = strspn(text, digits_of);
	int year, sum = 0;
	unsigned month, day, month_back, day_back;
	if (length == 15)
		return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3 &&
		       strspn(text + 3, digits_of) == 12;
	if (length != 18 || digits < 17)
		return false;
	for (int i = 0; i < 17; i++)
		sum += (text[i] - '0') * weights[i];
	if (text[17] != check[sum % 11])
		return false;
	month = number(text + 10, 2);
	day = number(text + 12, 2);
	if (month < 1 || month > 12 || day < 1)
		return false;
	calendar_civil(calendar_day((int)number(text + 6, 4), month, day), &year, &month_back,
		       &day_back);
	return month_back == month && day_back == day;
}
