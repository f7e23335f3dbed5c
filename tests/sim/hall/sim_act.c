/* Acts on devices, from JSON bodies: what all devices have alike. */
#include "sim_act.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NOISE_MAX_BYTES = 64, PER_MILLE = 1000 };

int sim_refuse(char *problem, int status, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(problem, SIM_PROBLEM_MAX, format, arguments);
	va_end(arguments);
	return status;
}

int sim_check_boolean(const json_t *body, const char *key, char *problem)
{
	const json_t *value = json_object_get(body, key);
	if (value == NULL || json_is_boolean(value))
		return 0;
	return sim_refuse(problem, SIM_BAD_REQUEST, "\"%s\" must be true or false", key);
}

int sim_check_integer(const json_t *body, const char *key, json_int_t max, char *problem)
{
	const json_t *value = json_object_get(body, key);
	if (value == NULL || (json_is_integer(value) && json_integer_value(value) >= 0 &&
			      json_integer_value(value) <= max))
		return 0;
	return sim_refuse(problem, SIM_BAD_REQUEST, "\"%s\" must be 0 … %lld", key, (long long)max);
}

static size_t slave_faults(struct modbus_sim_faults *f, struct sim_fault *list)
{
	size_t n = 0;
	list[n++] = (struct sim_fault){ "silence", &f->silence, NULL, 1 };
	list[n++] = (struct sim_fault){ "late_ms", NULL, &f->late_ms, SIM_LATE_MAX_MS };
	list[n++] = (struct sim_fault){ "wrong_crc", &f->wrong_crc, NULL, 1 };
	list[n++] = (struct sim_fault){ "split_ms", NULL, &f->split_ms, SIM_LATE_MAX_MS };
	list[n++] = (struct sim_fault){ "foreign", &f->foreign, NULL, 1 };
	list[n++] = (struct sim_fault){ "twin", &f->twin, NULL, 1 };
	list[n++] = (struct sim_fault){ "times", NULL, &f->times, 1000000 };
	return n;
}

static size_t line_faults(struct pty_line_faults *f, struct sim_fault *list)
{
	size_t n = 0;
	list[n++] = (struct sim_fault){ "noise", NULL, &f->noise_bytes, NOISE_MAX_BYTES };
	list[n++] = (struct sim_fault){ "bit_errors", NULL, &f->bit_errors, PER_MILLE };
	list[n++] = (struct sim_fault){ "drop", NULL, &f->drop, PER_MILLE };
	return n;
}

size_t sim_act_faults(struct sim_device *device, struct sim_fault faults[SIM_FAULTS_MAX])
{
	struct modbus_sim_slave *slave = sim_device_slave(device);
	size_t n = 0;
	if (slave != NULL)
		n += slave_faults(&slave->faults, faults + n);
	if (device->sim != NULL && device->driver->faults != NULL)
		n += device->driver->faults(device, faults + n);
	/* What comes from a kernel's own device is never garbled. */
	if (device->port->line != NULL && device->port->kind != SIM_PORT_INPUT)
		n += line_faults(pty_line_faults(device->port->line), faults + n);
	return n;
}

/* The names of @p body that are not in @p allowed (parted by one space) are refused. */
static int check_keys(const json_t *body, const char *allowed, char problem[SIM_PROBLEM_MAX])
{
	const char *key;
	json_t *value;
	if (!json_is_object(body))
		return sim_refuse(problem, SIM_BAD_REQUEST, "the body must be a JSON object of: %s",
				  allowed);
	json_object_foreach((json_t *)body, key, value)
	{
		const char *found = strstr(allowed, key);
		size_t length = strlen(key);
		while (found != NULL && ((found > allowed && found[-1] != ' ') ||
					 (found[length] != ' ' && found[length] != '\0')))
			found = strstr(found + 1, key);
		if (length == 0 || found == NULL)
			return sim_refuse(problem, SIM_BAD_REQUEST,
					  "\"%.40s\" is unknown here, allowed are: %s", key,
					  allowed);
	}
	if (json_object_size(body) == 0)
		return sim_refuse(problem, SIM_BAD_REQUEST, "the body is empty, allowed are: %s",
				  allowed);
	return 0;
}

/* Unplugged or without power: pressing is possible in a hall, but nothing comes of it, and a test
 * that does it by mistake should hear so. */
static int check_power(struct sim_device *device, char problem[SIM_PROBLEM_MAX])
{
	if (device->power)
		return 0;
	return sim_refuse(problem, SIM_CONFLICT,
			  "%s has no power; POST …/set {\"power\": true} first", device->name);
}

int sim_act_press(struct sim_device *device, const json_t *body, char problem[SIM_PROBLEM_MAX])
{
	if (device->sim == NULL || device->driver->press == NULL)
		return sim_refuse(problem, SIM_CONFLICT, "%s has no keys", device->name);
	int status = check_keys(body, device->driver->press_keys, problem);
	if (status == 0)
		status = check_power(device, problem);
	return status != 0 ? status : device->driver->press(device, body, problem);
}

int sim_act_set(struct sim_device *device, const json_t *body, char problem[SIM_PROBLEM_MAX])
{
	const struct sim_driver *driver = device->driver;
	char allowed[256] = "";
	struct modbus_sim_slave *slave = sim_device_slave(device);
	if (device->absent || (driver->set == NULL && driver->power == NULL))
		return sim_refuse(problem, SIM_CONFLICT, "%s has nothing to set", device->name);
	snprintf(allowed, sizeof allowed, "%s%s%s%s", driver->set != NULL ? driver->set_keys : "",
		 driver->set != NULL && driver->power != NULL ? " " : "",
		 driver->power != NULL ? "power" : "", slave != NULL ? " address" : "");
	int status = check_keys(body, allowed, problem);
	if (status == 0)
		status = sim_check_boolean(body, "power", problem);
	if (status == 0)
		status = sim_check_integer(body, "address", MODBUS_SIM_SLAVES_MAX, problem);
	if (status == 0 && slave != NULL && json_object_get(body, "address") != NULL &&
	    modbus_sim_move(device->port->bus, slave,
			    (int)json_integer_value(json_object_get(body, "address"))) < 0)
		status = sim_refuse(problem, SIM_CONFLICT, "that address is taken, or none");
	if (status == 0 && driver->set != NULL)
		status = driver->set(device, body, problem);
	if (status != 0)
		return status;
	const json_t *power = json_object_get(body, "power");
	int result = power != NULL ? sim_device_power(device, json_is_true(power)) : 0;
	if (result < 0)
		return sim_refuse(problem, SIM_SERVER_ERROR, "%s: %s", device->name,
				  strerror(-result));
	return 0;
}

static int check_fault_body(struct sim_device *device, const json_t *body,
			    const struct sim_fault *faults, size_t count,
			    char problem[SIM_PROBLEM_MAX])
{
	static const char *const acts[] = { "unplug", "clear", "reboot" };
	char allowed[SIM_PROBLEM_MAX] = "unplug clear";
	size_t length = strlen(allowed);
	if (device->driver->reboot != NULL)
		length += (size_t)snprintf(allowed + length, sizeof allowed - length, " reboot");
	if (device->driver->act != NULL)
		length += (size_t)snprintf(allowed + length, sizeof allowed - length, " %s",
					   device->driver->act_keys);
	for (size_t i = 0; i < count; i++)
		length += (size_t)snprintf(allowed + length, sizeof allowed - length, " %s",
					   faults[i].name);
	int status = check_keys(body, allowed, problem);
	for (size_t i = 0; status == 0 && i < sizeof acts / sizeof *acts; i++)
		status = sim_check_boolean(body, acts[i], problem);
	for (size_t i = 0; status == 0 && i < count; i++)
		status = faults[i].flag != NULL
				 ? sim_check_boolean(body, faults[i].name, problem)
				 : sim_check_integer(body, faults[i].name, faults[i].max, problem);
	return status;
}

/* Back to health. 0 or -errno. */
static int clear(struct sim_device *device, const struct sim_fault *faults, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (faults[i].flag != NULL)
			*faults[i].flag = false;
		else
			*faults[i].number = 0;
	}
	if (device->driver->clear != NULL)
		device->driver->clear(device);
	return sim_device_unplug(device, false);
}

static int set_faults(struct sim_device *device, const json_t *body, const struct sim_fault *faults,
		      size_t count)
{
	const json_t *unplug = json_object_get(body, "unplug");
	int result = 0;
	for (size_t i = 0; i < count; i++) {
		const json_t *value = json_object_get(body, faults[i].name);
		if (value != NULL && faults[i].flag != NULL)
			*faults[i].flag = json_is_true(value);
		else if (value != NULL)
			*faults[i].number = (unsigned)json_integer_value(value);
	}
	if (json_is_true(json_object_get(body, "reboot")))
		result = device->driver->reboot(device);
	if (result == 0 && unplug != NULL)
		result = sim_device_unplug(device, json_is_true(unplug));
	if (device->driver->faults_changed != NULL)
		device->driver->faults_changed(device);
	return result;
}

int sim_act_fault(struct sim_device *device, const json_t *body, char problem[SIM_PROBLEM_MAX])
{
	struct sim_fault faults[SIM_FAULTS_MAX];
	int result = 0;
	if (device->absent)
		return sim_refuse(problem, SIM_CONFLICT, "%s is not simulated", device->name);
	size_t count = sim_act_faults(device, faults);
	int status = check_fault_body(device, body, faults, count, problem);
	if (status != 0)
		return status;
	if (json_is_true(json_object_get(body, "clear")))
		result = clear(device, faults, count);
	if (result == 0 && device->driver->act != NULL)
		status = device->driver->act(device, body, problem);
	if (status != 0)
		return status;
	if (result == 0)
		result = set_faults(device, body, faults, count);
	if (result < 0)
		return sim_refuse(problem, SIM_SERVER_ERROR, "%s: %s", device->name,
				  strerror(-result));
	return 0;
}
