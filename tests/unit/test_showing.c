/* What the daemon sends to displays, panels, boxes and lamps, and when it sends nothing:
 * firmware/app/showing*.c. The devices are lists of what they were told; the durable state, the
 * hall's clock and the board stand in this file, before those of the daemon. */
#include "check.h"
#include "core_world.h"
#include "devices.h"
#include "hall_time.h"
#include "showing.h"

#include <event2/event.h>
#include <stdarg.h>

enum { BOARD_MAX = 8, TOLD_MAX = 4096 };

static struct world world;
static struct device board[BOARD_MAX];
static unsigned board_count;
static char told[TOLD_MAX]; /* "display-01: A001 blink; lamp-01: calling; " … */
static struct app app;

/* --- in place of the daemon's parts --- */

const struct state *commit_durable(const struct commit *commit)
{
	(void)commit;
	return world.state;
}

int64_t hall_time_now(struct hall_time *time)
{
	(void)time;
	return world.now_us;
}

int64_t hall_time_real_until(struct hall_time *time, int64_t time_us)
{
	(void)time;
	return time_us > world.now_us ? 1000 : 0; /* a minute passes in a millisecond */
}

struct device *devices_next(struct devices *devices, enum device_class class, const char *place,
			    const struct device *after)
{
	(void)devices;
	for (unsigned i = after ? (unsigned)(after - board) + 1 : 0; i < board_count; i++)
		if (board[i].class == class &&
		    (place == NULL || strcmp(place, board[i].place) == 0))
			return &board[i];
	return NULL;
}

/* --- devices that write down what they are told --- */

static void say(const void *handle, const char *format, ...)
{
	const struct device *device = handle;
	size_t used = strlen(told);
	va_list arguments;
	used += (size_t)snprintf(told + used, sizeof told - used, "%s: ", device->name);
	va_start(arguments, format);
	used += (size_t)vsnprintf(told + used, sizeof told - used, format, arguments);
	va_end(arguments);
	snprintf(told + used, sizeof told - used, "; ");
}

static const char *heard(void)
{
	static char text[TOLD_MAX];
	strcpy(text, told);
	told[0] = 0;
	return text;
}

static int display_show(struct display *display, const char *text, enum display_effect effect)
{
	static const char *const effects[] = { "", " blink", " scroll" };
	say(display, "%s%s", text ? text : "blank", effects[effect]);
	return 0;
}

static void display_look(struct display *display, const struct display_look *look)
{
	static const char *const colours[] = { "own", "red", "green", "yellow" };
	say(display, "%u%% %s", look->brightness_percent, colours[look->colour]);
}

static unsigned panel_lines(const struct panel *panel)
{
	(void)panel;
	return 2;
}

static int panel_show(struct panel *panel, const struct panel_line *lines, unsigned count)
{
	CHECK(count == 2);
	say(panel, "%s%s|%s", lines[0].effect == DISPLAY_BLINK ? "!" : "", lines[0].text,
	    lines[1].text);
	return 0;
}

static void caller_feedback(struct caller *caller, enum caller_feedback feedback, unsigned waiting)
{
	static const char *const words[] = { "called", "nobody", "refused", "repeated" };
	say(caller, "%s, %u wait", words[feedback], waiting);
}

static void caller_show(struct caller *caller, unsigned waiting, const char *number)
{
	say(caller, "%u \"%s\"", waiting, number);
}

static void caller_beep(struct caller *caller)
{
	say(caller, "beep");
}

static void caller_active(struct caller *caller, bool active)
{
	say(caller, active ? "fast" : "slow");
}

static void evaluator_arm(struct evaluator *evaluator, uint64_t token, unsigned seconds)
{
	say(evaluator, token ? "armed %u s" : "disarmed", seconds);
}

static void evaluator_agent(struct evaluator *evaluator, const char *number, const char *name,
			    unsigned stars)
{
	say(evaluator, "%s %s %u", number, name, stars);
}

static void lamp_set(struct lamp *lamp, enum lamp_state state)
{
	static const char *const states[] = { "closed", "open", "calling", "serving", "paused" };
	say(lamp, "%s", states[state]);
}

static const struct display_ops display_ops = { .show = display_show, .look = display_look };
static const struct display_ops plain_display_ops = { .show = display_show };
static const struct panel_ops panel_ops = { .line_count = panel_lines, .show = panel_show };
static const struct caller_ops caller_ops = { .feedback = caller_feedback,
					      .show = caller_show,
					      .beep = caller_beep,
					      .active = caller_active };
static const struct caller_ops plain_caller_ops = { .name = "a button and nothing else" };
static const struct evaluator_ops evaluator_ops = { .arm = evaluator_arm,
						    .agent = evaluator_agent };
static const struct evaluator_ops plain_evaluator_ops = { .arm = evaluator_arm };
static const struct lamp_ops lamp_ops = { .set = lamp_set };

static struct device *add(enum device_class class, const char *name, const char *place)
{
	struct device *device = &board[board_count++];
	*device = (struct device){ .class = class };
	strcpy(device->name, name);
	strcpy(device->place, place);
	device->handle.any = device;
	return device;
}

/* --- a hall with them --- */

static void start(void)
{
	world_open(&world);
	struct hall *hall = &world.state->hall;
	for (int i = 0; i < hall->window_count; i++)
		strcpy(hall->windows[i].display_group, hall->windows[i].zone);
	board_count = 0;
	told[0] = 0;
	app = (struct app){ .running = true, .devices = (struct devices *)board };
	app.base = event_base_new();
	CHECK(showing_create(&app.showing, &app) == 0);
}

static void stop(void)
{
	showing_destroy(app.showing);
	event_base_free(app.base);
	world_close(&world);
}

/* The last command's records come to showing as the commit path brings them. */
static void settle(void)
{
	for (uint32_t i = 0; i < world.list->count; i++)
		showing_record(app.showing, &world.list->records[i]);
	showing_flush(app.showing);
}

static const char *after(enum command_kind kind, const char *window)
{
	CHECK(world_window(&world, kind, window) == REFUSAL_NONE);
	settle();
	return heard();
}

static const char *after_issue(const char *service)
{
	CHECK(world_issue(&world, service) > 0);
	settle();
	return heard();
}

static void a_display_is_told_what_changed_and_no_more(void)
{
	start();
	add(CLASS_DISPLAY, "display-06", "06")->ops.display = &display_ops;
	world.state->hall.displays.colours[SHOWN_CALLED] = COLOUR_RED;
	world.state->hall.displays.colours[SHOWN_PAUSED] = COLOUR_YELLOW;
	showing_all(app.showing);
	CHECK_TEXT(heard(), "display-06: blank scroll; display-06: 0% own; ");
	CHECK_TEXT(after(COMMAND_WINDOW_OPEN, "06"),
		   "display-06: 公安出入境 scroll; display-06: 100% own; ");
	CHECK_TEXT(after_issue("PS1"), "");
	CHECK_TEXT(after_issue("RE1"), "");
	CHECK_TEXT(after(COMMAND_NEXT, "06"), "display-06: C001 blink; display-06: 100% red; ");
	world_pass(&world, 15);
	CHECK_TEXT(after(COMMAND_RECALL, "06"), "display-06: C001 blink; display-06: 100% red; ");
	CHECK_TEXT(after(COMMAND_START, "06"), "display-06: C001; display-06: 100% own; ");
	CHECK_TEXT(after(COMMAND_FINISH, "06"), "display-06: 公安出入境 scroll; ");
	world.state->hall.displays.dim_paused = true;
	CHECK_TEXT(after(COMMAND_WINDOW_PAUSE, "06"),
		   "display-06: 暂停服务 scroll; display-06: 20% yellow; ");
	CHECK_TEXT(after(COMMAND_WINDOW_CLOSE, "06"),
		   "display-06: blank scroll; display-06: 0% own; ");
	stop();
}

static void what_a_device_lacks_is_left_out(void)
{
	start();
	add(CLASS_DISPLAY, "display-06", "06")->ops.display = &plain_display_ops;
	add(CLASS_CALLER, "call-06", "06")->ops.caller = &plain_caller_ops;
	add(CLASS_EVALUATOR, "rate-06", "06")->ops.evaluator = &plain_evaluator_ops;
	showing_all(app.showing);
	CHECK_TEXT(heard(), "display-06: blank scroll; rate-06: disarmed; ");
	CHECK_TEXT(after(COMMAND_WINDOW_OPEN, "06"), "display-06: 公安出入境 scroll; ");
	for (unsigned i = 0; i < board_count; i++)
		showing_restored(app.showing, &board[i]);
	CHECK_TEXT(heard(), "rate-06: disarmed; ");
	stop();
}

static void an_evacuation_is_shown_at_once_and_taken_back(void)
{
	start();
	add(CLASS_DISPLAY, "display-06", "06")->ops.display = &display_ops;
	add(CLASS_LAMP, "lamp-06", "06")->ops.lamp = &lamp_ops;
	add(CLASS_PANEL, "panel", "hall")->ops.panel = &panel_ops;
	showing_all(app.showing);
	after(COMMAND_WINDOW_OPEN, "06");
	struct command command = world_command(&world, COMMAND_ANNOUNCE);
	command.level = ANNOUNCE_EVACUATE;
	strcpy(command.text, "走东门");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	settle();
	/* The lamp was told already: nothing for it. */
	CHECK_TEXT(heard(), "display-06: 立即撤离 走东门 blink; display-06: 100% red; "
			    "panel: !立即撤离|走东门; ");
	command = world_command(&world, COMMAND_ANNOUNCE_END);
	command.announcement = 1;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	settle();
	CHECK_TEXT(heard(), "display-06: 公安出入境 scroll; display-06: 100% own; "
			    "panel: 示范政务大厅|; ");
	stop();
}

static void panels_follow_their_group(void)
{
	start();
	add(CLASS_PANEL, "panel-RE", "RE")->ops.panel = &panel_ops;
	add(CLASS_PANEL, "panel-all", "hall")->ops.panel = &panel_ops;
	showing_all(app.showing);
	heard();
	CHECK_TEXT(after(COMMAND_WINDOW_OPEN, "06"), "panel-all: 示范政务大厅|; ");
	CHECK_TEXT(after_issue("PS1"), "panel-all: 示范政务大厅|公安出入境 等候1人; ");
	CHECK_TEXT(after(COMMAND_NEXT, "06"), "panel-all: !C001 → 06|; ");
	CHECK_TEXT(after(COMMAND_START, "06"), "panel-all: C001 → 06|; ");
	CHECK_TEXT(after(COMMAND_WINDOW_OPEN, "01"), "panel-RE: 不动产登记办理区|; ");
	stop();
}

static void boxes_show_every_change_of_the_queue_once(void)
{
	start();
	add(CLASS_CALLER, "call-01", "01")->ops.caller = &caller_ops;
	add(CLASS_CALLER, "call-02", "02")->ops.caller = &caller_ops;
	showing_all(app.showing);
	CHECK_TEXT(heard(), "call-01: slow; call-02: slow; call-01: 0 \"\"; call-02: 0 \"\"; ");
	CHECK_TEXT(after(COMMAND_WINDOW_OPEN, "01"), "call-01: fast; ");
	CHECK_TEXT(after_issue("PS1"), "");
	CHECK_TEXT(after_issue("RE1"), "call-01: 1 \"\"; call-02: 1 \"\"; ");
	CHECK_TEXT(after_issue("RE2"), "call-02: 2 \"\"; "); /* 01 does not take it */
	CHECK_TEXT(after(COMMAND_NEXT, "01"), "call-01: 0 \"A001\"; call-02: 1 \"\"; ");
	CHECK_TEXT(after(COMMAND_START, "01"), "");
	CHECK(world_press(&world, "01", KEY_NEXT) == REFUSAL_NONE);
	settle();
	CHECK_TEXT(heard(), "call-01: nobody, 0 wait; call-01: 0 \"\"; ");
	showing_restored(app.showing, &board[1]);
	CHECK_TEXT(heard(), "call-02: slow; call-02: 1 \"\"; ");
	stop();
}

static void a_box_beeps_when_somebody_comes_to_an_idle_window(void)
{
	start();
	world.state->hall.beep = true;
	add(CLASS_CALLER, "call-06", "06")->ops.caller = &caller_ops;
	showing_all(app.showing);
	heard();
	CHECK_TEXT(after_issue("PS1"), "call-06: 1 \"\"; "); /* nobody is there to hear it */
	after(COMMAND_WINDOW_OPEN, "06");
	after(COMMAND_NEXT, "06");
	CHECK_TEXT(after_issue("PS1"), "call-06: 1 \"C001\"; "); /* busy */
	world_pass(&world, 30);
	after(COMMAND_START, "06");
	after(COMMAND_NEXT, "06");
	after(COMMAND_START, "06");
	after(COMMAND_FINISH, "06");
	CHECK_TEXT(after_issue("PS1"), "call-06: 1 \"\"; call-06: beep; ");
	CHECK_TEXT(after_issue("PS1"), "call-06: 2 \"\"; "); /* once */
	stop();
}

static void the_evaluator_knows_whom_it_asks_about_and_how_long(void)
{
	start();
	struct hall *hall = &world.state->hall;
	struct hall_agent *agent = &hall->agents[hall->agent_count++];
	*agent = (struct hall_agent){ "1006", "王芳", 4 };
	strcpy(hall->windows[2].agent, "1006");
	hall->classes[hall->class_count++] = (struct hall_class){ .id = "elder60", .slow = true };
	hall_copy(&world.durable->hall, hall);
	add(CLASS_EVALUATOR, "rate-06", "06")->ops.evaluator = &evaluator_ops;
	showing_all(app.showing);
	CHECK_TEXT(heard(), "rate-06:   0; rate-06: disarmed; ");
	struct command command = world_command(&world, COMMAND_WINDOW_OPEN);
	strcpy(command.window, "06");
	strcpy(command.agent, "1006");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	settle();
	CHECK_TEXT(heard(), "rate-06: 1006 王芳 4; ");
	after_issue("PS1");
	after(COMMAND_NEXT, "06");
	after(COMMAND_START, "06");
	command = world_command(&world, COMMAND_ISSUE);
	strcpy(command.service, "PS1");
	strcpy(command.class_id, "elder60");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	CHECK_TEXT(after(COMMAND_FINISH, "06"), "rate-06: armed 15 s; ");
	world_pass(&world, 5);
	showing_restored(app.showing, &board[0]);
	CHECK_TEXT(heard(), "rate-06: 1006 王芳 4; rate-06: armed 10 s; ");
	after(COMMAND_NEXT, "06");
	after(COMMAND_START, "06");
	CHECK_TEXT(after(COMMAND_FINISH, "06"), "rate-06: armed 30 s; "); /* slower, more time */
	CHECK_TEXT(after(COMMAND_WINDOW_CLOSE, "06"), "rate-06:   0; ");
	stop();
}

static void a_lamp_follows_its_window(void)
{
	start();
	add(CLASS_LAMP, "lamp-06", "06")->ops.lamp = &lamp_ops;
	showing_all(app.showing);
	CHECK_TEXT(heard(), "lamp-06: closed; ");
	CHECK_TEXT(after(COMMAND_WINDOW_OPEN, "06"), "lamp-06: open; ");
	CHECK_TEXT(after_issue("PS1"), "");
	CHECK_TEXT(after(COMMAND_NEXT, "06"), "lamp-06: calling; ");
	CHECK_TEXT(after(COMMAND_START, "06"), "lamp-06: serving; ");
	CHECK_TEXT(after(COMMAND_WINDOW_PAUSE, "06"), ""); /* after this one */
	CHECK_TEXT(after(COMMAND_FINISH, "06"), "lamp-06: paused; ");
	CHECK_TEXT(after(COMMAND_WINDOW_CLOSE, "06"), "lamp-06: closed; ");
	stop();
}

static void an_extended_window_changes_with_the_clock_alone(void)
{
	start();
	add(CLASS_DISPLAY, "display-06", "06")->ops.display = &plain_display_ops;
	after(COMMAND_WINDOW_OPEN, "06");
	struct command command = world_command(&world, COMMAND_WINDOW_EXTEND);
	strcpy(command.window, "06");
	command.minutes = 60;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	settle();
	heard();
	event_base_loop(app.base, EVLOOP_ONCE); /* a minute later it is still open as ever */
	CHECK_TEXT(heard(), "");
	world.now_us += 8LL * 3600 * 1000000;
	event_base_loop(app.base, EVLOOP_ONCE);
	CHECK_TEXT(heard(), "display-06: 延时服务 scroll; ");
	event_base_loop(app.base, EVLOOP_ONCE);
	CHECK_TEXT(heard(), "");
	stop();
}

static void nothing_is_sent_before_the_start_is_durable(void)
{
	start();
	add(CLASS_DISPLAY, "display-06", "06")->ops.display = &display_ops;
	add(CLASS_CALLER, "call-06", "06")->ops.caller = &caller_ops;
	app.running = false;
	CHECK_TEXT(after(COMMAND_WINDOW_OPEN, "06"), "");
	showing_restored(app.showing, &board[1]);
	app.running = true;
	app.devices = NULL; /* closed for a moment: the board is read anew */
	CHECK_TEXT(after(COMMAND_WINDOW_PAUSE, "06"), "");
	stop();
}

static void what_stood_there_for_a_test_goes_with_its_window(void)
{
	start();
	add(CLASS_DISPLAY, "display-09", "09")->ops.display = &display_ops;
	add(CLASS_LAMP, "lamp-09", "09")->ops.lamp = &lamp_ops;
	showing_all(app.showing);
	heard();
	for (unsigned i = 0; i < board_count; i++)
		showing_again(app.showing, &board[i]);
	CHECK_TEXT(heard(), "display-09: blank; lamp-09: closed; ");
	stop();
}

int main(void)
{
	what_stood_there_for_a_test_goes_with_its_window();
	a_display_is_told_what_changed_and_no_more();
	what_a_device_lacks_is_left_out();
	an_evacuation_is_shown_at_once_and_taken_back();
	panels_follow_their_group();
	boxes_show_every_change_of_the_queue_once();
	a_box_beeps_when_somebody_comes_to_an_idle_window();
	the_evaluator_knows_whom_it_asks_about_and_how_long();
	a_lamp_follows_its_window();
	an_extended_window_changes_with_the_clock_alone();
	nothing_is_sent_before_the_start_is_durable();
	return check_result();
}
