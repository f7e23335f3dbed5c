/* "escpos" in hall-sim: a ticket printer on a serial line or a socket. */
#include "sim_drivers.h"
#include "sim_port.h"

#include <string.h>

enum { PAPER_MAX_MM = 1000000, REBOOT_MAX_BYTES = 1000000 };

static const char *const paper_names[] = { "ok", "near_end", "out" };

static int send(void *context, const uint8_t *bytes, size_t count)
{
	return sim_port_send(context, bytes, count);
}

static void hold(void *context, bool held)
{
	sim_port_hold(context, held);
}

static int start(struct sim_device *device, struct config_map *map)
{
	const struct printer_sim_owner owner = { .context = device->port,
						 .send = send,
						 .hold = hold };
	const char *profile = "";
	if (config_map_text(map, "profile", &profile) < 0)
		return -1;
	/* The models for 58 mm paper have it in their names. */
	long width_mm = strstr(profile, "58") != NULL ? 58 : 80;
	if (config_map_integer(map, "paper_width_mm", 58, 80, &width_mm) < 0)
		return -1;
	return printer_sim_init(device->sim, device->board->base,
				width_mm == 58 ? PAPER_WIDTH_58_DOTS : PAPER_WIDTH_80_DOTS,
				device->port->flow, device->board->clock, &owner);
}

static void finish(struct sim_device *device)
{
	printer_sim_finish(device->sim);
}

static void received(struct sim_device *device, const uint8_t *bytes, size_t count,
		     int64_t ended_us)
{
	(void)ended_us;
	printer_sim_receive(device->sim, bytes, count);
}

static size_t faults(struct sim_device *device, struct sim_fault *list)
{
	struct printer_sim *printer = device->sim;
	struct printer_sim_faults *f = &printer->faults;
	size_t n = 0;
	list[n++] = (struct sim_fault){ "silence", &f->silence, NULL, 1 };
	list[n++] = (struct sim_fault){ "late_ms", NULL, &f->late_ms, SIM_LATE_MAX_MS };
	list[n++] = (struct sim_fault){ "split_ms", NULL, &f->split_ms, SIM_LATE_MAX_MS };
	list[n++] = (struct sim_fault){ "mute", &f->mute, NULL, 1 };
	list[n++] = (struct sim_fault){ "reboot_after", NULL, &f->reboot_after, REBOOT_MAX_BYTES };
	list[n++] = (struct sim_fault){ "cutter_error", &f->cutter_error, NULL, 1 };
	list[n++] = (struct sim_fault){ "offline", &f->offline, NULL, 1 };
	list[n++] = (struct sim_fault){ "unrecoverable", &f->unrecoverable, NULL, 1 };
	return n;
}

static void faults_changed(struct sim_device *device)
{
	printer_sim_changed(device->sim);
}

static int power(struct sim_device *device, bool on, bool was_on)
{
	(void)was_on;
	printer_sim_power(device->sim, on);
	return 0;
}

static int reboot(struct sim_device *device)
{
	printer_sim_power(device->sim, false);
	printer_sim_power(device->sim, true);
	return 0;
}

static int set(struct sim_device *device, const json_t *body, char *problem)
{
	struct printer_sim *printer = device->sim;
	const json_t *paper = json_object_get(body, "paper");
	const json_t *left = json_object_get(body, "paper_left_mm");
	const json_t *cover = json_object_get(body, "cover_open");
	int state = -1, status = sim_check_boolean(body, "cover_open", problem);
	for (int i = 0; json_is_string(paper) && i < 3; i++)
		if (strcmp(json_string_value(paper), paper_names[i]) == 0)
			state = i;
	if (status == 0 && paper != NULL && state < 0)
		status = sim_refuse(problem, SIM_BAD_REQUEST,
				    "\"paper\" must be one of: ok near_end out");
	if (status == 0 && !json_is_null(left))
		status = sim_check_integer(body, "paper_left_mm", PAPER_MAX_MM, problem);
	if (status != 0)
		return status;
	if (state >= 0) {
		printer->paper_state = (enum printer_sim_paper)state;
		printer->paper_left_dots = -1; /* a new roll, or none */
	}
	if (left != NULL)
		printer->paper_left_dots =
			json_is_null(left) ? -1 : json_integer_value(left) * PAPER_DOTS_PER_MM;
	if (cover != NULL)
		printer->cover_open = json_is_true(cover);
	printer_sim_changed(printer);
	return 0;
}

static void brief(struct sim_device *device, json_t *view)
{
	const struct printer_sim *printer = device->sim;
	json_object_set_new(view, "tickets", json_integer(printer->last_number));
}

static void view(struct sim_device *device, json_t *view)
{
	const struct printer_sim *printer = device->sim;
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
	json_object_set_new(view, "printing", sim_text_json(printer->paper.text));
	json_object_set_new(view, "last_ticket",
			    last != NULL ? sim_text_json(last->text) : json_null());
}

static json_t *log_entries(const struct sim_device *device, long after)
{
	const struct printer_sim *printer = device->sim;
	json_t *list = json_array();
	long first = (long)printer->last_number - (long)printer->ticket_count;
	for (long i = after > first ? after : first; i < (long)printer->last_number; i++) {
		const struct printer_sim_ticket *ticket = printer_sim_ticket(printer, (int)(i + 1));
		json_t *entry = json_object();
		json_object_set_new(entry, "n", json_integer(i + 1));
		json_object_set_new(entry, "at", sim_time_json(ticket->time_us));
		json_object_set_new(entry, "cut", json_boolean(ticket->cut));
		json_object_set_new(entry, "text",
				    ticket->text != NULL ? sim_text_json(ticket->text)
							 : json_null());
		json_array_append_new(list, entry);
	}
	return list;
}

const struct sim_driver sim_escpos = {
	.driver = "escpos",
	.kind = "printer",
	.ports = 1u << SIM_PORT_SERIAL | 1u << SIM_PORT_TCP,
	.alone = true,
	.size = sizeof(struct printer_sim),
	.start = start,
	.finish = finish,
	.received = received,
	.faults = faults,
	.faults_changed = faults_changed,
	.reboot = reboot,
	.power = power,
	.set_keys = "paper paper_left_mm cover_open",
	.set = set,
	.brief = brief,
	.view = view,
	.log = "tickets", /* asked for only: a view shows last_ticket */
	.log_entries = log_entries,
};
