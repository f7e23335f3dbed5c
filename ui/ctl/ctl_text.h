/* Every sentence of jiaohaoctl, in Chinese and English, in one table. A sentence about a fault says
 * what to do next. */
#ifndef JIAOHAO_CTL_TEXT_H
#define JIAOHAO_CTL_TEXT_H

#include <stddef.h>

enum ctl_language { CTL_ZH, CTL_EN, CTL_LANGUAGES };

enum ctl_text {
	TEXT_USAGE,
	TEXT_UNKNOWN_COMMAND,
	TEXT_BAD_OPTION,
	TEXT_NO_DAEMON,
	TEXT_NO_DEVICE,
	TEXT_REFUSED,
	TEXT_DEVICES_HEAD,
	TEXT_TEST_RUNS,
	TEXT_TEST_PASSED,
	TEXT_TEST_FAILED,
	TEXT_WATCH_ENDED,
	TEXT_WATCH_MISSED,
	TEXT_SECRET,
	TEXT_FILE,
	TEXT_RECORDED,
	TEXT_REPLAY_LINE,
	TEXT_REPLAY_PTY,
	TEXT_REPLAYED,
	TEXT_BOARD_NO_PORT,
	TEXT_PORT_OPEN,
	TEXT_PORT_BUSY,
	TEXT_SCAN_SETTING,
	TEXT_SCAN_DEVICE,
	TEXT_SCAN_KEYPAD,
	TEXT_SCAN_DISPLAY,
	TEXT_SCAN_UNKNOWN,
	TEXT_SCAN_EXPECTED,
	TEXT_SCAN_STRANGER,
	TEXT_SCAN_MISSING,
	TEXT_SCAN_TWIN,
	TEXT_SCAN_LOOSE,
	TEXT_LINE_FINE,
	TEXT_LINE_SILENT,
	TEXT_LINE_SWAPPED,
	TEXT_LINE_WRONG_BAUD,
	TEXT_LINE_ECHO,
	TEXT_LINE_NOISY,
	TEXT_ADDRESS_BEGIN,
	TEXT_ADDRESS_ALREADY,
	TEXT_ADDRESS_NEXT,
	TEXT_ADDRESS_DONE,
	TEXT_ADDRESS_SILENT,
	TEXT_ADDRESS_TWO,
	TEXT_ADDRESS_USED,
	TEXT_ADDRESS_WRONG_KIND,
	TEXT_ADDRESS_REFUSED,
	TEXT_ADDRESS_VANISHED,
	TEXT_ADDRESS_LOOSE,
	TEXT_ADDRESS_WRONG_BAUD,
	TEXT_ADDRESS_CLASH,
	TEXT_ADDRESS_NO_REGISTER,
	TEXT_ADDRESS_END,
	TEXT_ADDRESS_LEFT,
	TEXT_LABEL_ADDRESS,
	TEXT_LABEL_NONE,
	TEXT_LABEL_NO_PRINTER,
	TEXT_LABEL_WAITS,
	TEXT_LABEL_UNKNOWN,
	TEXT_LABEL_MISSING,
	TEXT_REPLACE_ALIVE,
	TEXT_REPLACE_NONE,
	TEXT_IMPORT_MISTAKES,
	TEXT_NO_CHECK,
	TEXT_COUNT
};

/** "zh" or "en"; -1: neither. */
int ctl_language_named(const char *name);
/** Of LC_ALL, LC_MESSAGES, LANG: Chinese unless one of them asks for another language. */
enum ctl_language ctl_language_default(void);
void ctl_language_set(enum ctl_language language);

/** The sentence in the language that is set. */
const char *ctl_text(enum ctl_text text);
/** The sentence in one language: for the test that compares them. */
const char *ctl_text_in(enum ctl_text text, enum ctl_language language);

/** Write it with its values, without a line end, cut off where @p size ends. */
void ctl_text_write(char *out, size_t size, enum ctl_text text, ...);

/** Print it with its values and a line end, at once; ctl_fail on the standard error. */
void ctl_say(enum ctl_text text, ...);
void ctl_fail(enum ctl_text text, ...);

#endif
