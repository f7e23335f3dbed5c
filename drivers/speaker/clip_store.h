/* The clips of a speaker: every NAME.wav of a folder, read once and scaled to the volume. All have
 * one sample rate. Only reads files; plays nothing. */
#ifndef JIAOHAO_CLIP_STORE_H
#define JIAOHAO_CLIP_STORE_H

#include <stddef.h>
#include <stdint.h>

enum {
	CLIPS_MAX = 256,
	CLIP_NAME_MAX = 24,
	CLIP_BYTES_MAX = 2 * 1024 * 1024, /* of a file: 20 s at 48 kHz */
	CLIP_PROBLEM_MAX = 256,
};

struct clip {
	char name[CLIP_NAME_MAX]; /* without ".wav" */
	int16_t *samples;
	uint32_t frames;
};

struct clip_store {
	uint32_t rate;
	unsigned count;
	struct clip clips[CLIPS_MAX]; /* by name */
};

/** 0, or -errno with @p problem saying which file and why; the store is empty then. A folder
 * without any clip is an error. */
int clip_store_load(struct clip_store *store, const char *folder, unsigned volume_percent,
		    char problem[CLIP_PROBLEM_MAX]);
void clip_store_unload(struct clip_store *store);
/** NULL when there is none of that name. */
const struct clip *clip_store_find(const struct clip_store *store, const char *name);

#endif
