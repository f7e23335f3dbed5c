/* WAV files for tests. */
#include "wav_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct wav_form wav_plain = { .format = 1, .channels = 1, .bits = 16, .rate = 22050 };

static uint8_t *put(uint8_t *at, uint32_t value, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		*at++ = (uint8_t)(value >> 8 * i);
	return at;
}

size_t wav_file_make(uint8_t *bytes, const struct wav_form *form, const int16_t *samples,
		     uint32_t frames)
{
	uint32_t block = form->channels * form->bits / 8u;
	uint8_t *at = bytes;
	memcpy(at, "RIFF", 4);
	at = put(at + 4, 36 + frames * 2, 4);
	memcpy(at, "WAVEfmt ", 8);
	at = put(at + 8, 16, 4);
	at = put(at, form->format, 2);
	at = put(at, form->channels, 2);
	at = put(at, form->rate, 4);
	at = put(at, form->rate * block, 4);
	at = put(at, block, 2);
	at = put(at, form->bits, 2);
	memcpy(at, "data", 4);
	at = put(at + 4, frames * 2, 4);
	for (uint32_t i = 0; i < frames; i++)
		at = put(at, (uint16_t)samples[i], 2);
	return (size_t)(at - bytes);
}

int wav_file_write(const char *folder, const char *name, const struct wav_form *form, int first,
		   uint32_t frames)
{
	char path[256];
	int16_t *samples = malloc(frames * sizeof *samples);
	uint8_t *bytes = malloc(44 + frames * 2);
	snprintf(path, sizeof path, "%s/%s.wav", folder, name);
	FILE *file = fopen(path, "wb");
	int result = -EIO;
	if (samples != NULL && bytes != NULL && file != NULL) {
		for (uint32_t i = 0; i < frames; i++)
			samples[i] = (int16_t)(first + (int)i);
		size_t length = wav_file_make(bytes, form, samples, frames);
		if (fwrite(bytes, 1, length, file) == length)
			result = 0;
	}
	if (file != NULL)
		fclose(file);
	free(bytes);
	free(samples);
	return result;
}
