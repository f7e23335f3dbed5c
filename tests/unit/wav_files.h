/* WAV files for tests, right and wrong ones. */
#ifndef JIAOHAO_WAV_FILES_H
#define JIAOHAO_WAV_FILES_H

#include <stddef.h>
#include <stdint.h>

struct wav_form {
	uint16_t format, channels, bits;
	uint32_t rate;
};

extern const struct wav_form wav_plain; /* PCM, mono, 16 bits, 22050 Hz */

/** The bytes of a file; returns their number. @p bytes has room for 44 + 2 * frames. */
size_t wav_file_make(uint8_t *bytes, const struct wav_form *form, const int16_t *samples,
		     uint32_t frames);
/** FOLDER/NAME.wav with samples that are first, first + 1, …; -errno on failure. */
int wav_file_write(const char *folder, const char *name, const struct wav_form *form, int first,
		   uint32_t frames);

#endif
