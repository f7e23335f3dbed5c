/* A PNG as dots, by libpng's simplified interface. Knows no text. */
#include "logo_picture.h"

#include <errno.h>
#include <png.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_MAX = 4096, FILE_MAX = 4 << 20, GREY = 128, NEARLY = 48 };

/* The mean grey of the pixels that one dot stands for. */
static unsigned mean(const uint8_t *pixels, unsigned width, unsigned x0, unsigned x1, unsigned y0,
		     unsigned y1)
{
	uint64_t sum = 0;
	for (unsigned y = y0; y < y1; y++)
		for (unsigned x = x0; x < x1; x++)
			sum += pixels[(size_t)y * width + x];
	return (unsigned)(sum / ((uint64_t)(x1 - x0) * (y1 - y0)));
}

static int16_t *shrink(const png_image *image, const uint8_t *pixels, unsigned width, unsigned rows)
{
	int16_t *grey = malloc((size_t)width * rows * sizeof *grey);
	for (unsigned y = 0; grey != NULL && y < rows; y++) {
		unsigned y0 = (unsigned)((uint64_t)y * image->height / rows);
		unsigned y1 = (unsigned)((uint64_t)(y + 1) * image->height / rows);
		for (unsigned x = 0; x < width; x++) {
			unsigned x0 = (unsigned)((uint64_t)x * image->width / width);
			unsigned x1 = (unsigned)((uint64_t)(x + 1) * image->width / width);
			grey[(size_t)y * width + x] =
				(int16_t)mean(pixels, image->width, x0, x1, y0, y1);
		}
	}
	return grey;
}

/* A drawing of black and white keeps its edges; only what has real greys is dithered. */
static bool has_greys(const int16_t *grey, size_t count)
{
	size_t between = 0;
	for (size_t i = 0; i < count; i++)
		between += grey[i] > NEARLY && grey[i] < 255 - NEARLY;
	return between > count / 8;
}

static void add_error(int16_t *grey, unsigned width, unsigned rows, unsigned x, unsigned y,
		      int error)
{
	int16_t *at = grey + (size_t)y * width + x;
	if (x + 1 < width)
		at[1] = (int16_t)(at[1] + error * 7 / 16);
	if (y + 1 == rows)
		return;
	if (x > 0)
		at[width - 1] = (int16_t)(at[width - 1] + error * 3 / 16);
	at[width] = (int16_t)(at[width] + error * 5 / 16);
	if (x + 1 < width)
		at[width + 1] = (int16_t)(at[width + 1] + error / 16);
}

/* Floyd and Steinberg's, 1976. */
static void dither(int16_t *grey, unsigned width, unsigned rows, uint8_t *out)
{
	unsigned width_bytes = (width + 7) / 8;
	bool spread = has_greys(grey, (size_t)width * rows);
	memset(out, 0, (size_t)width_bytes * rows);
	for (unsigned y = 0; y < rows; y++) {
		for (unsigned x = 0; x < width; x++) {
			int value = grey[(size_t)y * width + x];
			if (value < GREY)
				out[y * width_bytes + x / 8] |= (uint8_t)(0x80 >> x % 8);
			if (spread)
				add_error(grey, width, rows, x, y,
					  value < GREY ? value : value - 255);
		}
	}
}

static int add(const png_image *image, const uint8_t *pixels, unsigned dots,
	       struct drawing_output *output)
{
	unsigned width = image->width, rows = image->height;
	if (width > dots) {
		rows = (unsigned)((uint64_t)rows * dots / width);
		width = dots;
	}
	if (rows > DRAWING_LOGO_ROWS_MAX) {
		width = (unsigned)((uint64_t)width * DRAWING_LOGO_ROWS_MAX / rows);
		rows = DRAWING_LOGO_ROWS_MAX;
	}
	if (width == 0 || rows == 0)
		return -EBADMSG;
	size_t bytes = (size_t)((width + 7) / 8) * rows;
	if (output->count == DRAWING_PICTURES_MAX || bytes > DRAWING_BYTES_MAX - output->length)
		return -ENOSPC;
	int16_t *grey = shrink(image, pixels, width, rows);
	if (grey == NULL)
		return -ENOMEM;
	dither(grey, width, rows, output->bytes + output->length);
	free(grey);
	output->pictures[output->count++] =
		(struct drawing_picture){ .offset = output->length,
					  .width_bytes = (uint16_t)((width + 7) / 8),
					  .rows = (uint16_t)rows };
	output->length += bytes;
	return 0;
}

int logo_picture_add_bytes(const uint8_t *png, size_t length, unsigned dots,
			   struct drawing_output *output)
{
	static const png_color white = { 255, 255, 255 };
	png_image image = { .version = PNG_IMAGE_VERSION };
	int result = -EBADMSG;
	if (!png_image_begin_read_from_memory(&image, png, length))
		return -EBADMSG;
	image.format = PNG_FORMAT_GRAY;
	uint8_t *pixels = NULL;
	if (image.width <= SIDE_MAX && image.height <= SIDE_MAX) {
		pixels = malloc(PNG_IMAGE_SIZE(image));
		result = pixels == NULL ? -ENOMEM : -EBADMSG;
	}
	if (pixels != NULL && png_image_finish_read(&image, &white, pixels, 0, NULL))
		result = add(&image, pixels, dots, output);
	png_image_free(&image);
	free(pixels);
	return result;
}

int logo_picture_add(const char *path, unsigned dots, struct drawing_output *output)
{
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return -ENOENT;
	int result = -ENOMEM;
	uint8_t *png = malloc(FILE_MAX);
	if (png != NULL) {
		size_t length = fread(png, 1, FILE_MAX, file);
		result = length == FILE_MAX ? -EBADMSG
					    : logo_picture_add_bytes(png, length, dots, output);
	}
	free(png);
	fclose(file);
	return result;
}
