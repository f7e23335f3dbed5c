/* GPIO lines of a test, instead of a kernel's: gpio_fake.c takes the place of gpio_v1.c or
 * gpio_v2.c when it is linked first. */
#ifndef JIAOHAO_GPIO_FAKE_H
#define JIAOHAO_GPIO_FAKE_H

#include <stdbool.h>

/** Make chip @p chip with a line @p name, inactive. Forgets what was before. */
void gpio_fake_reset(const char *chip, const char *name);
/** The voltage changes: high is active unless the line was opened active low. An edge is seen. */
void gpio_fake_set(bool high);
/** The chip is gone (a USB expander was pulled), or back. */
void gpio_fake_unplug(bool unplugged);
bool gpio_fake_is_open(void);

#endif
