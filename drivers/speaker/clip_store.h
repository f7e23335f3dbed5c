/* The clips of speakers: every NAME.wav of a folder, read once and shared by all speakers that name
 * it. All have one sample rate. A set of its own for a language may lie in a subfolder zh, en or
 * ug: NAME.wav there is the clip "en-NAME" or "ug-NAME" (in zh: "NAME"), so letters may sound
 * different in each language. Only reads files; plays nothing. The loop's thread only. */
#ifndef JIAOHAO_CLIP_STORE_H
#define JIAOHAO_CLIP_STORE_H

#include <stddef.h>
#include <stdint.h>

enum {
	CLIPS_MAX = 384,
	CLIP_NAME_MAX = 24,
	CLIP_BYTES_MAX = 2 * 1024 * 1024, /* of a file: 20 s at 48 kHz */
	CLIP_FOLDER_MAX = 256,
	CLIP_PROBLEM_MAX = 256,
};

struct clip {
	char name[CLIP_NAME_MAX]; /* without ".wav" */
	int16_t *samples;
	uint32_t frames;
};

struct clip_store {
	struct clip_store *next; /* all that are open */
	unsigned users;
	char folder[CLIP_FOLDER_MAX];
	char only[CLIP_NAME_MAX]; /* the one clip of the folder that is kept; "": all */
	uint32_t rate;
	unsigned count;
	struct clip clips[CLIPS_MAX]; /* by name */
};

/** The store of this folder, read now unless somebody has it open; @p only names the one clip that
 *  is wanted of it (NULL: all). 0, or -errno with @p problem saying which file and why. A folder
 *  without any clip is an error. */
int clip_store_open(struct clip_store **out, const char *folder, const char *only,
		    char problem[CLIP_PROBLEM_MAX]);
/** Accepts NULL. */
void clip_store_close(struct clip_store *store);
/** NULL when there is none of that name. */
const struct clip *clip_store_find(const struct clip_store *store, const char *name);
/** As spoken in a language ("en"): "en-A" where there is one, else "A". */
const struct clip *clip_store_find_in(const struct clip_store *store, const char *language,
				      const char *name);

#endif
