/* Text: broken into lines as Chinese and English want it, set smaller when it does not fit, and
 * kept rendered, because a line costs milliseconds the first time and almost nothing after. Left to
 * right only: text of other directions must be split into runs before it comes here. */
#include "canvas_parts.h"
#include "fonts.h"

#include <SDL_ttf.h>
#include <math.h>
#include <string.h>

static int font_pixels(const struct canvas *canvas, int size)
{
	const int pixels = (int)lroundf((float)size * canvas->scale);
	return pixels < 4 ? 4 : pixels;
}

static void forget(struct canvas *canvas, struct rendered *rendered)
{
	if (rendered->surface == NULL)
		return;
	canvas->cache_bytes -= (size_t)rendered->surface->pitch * (size_t)rendered->surface->h;
	SDL_FreeSurface(rendered->surface);
	rendered->surface = NULL;
}

void canvas_forget_texts(struct canvas *canvas)
{
	for (size_t i = 0; i < TEXT_CACHE_MAX; i++)
		forget(canvas, &canvas->cache[i]);
}

static struct rendered *oldest(struct canvas *canvas, bool free_counts)
{
	struct rendered *found = NULL;
	for (size_t i = 0; i < TEXT_CACHE_MAX; i++) {
		struct rendered *rendered = &canvas->cache[i];
		if (rendered->surface == NULL) {
			if (free_counts)
				return rendered;
			continue;
		}
		if (found == NULL || rendered->used < found->used)
			found = rendered;
	}
	return found;
}

/* The line as a surface with alpha, owned by the cache; NULL when it can't be rendered. */
static SDL_Surface *rendered_line(struct canvas *canvas, const char *text, int pixels, bool bold,
				  colour ink)
{
	for (size_t i = 0; i < TEXT_CACHE_MAX; i++) {
		struct rendered *kept = &canvas->cache[i];
		if (kept->surface != NULL && kept->pixels == pixels && kept->bold == bold &&
		    kept->ink == ink && strcmp(kept->text, text) == 0) {
			kept->used = ++canvas->clock;
			return kept->surface;
		}
	}
	TTF_Font *font = fonts_get(canvas->fonts, bold, pixels);
	const SDL_Color rgb = { (uint8_t)(ink >> 16), (uint8_t)(ink >> 8), (uint8_t)ink, 255 };
	SDL_Surface *surface = font ? TTF_RenderUTF8_Blended(font, text, rgb) : NULL;
	if (surface == NULL)
		return NULL;
	struct rendered *place = oldest(canvas, true);
	forget(canvas, place);
	place->surface = surface;
	place->pixels = pixels;
	place->bold = bold;
	place->ink = ink;
	place->used = ++canvas->clock;
	strcpy(place->text, text);
	canvas->cache_bytes += (size_t)surface->pitch * (size_t)surface->h;
	while (canvas->cache_bytes > TEXT_CACHE_BYTES) {
		struct rendered *old = oldest(canvas, false);
		if (old == place)
			break;
		forget(canvas, old);
	}
	return surface;
}

/* One character of UTF-8; what is no UTF-8 counts as one byte. */
static size_t next_character(const char *text, uint32_t *character)
{
	const uint8_t first = (uint8_t)text[0];
	size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
	*character = length == 1 ? first : first & (0x7FU >> length);
	for (size_t i = 1; i < length; i++) {
		if (((uint8_t)text[i] & 0xC0) != 0x80) {
			*character = first;
			return 1;
		}
		*character = *character << 6 | ((uint8_t)text[i] & 0x3F);
	}
	return length;
}

static bool is_ideographic(uint32_t character)
{
	return character >= 0x2E80;
}

/* These may not start a line (GB/T 15834: points stand with what they close). */
static bool is_closing(uint32_t character)
{
	static const uint32_t closing[] = { 0x3001, 0x3002, 0xFF0C, 0xFF01, 0xFF1F, 0xFF1B, 0xFF1A,
					    0xFF09, 0x300B, 0x3011, 0x201D, 0x2019, 0x00B7, 0x2013,
					    ',',    '.',    '!',    '?',    ';',    ':',    ')' };
	for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
		if (closing[i] == character)
			return true;
	return false;
}

static bool is_opening(uint32_t character)
{
	return character == 0xFF08 || character == 0x300A || character == 0x3010 ||
	       character == 0x201C || character == '(';
}

struct lines {
	int count;
	int widest;	  /* pixels */
	bool word_broken; /* for want of a better place */
	char text[CANVAS_LINES_MAX][CANVAS_TEXT_MAX];
};

static int line_width(TTF_Font *font, const char *text)
{
	int width = 0;
	return TTF_SizeUTF8(font, text, &width, NULL) == 0 ? width : 0;
}

/* How many bytes of @p text go into one line of @p room pixels: up to the last allowed break that
 * fits; a word that is too long alone is broken anywhere. "\n" ends a line. */
static size_t line_length(TTF_Font *font, const char *text, int room, bool *word_broken)
{
	size_t best = 0, at = strcspn(text, "\n");
	char part[CANVAS_TEXT_MAX];
	memcpy(part, text, at);
	part[at] = '\0';
	if (line_width(font, part) <= room)
		return at;
	at = 0;
	while (text[at] != '\0' && text[at] != '\n') {
		uint32_t character, after = 0;
		const size_t end = at + next_character(text + at, &character);
		memcpy(part, text, end);
		part[end] = '\0';
		if (line_width(font, part) > room && at > 0 && character != ' ') {
			*word_broken = *word_broken || best == 0;
			return best > 0 ? best : at;
		}
		if (text[end] != '\0')
			next_character(text + end, &after);
		const bool edge = is_ideographic(character) || is_ideographic(after);
		if (after == 0 || after == '\n' || after == ' ' || character == ' ' ||
		    (edge && !is_closing(after) && !is_opening(character)))
			best = end;
		at = end;
	}
	return at;
}

/* False: it needs more than @p most lines. */
static bool break_lines(struct lines *lines, TTF_Font *font, const char *text, int room, int most)
{
	lines->count = lines->widest = 0;
	lines->word_broken = false;
	while (*text != '\0') {
		if (lines->count == most)
			return false;
		const size_t length = line_length(font, text, room, &lines->word_broken);
		char *line = lines->text[lines->count++];
		memcpy(line, text, length);
		line[length] = '\0';
		for (size_t end = length; end > 0 && line[end - 1] == ' ';)
			line[--end] = '\0';
		const int width = line_width(font, line);
		lines->widest = width > lines->widest ? width : lines->widest;
		text += length;
		while (*text == ' ')
			text++;
		if (*text == '\n')
			text++;
	}
	return true;
}

/* The narrowest room that needs no more lines: so that no line is left with one character. */
static void balance_lines(struct lines *lines, TTF_Font *font, const char *text, int room)
{
	int low = room / 2, high = room;
	const int count = lines->count;
	while (high - low > 8) {
		const int middle = (low + high) / 2;
		if (break_lines(lines, font, text, middle, count) && lines->widest <= middle &&
		    !lines->word_broken)
			high = middle;
		else
			low = middle;
	}
	break_lines(lines, font, text, high, count);
}

/* The last line gets an ellipsis and loses what does not fit beside it. */
static void cut_last(struct lines *lines, TTF_Font *font, int room)
{
	char *line = lines->text[lines->count - 1];
	size_t length = strlen(line);
	if (length > CANVAS_TEXT_MAX - 4)
		length = CANVAS_TEXT_MAX - 4;
	for (;;) {
		strcpy(line + length, "…");
		if (length == 0 || line_width(font, line) <= room)
			return;
		do
			length--;
		while (length > 0 && ((uint8_t)line[length] & 0xC0) == 0x80);
	}
}

/* Step between lines in parts of the em, and where the middle of a line's characters lies above its
 * base line: ideographs stand from -0.12 to 0.88 em, capitals and digits from 0 to 0.73. */
static const float line_step = 1.34F, middle_above_base = 0.375F;

static void draw_lines(struct canvas *canvas, const struct lines *lines, const SDL_Rect *room,
		       const struct text_style *style, int pixels)
{
	TTF_Font *font = fonts_get(canvas->fonts, style->bold, pixels);
	const int ascent = font ? TTF_FontAscent(font) : 0;
	const float step = (float)pixels * line_step;
	const float first =
		(float)room->y + (float)room->h / 2 - step * (float)(lines->count - 1) / 2;
	for (int i = 0; i < lines->count; i++) {
		SDL_Surface *line =
			rendered_line(canvas, lines->text[i], pixels, style->bold, style->ink);
		if (line == NULL)
			continue;
		const float middle = first + step * (float)i;
		SDL_Rect at = { room->x, 0, line->w, line->h };
		at.y = (int)lroundf(middle + (float)pixels * middle_above_base) - ascent;
		if (style->align == TEXT_CENTRE)
			at.x += (room->w - line->w) / 2;
		else if (style->align == TEXT_RIGHT)
			at.x += room->w - line->w;
		SDL_BlitSurface(line, NULL, canvas->surface, &at);
	}
}

int canvas_text(struct canvas *canvas, const struct box *box, const struct text_style *style,
		const char *text)
{
	const struct box area = canvas_pixels(canvas, box);
	const SDL_Rect room = { area.x, area.y, area.w, area.h };
	SDL_Rect clip;
	struct lines lines;
	char copy[CANVAS_TEXT_MAX];
	const int most = style->lines < 1		   ? 1
			 : style->lines > CANVAS_LINES_MAX ? CANVAS_LINES_MAX
							   : style->lines;
	if (!SDL_IntersectRect(&room, &canvas->clip, &clip))
		return style->size;
	strncpy(copy, text, sizeof copy - 1);
	copy[sizeof copy - 1] = '\0';
	int size = style->size;
	bool cut = false;
	for (;;) {
		TTF_Font *font = fonts_get(canvas->fonts, style->bold, font_pixels(canvas, size));
		if (font == NULL)
			return 0;
		const bool whole = break_lines(&lines, font, copy, room.w, most);
		const float tall = (float)font_pixels(canvas, size) *
				   (1.1F + line_step * (float)(lines.count - 1));
		if (whole && !lines.word_broken && lines.widest <= room.w &&
		    tall <= (float)room.h) {
			if (lines.count > 1)
				balance_lines(&lines, font, copy, room.w);
			break;
		}
		if (size - 2 < CANVAS_SIZE_MIN) {
			cut = true;
			if (!whole || lines.widest > room.w)
				cut_last(&lines, font, room.w);
			break;
		}
		size -= 2;
	}
	SDL_SetClipRect(canvas->surface, &clip);
	draw_lines(canvas, &lines, &room, style, font_pixels(canvas, size));
	SDL_SetClipRect(canvas->surface, &canvas->clip);
	return cut ? 0 : size;
}

int canvas_text_width(struct canvas *canvas, int size, bool bold, const char *text)
{
	TTF_Font *font = fonts_get(canvas->fonts, bold, font_pixels(canvas, size));
	return font ? (int)ceilf((float)line_width(font, text) / canvas->scale) : 0;
}
