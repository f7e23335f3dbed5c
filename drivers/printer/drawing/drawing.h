/* Lines and logos as dots, for what a printer's own characters can't show: rare characters, and
 * scripts that are shaped and run from right to left. It knows neither commands nor wires.
 *
 * It stands in a shared object of its own, which is loaded when the first such line is needed:
 * fonts and their libraries would otherwise cost every daemon 2 MB. All of it blocks (it reads
 * fonts from the disk), so it is called by a thread of the driver, by one at a time. */
#ifndef JIAOHAO_DRAWING_H
#define JIAOHAO_DRAWING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	DRAWING_PICTURES_MAX = 128,
	DRAWING_BYTES_MAX = 262144,
	DRAWING_DOTS_MAX = 1024,
	DRAWING_CELL_DOTS = 24,	 /* a character of size 1, as those of the printer */
	DRAWING_PITCH_DOTS = 30, /* from line to line of size 1 */
	DRAWING_LOGO_ROWS_MAX = 640,
};

/* High bit left, 1 black, rows from the top. */
struct drawing_picture {
	size_t offset; /* in drawing_output.bytes */
	uint16_t width_bytes, rows;
};

struct drawing_output {
	unsigned count;
	size_t length;
	struct drawing_picture pictures[DRAWING_PICTURES_MAX];
	uint8_t bytes[DRAWING_BYTES_MAX];
};

struct drawing_line {
	const char *text, *language; /* UTF-8; "zh", "ug" … or "" */
	unsigned size;		     /* 1 … 8 */
	bool bold;
};

struct drawing;

struct drawing_ops {
	/** @p font: a family of fontconfig's, or the path of a font file, that is asked first; "":
	 * none. 0; -ENOENT: there is no font at all; -ENOMEM. */
	int (*create)(struct drawing **out, const char *font);
	void (*destroy)(struct drawing *drawing); /* accepts NULL */
	/** Append the line, wrapped to @p dots, as one picture for each line of paper. Returns how
	 * many characters no font has (they are drawn as boxes); -ENOSPC: output is full, it is as
	 * before; -ENOMEM. */
	int (*line)(struct drawing *drawing, const struct drawing_line *line, unsigned dots,
		    struct drawing_output *output);
	/** Needs no font. Append a PNG as one picture, made smaller where it is wider than @p dots.
	 * 0; -ENOENT: there is no such file; -EBADMSG: it is no PNG, or larger than 4096 × 4096;
	 * -ENOSPC. */
	int (*logo)(const char *path, unsigned dots, struct drawing_output *output);
};

/* The one name that the shared object gives. */
extern const struct drawing_ops drawing_ops __attribute__((visibility("default")));

#endif
