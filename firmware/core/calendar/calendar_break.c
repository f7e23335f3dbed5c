/* The time between two sessions of a day, when nobody is called: lunch. Before the first session
 * and after the last one there is no break: who still waits at closing is called then. */
#include "calendar.h"

/* The break after this session, as moments. */
static void break_after(const struct calendar_description *day, unsigned session, int32_t date,
			int32_t utc_offset_s, int64_t *from_us, int64_t *to_us)
{
	*from_us = calendar_utc(date, day->spans[session].to_min, utc_offset_s);
	*to_us = calendar_utc(date, day->spans[session + 1].from_min, utc_offset_s);
}

bool calendar_break(const struct hall *hall, const char *service, int64_t from_us, int64_t to_us,
		    int32_t utc_offset_s, int64_t *break_from_us, int64_t *break_to_us)
{
	const int32_t date = calendar_local_date(to_us, utc_offset_s);
	const struct calendar_description day = calendar_describe(hall, service, date);
	for (unsigned i = day.span_count; i-- > 1;) {
		break_after(&day, i - 1, date, utc_offset_s, break_from_us, break_to_us);
		if (*break_from_us<to_us && * break_to_us> from_us)
			return true;
	}
	return false;
}

int64_t calendar_after(const struct hall *hall, const char *service, int64_t from_us,
		       int64_t work_us, int32_t utc_offset_s)
{
	const int32_t date = calendar_local_date(from_us, utc_offset_s);
	const struct calendar_description day = calendar_describe(hall, service, date);
	int64_t moment_us = from_us + work_us;
	for (unsigned i = 0; i + 1 < day.span_count; i++) {
		int64_t begins_us, ends_us;
		break_after(&day, i, date, utc_offset_s, &begins_us, &ends_us);
		if (from_us < ends_us && moment_us >= begins_us)
			moment_us += ends_us - (from_us > begins_us ? from_us : begins_us);
	}
	return moment_us;
}
