/* The command line of jiaohaod. */
#ifndef JIAOHAO_OPTIONS_H
#define JIAOHAO_OPTIONS_H

#include "app.h"

/** 0: run; 1: help was printed; -EINVAL: said on stderr what is wrong and what is allowed. */
int options_parse(struct options *options, int argc, char **argv);

#endif
