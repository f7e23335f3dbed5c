/* A booking platform's list on its way into the hall: decoded whole, then row by row given as
 * commands, each when the one before it is durable. The loop is never held up: at most a few rows
 * are looked at in one callback. What a list may hold is config_bookings.h's. */
#ifndef JIAOHAO_BOOKING_IMPORT_H
#define JIAOHAO_BOOKING_IMPORT_H

#include "api.h"

struct booking_import;

/** @p owner is asked for the durable state, the time, and to submit; it is copied. 0 or -ENOMEM. */
int booking_import_create(struct booking_import **out, struct event_base *base,
			  const struct api_owner *owner);
/** What was not answered is gone with it. No command may be on its way. Accepts NULL. */
void booking_import_destroy(struct booking_import *import);

/** See api_owner.import. */
void booking_import_start(struct booking_import *import, const struct api_import *asked,
			  api_import_reply_fn *reply, void *reply_context);

#endif
