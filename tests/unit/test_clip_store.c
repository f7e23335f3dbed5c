/* A folder of clips: what is read, and what is refused with the file's name. */
#include "check.h"
#include "clip_store.h"
#include "wav_files.h"

#include <unistd.h>

static char folder[64];
static struct clip_store store;
static char problem[CLIP_PROBLEM_MAX];

static void start(void)
{
	strcpy(folder, "/tmp/clip-store-XXXXXX");
	if (mkdtemp(folder) == NULL)
		abort();
}

static void stop(void)
{
	char command[128];
	clip_store_unload(&store);
	snprintf(command, sizeof command, "rm -r %s", folder);
	if (system(command) != 0)
		abort();
}

static void clips_are_found_by_name_and_scaled(void)
{
	start();
	CHECK(wav_file_write(folder, "qing", &wav_plain, 1000, 10) == 0);
	CHECK(wav_file_write(folder, "0", &wav_plain, -2000, 20) == 0);
	CHECK(clip_store_load(&store, folder, 50, problem) == 0);
	const struct clip *clip = clip_store_find(&store, "qing");
	CHECK(store.count == 2 && store.rate == 22050);
	CHECK(clip != NULL && clip->frames == 10 && clip->samples[9] == 504);
	clip = clip_store_find(&store, "0");
	CHECK(clip != NULL && clip->frames == 20 && clip->samples[0] == -1000);
	CHECK(clip_store_find(&store, "1") == NULL);
	CHECK(clip_store_find(&store, "a name that is longer than any") == NULL);
	stop();
}

static void another_rate_is_refused(void)
{
	struct wav_form fast = wav_plain;
	fast.rate = 44100;
	start();
	CHECK(wav_file_write(folder, "a", &wav_plain, 0, 10) == 0);
	CHECK(wav_file_write(folder, "b", &fast, 0, 10) == 0);
	CHECK(clip_store_load(&store, folder, 100, problem) < 0 && store.count == 0);
	CHECK(strstr(problem, "samples a second, the others have") != NULL);
	CHECK(strncmp(problem, "a.wav", 5) == 0 || strncmp(problem, "b.wav", 5) == 0);
	stop();
}

static void a_wrong_file_is_named(void)
{
	struct wav_form stereo = wav_plain;
	stereo.channels = 2;
	start();
	CHECK(wav_file_write(folder, "hao", &stereo, 0, 10) == 0);
	CHECK(clip_store_load(&store, folder, 100, problem) < 0);
	CHECK_TEXT(problem, "hao.wav has more than one channel; allowed is 16-bit PCM, mono");
	stop();
}

static void no_folder_and_an_empty_one_are_told_apart(void)
{
	start();
	CHECK(clip_store_load(&store, folder, 100, problem) < 0);
	CHECK_TEXT(problem, "has no clips (files NAME.wav)");
	CHECK(clip_store_load(&store, "/tmp/clip-store-none", 100, problem) < 0);
	CHECK_TEXT(problem, "is no folder of clips: No such file or directory");
	stop();
}

int main(void)
{
	clips_are_found_by_name_and_scaled();
	another_rate_is_refused();
	a_wrong_file_is_named();
	no_folder_and_an_empty_one_are_told_apart();
	return check_result();
}
