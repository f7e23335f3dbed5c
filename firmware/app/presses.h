/* Keys pressed at windows become commands. */
#ifndef JIAOHAO_PRESSES_H
#define JIAOHAO_PRESSES_H

#include "app.h"

struct device;

void presses_key(struct app *app, struct device *caller, uint32_t boot, uint32_t sequence, int key,
		 bool baseline);
void presses_rated(struct app *app, struct device *evaluator, uint64_t token, int level,
		   uint32_t boot, uint32_t sequence);

#endif
