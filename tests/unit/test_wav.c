/* WAV files: the one kind that is taken, and why all others are not. */
#include "check.h"
#include "wav.h"
#include "wav_files.h"

static uint8_t bytes[256];
static const int16_t samples[4] = { 0, -1, 32767, -32768 };
static struct wav wav;
static const char *problem;

static const char *refused(const struct wav_form *form)
{
	size_t length = wav_file_make(bytes, form, samples, 4);
	return wav_parse(&wav, bytes, length, &problem) < 0 ? problem : "(taken)";
}

static void plain_samples_come_out_as_they_went_in(void)
{
	size_t length = wav_file_make(bytes, &wav_plain, samples, 4);
	CHECK(wav_parse(&wav, bytes, length, &problem) == 0);
	CHECK(wav.rate == 22050 && wav.frames == 4);
	for (uint32_t i = 0; i < 4; i++)
		CHECK(wav_sample(&wav, i) == samples[i]);
}

static void other_kinds_are_refused_by_name(void)
{
	struct wav_form form = wav_plain;
	form.channels = 2;
	CHECK_TEXT(refused(&form), "has more than one channel");
	form = wav_plain;
	form.bits = 8;
	CHECK_TEXT(refused(&form), "does not have 16-bit samples");
	form = wav_plain;
	form.format = 3;
	CHECK_TEXT(refused(&form), "is not plain PCM");
	form = wav_plain;
	form.rate = 96000;
	CHECK_TEXT(refused(&form), "has a sample rate outside 8000 … 48000");
	CHECK(wav_parse(&wav, (const uint8_t *)"OggS", 4, &problem) < 0);
	CHECK_TEXT(problem, "is not a WAV file");
}

static void every_shorter_file_is_refused(void)
{
	size_t length = wav_file_make(bytes, &wav_plain, samples, 4);
	for (size_t part = 0; part < length; part++)
		CHECK(wav_parse(&wav, bytes, part, &problem) < 0 && problem != NULL);
}

static void other_chunks_are_stepped_over(void)
{
	uint8_t list[9 + 1] = { 'L', 'I', 'S', 'T', 1, 0, 0, 0, 'x', 0 }; /* odd, padded */
	size_t length = wav_file_make(bytes, &wav_plain, samples, 4);
	memmove(bytes + 36 + sizeof list, bytes + 36, length - 36);
	memcpy(bytes + 36, list, sizeof list);
	CHECK(wav_parse(&wav, bytes, length + sizeof list, &problem) == 0 && wav.frames == 4);
	CHECK(wav_sample(&wav, 2) == 32767);
}

int main(void)
{
	plain_samples_come_out_as_they_went_in();
	other_kinds_are_refused_by_name();
	every_shorter_file_is_refused();
	other_chunks_are_stepped_over();
	return check_result();
}
