/* See key_names.h. */
#include "key_names.h"

#include <stddef.h>

const char *const key_names[] = { "next",     "recall",	    "start",  "finish",	   "no-show",
				  "pause",    "open-close", "hold",   "call-back", "help",
				  "rate-1",   "rate-2",	    "rate-3", "rate-4",	   "rate-5",
				  "transfer", NULL };
