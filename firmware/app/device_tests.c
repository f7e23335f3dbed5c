/* See device_tests.h. What is shown and printed is for the technician's eyes: name, place, address
 * and port of the device. What must be shown again afterwards is showing.c's. */
#include "device_tests.h"

#include "devices.h"
#include "hall_time.h"
#include "pager_carry.h"
#include "presses.h"
#include "showing.h"
#include "speaking.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	TESTS_MAX = 64,
	BUSY_AGAIN_MS = 200,
	BUSY_TRIES_MAX = DEVICE_TEST_WAIT_S * 1000 / BUSY_AGAIN_MS
};
/* Tickets' jobs begin with a day's number in 24 bits, which no day reaches; ratings' tokens and
 * utterances likewise. */
#define TEST_MARK (UINT64_C(1) << 63)

struct running {
	struct device_tests *tests;
	struct device *device; /* NULL: this place is free */
	struct device_test result;
	bool speaking;
	uint64_t order;	    /* of the newest test of this place: the oldest ended one gives way */
	struct event *step; /* shown long enough, waited long enough, try again */
	unsigned tries;	    /* of a speaker that is busy with calls */
};

struct device_tests {
	struct app *app;
	uint64_t order;
	struct running list[TESTS_MAX];
};

static struct running *find(const struct device_tests *tests, const struct device *device)
{
	for (size_t i = 0; i < TESTS_MAX; i++)
		if (tests->list[i].device == device)
			return (struct running *)&tests->list[i];
	return NULL;
}

static struct running *find_running(struct device_tests *tests, const struct device *device)
{
	struct running *test = find(tests, device);
	return test && test->result.state == TEST_RUNNING ? test : NULL;
}

static void step_after(struct running *test, unsigned ms)
{
	struct timeval after = { ms / 1000, (suseconds_t)(ms % 1000) * 1000 };
	evtimer_add(test->step, &after);
}

static void end(struct running *test, bool passed, const char *detail)
{
	evtimer_del(test->step);
	test->result.state = passed ? TEST_PASSED : TEST_FAILED;
	test->result.ended_us = hall_time_now(test->tests->app->time);
	snprintf(test->result.detail, sizeof test->result.detail, "%s", detail);
}

static void say(struct running *test, const char *detail)
{
	snprintf(test->result.detail, sizeof test->result.detail, "%.*s",
		 (int)sizeof test->result.detail - 1, detail);
}

/* "06 #6 display-06": the place first, for most displays have few cells. */
static void describe(const struct device *device, char *out, size_t size)
{
	if (device->address > 0)
		snprintf(out, size, "%s #%d %s", device->place, device->address, device->name);
	else
		snprintf(out, size, "%s %s", device->place, device->name);
}

/* --- printer --- */

static void add_line(struct print_page *page, unsigned size, const char *text)
{
	struct print_line *line = &page->lines[page->line_count++];
	line->align = PRINT_CENTRE;
	line->size = (uint8_t)size;
	snprintf(line->text, sizeof line->text, "%s", text);
}

static void print(struct running *test)
{
	struct device *device = test->device;
	struct print_page *page = calloc(1, sizeof *page);
	char text[PRINT_TEXT_MAX];
	if (!page) {
		end(test, false, "no_memory");
		return;
	}
	add_line(page, 2, "测试 TEST");
	add_line(page, 2, device->place);
	snprintf(text, sizeof text, "%s  %s  %s", device->name, device->driver, device->port);
	add_line(page, 1, text);
	page->lines[page->line_count++].rule = true;
	add_line(page, 1, "汉字 0123456789 ABC");
	add_line(page, 1, "这不是号票 - no ticket");
	snprintf(page->qr, sizeof page->qr, "jiaohao test %s", device->name);
	int result =
		device->ops.printer->print(device->handle.printer, page, TEST_MARK | test->order);
	free(page);
	if (result == -EAGAIN)
		end(test, false, "busy: tickets are being printed, try again");
	else if (result < 0)
		end(test, false, device->detail);
	else
		say(test, "look at the ticket: characters, a rule, a code, the cut");
}

/* --- what shows --- */

/* A closed window's display is dark. */
static void light(struct device *device)
{
	static const struct display_look full = { .brightness_percent = 100 };
	if (device->class == CLASS_DISPLAY && device->ops.display->look)
		device->ops.display->look(device->handle.display, &full);
	if (device->class == CLASS_PANEL && device->ops.panel->look)
		device->ops.panel->look(device->handle.panel, &full);
}

static void show(struct running *test)
{
	struct device *device = test->device;
	char text[DISPLAY_TEXT_MAX + 1];
	struct panel_line lines[3] = { 0 };
	int result = 0;
	if (state_evacuating(app_durable(test->tests->app))) {
		end(test, false, "evacuation: nothing else is shown");
		return;
	}
	describe(device, text, sizeof text);
	if (device->class == CLASS_DISPLAY) {
		result = device->ops.display->show(device->handle.display, text, DISPLAY_SCROLL);
	} else if (device->class == CLASS_PANEL) {
		unsigned count = device->ops.panel->line_count(device->handle.panel);
		snprintf(lines[0].text, sizeof lines[0].text, "%s", text);
		snprintf(lines[1].text, sizeof lines[1].text, "%s", device->driver);
		snprintf(lines[2].text, sizeof lines[2].text, "%s", device->port);
		result =
			device->ops.panel->show(device->handle.panel, lines, count < 3 ? count : 3);
	} else {
		device->ops.lamp->set(device->handle.lamp, LAMP_CALLING);
		snprintf(text, sizeof text, "the lamp must show a call");
	}
	if (result < 0) {
		end(test, false, "it refused the text");
		return;
	}
	light(device);
	say(test, text);
	step_after(test, DEVICE_TEST_SHOW_S * 1000);
}

static void shown(struct running *test)
{
	struct device *device = test->device;
	char detail[DEVICE_TEST_DETAIL_MAX];
	bool well = device->health == DEVICE_OK || device->health == DEVICE_DEGRADED;
	snprintf(detail, sizeof detail, "%.90s", well ? test->result.detail : device->detail);
	end(test, well, detail);
	showing_again(test->tests->app->showing, device);
}

/* --- speaker --- */

static void speak(struct running *test)
{
	struct device *device = test->device;
	struct speech speech = { .language = "zh", .chime = true };
	if (state_evacuating(app_durable(test->tests->app))) {
		end(test, false, "evacuation: nothing else is said");
		return;
	}
	snprintf(speech.text, sizeof speech.text, "测试 %s", device->place);
	/* Clips stand for single capitals and digits: "hall" is spelled H A L L. */
	for (const char *at = device->place; *at && speech.clip_count < SPEECH_CLIPS_MAX; at++) {
		bool small = *at >= 'a' && *at <= 'z';
		char letter = (char)(small ? *at - 'a' + 'A' : *at);
		if ((letter >= '0' && letter <= '9') || (letter >= 'A' && letter <= 'Z'))
			snprintf(speech.clips[speech.clip_count++], SPEECH_CLIP_NAME_MAX, "%c",
				 letter);
	}
	int result =
		device->ops.speaker->say(device->handle.speaker, &speech, TEST_MARK | test->order);
	if (result == -EBUSY && ++test->tries < BUSY_TRIES_MAX) {
		step_after(test, BUSY_AGAIN_MS); /* calls first */
	} else if (result < 0) {
		end(test, false,
		    result == -EBUSY ? "busy: calls are spoken all the time, try again"
				     : device->detail);
	} else {
		say(test, "listen: a chime and the group's name");
		test->speaking = true;
		step_after(test, DEVICE_TEST_WAIT_S * 1000);
	}
}

/* --- what waits for a hand --- */

static void wait_for_hand(struct running *test)
{
	struct device *device = test->device;
	const struct state *state = app_durable(test->tests->app);
	int window = state_find_window(state, device->place);
	if (device->class == CLASS_EVALUATOR && window >= 0 && state->windows[window].rating) {
		end(test, false, "in_use: a citizen is rating, try again");
		return;
	}
	if (device->class == CLASS_EVALUATOR)
		device->ops.evaluator->arm(device->handle.evaluator, TEST_MARK | test->order,
					   DEVICE_TEST_WAIT_S);
	say(test, device->class == CLASS_SCANNER     ? "hold a code before it"
		  : device->class == CLASS_ID_READER ? "lay a card on it"
						     : "press a key");
	step_after(test, DEVICE_TEST_WAIT_S * 1000);
}

static void waited(struct running *test)
{
	end(test, false, "nothing came in 30 s: is it the right one, is it wired, is it lost?");
	if (test->device->class == CLASS_EVALUATOR)
		showing_restored(test->tests->app->showing, test->device);
}

static void page(struct running *test)
{
	struct device *device = test->device;
	if (pager_carrier(app_durable(test->tests->app), 1)) {
		end(test, false, "in_use: a visitor carries pager 1, try again");
		return;
	}
	int result = device->ops.pager->signal(device->handle.pager, 1, PAGER_HEADS_UP);
	if (result < 0)
		end(test, false, result == -EINVAL ? "it has no pager 1" : device->detail);
	else
		end(test, true, "pager 1 must vibrate");
}

/* --- one test --- */

static void step_due(evutil_socket_t fd, short what, void *context)
{
	struct running *test = context;
	(void)fd;
	(void)what;
	switch (test->device->class) {
	case CLASS_DISPLAY:
	case CLASS_PANEL:
	case CLASS_LAMP:
		shown(test);
		break;
	case CLASS_SPEAKER:
		if (!test->speaking) {
			speak(test);
			break;
		}
		end(test, false, "it did not say when it was done");
		speaking_flush(test->tests->app->speaking); /* what waited for it */
		break;
	case CLASS_PRINTER:
		end(test, false, "no confirmation came");
		break;
	default:
		waited(test);
		break;
	}
}

static void begin(struct running *test)
{
	struct device *device = test->device;
	if (device->health == DEVICE_LOST) {
		end(test, false, device->detail);
		return;
	}
	switch (device->class) {
	case CLASS_PRINTER:
		step_after(test, DEVICE_TEST_WAIT_S * 1000);
		print(test);
		break;
	case CLASS_DISPLAY:
	case CLASS_PANEL:
	case CLASS_LAMP:
		show(test);
		break;
	case CLASS_SPEAKER:
		speak(test);
		break;
	case CLASS_PAGER:
		page(test);
		break;
	default:
		wait_for_hand(test);
		break;
	}
}

/* Its own place, a free one, or that of the test that ended longest ago. */
static struct running *place_for(struct device_tests *tests, const struct device *device)
{
	struct running *best = find(tests, device);
	for (size_t i = 0; i < TESTS_MAX && !best; i++)
		if (!tests->list[i].device)
			best = &tests->list[i];
	for (size_t i = 0; i < TESTS_MAX && (!best || best->device); i++) {
		struct running *test = &tests->list[i];
		if (best && best->device == device)
			break;
		if (test->result.state != TEST_RUNNING && (!best || test->order < best->order))
			best = test;
	}
	return best;
}

void device_tests_begin(struct device_tests *tests, struct device *device)
{
	struct running *test = find_running(tests, device) ? NULL : place_for(tests, device);
	if (!test)
		return;
	if (!test->step)
		test->step = evtimer_new(tests->app->base, step_due, test);
	test->tests = tests;
	test->device = device;
	test->order = ++tests->order;
	test->tries = 0;
	test->speaking = false;
	test->result = (struct device_test){ .state = TEST_RUNNING,
					     .started_us = hall_time_now(tests->app->time) };
	if (test->step)
		begin(test);
	else
		end(test, false, "no_memory");
}

void device_tests_last(const struct device_tests *tests, const struct device *device,
		       struct device_test *out)
{
	const struct running *test = find(tests, device);
	*out = test ? test->result : (struct device_test){ .state = TEST_NONE };
}

/* --- what came --- */

static const char *key_name(int key)
{
	static const char *const names[] = {
		[CALLER_KEY_NEXT] = "next",
		[CALLER_KEY_RECALL] = "recall",
		[CALLER_KEY_START] = "start",
		[CALLER_KEY_FINISH] = "finish",
		[CALLER_KEY_NO_SHOW] = "no_show",
		[CALLER_KEY_PAUSE] = "pause",
		[CALLER_KEY_OPEN_CLOSE] = "open_close",
		[CALLER_KEY_HOLD] = "hold",
		[CALLER_KEY_CALL_BACK] = "call_back",
		[CALLER_KEY_HELP] = "help",
		[CALLER_KEY_RATE_1] = "rate_1",
		[CALLER_KEY_RATE_2] = "rate_2",
		[CALLER_KEY_RATE_3] = "rate_3",
		[CALLER_KEY_RATE_4] = "rate_4",
		[CALLER_KEY_RATE_5] = "rate_5",
		[CALLER_KEY_TRANSFER] = "transfer",
	};
	return key > 0 && key < (int)(sizeof names / sizeof *names) && names[key] ? names[key]
										  : "unknown";
}

bool device_tests_key(struct device_tests *tests, struct device *caller, uint32_t boot,
		      uint32_t sequence, int key, bool baseline)
{
	struct running *test = find_running(tests, caller);
	char detail[DEVICE_TEST_DETAIL_MAX];
	if (!test)
		return false;
	/* Its count is remembered, or the next start would take it for a fresh press. So is that of
	 * a box that comes back: what was pressed meanwhile was for the test, too. */
	presses_key(tests->app, caller, boot, sequence, 0, true);
	if (baseline)
		return true;
	snprintf(detail, sizeof detail, "key %s", key_name(key));
	end(test, true, detail);
	return true;
}

bool device_tests_rated(struct device_tests *tests, struct device *evaluator, uint64_t token,
			int level)
{
	struct running *test = find_running(tests, evaluator);
	char detail[DEVICE_TEST_DETAIL_MAX];
	if (!(token & TEST_MARK))
		return false;
	if (!test || token != (TEST_MARK | test->order))
		return true;
	snprintf(detail, sizeof detail, "key rate_%d", level);
	end(test, true, detail);
	showing_restored(tests->app->showing, evaluator);
	return true;
}

bool device_tests_printed(struct device_tests *tests, struct device *printer, uint64_t job,
			  enum print_outcome outcome)
{
	struct running *test = find_running(tests, printer);
	if (!(job & TEST_MARK))
		return false;
	if (test && job == (TEST_MARK | test->order))
		end(test, outcome == PRINT_OUTCOME_PRINTED,
		    outcome == PRINT_OUTCOME_PRINTED  ? "printed and confirmed"
		    : outcome == PRINT_OUTCOME_FAILED ? printer->detail
						      : "no confirmation came: look at the paper");
	return true;
}

bool device_tests_speak(const struct device_tests *tests, const char *group)
{
	for (size_t i = 0; i < TESTS_MAX; i++) {
		const struct running *test = &tests->list[i];
		if (test->device && test->result.state == TEST_RUNNING && test->speaking &&
		    strcmp(test->device->place, group) == 0)
			return true;
	}
	return false;
}

bool device_tests_spoken(struct device_tests *tests, struct device *speaker, uint64_t utterance,
			 bool spoken)
{
	struct running *test = find_running(tests, speaker);
	if (!(utterance & TEST_MARK))
		return false;
	if (test && utterance == (TEST_MARK | test->order))
		end(test, spoken, spoken ? "spoken: the group's name" : speaker->detail);
	return true;
}

bool device_tests_scanned(struct device_tests *tests, struct device *scanner, const char *text)
{
	struct running *test = find_running(tests, scanner);
	char detail[DEVICE_TEST_DETAIL_MAX];
	if (!test)
		return false;
	/* Whose code it was is nobody's matter. */
	snprintf(detail, sizeof detail, "a code of %zu characters", strlen(text));
	end(test, true, detail);
	return true;
}

bool device_tests_card(struct device_tests *tests, struct device *reader,
		       const struct id_card *card)
{
	struct running *test = find_running(tests, reader);
	if (!test)
		return false;
	end(test, true,
	    card->kind == ID_CARD_RESIDENT    ? "a resident's card"
	    : card->kind == ID_CARD_FOREIGNER ? "a foreigner's card"
					      : "a residence permit");
	return true;
}

/* --- life --- */

int device_tests_create(struct device_tests **out, struct app *app)
{
	struct device_tests *tests = calloc(1, sizeof *tests);
	if (!tests)
		return -ENOMEM;
	tests->app = app;
	*out = tests;
	return 0;
}

void device_tests_forget(struct device_tests *tests)
{
	for (size_t i = 0; i < TESTS_MAX; i++) {
		struct running *test = &tests->list[i];
		if (test->step)
			event_free(test->step);
		*test = (struct running){ 0 };
	}
}

void device_tests_destroy(struct device_tests *tests)
{
	if (!tests)
		return;
	device_tests_forget(tests);
	free(tests);
}
