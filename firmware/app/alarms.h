/* What the daemon itself sees go wrong, told to the core as warnings: each once per change, again
 * when it is right. Nothing is told before the start is over. */
#ifndef JIAOHAO_ALARMS_H
#define JIAOHAO_ALARMS_H

#include "app.h"

struct device;

/** The start is over: what is wrong by now, and what a warning of the last run has outlived. */
void alarms_begin(struct app *app);
/** A device's health, or a printer's paper or cover, has changed. */
void alarms_device(struct app *app, const struct device *device);
/** Every few seconds: the clock, and the space on the disk. */
void alarms_look(struct app *app);
/** The journal takes records again after it took none: it is told afterwards, it can't be before.
 */
void alarms_storage_back(struct app *app);

#endif
