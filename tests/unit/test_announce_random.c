/* Whatever the state holds, what is said, shown and printed is whole UTF-8, fits, and says nothing
 * of why somebody has priority: 1 500 states filled by dice. test_announce_random [SEED …] */
#include "announce.h"
#include "check.h"
#include "core_world.h"

enum { ROUNDS = 1500 };

static struct world world;
static uint64_t dice_state;

static uint32_t dice(uint32_t sides)
{
	dice_state = dice_state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(dice_state >> 33) % sides;
}

/* A text of characters of one to four bytes, as full as it likes. */
static void scribble(char *to, size_t size)
{
	static const char *const pieces[] = { "A",  "7",  " ",	 "é", "办", "（", "ئۇ",
					      "𠮷", "，", "ABC", "-", "号", "0" };
	size_t length = dice(4) ? dice((uint32_t)size) : size, used = 0;
	memset(to, 0, size);
	while (used < length) {
		const char *piece = pieces[dice(sizeof pieces / sizeof pieces[0])];
		if (used + strlen(piece) >= size)
			break;
		strcpy(to + used, piece);
		used += strlen(piece);
	}
}

static void scribble_ascii(char *to, size_t size)
{
	static const char signs[] = "ABCXYZabc0123456789-#";
	size_t length = dice((uint32_t)size);
	memset(to, 0, size);
	for (size_t i = 0; i < length; i++)
		to[i] = signs[dice(sizeof signs - 1)];
}

static void scribble_hall(struct hall *hall)
{
	static const char *const languages[] = { "zh", "en", "ug", "zh-CN", "ug-CN", "", "fr" };
	scribble(hall->name, sizeof hall->name);
	scribble(hall->name_en, sizeof hall->name_en);
	scribble(hall->phone, sizeof hall->phone);
	for (int i = 0; i < LANGUAGES_MAX; i++)
		strcpy(hall->languages[i], languages[dice(7)]);
	for (unsigned i = 0; i < hall->zone_count; i++) {
		struct zone *zone = &hall->zones[i];
		scribble(zone->name, sizeof zone->name);
		scribble(zone->name_ug, sizeof zone->name_ug);
		zone->floor = (int16_t)((int)dice(201) - 100);
		zone->silent = (uint8_t)dice(3);
	}
	for (unsigned i = 0; i < hall->service_count; i++) {
		struct service *service = &hall->services[i];
		scribble(service->name, sizeof service->name);
		scribble(service->name_en, sizeof service->name_en);
		scribble(service->department, sizeof service->department);
	}
	for (unsigned i = 0; i < hall->window_count; i++) {
		scribble(hall->windows[i].department, dice(2) ? NAME_MAX_BYTES : 1);
		hall->windows[i].role = (uint8_t)dice(5);
		scribble_ascii(hall->windows[i].no, sizeof hall->windows[i].no);
	}
	hall->silent = dice(2);
	hall->yao = dice(2);
	hall->no_show_mode = (uint8_t)dice(3);
	hall->requeue_max = (uint8_t)dice(3);
	hall->keep_min = (uint16_t)dice(65536);
}

/* Any blocks in any order: what config refuses does no harm here either. */
static void scribble_layout(struct ticket_layout *layout)
{
	layout->block_count = (uint8_t)(dice(2) ? dice(TICKET_BLOCKS_MAX + 1) : 0);
	layout->note_count = TICKET_NOTES_MAX;
	for (unsigned i = 0; i < layout->block_count; i++)
		layout->blocks[i] = (struct ticket_block){
			.kind = (uint8_t)(1 + dice(BLOCK_COUNT - 1)),
			.align = (uint8_t)dice(4),
			.size = (uint8_t)dice(BLOCK_SIZE_MAX + 1),
			.bold = (uint8_t)dice(3),
			.when = (uint8_t)dice(WHEN_ONE_WINDOW + 1),
			.note = (uint8_t)dice(TICKET_NOTES_MAX),
		};
	scribble(layout->notes[0].text.zh, sizeof layout->notes[0].text.zh);
}

static void scribble_state(struct state *state)
{
	static const char *const languages[] = { "zh", "en", "ug", "ug-CN", "", "xx" };
	scribble_hall(&state->hall);
	scribble_layout(&state->hall.ticket);
	for (uint32_t i = 1; i <= state->ticket_count; i++) {
		struct ticket *ticket = &state->tickets[i];
		scribble_ascii(ticket->number, sizeof ticket->number);
		strcpy(ticket->language, languages[dice(6)]);
		ticket->priority = (int8_t)((int)dice(2) - 1);
		ticket->to_window = (int16_t)((int)dice(4) - 1);
		ticket->voice = dice(2);
		ticket->plan_count = (uint8_t)dice(TICKET_SERVICES_MAX);
		for (unsigned j = 0; j < ticket->plan_count; j++)
			ticket->plan[j] = (int16_t)dice(state->hall.service_count);
	}
	for (unsigned i = 0; i < state->hall.window_count; i++) {
		struct window *window = &state->windows[i];
		scribble(window->reason, sizeof window->reason);
		window->state = (uint8_t)dice(5);
		window->ticket = window->state >= WINDOW_CALLED ? 1 + dice(state->ticket_count) : 0;
		window->extended_us = dice(2);
	}
	state->announcement_count = dice(3);
	for (unsigned i = 0; i < state->announcement_count; i++) {
		state->announcements[i].level = (uint8_t)(1 + dice(3));
		scribble(state->announcements[i].text, ANNOUNCEMENT_MAX);
	}
}

static bool is_whole(const char *text, size_t size)
{
	static const char *const reasons[] = { "老年", "elder60", "残疾" };
	size_t length = strnlen(text, size);
	if (length == size)
		return false;
	for (size_t i = 0; i < 3; i++)
		if (strstr(text, reasons[i]))
			return false;
	for (size_t at = 0; at < length;) {
		unsigned char first = (unsigned char)text[at];
		size_t bytes = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
		if (first < 0x20 || (first >= 0x80 && first < 0xc2) || at + bytes > length)
			return false;
		for (size_t i = 1; i < bytes; i++)
			if (((unsigned char)text[at + i] & 0xc0) != 0x80)
				return false;
		at += bytes;
	}
	return true;
}

static void check_ticket(uint32_t serial)
{
	static struct announce_ticket ticket;
	static char material[600];
	enum { MATERIALS = 48 };
	const char *materials[MATERIALS];
	scribble(material, sizeof material);
	for (int i = 0; i < MATERIALS; i++)
		materials[i] = material;
	const struct announce_item item = { material, material, material, materials,
					    dice(MATERIALS + 1) };
	announce_ticket(world.state, serial, dice(4) ? &item : NULL, 24 + dice(25), &ticket);
	bool right =
		ticket.line_count <= ANNOUNCE_LINES_MAX && is_whole(ticket.qr, sizeof ticket.qr);
	for (unsigned i = 0; i < ticket.line_count; i++)
		right = right && is_whole(ticket.lines[i].text, ANNOUNCE_LINE_MAX) &&
			ticket.lines[i].size >= 1 && ticket.lines[i].size <= BLOCK_SIZE_MAX;
	CHECK(right);
}

static void check_panel(void)
{
	static struct announce_panel panel;
	const unsigned lines = 1 + dice(ANNOUNCE_PANEL_LINES_MAX);
	announce_panel(world.state, dice(2) ? "hall" : "RE", lines, dice(60), &panel);
	bool right = panel.brightness_percent <= 100;
	for (unsigned i = 0; i < ANNOUNCE_PANEL_LINES_MAX; i++)
		right = right && is_whole(panel.lines[i].text, sizeof panel.lines[i].text) &&
			(i < lines || panel.lines[i].text[0] == 0);
	CHECK(right);
}

static void check_speech(uint32_t serial, int window, enum message_language language)
{
	struct announce_speech speech;
	announce_speech(world.state, serial, window, language, &speech);
	CHECK(is_whole(speech.text, sizeof speech.text) && speech.clip_count > 0);
	for (unsigned i = 0; i < speech.clip_count; i++)
		CHECK(is_whole(speech.clips[i], ANNOUNCE_CLIP_NAME_MAX));
	if (announce_next_place_speech(world.state, serial, language, &speech))
		CHECK(is_whole(speech.text, sizeof speech.text));
	for (unsigned i = 0; i < world.state->announcement_count; i++) {
		announce_text_speech(&world.state->announcements[i], &speech);
		CHECK(is_whole(speech.text, sizeof speech.text));
	}
}

static void check_events(uint32_t serial, int window, enum message_language language)
{
	char text[ANNOUNCE_PHRASE_MAX];
	struct record record = { .ticket = serial,
				 .time_us = world.now_us,
				 .class_id = "elder60",
				 .service = "RE1",
				 .reason_code = (uint8_t)dice(3),
				 .until_us = dice(2) ? world.now_us + dice(1000000000) : 0 };
	strcpy(record.window, world.state->hall.windows[window].no);
	scribble(record.reason, sizeof record.reason);
	scribble(record.text, sizeof record.text);
	for (record.kind = 0; record.kind < 130; record.kind++) {
		size_t length = announce_event(world.state, &record, language, text, sizeof text);
		CHECK(length == strlen(text) && is_whole(text, sizeof text));
	}
}

int main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 20261123;
	struct announce_display display;
	printf("seed %llu\n", (unsigned long long)seed);
	dice_state = seed;
	world_open(&world);
	for (int i = 0; i < 6; i++)
		world_issue(&world, i % 2 ? "RE1" : "PS1");
	for (int round = 0; round < ROUNDS; round++) {
		scribble_state(world.state);
		uint32_t serial = 1 + dice(world.state->ticket_count);
		int window = (int)dice(world.state->hall.window_count);
		enum message_language language = (enum message_language)dice(MESSAGE_LANGUAGES);
		announce_display(world.state, window, world.now_us, &display);
		CHECK(is_whole(display.line.text, sizeof display.line.text));
		check_ticket(serial);
		check_panel();
		check_speech(serial, window, language);
		if (round % 16 == 0)
			check_events(serial, window, language);
	}
	world_close(&world);
	return check_result();
}
