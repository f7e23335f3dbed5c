/* The files that say what hall and board this is, read and checked. */
#ifndef JIAOHAO_SITE_H
#define JIAOHAO_SITE_H

#include "config.h"
#include "hall.h"
#include "item.h"

#include <stddef.h>

struct site {
	struct hall *hall; /* NULL: no hall file was named */
	char *hall_text;   /* with its tables of holidays: see config_hall_read */
	size_t hall_length;
	struct item_catalogue *items; /* NULL: the hall file names no list of matters */
	struct config_board *board;   /* NULL: no board file was named */
	char *board_text;
	size_t board_length;
	struct config_report report;
};

/** Read both files (either path may be NULL), the holidays that the hall file names (beside it, in
 * @p data_path/holidays unless that is NULL, in JIAOHAO_HOLIDAYS_DIR) and its list of
 * matters; say every mistake on stderr. 0, or -EINVAL; the devices' own keys are checked by
 * devices_open. Free it in either case. */
int site_read(struct site *site, const char *hall_path, const char *board_path,
	      const char *data_path);
/** Say on stderr what is no mistake but will be one day: holidays not known at @p time_us, or
 *  not for the year after it. */
void site_warn(const struct site *site, const char *hall_path, int64_t time_us);
/** The path of a file that the hall file names: beside it, or whole. 0, or -ENAMETOOLONG. */
int site_beside(const char *hall_path, const char *name, char *out, size_t size);
void site_free(struct site *site);

#endif
