/* One line of text of a Modbus display: a unit on the bus that keeps the registers of its line as
 * they shall be. What is shown is read back at every write and every few seconds, so that a display
 * that restarted, or took a garbled text, is set right by itself. */
#ifndef JIAOHAO_LED_LINE_H
#define JIAOHAO_LED_LINE_H

#include "device.h"
#include "led_keys.h"

struct event;
struct event_base;
struct modbus_unit;

struct led_line {
	void *context;
	device_health_fn *health;
	const struct led_settings *settings; /* outlive it */
	unsigned number;		     /* from 0 */
	struct modbus_unit *unit;
	struct event *again; /* only where reading back is not possible */

	bool shown;	/* show was called: before, the display keeps what it shows */
	bool lost;	/* as last reported */
	bool confirmed; /* the display holds text[] as far as is known */
	uint32_t tag;	/* of the newest text */
	uint16_t text[LED_REGISTERS_MAX];
	bool blinks, scrolls;
	enum display_colour colour; /* DISPLAY_PLAIN: its own */
	unsigned brightness_percent;
	unsigned shine_waits; /* bits of enum led_shine that are still to be written */
	uint32_t shine_tag;
};

/** @p line: zeroed but for context, health, settings and number. 0 or -errno; -ENOSPC: the bus is
 *  full. */
int led_line_open(struct led_line *line, struct event_base *base);
void led_line_close(struct led_line *line);
void led_line_show(struct led_line *line, const char *text, enum display_effect effect,
		   enum display_colour colour);
/** Of its own brightness; only the first line of a panel has a register for it. */
void led_line_brightness(struct led_line *line, unsigned percent);

#endif
