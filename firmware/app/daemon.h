/* The daemon from its start to its end. */
#ifndef JIAOHAO_DAEMON_H
#define JIAOHAO_DAEMON_H

#include "app.h"
#include "site.h"

/** Read the files, open everything with the loop not running, close it again: every mistake is said
 *  on stderr. 0 or -EINVAL. */
int daemon_check(const struct options *options);
/** Run until SIGTERM. 0, or -errno with the reason logged. @p site is used up. @p vfs as in
 *  journal_open: NULL but in tests. */
int daemon_run(const struct options *options, struct site *site, const char *vfs);

#endif
