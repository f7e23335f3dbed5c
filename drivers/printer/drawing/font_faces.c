/* Fonts: found by fontconfig, opened by FreeType, shaped by HarfBuzz. Lays out nothing. */
#include "font_faces.h"

#include <errno.h>
#include <fontconfig/fontconfig.h>
#include <hb-ft.h>
#include <string.h>

/* The families of boards/packages: Chinese and Latin in one weight, and Arabic letters in the hand
 * that Uyghur is printed in. Others are asked for by character when these lack it. */
static const char *const families[] = { "Noto Sans CJK SC", "Noto Naskh Arabic" };

static bool is_open(const struct font_faces *faces, const char *name)
{
	for (unsigned i = 0; i < faces->count; i++) {
		const char *open = FT_Get_Postscript_Name(faces->faces[i].face);
		if (open != NULL && name != NULL && strcmp(open, name) == 0)
			return true;
	}
	return false;
}

static bool open_file(struct font_faces *faces, const char *path, int index)
{
	struct font_face *face = &faces->faces[faces->count];
	if (faces->count == FONT_FACES_MAX ||
	    FT_New_Face(faces->library, path, index, &face->face) != 0)
		return false;
	bool known = is_open(faces, FT_Get_Postscript_Name(face->face));
	if (!FT_IS_SCALABLE(face->face) || known || FT_Set_Pixel_Sizes(face->face, 0, 24) != 0) {
		FT_Done_Face(face->face);
		return false;
	}
	face->shaper = hb_ft_font_create_referenced(face->face);
	hb_ft_font_set_load_flags(face->shaper, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP);
	face->dots = 24;
	faces->count++;
	return true;
}

/* The best match of a pattern, which is used up. */
static bool open_match(struct font_faces *faces, FcPattern *pattern)
{
	FcResult found;
	FcChar8 *path = NULL;
	int index = 0;
	bool opened = false;
	if (pattern == NULL)
		return false;
	FcConfigSubstitute(NULL, pattern, FcMatchPattern);
	FcDefaultSubstitute(pattern);
	FcPattern *match = FcFontMatch(NULL, pattern, &found);
	if (match != NULL && FcPatternGetString(match, FC_FILE, 0, &path) == FcResultMatch) {
		FcPatternGetInteger(match, FC_INDEX, 0, &index);
		opened = open_file(faces, (const char *)path, index);
	}
	if (match != NULL)
		FcPatternDestroy(match);
	FcPatternDestroy(pattern);
	return opened;
}

static bool open_family(struct font_faces *faces, const char *family)
{
	return open_match(faces, FcPatternBuild(NULL, FC_FAMILY, FcTypeString, family, FC_WEIGHT,
						FcTypeInteger, FC_WEIGHT_REGULAR, (char *)NULL));
}

static bool open_character(struct font_faces *faces, uint32_t character)
{
	FcCharSet *set = FcCharSetCreate();
	bool opened = false;
	if (set != NULL && FcCharSetAddChar(set, character))
		opened = open_match(faces,
				    FcPatternBuild(NULL, FC_CHARSET, FcTypeCharSet, set,
						   FC_SCALABLE, FcTypeBool, FcTrue, (char *)NULL));
	if (set != NULL)
		FcCharSetDestroy(set);
	return opened;
}

int font_faces_init(struct font_faces *faces, const char *font)
{
	memset(faces, 0, sizeof *faces);
	if (FT_Init_FreeType(&faces->library) != 0)
		return -ENOMEM;
	if (!FcInit()) {
		FT_Done_FreeType(faces->library);
		return -ENOENT;
	}
	if (font[0] == '/')
		open_file(faces, font, 0);
	else if (font[0] != '\0')
		open_family(faces, font);
	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
		open_family(faces, families[i]);
	if (faces->count > 0)
		return 0;
	font_faces_finish(faces);
	return -ENOENT;
}

void font_faces_finish(struct font_faces *faces)
{
	if (faces->library == NULL)
		return;
	for (unsigned i = 0; i < faces->count; i++) {
		hb_font_destroy(faces->faces[i].shaper);
		FT_Done_Face(faces->faces[i].face);
	}
	FT_Done_FreeType(faces->library);
	faces->library = NULL;
	FcFini();
}

static bool has(const struct font_faces *faces, int face, uint32_t character)
{
	return FT_Get_Char_Index(faces->faces[face].face, character) != 0;
}

static bool was_missed(const struct font_faces *faces, uint32_t character)
{
	unsigned held = sizeof faces->missed / sizeof faces->missed[0];
	for (unsigned i = 0; i < held && i < faces->misses; i++)
		if (faces->missed[i] == character)
			return true;
	return false;
}

int font_faces_find(struct font_faces *faces, uint32_t character, int first)
{
	if (first >= 0 && has(faces, first, character))
		return first;
	for (unsigned i = 0; i < faces->count; i++)
		if (has(faces, (int)i, character))
			return (int)i;
	if (was_missed(faces, character))
		return -1;
	if (open_character(faces, character) && has(faces, (int)faces->count - 1, character))
		return (int)faces->count - 1;
	/* fontconfig gives its nearest font even when no font has the character. */
	faces->missed[faces->misses++ % (sizeof faces->missed / sizeof faces->missed[0])] =
		character;
	return -1;
}

void font_faces_size(struct font_face *face, unsigned dots)
{
	if (face->dots == dots || FT_Set_Pixel_Sizes(face->face, 0, dots) != 0)
		return;
	face->dots = dots;
	hb_ft_font_changed(face->shaper);
}
