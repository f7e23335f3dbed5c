/* Wires what happens (touches, answers, events, time) into the model, the model's wishes into the
 * client, and what changed into the window. Decides nothing itself. */
#include "kiosk_program.h"

#include "client.h"
#include "fonts.h"
#include "kiosk_screens.h"
#include "kiosk_texts.h"
#include "sdl_window.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { TICK_MS = 250, PATH_MAX_BYTES = 160, SIGNALS = 2 };

/* An answer is matched with what was asked for by its place here. */
struct asked {
	struct kiosk *kiosk;
	struct effect effect;
	bool used;
};

struct kiosk {
	struct event_base *base;
	struct client *client;
	struct fonts *fonts;
	struct canvas *canvas;
	struct sdl_window *window;
	struct event *tick;
	struct event *signals[SIGNALS];
	struct client_stream_owner stream;
	struct asked asked[KIOSK_EFFECTS_MAX];
	struct kiosk_model model;
	bool finger_down;
	struct widget touched; /* under the finger when it came down; action 0: none */
	bool shown_valid;
	struct scene shown, scene;
};

static int64_t now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- what changed goes to the window --- */

static void show(struct kiosk *kiosk)
{
	struct box dirty[SCENE_DIRTY_MAX];
	kiosk_draw(&kiosk->scene, &kiosk->model);
	if (kiosk->finger_down && kiosk->touched.action != 0)
		kiosk->scene.pressed = scene_find(&kiosk->scene, &kiosk->touched);
	if (!kiosk->shown_valid) {
		scene_draw(&kiosk->scene, kiosk->canvas, NULL);
		sdl_window_show(kiosk->window, kiosk->canvas, NULL, 0);
	} else {
		const int count = scene_difference(&kiosk->shown, &kiosk->scene, dirty);
		for (int i = 0; i < count; i++) {
			scene_draw(&kiosk->scene, kiosk->canvas, &dirty[i]);
			dirty[i] = canvas_pixels(kiosk->canvas, &dirty[i]);
		}
		if (count == 0)
			return;
		sdl_window_show(kiosk->window, kiosk->canvas, dirty, count);
	}
	kiosk->shown = kiosk->scene;
	kiosk->shown_valid = true;
}

/* --- what the model wishes goes to the client --- */

static void answered(void *context, const struct client_answer *answer);

static int ask(struct kiosk *kiosk, struct asked *asked)
{
	const struct effect *effect = &asked->effect;
	const char *language = kiosk_texts(effect->language)->language;
	struct client_request request = { .language = language,
					  .deadline_ms = KIOSK_ASK_DEADLINE_MS,
					  .answered = answered,
					  .context = asked };
	char path[PATH_MAX_BYTES], key[CLIENT_KEY_MAX];
	json_t *body = NULL;
	client_new_key(key);
	request.key = key;
	request.path = path;
	switch (effect->kind) {
	case EFFECT_READ_HALL:
		snprintf(path, sizeof path, "/api/v1/hall?kiosk=%s", kiosk->model.kiosk);
		break;
	case EFFECT_ISSUE:
		snprintf(path, sizeof path, "/api/v1/tickets");
		body = json_pack("{s:s, s:s, s:s, s:b}", "service", effect->subject, "kiosk",
				 kiosk->model.kiosk, "language", language, "paperless",
				 effect->paperless);
		request.deadline_ms = KIOSK_ISSUE_DEADLINE_MS;
		break;
	case EFFECT_REPRINT:
		snprintf(path, sizeof path, "/api/v1/tickets/%s/reprint", effect->subject);
		body = json_pack("{s:s}", "kiosk", kiosk->model.kiosk);
		break;
	case EFFECT_READ_TICKET:
		snprintf(path, sizeof path, "/api/v1/tickets/%s", effect->subject);
		break;
	}
	request.body = body;
	const bool is_post = effect->kind == EFFECT_ISSUE || effect->kind == EFFECT_REPRINT;
	const int result = is_post && body == NULL ? -ENOMEM : client_ask(kiosk->client, &request);
	json_decref(body);
	return result;
}

static void hear(struct kiosk *kiosk, const struct effect *effect,
		 const struct client_answer *answer)
{
	struct kiosk_model *model = &kiosk->model;
	const bool good = answer->status >= 200 && answer->status < 300;
	static struct hall_view hall; /* large, and there is one loop */
	struct ticket_view ticket;
	const bool is_ticket = good && ticket_view_parse(&ticket, answer->body) == 0;
	switch (effect->kind) {
	case EFFECT_READ_HALL:
		kiosk_hall_read(model,
				good && hall_view_parse(&hall, answer->body) == 0 ? &hall : NULL,
				answer->code, now_ms());
		break;
	case EFFECT_ISSUE:
		kiosk_issued(model, effect->attempt, is_ticket ? &ticket : NULL, answer->code,
			     now_ms());
		break;
	case EFFECT_REPRINT:
		kiosk_reprinted(model, effect->attempt, good, now_ms());
		break;
	case EFFECT_READ_TICKET:
		kiosk_ticket_read(model, effect->attempt, is_ticket ? &ticket : NULL, now_ms());
		break;
	}
}

/* After everything that happened: ask what is wished, show what changed. */
static void settle(struct kiosk *kiosk)
{
	static const struct client_answer none = { 0, NULL, "" };
	struct effect effect;
	while (kiosk_take_effect(&kiosk->model, &effect)) {
		struct asked *place = NULL;
		for (int i = 0; place == NULL && i < KIOSK_EFFECTS_MAX; i++)
			if (!kiosk->asked[i].used)
				place = &kiosk->asked[i];
		if (place != NULL) {
			place->kiosk = kiosk;
			place->effect = effect;
			place->used = ask(kiosk, place) == 0;
		}
		if (place == NULL || !place->used)
			hear(kiosk, &effect, &none);
	}
	show(kiosk);
}

static void answered(void *context, const struct client_answer *answer)
{
	struct asked *asked = context;
	asked->used = false;
	hear(asked->kiosk, &asked->effect, answer);
	settle(asked->kiosk);
}

/* --- what happens --- */

static void stream_opened(void *context)
{
	struct kiosk *kiosk = context;
	fprintf(stderr, "jiaohao-kiosk: connected\n");
	kiosk_link_opened(&kiosk->model, now_ms());
	settle(kiosk);
}

static void stream_lost(void *context)
{
	struct kiosk *kiosk = context;
	fprintf(stderr, "jiaohao-kiosk: the daemon can't be heard\n");
	kiosk_link_lost(&kiosk->model, now_ms());
	settle(kiosk);
}

static void stream_event(void *context, uint64_t id, const char *kind, const char *data)
{
	struct kiosk *kiosk = context;
	json_t *view = json_loads(data, 0, NULL);
	const char *number = json_string_value(json_object_get(view, "number"));
	(void)id;
	kiosk_event(&kiosk->model, kind, number ? number : "", now_ms());
	json_decref(view);
}

static void ticked(evutil_socket_t fd, short what, void *context)
{
	struct kiosk *kiosk = context;
	(void)fd;
	(void)what;
	kiosk_tick(&kiosk->model, now_ms());
	settle(kiosk);
}

static void touch(void *context, enum touch touch, int pixel_x, int pixel_y)
{
	struct kiosk *kiosk = context;
	int x, y;
	canvas_place(kiosk->canvas, pixel_x, pixel_y, &x, &y);
	const int hit = scene_hit(&kiosk->shown, x, y);
	const struct widget *under = hit >= 0 ? &kiosk->shown.widgets[hit] : NULL;
	kiosk_touched(&kiosk->model, now_ms());
	if (touch == TOUCH_DOWN) {
		kiosk->finger_down = true;
		memset(&kiosk->touched, 0, sizeof kiosk->touched);
		if (under != NULL)
			kiosk->touched = *under;
	} else if (kiosk->finger_down) {
		/* A finger that slides off takes its touch back. */
		const bool same = under != NULL && under->action == kiosk->touched.action &&
				  strcmp(under->subject, kiosk->touched.subject) == 0;
		if (!same)
			kiosk->touched.action = 0;
		if (touch == TOUCH_UP) {
			const struct intent intent = kiosk_touch(&kiosk->touched);
			kiosk->finger_down = false;
			if (same)
				kiosk_intent(&kiosk->model, &intent, now_ms());
		}
	}
	settle(kiosk);
}

static void exposed(void *context)
{
	struct kiosk *kiosk = context;
	kiosk->shown_valid = false;
	show(kiosk);
}

static void resized(void *context)
{
	struct kiosk *kiosk = context;
	struct canvas *canvas;
	int width, height;
	sdl_window_size(kiosk->window, &width, &height);
	if (canvas_open(&canvas, kiosk->fonts, width, height) < 0)
		return; /* the old one still works, only not in the right size */
	canvas_close(kiosk->canvas);
	kiosk->canvas = canvas;
	exposed(kiosk);
}

static void closed(void *context)
{
	struct kiosk *kiosk = context;
	event_base_loopbreak(kiosk->base);
}

static void signalled(evutil_socket_t number, short what, void *context)
{
	(void)number;
	(void)what;
	closed(context);
}

/* --- opening and closing --- */

static int open_screen(struct kiosk *kiosk, const struct kiosk_settings *settings)
{
	const struct sdl_window_settings window = { "取号机", settings->width, settings->height,
						    settings->fullscreen };
	const struct sdl_window_owner owner = { kiosk, touch, resized, exposed, closed };
	char problem[256];
	int width, height, result = fonts_open(&kiosk->fonts, problem, sizeof problem);
	if (result == 0)
		result = sdl_window_open(&kiosk->window, kiosk->base, &window, &owner, problem,
					 sizeof problem);
	if (result < 0) {
		fprintf(stderr, "jiaohao-kiosk: %s\n", problem);
		return result;
	}
	sdl_window_size(kiosk->window, &width, &height);
	return canvas_open(&kiosk->canvas, kiosk->fonts, width, height);
}

static int open_client(struct kiosk *kiosk, const struct kiosk_settings *settings)
{
	const int result = client_open(&kiosk->client, kiosk->base, settings->server);
	if (result == -EINVAL)
		fprintf(stderr,
			"jiaohao-kiosk: --server: found \"%s\", allowed is a numeric address and a "
			"port, as 127.0.0.1:8080\n",
			settings->server);
	if (result < 0)
		return result;
	kiosk->stream =
		(struct client_stream_owner){ kiosk, stream_opened, stream_event, stream_lost };
	return client_follow(kiosk->client, "/api/v1/events", &kiosk->stream);
}

static int open_timers(struct kiosk *kiosk)
{
	static const int numbers[SIGNALS] = { SIGTERM, SIGINT };
	const struct timeval period = { 0, TICK_MS * 1000 };
	kiosk->tick = event_new(kiosk->base, -1, EV_PERSIST, ticked, kiosk);
	if (kiosk->tick == NULL || event_add(kiosk->tick, &period) < 0)
		return -ENOMEM;
	for (int i = 0; i < SIGNALS; i++) {
		kiosk->signals[i] = evsignal_new(kiosk->base, numbers[i], signalled, kiosk);
		if (kiosk->signals[i] == NULL || event_add(kiosk->signals[i], NULL) < 0)
			return -ENOMEM;
	}
	signal(SIGPIPE, SIG_IGN);
	return 0;
}

static void kiosk_close(struct kiosk *kiosk)
{
	client_close(kiosk->client);
	for (int i = 0; i < SIGNALS; i++)
		if (kiosk->signals[i] != NULL)
			event_free(kiosk->signals[i]);
	if (kiosk->tick != NULL)
		event_free(kiosk->tick);
	canvas_close(kiosk->canvas);
	sdl_window_close(kiosk->window);
	fonts_close(kiosk->fonts);
	if (kiosk->base != NULL)
		event_base_free(kiosk->base);
	free(kiosk);
}

int kiosk_run(const struct kiosk_settings *settings)
{
	int result = -ENOMEM;
	struct kiosk *kiosk = calloc(1, sizeof *kiosk);
	if (kiosk == NULL)
		return -ENOMEM;
	kiosk->base = event_base_new();
	if (kiosk->base != NULL) {
		kiosk_model_init(&kiosk->model, settings->kiosk, settings->language, now_ms());
		result = open_client(kiosk, settings);
	}
	if (result == 0)
		result = open_screen(kiosk, settings);
	if (result == 0)
		result = open_timers(kiosk);
	if (result == 0) {
		show(kiosk);
		event_base_dispatch(kiosk->base);
	} else if (result == -ENOMEM) {
		fprintf(stderr, "jiaohao-kiosk: no memory\n");
	}
	kiosk_close(kiosk);
	return result;
}
