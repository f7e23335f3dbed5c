/* A 58 or 80 mm ticket printer: a receive buffer of 4 KB, a mechanism with a speed, paper, a cover,
 * a cutter, and the status answers that a driver lives on. Real-time commands are answered as they
 * arrive, even in the middle of a picture; all others in the order of the buffer, and only while
 * the printer is on line. Written apart from the driver; knows no wire. Sources: Epson ESC/POS
 * command reference (DLE EOT, DLE ENQ, GS a, GS r), Citizen CT-S310 manual (how answers are told
 * apart), BT-532C manual (GS r waits while paper is out). */
#ifndef JIAOHAO_PRINTER_SIM_H
#define JIAOHAO_PRINTER_SIM_H

#include "printer_paper.h"
#include "sim_clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct event;

enum {
	PRINTER_SIM_BUFFER_MAX = 4096,
	PRINTER_SIM_SPEED_MM_S = 150,
	PRINTER_SIM_CUT_MS = 200,
	PRINTER_SIM_TICKETS_MAX = 20000,       /* texts kept; then the oldest goes */
	PRINTER_SIM_BYTES_KEPT = 64,	       /* of so many last tickets the bytes too */
	PRINTER_SIM_TICKET_BYTES_MAX = 262144, /* bytes of one ticket that are kept */
	PRINTER_SIM_ANSWERS_MAX = 64,	       /* waiting answers (late_ms); more are lost */
	/* With XON/XOFF or RTS/CTS the host is stopped when the buffer is this full, and let go
	 * again when it has emptied to the second value. */
	PRINTER_SIM_STOP_AT = PRINTER_SIM_BUFFER_MAX - 512,
	PRINTER_SIM_GO_AT = PRINTER_SIM_BUFFER_MAX / 2,
};

enum printer_sim_paper { SIM_PAPER_OK, SIM_PAPER_NEAR_END, SIM_PAPER_OUT };
enum printer_sim_flow { SIM_FLOW_NONE, SIM_FLOW_HOLD, SIM_FLOW_XON_XOFF };

/* All zero is a healthy printer. */
struct printer_sim_faults {
	bool silence;	    /* prints, but answers nothing */
	unsigned late_ms;   /* real time before every answer */
	unsigned split_ms;  /* real time between the bytes of one answer */
	bool mute;	    /* answers real-time commands, but not GS r and ESC v */
	bool cutter_error;  /* the next cut jams, and every one after a recovery too */
	bool offline;	    /* somebody pressed the button: off line */
	bool unrecoverable; /* head or voltage: off line until it is mended */
	unsigned reboot_after; /* so many bytes more, then the power fails for a moment; 0: never */
};

struct printer_sim_owner {
	void *context;
	/** Bytes for the host; 0, or negative: the line is full, they are lost. */
	int (*send)(void *context, const uint8_t *bytes, size_t count);
	/** With flow control only: the host was told to stop, or to go on. A host that obeys sends
	 *  nothing until then. */
	void (*hold)(void *context, bool held);
};

struct printer_sim_ticket {
	unsigned number; /* from 1 */
	int64_t time_us; /* hall clock, when it was cut or torn */
	bool cut;	 /* false: power went or the buffer was cleared in the middle of it */
	char *text;
	struct escpos_style style; /* the printer's settings at its first byte */
	uint8_t *bytes;		   /* NULL: no longer kept */
	size_t length;
};

struct printer_sim_statistics {
	uint64_t received, lost, real_time, cuts, torn;
};

struct printer_sim {
	struct event_base *base;
	struct printer_sim_owner owner;
	const struct sim_clock *clock;
	struct printer_sim_faults faults;
	struct printer_sim_statistics statistics;
	struct escpos_reader reader;
	struct printer_paper paper; /* the sheet being printed */

	bool power;
	bool cover_open;
	enum printer_sim_paper paper_state;
	int64_t paper_left_dots; /* below zero: not counted */
	bool cutter_jammed;
	uint8_t auto_status; /* GS a */

	uint8_t buffer[PRINTER_SIM_BUFFER_MAX];
	size_t head, count;
	enum printer_sim_flow flow;
	bool stopped;	   /* the host was told to wait */
	uint8_t recent[3]; /* the last bytes that arrived, for real-time commands */

	int64_t mechanism_free_us;	 /* real time */
	struct escpos_operation waiting; /* read, but the mechanism must come to rest first */
	struct event *run_timer, *answer_timer;
	struct {
		int64_t due_us;
		uint8_t length, bytes[16];
	} answers[PRINTER_SIM_ANSWERS_MAX];
	size_t answer_count;

	struct escpos_style ticket_style;
	uint8_t *ticket_bytes; /* of the sheet being printed */
	size_t ticket_length;
	struct printer_sim_ticket *tickets; /* a ring */
	size_t ticket_head, ticket_count;
	unsigned last_number;
};

/** @p printer is zeroed by the caller and stays in place. 0 or -errno. */
int printer_sim_init(struct printer_sim *printer, struct event_base *base, unsigned width_dots,
		     enum printer_sim_flow flow, const struct sim_clock *clock,
		     const struct printer_sim_owner *owner);
void printer_sim_finish(struct printer_sim *printer);
/** Bytes from the host. What does not fit into the buffer is lost, as on a line without flow
 *  control. */
void printer_sim_receive(struct printer_sim *printer, const uint8_t *bytes, size_t count);
/** How many bytes the buffer has room for. */
size_t printer_sim_room(const struct printer_sim *printer);
/** Call after faults, cover_open, paper_state or paper_left_dots were changed: printing goes on or
 *  stops, and ASB tells the host. */
void printer_sim_changed(struct printer_sim *printer);
/** Power off drops the buffer and tears the sheet; on starts with default settings. */
void printer_sim_power(struct printer_sim *printer, bool on);
bool printer_sim_online(const struct printer_sim *printer);
/** The answer to DLE EOT @p n (1 … 4). */
uint8_t printer_sim_status(const struct printer_sim *printer, int n);
/** Ticket @p number (from 1; 0: the last, -1: the one before …), or NULL. */
const struct printer_sim_ticket *printer_sim_ticket(const struct printer_sim *printer, int number);

#endif
