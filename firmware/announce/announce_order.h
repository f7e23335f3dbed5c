/* Why somebody is called before somebody else, in words. The reasons are the core's (order.h); none
 * of the words says what a priority is given for. */
#ifndef JIAOHAO_ANNOUNCE_ORDER_H
#define JIAOHAO_ANNOUNCE_ORDER_H

#include "message.h"
#include "order.h"

/** Why @p ticket (a serial of order->entries) is called first: "B007号优先办理". The bytes written;
 *  0 for a reason without words. */
size_t announce_order(const struct state *state, uint32_t ticket, enum order_reason reason,
		      enum message_language language, char *out, size_t size);
/** Why a waiting ticket has the place it has, to who holds it, and when it is called at the
 *  earliest where that is set. */
size_t announce_position(const struct state *state, uint32_t ticket, enum order_place place,
			 enum message_language language, char *out, size_t size);

#endif
