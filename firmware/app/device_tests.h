/* Self-tests of devices, asked for by a technician while the hall works. A test touches its device
 * and nothing else: it writes no record but the baseline of a pressed key, and a call goes before
 * it at any time. */
#ifndef JIAOHAO_DEVICE_TESTS_H
#define JIAOHAO_DEVICE_TESTS_H

#include "app.h"
#include "id_reader.h"
#include "printer.h"

struct device;
struct device_tests;

enum {
	DEVICE_TEST_SHOW_S = 10, /* how long a display, a panel, a lamp shows */
	DEVICE_TEST_WAIT_S = 30, /* for a key, a code, a card, a confirmation */
	DEVICE_TEST_DETAIL_MAX = 96,
};

enum device_test_state { TEST_NONE, TEST_RUNNING, TEST_PASSED, TEST_FAILED };

struct device_test {
	enum device_test_state state;
	int64_t started_us, ended_us; /* hall time */
	char detail[DEVICE_TEST_DETAIL_MAX];
};

int device_tests_create(struct device_tests **out, struct app *app);
/** Accepts NULL. */
void device_tests_destroy(struct device_tests *tests);
/** The devices are about to be closed: their tests are forgotten. */
void device_tests_forget(struct device_tests *tests);

/** Begin; one that runs goes on. */
void device_tests_begin(struct device_tests *tests, struct device *device);
/** The last test of the device; state TEST_NONE when there was none since the devices were opened.
 */
void device_tests_last(const struct device_tests *tests, const struct device *device,
		       struct device_test *out);

/* What came from a device: true when a test has taken it and nobody else may. */
bool device_tests_key(struct device_tests *tests, struct device *caller, uint32_t boot,
		      uint32_t sequence, int key, bool baseline);
bool device_tests_rated(struct device_tests *tests, struct device *evaluator, uint64_t token,
			int level);
bool device_tests_printed(struct device_tests *tests, struct device *printer, uint64_t job,
			  enum print_outcome outcome);
bool device_tests_spoken(struct device_tests *tests, struct device *speaker, uint64_t utterance,
			 bool spoken);
/** A speaker of the group is saying a test: calls wait until it has ended. */
bool device_tests_speak(const struct device_tests *tests, const char *group);
bool device_tests_scanned(struct device_tests *tests, struct device *scanner, const char *text);
bool device_tests_card(struct device_tests *tests, struct device *reader,
		       const struct id_card *card);

#endif
