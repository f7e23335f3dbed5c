/* The printer's controller: buffer, status, mechanism. */
#include "printer_sim.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

enum { DLE = 0x10, EOT = 0x04, ENQ = 0x05, XON = 0x11, XOFF = 0x13 };

/* The mechanism may run this far behind before the reader waits for it. */
enum { AHEAD_US = 2000 };

/* Bits of the status answers (Epson, DLE EOT n). */
enum {
	STATUS_FIXED = 0x12,
	EOT1_DRAWER_HIGH = 0x04,
	EOT1_OFFLINE = 0x08,
	EOT2_COVER_OPEN = 0x04,
	EOT2_PAPER_END = 0x20,
	EOT2_ERROR = 0x40,
	EOT3_CUTTER = 0x08,
	EOT3_UNRECOVERABLE = 0x20,
	EOT4_NEAR_END = 0x0C,
	EOT4_END = 0x60,
	ASB1_FIXED = 0x10,
	ASB1_DRAWER_HIGH = 0x04,
	ASB1_OFFLINE = 0x08,
	ASB1_COVER_OPEN = 0x20,
	ASB2_CUTTER = 0x08,
	ASB2_UNRECOVERABLE = 0x20,
	ASB3_NEAR_END = 0x03,
	ASB3_END = 0x0C,
	ASB4_FIXED = 0x0F,
};

static bool has_error(const struct printer_sim *printer)
{
	return printer->cutter_jammed || printer->faults.unrecoverable;
}

bool printer_sim_online(const struct printer_sim *printer)
{
	return printer->power && !printer->cover_open && !printer->faults.offline &&
	       printer->paper_state != SIM_PAPER_OUT && !has_error(printer);
}

uint8_t printer_sim_status(const struct printer_sim *printer, int n)
{
	unsigned status = STATUS_FIXED;
	switch (n) {
	case 1:
		status |= EOT1_DRAWER_HIGH | (printer_sim_online(printer) ? 0 : EOT1_OFFLINE);
		break;
	case 2:
		status |= (printer->cover_open ? EOT2_COVER_OPEN : 0) |
			  (printer->paper_state == SIM_PAPER_OUT ? EOT2_PAPER_END : 0) |
			  (has_error(printer) ? EOT2_ERROR : 0);
		break;
	case 3:
		status |= (printer->cutter_jammed ? EOT3_CUTTER : 0) |
			  (printer->faults.unrecoverable ? EOT3_UNRECOVERABLE : 0);
		break;
	default:
		status |= (printer->paper_state != SIM_PAPER_OK ? EOT4_NEAR_END : 0) |
			  (printer->paper_state == SIM_PAPER_OUT ? EOT4_END : 0);
		break;
	}
	return (uint8_t)status;
}

static void answers_arm(struct printer_sim *printer)
{
	if (printer->answer_count == 0)
		return;
	int64_t wait_us = printer->answers[0].due_us - sim_monotonic_us();
	if (wait_us < 0)
		wait_us = 0;
	struct timeval wait = { .tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000 };
	event_add(printer->answer_timer, &wait);
}

static void answer_due(evutil_socket_t fd, short what, void *arg)
{
	struct printer_sim *printer = arg;
	(void)fd;
	(void)what;
	while (printer->answer_count > 0 && printer->answers[0].due_us <= sim_monotonic_us()) {
		printer->owner.send(printer->owner.context, printer->answers[0].bytes,
				    printer->answers[0].length);
		memmove(printer->answers, printer->answers + 1,
			--printer->answer_count * sizeof *printer->answers);
	}
	answers_arm(printer);
}

static void answer_later(struct printer_sim *printer, const uint8_t *bytes, uint8_t length,
			 int64_t due_us)
{
	if (printer->answer_count == PRINTER_SIM_ANSWERS_MAX)
		return;
	size_t i = printer->answer_count++;
	if (i > 0 && due_us < printer->answers[i - 1].due_us)
		due_us = printer->answers[i - 1].due_us; /* answers never overtake each other */
	printer->answers[i].due_us = due_us;
	printer->answers[i].length = length;
	memcpy(printer->answers[i].bytes, bytes, length);
}

static void answer(struct printer_sim *printer, const uint8_t *bytes, uint8_t length)
{
	const struct printer_sim_faults *faults = &printer->faults;
	int64_t due_us = sim_monotonic_us() + (int64_t)faults->late_ms * 1000;
	if (faults->silence || !printer->power)
		return;
	if (faults->late_ms == 0 && faults->split_ms == 0 && printer->answer_count == 0) {
		printer->owner.send(printer->owner.context, bytes, length);
		return;
	}
	if (faults->split_ms == 0) {
		answer_later(printer, bytes, length, due_us);
	} else {
		for (uint8_t i = 0; i < length; i++)
			answer_later(printer, bytes + i, 1,
				     due_us + (int64_t)i * faults->split_ms * 1000);
	}
	answers_arm(printer);
}

static void answer_byte(struct printer_sim *printer, unsigned byte)
{
	uint8_t bytes[1] = { (uint8_t)byte };
	answer(printer, bytes, 1);
}

static void send_auto_status(struct printer_sim *printer)
{
	uint8_t bytes[4] = { ASB1_FIXED | ASB1_DRAWER_HIGH, 0, 0, ASB4_FIXED };
	if (!printer_sim_online(printer))
		bytes[0] |= ASB1_OFFLINE;
	if (printer->cover_open)
		bytes[0] |= ASB1_COVER_OPEN;
	if (printer->cutter_jammed)
		bytes[1] |= ASB2_CUTTER;
	if (printer->faults.unrecoverable)
		bytes[1] |= ASB2_UNRECOVERABLE;
	if (printer->paper_state != SIM_PAPER_OK)
		bytes[2] |= ASB3_NEAR_END;
	if (printer->paper_state == SIM_PAPER_OUT)
		bytes[2] |= ASB3_END;
	answer(printer, bytes, sizeof bytes);
}

static void ticket_free(struct printer_sim_ticket *ticket)
{
	free(ticket->text);
	free(ticket->bytes);
	memset(ticket, 0, sizeof *ticket);
}

static struct printer_sim_ticket *ticket_at(const struct printer_sim *printer, size_t index)
{
	return &printer->tickets[(printer->ticket_head + index) % PRINTER_SIM_TICKETS_MAX];
}

/* The sheet leaves the printer: keep what is on it. */
static void ticket_ends(struct printer_sim *printer, bool cut)
{
	if (printer->ticket_count == PRINTER_SIM_TICKETS_MAX) {
		ticket_free(ticket_at(printer, 0));
		printer->ticket_head = (printer->ticket_head + 1) % PRINTER_SIM_TICKETS_MAX;
		printer->ticket_count--;
	}
	struct printer_sim_ticket *ticket = ticket_at(printer, printer->ticket_count++);
	if (printer->ticket_count > PRINTER_SIM_BYTES_KEPT) {
		struct printer_sim_ticket *old =
			ticket_at(printer, printer->ticket_count - 1 - PRINTER_SIM_BYTES_KEPT);
		free(old->bytes);
		old->bytes = NULL;
	}
	ticket->number = ++printer->last_number;
	ticket->time_us = sim_clock_now(printer->clock);
	ticket->cut = cut;
	ticket->text = strdup(printer->paper.text);
	ticket->style = printer->ticket_style;
	ticket->bytes = malloc(printer->ticket_length + 1);
	ticket->length = printer->ticket_length;
	if (ticket->bytes != NULL)
		memcpy(ticket->bytes, printer->ticket_bytes, printer->ticket_length);
	printer->statistics.cuts += cut;
	printer->statistics.torn += !cut;
	printer->ticket_length = 0;
	printer->ticket_style = printer->reader.style;
	printer_paper_clear(&printer->paper);
}

static void buffer_clear(struct printer_sim *printer)
{
	printer->count = 0;
	printer->waiting.kind = ESCPOS_MORE;
	if (printer->paper.rows > 0 || printer->paper.cell_count > 0)
		ticket_ends(printer, false);
	escpos_reader_reset(&printer->reader);
	printer->ticket_length = 0;
	printer->ticket_style = printer->reader.style;
	printer_paper_clear(&printer->paper);
}

static void mechanism_move(struct printer_sim *printer, unsigned dots)
{
	int64_t now = sim_monotonic_us();
	if (printer->mechanism_free_us < now)
		printer->mechanism_free_us = now;
	printer->mechanism_free_us += (int64_t)dots * 1000000 /
				      (PRINTER_SIM_SPEED_MM_S * PAPER_DOTS_PER_MM) /
				      printer->clock->rate;
	if (printer->paper_left_dots < 0)
		return;
	printer->paper_left_dots -= dots;
	if (printer->paper_left_dots <= 0) {
		printer->paper_left_dots = 0;
		printer->paper_state = SIM_PAPER_OUT;
		printer_sim_changed(printer);
	}
}

static void cut(struct printer_sim *printer)
{
	if (printer->faults.cutter_error) {
		printer->cutter_jammed = true; /* the sheet hangs on; a recovery cuts it */
		printer_sim_changed(printer);
		return;
	}
	printer->mechanism_free_us =
		sim_monotonic_us() + PRINTER_SIM_CUT_MS * 1000 / printer->clock->rate;
	printer->waiting.kind = ESCPOS_MORE;
	ticket_ends(printer, true);
}

/* These wait until what was printed before them is out. */
static bool needs_rest(enum escpos_operation_kind kind)
{
	return kind == ESCPOS_CUT || kind == ESCPOS_PAPER || kind == ESCPOS_DRAWER;
}

static void do_rested(struct printer_sim *printer)
{
	enum escpos_operation_kind kind = printer->waiting.kind;
	if (kind == ESCPOS_CUT) {
		cut(printer);
		return;
	}
	printer->waiting.kind = ESCPOS_MORE;
	if (printer->faults.mute)
		return;
	if (kind == ESCPOS_PAPER)
		answer_byte(printer,
			    printer->paper_state == SIM_PAPER_NEAR_END ? ASB3_NEAR_END : 0);
	else
		answer_byte(printer, 1); /* GS r 2: the drawer's switch is high */
}

/* GS I 65 … 67: the printer introduces itself, as "_text" with a zero byte; below: one byte. */
static void identify(struct printer_sim *printer, unsigned n)
{
	static const uint8_t firmware[] = "_1.0", maker[] = "_JIAOHAO", model[] = "_SIM";
	if (n == 65)
		answer(printer, firmware, sizeof firmware);
	else if (n == 66)
		answer(printer, maker, sizeof maker);
	else if (n == 67)
		answer(printer, model, sizeof model);
	else
		answer_byte(printer, 0x20);
}

static void do_operation(struct printer_sim *printer, const struct escpos_operation *operation)
{
	unsigned moved = printer_paper_do(&printer->paper, &printer->reader.style, operation);
	if (moved > 0)
		mechanism_move(printer, moved);
	if (operation->kind == ESCPOS_IDENTIFY) {
		identify(printer, operation->argument);
	} else if (operation->kind == ESCPOS_AUTO_STATUS) {
		printer->auto_status = (uint8_t)operation->argument;
		if (printer->auto_status != 0)
			send_auto_status(printer);
	} else if (operation->kind == ESCPOS_REAL_TIME) {
		/* Polls between tickets are no part of the next one. */
		printer->ticket_length -=
			operation->argument <= printer->ticket_length ? operation->argument : 0;
	} else if (needs_rest(operation->kind)) {
		printer->waiting = *operation;
	}
}

static void host_stop(struct printer_sim *printer, bool stop)
{
	if (printer->stopped == stop || printer->flow == SIM_FLOW_NONE)
		return;
	printer->stopped = stop;
	if (printer->flow == SIM_FLOW_XON_XOFF)
		answer_byte(printer, stop ? XOFF : XON);
	printer->owner.hold(printer->owner.context, stop);
}

/* Work through the buffer as far as the mechanism allows. */
static void run(struct printer_sim *printer)
{
	struct escpos_operation operation;
	while (printer_sim_online(printer)) {
		int64_t now = sim_monotonic_us();
		bool rest = printer->waiting.kind != ESCPOS_MORE;
		if (!rest && printer->count == 0)
			break;
		int64_t wait_us = printer->mechanism_free_us - now - (rest ? 0 : AHEAD_US);
		if (wait_us > 0) {
			struct timeval wait = { .tv_sec = wait_us / 1000000,
						.tv_usec = wait_us % 1000000 };
			event_add(printer->run_timer, &wait);
			break;
		}
		if (rest) {
			do_rested(printer);
			continue;
		}
		uint8_t byte = printer->buffer[printer->head];
		printer->head = (printer->head + 1) % PRINTER_SIM_BUFFER_MAX;
		printer->count--;
		if (printer->ticket_length < PRINTER_SIM_TICKET_BYTES_MAX)
			printer->ticket_bytes[printer->ticket_length++] = byte;
		if (escpos_reader_feed(&printer->reader, byte, &operation) != ESCPOS_MORE)
			do_operation(printer, &operation);
	}
	if (printer->stopped && printer->count <= PRINTER_SIM_GO_AT)
		host_stop(printer, false);
}

static void run_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	run(arg);
}

/* DLE EOT n, DLE ENQ n: done on arrival, wherever they stand. */
static void real_time(struct printer_sim *printer, uint8_t byte)
{
	uint8_t *recent = printer->recent;
	recent[0] = recent[1];
	recent[1] = recent[2];
	recent[2] = byte;
	if (recent[0] != DLE)
		return;
	if (recent[1] == EOT && byte >= 1 && byte <= 4) {
		printer->statistics.real_time++;
		answer_byte(printer, printer_sim_status(printer, byte));
	} else if (recent[1] == ENQ && (byte == 1 || byte == 2) && printer->cutter_jammed) {
		printer->statistics.real_time++;
		printer->cutter_jammed = false;
		if (byte == 2)
			buffer_clear(printer);
		printer_sim_changed(printer);
	}
}

void printer_sim_receive(struct printer_sim *printer, const uint8_t *bytes, size_t count)
{
	printer->statistics.received += count;
	if (!printer->power) {
		printer->statistics.lost += count;
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (printer->count == PRINTER_SIM_BUFFER_MAX) {
			printer->statistics.lost++;
		} else {
			size_t at = (printer->head + printer->count) % PRINTER_SIM_BUFFER_MAX;
			printer->buffer[at] = bytes[i];
			printer->count++;
		}
		real_time(printer, bytes[i]);
		if (printer->faults.reboot_after > 0 && --printer->faults.reboot_after == 0) {
			printer_sim_power(printer, false);
			printer_sim_power(printer, true);
		}
	}
	if (printer->count >= PRINTER_SIM_STOP_AT)
		host_stop(printer, true);
	run(printer);
}

size_t printer_sim_room(const struct printer_sim *printer)
{
	return PRINTER_SIM_BUFFER_MAX - printer->count;
}

void printer_sim_changed(struct printer_sim *printer)
{
	struct timeval now = { 0 };
	if (printer->auto_status != 0)
		send_auto_status(printer);
	event_add(printer->run_timer, &now);
}

void printer_sim_power(struct printer_sim *printer, bool on)
{
	if (printer->power == on)
		return;
	if (!on) {
		buffer_clear(printer);
		host_stop(printer, false);
	}
	printer->power = on;
	printer->auto_status = 0;
	printer->cutter_jammed = false;
	printer->answer_count = 0;
	memset(printer->recent, 0, sizeof printer->recent);
}

const struct printer_sim_ticket *printer_sim_ticket(const struct printer_sim *printer, int number)
{
	int64_t first = (int64_t)printer->last_number - (int64_t)printer->ticket_count + 1;
	int64_t wanted = number > 0 ? number : (int64_t)printer->last_number + number;
	if (printer->ticket_count == 0 || wanted < first || wanted > printer->last_number)
		return NULL;
	return ticket_at(printer, (size_t)(wanted - first));
}

int printer_sim_init(struct printer_sim *printer, struct event_base *base, unsigned width_dots,
		     enum printer_sim_flow flow, const struct sim_clock *clock,
		     const struct printer_sim_owner *owner)
{
	printer->base = base;
	printer->owner = *owner;
	printer->clock = clock;
	printer->flow = flow;
	printer->power = true;
	printer->paper_left_dots = -1;
	int result = escpos_reader_init(&printer->reader);
	if (result < 0)
		return result;
	result = printer_paper_init(&printer->paper, width_dots, NULL);
	printer->ticket_style = printer->reader.style;
	printer->ticket_bytes = malloc(PRINTER_SIM_TICKET_BYTES_MAX);
	printer->tickets = calloc(PRINTER_SIM_TICKETS_MAX, sizeof *printer->tickets);
	printer->run_timer = evtimer_new(base, run_due, printer);
	printer->answer_timer = evtimer_new(base, answer_due, printer);
	if (result < 0 || printer->ticket_bytes == NULL || printer->tickets == NULL ||
	    printer->run_timer == NULL || printer->answer_timer == NULL) {
		printer_sim_finish(printer);
		return -ENOMEM;
	}
	return 0;
}

void printer_sim_finish(struct printer_sim *printer)
{
	if (printer->base == NULL)
		return;
	for (size_t i = 0; printer->tickets != NULL && i < printer->ticket_count; i++)
		ticket_free(ticket_at(printer, i));
	free(printer->tickets);
	free(printer->ticket_bytes);
	if (printer->run_timer != NULL)
		event_free(printer->run_timer);
	if (printer->answer_timer != NULL)
		event_free(printer->answer_timer);
	printer_paper_finish(&printer->paper);
	escpos_reader_finish(&printer->reader);
	printer->base = NULL;
}
