/* See onbon_card.h. The card's text is asked after every few seconds, for a card that restarted has
 * lost it; what it was sent is known only by its ACK, for a card can't be asked what it shows. */
#include "onbon_card.h"

#include "display_text.h"
#include "led_encode.h"
#include "line.h"
#include "port.h"

#include <errno.h>
#include <event2/event.h>
#include <string.h>

enum {
	POLL_S = 10,
	AGAIN_MS = 300, /* after "busy" or a wrong sum */
	ATTEMPTS = 3,
	STAY_STILL = 20, /* half seconds; the same page again and again */
	STAY_BLINK = 1,
	SCROLL_SPEED = 4,
	BRIGHTNESS_MAX = 15,
	UNTOLD_MAX = 3, /* polls */
};

enum slot { SLOT_AREAS, SLOT_POWER, SLOT_BRIGHTNESS, SLOT_ASK };

static void parser_reset(void *parser)
{
	onbon_reset(parser);
}

static enum line_feed parser_feed(void *memory, uint8_t byte, const uint8_t **frame, size_t *length)
{
	static const enum line_feed feeds[] = { LINE_MORE, LINE_READY, LINE_BAD };
	struct onbon_parser *parser = memory;
	enum onbon_feed feed = onbon_feed(parser, byte);
	*frame = parser->bytes;
	*length = parser->length;
	return feeds[feed];
}

/* A card sends without pauses; a serial server may put a short one between two packets. */
static const struct line_protocol onbon_protocol = {
	.name = "onbon-bx",
	.parser_size = sizeof(struct onbon_parser),
	.reset = parser_reset,
	.feed = parser_feed,
	.gap_ms = 200,
};

static void transmit(struct onbon_card *card, enum slot slot, const uint8_t *data, size_t length,
		     uint32_t tag)
{
	const struct onbon_header header = { .to = card->address,
					     .from = ONBON_HOST,
					     .card = card->type->code };
	uint8_t frame[ONBON_FRAME_MAX];
	struct line_exchange exchange = {
		.bytes = frame,
		.length = onbon_frame(frame, &header, data, length),
		.urgent = slot == SLOT_AREAS,
		.timeout_ms = card->timeout_ms,
		.attempts = slot == SLOT_ASK ? 1 : ATTEMPTS,
		.tag = tag,
	};
	line_send(card->line, slot, &exchange);
}

/* --- what it shows --- */

static unsigned rows(const struct onbon_card *card)
{
	return card->height / card->lines / card->font;
}

unsigned onbon_card_cells(const struct onbon_card *card)
{
	return card->width / card->font * rows(card);
}

void onbon_card_set(struct onbon_card *card, unsigned number, const char *text,
		    enum display_effect effect, enum display_colour colour)
{
	struct onbon_line *line = &card->wanted[number];
	uint8_t bytes[DISPLAY_TEXT_MAX];
	size_t length = strlen(text), fits = led_cut(text, onbon_card_cells(card));
	bool scroll = effect == DISPLAY_SCROLL && fits < length;
	bool blink = effect == DISPLAY_BLINK && card->blinks && length > 0;
	struct onbon_style style = { .font_dots = card->font, .colour = card->colour };
	if (colour == DISPLAY_PLAIN)
		colour = card->look.colour;
	if (colour != DISPLAY_PLAIN)
		style.colour = (enum onbon_colour)colour;
	if (blink)
		style.blank_lines = rows(card);
	memset(line, 0, sizeof *line); /* compared as a whole */
	length = display_text_convert(card->iconv, text, scroll ? length : fits, bytes,
				      sizeof bytes);
	if (length == 0)
		bytes[length++] = ' '; /* an area without text is none */
	line->known = true;
	line->single_line = scroll;
	line->mode = scroll ? ONBON_TO_LEFT : ONBON_STILL;
	line->stay = scroll ? 0 : blink ? STAY_BLINK : STAY_STILL;
	line->length = (uint8_t)onbon_text(line->text, sizeof line->text, &style, bytes, length);
	card->shown = true;
}

static struct onbon_area area_of(const struct onbon_card *card, unsigned number)
{
	const struct onbon_line *line = &card->wanted[number];
	unsigned high = card->height / card->lines;
	return (struct onbon_area){
		.number = (uint8_t)number,
		.x = (uint16_t)card->x,
		.y = (uint16_t)(card->y + number * high),
		.width = (uint16_t)card->width,
		.height = (uint16_t)high,
		.in_bytes = card->in_bytes,
		.align = card->align,
		.single_line = line->single_line,
		.wrap = !line->single_line && rows(card) > 1,
		.mode = line->mode,
		.speed = SCROLL_SPEED,
		.stay = line->stay,
		.text = line->text,
		.length = line->length,
	};
}

/* As many areas that differ as one command may carry; the rest goes when they are confirmed. */
void onbon_card_update(struct onbon_card *card)
{
	struct onbon_area areas[ONBON_LINES_MAX] = { 0 };
	uint8_t data[ONBON_DATA_MAX];
	unsigned count = 0, mask = 0;
	size_t used = onbon_show(data, areas, 0);
	for (unsigned i = 0; i < card->lines && card->shown; i++) {
		if (memcmp(&card->wanted[i], &card->held[i], sizeof card->held[i]) == 0)
			continue;
		areas[count] = area_of(card, i);
		if (used + onbon_area_size(&areas[count]) > card->type->bytes)
			break;
		used += onbon_area_size(&areas[count]);
		card->sent[i] = card->wanted[i];
		mask |= 1u << i;
		count++;
	}
	card->sent_mask = mask;
	if (count == 0)
		line_cancel(card->line, SLOT_AREAS);
	else
		transmit(card, SLOT_AREAS, data, onbon_show(data, areas, count), ++card->sent_tag);
}

/* The card may hold anything now. */
static void send_all(struct onbon_card *card)
{
	memset(card->held, 0, sizeof card->held);
	onbon_card_update(card);
}

/* --- how it shines --- */

static unsigned shine_percent(const struct onbon_card *card)
{
	return (card->brightness_percent * card->look.brightness_percent + 99) / 100;
}

static unsigned shine_level(const struct onbon_card *card)
{
	return (shine_percent(card) * BRIGHTNESS_MAX + 99) / 100;
}

static void send_look(struct onbon_card *card)
{
	uint8_t data[16];
	bool on = shine_percent(card) > 0;
	transmit(card, SLOT_POWER, data, onbon_power(data, on), 0);
	if (on)
		transmit(card, SLOT_BRIGHTNESS, data, onbon_brightness(data, shine_level(card)), 0);
	else
		line_cancel(card->line, SLOT_BRIGHTNESS);
}

void onbon_card_look(struct onbon_card *card, const struct display_look *look)
{
	card->look = *look;
	send_look(card);
}

/* --- what it says --- */

static void ask(struct onbon_card *card)
{
	uint8_t data[16];
	size_t length = card->no_status ? onbon_ping(data) : onbon_ask_status(data);
	transmit(card, SLOT_ASK, data, length, 0);
}

static bool card_frame(void *context, const uint8_t *frame, size_t length, bool awaited)
{
	struct onbon_card *card = context;
	struct onbon_message message;
	struct onbon_reply reply;
	onbon_split(frame, length, &message);
	if (message.header.from != card->address || message.header.to != ONBON_HOST ||
	    !onbon_read(&message, &reply) || reply.kind == ONBON_OTHER)
		return false;
	if (!awaited)
		return true; /* late: what it was about is asked again anyway */
	bool asked_status = line_awaited_slot(card->line) == SLOT_ASK && !card->no_status;
	if (reply.kind != ONBON_NACK && asked_status != (reply.kind == ONBON_STATUS))
		return false; /* late, and to another question */
	card->reply = reply;
	return true;
}

static void refused(struct onbon_card *card, unsigned slot)
{
	static const struct timeval soon = { .tv_usec = AGAIN_MS * 1000 };
	if (slot == SLOT_ASK) {
		card->no_status = true; /* an old card: it can at least be pinged */
		return;
	}
	if (slot == SLOT_AREAS)
		card->sent_mask = 0;
	if (card->reply.error == ONBON_ERROR_BUSY || card->reply.error == ONBON_ERROR_CHECKSUM)
		evtimer_add(card->again, &soon);
	else
		line_problem(card->line, onbon_error_name(card->reply.error));
}

static void status_came(struct onbon_card *card)
{
	const struct onbon_reply *reply = &card->reply;
	unsigned mask = 0;
	for (unsigned i = 0; i < card->lines; i++)
		mask |= card->held[i].known ? 1u << i : 0;
	if (reply->areas_known && (reply->areas & mask) != mask) {
		send_all(card); /* it has lost them: it restarted */
		send_look(card);
		return;
	}
	bool on = shine_percent(card) > 0;
	if (reply->on != on || (on && reply->brightness != shine_level(card)))
		send_look(card);
}

/* It lives, and what it showed is done or was refused: then it is tried again. A card that does not
 * tell its areas is sent them again from time to time, for it may have restarted unseen. */
static void answered(struct onbon_card *card)
{
	bool tells = card->reply.kind == ONBON_STATUS && card->reply.areas_known;
	if (card->reply.kind == ONBON_STATUS)
		status_came(card);
	card->untold = tells ? 0 : card->untold + 1;
	if (card->sent_mask != 0)
		return;
	if (card->untold >= UNTOLD_MAX) {
		card->untold = 0;
		memset(card->held, 0, sizeof card->held);
	}
	onbon_card_update(card);
}

static void card_done(void *context, unsigned slot, uint32_t tag, bool good)
{
	struct onbon_card *card = context;
	if (good && card->reply.kind == ONBON_NACK) {
		refused(card, slot);
		return;
	}
	switch (slot) {
	case SLOT_AREAS:
		if (good && tag == card->sent_tag) {
			for (unsigned i = 0; i < card->lines; i++)
				if (card->sent_mask & 1u << i)
					card->held[i] = card->sent[i];
			card->sent_mask = 0;
			line_problem(card->line, NULL);
		}
		onbon_card_update(card);
		break;
	case SLOT_POWER:
	case SLOT_BRIGHTNESS:
		if (!good)
			send_look(card);
		break;
	default:
		if (good)
			answered(card);
		else
			ask(card); /* the probe that finds it again */
		break;
	}
}

static void card_health(void *context, enum device_health health, const char *detail)
{
	struct onbon_card *card = context;
	bool back = card->lost && health != DEVICE_LOST;
	card->lost = health == DEVICE_LOST;
	if (back) {
		card->no_status = false; /* perhaps another card */
		send_all(card);
		send_look(card);
	}
	card->health(card->context, health, detail);
}

static void poll_due(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	ask(arg);
}

static void again_due(evutil_socket_t fd, short what, void *arg)
{
	struct onbon_card *card = arg;
	(void)fd;
	(void)what;
	onbon_card_update(card);
	send_look(card);
}

/* --- opening --- */

int onbon_card_open(struct onbon_card *card, struct event_base *base, struct config_keys *keys,
		    bool panel)
{
	static const struct timeval period = { .tv_sec = POLL_S };
	const struct line_owner owner = {
		.context = card, .frame = card_frame, .done = card_done, .health = card_health
	};
	struct port *port = NULL;
	card->look.brightness_percent = 100;
	int result = onbon_keys_take(card, keys, panel, &port);
	if (result < 0)
		return result;
	card->poll = event_new(base, -1, EV_PERSIST, poll_due, card);
	card->again = evtimer_new(base, again_due, card);
	if (card->poll == NULL || card->again == NULL || event_add(card->poll, &period) < 0)
		return -ENOMEM;
	result = line_join(&card->line, base, port, &onbon_protocol, &owner);
	if (result == -EPROTO)
		return keys->ops->fail(keys, "port",
				       "is a line on which another protocol is spoken");
	if (result == -ENOSPC)
		return keys->ops->fail(keys, "port", "has more devices than one line may have");
	if (result < 0)
		return result;
	send_look(card);
	ask(card);
	return 0;
}

void onbon_card_close(struct onbon_card *card)
{
	line_leave(card->line);
	if (card->poll != NULL)
		event_free(card->poll);
	if (card->again != NULL)
		event_free(card->again);
	if (card->iconv != (iconv_t)-1)
		iconv_close(card->iconv);
}

void onbon_card_statistics(const struct onbon_card *card, struct device_statistics *out)
{
	line_statistics(card->line, out);
}
