/* See keypad_unit.h. */
#include "keypad_unit.h"

#include "port.h"

#include <errno.h>
#include <stddef.h>
#include <sys/random.h>

int keypad_unit_open(struct modbus_unit **out, struct config_keys *keys,
		     const struct modbus_poll *poll, const struct modbus_unit_owner *owner)
{
	static const char *const kinds[] = { "rs485", "modbus-tcp", NULL };
	struct port *port = NULL;
	long address = 0;
	int with_port = config_keys_need_port(keys, "port", kinds, &port);
	if (config_keys_need_integer(keys, "address", 1, 247, &address) < 0 || with_port < 0)
		return -EINVAL;
	int result = modbus_unit_add(out, port_modbus_bus(port), (int)address, poll, owner);
	if (result == -ENOSPC)
		return keys->ops->fail(keys, "port", "has more devices than one bus may have");
	return result;
}

static int tell(struct modbus_unit *unit, int result, const char *problem)
{
	if (result == -ENODEV)
		problem = "wrong_device: registers 0 and 1 are not those of our boxes";
	else if (result == -EPROTONOSUPPORT)
		problem = "wrong_version: the box has another register map";
	else if (result < 0)
		problem = "bad_registers: a key or state outside the map";
	modbus_unit_problem(unit, problem);
	return result;
}

int keypad_unit_decode(struct modbus_unit *unit, struct keypad_registers *out,
		       const uint16_t *values, unsigned count, const char *problem)
{
	return tell(unit, keypad_registers_decode(out, values, count), problem);
}

int keypad_unit_decode_quick(struct modbus_unit *unit, struct keypad_registers *out,
			     const uint16_t *values, unsigned count, const char *problem)
{
	return tell(unit, keypad_registers_decode_quick(out, values, count), problem);
}

uint16_t keypad_unit_first_echo(void)
{
	uint16_t echo = 1;
	(void)!getrandom(&echo, sizeof echo, GRND_NONBLOCK); /* without it 1 does as well */
	return echo;
}
