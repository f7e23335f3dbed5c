/* A PNG as dots: made grey, laid on white, made as small as the paper, dithered. */
#ifndef JIAOHAO_LOGO_PICTURE_H
#define JIAOHAO_LOGO_PICTURE_H

#include "drawing.h"

/** As drawing_ops.logo. */
int logo_picture_add(const char *path, unsigned dots, struct drawing_output *output);
/** The same of a PNG that lies in memory. */
int logo_picture_add_bytes(const uint8_t *png, size_t length, unsigned dots,
			   struct drawing_output *output);

#endif
