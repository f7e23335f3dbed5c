/* Small takes for the parts of a hall file: names, ids, times, dates. Private to this room. Each
 * answers 1 taken, 0 absent, -EINVAL said. */
#ifndef JIAOHAO_CONFIG_TAKE_H
#define JIAOHAO_CONFIG_TAKE_H

#include "config_node.h"

#include <stdint.h>

/** Copy a text of at most size - 1 bytes. @p expected NULL: the key may be absent. */
int config_take_name(struct config_map *map, const char *key, char *out, size_t size,
		     const char *expected);
/** @p key, and the same with _en and _ug after it. @p expected NULL: the key may be absent. */
int config_take_words(struct config_map *map, const char *key, struct hall_text *out,
		      const char *expected);
/** Ids go into records, URLs and device names: plain ASCII. */
int config_copy_id(struct config_node *node, char out[ID_MAX]);
int config_take_id(struct config_map *map, const char *key, char out[ID_MAX], const char *expected);
/** A list of service codes; @p count is how many of them are ids at all. */
void config_take_codes(struct config_map *map, const char *key, char codes[][ID_MAX],
		       uint8_t *count);
void config_take_u16(struct config_map *map, const char *key, long min, long max, uint16_t *out);
void config_take_u8(struct config_map *map, const char *key, long min, long max, uint8_t *out);

/** "09:30" → 570; 24:00 only where a span ends. */
int config_node_minute(struct config_node *node, bool midnight_too, uint16_t *out);
/** "2026-01-03" → its day number; years 2000 to 2099. */
int config_node_date(struct config_node *node, int32_t *out);
/** The same for a text that stands in no tree. */
bool config_date(const char *text, int32_t *out);
/** "07-01" → 701. */
int config_node_month_day(struct config_node *node, uint16_t *out);
/** [mon, tue] → bits. @p expected NULL: the key may be absent. */
int config_take_days(struct config_map *map, const char *key, uint8_t *days, const char *expected);
/** [[from, to] …], ascending and apart; @p count is how many of them are right. @p expected NULL:
 *  the key may be absent. */
int config_take_spans(struct config_map *map, const char *key, struct span spans[SPANS_MAX],
		      uint8_t *count, const char *expected);

#endif
