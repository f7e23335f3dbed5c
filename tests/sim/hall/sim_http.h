/* The simulators' loopback API:
 *
 *   GET  /sim/devices                       all, in brief
 *   GET  /sim/devices/NAME                  one, with its faults and the end of its log
 *   GET  /sim/devices/NAME/history?after=N  what a display showed
 *   GET  /sim/devices/NAME/tickets?after=N  what a printer printed, as text
 *   GET  /sim/devices/NAME/spoken?after=N   what a speaker said
 *   GET  /sim/devices/NAME/ticket.txt|png|bin?n=K   one ticket: K from 1, 0 the last, -1 before it
 *   POST /sim/devices/NAME/press|set|fault  see sim_act.h; answered with the device's view
 *
 * Errors are {"error": "what was wrong, what is allowed"}. */
#ifndef JIAOHAO_SIM_HTTP_H
#define JIAOHAO_SIM_HTTP_H

#include "sim_board.h"

struct evhttp;

/** Listen on @p address : @p port. NULL with errno: EADDRINUSE … */
struct evhttp *sim_http_open(struct sim_board *board, const char *address, int port);

#endif
