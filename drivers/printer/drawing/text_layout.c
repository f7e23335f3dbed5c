/* Where the glyphs of a line of text stand. Draws nothing.
 *
 *   text ─FriBidi▶ levels ─▶ runs of one level, script and face ─by level▶ visual order ─HarfBuzz▶
 *   glyphs
 *
 * HarfBuzz shapes a run of either direction but orders no runs; FriBidi orders but shapes nothing
 * here (its own joining knows no ligatures). */
#include "text_layout.h"

#include <errno.h>
#include <string.h>

enum { REPLACEMENT = 0xfffd, RUNS_MAX = LAYOUT_CHARACTERS_MAX };

struct run {
	unsigned first, count;
	FriBidiLevel level;
};

static unsigned decode(const char *text, FriBidiChar *out)
{
	size_t left = strlen(text);
	unsigned count = 0;
	while (left > 0 && count < LAYOUT_CHARACTERS_MAX) {
		const uint8_t *at = (const uint8_t *)text;
		unsigned length = at[0] < 0x80	 ? 1
				  : at[0] < 0xc2 ? 0
				  : at[0] < 0xe0 ? 2
				  : at[0] < 0xf0 ? 3
				  : at[0] < 0xf5 ? 4
						 : 0;
		FriBidiChar character = length == 1 ? at[0] : at[0] & (0x7fu >> length);
		unsigned taken = 1;
		while (taken < length && taken < left && (at[taken] & 0xc0) == 0x80)
			character = character << 6 | (at[taken++] & 0x3f);
		bool whole = length > 0 && taken == length && character < 0x110000 &&
			     (length < 3 || character >= 0x800) &&
			     (length < 4 || character >= 0x10000) &&
			     (character < 0xd800 || character > 0xdfff);
		if (!whole)
			character = REPLACEMENT;
		text += whole ? taken : 1;
		left -= whole ? taken : 1;
		if (character >= 0x20 && character != 0x7f &&
		    (character < 0x80 || character > 0x9f))
			out[count++] = character;
	}
	return count;
}

/* A character of no script of its own (a digit, a space) goes with the one before it; at the start,
 * with the first that has one. */
static void set_scripts(struct layout *layout)
{
	hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();
	hb_script_t script = HB_SCRIPT_COMMON;
	unsigned first = layout->count;
	for (unsigned i = 0; i < layout->count; i++) {
		hb_script_t own = hb_unicode_script(unicode, layout->text[i]);
		if (own != HB_SCRIPT_COMMON && own != HB_SCRIPT_INHERITED &&
		    own != HB_SCRIPT_UNKNOWN) {
			script = own;
			first = first == layout->count ? i : first;
		}
		layout->scripts[i] = script;
	}
	for (unsigned i = 0; first < layout->count && i < first; i++)
		layout->scripts[i] = layout->scripts[first];
}

/* What only steers: joiners, marks and isolates of direction, variation selectors. HarfBuzz shows
 * nothing for them, but a font need not have them. */
static bool is_invisible(FriBidiChar character)
{
	return character == 0xad || (character >= 0x200b && character <= 0x200f) ||
	       (character >= 0x202a && character <= 0x202e) ||
	       (character >= 0x2060 && character <= 0x206f) ||
	       (character >= 0xfe00 && character <= 0xfe0f) || character == 0xfeff;
}

/* In a line that runs from right to left the digits are of its letters' font; a mark is of the font
 * of the letter it stands on. */
static void set_faces(struct layout *layout)
{
	enum { ARABIC_HAMZA_ON_YEH = 0x626 };
	int first = -1, before = -1;
	if (layout->right_to_left)
		first = font_faces_find(layout->faces, ARABIC_HAMZA_ON_YEH, -1);
	layout->missing = 0;
	for (unsigned i = 0; i < layout->count; i++) {
		FriBidiCharType type = fribidi_get_bidi_type(layout->text[i]);
		bool mark = type == FRIBIDI_TYPE_NSM && before >= 0;
		int face;
		if (is_invisible(layout->text[i]))
			face = before >= 0 ? before : first >= 0 ? first : 0;
		else
			face = font_faces_find(layout->faces, layout->text[i],
					       mark ? before : first);
		layout->missing += face < 0;
		layout->face[i] = (int8_t)face;
		before = face;
	}
}

/* Languages written from right to left, also where a line holds only digits. */
static FriBidiParType base_of(const char *language)
{
	static const char *const leftward[] = { "ug", "ar", "fa", "ur", "he" };
	for (size_t i = 0; i < sizeof leftward / sizeof leftward[0]; i++)
		if (strncmp(language, leftward[i], 2) == 0)
			return FRIBIDI_PAR_WRTL;
	return FRIBIDI_PAR_ON;
}

int layout_init(struct layout *layout, struct font_faces *faces, const char *text,
		const char *language, unsigned dots)
{
	FriBidiCharType types[LAYOUT_CHARACTERS_MAX];
	FriBidiParType base = base_of(language);
	layout->faces = faces;
	layout->dots = dots;
	layout->language = hb_language_from_string(language[0] != '\0' ? language : "zh", -1);
	layout->buffer = hb_buffer_create();
	if (!hb_buffer_allocation_successful(layout->buffer))
		return -ENOMEM;
	layout->count = decode(text, layout->text);
	fribidi_get_bidi_types(layout->text, (FriBidiStrIndex)layout->count, types);
	if (layout->count > 0 &&
	    fribidi_get_par_embedding_levels_ex(types, NULL, (FriBidiStrIndex)layout->count, &base,
						layout->levels) == 0)
		return -ENOMEM;
	layout->right_to_left = FRIBIDI_IS_RTL(base);
	set_scripts(layout);
	set_faces(layout);
	return 0;
}

void layout_finish(struct layout *layout)
{
	hb_buffer_destroy(layout->buffer);
}

static bool is_space(FriBidiChar character)
{
	return character == ' ' || character == 0x3000;
}

/* Runs in visual order: rule L2 of UAX #9, by whole runs. Spaces at the line's end take the
 * paragraph's level (L1). */
static unsigned find_runs(const struct layout *layout, unsigned first, unsigned end,
			  struct run runs[RUNS_MAX])
{
	unsigned count = 0, tail = end;
	FriBidiLevel highest = 0;
	while (tail > first && is_space(layout->text[tail - 1]))
		tail--;
	for (unsigned i = first; i < end; i++) {
		FriBidiLevel level = i >= tail ? layout->right_to_left : layout->levels[i];
		struct run *run = count > 0 ? &runs[count - 1] : NULL;
		if (run != NULL && run->level == level &&
		    layout->scripts[i] == layout->scripts[i - 1] &&
		    layout->face[i] == layout->face[i - 1]) {
			run->count++;
			continue;
		}
		runs[count++] = (struct run){ i, 1, level };
		highest = level > highest ? level : highest;
	}
	for (FriBidiLevel level = highest; level > 0; level--) {
		for (unsigned from = 0; from < count; from++) {
			unsigned to = from;
			while (to < count && runs[to].level >= level)
				to++;
			for (unsigned a = from, b = to; b > a + 1; a++) {
				struct run swapped = runs[a];
				runs[a] = runs[--b];
				runs[b] = swapped;
			}
			from = to > from ? to - 1 : from;
		}
	}
	return count;
}

static void add_boxes(struct layout *layout, const struct run *run, struct layout_line *line)
{
	int32_t width = (int32_t)layout->dots * 64;
	for (unsigned i = 0; i < run->count && line->count < LAYOUT_GLYPHS_MAX; i++) {
		line->glyphs[line->count++] =
			(struct layout_glyph){ .face = -1, .x = line->width, .advance = width };
		line->width += width;
	}
}

static void add_run(struct layout *layout, const struct run *run, struct layout_line *line)
{
	int index = layout->face[run->first];
	unsigned count = 0;
	if (index < 0) {
		add_boxes(layout, run, line);
		return;
	}
	struct font_face *face = &layout->faces->faces[index];
	font_faces_size(face, layout->dots);
	hb_buffer_clear_contents(layout->buffer);
	/* The whole text is given, so that letters join across what a run ends at. */
	hb_buffer_add_utf32(layout->buffer, layout->text, (int)layout->count, run->first,
			    (int)run->count);
	hb_buffer_set_direction(layout->buffer,
				run->level & 1 ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
	hb_buffer_set_script(layout->buffer, layout->scripts[run->first]);
	hb_buffer_set_language(layout->buffer, layout->language);
	hb_shape(face->shaper, layout->buffer, NULL, 0);
	const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(layout->buffer, &count);
	const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(layout->buffer, &count);
	for (unsigned i = 0; i < count && line->count < LAYOUT_GLYPHS_MAX; i++) {
		line->glyphs[line->count++] =
			(struct layout_glyph){ .face = index,
					       .glyph = infos[i].codepoint,
					       .x = line->width + places[i].x_offset,
					       .y = places[i].y_offset };
		line->width += places[i].x_advance;
	}
}

static void lay(struct layout *layout, unsigned first, unsigned end, struct layout_line *line)
{
	struct run runs[RUNS_MAX];
	unsigned count = find_runs(layout, first, end, runs);
	line->first = first;
	line->end = end;
	line->width = 0;
	line->count = 0;
	for (unsigned i = 0; i < count; i++)
		add_run(layout, &runs[i], line);
}

static bool is_ideograph(FriBidiChar character)
{
	return (character >= 0x2e80 && character <= 0x9fff) ||
	       (character >= 0xf900 && character <= 0xfaff) ||
	       (character >= 0xff00 && character <= 0xffef) ||
	       (character >= 0x20000 && character <= 0x3ffff);
}

/* May a line end before character @p i? After a space, and beside Chinese characters. */
static bool may_break(const struct layout *layout, unsigned i)
{
	return is_space(layout->text[i - 1]) || is_ideograph(layout->text[i - 1]) ||
	       is_ideograph(layout->text[i]);
}

/* A mark stays with its letter. */
static bool is_cluster_start(const struct layout *layout, unsigned i)
{
	return fribidi_get_bidi_type(layout->text[i]) != FRIBIDI_TYPE_NSM;
}

/* The most characters up to an end of the kind that fit; @p first when none do. */
static unsigned longest(struct layout *layout, unsigned first, int32_t width, bool words,
			struct layout_line *line)
{
	unsigned best = first;
	for (unsigned i = first + 1; i <= layout->count; i++) {
		if (i < layout->count &&
		    !(words ? may_break(layout, i) : is_cluster_start(layout, i)))
			continue;
		unsigned visible = i;
		while (visible > first + 1 && is_space(layout->text[visible - 1]))
			visible--;
		lay(layout, first, visible, line);
		if (line->width > width)
			break;
		best = i;
	}
	return best;
}

void layout_next(struct layout *layout, unsigned first, unsigned width, struct layout_line *line)
{
	int32_t most = (int32_t)width * 64;
	unsigned end = layout->count;
	lay(layout, first, end, line);
	if (line->width > most) {
		end = longest(layout, first, most, true, line);
		if (end == first)
			end = longest(layout, first, most, false, line);
		if (end == first)
			end = first + 1;
	}
	unsigned visible = end;
	while (visible > first && is_space(layout->text[visible - 1]))
		visible--;
	lay(layout, first, visible, line);
	line->end = end;
}
