/* What a technician's test must not do to the hall: firmware/app/device_tests.c beside the spoken
 * calls of speaking.c, and what rolls.c keeps. The durable state, the clock, the board and the way
 * of presses into the queue stand in this file, before those of the daemon. */
#include "check.h"
#include "core_world.h"
#include "device_tests.h"
#include "devices.h"
#include "hall_time.h"
#include "presses.h"
#include "rolls.h"
#include "showing.h"
#include "speaking.h"

#include <event2/event.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BOARD_MAX = 4, TOLD_MAX = 1024 };

static struct world world;
static struct device board[BOARD_MAX];
static unsigned board_count;
static char told[TOLD_MAX]; /* "display-06: 100%; " … */
static struct app app;
static struct printer_status status;

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

void presses_key(struct app *of, struct device *caller, uint32_t boot, uint32_t sequence, int key,
		 bool baseline)
{
	(void)of;
	say(caller, "%s %u/%u key %d", baseline ? "baseline" : "press", boot, sequence, key);
}

void showing_again(struct showing *showing, const struct device *device)
{
	(void)showing;
	(void)device;
}

void showing_restored(struct showing *showing, struct device *device)
{
	(void)showing;
	(void)device;
}

unsigned devices_volume(const struct device *device, unsigned minute)
{
	(void)device;
	(void)minute;
	return 100;
}

size_t devices_count(const struct devices *devices)
{
	(void)devices;
	return board_count;
}

struct device *devices_at(struct devices *devices, size_t index)
{
	(void)devices;
	return &board[index];
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

static const char *heard(void)
{
	static char text[TOLD_MAX];
	strcpy(text, told);
	told[0] = 0;
	return text;
}

static int display_show(struct display *display, const char *text, enum display_effect effect)
{
	(void)effect;
	say(display, "%s", text);
	return 0;
}

static void display_look(struct display *display, const struct display_look *look)
{
	say(display, "%u%%", look->brightness_percent);
}

static int speaker_say(struct speaker *speaker, const struct speech *speech, uint64_t utterance)
{
	(void)utterance;
	say(speaker, "says %s", speech->text);
	return 0;
}

static void speaker_stop(struct speaker *speaker)
{
	say(speaker, "stops");
}

static int pager_signal(struct pager *pager, unsigned number, enum pager_signal signal)
{
	(void)signal;
	say(pager, "%u vibrates", number);
	return 0;
}

static void printer_tell(const struct printer *printer, struct printer_status *out)
{
	(void)printer;
	*out = status;
}

static const struct display_ops display_ops = { .show = display_show, .look = display_look };
static const struct caller_ops caller_ops = { .name = "caller" };
static const struct speaker_ops speaker_ops = { .say = speaker_say, .stop = speaker_stop };
static const struct pager_ops pager_ops = { .signal = pager_signal };
static const struct printer_ops printer_ops = { .status = printer_tell };

static struct device *add(enum device_class class, const char *name, const char *place)
{
	struct device *device = &board[board_count++];
	*device = (struct device){ .class = class, .health = DEVICE_OK };
	strcpy(device->name, name);
	strcpy(device->place, place);
	device->handle.any = device;
	return device;
}

/* --- a hall with them --- */

static void start(void)
{
	world_open(&world);
	board_count = 0;
	told[0] = 0;
	app = (struct app){ .running = true, .devices = (struct devices *)board };
	app.base = event_base_new();
	CHECK(device_tests_create(&app.device_tests, &app) == 0);
	CHECK(speaking_create(&app.speaking, &app) == 0);
}

static void stop(void)
{
	device_tests_destroy(app.device_tests);
	speaking_destroy(app.speaking);
	event_base_free(app.base);
	world_close(&world);
}

static void evacuate(void)
{
	struct command command = world_command(&world, COMMAND_ANNOUNCE);
	command.level = ANNOUNCE_EVACUATE;
	strcpy(command.text, "走东门");
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	for (uint32_t i = 0; i < world.list->count; i++)
		speaking_record(app.speaking, &world.list->records[i]);
	speaking_flush(app.speaking);
}

static const char *detail_of(const struct device *device)
{
	static struct device_test test;
	device_tests_last(app.device_tests, device, &test);
	return test.detail;
}

static void an_evacuation_cuts_a_speakers_test_off(void)
{
	start();
	struct device *device = add(CLASS_SPEAKER, "loud", "hall");
	device->ops.speaker = &speaker_ops;
	device_tests_begin(app.device_tests, device);
	CHECK_TEXT(heard(), "loud: says 测试 hall; ");
	evacuate();
	CHECK_TEXT(heard(), "loud: stops; ");
	/* As the speaker tells that it stopped, the words that matter follow. */
	CHECK(device_tests_spoken(app.device_tests, device, UINT64_C(1) << 63 | 1, false));
	speaking_flush(app.speaking);
	CHECK(strncmp(heard(), "loud: says ", 11) == 0);
	stop();
}

static void nothing_is_tested_aloud_during_an_evacuation(void)
{
	start();
	struct device *device = add(CLASS_SPEAKER, "loud", "hall");
	device->ops.speaker = &speaker_ops;
	evacuate();
	heard();
	device_tests_begin(app.device_tests, device);
	CHECK_TEXT(heard(), "");
	CHECK_TEXT(detail_of(device), "evacuation: nothing else is said");
	CHECK(!device_tests_speak(app.device_tests, "hall"));
	stop();
}

static void what_was_pressed_while_a_tested_box_was_away_is_no_press(void)
{
	start();
	struct device *device = add(CLASS_CALLER, "call-06", "06");
	device->ops.caller = &caller_ops;
	device_tests_begin(app.device_tests, device);
	CHECK(device_tests_key(app.device_tests, device, 1, 8, CALLER_KEY_NEXT, true));
	CHECK_TEXT(heard(), "call-06: baseline 1/8 key 0; ");
	CHECK_TEXT(detail_of(device), "press a key");
	CHECK(device_tests_key(app.device_tests, device, 1, 9, CALLER_KEY_NEXT, false));
	CHECK_TEXT(heard(), "call-06: baseline 1/9 key 0; ");
	CHECK_TEXT(detail_of(device), "key next");
	CHECK(!device_tests_key(app.device_tests, device, 1, 10, CALLER_KEY_NEXT, false));
	stop();
}

static void the_display_of_a_closed_window_is_lit_for_its_test(void)
{
	start();
	struct device *device = add(CLASS_DISPLAY, "display-06", "06");
	device->ops.display = &display_ops;
	device_tests_begin(app.device_tests, device);
	CHECK_TEXT(heard(), "display-06: 06 display-06; display-06: 100%; ");
	stop();
}

static void a_visitors_pager_does_not_vibrate_for_a_test(void)
{
	start();
	struct device *device = add(CLASS_PAGER, "pagers", "hall");
	device->ops.pager = &pager_ops;
	device_tests_begin(app.device_tests, device);
	CHECK_TEXT(heard(), "pagers: 1 vibrates; ");
	struct command command = world_command(&world, COMMAND_PAGER);
	command.ticket = world_issue(&world, "PS1");
	command.pager = 1;
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
	device_tests_begin(app.device_tests, device);
	CHECK_TEXT(heard(), "");
	CHECK_TEXT(detail_of(device), "in_use: a visitor carries pager 1, try again");
	stop();
}

static void a_roll_that_could_not_be_kept_is_kept_as_soon_as_it_can(void)
{
	char folder[] = "/tmp/jiaohao-rolls-XXXXXX", path[64], obstacle[64], line[96] = "";
	CHECK(mkdtemp(folder) != NULL);
	snprintf(path, sizeof path, "%s/rolls", folder);
	snprintf(obstacle, sizeof obstacle, "%s/rolls.new", folder);
	start();
	app.options.data_path = folder;
	add(CLASS_PRINTER, "printer", "K1")->ops.printer = &printer_ops;
	CHECK(rolls_create(&app.rolls, &app) == 0);
	status.roll = (struct printer_roll){ .used_mm = 1200, .tickets = 10, .known = true };
	CHECK(mkdir(obstacle, 0700) == 0);
	rolls_look(app.rolls);
	for (unsigned i = 0; i < 20; i++) { /* the thread's end is not told; another look waits */
		usleep(5000);
		rolls_look(app.rolls);
	}
	CHECK(access(path, F_OK) < 0);
	CHECK(rmdir(obstacle) == 0);
	rolls_look(app.rolls);
	rolls_destroy(app.rolls);
	FILE *file = fopen(path, "re");
	CHECK(file != NULL && fgets(line, sizeof line, file) != NULL);
	CHECK_TEXT(line, "1200 10 known goes_on printer\n");
	if (file)
		fclose(file);
	unlink(path);
	rmdir(folder);
	stop();
}

int main(void)
{
	an_evacuation_cuts_a_speakers_test_off();
	nothing_is_tested_aloud_during_an_evacuation();
	what_was_pressed_while_a_tested_box_was_away_is_no_press();
	the_display_of_a_closed_window_is_lit_for_its_test();
	a_visitors_pager_does_not_vibrate_for_a_test();
	a_roll_that_could_not_be_kept_is_kept_as_soon_as_it_can();
	return check_result();
}
