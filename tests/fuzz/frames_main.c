/* Feeds a decoder's fuzz target with random and mutated frames, millions of them, in the ordinary
 * sanitized build: FRAMES SEED [CORPUS …]. A fuzzer hunts for new paths; this one is the storm on a
 * wire: the same in every run, frames that are nearly right most of all. A hang ends it by SIGALRM.
 */
#include <dirent.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum {
	FRAME_MAX = 2048,
	SEEDS_MAX = 256,
	RANDOM_MAX = 200, /* bytes of a frame that is nothing but noise */
	HANG_S = 20,	  /* so long for so many frames */
	HANG_FRAMES = 4096,
};

struct frame {
	size_t length;
	uint8_t bytes[FRAME_MAX];
};

static struct frame seeds[SEEDS_MAX];
static unsigned seed_count;
static uint64_t dice;

/* xorshift64* */
static uint64_t roll(void)
{
	dice ^= dice >> 12;
	dice ^= dice << 25;
	dice ^= dice >> 27;
	return dice * UINT64_C(2685821657736338717);
}

static size_t below(size_t limit)
{
	return limit == 0 ? 0 : (size_t)(roll() >> 16) % limit;
}

static void load_folder(const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;
	while (folder != NULL && seed_count < SEEDS_MAX && (entry = readdir(folder)) != NULL) {
		char name[4096];
		snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
		FILE *file = entry->d_name[0] != '.' ? fopen(name, "rb") : NULL;
		if (file == NULL)
			continue;
		struct frame *seed = &seeds[seed_count++];
		seed->length = fread(seed->bytes, 1, sizeof seed->bytes, file);
		fclose(file);
	}
	if (folder != NULL)
		closedir(folder);
}

static void make_noise(struct frame *frame)
{
	frame->length = below(RANDOM_MAX);
	for (size_t i = 0; i < frame->length; i++)
		frame->bytes[i] = (uint8_t)(roll() >> 24);
}

static void flip_bits(struct frame *frame)
{
	for (size_t i = 1 + below(4); i > 0; i--)
		frame->bytes[below(frame->length)] ^= (uint8_t)(1u << below(8));
}

static void remove_bytes(struct frame *frame)
{
	size_t first = below(frame->length), count = 1 + below(4);
	if (count > frame->length - first)
		count = frame->length - first;
	memmove(frame->bytes + first, frame->bytes + first + count, frame->length - first - count);
	frame->length -= count;
}

static void insert_bytes(struct frame *frame)
{
	size_t first = below(frame->length + 1), count = 1 + below(4);
	if (frame->length + count > FRAME_MAX)
		return;
	memmove(frame->bytes + first + count, frame->bytes + first, frame->length - first);
	for (size_t i = 0; i < count; i++)
		frame->bytes[first + i] = (uint8_t)(roll() >> 24);
	frame->length += count;
}

/* Another frame's end behind this one's beginning: a split answer, or two at once. */
static void splice(struct frame *frame)
{
	const struct frame *other = &seeds[below(seed_count)];
	size_t keep = below(frame->length + 1), from = below(other->length + 1);
	size_t count = other->length - from;
	if (count > FRAME_MAX - keep)
		count = FRAME_MAX - keep;
	memcpy(frame->bytes + keep, other->bytes + from, count);
	frame->length = keep + count;
}

static void make_frame(struct frame *frame)
{
	if (seed_count == 0 || below(8) == 0) {
		make_noise(frame);
		return;
	}
	*frame = seeds[below(seed_count)];
	for (size_t i = below(3); i <= 2 && frame->length > 0; i++) {
		switch (below(5)) {
		case 0:
			flip_bits(frame);
			break;
		case 1:
			frame->bytes[below(frame->length)] = (uint8_t)(roll() >> 24);
			break;
		case 2:
			remove_bytes(frame);
			break;
		case 3:
			insert_bytes(frame);
			break;
		default:
			splice(frame);
		}
	}
}

int main(int argc, char **argv)
{
	static struct frame frame;
	uint64_t count = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
	dice = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;
	if (count == 0 || dice == 0) {
		fprintf(stderr, "usage: %s FRAMES SEED [CORPUS FOLDER …]\n", argv[0]);
		return EXIT_FAILURE;
	}
	for (int i = 3; i < argc; i++)
		load_folder(argv[i]);
	for (unsigned i = 0; i < seed_count; i++)
		LLVMFuzzerTestOneInput(seeds[i].bytes, seeds[i].length);
	clock_t start = clock();
	for (uint64_t i = 0; i < count; i++) {
		if (i % HANG_FRAMES == 0)
			alarm(HANG_S);
		make_frame(&frame);
		/* Of its own size, so that a byte read behind the end is seen. */
		uint8_t *bytes = malloc(frame.length > 0 ? frame.length : 1);
		if (bytes == NULL)
			return EXIT_FAILURE;
		memcpy(bytes, frame.bytes, frame.length);
		LLVMFuzzerTestOneInput(bytes, frame.length);
		free(bytes);
	}
	printf("%" PRIu64 " frames from %u seeds, no crash, no hang, no false answer; %.1f s\n",
	       count, seed_count, (double)(clock() - start) / CLOCKS_PER_SEC);
	return EXIT_SUCCESS;
}
