/* The daemon's log. Under systemd a line starts with <level>; at a terminal it does not. */
#include "log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void log_line(enum log_level level, const char *format, ...)
{
	char line[1024];
	va_list arguments;
	int length = getenv("JOURNAL_STREAM") ? snprintf(line, sizeof line, "<%d>", (int)level) : 0;
	va_start(arguments, format);
	int more = vsnprintf(line + length, sizeof line - (size_t)length - 1, format, arguments);
	va_end(arguments);
	if (more < 0)
		return;
	length += more;
	if ((size_t)length > sizeof line - 2)
		length = (int)sizeof line - 2;
	line[length++] = '\n';
	/* One write, so that lines of several threads never mix. A full pipe must not stop us. */
	ssize_t written = write(STDERR_FILENO, line, (size_t)length);
	(void)written;
}
