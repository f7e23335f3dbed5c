/* JSON views of the devices. */
#include "sim_view.h"

#include "sim_act.h"

#include <string.h>

static const char *const paper_names[] = { "ok", "near_end", "out" };
static const char *const rating_names[] = { "idle", "armed", "rated", "timed_out" };
static const char *const feedback_names[] = { "none", "called", "nobody", "refused", "repeated" };

static json_t *time_text(int64_t time_us)
{
	char text[SIM_CLOCK_TEXT_MAX];
	sim_clock_format(time_us, text);
	return json_string(text);
}

/* Text from a wire may hold anything; JSON wants UTF-8. */
static json_t *text_value(const char *text)
{
	json_t *value = json_string(text);
	return value != NULL ? value : json_string("(not UTF-8)");
}

static const char *plug_name(const struct sim_device *device)
{
	if (device->kind == SIM_ABSENT)
		return "not simulated";
	if (sim_device_unplugged(device))
		return "unplugged";
	return device->power ? "on" : "off";
}

static const char *kind_name(const struct sim_device *device)
{
	switch (device->kind) {
	case SIM_DISPLAY:
		return "display";
	case SIM_KEYPAD:
		return device->keypad.caller ? "caller" : "evaluator";
	case SIM_PRINTER:
		return "printer";
	case SIM_SPEAKER:
		return "speaker";
	default:
		return "none";
	}
}

json_t *sim_view_brief(struct sim_device *device)
{
	json_t *view = json_object();
	json_object_set_new(view, "name", json_string(device->name));
	json_object_set_new(view, "kind", json_string(kind_name(device)));
	json_object_set_new(view, "driver", json_string(device->driver));
	json_object_set_new(view, "port", json_string(device->port->name));
	json_object_set_new(view, "path", json_string(device->port->path));
	if (device->place[0] != '\0')
		json_object_set_new(view, device->place_kind, text_value(device->place));
	json_object_set_new(view, "state", json_string(plug_name(device)));
	if (device->kind == SIM_DISPLAY)
		json_object_set_new(view, "text", text_value(device->led.text));
	else if (device->kind == SIM_KEYPAD)
		json_object_set_new(view, "presses",
				    json_integer((json_int_t)device->keypad.presses));
	else if (device->kind == SIM_PRINTER)
		json_object_set_new(view, "tickets", json_integer(device->printer.last_number));
	else if (device->kind == SIM_SPEAKER)
		json_object_set_new(view, "spoken", json_integer(device->port->speaker.count));
	return view;
}

static void add_faults(json_t *view, struct sim_device *device)
{
	struct sim_fault faults[SIM_FAULTS_MAX];
	size_t count = sim_act_faults(device, faults);
	json_t *object = json_object();
	for (size_t i = 0; i < count; i++)
		json_object_set_new(object, faults[i].name,
				    faults[i].flag != NULL ? json_boolean(*faults[i].flag)
							   : json_integer(*faults[i].number));
	json_object_set_new(object, "unplug", json_boolean(sim_device_unplugged(device)));
	if (device->kind == SIM_KEYPAD) {
		const char *key = keypad_sim_key_name(device->keypad.faults.stuck_key);
		json_object_set_new(object, "stuck_key",
				    key != NULL ? json_string(key) : json_null());
	}
	json_object_set_new(view, "faults", object);
}

static void add_wire(json_t *view, struct sim_device *device)
{
	struct modbus_sim_slave *slave = sim_device_slave(device);
	if (slave != NULL)
		json_object_set_new(
			view, "modbus",
			json_pack("{s:i,s:I,s:I,s:I,s:I}", "address", slave->address, "requests",
				  (json_int_t)slave->statistics.requests, "answers",
				  (json_int_t)slave->statistics.answers, "exceptions",
				  (json_int_t)slave->statistics.exceptions, "bad_frames_on_line",
				  (json_int_t)modbus_sim_bad_frames(device->port->bus)));
	if (device->port->line == NULL)
		return;
	const struct pty_line_statistics *line = pty_line_statistics(device->port->line);
	json_object_set_new(
		view, "line",
		json_pack("{s:I,s:I,s:I,s:I,s:I,s:b}", "received", (json_int_t)line->received,
			  "sent", (json_int_t)line->sent, "lost", (json_int_t)line->lost, "garbled",
			  (json_int_t)line->garbled, "collisions", (json_int_t)line->collisions,
			  "wrong_speed", pty_line_has_wrong_speed(device->port->line)));
}

static void view_display(json_t *view, struct sim_device *device)
{
	const struct led_sim *led = &device->led;
	json_object_set_new(view, "blink", json_boolean(led->blink != 0));
	json_object_set_new(view, "brightness", json_integer(led->brightness));
	json_object_set_new(view, "undecodable", json_integer(led->undecodable));
	json_object_set_new(view, "history_count", json_integer(led->history_count));
	json_object_set_new(
		view, "history",
		sim_view_log(device, "history", (long)led->history_count - SIM_VIEW_LAST));
}

static void view_keypad(json_t *view, struct sim_device *device)
{
	const struct keypad_sim *keypad = &device->keypad;
	const uint16_t *registers = keypad->registers;
	const char *key = keypad_sim_key_name(registers[KEYPAD_KEY]);
	json_t *feedbacks = json_object();
	for (size_t i = 1; i < sizeof feedback_names / sizeof *feedback_names; i++)
		json_object_set_new(feedbacks, feedback_names[i],
				    json_integer((json_int_t)keypad->feedback_count[i]));
	json_object_set_new(view, "boot", json_integer(registers[KEYPAD_BOOT]));
	json_object_set_new(view, "sequence", json_integer(registers[KEYPAD_SEQUENCE]));
	json_object_set_new(view, "last_key", key != NULL ? json_string(key) : json_null());
	json_object_set_new(view, "rating", json_string(rating_names[registers[KEYPAD_STATE]]));
	json_object_set_new(view, "token", json_integer(registers[KEYPAD_TOKEN]));
	json_object_set_new(view, "arms", json_integer((json_int_t)keypad->arms));
	json_object_set_new(view, "feedback",
			    json_string(feedback_names[registers[KEYPAD_FEEDBACK]]));
	json_object_set_new(view, "feedbacks", feedbacks);
	json_object_set_new(view, "waiting", json_integer(registers[KEYPAD_WAITING]));
}

static void view_printer(json_t *view, struct sim_device *device)
{
	const struct printer_sim *printer = &device->printer;
	const struct printer_sim_ticket *last = printer_sim_ticket(printer, 0);
	json_object_set_new(view, "paper", json_string(paper_names[printer->paper_state]));
	json_object_set_new(
		view, "paper_left_mm",
		printer->paper_left_dots < 0
			? json_null()
			: json_integer((json_int_t)(printer->paper_left_dots / PAPER_DOTS_PER_MM)));
	json_object_set_new(view, "cover_open", json_boolean(printer->cover_open));
	json_object_set_new(view, "online", json_boolean(printer_sim_online(printer)));
	json_object_set_new(view, "cutter_jammed", json_boolean(printer->cutter_jammed));
	json_object_set_new(view, "buffered", json_integer((json_int_t)printer->count));
	json_object_set_new(view, "lost", json_integer((json_int_t)printer->statistics.lost));
	json_object_set_new(view, "cut", json_integer((json_int_t)printer->statistics.cuts));
	json_object_set_new(view, "torn", json_integer((json_int_t)printer->statistics.torn));
	json_object_set_new(view, "unknown_commands",
			    json_integer((json_int_t)printer->reader.unknown_commands));
	json_object_set_new(view, "bad_characters",
			    json_integer((json_int_t)printer->reader.bad_characters));
	json_object_set_new(view, "printing", text_value(printer->paper.text));
	json_object_set_new(view, "last_ticket",
			    last != NULL ? text_value(last->text) : json_null());
}

static void view_speaker(json_t *view, struct sim_device *device)
{
	const struct speaker_sim *speaker = &device->port->speaker;
	json_object_set_new(view, "speaking",
			    json_boolean(speaker->clock != NULL &&
					 speaker->busy_until_us > sim_clock_now(speaker->clock)));
	json_object_set_new(view, "overlaps", json_integer((json_int_t)speaker->overlaps));
	json_object_set_new(view, "bad_lines", json_integer((json_int_t)speaker->bad_lines));
	json_object_set_new(view, "not_kept", json_integer((json_int_t)speaker->not_kept));
	json_object_set_new(view, "log",
			    sim_view_log(device, "spoken", (long)speaker->count - SIM_VIEW_LAST));
}

json_t *sim_view_device(struct sim_device *device)
{
	json_t *view = sim_view_brief(device);
	if (device->kind == SIM_ABSENT)
		return view;
	if (device->kind == SIM_DISPLAY)
		view_display(view, device);
	else if (device->kind == SIM_KEYPAD)
		view_keypad(view, device);
	else if (device->kind == SIM_PRINTER)
		view_printer(view, device);
	else
		view_speaker(view, device);
	add_faults(view, device);
	add_wire(view, device);
	return view;
}

json_t *sim_view_board(struct sim_board *board)
{
	json_t *devices = json_array();
	for (size_t i = 0; i < board->device_count; i++)
		json_array_append_new(devices, sim_view_brief(&board->devices[i]));
	json_t *view = json_object();
	json_object_set_new(view, "board", json_string(board->name));
	json_object_set_new(view, "clock", time_text(sim_clock_now(board->clock)));
	json_object_set_new(view, "clock_rate", json_integer(board->clock->rate));
	json_object_set_new(view, "devices", devices);
	return view;
}

static json_t *log_display(const struct led_sim *led, long after)
{
	json_t *list = json_array();
	for (long i = after; i < (long)led->history_count; i++) {
		json_t *entry = json_object();
		json_object_set_new(entry, "n", json_integer(i + 1));
		json_object_set_new(entry, "at", time_text(led->history[i].time_us));
		json_object_set_new(entry, "text", text_value(led->history[i].text));
		json_object_set_new(entry, "blink", json_boolean(led->history[i].blink));
		json_array_append_new(list, entry);
	}
	return list;
}

static json_t *log_printer(const struct printer_sim *printer, long after)
{
	json_t *list = json_array();
	long first = (long)printer->last_number - (long)printer->ticket_count;
	for (long i = after > first ? after : first; i < (long)printer->last_number; i++) {
		const struct printer_sim_ticket *ticket = printer_sim_ticket(printer, (int)(i + 1));
		json_t *entry = json_object();
		json_object_set_new(entry, "n", json_integer(i + 1));
		json_object_set_new(entry, "at", time_text(ticket->time_us));
		json_object_set_new(entry, "cut", json_boolean(ticket->cut));
		json_object_set_new(entry, "text",
				    ticket->text != NULL ? text_value(ticket->text) : json_null());
		json_array_append_new(list, entry);
	}
	return list;
}

static json_t *log_speaker(const struct speaker_sim *speaker, long after)
{
	json_t *list = json_array();
	for (long i = after; i < (long)speaker->count; i++) {
		json_t *entry = json_object();
		json_object_set_new(entry, "n", json_integer(i + 1));
		json_object_set_new(entry, "start", time_text(speaker->spoken[i].start_us));
		json_object_set_new(entry, "end", time_text(speaker->spoken[i].end_us));
		json_object_set_new(entry, "overlap", json_boolean(speaker->spoken[i].overlap));
		json_object_set_new(entry, "clips", text_value(speaker->spoken[i].clips));
		json_array_append_new(list, entry);
	}
	return list;
}

json_t *sim_view_log(struct sim_device *device, const char *log, long after)
{
	if (after < 0)
		after = 0;
	if (device->kind == SIM_DISPLAY && strcmp(log, "history") == 0)
		return log_display(&device->led, after);
	if (device->kind == SIM_PRINTER && strcmp(log, "tickets") == 0)
		return log_printer(&device->printer, after);
	if (device->kind == SIM_SPEAKER && strcmp(log, "spoken") == 0)
		return log_speaker(&device->port->speaker, after);
	return NULL;
}
