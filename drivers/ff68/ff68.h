/* Call boxes and evaluators of the field's protocol: "driver: ff68" with role caller or evaluator.
 * Keys: port (kind serial or tcp, shared by up to 128), address (1 … 254; a call box and an
 * evaluator of one window may share it), function (1: that of key frames, see ff68_frame.h).
 *
 * caller: repeat_ms (800; 200 … 5000): the same key again within this time is the same press. The
 * key "ask for a rating" finishes the service. The box shows the number at its window, else how
 * many wait.
 *
 * evaluator: values: {0: 2, 1: 3, 2: 4, 3: 5}: which level (1 … 5) a key's value is. Those are the
 * four keys of the field's program: dissatisfied, (its default), satisfied, very satisfied. Opening
 * a rating after the call box's own key opens it twice, which begins its prompt anew. Of an agent
 * it shows the stars.
 *
 * Two boxes at one address can't be told apart: both are the same window's. What is lost in a
 * collision comes again, as boxes repeat a press until they hear its echo. */
#ifndef JIAOHAO_FF68_H
#define JIAOHAO_FF68_H

#include "caller.h"
#include "evaluator.h"

extern const struct caller_ops caller_ff68;
extern const struct evaluator_ops evaluator_ff68;

#endif
