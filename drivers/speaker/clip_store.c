/* The clips of a speaker, read once from a folder. */
#include "clip_store.h"

#include "wav.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int read_file(int folder_fd, const char *file, uint8_t *bytes, size_t size, size_t *length)
{
	int fd = openat(folder_fd, file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*length = 0;
	while (*length < size) {
		ssize_t count = read(fd, bytes + *length, size - *length);
		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0) {
			int result = count < 0 ? -errno : 0;
			close(fd);
			return result;
		}
		*length += (size_t)count;
	}
	close(fd);
	return -EFBIG;
}

static int keep(struct clip_store *store, const char *name, const struct wav *wav,
		unsigned volume_percent)
{
	struct clip *clip = &store->clips[store->count];
	clip->samples = malloc(wav->frames * sizeof *clip->samples);
	if (clip->samples == NULL)
		return -ENOMEM;
	for (uint32_t i = 0; i < wav->frames; i++)
		clip->samples[i] = (int16_t)((int)wav_sample(wav, i) * (int)volume_percent / 100);
	clip->frames = wav->frames;
	strcpy(clip->name, name);
	store->count++;
	return 0;
}

static int load_file(struct clip_store *store, int folder_fd, const char *file, const char *name,
		     unsigned volume_percent, uint8_t *bytes, char problem[CLIP_PROBLEM_MAX])
{
	size_t length = 0;
	struct wav wav;
	const char *wrong;
	int result = read_file(folder_fd, file, bytes, CLIP_BYTES_MAX, &length);
	if (result < 0) {
		snprintf(problem, CLIP_PROBLEM_MAX, "%.64s: %s", file, strerror(-result));
		return result;
	}
	if (wav_parse(&wav, bytes, length, &wrong) < 0) {
		snprintf(problem, CLIP_PROBLEM_MAX, "%.64s %s; allowed is 16-bit PCM, mono", file,
			 wrong);
		return -EINVAL;
	}
	if (store->count > 0 && wav.rate != store->rate) {
		snprintf(problem, CLIP_PROBLEM_MAX,
			 "%.64s has %u samples a second, the others have %u", file,
			 (unsigned)wav.rate, (unsigned)store->rate);
		return -EINVAL;
	}
	if (store->count == CLIPS_MAX) {
		snprintf(problem, CLIP_PROBLEM_MAX, "has more than %d clips", CLIPS_MAX);
		return -EINVAL;
	}
	store->rate = wav.rate;
	return keep(store, name, &wav, volume_percent);
}

/* "qing.wav" → "qing"; false for files that are no clips. */
static bool clip_name(const char *file, char name[CLIP_NAME_MAX])
{
	const char *dot = strrchr(file, '.');
	size_t length = dot != NULL ? (size_t)(dot - file) : 0;
	if (length == 0 || length >= CLIP_NAME_MAX || strcmp(dot, ".wav") != 0)
		return false;
	memcpy(name, file, length);
	name[length] = '\0';
	return true;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct clip *)a)->name, ((const struct clip *)b)->name);
}

static int load_folder(struct clip_store *store, DIR *folder, unsigned volume_percent,
		       uint8_t *bytes, char problem[CLIP_PROBLEM_MAX])
{
	struct dirent *entry;
	char name[CLIP_NAME_MAX];
	while ((entry = readdir(folder)) != NULL) {
		if (!clip_name(entry->d_name, name))
			continue;
		int result = load_file(store, dirfd(folder), entry->d_name, name, volume_percent,
				       bytes, problem);
		if (result < 0)
			return result;
	}
	if (store->count == 0) {
		snprintf(problem, CLIP_PROBLEM_MAX, "has no clips (files NAME.wav)");
		return -ENOENT;
	}
	qsort(store->clips, store->count, sizeof store->clips[0], compare);
	return 0;
}

int clip_store_load(struct clip_store *store, const char *folder, unsigned volume_percent,
		    char problem[CLIP_PROBLEM_MAX])
{
	memset(store, 0, sizeof *store);
	snprintf(problem, CLIP_PROBLEM_MAX, "%s", strerror(ENOMEM));
	DIR *open_folder = opendir(folder);
	if (open_folder == NULL) {
		int result = -errno;
		snprintf(problem, CLIP_PROBLEM_MAX, "is no folder of clips: %s", strerror(-result));
		return result;
	}
	uint8_t *bytes = malloc(CLIP_BYTES_MAX);
	int result = -ENOMEM;
	if (bytes != NULL)
		result = load_folder(store, open_folder, volume_percent, bytes, problem);
	free(bytes);
	closedir(open_folder);
	if (result < 0)
		clip_store_unload(store);
	return result;
}

void clip_store_unload(struct clip_store *store)
{
	for (unsigned i = 0; i < store->count; i++)
		free(store->clips[i].samples);
	store->count = 0;
}

const struct clip *clip_store_find(const struct clip_store *store, const char *name)
{
	struct clip wanted;
	size_t length = strnlen(name, CLIP_NAME_MAX);
	if (length == CLIP_NAME_MAX)
		return NULL;
	memcpy(wanted.name, name, length + 1);
	return bsearch(&wanted, store->clips, store->count, sizeof store->clips[0], compare);
}
