/* What a model's row makes of the escpos driver, what it says of sensors and of the roll, and lines
 * that have to be drawn. */
#include "check.h"
#include "fake_keys.h"
#include "port.h"
#include "printer_escpos.h"
#include "printer_trial.h"

#include <errno.h>
#include <event2/event.h>

static struct trial trial;
static struct print_page page;

static bool never(const struct trial *t)
{
	(void)t;
	return false;
}

static bool one_finished(const struct trial *t)
{
	return t->finished == 1;
}

static bool near_end_is_seen(const struct trial *t)
{
	return t->status.near_end == SENSOR_SET;
}

static bool paper_is_out(const struct trial *t)
{
	return t->status.paper == PAPER_OUT;
}

static bool paper_is_low(const struct trial *t)
{
	return t->status.paper_low;
}

static struct printer_status now(void)
{
	struct printer_status status;
	printer_escpos.status(trial.printer, &status);
	return status;
}

static void sensors_of_a_known_model_are_known_at_once(void)
{
	trial_start_model(&trial, "TM-T88V", "80");
	CHECK(now().near_end == SENSOR_UNKNOWN); /* nothing heard yet */
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(now().near_end == SENSOR_CLEAR && now().cover == SENSOR_CLEAR &&
	      now().cutter == SENSOR_CLEAR);
	trial.cranky.paper_near = true;
	CHECK(trial_until(&trial, near_end_is_seen, 3000));
	trial_stop(&trial);
}

static bool asked_at_once(const struct trial *t)
{
	return t->status.paper == PAPER_OUT;
}

/* ASB: a group for a change, in the middle of the rest between two rounds of questions. */
static void a_change_told_unasked_is_looked_at_at_once(void)
{
	trial_start_model(&trial, "TM-T88V", "80");
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(!trial_until(&trial, never, 1200));
	CHECK(trial_count(&trial, "\x1d\x61\x0e") == 1);
	trial.cranky.paper_out = true;
	cranky_printer_send(&trial.cranky, "\x18\x00\x0c\x0f", 4);
	CHECK(trial_until(&trial, asked_at_once, 300));
	trial_stop(&trial);
	trial_start_model(&trial, "80mm", "80");
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(!trial_until(&trial, never, 700));
	CHECK(trial_count(&trial, "\x1d\x61") == 1); /* GS a 0 */
	CHECK(trial_count(&trial, "\x1d\x61\x0e") == 0);
	trial_stop(&trial);
}

/* Of a group of which noise took the first byte the others look like answers to GS r. */
static void a_broken_group_confirms_no_ticket(void)
{
	trial_start_model(&trial, "TM-T88V", "80");
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(!trial_until(&trial, never, 1200));
	trial.cranky.faults.mute = true;
	trial_page(&page, "A012");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	while (trial.cranky.cuts == 0 && !trial_until(&trial, never, 10))
		;
	CHECK(!trial_until(&trial, never, 50));
	cranky_printer_send(&trial.cranky, "\x00\x00\x0f", 3);
	CHECK(!trial_until(&trial, one_finished, 300));
	trial_stop(&trial);
}

static void what_a_model_lacks_is_neither_asked_nor_believed(void)
{
	trial_start_model(&trial, "MOB-58", "30");
	trial.cranky.paper_near = true; /* a bit that this model holds at anything */
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(!trial_until(&trial, never, 700));
	CHECK(trial.cranky.asked[4] > 0);
	CHECK(trial.cranky.asked[1] + trial.cranky.asked[2] + trial.cranky.asked[3] == 0);
	CHECK(now().near_end == SENSOR_NONE && now().cutter == SENSOR_NONE);
	CHECK(now().cover == SENSOR_UNKNOWN && now().paper == PAPER_OK);
	CHECK_TEXT(trial.detail, "ok");
	trial_page(&page, "A012");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(trial_until(&trial, one_finished, 8000));
	CHECK(trial.outcomes[0] == PRINT_OUTCOME_PRINTED && trial.cranky.cuts == 0);
	CHECK(trial_count(&trial, "\x1c&") == 0); /* it has no Chinese mode */
	trial.cranky.paper_out = true;
	CHECK(trial_until(&trial, paper_is_out, 3000));
	trial_stop(&trial);
}

static void a_roll_that_runs_low_is_told_and_a_new_one_is_whole(void)
{
	const struct printer_roll kept = { .known = true, .used_mm = 9050, .tickets = 100 };
	trial_start_model(&trial, "80mm", "10");
	CHECK(now().tickets_left == -1);
	printer_escpos.set_roll(trial.printer, &kept);
	CHECK(trial_until(&trial, paper_is_low, 3000));
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK_TEXT(trial.detail, "paper_low");
	CHECK(now().tickets_left == 10 && now().can_print && now().paper == PAPER_OK);
	trial_page(&page, "A012");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(trial_until(&trial, one_finished, 5000));
	CHECK(now().roll.used_mm > 9080 && now().roll.tickets == 101);
	trial.cranky.paper_out = true;
	CHECK(trial_until(&trial, paper_is_out, 3000));
	CHECK(now().roll.ended);
	trial.cranky.paper_out = false;
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(now().roll.used_mm == 0 && !now().paper_low && now().tickets_left == 10000 / 90);
	trial_stop(&trial);
}

/* With fonts the line goes as a picture; without, as text that says that something is missing. */
static void a_line_the_printer_lacks_is_drawn_or_marked(void)
{
	trial_start_model(&trial, "80mm", "80");
	trial_page(&page, "王𠮷 A012");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(trial_until(&trial, one_finished, 15000));
	CHECK(trial.outcomes[0] == PRINT_OUTCOME_PRINTED && trial.cranky.cuts == 1);
	bool marked = trial_count(&trial, "\xcd\xf5\xa1\xfe A012\n") == 1;
	CHECK(!trial_until(&trial, never, 50));
	CHECK(marked ? strcmp(trial.detail, "no_font") == 0 || strcmp(trial.detail, "no_glyph") == 0
		     : strcmp(trial.detail, "ok") == 0);
	CHECK(marked || trial_count(&trial, "A012\n") == 0);
	trial_stop(&trial);
}

static void a_logo_that_is_missing_is_told_and_the_ticket_stands(void)
{
	trial_start_model(&trial, "80mm", "80");
	trial_page(&page, "A012");
	snprintf(page.logo, sizeof page.logo, "/nowhere/logo.png");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(trial_until(&trial, one_finished, 15000));
	CHECK(trial.outcomes[0] == PRINT_OUTCOME_PRINTED);
	CHECK(trial_count(&trial, "A012\n") == 1);
	CHECK(!trial_until(&trial, never, 50));
	CHECK(strncmp(trial.detail, "no_", 3) == 0 && trial.health == DEVICE_DEGRADED);
	trial_stop(&trial);
}

static void closing_in_the_middle_of_drawing_is_clean(void)
{
	trial_start_model(&trial, "80mm", "80");
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	trial_page(&page, "نومۇرىڭىز");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(!trial_until(&trial, never, 5));
	trial_stop(&trial);
}

static bool two_finished(const struct trial *t)
{
	return t->finished == 2;
}

static bool is_lost(const struct trial *t)
{
	return t->health == DEVICE_LOST;
}

static bool pulled(const struct trial *t)
{
	return t->cranky.pulled;
}

/* Each plug is a new pty, as a printer comes back as another /dev/usb/lp*: the path that the board
 * names (by-id) leads there. */
static void a_usb_printer_comes_back_elsewhere_and_prints_nothing_twice(void)
{
	trial_start_usb(&trial);
	CHECK(trial_until(&trial, trial_is_ready, 3000));
	CHECK(!trial_until(&trial, never, 1000));
	trial.cranky.faults.unplug_after = 900; /* in the middle of the picture of the QR */
	trial_page(&page, "once-only");
	CHECK(printer_escpos.print(trial.printer, &page, 1) == 0);
	CHECK(trial_until(&trial, pulled, 3000));
	CHECK(trial_until(&trial, is_lost, 3000));
	CHECK_TEXT(trial.detail, "unplugged");
	CHECK(trial.finished == 1 && trial.outcomes[0] == PRINT_OUTCOME_UNKNOWN);
	CHECK(now().tickets_left == -1 && now().paper == PAPER_UNKNOWN);
	CHECK(now().near_end == SENSOR_UNKNOWN && now().roll.tickets == 1);
	CHECK(cranky_printer_plug(&trial.cranky) == 0);
	CHECK(trial_until(&trial, trial_is_ready, 5000));
	CHECK(!trial_until(&trial, two_finished, 1000));
	CHECK(trial_count(&trial, "once-only") == 1);
	trial_page(&page, "the next");
	CHECK(printer_escpos.print(trial.printer, &page, 2) == 0);
	CHECK(trial_until(&trial, two_finished, 5000));
	CHECK(trial.outcomes[1] == PRINT_OUTCOME_PRINTED);
	CHECK(trial_count(&trial, "the next\n") == 1 && trial_count(&trial, "once-only") == 1);
	trial_stop(&trial);
}

static void refused(const char *said, const char *key, const char *text)
{
	struct fake_keys keys;
	struct printer *printer = NULL;
	struct printer_owner owner = { 0 };
	struct event_base *base = event_base_new();
	struct port *line =
		fake_port(base, "name", "line", "kind", "serial", "device", "/dev/null", NULL);
	fake_keys_init(&keys, "port", "line", "profile", "POS-5890", key, text, NULL);
	if (strcmp(key, "profile") == 0)
		fake_keys_init(&keys, "port", "line", "profile", text, NULL);
	fake_keys_add_port(&keys, line);
	CHECK(printer_escpos.open(&printer, base, &keys.keys, &owner) == -EINVAL);
	CHECK(strncmp(keys.said, said, strlen(said)) == 0);
	port_close(line);
	event_base_free(base);
}

static void wrong_models_and_what_they_can_not_are_refused(void)
{
	refused("profile found \"TM-T999\", allowed are 58mm, 80mm, 58mm-gbk", "profile",
		"TM-T999");
	refused("cut must be none: this model has no cutter", "cut", "partial");
	refused("paper_width_mm is not this profile's", "paper_width_mm", "80");
	refused("roll_m", "roll_m", "1000");
}

int main(void)
{
	wrong_models_and_what_they_can_not_are_refused();
	sensors_of_a_known_model_are_known_at_once();
	a_change_told_unasked_is_looked_at_at_once();
	a_broken_group_confirms_no_ticket();
	what_a_model_lacks_is_neither_asked_nor_believed();
	a_roll_that_runs_low_is_told_and_a_new_one_is_whole();
	a_line_the_printer_lacks_is_drawn_or_marked();
	a_logo_that_is_missing_is_told_and_the_ticket_stands();
	closing_in_the_middle_of_drawing_is_clean();
	a_usb_printer_comes_back_elsewhere_and_prints_nothing_twice();
	return check_result();
}
