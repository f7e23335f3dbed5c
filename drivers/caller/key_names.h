/* What a key may be in a board file, in the order of enum caller_key. */
#ifndef JIAOHAO_KEY_NAMES_H
#define JIAOHAO_KEY_NAMES_H

/** From CALLER_KEY_NEXT on, ended by NULL. */
extern const char *const key_names[];

#endif
