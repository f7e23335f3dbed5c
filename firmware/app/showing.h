/* Shown things: window displays, panels, the clerks' boxes, evaluators, lamps. Derived from the
 * durable state; only what changed is sent, and everything again after a start. */
#ifndef JIAOHAO_SHOWING_H
#define JIAOHAO_SHOWING_H

#include "app.h"

struct device;
struct record;

/** @p app and its base must outlive it. */
int showing_create(struct showing **out, struct app *app);
void showing_destroy(struct showing *showing);

/** A record became durable: remember which windows it touches. */
void showing_record(struct showing *showing, const struct record *record);
/** Send what changed since the last time. */
void showing_flush(struct showing *showing);
/** Send everything: after a start, a reload of hall or board. */
void showing_all(struct showing *showing);
/** A device is there again. Displays, panels and lamps resend by themselves; boxes need their
 *  state. */
void showing_restored(struct showing *showing, struct device *device);
/** Something else stood on it meanwhile. */
void showing_again(struct showing *showing, const struct device *device);

/** How many wait for the services of this window (index), at most 999. */
unsigned showing_waiting(const struct state *state, int window);

/** The token of a rating asked for at an evaluator, and back: the ended leg (an index), or 0 when
 * it is of another service day. */
uint64_t showing_rating_token(const struct state *state, uint32_t leg);
uint32_t showing_rating_leg(const struct state *state, uint64_t token);

#endif
