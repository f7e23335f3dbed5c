/* Every screen in every state and language, drawn without a window: pictures for people (screens/
 * in the build), and for the machine: contrast, size and distance of targets, no text cut, no two
 * widgets in each other's way, and changes drawn in parts look like the whole drawn anew. */
#include "check.h"
#include "fonts.h"
#include "kiosk_fixture.h"
#include "kiosk_parts.h"
#include "kiosk_screens.h"

#include <SDL.h>
#include <math.h>
#include <png.h>
#include <sys/stat.h>
#include <unistd.h>

static struct fonts *fonts;
static struct canvas *canvas;
static const char *const language_names[] = { "zh", "en" };

static void save(const char *name, enum view_language language, struct canvas *from)
{
	const SDL_Surface *surface = canvas_surface(from);
	char path[160];
	png_image image = { .version = PNG_IMAGE_VERSION,
			    .width = (png_uint_32)surface->w,
			    .height = (png_uint_32)surface->h,
			    .format = PNG_FORMAT_BGRA,
			    .flags = PNG_IMAGE_FLAG_FAST };
	uint32_t *pixels = malloc((size_t)surface->pitch * (size_t)surface->h);
	for (int i = 0; i < surface->w * surface->h; i++)
		pixels[i] = ((const uint32_t *)surface->pixels)[i] | 0xFF000000U;
	snprintf(path, sizeof path, "screens/%s-%s.png", name, language_names[language]);
	CHECK(png_image_write_to_file(&image, path, 0, pixels, surface->pitch, NULL));
	free(pixels);
}

/* WCAG 2.1, relative luminance and contrast ratio. */
static double luminance(colour rgb)
{
	double sum = 0;
	static const double weights[3] = { 0.2126, 0.7152, 0.0722 };
	for (int i = 0; i < 3; i++) {
		const double part = (double)(rgb >> (16 - 8 * i) & 0xFF) / 255;
		sum += weights[i] *
		       (part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4));
	}
	return sum;
}

static double contrast(colour a, colour b)
{
	const double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
	return x > y ? x / y : y / x;
}

static bool inside(const struct box *inner, const struct box *outer)
{
	return inner->x >= outer->x && inner->y >= outer->y &&
	       inner->x + inner->w <= outer->x + outer->w &&
	       inner->y + inner->h <= outer->y + outer->h;
}

static bool apart(const struct box *a, const struct box *b, int distance)
{
	return a->x + a->w + distance <= b->x || b->x + b->w + distance <= a->x ||
	       a->y + a->h + distance <= b->y || b->y + b->h + distance <= a->y;
}

/* The panel an ink lies on: the topmost below it that holds its middle. */
static const struct widget *panel_under(const struct scene *scene, int index)
{
	const struct box *box = &scene->widgets[index].box;
	for (int i = index - 1; i >= 0; i--) {
		const struct box middle = { box->x + box->w / 2, box->y + box->h / 2, 1, 1 };
		if (scene->widgets[i].kind == WIDGET_PANEL &&
		    inside(&middle, &scene->widgets[i].box))
			return &scene->widgets[i];
	}
	return NULL;
}

static void check_text(const struct scene *scene, int index, const char *name)
{
	const struct widget *text = &scene->widgets[index];
	const struct text_style style = { text->size, text->bold, text->align, text->lines,
					  text->ink };
	const int size = canvas_text(canvas, &text->box, &style, text->text);
	if (size < 34 || size * 10 < text->size * 6)
		fprintf(stderr, "%s: \"%s\" of size %d set in %d\n", name, text->text, text->size,
			size);
	CHECK(size >= 34);		    /* about 8 mm */
	CHECK(size * 10 >= text->size * 6); /* and not a fraction of what was meant */
}

/* Texts of one screen never lie on each other. */
static void check_overlaps(const struct scene *scene, const char *name)
{
	for (int i = 0; i < scene->count; i++) {
		const struct widget *one = &scene->widgets[i];
		for (int j = 0; j < i; j++) {
			const struct widget *other = &scene->widgets[j];
			const bool texts = one->kind == WIDGET_TEXT && other->kind == WIDGET_TEXT &&
					   one->text[0] && other->text[0];
			const bool free_of = !texts || apart(&one->box, &other->box, 0);
			if (!free_of)
				fprintf(stderr, "%s: \"%s\" and \"%s\" overlap\n", name, one->text,
					other->text);
			CHECK(free_of);
		}
	}
}

static void check_scene(const struct scene *scene, const char *name)
{
	const struct box whole = { 0, 0, CANVAS_WIDTH, CANVAS_HEIGHT };
	CHECK(scene->count > 5 && scene->count < SCENE_WIDGETS_MAX);
	for (int i = 0; i < scene->count; i++) {
		const struct widget *widget = &scene->widgets[i];
		const struct widget *under = panel_under(scene, i);
		const colour fill = under ? under->fill : scene->paper;
		if (!inside(&widget->box, &whole))
			fprintf(stderr, "%s: widget %d \"%s\" leaves the screen\n", name, i,
				widget->text);
		CHECK(inside(&widget->box, &whole));
		if (widget->kind == WIDGET_TEXT && widget->text[0] != '\0') {
			CHECK(contrast(widget->ink, fill) >= 7);
			if (under != NULL && under->action != 0)
				CHECK(contrast(widget->ink, under->pressed) >= 7);
			check_text(scene, i, name);
		}
		if (widget->kind == WIDGET_ICON)
			CHECK(contrast(widget->ink, fill) >= 4.5);
		if (widget->action == 0)
			continue;
		CHECK(widget->kind == WIDGET_PANEL);
		CHECK(widget->box.w >= TARGET_MIN && widget->box.h >= TARGET_MIN);
		CHECK(contrast(widget->border, scene->paper) >= 3);
		CHECK(widget->pressed != widget->fill);
		for (int j = 0; j < i; j++)
			if (scene->widgets[j].action != 0)
				CHECK(apart(&widget->box, &scene->widgets[j].box, 20));
	}
	check_overlaps(scene, name);
}

static struct scene *show(const struct kiosk_model *model, const char *name,
			  enum kiosk_screen screen)
{
	static struct scene before, scene;
	static bool has_before;
	struct box dirty[SCENE_DIRTY_MAX];
	SDL_Surface *surface = canvas_surface(canvas);
	const size_t size = (size_t)surface->pitch * (size_t)surface->h;
	CHECK(kiosk_model_screen(model) == screen);
	kiosk_draw(&scene, model);
	/* From the screen before, only in parts … */
	if (has_before) {
		scene_draw(&before, canvas, NULL);
		const int count = scene_difference(&before, &scene, dirty);
		for (int i = 0; i < count; i++)
			scene_draw(&scene, canvas, &dirty[i]);
	}
	uint8_t *parts = malloc(size);
	memcpy(parts, surface->pixels, size);
	/* … and anew. */
	scene_draw(&scene, canvas, NULL);
	CHECK(!has_before || memcmp(parts, surface->pixels, size) == 0);
	free(parts);
	save(name, model->language, canvas);
	check_scene(&scene, name);
	before = scene;
	has_before = true;
	return &scene;
}

static void home_and_lists(enum view_language language)
{
	struct kiosk_model model;
	struct hall_view hall;
	static const struct {
		enum fixture_hall kind;
		const char *name;
	} rows[] = { { FIXTURE_CITY, "home-city" },
		     { FIXTURE_ZONES, "home-zones" },
		     { FIXTURE_ONE_ZONE, "home-one-zone" },
		     { FIXTURE_ONE_SERVICE, "home-one-service" },
		     { FIXTURE_MANY, "home-many" } };
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		fixture_hall(&hall, rows[i].kind);
		fixture_kiosk(&model, &hall, language, 0);
		show(&model, rows[i].name, SCREEN_HOME);
	}
	fixture_tap(&model, INTENT_PAGE_AFTER, "", 10);
	show(&model, "home-many-2", SCREEN_HOME);
	fixture_tap(&model, INTENT_ZONE, "Z0", 20);
	fixture_tap(&model, INTENT_PAGE_AFTER, "", 30);
	show(&model, "services-many-2", SCREEN_SERVICES);
	fixture_hall(&hall, FIXTURE_CITY);
	fixture_kiosk(&model, &hall, language, 0);
	fixture_tap(&model, INTENT_ZONE, "PS", 10);
	show(&model, "services", SCREEN_SERVICES);
	kiosk_tick(&model, 10 + KIOSK_IDLE_MS - 9000);
	show(&model, "services-idle", SCREEN_SERVICES);
	fixture_printer(&hall, VIEW_PRINTER_PAPER_OUT);
	fixture_kiosk(&model, &hall, language, 0);
	show(&model, "home-paper-out", SCREEN_HOME);
	fixture_tap(&model, INTENT_ZONE, "GS", 10);
	show(&model, "services-paper-out", SCREEN_SERVICES);
	fixture_tap(&model, INTENT_SERVICE, "GS1", 20);
	show(&model, "paperless", SCREEN_PAPERLESS);
}

static void troubles(enum view_language language)
{
	static const char *const codes[] = { "closed",	   "quota_full",    "storage",
					     "unanswered", "unknown_kiosk", "duplicate_ticket",
					     "strange",	   "evacuation" };
	struct kiosk_model model;
	struct hall_view hall;
	fixture_hall(&hall, FIXTURE_CITY);
	fixture_kiosk(&model, &hall, language, 0);
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		char name[48];
		snprintf(name, sizeof name, "refused-%s", codes[i]);
		fixture_kiosk(&model, &hall, language, 0);
		fixture_tap(&model, INTENT_SERVICE, i == 0 ? "CA1" : "RE1", 10);
		if (i > 0)
			kiosk_issued(&model, model.attempt, NULL, codes[i], 20);
		show(&model, name, SCREEN_REFUSED);
	}
	fixture_kiosk(&model, &hall, language, 0);
	kiosk_link_lost(&model, 10);
	show(&model, "away", SCREEN_AWAY);
	kiosk_model_init(&model, "K1", language, 0);
	show(&model, "starting", SCREEN_AWAY);
	kiosk_link_opened(&model, 10);
	kiosk_hall_read(&model, NULL, "unknown_kiosk", 20);
	show(&model, "unknown-kiosk", SCREEN_AWAY);
	fixture_close_all(&hall);
	fixture_kiosk(&model, &hall, language, 0);
	show(&model, "closed", SCREEN_CLOSED);
}

static void numbers(enum view_language language)
{
	struct kiosk_model model;
	struct hall_view hall;
	struct ticket_view ticket;
	fixture_hall(&hall, FIXTURE_CITY);
	fixture_kiosk(&model, &hall, language, 0);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 10);
	show(&model, "issuing", SCREEN_ISSUING);
	kiosk_tick(&model, 5000);
	show(&model, "issuing-slow", SCREEN_ISSUING);
	kiosk_link_lost(&model, 6000);
	show(&model, "issuing-away", SCREEN_ISSUING);
	kiosk_link_opened(&model, 7000);
	kiosk_hall_read(&model, &hall, "", 7000);
	fixture_ticket(&ticket, &hall, "A012", VIEW_PRINT_PENDING);
	kiosk_issued(&model, model.attempt, &ticket, "", 7000);
	show(&model, "number-printing", SCREEN_NUMBER);
	ticket.print = VIEW_PRINT_PRINTED;
	kiosk_ticket_read(&model, model.attempt, &ticket, 8000);
	show(&model, "number-printed", SCREEN_NUMBER);
	kiosk_link_lost(&model, 8100);
	show(&model, "number-away", SCREEN_NUMBER);
	kiosk_hall_read(&model, &hall, "", 8200);
	kiosk_link_opened(&model, 8200);
	kiosk_hall_read(&model, &hall, "", 8200);
	ticket.print = VIEW_PRINT_UNKNOWN;
	kiosk_ticket_read(&model, model.attempt, &ticket, 9000);
	show(&model, "number-unknown", SCREEN_NUMBER);
	ticket.print = VIEW_PRINT_FAILED;
	kiosk_ticket_read(&model, model.attempt, &ticket, 9100);
	show(&model, "number-failed", SCREEN_NUMBER);
	fixture_printer(&hall, VIEW_PRINTER_LOST);
	kiosk_hall_read(&model, &hall, "", 9200);
	show(&model, "number-failed-no-printer", SCREEN_NUMBER);
	fixture_ticket(&ticket, &hall, "ABC1234", VIEW_PRINT_NONE);
	fixture_kiosk(&model, &hall, language, 0);
	fixture_tap(&model, INTENT_SERVICE, "RE1", 10);
	fixture_tap(&model, INTENT_PAPERLESS, "", 10);
	kiosk_issued(&model, model.attempt, &ticket, "", 20);
	show(&model, "number-paperless", SCREEN_NUMBER);
	kiosk_link_lost(&model, 30);
	show(&model, "number-paperless-away", SCREEN_NUMBER);
}

static void a_pressed_card_looks_pressed_and_only_there(void)
{
	struct kiosk_model model;
	struct hall_view hall;
	struct scene before, pressed;
	struct box dirty[SCENE_DIRTY_MAX];
	fixture_hall(&hall, FIXTURE_CITY);
	fixture_kiosk(&model, &hall, VIEW_ZH, 0);
	kiosk_draw(&before, &model);
	pressed = before;
	pressed.pressed = scene_hit(&pressed, 300, 560);
	CHECK(pressed.pressed >= 0);
	const struct widget *card = &before.widgets[pressed.pressed];
	CHECK_TEXT(card->subject, "RE");
	CHECK(scene_difference(&before, &pressed, dirty) == 1);
	CHECK(memcmp(&dirty[0], &card->box, sizeof card->box) == 0);
	CHECK(scene_difference(&before, &before, dirty) == 0);
	CHECK(scene_hit(&before, 300, 100) == -1);
	struct scene anew;
	model.now_ms += 100; /* nothing that is shown changed */
	kiosk_draw(&anew, &model);
	CHECK(scene_difference(&before, &anew, dirty) == 0);
}

static void every_size_of_window_is_filled(void)
{
	static const struct {
		int width, height;
		const char *name;
	} rows[] = { { 540, 960, "small" }, { 1920, 1080, "landscape" }, { 800, 1280, "tablet" } };
	struct kiosk_model model;
	struct hall_view hall;
	static struct scene scene;
	fixture_hall(&hall, FIXTURE_CITY);
	fixture_kiosk(&model, &hall, VIEW_ZH, 0);
	kiosk_draw(&scene, &model);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct canvas *other;
		int x, y;
		CHECK(canvas_open(&other, fonts, rows[i].width, rows[i].height) == 0);
		scene_draw(&scene, other, NULL);
		save(rows[i].name, VIEW_ZH, other);
		canvas_place(other, rows[i].width / 2, rows[i].height / 2, &x, &y);
		CHECK(abs(x - CANVAS_WIDTH / 2) <= 2 && abs(y - CANVAS_HEIGHT / 2) <= 2);
		canvas_close(other);
	}
}

int main(void)
{
	char problem[256];
	SDL_setenv("SDL_VIDEODRIVER", "dummy", 1);
	if (mkdir("screens", 0777) < 0 && access("screens", W_OK) < 0)
		perror("screens");
	const int opened = fonts_open(&fonts, problem, sizeof problem);
	if (opened < 0) {
		printf("skipped: %s\n", problem);
		return CHECK_SKIPPED;
	}
	CHECK(canvas_open(&canvas, fonts, CANVAS_WIDTH, CANVAS_HEIGHT) == 0);
	for (int language = VIEW_ZH; language <= VIEW_EN; language++) {
		home_and_lists((enum view_language)language);
		troubles((enum view_language)language);
		numbers((enum view_language)language);
	}
	a_pressed_card_looks_pressed_and_only_there();
	every_size_of_window_is_filled();
	canvas_close(canvas);
	fonts_close(fonts);
	return check_result();
}
