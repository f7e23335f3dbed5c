/* The kiosk as a whole: client, model, screens and window on one loop. */
#ifndef JIAOHAO_KIOSK_PROGRAM_H
#define JIAOHAO_KIOSK_PROGRAM_H

#include "hall_view.h"

#include <stdbool.h>

struct kiosk_settings {
	const char *server; /* "127.0.0.1:8080" */
	const char *kiosk;  /* "K1" */
	enum view_language language;
	int width, height;
	bool fullscreen;
};

/** Run until SIGTERM, SIGINT or until the window is closed. 0, or -errno after saying why. */
int kiosk_run(const struct kiosk_settings *settings);

#endif
