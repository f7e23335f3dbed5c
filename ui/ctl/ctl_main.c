/* jiaohaoctl: the technician's command. It looks and sets; it decides nothing about the queue. */
#include "ctl.h"
#include "ctl_text.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int check(struct ctl *ctl, int argc, char **argv)
{
	char path[512];
	const char *slash = strrchr(ctl->program, '/');
	char *arguments[] = { path, "--check", "--board", NULL, NULL, NULL, NULL };
	if (argc < 1 || argc > 2) {
		ctl_fail(TEXT_BAD_OPTION, "check");
		return CTL_USAGE;
	}
	arguments[3] = argv[0];
	if (argc == 2) {
		arguments[4] = "--hall";
		arguments[5] = argv[1];
	}
	if (slash) { /* beside this program, as installed; in the build tree in its own folder */
		snprintf(path, sizeof path, "%.*s/jiaohaod", (int)(slash - ctl->program),
			 ctl->program);
		execv(path, arguments);
		snprintf(path, sizeof path, "%.*s/../../firmware/app/jiaohaod",
			 (int)(slash - ctl->program), ctl->program);
		execv(path, arguments);
	}
	snprintf(path, sizeof path, "jiaohaod");
	execvp(path, arguments);
	ctl_fail(TEXT_NO_CHECK);
	return CTL_WRONG;
}

static const struct {
	const char *name;
	ctl_command_fn *run;
} commands[] = {
	{ "devices", ctl_devices }, { "test", ctl_test },	{ "watch", ctl_watch },
	{ "record", ctl_record },   { "replay", ctl_replay },	{ "check", check },
	{ "scan", ctl_scan },	    { "address", ctl_address }, { "replace", ctl_replace },
	{ "import", ctl_import },
};

/* Take the n entries from @p at on out of the list. */
static void take_out(int *argc, char **argv, int at, int n)
{
	memmove(argv + at, argv + at + n, (size_t)(*argc - at - n) * sizeof *argv);
	*argc -= n;
}

const char *ctl_option(int *argc, char **argv, const char *name)
{
	for (int i = 0; i + 1 < *argc; i++) {
		const char *value = argv[i + 1];
		if (strncmp(argv[i], "--", 2) != 0 || strcmp(argv[i] + 2, name) != 0)
			continue;
		take_out(argc, argv, i, 2);
		return value;
	}
	return NULL;
}

bool ctl_flag(int *argc, char **argv, const char *name)
{
	for (int i = 0; i < *argc; i++) {
		if (strncmp(argv[i], "--", 2) != 0 || strcmp(argv[i] + 2, name) != 0)
			continue;
		take_out(argc, argv, i, 1);
		return true;
	}
	return false;
}

int main(int argc, char **argv)
{
	struct ctl ctl = { .program = argv[0] };
	int count = argc - 1;
	ctl_language_set(ctl_language_default());
	signal(SIGPIPE, SIG_IGN);
	argv++;
	const char *language = ctl_option(&count, argv, "language");
	const char *server = ctl_option(&count, argv, "server");
	ctl.server = server ? server : "127.0.0.1:8080";
	if (language && ctl_language_named(language) < 0) {
		ctl_fail(TEXT_BAD_OPTION, "--language");
		return CTL_USAGE;
	}
	if (language)
		ctl_language_set((enum ctl_language)ctl_language_named(language));
	bool help = ctl_flag(&count, argv, "help");
	if (help || count < 1) {
		fputs(ctl_text(TEXT_USAGE), help ? stdout : stderr);
		return help ? CTL_OK : CTL_USAGE;
	}
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(commands[i].name, argv[0]) == 0)
			return commands[i].run(&ctl, count - 1, argv + 1);
	ctl_fail(TEXT_UNKNOWN_COMMAND, argv[0]);
	return CTL_USAGE;
}
