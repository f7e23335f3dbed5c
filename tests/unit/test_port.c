/* Ports from keys: what is taken, what is refused and why. */
#include "check.h"
#include "key_list.h"
#include "port.h"

#include <errno.h>
#include <event2/event.h>

static struct event_base *base;
static struct key_list keys;

static int open_port(struct port **port, bool simulated, const struct key_list_entry *entries)
{
	*port = NULL;
	key_list_init(&keys, entries);
	return port_open(port, base, &keys.keys, simulated);
}

static void each_kind_takes_its_keys(void)
{
	struct port *port;
	CHECK(open_port(&port, false,
			(struct key_list_entry[]){ { .key = "name", .text = "printer" },
						   { .key = "kind", .text = "serial" },
						   { .key = "device", .text = "/dev/ttyS1" },
						   { .key = "baud", .text = "115200" },
						   { .key = "parity", .text = "even" },
						   { .key = "flow", .text = "rts-cts" },
						   { 0 } }) == 0);
	const struct port_description *serial = port_describe(port);
	CHECK(key_list_untaken(&keys) == NULL);
	CHECK(serial->kind == PORT_SERIAL && serial->baud == 115200 && serial->parity == 'E');
	CHECK(serial->rts_cts && !serial->xon_xoff && port_modbus_bus(port) == NULL);
	CHECK_TEXT(serial->device, "/dev/ttyS1");
	port_close(port);

	CHECK(open_port(&port, false,
			(struct key_list_entry[]){ { .key = "name", .text = "bus" },
						   { .key = "kind", .text = "rs485" },
						   { .key = "device", .text = "/dev/ttyS2" },
						   { .key = "response_timeout_ms", .text = "250" },
						   { 0 } }) == 0);
	CHECK(port_describe(port)->baud == 9600 && port_describe(port)->parity == 'N');
	CHECK(port_describe(port)->response_timeout_ms == 250);
	CHECK(port_describe(port)->settle_ms == 250 && port_modbus_bus(port) != NULL);
	port_close(port);

	CHECK(open_port(&port, false,
			(struct key_list_entry[]){ { .key = "name", .text = "net" },
						   { .key = "kind", .text = "tcp" },
						   { .key = "address", .text = "192.0.2.7" },
						   { 0 } }) == 0);
	CHECK(port_describe(port)->tcp_port == 9100);
	port_close(port);
}

static void a_simulated_line_is_for_simulated_boards_only(void)
{
	struct port *port;
	const struct key_list_entry sound[] = { { .key = "name", .text = "sound" },
						{ .key = "kind", .text = "audio" },
						{ .key = "line", .text = "/tmp/sound" },
						{ 0 } };
	CHECK(open_port(&port, true, sound) == 0);
	CHECK_TEXT(port_describe(port)->device, "sim:/tmp/sound");
	port_close(port);
	CHECK(open_port(&port, false, sound) == -EINVAL);
	CHECK(strstr(keys.messages, "device is missing") != NULL);
	CHECK_TEXT(key_list_untaken(&keys), "line");
}

static void an_input_is_a_path_or_a_name(void)
{
	static const char *const good[] = { "/dev/input/by-id/usb-pad-event-kbd", "name:USB Pad*" };
	static const char *const bad[] = { "event3", "name:", "sim", "" };
	struct port *port;
	for (unsigned i = 0; i < 2; i++) {
		CHECK(open_port(&port, false,
				(struct key_list_entry[]){ { .key = "name", .text = "pad" },
							   { .key = "kind", .text = "input" },
							   { .key = "device", .text = good[i] },
							   { 0 } }) == 0);
		CHECK(port_describe(port)->kind == PORT_INPUT);
		CHECK_TEXT(port_describe(port)->device, good[i]);
		port_close(port);
	}
	for (unsigned i = 0; i < 4; i++) {
		CHECK(open_port(&port, false,
				(struct key_list_entry[]){ { .key = "name", .text = "pad" },
							   { .key = "kind", .text = "input" },
							   { .key = "device", .text = bad[i] },
							   { 0 } }) == -EINVAL);
		CHECK(strstr(keys.messages, "device is ") != NULL);
	}
}

static void every_mistake_is_said(void)
{
	struct port *port;
	CHECK(open_port(&port, false,
			(struct key_list_entry[]){ { .key = "kind", .text = "rs485" },
						   { .key = "baud", .text = "9601" },
						   { .key = "parity", .text = "mark" },
						   { .key = "response_timeout_ms", .text = "300" },
						   { .key = "settle_ms", .text = "100" },
						   { 0 } }) == -EINVAL);
	CHECK(strstr(keys.messages, "name is missing") != NULL);
	CHECK(strstr(keys.messages, "device is missing") != NULL);
	CHECK(strstr(keys.messages, "baud is no speed") != NULL);
	CHECK(strstr(keys.messages, "9600") != NULL);
	CHECK(strstr(keys.messages, "parity is none") != NULL);
	CHECK(strstr(keys.messages, "settle_ms is out") != NULL);
	CHECK(open_port(&port, false,
			(struct key_list_entry[]){ { .key = "name", .text = "net" },
						   { .key = "kind", .text = "tcp" },
						   { .key = "address", .text = "printer.local" },
						   { 0 } }) == -EINVAL);
	CHECK(strstr(keys.messages, "address is no numeric") != NULL);
	CHECK(open_port(&port, false,
			(struct key_list_entry[]){ { .key = "name", .text = "x" }, { 0 } }) ==
	      -EINVAL);
	CHECK(strstr(keys.messages, "kind is missing") != NULL);
	port_close(NULL);
}

int main(void)
{
	base = event_base_new();
	each_kind_takes_its_keys();
	a_simulated_line_is_for_simulated_boards_only();
	an_input_is_a_path_or_a_name();
	every_mistake_is_said();
	event_base_free(base);
	return check_result();
}
