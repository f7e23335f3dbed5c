/* The face through which a driver or port takes its keys from the board file. Keys are *taken*;
 * what nobody took is an error of the file, said by the caller with file:line:column.
 *
 * Every take returns 1: present and good (*out is set) · 0: absent (*out is untouched, so set the
 * default first) · -EINVAL: present and bad; the message was said already, with its line and what
 * is allowed. Texts are borrowed until the open call that got the keys returns. */
#ifndef JIAOHAO_CONFIG_KEYS_H
#define JIAOHAO_CONFIG_KEYS_H

#include <stdbool.h>

struct port; /* hal/port/port.h; here only a name for what the board file calls a port */
struct config_keys;

struct config_keys_ops {
	int (*take_text)(struct config_keys *keys, const char *key, const char **out);
	int (*take_integer)(struct config_keys *keys, const char *key, long min, long max,
			    long *out);
	int (*take_boolean)(struct config_keys *keys, const char *key, bool *out);
	/* one of @p allowed (NULL-terminated); *out is its index */
	int (*take_choice)(struct config_keys *keys, const char *key, const char *const *allowed,
			   int *out);
	/* the board's port of that name; its kind must be one of @p kinds (NULL-terminated) */
	int (*take_port)(struct config_keys *keys, const char *key, const char *const *kinds,
			 struct port **out);
	/* a nested map: *out lives as long as @p keys */
	int (*take_map)(struct config_keys *keys, const char *key, struct config_keys **out);
	/* Say that what stands under @p key (NULL: the whole map) is wrong; @p problem says what
	 * was found and what is allowed. Returns -EINVAL. */
	int (*fail)(struct config_keys *keys, const char *key, const char *problem);
};

struct config_keys {
	const struct config_keys_ops *ops;
};

/* As above, with "missing" said as an error: 1 or -EINVAL, never 0. */
int config_keys_need_text(struct config_keys *keys, const char *key, const char **out);
int config_keys_need_integer(struct config_keys *keys, const char *key, long min, long max,
			     long *out);
int config_keys_need_port(struct config_keys *keys, const char *key, const char *const *kinds,
			  struct port **out);

#endif
