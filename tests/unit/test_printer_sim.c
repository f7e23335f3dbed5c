/* The simulated printer's manners: what is answered at once, what waits for the paper, what is
 * lost. */
#include "check.h"
#include "loop_until.h"
#include "printer_sim.h"

struct host {
	uint8_t bytes[256];
	size_t count, wanted;
	bool held;
	unsigned holds;
};

static struct sim_clock fast, slow;
static struct printer_sim printer;
static struct host host;

static int host_send(void *context, const uint8_t *bytes, size_t count)
{
	struct host *end = context;
	for (size_t i = 0; i < count && end->count < sizeof end->bytes; i++)
		end->bytes[end->count++] = bytes[i];
	return 0;
}

static void host_hold(void *context, bool held)
{
	struct host *end = context;
	end->held = held;
	end->holds++;
}

static bool host_has(void *context)
{
	const struct host *end = context;
	return end->count >= end->wanted;
}

static void start(struct event_base *base, const struct sim_clock *clock,
		  enum printer_sim_flow flow)
{
	const struct printer_sim_owner owner = { &host, host_send, host_hold };
	memset(&host, 0, sizeof host);
	memset(&printer, 0, sizeof printer);
	CHECK(printer_sim_init(&printer, base, PAPER_WIDTH_80_DOTS, flow, clock, &owner) == 0);
}

static void text(const char *bytes)
{
	printer_sim_receive(&printer, (const uint8_t *)bytes, strlen(bytes));
}

static void ask_real_time(uint8_t n)
{
	const uint8_t bytes[3] = { 0x10, 0x04, n };
	host.count = 0;
	printer_sim_receive(&printer, bytes, sizeof bytes);
}

static uint8_t status(uint8_t n)
{
	ask_real_time(n);
	CHECK(host.count == 1);
	return host.bytes[0];
}

/* Asks GS r 1 and waits for the answer, so everything before it is out. */
static void settle(struct event_base *base)
{
	host.count = 0;
	host.wanted = 1;
	text("\x1Dr\x01");
	CHECK(loop_until(base, host_has, &host));
}

static void a_ticket_is_cut_and_kept(struct event_base *base)
{
	start(base, &fast, SIM_FLOW_NONE);
	CHECK(printer_sim_ticket(&printer, 0) == NULL);
	text("\x1B@\x1C&"
	     "A012\xBA\xC5\n\x1DVB\x10");
	settle(base);
	CHECK(host.bytes[0] == 0);
	const struct printer_sim_ticket *ticket = printer_sim_ticket(&printer, 0);
	CHECK(ticket != NULL && ticket->cut && ticket->number == 1);
	CHECK_TEXT(ticket->text, "A012号\n");
	for (int i = 0; i < 3; i++) /* polls between tickets are no part of them */
		ask_real_time(1);
	text("\x1B@B\n\x1DVA");
	printer_sim_receive(&printer, (const uint8_t *)"", 1); /* the zero of the cut */
	settle(base);
	ticket = printer_sim_ticket(&printer, 2);
	CHECK(ticket != NULL && printer_sim_ticket(&printer, 3) == NULL);
	CHECK_TEXT(ticket->text, "B\n");
	CHECK(ticket->length == 3 + 4 + 4); /* GS r of before, ESC @ B LF, GS V A 0 */
	CHECK(printer_sim_ticket(&printer, -1)->number == 1);
	printer_sim_finish(&printer);
}

static void status_bytes_are_those_of_the_manual(struct event_base *base)
{
	start(base, &fast, SIM_FLOW_NONE);
	CHECK(status(1) == 0x16 && status(2) == 0x12 && status(3) == 0x12 && status(4) == 0x12);
	printer.paper_state = SIM_PAPER_NEAR_END;
	CHECK(status(1) == 0x16 && status(4) == 0x1E);
	printer.paper_state = SIM_PAPER_OUT;
	CHECK(status(1) == 0x1E && status(2) == 0x32 && status(4) == 0x7E);
	printer.paper_state = SIM_PAPER_OK;
	printer.cover_open = true;
	CHECK(status(1) == 0x1E && status(2) == 0x16);
	printer.cover_open = false;
	printer.faults.unrecoverable = true;
	CHECK(status(2) == 0x52 && status(3) == 0x32);
	for (int i = 0; i < 5; i++)
		ask_real_time((uint8_t)(i == 0 ? 0 : 5)); /* no such status: no answer */
	CHECK(host.count == 0);
	printer_sim_finish(&printer);
}

static void real_time_questions_are_answered_in_the_middle_of_a_picture(struct event_base *base)
{
	/* a slow mechanism: 400 rows take a third of a second */
	start(base, &slow, SIM_FLOW_NONE);
	const uint8_t head[8] = { 0x1D, 'v', '0', 0, 8, 0, 0x90, 0x01 };
	uint8_t rows[400 * 8] = { 0 };
	printer_sim_receive(&printer, head, sizeof head);
	printer_sim_receive(&printer, rows, 100 * 8);
	CHECK(status(1) == 0x16);
	/* the three bytes are part of the picture too */
	printer_sim_receive(&printer, rows, sizeof rows - 100 * 8 - 3);
	int64_t before = sim_monotonic_us();
	text("\n\x1DVB\x10");
	host.count = 0;
	text("\x1Dr\x01");
	CHECK(host.count == 0); /* GS r waits for the mechanism, DLE EOT does not */
	CHECK(status(4) == 0x12);
	host.wanted = 2;
	CHECK(loop_until(base, host_has, &host));
	CHECK(sim_monotonic_us() - before >= 300000);
	CHECK_TEXT(printer_sim_ticket(&printer, 0)->text, "[64x400]\n\n");
	printer_sim_finish(&printer);
}

static void paper_that_runs_out_stops_the_ticket_until_there_is_more(struct event_base *base)
{
	start(base, &fast, SIM_FLOW_NONE);
	printer.paper_left_dots = 60; /* two lines */
	text("one\ntwo\nthree\n\x1DVB\x10\x1Dr\x01");
	loop_for(base, 30);
	CHECK(host.count == 0 && printer_sim_ticket(&printer, 0) == NULL);
	CHECK_TEXT(printer.paper.text, "one\ntwo\n");
	CHECK(status(2) == 0x32 && status(4) == 0x7E);
	printer.paper_state = SIM_PAPER_OK;
	printer.paper_left_dots = -1;
	host.count = 0;
	host.wanted = 1;
	printer_sim_changed(&printer);
	CHECK(loop_until(base, host_has, &host) && host.bytes[0] == 0);
	CHECK_TEXT(printer_sim_ticket(&printer, 0)->text, "one\ntwo\nthree\n");
	printer_sim_finish(&printer);
}

static void a_jammed_cutter_recovers_by_command(struct event_base *base)
{
	start(base, &fast, SIM_FLOW_NONE);
	printer.faults.cutter_error = true;
	text("one\n\x1DVB\x10\x1Dr\x01");
	loop_for(base, 30);
	CHECK(host.count == 0 && status(2) == 0x52 && status(3) == 0x1A);
	printer.faults.cutter_error = false;
	CHECK(status(3) == 0x1A); /* it stays jammed until it is told to go on */
	host.count = 0;
	host.wanted = 1;
	printer_sim_receive(&printer, (const uint8_t[]){ 0x10, 0x05, 1 }, 3);
	CHECK(loop_until(base, host_has, &host));
	CHECK(printer_sim_ticket(&printer, 0)->cut);
	/* DLE ENQ 2 throws the ticket away */
	printer.faults.cutter_error = true;
	text("two\n\x1DVB\x10");
	loop_for(base, 30);
	printer.faults.cutter_error = false;
	printer_sim_receive(&printer, (const uint8_t[]){ 0x10, 0x05, 2 }, 3);
	CHECK(!printer_sim_ticket(&printer, 0)->cut && status(3) == 0x12);
	printer_sim_finish(&printer);
}

static void changes_are_told_when_asb_is_on(struct event_base *base)
{
	start(base, &fast, SIM_FLOW_NONE);
	printer.cover_open = true;
	printer_sim_changed(&printer);
	CHECK(host.count == 0); /* not asked for */
	printer.cover_open = false;
	printer_sim_changed(&printer);
	text("\x1D"
	     "a\xFF");
	host.wanted = 4;
	CHECK(loop_until(base, host_has, &host));
	CHECK(memcmp(host.bytes, (uint8_t[]){ 0x14, 0, 0, 0x0F }, 4) == 0);
	host.count = 0;
	printer.cover_open = true;
	printer.paper_state = SIM_PAPER_OUT;
	printer_sim_changed(&printer);
	CHECK(host.count == 4);
	CHECK(memcmp(host.bytes, (uint8_t[]){ 0x3C, 0, 0x0F, 0x0F }, 4) == 0);
	printer_sim_finish(&printer);
}

static void a_full_buffer_loses_stops_or_warns_as_its_flow_control_says(struct event_base *base)
{
	uint8_t line[512];
	memset(line, 'x', sizeof line);
	start(base, &fast, SIM_FLOW_NONE);
	printer.cover_open = true;
	for (int i = 0; i < 9; i++)
		printer_sim_receive(&printer, line, sizeof line);
	CHECK(printer.statistics.lost == sizeof line && printer_sim_room(&printer) == 0);
	CHECK(status(2) == 0x16); /* real time even then */
	printer_sim_finish(&printer);

	start(base, &fast, SIM_FLOW_HOLD);
	printer.cover_open = true;
	for (int i = 0; i < 8 && !host.held; i++)
		printer_sim_receive(&printer, line, sizeof line);
	CHECK(host.held && printer.statistics.lost == 0);
	printer.cover_open = false;
	printer_sim_changed(&printer);
	loop_for(base, 50);
	CHECK(!host.held && host.holds == 2);
	printer_sim_finish(&printer);

	start(base, &fast, SIM_FLOW_XON_XOFF);
	printer.cover_open = true;
	for (int i = 0; i < 8 && host.count == 0; i++)
		printer_sim_receive(&printer, line, sizeof line);
	CHECK(host.count == 1 && host.bytes[0] == 0x13);
	printer.cover_open = false;
	printer_sim_changed(&printer);
	host.wanted = 2;
	CHECK(loop_until(base, host_has, &host) && host.bytes[1] == 0x11);
	printer_sim_finish(&printer);
}

static void a_power_cut_tears_the_ticket(struct event_base *base)
{
	start(base, &fast, SIM_FLOW_NONE);
	text("\x1C&half\na ticket\n");
	settle(base);
	printer_sim_power(&printer, false);
	const struct printer_sim_ticket *ticket = printer_sim_ticket(&printer, 0);
	CHECK(ticket != NULL && !ticket->cut);
	CHECK_TEXT(ticket->text, "half\na ticket\n");
	host.count = 0;
	text("\x10\x04\x01");
	CHECK(host.count == 0 && !printer_sim_online(&printer));
	printer_sim_power(&printer, true);
	CHECK(status(1) == 0x16 && !printer.reader.style.chinese);
	printer_sim_finish(&printer);
}

static void silent_and_late_printers_print_all_the_same(struct event_base *base)
{
	start(base, &fast, SIM_FLOW_NONE);
	printer.faults.silence = true;
	text("one\n\x1DVB\x10\x1Dr\x01\x10\x04\x01");
	loop_for(base, 30);
	CHECK(host.count == 0 && printer_sim_ticket(&printer, 0) != NULL);
	printer.faults.silence = false;
	printer.faults.late_ms = 40;
	int64_t before = sim_monotonic_us();
	text("\x10\x04\x01\x10\x04\x02");
	host.wanted = 2;
	CHECK(host.count == 0 && loop_until(base, host_has, &host));
	CHECK(sim_monotonic_us() - before >= 40000);
	CHECK(host.bytes[0] == 0x16 && host.bytes[1] == 0x12);
	printer_sim_finish(&printer);
}

static void answers_in_pieces_keep_their_order(struct event_base *base)
{
	start(base, &fast, SIM_FLOW_NONE);
	printer.faults.split_ms = 10;
	int64_t before = sim_monotonic_us();
	text("\x1D\x61\x0E\x10\x04\x04"); /* GS a: a group of four at once; DLE EOT 4 */
	host.wanted = 5;
	CHECK(loop_until(base, host_has, &host));
	CHECK(sim_monotonic_us() - before >= 20000);
	CHECK(host.count == 5);
	host.count = 0;
	host.wanted = 1;
	text("\x10\x04\x01");
	CHECK(loop_until(base, host_has, &host) && host.bytes[0] == 0x16);
	printer_sim_finish(&printer);
}

static void a_mute_printer_answers_real_time_questions_only(struct event_base *base)
{
	start(base, &fast, SIM_FLOW_NONE);
	printer.faults.mute = true;
	text("one\n\x1DVB\x10\x1Dr\x01");
	loop_for(base, 30);
	CHECK(host.count == 0 && printer_sim_ticket(&printer, 0) != NULL);
	CHECK(status(1) == 0x16);
	printer.faults.mute = false;
	settle(base);
	printer_sim_finish(&printer);
}

static void a_reboot_in_the_middle_tears_the_ticket_and_forgets_the_settings(
	struct event_base *base)
{
	start(base, &fast, SIM_FLOW_NONE);
	text("\x1B@\x1C&first\n");
	loop_for(base, 10);
	printer.faults.reboot_after = 5;
	text("second\n\x1DVB\x10");
	settle(base);
	const struct printer_sim_ticket *torn = printer_sim_ticket(&printer, 1);
	CHECK(torn != NULL && !torn->cut && strstr(torn->text, "second") == NULL);
	const struct printer_sim_ticket *rest = printer_sim_ticket(&printer, 2);
	CHECK(rest != NULL && rest->cut && strcmp(rest->text, "d\n") == 0);
	CHECK(!printer.reader.style.chinese && printer.faults.reboot_after == 0);
	printer_sim_finish(&printer);
}

int main(void)
{
	struct event_base *base = event_base_new();
	sim_clock_init(&fast, 1000000, 1000);
	sim_clock_init(&slow, 1000000, 1);
	a_ticket_is_cut_and_kept(base);
	status_bytes_are_those_of_the_manual(base);
	real_time_questions_are_answered_in_the_middle_of_a_picture(base);
	paper_that_runs_out_stops_the_ticket_until_there_is_more(base);
	a_jammed_cutter_recovers_by_command(base);
	changes_are_told_when_asb_is_on(base);
	a_full_buffer_loses_stops_or_warns_as_its_flow_control_says(base);
	a_power_cut_tears_the_ticket(base);
	silent_and_late_printers_print_all_the_same(base);
	answers_in_pieces_keep_their_order(base);
	a_mute_printer_answers_real_time_questions_only(base);
	a_reboot_in_the_middle_tears_the_ticket_and_forgets_the_settings(base);
	event_base_free(base);
	return check_result();
}
