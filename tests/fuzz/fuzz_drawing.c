/* Any text as a line, and any bytes as a logo: pictures stay within the paper and the output. The
 * first byte is the size and the language, the second the paper. */
#include "drawing.h"
#include "logo_picture.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static struct drawing *drawing;

static void finish(void)
{
	drawing_ops.destroy(drawing);
}

static void require(bool condition)
{
	if (!condition)
		abort();
}

static void check(const struct drawing_output *output, unsigned dots)
{
	size_t end = 0;
	for (unsigned i = 0; i < output->count; i++) {
		const struct drawing_picture *picture = &output->pictures[i];
		require(picture->offset == end && picture->width_bytes > 0 && picture->rows > 0);
		require(picture->width_bytes <= (dots + 7) / 8);
		end += (size_t)picture->width_bytes * picture->rows;
	}
	require(end == output->length && end <= DRAWING_BYTES_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct drawing_output output;
	static const char *const languages[] = { "zh", "ug", "en", "" };
	char text[160] = "";
	if (length < 2)
		return 0;
	if (drawing == NULL && (drawing_ops.create(&drawing, "") < 0 || atexit(finish) != 0))
		return 0;
	unsigned dots = 8u * (1 + bytes[1] % 80);
	memcpy(text, bytes + 2, length - 2 < sizeof text ? length - 2 : sizeof text - 1);
	const struct drawing_line line = { text, languages[bytes[0] >> 3 & 3], 1u + (bytes[0] & 7),
					   bytes[0] >> 5 & 1 };
	output.count = 0;
	output.length = 0;
	drawing_ops.line(drawing, &line, dots, &output);
	check(&output, dots);
	output.count = 0;
	output.length = 0;
	logo_picture_add_bytes(bytes + 2, length - 2, dots, &output);
	check(&output, dots);
	return 0;
}
