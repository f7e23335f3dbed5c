/* What firmware/api asks of the daemon: the durable state, commands, devices, health. */
#ifndef JIAOHAO_BRIDGE_H
#define JIAOHAO_BRIDGE_H

#include "api.h"
#include "app.h"

/** Open the API with the daemon behind it. 0, or -errno with the reason logged. */
int bridge_open(struct app *app);

#endif
