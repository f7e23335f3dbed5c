/* The commands of jiaohaoctl. Each takes what follows its name and returns the program's exit
 * status: 0 well, 1 something is wrong with the hall (and was said), 2 wrong arguments. */
#ifndef JIAOHAO_CTL_H
#define JIAOHAO_CTL_H

#include <stdbool.h>

enum { CTL_OK = 0, CTL_WRONG = 1, CTL_USAGE = 2 };

struct ctl {
	const char *server;  /* "127.0.0.1:8080" */
	const char *program; /* argv[0]: jiaohaod lies beside it */
};

typedef int ctl_command_fn(struct ctl *ctl, int argc, char **argv);

/** The value of --@p name in the arguments, which both are taken out of them; NULL: not given. */
const char *ctl_option(int *argc, char **argv, const char *name);
/** Is --@p name there? Taken out too. */
bool ctl_flag(int *argc, char **argv, const char *name);

/* ctl_devices.c */
ctl_command_fn ctl_devices, ctl_test;
/* ctl_watch.c */
ctl_command_fn ctl_watch, ctl_record;
/* ctl_replay.c */
ctl_command_fn ctl_replay;
/* ctl_scan.c */
ctl_command_fn ctl_scan;
/* ctl_address.c */
ctl_command_fn ctl_address, ctl_replace;
/* ctl_import.c */
ctl_command_fn ctl_import;

#endif
