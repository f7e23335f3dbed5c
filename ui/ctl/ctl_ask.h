/* One question to jiaohaod and its answer, waiting for it; and its streams of a wire. */
#ifndef JIAOHAO_CTL_ASK_H
#define JIAOHAO_CTL_ASK_H

#include "ctl.h"

#include <jansson.h>

/** GET (@p post false) or POST with an empty body. The answer's status and a new reference to its
 *  body (may be NULL). 0: no daemon answers; said already. */
int ctl_ask(struct ctl *ctl, const char *path, bool post, json_t **body);
/** "/api/v1/devices/NAME" with what no address may hold written as %XX, and @p rest behind it.
 *  False: the name is too long. */
bool ctl_device_path(char *out, size_t size, const char *name, const char *rest);
/** The same question, its refusals said: NULL unless it was answered with 2xx. */
json_t *ctl_ask_device(struct ctl *ctl, const char *name, const char *rest, bool post);

/** Follow a stream until it ends or @p unit returns false or @p seconds are over (0: for ever).
 *  True: it was opened. */
bool ctl_stream(struct ctl *ctl, const char *path, unsigned seconds,
		bool (*unit)(void *context, const json_t *data), void *context);

#endif
