/* A confirmation that comes after the driver gave up waiting must not confirm the next ticket.
 * Takes as long as four real time-outs. */
#include "check.h"
#include "printer_escpos.h"
#include "printer_trial.h"

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

static bool in_step(const struct trial *t)
{
	return t->cranky.asked_buffered == 1;
}

static bool second_confirmation_asked(const struct trial *t)
{
	return t->cranky.asked_buffered == 4; /* step, first, step, second */
}

static void a_late_answer_is_not_taken_for_the_next_ticket(void)
{
	trial_start(&trial, "answer", "xon-xoff");
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(trial_until(&trial, in_step, 3000));
	trial.cranky.faults.buffered_late_ms = 11000;
	trial_page(&page, "first");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(trial_until(&trial, one_finished, 13000));
	CHECK(trial.outcomes[0] == PRINT_OUTCOME_UNKNOWN);
	/* Its answer comes in one second, and the answer to what follows half a second later. */
	trial.cranky.faults.buffered_late_ms = 1500;
	trial_page(&page, "second");
	CHECK(printer_escpos.print(trial.printer, &page, 2) == 0);
	CHECK(trial_until(&trial, second_confirmation_asked, 6000));
	CHECK(trial.finished == 1);
	cranky_printer_send(&trial.cranky, "\x0f", 1);	 /* "no paper" confirms nothing */
	CHECK(!trial_until(&trial, two_finished, 1200)); /* its own answer is not there yet */
	CHECK(trial_until(&trial, two_finished, 8000));
	CHECK(trial.outcomes[1] == PRINT_OUTCOME_PRINTED);
	trial_stop(&trial);
}

static bool is_mute(const struct trial *t)
{
	return strcmp(t->detail, "no_confirmation") == 0;
}

static void answers_that_nobody_waits_for_any_more_confirm_nothing(void)
{
	trial_start(&trial, "answer", "xon-xoff");
	trial.cranky.faults.buffered_late_ms = 11000; /* another host's long job is before us */
	CHECK(trial_until(&trial, is_mute, 13000));
	CHECK(trial.cranky.asked_buffered == 2);
	trial.cranky.faults.mute = true; /* the ticket itself never comes out */
	trial_page(&page, "first");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(!trial_until(&trial, one_finished, 8000)); /* both late answers come */
	CHECK(trial_until(&trial, one_finished, 4000));
	CHECK(trial.outcomes[0] == PRINT_OUTCOME_UNKNOWN);
	trial_stop(&trial);
}

static void one_zero_confirms_nothing(void)
{
	trial_start(&trial, "answer", "xon-xoff");
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(trial_until(&trial, in_step, 3000));
	CHECK(!trial_until(&trial, two_finished, 700));
	trial.cranky.faults.mute = true;
	trial_page(&page, "first");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(!trial_until(&trial, one_finished, 4000));
	cranky_printer_send(&trial.cranky, "\0", 1); /* switched off, the line drops for a moment */
	CHECK(!trial_until(&trial, one_finished, 5000));
	CHECK(trial_until(&trial, one_finished, 8000));
	CHECK(trial.outcomes[0] == PRINT_OUTCOME_UNKNOWN);
	trial_stop(&trial);
}

int main(void)
{
	a_late_answer_is_not_taken_for_the_next_ticket();
	answers_that_nobody_waits_for_any_more_confirm_nothing();
	one_zero_confirms_nothing();
	return check_result();
}
