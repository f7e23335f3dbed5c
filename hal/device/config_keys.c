/* The required forms of the takes in config_keys.h. Knows no file format. */
#include "config_keys.h"

#include <errno.h>

static int need(struct config_keys *keys, const char *key, int taken)
{
	if (taken == 0)
		return keys->ops->fail(keys, key, "is missing");
	return taken;
}

int config_keys_need_text(struct config_keys *keys, const char *key, const char **out)
{
	return need(keys, key, keys->ops->take_text(keys, key, out));
}

int config_keys_need_integer(struct config_keys *keys, const char *key, long min, long max,
			     long *out)
{
	return need(keys, key, keys->ops->take_integer(keys, key, min, max, out));
}

int config_keys_need_port(struct config_keys *keys, const char *key, const char *const *kinds,
			  struct port **out)
{
	return need(keys, key, keys->ops->take_port(keys, key, kinds, out));
}
