/* The hash indices of the state, by open addressing: never more than half full, nothing is ever
 * deleted from one. For the files that build a state; readers use state_find_*. */
#ifndef JIAOHAO_STATE_INDEX_H
#define JIAOHAO_STATE_INDEX_H

#include "state.h"

void state_index_ticket(struct state *state, uint32_t ticket);
void state_index_key(struct state *state, uint32_t entry);
void state_index_keypad(struct state *state, uint32_t keypad);
/** A booking by its number (index + 1): by code and by day; by day alone, to be changed. */
void state_index_booking(struct state *state, uint32_t booking);
void state_index_booking_day(struct state *state, uint32_t booking);
void state_unindex_booking_day(struct state *state, uint32_t booking);
/** Both indices of bookings, made anew. */
void state_index_bookings(struct state *state);
/** Both indices of the hall, made anew. */
void state_index_hall(struct state *state);
/** Empty an index, at the cost of what is in it. */
void state_index_clear_tickets(struct state *state);
void state_index_clear_keys(struct state *state);

/** The entry of a key, to be changed; NULL: not seen today. */
struct key_entry *state_key_entry(struct state *state, const uint8_t key[KEY_BYTES]);

#endif
