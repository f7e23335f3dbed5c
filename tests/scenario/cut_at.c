/* jiaohaod with a power switch: the whole daemon, linked so that one of its effects can be the last
 * thing it ever does not do. CUT_AT=NAME:N kills it with SIGKILL at the N-th time the named
 * function is entered, before the function does anything. Only tests link this. */
#include "daemon.h"
#include "options.h"
#include "printing.h"
#include "record.h"
#include "showing.h"
#include "speaking.h"

#include <event2/http.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void __real_printing_record(struct printing *printing, const struct record *record);
void __wrap_printing_record(struct printing *printing, const struct record *record);
void __real_printing_finished(struct printing *printing, struct device *device, uint64_t job,
			      enum print_outcome outcome);
void __wrap_printing_finished(struct printing *printing, struct device *device, uint64_t job,
			      enum print_outcome outcome);
void __real_showing_flush(struct showing *showing);
void __wrap_showing_flush(struct showing *showing);
void __real_speaking_flush(struct speaking *speaking);
void __wrap_speaking_flush(struct speaking *speaking);
void __real_evhttp_send_reply(struct evhttp_request *request, int code, const char *reason,
			      struct evbuffer *body);
void __wrap_evhttp_send_reply(struct evhttp_request *request, int code, const char *reason,
			      struct evbuffer *body);

/* An effect counts only while a record of the wished kind is the newest: CUT_KIND. */
static unsigned newest_kind;

static void cut(const char *name)
{
	static long passed;
	const char *at = getenv("CUT_AT");
	const char *kind = getenv("CUT_KIND");
	size_t length = strlen(name);
	if (!at || strncmp(at, name, length) != 0 || at[length] != ':')
		return;
	if (kind && (unsigned)atoi(kind) != newest_kind)
		return;
	if (++passed == atol(at + length + 1))
		kill(getpid(), SIGKILL);
}

void __wrap_printing_record(struct printing *printing, const struct record *record)
{
	newest_kind = record->kind;
	cut("printing_record");
	__real_printing_record(printing, record);
}

void __wrap_printing_finished(struct printing *printing, struct device *device, uint64_t job,
			      enum print_outcome outcome)
{
	cut("printing_finished");
	__real_printing_finished(printing, device, job, outcome);
}

void __wrap_showing_flush(struct showing *showing)
{
	cut("showing_flush");
	__real_showing_flush(showing);
}

void __wrap_speaking_flush(struct speaking *speaking)
{
	cut("speaking_flush");
	__real_speaking_flush(speaking);
}

void __wrap_evhttp_send_reply(struct evhttp_request *request, int code, const char *reason,
			      struct evbuffer *body)
{
	if (evhttp_request_get_command(request) == EVHTTP_REQ_POST)
		cut("evhttp_send_reply");
	__real_evhttp_send_reply(request, code, reason, body);
}

int main(int argc, char **argv)
{
	struct options options;
	struct site site;
	int result = options_parse(&options, argc, argv);
	if (result != 0)
		return 2;
	result = site_read(&site, options.hall_path, options.board_path, options.data_path);
	if (result == 0)
		result = daemon_run(&options, &site, NULL);
	site_free(&site);
	return result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
