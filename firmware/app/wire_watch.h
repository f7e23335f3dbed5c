/* The wire of one device, or of all on its line, for the api: what the tap hands over, in words. */
#ifndef JIAOHAO_WIRE_WATCH_H
#define JIAOHAO_WIRE_WATCH_H

#include "api.h"
#include "app.h"

/** As api_owner.wire_listen and wire_forget. */
int wire_watch_open(struct api_wire **out, struct app *app, const char *device, bool line,
		    api_wire_fn *unit, void *context);
void wire_watch_close(struct api_wire *wire);

#endif
