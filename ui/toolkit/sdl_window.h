/* The window on libevent's loop: touches in, changed parts of a picture out. On X11 it sleeps on
 * the connection to the server; SDL's other drivers have none to wait on and are asked every 20 ms.
 */
#ifndef JIAOHAO_SDL_WINDOW_H
#define JIAOHAO_SDL_WINDOW_H

#include "canvas.h"

#include <stdbool.h>
#include <stddef.h>

struct event_base;
struct sdl_window;

enum touch { TOUCH_DOWN, TOUCH_MOVE, TOUCH_UP };

struct sdl_window_owner {
	void *context;
	/** One finger or the mouse, in pixels of the window; further fingers are not told. */
	void (*touch)(void *context, enum touch touch, int x, int y);
	void (*resized)(void *context); /* ask sdl_window_size again, then show everything */
	void (*exposed)(void *context); /* show everything again */
	void (*closed)(void *context);	/* the person closed the window */
};

struct sdl_window_settings {
	const char *title;
	int width, height;
	bool fullscreen; /* the size of the screen, no cursor */
};

/** 0, or -ENODEV with the reason in @p problem. */
int sdl_window_open(struct sdl_window **out, struct event_base *base,
		    const struct sdl_window_settings *settings,
		    const struct sdl_window_owner *owner, char *problem, size_t problem_size);
void sdl_window_size(struct sdl_window *window, int *width, int *height);
/** Bring these boxes (pixels) of a picture of the window's size to the screen; NULL: all of it. */
void sdl_window_show(struct sdl_window *window, struct canvas *canvas, const struct box *boxes,
		     int count);
void sdl_window_close(struct sdl_window *window);

#endif
