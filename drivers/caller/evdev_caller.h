/* A USB keypad as a button box: "driver: evdev-caller". Keys: port (kind input, for it alone),
 * keys: a map of key names (as in linux/input-event-codes.h, without KEY_: KP_0 … KP_9, KP_ENTER,
 * KP_PLUS, KP_MINUS, KP_ASTERISK, KP_SLASH, KP_DOT, BACKSPACE, 0 … 9, A … Z, F1 … F12 and a few
 * more) to what they do: next, recall, start, finish, no-show, pause, open-close, hold, call-back,
 * help, transfer, rate-1 … rate-5. Without it a numeric keypad has:
 *
 *   KP_ENTER next · KP_0 recall · KP_DOT start · KP_PLUS finish · KP_MINUS no-show · KP_SLASH pause
 * · KP_ASTERISK hold · KP_7 call-back · KP_9 transfer · BACKSPACE open-close
 *
 * A press is a key that goes down; repetition by the kernel and bouncing (window_ms, 150: a key is
 * up only when it stayed up so long) are none. A key that is down for ten seconds is stuck. */
#ifndef JIAOHAO_EVDEV_CALLER_H
#define JIAOHAO_EVDEV_CALLER_H

#include "caller.h"

extern const struct caller_ops caller_evdev;

#endif
