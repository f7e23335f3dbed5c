/* A list of matters (事项), a CSV file → the catalogue of core/item.h. Columns, in any order:
 *   code       the stable code, best the 实施编码: letters, digits, "-", "_", "."
 *   name       in Chinese
 *   service    the code of a service of the hall file
 *   [name_en, name_ug]
 *   [initials] of the name in pinyin; where empty they are made from the name, see config_pinyin.h
 *   [materials] what to bring: several are parted by ; or ； or a line end
 *   [case_type] instant (即办件), one_review (一审一核件), commitment (承诺件)
 *   [hot]      the place on the list that is shown before anything is typed: 1 is the first */
#ifndef JIAOHAO_CONFIG_ITEMS_H
#define JIAOHAO_CONFIG_ITEMS_H

#include "config.h"
#include "item.h"

/** The file that a hall file names under "item_list": its path as seen from here, as @p hall_path
 *  is; @p text is the hall file's, accepted by config_hall before. 1, 0: it names none, or -EINVAL
 *  said. */
int config_item_list(char *path, size_t size, const char *hall_path, const char *text,
		     size_t length, struct config_report *report);

/** Fill the empty @p catalogue; @p hall says which services there are, @p name stands in the
 *  messages. 0, or -EINVAL with every mistake said; the catalogue is then undefined. */
int config_items(struct item_catalogue *catalogue, const struct hall *hall, const char *name,
		 const char *text, size_t length, struct config_report *report);

#endif
