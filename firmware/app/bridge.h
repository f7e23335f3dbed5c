/* What firmware/api asks of the daemon: the durable state, commands, devices, health. */
#ifndef JIAOHAO_BRIDGE_H
#define JIAOHAO_BRIDGE_H

#include "api.h"
#include "app.h"

struct device;

/** Open the API with the daemon behind it. 0, or -errno with the reason logged. */
int bridge_open(struct app *app);
/** A device as the API sees it. */
void bridge_view(const struct device *device, struct api_device *out);

#endif
