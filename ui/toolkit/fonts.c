/* Noto Sans CJK holds Chinese and Latin in one design. Its files are collections; the face is found
 * by its family name, because the order inside has changed between releases. */
#include "fonts.h"

#include <SDL_ttf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char family[] = "Noto Sans CJK SC";
static const char package[] = "fonts-noto-cjk";
static const char *const folders[] = {
	"/usr/share/fonts/opentype/noto",
	"/usr/share/fonts/noto-cjk",
	"/usr/local/share/fonts/noto",
};
static const char *const files[2] = { "NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc" };

struct open_font {
	TTF_Font *font; /* NULL: a free place */
	bool bold;
	int pixels;
	unsigned used;
};

struct fonts {
	char paths[2][128]; /* regular, bold */
	long faces[2];
	unsigned clock;
	struct open_font open[FONTS_OPEN_MAX];
};

static bool find_face(struct fonts *fonts, int weight, const char *folder)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s", folder, files[weight]);
	TTF_Font *first = TTF_OpenFont(path, 16);
	const long count = first ? TTF_FontFaces(first) : 0;
	bool found = false;
	if (first != NULL)
		TTF_CloseFont(first);
	for (long face = 0; face < count && !found; face++) {
		TTF_Font *font = TTF_OpenFontIndex(path, 16, face);
		const char *name = font ? TTF_FontFaceFamilyName(font) : NULL;
		found = name != NULL && strcmp(name, family) == 0;
		if (found) {
			fonts->faces[weight] = face;
			strcpy(fonts->paths[weight], path);
		}
		if (font != NULL)
			TTF_CloseFont(font);
	}
	return found;
}

int fonts_open(struct fonts **out, char *problem, size_t problem_size)
{
	*out = NULL;
	struct fonts *fonts = calloc(1, sizeof *fonts);
	if (fonts == NULL || TTF_Init() < 0) {
		snprintf(problem, problem_size, "fonts can't be used: %s", TTF_GetError());
		free(fonts);
		return -ENOMEM;
	}
	for (int weight = 0; weight < 2; weight++) {
		bool found = false;
		for (size_t i = 0; !found && i < sizeof folders / sizeof *folders; i++)
			found = find_face(fonts, weight, folders[i]);
		if (found)
			continue;
		snprintf(problem, problem_size, "no font \"%s\" (%s) in %s: install the package %s",
			 family, files[weight], folders[0], package);
		fonts_close(fonts);
		return -ENOENT;
	}
	*out = fonts;
	return 0;
}

void *fonts_get(struct fonts *fonts, bool bold, int pixels)
{
	struct open_font *place = &fonts->open[0];
	for (size_t i = 0; i < FONTS_OPEN_MAX; i++) {
		struct open_font *open = &fonts->open[i];
		if (open->font != NULL && open->bold == bold && open->pixels == pixels) {
			open->used = ++fonts->clock;
			return open->font;
		}
		if (place->font != NULL && (open->font == NULL || open->used < place->used))
			place = open;
	}
	if (place->font != NULL)
		TTF_CloseFont(place->font);
	place->font = TTF_OpenFontIndex(fonts->paths[bold], pixels, fonts->faces[bold]);
	place->bold = bold;
	place->pixels = pixels;
	place->used = ++fonts->clock;
	if (place->font != NULL)
		TTF_SetFontHinting(place->font, TTF_HINTING_LIGHT);
	return place->font;
}

void fonts_close(struct fonts *fonts)
{
	if (fonts == NULL)
		return;
	for (size_t i = 0; i < FONTS_OPEN_MAX; i++)
		if (fonts->open[i].font != NULL)
			TTF_CloseFont(fonts->open[i].font);
	free(fonts);
	TTF_Quit();
}
