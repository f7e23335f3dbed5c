/* Devices by name, and a line that has one owner. With the argument "mock" it runs under umockdev
 * and finds a made-up USB device; without, nothing of that kind is plugged in. */
#include "check.h"
#include "hotplug.h"
#include "serial.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static void names_are_checked(void)
{
	CHECK(hotplug_usb_valid("usb:0483:5740") && hotplug_usb_valid("usb:04B8:0e15:ABC-1"));
	CHECK(!hotplug_usb_valid("usb:483:5740") && !hotplug_usb_valid("usb:0483:5740:"));
	CHECK(!hotplug_usb_valid("usb:0483") && !hotplug_usb_valid("usb:0483:57400"));
	CHECK(!hotplug_usb_valid("/dev/ttyUSB0") && !hotplug_is_usb("/dev/ttyUSB0"));
}

static void a_path_is_itself_and_what_is_not_there_is_told(void)
{
	char path[64], little[4];
	CHECK(hotplug_resolve("/dev/ttyS1", path, sizeof path) == 0);
	CHECK_TEXT(path, "/dev/ttyS1");
	CHECK(hotplug_resolve("/dev/ttyS1", little, sizeof little) == -ENAMETOOLONG);
	CHECK(hotplug_resolve("usb:fffe:fffe", path, sizeof path) == -ENOENT);
	CHECK(hotplug_resolve("usb:nonsense", path, sizeof path) == -EINVAL);
}

static void a_usb_device_is_found_by_what_it_is(void)
{
	char path[64];
	CHECK(hotplug_resolve("usb:0483:5740", path, sizeof path) == 0);
	CHECK_TEXT(path, "/dev/ttyACM7");
	CHECK(hotplug_resolve("usb:0483:5740:jh0001", path, sizeof path) == 0);
	CHECK(hotplug_resolve("usb:0483:5740:JH0002", path, sizeof path) == -ENOENT);
	CHECK(hotplug_resolve("usb:0483:5741", path, sizeof path) == -ENOENT);
}

static void a_line_has_one_owner_and_says_who(void)
{
	const struct serial_settings settings = { .baud = 9600, .parity = 'N' };
	char holder[SERIAL_HOLDER_MAX], name[64];
	int master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	CHECK(ptsname_r(master, name, sizeof name) == 0);
	int first = serial_open(name, &settings);
	CHECK(first >= 0);
	CHECK(serial_open(name, &settings) == -EBUSY);
	serial_holder(name, holder);
	CHECK(strncmp(holder, "busy: test_hotplug (pid ", 24) == 0);
	close(first);
	int again = serial_open(name, &settings);
	CHECK(again >= 0);
	close(again);
	close(master);
}

int main(int argc, char **argv)
{
	names_are_checked();
	if (argc > 1 && strcmp(argv[1], "mock") == 0) {
		a_usb_device_is_found_by_what_it_is();
		return check_result();
	}
	a_path_is_itself_and_what_is_not_there_is_told();
	a_line_has_one_owner_and_says_who();
	return check_result();
}
