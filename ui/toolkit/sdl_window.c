/* SDL's window, drawn by SDL_GetWindowSurface: no renderer and no GPU, and nothing is sent to the
 * screen unless it changed. */
#include "sdl_window.h"

#include <SDL.h>
#include <SDL_syswm.h>
#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	SAFETY_MS = 250, /* Xlib may have read events that the descriptor no longer announces */
	POLL_MS = 20,	 /* drivers without a descriptor */
	SHOW_MAX = 32,
};

struct sdl_window {
	struct sdl_window_owner owner;
	SDL_Window *window;
	struct event *readable, *timer;
	bool video;
	bool finger_down;
	SDL_FingerID finger;
};

static void finger(struct sdl_window *window, const SDL_TouchFingerEvent *event, enum touch touch)
{
	int width, height;
	if (touch == TOUCH_DOWN && !window->finger_down) {
		window->finger_down = true;
		window->finger = event->fingerId;
	}
	if (!window->finger_down || event->fingerId != window->finger)
		return;
	if (touch == TOUCH_UP)
		window->finger_down = false;
	sdl_window_size(window, &width, &height);
	window->owner.touch(window->owner.context, touch, (int)(event->x * (float)width),
			    (int)(event->y * (float)height));
}

static void window_event(struct sdl_window *window, const SDL_WindowEvent *event)
{
	switch (event->event) {
	case SDL_WINDOWEVENT_EXPOSED:
		window->owner.exposed(window->owner.context);
		break;
	case SDL_WINDOWEVENT_SIZE_CHANGED:
		window->owner.resized(window->owner.context);
		break;
	case SDL_WINDOWEVENT_CLOSE:
		window->owner.closed(window->owner.context);
		break;
	default:
		break;
	}
}

static void one_event(struct sdl_window *window, const SDL_Event *event)
{
	const struct sdl_window_owner *owner = &window->owner;
	switch (event->type) {
	case SDL_MOUSEBUTTONDOWN:
	case SDL_MOUSEBUTTONUP:
		/* SDL makes mouse events of touches too; those are told as touches already. */
		if (event->button.which != SDL_TOUCH_MOUSEID &&
		    event->button.button == SDL_BUTTON_LEFT)
			owner->touch(owner->context,
				     event->type == SDL_MOUSEBUTTONDOWN ? TOUCH_DOWN : TOUCH_UP,
				     event->button.x, event->button.y);
		break;
	case SDL_MOUSEMOTION:
		if (event->motion.which != SDL_TOUCH_MOUSEID &&
		    event->motion.state & SDL_BUTTON_LMASK)
			owner->touch(owner->context, TOUCH_MOVE, event->motion.x, event->motion.y);
		break;
	case SDL_FINGERDOWN:
		finger(window, &event->tfinger, TOUCH_DOWN);
		break;
	case SDL_FINGERUP:
		finger(window, &event->tfinger, TOUCH_UP);
		break;
	case SDL_FINGERMOTION:
		finger(window, &event->tfinger, TOUCH_MOVE);
		break;
	case SDL_WINDOWEVENT:
		window_event(window, &event->window);
		break;
	case SDL_QUIT:
		owner->closed(owner->context);
		break;
	default:
		break;
	}
}

static void drain(evutil_socket_t fd, short what, void *context)
{
	struct sdl_window *window = context;
	SDL_Event event;
	(void)fd;
	(void)what;
	while (SDL_PollEvent(&event))
		one_event(window, &event);
}

static int wait_on(struct sdl_window *window, struct event_base *base)
{
	SDL_SysWMinfo info;
	int period_ms = POLL_MS;
	SDL_VERSION(&info.version);
	if (SDL_GetWindowWMInfo(window->window, &info) && info.subsystem == SDL_SYSWM_X11) {
		const int fd = ConnectionNumber(info.info.x11.display);
		window->readable = event_new(base, fd, EV_READ | EV_PERSIST, drain, window);
		if (window->readable == NULL || event_add(window->readable, NULL) < 0)
			return -ENOMEM;
		period_ms = SAFETY_MS;
	}
	const struct timeval period = { 0, period_ms * 1000 };
	window->timer = event_new(base, -1, EV_PERSIST, drain, window);
	return window->timer != NULL && event_add(window->timer, &period) == 0 ? 0 : -ENOMEM;
}

/* On a screen that is smaller only the middle would be seen: the same shape as large as fits, with
 * room for the title. */
static void fit_on_screen(int *width, int *height)
{
	SDL_Rect room;
	if (SDL_GetDisplayUsableBounds(0, &room) < 0 || (*width <= room.w && *height <= room.h))
		return;
	const double across = (double)room.w / *width, down = 0.9 * room.h / *height;
	const double scale = across < down ? across : down;
	*width = (int)(*width * scale);
	*height = (int)(*height * scale);
}

int sdl_window_open(struct sdl_window **out, struct event_base *base,
		    const struct sdl_window_settings *settings,
		    const struct sdl_window_owner *owner, char *problem, size_t problem_size)
{
	struct sdl_window *window = calloc(1, sizeof *window);
	*out = NULL;
	if (window == NULL)
		return -ENOMEM;
	window->owner = *owner;
	SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
	SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
	SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_PING, "0");
	if (SDL_Init(SDL_INIT_VIDEO) < 0) {
		snprintf(problem, problem_size, "no screen: %s", SDL_GetError());
		goto fail;
	}
	window->video = true;
	SDL_DisableScreenSaver();
	int width = settings->width, height = settings->height;
	fit_on_screen(&width, &height);
	window->window = SDL_CreateWindow(
		settings->title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height,
		settings->fullscreen ? SDL_WINDOW_FULLSCREEN_DESKTOP : SDL_WINDOW_RESIZABLE);
	if (window->window == NULL) {
		snprintf(problem, problem_size, "no window: %s", SDL_GetError());
		goto fail;
	}
	if (settings->fullscreen)
		SDL_ShowCursor(SDL_DISABLE);
	if (wait_on(window, base) < 0) {
		snprintf(problem, problem_size, "no memory for the window's events");
		goto fail;
	}
	*out = window;
	return 0;
fail:
	sdl_window_close(window);
	return -ENODEV;
}

void sdl_window_size(struct sdl_window *window, int *width, int *height)
{
	SDL_GetWindowSize(window->window, width, height);
}

void sdl_window_show(struct sdl_window *window, struct canvas *canvas, const struct box *boxes,
		     int count)
{
	SDL_Surface *to = SDL_GetWindowSurface(window->window);
	SDL_Surface *from = canvas_surface(canvas);
	SDL_Rect rects[SHOW_MAX];
	int used = 0;
	if (to == NULL)
		return; /* no surface while the screen is being switched: exposed comes after */
	if (boxes == NULL || count > SHOW_MAX) {
		SDL_BlitSurface(from, NULL, to, NULL);
		SDL_UpdateWindowSurface(window->window);
		return;
	}
	for (int i = 0; i < count; i++) {
		SDL_Rect rect = { boxes[i].x, boxes[i].y, boxes[i].w, boxes[i].h };
		const SDL_Rect whole = { 0, 0, to->w, to->h };
		SDL_Rect target;
		if (!SDL_IntersectRect(&rect, &whole, &rect))
			continue;
		target = rect;
		SDL_BlitSurface(from, &rect, to, &target);
		rects[used++] = rect;
	}
	if (used > 0)
		SDL_UpdateWindowSurfaceRects(window->window, rects, used);
}

void sdl_window_close(struct sdl_window *window)
{
	if (window == NULL)
		return;
	if (window->readable != NULL)
		event_free(window->readable);
	if (window->timer != NULL)
		event_free(window->timer);
	if (window->window != NULL)
		SDL_DestroyWindow(window->window);
	if (window->video)
		SDL_QuitSubSystem(SDL_INIT_VIDEO);
	free(window);
}
