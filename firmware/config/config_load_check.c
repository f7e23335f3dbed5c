/* What a hall file may say and is yet worth a look before people stand in front of it: warnings,
 * not mistakes. */
#include "config_hall.h"

void config_load_check(struct hall_reading *reading)
{
	(void)reading;
}
