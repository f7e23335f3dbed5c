/* Any bytes as a WAV file. */
#include "wav.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct wav wav;
	const char *problem;
	int sum = 0;
	if (wav_parse(&wav, bytes, length, &problem) < 0)
		return problem == NULL ? abort(), 0 : 0;
	for (uint32_t i = 0; i < wav.frames; i++)
		sum += wav_sample(&wav, i) & 1;
	return sum < 0;
}
