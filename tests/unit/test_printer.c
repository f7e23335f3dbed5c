/* The escpos driver against a printer that misbehaves on request. */
#include "check.h"
#include "fake_keys.h"
#include "port.h"
#include "printer_escpos.h"
#include "printer_trial.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static struct trial trial;
static struct print_page page;

static bool one_finished(const struct trial *t)
{
	return t->finished == 1;
}

static bool two_finished(const struct trial *t)
{
	return t->finished == 2;
}

static bool paper_is_out(const struct trial *t)
{
	return t->status.paper == PAPER_OUT;
}

static bool can_not_print(const struct trial *t)
{
	return !t->status.can_print;
}

static bool is_lost(const struct trial *t)
{
	return t->health == DEVICE_LOST;
}

static bool is_degraded(const struct trial *t)
{
	return t->health == DEVICE_DEGRADED;
}

static bool never(const struct trial *t)
{
	(void)t;
	return false;
}

static bool in_step(const struct trial *t)
{
	return t->cranky.asked_buffered == 1;
}

static bool text_has_come(const struct trial *t)
{
	return trial_count(t, "once-only") == 1;
}

static void a_ticket_is_printed_after_the_buffered_answer(void)
{
	trial_start(&trial, "answer", "none");
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK_TEXT(trial.detail, "ok");
	trial_page(&page, "号码 A012");
	CHECK(printer_escpos.print(trial.printer, &page, 77) == 0);
	CHECK(trial_until(&trial, one_finished, 5000));
	CHECK(trial.jobs[0] == 77 && trial.outcomes[0] == PRINT_OUTCOME_PRINTED);
	CHECK(trial.cranky.cuts == 1);
	CHECK(trial_count(&trial, "\xba\xc5\xc2\xeb A012\n") == 1); /* 号码 in GB18030 */
	trial_stop(&trial);
}

static void jobs_end_in_order_and_a_fifth_has_to_wait(void)
{
	trial_start(&trial, "answer", "none");
	trial_page(&page, "A");
	for (uint64_t job = 1; job <= PRINT_JOBS_MAX; job++)
		CHECK(printer_escpos.print(trial.printer, &page, job) == 0);
	CHECK(printer_escpos.print(trial.printer, &page, 5) == -EAGAIN);
	while (trial.finished < PRINT_JOBS_MAX && trial_until(&trial, never, 100) == false)
		if (trial.health == DEVICE_LOST)
			break;
	for (unsigned i = 0; i < PRINT_JOBS_MAX; i++)
		CHECK(trial.jobs[i] == i + 1 && trial.outcomes[i] == PRINT_OUTCOME_PRINTED);
	trial_stop(&trial);
}

static size_t most_held(const char *confirm, const char *flow)
{
	trial_start(&trial, confirm, flow);
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(strcmp(confirm, "none") == 0 || trial_until(&trial, in_step, 700));
	CHECK(!trial_until(&trial, never, 500));
	trial.cranky.held_max = 0;
	trial.cranky.faults.buffered_late_ms = 100;
	trial_page(&page, "A");
	memset(page.qr, 'q', sizeof page.qr - 1); /* the largest picture */
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(trial_until(&trial, one_finished, 8000));
	CHECK(trial.outcomes[0] == PRINT_OUTCOME_PRINTED);
	size_t held = trial.cranky.held_max;
	trial_stop(&trial);
	return held;
}

static void a_buffer_of_4_kb_never_gets_full(void)
{
	CHECK(most_held("answer", "none") <= 4096 - 512);
	CHECK(most_held("answer", "xon-xoff") <= 4096 - 512);
	CHECK(most_held("none", "xon-xoff") > 4096); /* so that the lines above can fail */
}

static void noise_is_skipped_and_one_wrong_byte_is_not_believed(void)
{
	struct device_statistics statistics;
	trial_start(&trial, "answer", "none");
	trial.cranky.faults.noise_bytes = 3;
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	trial.cranky.faults.noise_answers = 1;
	CHECK(!trial_until(&trial, paper_is_out, 1500));
	CHECK(trial.cranky.faults.noise_answers == 0);
	trial_page(&page, "A");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(trial_until(&trial, one_finished, 5000));
	CHECK(trial.outcomes[0] == PRINT_OUTCOME_PRINTED);
	printer_escpos.statistics(trial.printer, &statistics);
	CHECK(statistics.bad_frames > 0 && statistics.requests == 1);
	trial_stop(&trial);
}

static void paper_and_cover_are_told_and_heal(void)
{
	trial_start(&trial, "answer", "none");
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	trial.cranky.paper_near = true;
	CHECK(trial_until(&trial, is_degraded, 3000));
	CHECK_TEXT(trial.detail, "paper_near_end");
	CHECK(trial.status.can_print && trial.status.paper == PAPER_NEAR_END);
	trial.cranky.paper_out = true;
	CHECK(trial_until(&trial, paper_is_out, 3000));
	CHECK_TEXT(trial.detail, "paper_out");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == -ENODEV);
	trial.cranky.paper_out = trial.cranky.paper_near = false;
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK_TEXT(trial.detail, "ok");
	trial.cranky.cover_open = true;
	CHECK(trial_until(&trial, can_not_print, 3000));
	CHECK(trial.status.cover_open);
	CHECK_TEXT(trial.detail, "cover_open");
	trial.cranky.cover_open = false;
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(trial.finished == 0 && !trial.status.cover_open);
	trial_stop(&trial);
}

static void a_jammed_cutter_is_told_to_go_on(void)
{
	trial_start(&trial, "answer", "none");
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	trial.cranky.cutter_jammed = true;
	CHECK(trial_until(&trial, can_not_print, 3000));
	CHECK(!trial_until(&trial, never, 200));
	CHECK_TEXT(trial.detail, "cutter_error");
	CHECK(trial.cranky.recovered);
	trial_stop(&trial);
}

static void paper_that_ends_in_the_middle_leaves_the_outcome_unknown(void)
{
	trial_start(&trial, "answer", "none");
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	trial.cranky.faults.out_after = 200;
	trial_page(&page, "once-only");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(trial_until(&trial, one_finished, 5000));
	CHECK(trial.outcomes[0] == PRINT_OUTCOME_UNKNOWN);
	trial.cranky.paper_out = false;
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(!trial_until(&trial, two_finished, 1500));
	CHECK(trial_count(&trial, "once-only") == 1); /* never again by itself */
	trial_page(&page, "the next");
	CHECK(printer_escpos.print(trial.printer, &page, 2) == 0);
	CHECK(trial_until(&trial, two_finished, 8000));
	CHECK(trial.outcomes[1] == PRINT_OUTCOME_PRINTED);
	trial_stop(&trial);
}

static void a_printer_pulled_out_in_the_middle_never_prints_again_by_itself(void)
{
	trial_start(&trial, "answer", "none");
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(trial_until(&trial, in_step, 700));
	CHECK(!trial_until(&trial, never, 500));
	trial.cranky.faults.mute = true;
	trial_page(&page, "once-only");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(trial_until(&trial, text_has_come, 3000));
	cranky_printer_unplug(&trial.cranky);
	CHECK(trial_until(&trial, is_lost, 3000));
	CHECK_TEXT(trial.detail, "unplugged");
	CHECK(trial.finished == 1 && trial.outcomes[0] == PRINT_OUTCOME_UNKNOWN);
	CHECK(printer_escpos.print(trial.printer, &page, 2) == -ENODEV);
	trial.cranky.faults.mute = false;
	CHECK(cranky_printer_plug(&trial.cranky) == 0);
	CHECK(trial_until(&trial, trial_is_ready, 5000));
	CHECK(!trial_until(&trial, two_finished, 1000));
	CHECK(trial_count(&trial, "once-only") == 1);
	CHECK(printer_escpos.print(trial.printer, &page, 2) == 0);
	CHECK(trial_until(&trial, two_finished, 5000));
	CHECK(trial.outcomes[1] == PRINT_OUTCOME_PRINTED);
	trial_stop(&trial);
}

static void a_picture_that_broke_off_does_not_swallow_the_next_ticket(void)
{
	trial_start(&trial, "answer", "none");
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(trial_until(&trial, in_step, 700));
	CHECK(!trial_until(&trial, never, 500));
	trial.cranky.faults.unplug_after = 500;
	trial_page(&page, "the first");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(trial_until(&trial, is_lost, 3000));
	CHECK(trial.cranky.picture_left > 0 && trial.cranky.cuts == 0);
	CHECK(trial.finished == 1 && trial.outcomes[0] == PRINT_OUTCOME_UNKNOWN);
	CHECK(cranky_printer_plug(&trial.cranky) == 0);
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	trial_page(&page, "the next");
	CHECK(printer_escpos.print(trial.printer, &page, 2) == 0);
	CHECK(trial_until(&trial, two_finished, 3000));
	CHECK(trial.outcomes[1] == PRINT_OUTCOME_PRINTED);
	CHECK(trial_count(&trial, "the next\n") == 1 && trial.cranky.picture_left == 0);
	CHECK(trial.cranky.cuts == 2); /* what was left of the first was cut off before */
	trial_stop(&trial);
}

static void nothing_sent_is_a_failure(void)
{
	trial_start(&trial, "answer", "none");
	trial.cranky.paper_out = true;
	trial_page(&page, "A");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0); /* not known yet */
	CHECK(trial_until(&trial, one_finished, 3000));
	CHECK(trial.outcomes[0] == PRINT_OUTCOME_FAILED);
	CHECK(trial_count(&trial, "A\n") == 0);
	trial_stop(&trial);
}

static void a_silent_printer_is_lost_and_found_again(void)
{
	trial_start(&trial, "answer", "none");
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	trial.cranky.faults.silent = true;
	CHECK(trial_until(&trial, is_lost, 6000));
	CHECK_TEXT(trial.detail, "no_answer");
	CHECK(!trial.status.can_print && trial.status.paper == PAPER_UNKNOWN);
	trial.cranky.faults.silent = false;
	CHECK(trial_until(&trial, trial_is_ready, 6000));
	CHECK_TEXT(trial.detail, "ok");
	trial_stop(&trial);
}

static void a_printer_that_lacks_questions_still_works(void)
{
	trial_start(&trial, "answer", "none");
	trial.cranky.faults.lacks = 1u << 2 | 1u << 3;
	CHECK(trial_until(&trial, trial_is_ready, 12000));
	unsigned asked = trial.cranky.asked[3];
	CHECK(!trial_until(&trial, never, 1200));
	CHECK(trial.cranky.asked[3] == asked);
	trial_page(&page, "A");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(trial_until(&trial, one_finished, 5000));
	CHECK(trial.outcomes[0] == PRINT_OUTCOME_PRINTED);
	trial_stop(&trial);
}

static void without_confirmation_a_ticket_written_out_counts(void)
{
	trial_start(&trial, "none", "xon-xoff");
	trial.cranky.faults.silent = true;
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK_TEXT(trial.detail, "unconfirmed");
	CHECK(trial.status.paper == PAPER_UNKNOWN);
	trial_page(&page, "A");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(trial_until(&trial, one_finished, 3000));
	CHECK(trial.outcomes[0] == PRINT_OUTCOME_PRINTED);
	CHECK(trial.cranky.cuts == 1 && trial.cranky.asked_buffered == 0);
	trial.cranky.faults.silent = false;
	trial.cranky.faults.out_after = 200; /* it answers after all, and says what it sees */
	CHECK(!trial_until(&trial, never, 4000));
	CHECK(printer_escpos.print(trial.printer, &page, 2) == 0);
	CHECK(trial_until(&trial, two_finished, 5000));
	CHECK(trial.outcomes[1] == PRINT_OUTCOME_UNKNOWN);
	trial_stop(&trial);
}

static void trial_health(void *context, enum device_health health, const char *detail)
{
	struct trial *t = context;
	t->health = health;
	snprintf(t->detail, sizeof t->detail, "%s", detail);
}

static void trial_status(void *context, const struct printer_status *status)
{
	((struct trial *)context)->status = *status;
}

static void trial_finished(void *context, uint64_t job, enum print_outcome outcome)
{
	struct trial *t = context;
	(void)job;
	t->outcomes[t->finished++] = outcome;
}

/* /dev/usb/lp* of a one-way printer: it can only be written to. */
static void a_printer_that_can_not_answer_says_which_key_is_wrong(void)
{
	struct fake_keys keys;
	char folder[] = "/tmp/test-printer-XXXXXX", path[64];
	memset(&trial, 0, sizeof trial);
	trial.base = event_base_new();
	CHECK(mkdtemp(folder) != NULL && chmod(folder, 0711) == 0);
	snprintf(path, sizeof path, "%s/lp0", folder);
	CHECK(mkfifo(path, 0600) == 0);
	int paper = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	CHECK(paper >= 0 && chmod(path, 0222) == 0);
	uid_t user = geteuid();
	CHECK(user != 0 || seteuid(65534) == 0); /* root may read whatever it likes */
	trial.port =
		fake_port(trial.base, "name", "usb", "kind", "usb-printer", "device", path, NULL);
	trial.owner = (struct printer_owner){ &trial, trial_health, trial_status, trial_finished };
	fake_keys_init(&keys, "port", "usb", "paper_width_mm", "80", NULL);
	fake_keys_add_port(&keys, trial.port);
	CHECK(printer_escpos.open(&trial.printer, trial.base, &keys.keys, &trial.owner) == 0);
	trial_page(&page, "A");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0); /* nothing is known yet */
	CHECK(trial_until(&trial, is_lost, 3000));
	CHECK_TEXT(trial.detail, "one_way: set confirm");
	CHECK(trial.finished == 1 && trial.outcomes[0] == PRINT_OUTCOME_FAILED);
	CHECK(printer_escpos.print(trial.printer, &page, 2) == -ENODEV);
	printer_escpos.close(trial.printer);
	port_close(trial.port);
	event_base_free(trial.base);
	CHECK(user == geteuid() || seteuid(user) == 0);
	prctl(PR_SET_DUMPABLE, 1); /* or a leak checker could not look at this process */
	close(paper);
	CHECK(unlink(path) == 0 && rmdir(folder) == 0);
}

static void wrong_keys_are_refused_with_what_is_allowed(void)
{
	struct fake_keys keys;
	struct printer *printer = NULL;
	struct printer_owner owner = { 0 };
	struct event_base *base = event_base_new();
	struct port *line =
		fake_port(base, "name", "line", "kind", "serial", "device", "/dev/null", NULL);
	struct port *bus =
		fake_port(base, "name", "bus", "kind", "rs485", "device", "/dev/null", NULL);
	fake_keys_init(&keys, "port", "line", "paper_width_mm", "76", NULL);
	fake_keys_add_port(&keys, line);
	CHECK(printer_escpos.open(&printer, base, &keys.keys, &owner) == -EINVAL);
	CHECK_TEXT(keys.said, "paper_width_mm must be 58 or 80, the widths of paper rolls");
	fake_keys_init(&keys, "port", "bus", "paper_width_mm", "58", NULL);
	fake_keys_add_port(&keys, bus);
	CHECK(printer_escpos.open(&printer, base, &keys.keys, &owner) == -EINVAL);
	CHECK_TEXT(keys.said, "port is a port of another kind");
	fake_keys_init(&keys, "port", "line", "paper_width_mm", "58", "confirm", "maybe", NULL);
	fake_keys_add_port(&keys, line);
	CHECK(printer_escpos.open(&printer, base, &keys.keys, &owner) == -EINVAL);
	CHECK_TEXT(keys.said, "confirm is not allowed");
	port_close(line);
	port_close(bus);
	event_base_free(base);
}

int main(void)
{
	a_printer_that_can_not_answer_says_which_key_is_wrong();
	wrong_keys_are_refused_with_what_is_allowed();
	a_ticket_is_printed_after_the_buffered_answer();
	jobs_end_in_order_and_a_fifth_has_to_wait();
	a_buffer_of_4_kb_never_gets_full();
	noise_is_skipped_and_one_wrong_byte_is_not_believed();
	paper_and_cover_are_told_and_heal();
	a_jammed_cutter_is_told_to_go_on();
	paper_that_ends_in_the_middle_leaves_the_outcome_unknown();
	a_printer_pulled_out_in_the_middle_never_prints_again_by_itself();
	a_picture_that_broke_off_does_not_swallow_the_next_ticket();
	nothing_sent_is_a_failure();
	a_silent_printer_is_lost_and_found_again();
	a_printer_that_lacks_questions_still_works();
	without_confirmation_a_ticket_written_out_counts();
	return check_result();
}
