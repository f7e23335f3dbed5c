/* A folder of clips: what is read, and what is refused with the file's name. */
#include "check.h"
#include "clip_store.h"
#include "wav_files.h"

#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static struct clip_store *store;
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
	clip_store_close(store);
	store = NULL;
	snprintf(command, sizeof command, "rm -r %s", folder);
	if (system(command) != 0)
		abort();
}

static void clips_are_found_by_name(void)
{
	start();
	CHECK(wav_file_write(folder, "qing", &wav_plain, 1000, 10) == 0);
	CHECK(wav_file_write(folder, "0", &wav_plain, -2000, 20) == 0);
	CHECK(clip_store_open(&store, folder, NULL, problem) == 0);
	const struct clip *clip = clip_store_find(store, "qing");
	CHECK(store->count == 2 && store->rate == 22050);
	CHECK(clip != NULL && clip->frames == 10 && clip->samples[9] == 1009);
	clip = clip_store_find(store, "0");
	CHECK(clip != NULL && clip->frames == 20 && clip->samples[0] == -2000);
	CHECK(clip_store_find(store, "1") == NULL);
	CHECK(clip_store_find(store, "a name that is longer than any") == NULL);
	stop();
}

static void another_rate_is_refused(void)
{
	struct wav_form fast = wav_plain;
	fast.rate = 44100;
	start();
	CHECK(wav_file_write(folder, "a", &wav_plain, 0, 10) == 0);
	CHECK(wav_file_write(folder, "b", &fast, 0, 10) == 0);
	CHECK(clip_store_open(&store, folder, NULL, problem) < 0 && store == NULL);
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
	CHECK(clip_store_open(&store, folder, NULL, problem) < 0);
	CHECK_TEXT(problem, "hao.wav has more than one channel; allowed is 16-bit PCM, mono");
	stop();
}

static void no_folder_and_an_empty_one_are_told_apart(void)
{
	start();
	CHECK(clip_store_open(&store, folder, NULL, problem) < 0);
	CHECK_TEXT(problem, "has no clips (files NAME.wav)");
	CHECK(clip_store_open(&store, "/tmp/clip-store-none", NULL, problem) < 0);
	CHECK_TEXT(problem, "is no folder of clips: No such file or directory");
	stop();
}

static void make_folder(const char *language, char out[96])
{
	snprintf(out, 96, "%s/%s", folder, language);
	if (mkdir(out, 0700) < 0)
		abort();
}

static void a_language_may_have_a_folder_and_letters_of_its_own(void)
{
	char english[96], chinese[96];
	start();
	make_folder("en", english);
	make_folder("zh", chinese);
	CHECK(wav_file_write(folder, "A", &wav_plain, 1, 10) == 0);
	CHECK(wav_file_write(english, "A", &wav_plain, 2, 10) == 0);
	CHECK(wav_file_write(english, "0", &wav_plain, 3, 10) == 0);
	CHECK(wav_file_write(chinese, "0", &wav_plain, 4, 10) == 0);
	CHECK(clip_store_open(&store, folder, NULL, problem) == 0 && store->count == 4);
	CHECK(clip_store_find_in(store, "en", "A")->samples[0] == 2);
	CHECK(clip_store_find_in(store, "ug", "A")->samples[0] == 1);
	CHECK(clip_store_find_in(store, "en", "en-0")->samples[0] == 3);
	CHECK(clip_store_find_in(store, "zh", "0")->samples[0] == 4);
	CHECK(clip_store_find_in(store, "ug", "ug-0") == NULL);
	stop();
}

static void a_clip_that_lies_there_twice_is_refused(void)
{
	char english[96];
	start();
	make_folder("en", english);
	CHECK(wav_file_write(folder, "en-0", &wav_plain, 1, 10) == 0);
	CHECK(wav_file_write(english, "0", &wav_plain, 2, 10) == 0);
	CHECK(clip_store_open(&store, folder, NULL, problem) < 0);
	CHECK_TEXT(problem, "has the clip en-0 twice, once in a language's own folder");
	stop();
}

static void speakers_with_one_voice_share_its_samples(void)
{
	struct clip_store *other = NULL;
	start();
	CHECK(wav_file_write(folder, "A", &wav_plain, 1, 10) == 0);
	CHECK(clip_store_open(&store, folder, NULL, problem) == 0);
	CHECK(clip_store_open(&other, folder, NULL, problem) == 0 && other == store);
	clip_store_close(other);
	CHECK(clip_store_open(&other, folder, "chime", problem) < 0);
	CHECK(clip_store_find(store, "A") != NULL);
	stop();
}

int main(void)
{
	a_language_may_have_a_folder_and_letters_of_its_own();
	a_clip_that_lies_there_twice_is_refused();
	speakers_with_one_voice_share_its_samples();
	clips_are_found_by_name();
	another_rate_is_refused();
	a_wrong_file_is_named();
	no_folder_and_an_empty_one_are_told_apart();
	return check_result();
}
