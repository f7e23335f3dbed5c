/* The index of the warnings that the state itself raises. For the files that apply records. */
#ifndef JIAOHAO_WARNING_INDEX_H
#define JIAOHAO_WARNING_INDEX_H

#include "state.h"

/** A warning (index) was raised, or is about to be gone. */
void warning_index_add(struct state *state, uint32_t index);
void warning_index_remove(struct state *state, uint32_t index);
/** Anew: after another hall, another day, what was carried over. */
void warning_index_all(struct state *state);

#endif
