/* Acts on devices, from JSON bodies. */
#include "sim_act.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { BAD_REQUEST = 400, CONFLICT = 409, SERVER_ERROR = 500 };

enum { LATE_MAX_MS = 60000, NOISE_MAX_BYTES = 64, PER_MILLE = 1000, PAPER_MAX_MM = 1000000 };

__attribute__((format(printf, 3, 4))) static int refuse(char problem[SIM_PROBLEM_MAX], int status,
							const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(problem, SIM_PROBLEM_MAX, format, arguments);
	va_end(arguments);
	return status;
}

static void add(struct sim_fault *faults, size_t *count, struct sim_fault fault)
{
	faults[(*count)++] = fault;
}

size_t sim_act_faults(struct sim_device *device, struct sim_fault faults[SIM_FAULTS_MAX])
{
	struct modbus_sim_slave *slave = sim_device_slave(device);
	size_t n = 0;
	if (slave != NULL) {
		struct modbus_sim_faults *f = &slave->faults;
		add(faults, &n, (struct sim_fault){ "silence", &f->silence, NULL, 1 });
		add(faults, &n, (struct sim_fault){ "late_ms", NULL, &f->late_ms, LATE_MAX_MS });
		add(faults, &n, (struct sim_fault){ "wrong_crc", &f->wrong_crc, NULL, 1 });
		add(faults, &n, (struct sim_fault){ "split_ms", NULL, &f->split_ms, LATE_MAX_MS });
		add(faults, &n, (struct sim_fault){ "foreign", &f->foreign, NULL, 1 });
		add(faults, &n, (struct sim_fault){ "twin", &f->twin, NULL, 1 });
		add(faults, &n, (struct sim_fault){ "times", NULL, &f->times, 1000000 });
	}
	if (device->kind == SIM_KEYPAD)
		add(faults, &n,
		    (struct sim_fault){ "bounce", &device->keypad.faults.bounce, NULL, 1 });
	if (device->kind == SIM_PRINTER) {
		struct printer_sim_faults *f = &device->printer.faults;
		add(faults, &n, (struct sim_fault){ "silence", &f->silence, NULL, 1 });
		add(faults, &n, (struct sim_fault){ "late_ms", NULL, &f->late_ms, LATE_MAX_MS });
		add(faults, &n, (struct sim_fault){ "cutter_error", &f->cutter_error, NULL, 1 });
		add(faults, &n, (struct sim_fault){ "offline", &f->offline, NULL, 1 });
		add(faults, &n, (struct sim_fault){ "unrecoverable", &f->unrecoverable, NULL, 1 });
	}
	if (device->port->line != NULL) {
		struct pty_line_faults *f = pty_line_faults(device->port->line);
		add(faults, &n,
		    (struct sim_fault){ "noise", NULL, &f->noise_bytes, NOISE_MAX_BYTES });
		add(faults, &n,
		    (struct sim_fault){ "bit_errors", NULL, &f->bit_errors, PER_MILLE });
		add(faults, &n, (struct sim_fault){ "drop", NULL, &f->drop, PER_MILLE });
	}
	return n;
}

/* The names of @p body that are not in @p allowed (parted by one space) are refused. */
static int check_keys(const json_t *body, const char *allowed, char problem[SIM_PROBLEM_MAX])
{
	const char *key;
	json_t *value;
	if (!json_is_object(body))
		return refuse(problem, BAD_REQUEST, "the body must be a JSON object of: %s",
			      allowed);
	json_object_foreach((json_t *)body, key, value)
	{
		const char *found = strstr(allowed, key);
		size_t length = strlen(key);
		while (found != NULL && ((found > allowed && found[-1] != ' ') ||
					 (found[length] != ' ' && found[length] != '\0')))
			found = strstr(found + 1, key);
		if (length == 0 || found == NULL)
			return refuse(problem, BAD_REQUEST,
				      "\"%.40s\" is unknown here, allowed are: %s", key, allowed);
	}
	if (json_object_size(body) == 0)
		return refuse(problem, BAD_REQUEST, "the body is empty, allowed are: %s", allowed);
	return 0;
}

static int check_boolean(const json_t *body, const char *key, char problem[SIM_PROBLEM_MAX])
{
	const json_t *value = json_object_get(body, key);
	if (value == NULL || json_is_boolean(value))
		return 0;
	return refuse(problem, BAD_REQUEST, "\"%s\" must be true or false", key);
}

static int check_integer(const json_t *body, const char *key, json_int_t max,
			 char problem[SIM_PROBLEM_MAX])
{
	const json_t *value = json_object_get(body, key);
	if (value == NULL || (json_is_integer(value) && json_integer_value(value) >= 0 &&
			      json_integer_value(value) <= max))
		return 0;
	return refuse(problem, BAD_REQUEST, "\"%s\" must be 0 … %lld", key, (long long)max);
}

/* Unplugged or without power: pressing is possible in a hall, but nothing comes of it, and a test
 * that does it by mistake should hear so. */
static int check_power(struct sim_device *device, char problem[SIM_PROBLEM_MAX])
{
	if (device->power)
		return 0;
	return refuse(problem, CONFLICT, "%s has no power; POST …/set {\"power\": true} first",
		      device->name);
}

int sim_act_press(struct sim_device *device, const json_t *body, char problem[SIM_PROBLEM_MAX])
{
	if (device->kind != SIM_KEYPAD)
		return refuse(problem, CONFLICT, "%s has no keys", device->name);
	int status = check_keys(body, "key times", problem);
	if (status == 0)
		status = check_integer(body, "times", SIM_PRESSES_MAX, problem);
	if (status == 0)
		status = check_power(device, problem);
	if (status != 0)
		return status;
	const char *name = json_string_value(json_object_get(body, "key"));
	int key = name != NULL ? keypad_sim_key_code(name) : 0;
	const json_t *times = json_object_get(body, "times");
	if (key == 0)
		return refuse(problem, BAD_REQUEST,
			      "\"key\" must be one of: next recall start finish no_show pause "
			      "open_close hold call_back help rate_1 rate_2 rate_3 rate_4 rate_5");
	for (json_int_t i = 0; i < (times != NULL ? json_integer_value(times) : 1); i++)
		if (keypad_sim_press(&device->keypad, key) < 0)
			return refuse(problem, CONFLICT, "%s is %s and has no key \"%s\"",
				      device->name,
				      device->keypad.caller ? "a caller" : "an evaluator", name);
	return 0;
}

static int set_paper(struct printer_sim *printer, const json_t *body, char problem[SIM_PROBLEM_MAX])
{
	static const char *const names[] = { "ok", "near_end", "out" };
	const json_t *paper = json_object_get(body, "paper");
	const json_t *left = json_object_get(body, "paper_left_mm");
	const json_t *cover = json_object_get(body, "cover_open");
	int state = -1;
	for (int i = 0; json_is_string(paper) && i < 3; i++)
		if (strcmp(json_string_value(paper), names[i]) == 0)
			state = i;
	if (paper != NULL && state < 0)
		return refuse(problem, BAD_REQUEST, "\"paper\" must be one of: ok near_end out");
	int status = 0;
	if (!json_is_null(left))
		status = check_integer(body, "paper_left_mm", PAPER_MAX_MM, problem);
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

int sim_act_set(struct sim_device *device, const json_t *body, char problem[SIM_PROBLEM_MAX])
{
	bool printer = device->kind == SIM_PRINTER;
	if (device->kind == SIM_SPEAKER || device->kind == SIM_ABSENT)
		return refuse(problem, CONFLICT, "%s has nothing to set", device->name);
	int status = check_keys(body, printer ? "paper paper_left_mm cover_open power" : "power",
				problem);
	if (status == 0)
		status = check_boolean(body, "power", problem);
	if (status == 0)
		status = check_boolean(body, "cover_open", problem);
	if (status == 0 && printer)
		status = set_paper(&device->printer, body, problem);
	if (status != 0)
		return status;
	const json_t *power = json_object_get(body, "power");
	int result = power != NULL ? sim_device_power(device, json_is_true(power)) : 0;
	if (result < 0)
		return refuse(problem, SERVER_ERROR, "%s: %s", device->name, strerror(-result));
	return 0;
}

static void clear_faults(struct sim_device *device, const struct sim_fault *faults, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (faults[i].flag != NULL)
			*faults[i].flag = false;
		else
			*faults[i].number = 0;
	}
	if (device->kind == SIM_KEYPAD)
		keypad_sim_stick(&device->keypad, 0);
}

static int check_fault_body(struct sim_device *device, const json_t *body,
			    const struct sim_fault *faults, size_t count,
			    char problem[SIM_PROBLEM_MAX])
{
	char allowed[256] = "unplug clear";
	if (device->kind == SIM_KEYPAD)
		strcat(allowed, " stuck_key reboot");
	for (size_t i = 0; i < count; i++) {
		strcat(allowed, " ");
		strcat(allowed, faults[i].name);
	}
	int status = check_keys(body, allowed, problem);
	static const char *const acts[] = { "unplug", "clear", "reboot" };
	for (size_t i = 0; status == 0 && i < sizeof acts / sizeof *acts; i++)
		status = check_boolean(body, acts[i], problem);
	for (size_t i = 0; status == 0 && i < count; i++)
		status = faults[i].flag != NULL
				 ? check_boolean(body, faults[i].name, problem)
				 : check_integer(body, faults[i].name, faults[i].max, problem);
	const json_t *stuck = json_object_get(body, "stuck_key");
	if (status == 0 && stuck != NULL && !json_is_null(stuck) &&
	    (!json_is_string(stuck) || keypad_sim_key_code(json_string_value(stuck)) == 0))
		status = refuse(problem, BAD_REQUEST, "\"stuck_key\" must be a key's name or null");
	return status;
}

static int do_fault_acts(struct sim_device *device, const json_t *body,
			 char problem[SIM_PROBLEM_MAX])
{
	const json_t *stuck = json_object_get(body, "stuck_key");
	const json_t *unplug = json_object_get(body, "unplug");
	int result = 0;
	if (stuck != NULL)
		keypad_sim_stick(
			&device->keypad,
			json_is_null(stuck) ? 0 : keypad_sim_key_code(json_string_value(stuck)));
	if (json_is_true(json_object_get(body, "reboot")))
		result = keypad_sim_reboot(&device->keypad);
	if (result == 0 && unplug != NULL)
		result = sim_device_unplug(device, json_is_true(unplug));
	if (result < 0)
		return refuse(problem, SERVER_ERROR, "%s: %s", device->name, strerror(-result));
	if (device->kind == SIM_PRINTER)
		printer_sim_changed(&device->printer);
	return 0;
}

int sim_act_fault(struct sim_device *device, const json_t *body, char problem[SIM_PROBLEM_MAX])
{
	struct sim_fault faults[SIM_FAULTS_MAX];
	if (device->kind == SIM_ABSENT)
		return refuse(problem, CONFLICT, "%s is not simulated", device->name);
	size_t count = sim_act_faults(device, faults);
	int status = check_fault_body(device, body, faults, count, problem);
	if (status != 0)
		return status;
	if (json_is_true(json_object_get(body, "clear"))) {
		clear_faults(device, faults, count);
		int result = sim_device_unplug(device, false);
		if (result < 0)
			return refuse(problem, SERVER_ERROR, "%s: %s", device->name,
				      strerror(-result));
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *value = json_object_get(body, faults[i].name);
		if (value != NULL && faults[i].flag != NULL)
			*faults[i].flag = json_is_true(value);
		else if (value != NULL)
			*faults[i].number = (unsigned)json_integer_value(value);
	}
	return do_fault_acts(device, body, problem);
}
