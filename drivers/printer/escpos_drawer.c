/* The thread that draws lines of tickets. What is drawn and where it goes is known by others. */
#include "escpos_drawer.h"

#include <dlfcn.h>
#include <errno.h>
#include <event2/event.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Used by the thread alone. */
struct easel {
	char font[ESCPOS_FONT_NAME_MAX];
	const struct drawing_ops *ops;
	struct drawing *drawing;
};

struct escpos_drawer {
	void (*done)(void *context);
	void *context;
	struct event *finished;
	pthread_t thread;
	bool running, drawn_once;
	bool busy; /* the loop's view */
	int done_fd;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool asked, stop; /* under the lock */
	/* The loop's while it is not busy, the thread's while it is: */
	bool wanted[PRINT_LINES_MAX];
	unsigned dots;
	struct print_page page;
	struct escpos_drawn drawn;
	struct easel easel;
};

/* The shared object stays loaded: it is needed again with the next such ticket. */
static bool load(struct easel *easel)
{
	if (easel->ops == NULL) {
		void *object = dlopen(JIAOHAO_DRAWING_OBJECT, RTLD_NOW | RTLD_LOCAL);
		easel->ops = object != NULL ? dlsym(object, "drawing_ops") : NULL;
	}
	return easel->ops != NULL;
}

static void draw_logo(struct easel *easel, struct escpos_drawn *out, const char *path,
		      unsigned dots)
{
	if (path[0] == '\0')
		return;
	if (easel->ops->logo(path, dots, &out->output) == 0)
		out->logo = (int)out->output.count - 1;
	else
		out->problem = "no_logo";
}

/* Fonts take megabytes: they are opened by the first line, not by a logo. */
static void draw_line(struct easel *easel, struct escpos_drawn *out, unsigned index,
		      const struct print_line *line, unsigned dots)
{
	const struct drawing_line asked = {
		.text = line->text,
		.language = line->language,
		.size = line->size < 1	 ? 1
			: line->size > 8 ? 8
					 : line->size,
		.bold = line->bold,
	};
	unsigned first = out->output.count;
	if (easel->drawing == NULL && easel->ops->create(&easel->drawing, easel->font) < 0) {
		out->problem = "no_font";
		return;
	}
	int missing = easel->ops->line(easel->drawing, &asked, dots, &out->output);
	if (missing != 0)
		out->problem = "no_glyph";
	if (missing < 0)
		return;
	out->lines[index].first = (uint8_t)first;
	out->lines[index].count = (uint8_t)(out->output.count - first);
}

static void draw(struct easel *easel, struct escpos_drawn *out, const struct print_page *page,
		 const bool wanted[PRINT_LINES_MAX], unsigned dots)
{
	memset(out->lines, 0, sizeof out->lines);
	out->output.count = 0;
	out->output.length = 0;
	out->logo = -1;
	out->problem = load(easel) ? NULL : "no_drawing";
	if (out->problem != NULL)
		return;
	draw_logo(easel, out, page->logo, dots);
	for (unsigned i = 0; i < page->line_count && i < PRINT_LINES_MAX; i++)
		if (wanted[i])
			draw_line(easel, out, i, &page->lines[i], dots);
}

static void *drawer_run(void *arg)
{
	struct escpos_drawer *drawer = arg;
	pthread_mutex_lock(&drawer->lock);
	while (!drawer->stop) {
		if (!drawer->asked) {
			pthread_cond_wait(&drawer->wake, &drawer->lock);
			continue;
		}
		pthread_mutex_unlock(&drawer->lock);
		draw(&drawer->easel, &drawer->drawn, &drawer->page, drawer->wanted, drawer->dots);
		pthread_mutex_lock(&drawer->lock);
		drawer->asked = false;
		eventfd_write(drawer->done_fd, 1);
	}
	pthread_mutex_unlock(&drawer->lock);
	return NULL;
}

static void finished(evutil_socket_t fd, short what, void *arg)
{
	struct escpos_drawer *drawer = arg;
	eventfd_t count;
	(void)what;
	if (eventfd_read((int)fd, &count) < 0)
		return;
	/* The thread has let go of the page: what it wrote is seen behind the lock. */
	pthread_mutex_lock(&drawer->lock);
	drawer->busy = drawer->asked;
	pthread_mutex_unlock(&drawer->lock);
	drawer->drawn_once = true;
	drawer->done(drawer->context);
}

int escpos_drawer_create(struct escpos_drawer **out, struct event_base *base, const char *font,
			 void (*done)(void *context), void *context)
{
	struct escpos_drawer *drawer = calloc(1, sizeof *drawer);
	if (drawer == NULL)
		return -ENOMEM;
	drawer->done = done;
	drawer->context = context;
	strncpy(drawer->easel.font, font, sizeof drawer->easel.font - 1);
	pthread_mutex_init(&drawer->lock, NULL);
	pthread_cond_init(&drawer->wake, NULL);
	drawer->done_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (drawer->done_fd >= 0)
		drawer->finished =
			event_new(base, drawer->done_fd, EV_READ | EV_PERSIST, finished, drawer);
	if (drawer->finished != NULL && event_add(drawer->finished, NULL) == 0)
		drawer->running = pthread_create(&drawer->thread, NULL, drawer_run, drawer) == 0;
	if (!drawer->running) {
		escpos_drawer_destroy(drawer);
		return -ENOMEM;
	}
	*out = drawer;
	return 0;
}

void escpos_drawer_destroy(struct escpos_drawer *drawer)
{
	if (drawer == NULL)
		return;
	if (drawer->running) {
		pthread_mutex_lock(&drawer->lock);
		drawer->stop = true;
		pthread_cond_signal(&drawer->wake);
		pthread_mutex_unlock(&drawer->lock);
		pthread_join(drawer->thread, NULL);
	}
	if (drawer->easel.ops != NULL)
		drawer->easel.ops->destroy(drawer->easel.drawing);
	if (drawer->finished != NULL)
		event_free(drawer->finished);
	if (drawer->done_fd >= 0)
		close(drawer->done_fd);
	pthread_cond_destroy(&drawer->wake);
	pthread_mutex_destroy(&drawer->lock);
	free(drawer);
}

int escpos_drawer_start(struct escpos_drawer *drawer, const struct print_page *page,
			const bool wanted[PRINT_LINES_MAX], unsigned dots)
{
	if (drawer->busy)
		return -EBUSY;
	drawer->page = *page;
	memcpy(drawer->wanted, wanted, sizeof drawer->wanted);
	drawer->dots = dots;
	drawer->busy = true;
	pthread_mutex_lock(&drawer->lock);
	drawer->asked = true;
	pthread_cond_signal(&drawer->wake);
	pthread_mutex_unlock(&drawer->lock);
	return 0;
}

bool escpos_drawer_is_busy(const struct escpos_drawer *drawer)
{
	return drawer->busy;
}

const struct escpos_drawn *escpos_drawer_result(const struct escpos_drawer *drawer)
{
	return drawer->busy || !drawer->drawn_once ? NULL : &drawer->drawn;
}

void escpos_drawer_draw(struct escpos_drawn *out, const char *font, const struct print_page *page,
			const bool wanted[PRINT_LINES_MAX], unsigned dots)
{
	struct easel easel = { 0 };
	strncpy(easel.font, font, sizeof easel.font - 1);
	draw(&easel, out, page, wanted, dots);
	if (easel.ops != NULL)
		easel.ops->destroy(easel.drawing);
}
