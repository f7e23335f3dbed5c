/* YAML → the hall and the board. Keys are taken; what remains is an error. Every mistake of a file
 * is said, not only the first, each as file:line:column: path: what was found, what is allowed for
 * example hall.yaml:7:12: windows[2].services[0]: found "EXITT", allowed are RE1, EXIT, HUKOU */
#ifndef JIAOHAO_CONFIG_H
#define JIAOHAO_CONFIG_H

#include "hall.h"

#include <stdbool.h>
#include <stddef.h>

enum { CONFIG_FILE_MAX = 1 << 20, CONFIG_MESSAGES_MAX = 100 };

/** Where the messages go, one whole line without newline each. */
struct config_report {
	void (*say)(void *context, const char *line);
	void *context;
	unsigned mistakes; /* counted by config */
	/* What is allowed and yet worth a look, said only of a hall without mistakes: as above,
	 * with "warning: " before what was found. NULL: nobody wants to know. */
	void (*warn)(void *context, const char *line);
	unsigned warnings; /* counted by config */
};

/** Read a whole file; refuses over 1 MiB, invalid UTF-8, NUL, a line starting with '%'. 0 and a
 *  malloc'ed NUL-terminated text, or -EINVAL with the reason said. */
int config_read_file(const char *path, char **text, size_t *length, struct config_report *report);

/** Read a hall file and the tables of holidays it names ("calendar.base: CN" takes
 * CN-published.csv, CN-legal.csv and their like with a year, as CN-published-2027.csv; "region:
 * CN-XJ" takes CN-XJ.csv and CN-XJ-2027.csv) from the folder holidays beside it, from its own
 * folder, and from
 *  @p folders (NULL-terminated, or NULL); of two files of one name the first found is taken. All of
 *  it becomes one text, for config_hall, for the digest and for the journal. 0 and a malloc'ed
 *  text, or -EINVAL said. */
int config_hall_read(const char *path, const char *const *folders, char **text, size_t *length,
		     struct config_report *report);

/** Fill @p hall from a hall file's text, or from what config_hall_read made of it (the
 *  guards are applied again). @p name stands in the messages about the file itself; a table has its
 *  own. 0, or -EINVAL with every mistake said; @p hall is then undefined. hall->digest is left
 *  zero: the app computes it. */
int config_hall(struct hall *hall, const char *name, const char *text, size_t length,
		struct config_report *report);

/* --- board files: generic maps, whose keys ports and drivers take --- */

struct config_board;
struct config_map; /* a YAML mapping with its exact marks */

/** Parse a board file: "board:" (name, simulated), "ports:", "devices:" lists of maps. 0 or
 * -EINVAL. */
int config_board_parse(struct config_board **out, const char *name, const char *text, size_t length,
		       struct config_report *report);
void config_board_free(struct config_board *board);
const char *config_board_name(const struct config_board *board);
bool config_board_simulated(const struct config_board *board);
/** The hardware watchdog's path and time-out; NULL: none. */
const char *config_board_watchdog(const struct config_board *board, int *timeout_s);
size_t config_board_port_count(const struct config_board *board);
size_t config_board_device_count(const struct config_board *board);
struct config_map *config_board_port(struct config_board *board, size_t index);
struct config_map *config_board_device(struct config_board *board, size_t index);
/** Say every key that nobody took, in every map that was handed out. The number of mistakes so far.
 */
unsigned config_board_finish(struct config_board *board);

/* Takes: 1 taken, 0 absent, -EINVAL said. Borrowed texts live as long as the board. */
int config_map_text(struct config_map *map, const char *key, const char **out);
int config_map_integer(struct config_map *map, const char *key, long min, long max, long *out);
int config_map_boolean(struct config_map *map, const char *key, bool *out);
int config_map_choice(struct config_map *map, const char *key, const char *const *allowed,
		      int *out);
int config_map_map(struct config_map *map, const char *key, struct config_map **out);
enum { CONFIG_VOLUMES_MAX = 12 };
/* From minute to minute of the local day, of what is usual. */
struct config_volume {
	uint16_t from_min, to_min;
	uint8_t percent;
};
/** [{from: "12:00", to: "14:00", percent: 40} …], ascending and apart. @p count is how many of them
 *  are right. */
int config_map_volume(struct config_map *map, const char *key,
		      struct config_volume rows[CONFIG_VOLUMES_MAX], unsigned *count);
/** Say that the value under @p key (NULL: the map itself) is wrong. Returns -EINVAL. */
int config_map_fail(struct config_map *map, const char *key, const char *problem);

#endif
