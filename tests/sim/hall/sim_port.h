/* A port of a board file as the devices' side sees it: a pty or a listening socket under the path
 * that the file names. */
#ifndef JIAOHAO_SIM_PORT_H
#define JIAOHAO_SIM_PORT_H

#include "config.h"
#include "sim_board.h"

/** Take its keys. 0 or -EINVAL, said. */
int sim_port_take(struct sim_port *port, struct config_map *map);
/** Open its line. 0 or negative, said. */
int sim_port_start(struct sim_port *port, struct sim_board *board);
/** The bus, made on the first call. NULL: no memory. */
struct modbus_sim *sim_port_bus(struct sim_port *port);
int sim_port_send(struct sim_port *port, const uint8_t *bytes, size_t count);
/** Flow control: the host is told to stop, or to go on. */
void sim_port_hold(struct sim_port *port, bool held);
void sim_port_close(struct sim_port *port);

#endif
