/* Names and places of the hall in a language; the Chinese name where the hall gives no other. */
#ifndef JIAOHAO_ANNOUNCE_PLACES_H
#define JIAOHAO_ANNOUNCE_PLACES_H

#include "announce.h"

const char *announce_hall_name(const struct hall *hall, enum message_language language);
const char *announce_zone_name(const struct zone *zone, enum message_language language);
const char *announce_service_name(const struct service *service, enum message_language language);

/** "1楼 公安服务办理区", "地下1楼 …", or the zone alone when its floor is not known; "" for a zone
 *  that the hall does not have. The bytes written. */
size_t announce_place(const struct hall *hall, const char *zone, enum message_language language,
		      char *out, size_t size);
/** The windows where this service (index) is served to visitors: "06", "01-12", "01-12,15"; "" when
 *  there are none, or too many pieces to be of help. */
void announce_windows(const struct hall *hall, int service, char *out, size_t size);
/** "09:05" of a moment, local; "2026-11-23" of it. */
void announce_time(const struct state *state, int64_t time_us, char out[6]);
void announce_date(const struct state *state, int64_t time_us, char out[11]);
/** Cells of a text on paper and on displays: a Chinese character takes two, everything below U+1100
 *  one. */
unsigned announce_cells(const char *text);
/** How bright a display shines that shows this. */
uint8_t announce_brightness(const struct hall *hall, enum shown_kind kind);

#endif
