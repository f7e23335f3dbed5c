/* A WAV file as a sound card wants it: 16-bit PCM, one channel. Pure: bytes in, a view of them out.
 * Everything else (float, stereo, compressed) is refused with what was found. Layout as in
 * Microsoft's "Multimedia Programming Interface and Data Specifications 1.0" (RIFF, fmt, data). */
#ifndef JIAOHAO_WAV_H
#define JIAOHAO_WAV_H

#include <stddef.h>
#include <stdint.h>

enum { WAV_RATE_MIN = 8000, WAV_RATE_MAX = 48000 };

struct wav {
	uint32_t rate; /* samples a second */
	uint32_t frames;
	const uint8_t *data; /* frames little-endian samples, inside the bytes given */
};

/** 0, or -EINVAL and *problem says why, in words that follow the file's name. */
int wav_parse(struct wav *wav, const uint8_t *bytes, size_t length, const char **problem);
/** Sample @p index (< wav->frames). */
int16_t wav_sample(const struct wav *wav, uint32_t index);

#endif
