/* A strict, bounded WAV reader. Pure; opens no file. */
#include "wav.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum { RIFF_HEAD = 12, CHUNK_HEAD = 8, FORMAT_MIN = 16, FORMAT_EXTENSIBLE_MIN = 40 };
enum { FORMAT_PCM = 1, FORMAT_EXTENSIBLE = 0xfffe };

static uint32_t get16(const uint8_t *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8;
}

static uint32_t get32(const uint8_t *bytes)
{
	return get16(bytes) | get16(bytes + 2) << 16;
}

static const char *parse_format(struct wav *wav, const uint8_t *body, uint32_t size)
{
	if (size < FORMAT_MIN)
		return "has a fmt chunk that is too short";
	uint32_t format = get16(body);
	if (format == FORMAT_EXTENSIBLE && size >= FORMAT_EXTENSIBLE_MIN)
		format = get16(body + 24); /* the first field of the sub-format's GUID */
	if (format != FORMAT_PCM)
		return "is not plain PCM";
	if (get16(body + 2) != 1)
		return "has more than one channel";
	if (get16(body + 14) != 16 || get16(body + 12) != 2)
		return "does not have 16-bit samples";
	wav->rate = get32(body + 4);
	if (wav->rate < WAV_RATE_MIN || wav->rate > WAV_RATE_MAX)
		return "has a sample rate outside 8000 … 48000";
	return NULL;
}

static const char *parse(struct wav *wav, const uint8_t *bytes, size_t length)
{
	bool has_format = false;
	if (length < RIFF_HEAD || memcmp(bytes, "RIFF", 4) != 0 ||
	    memcmp(bytes + 8, "WAVE", 4) != 0)
		return "is not a WAV file";
	size_t at = RIFF_HEAD;
	while (length - at >= CHUNK_HEAD) {
		const uint8_t *head = bytes + at;
		uint32_t size = get32(head + 4);
		at += CHUNK_HEAD;
		if (size > length - at)
			return "is cut short";
		if (memcmp(head, "fmt ", 4) == 0) {
			const char *problem = parse_format(wav, bytes + at, size);
			if (problem != NULL)
				return problem;
			has_format = true;
		} else if (memcmp(head, "data", 4) == 0) {
			if (!has_format)
				return "has its data before its format";
			if (size == 0 || size % 2 != 0)
				return "has no whole samples";
			wav->data = bytes + at;
			wav->frames = size / 2;
			return NULL;
		}
		at += size;
		if (size % 2 != 0 && at < length)
			at++; /* chunks are padded to even lengths */
	}
	return "has no data chunk";
}

int wav_parse(struct wav *wav, const uint8_t *bytes, size_t length, const char **problem)
{
	memset(wav, 0, sizeof *wav);
	*problem = parse(wav, bytes, length);
	return *problem == NULL ? 0 : -EINVAL;
}

int16_t wav_sample(const struct wav *wav, uint32_t index)
{
	return (int16_t)get16(wav->data + (size_t)index * 2);
}
