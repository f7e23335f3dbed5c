/* The clips of speakers, read once from a folder and shared. */
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

static int keep(struct clip_store *store, const char *name, const struct wav *wav)
{
	struct clip *clip = &store->clips[store->count];
	clip->samples = malloc(wav->frames * sizeof *clip->samples);
	if (clip->samples == NULL)
		return -ENOMEM;
	for (uint32_t i = 0; i < wav->frames; i++)
		clip->samples[i] = wav_sample(wav, i);
	clip->frames = wav->frames;
	strcpy(clip->name, name);
	store->count++;
	return 0;
}

static int load_file(struct clip_store *store, int folder_fd, const char *file, const char *name,
		     uint8_t *bytes, char problem[CLIP_PROBLEM_MAX])
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
	return keep(store, name, &wav);
}

/* "qing.wav" → "qing", and with a prefix "en-qing"; false for files that are no clips. */
static bool clip_name(const char *file, const char *prefix, char name[CLIP_NAME_MAX])
{
	const char *dot = strrchr(file, '.');
	int length = dot != NULL ? (int)(dot - file) : 0;
	if (length == 0 || strcmp(dot, ".wav") != 0)
		return false;
	return snprintf(name, CLIP_NAME_MAX, "%s%.*s", prefix, length, file) < CLIP_NAME_MAX;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct clip *)a)->name, ((const struct clip *)b)->name);
}

static int load_folder(struct clip_store *store, DIR *folder, const char *prefix, uint8_t *bytes,
		       char problem[CLIP_PROBLEM_MAX])
{
	struct dirent *entry;
	char name[CLIP_NAME_MAX];
	while ((entry = readdir(folder)) != NULL) {
		if (!clip_name(entry->d_name, prefix, name) ||
		    (store->only[0] != '\0' && strcmp(store->only, name) != 0))
			continue;
		int result = load_file(store, dirfd(folder), entry->d_name, name, bytes, problem);
		if (result < 0)
			return result;
	}
	return 0;
}

/* The sets of single languages; a folder need not have any. */
static int load_languages(struct clip_store *store, int folder_fd, uint8_t *bytes,
			  char problem[CLIP_PROBLEM_MAX])
{
	static const struct {
		const char *folder, *prefix;
	} sets[] = { { "zh", "" }, { "en", "en-" }, { "ug", "ug-" } };
	for (unsigned i = 0; i < sizeof sets / sizeof sets[0]; i++) {
		int fd = openat(folder_fd, sets[i].folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd < 0)
			continue;
		DIR *folder = fdopendir(fd);
		if (folder == NULL) {
			close(fd);
			return -ENOMEM;
		}
		int result = load_folder(store, folder, sets[i].prefix, bytes, problem);
		closedir(folder);
		if (result < 0)
			return result;
	}
	return 0;
}

/* Of two files that make one clip neither is the right one. */
static int sort(struct clip_store *store, char problem[CLIP_PROBLEM_MAX])
{
	qsort(store->clips, store->count, sizeof store->clips[0], compare);
	for (unsigned i = 1; i < store->count; i++)
		if (strcmp(store->clips[i - 1].name, store->clips[i].name) == 0) {
			snprintf(problem, CLIP_PROBLEM_MAX,
				 "has the clip %s twice, once in a language's own folder",
				 store->clips[i].name);
			return -EEXIST;
		}
	if (store->count > 0)
		return 0;
	snprintf(problem, CLIP_PROBLEM_MAX, "has no clips (files NAME.wav)");
	return -ENOENT;
}

static void unload(struct clip_store *store)
{
	for (unsigned i = 0; i < store->count; i++)
		free(store->clips[i].samples);
	free(store);
}

static int load(struct clip_store *store, DIR *folder, char problem[CLIP_PROBLEM_MAX])
{
	uint8_t *bytes = malloc(CLIP_BYTES_MAX);
	if (bytes == NULL)
		return -ENOMEM;
	int result = load_folder(store, folder, "", bytes, problem);
	if (result == 0)
		result = load_languages(store, dirfd(folder), bytes, problem);
	free(bytes);
	return result < 0 ? result : sort(store, problem);
}

/* The stores in use: a dozen speakers with one voice keep its samples once. */
static struct clip_store *stores;

int clip_store_open(struct clip_store **out, const char *folder, const char *only,
		    char problem[CLIP_PROBLEM_MAX])
{
	struct clip_store *store = stores;
	snprintf(problem, CLIP_PROBLEM_MAX, "%s", strerror(ENOMEM));
	while (store != NULL &&
	       (strcmp(store->folder, folder) != 0 || strcmp(store->only, only ? only : "") != 0))
		store = store->next;
	if (store == NULL) {
		DIR *open_folder = opendir(folder);
		if (open_folder == NULL || strlen(folder) >= CLIP_FOLDER_MAX) {
			int error = open_folder == NULL ? errno : ENAMETOOLONG;
			if (open_folder != NULL)
				closedir(open_folder);
			snprintf(problem, CLIP_PROBLEM_MAX, "is no folder of clips: %s",
				 strerror(error));
			return -error;
		}
		store = calloc(1, sizeof *store);
		if (store != NULL)
			snprintf(store->only, sizeof store->only, "%s", only ? only : "");
		int result = store == NULL ? -ENOMEM : load(store, open_folder, problem);
		closedir(open_folder);
		if (result < 0) {
			if (store != NULL)
				unload(store);
			return result;
		}
		strcpy(store->folder, folder);
		store->next = stores;
		stores = store;
	}
	store->users++;
	*out = store;
	return 0;
}

void clip_store_close(struct clip_store *store)
{
	struct clip_store **link = &stores;
	if (store == NULL || --store->users > 0)
		return;
	while (*link != store)
		link = &(*link)->next;
	*link = store->next;
	unload(store);
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

const struct clip *clip_store_find_in(const struct clip_store *store, const char *language,
				      const char *name)
{
	char own[CLIP_NAME_MAX];
	int length = snprintf(own, sizeof own, "%s-%s", language, name);
	const struct clip *clip = NULL;
	if (length < (int)sizeof own)
		clip = clip_store_find(store, own);
	return clip != NULL ? clip : clip_store_find(store, name);
}
