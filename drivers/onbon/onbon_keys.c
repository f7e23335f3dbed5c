/* The keys of an Onbon card in a board file. See onbon_drivers.h for their meaning. */
#include "onbon_card.h"
#include "port.h"

#include <errno.h>
#include <stdio.h>

enum { DOTS_MAX = 4096, CARD_TYPES_MAX = 16, TIMEOUT_MS = 1000 };

/* The line hears all cards; a card on TCP is the only one there. */
static int take_address(struct onbon_card *card, struct config_keys *keys, const struct port *port)
{
	long address = ONBON_BROADCAST;
	int taken = keys->ops->take_integer(keys, "address", 1, ONBON_ADDRESS_MAX, &address);
	if (taken == 0 && port != NULL && port_describe(port)->kind != PORT_TCP)
		taken = keys->ops->fail(keys, "address", "is missing: the card's screen number");
	card->address = (uint16_t)address;
	return taken < 0 ? -EINVAL : 0;
}

static int take_type(struct onbon_card *card, struct config_keys *keys)
{
	const char *names[CARD_TYPES_MAX] = { NULL };
	int number = 0;
	for (unsigned i = 0; onbon_card_types[i].name != NULL && i < CARD_TYPES_MAX - 1; i++)
		names[i] = onbon_card_types[i].name;
	int taken = keys->ops->take_choice(keys, "card", names, &number);
	card->type = &onbon_card_types[number];
	return taken < 0 ? -EINVAL : 0;
}

static int take_lines(struct onbon_card *card, struct config_keys *keys)
{
	long lines = 1;
	char problem[96];
	int taken = config_keys_need_integer(keys, "lines", 1, ONBON_LINES_MAX, &lines);
	if (taken > 0 && lines > card->type->areas) {
		snprintf(problem, sizeof problem, "is too many: a card \"%s\" has %u areas",
			 card->type->name, (unsigned)card->type->areas);
		taken = keys->ops->fail(keys, "lines", problem);
	}
	card->lines = (unsigned)lines;
	return taken < 0 ? -EINVAL : 0;
}

static int take_place(struct onbon_card *card, struct config_keys *keys)
{
	static const char *const units[] = { "dots", "bytes", NULL };
	long x = 0, y = 0, width = 0, height = 0;
	int unit = 0, result = 0;
	if (keys->ops->take_integer(keys, "x_dots", 0, DOTS_MAX, &x) < 0 ||
	    keys->ops->take_integer(keys, "y_dots", 0, DOTS_MAX, &y) < 0)
		result = -EINVAL;
	if (config_keys_need_integer(keys, "width_dots", 16, DOTS_MAX, &width) < 0 ||
	    config_keys_need_integer(keys, "height_dots", 16, DOTS_MAX, &height) < 0)
		result = -EINVAL;
	if (keys->ops->take_choice(keys, "unit", units, &unit) < 0)
		result = -EINVAL;
	if (result == 0 && unit == 1 && (x % 8 != 0 || width % 8 != 0))
		result = keys->ops->fail(keys, "unit",
					 "is bytes: x_dots and width_dots must be multiples of 8");
	card->x = (unsigned)x;
	card->y = (unsigned)y;
	card->width = (unsigned)width;
	card->height = (unsigned)height;
	card->in_bytes = unit == 1;
	return result;
}

/* The greatest font that fits into a line, or the one that is asked for. */
static int take_font(struct onbon_card *card, struct config_keys *keys)
{
	static const char *const fonts[] = { "16", "24", "32", NULL };
	unsigned high = card->height / card->lines;
	int number = high >= 32 ? 2 : high >= 24 ? 1 : 0;
	int taken = keys->ops->take_choice(keys, "font_dots", fonts, &number);
	card->font = 16 + 8 * (unsigned)number;
	if (taken < 0)
		return -EINVAL;
	if (card->font > high)
		return keys->ops->fail(keys, taken > 0 ? "font_dots" : "height_dots",
				       "leaves no room for a line of text");
	if (card->font > card->width)
		return keys->ops->fail(keys, "width_dots", "is narrower than one character");
	return 0;
}

static int take_text(struct onbon_card *card, struct config_keys *keys)
{
	static const char *const encodings[] = { "gbk", "gb2312", NULL };
	static const char *const aligns[] = { "left", "right", "centre", NULL };
	static const char *const colours[] = { "red", "green", "yellow", NULL };
	static const char *const blinks[] = { "pages", "none", NULL };
	int encoding = 0, align = 0, colour = 0, blink = 0, result = 0;
	if (keys->ops->take_choice(keys, "encoding", encodings, &encoding) < 0 ||
	    keys->ops->take_choice(keys, "align", aligns, &align) < 0 ||
	    keys->ops->take_choice(keys, "colour", colours, &colour) < 0 ||
	    keys->ops->take_choice(keys, "blink", blinks, &blink) < 0)
		result = -EINVAL;
	card->align = (enum onbon_align)align;
	card->colour = (enum onbon_colour)(colour + 1);
	card->blinks = blink == 0;
	card->iconv = iconv_open(encodings[encoding], "UTF-8");
	if (result == 0 && card->iconv == (iconv_t)-1)
		result = keys->ops->fail(keys, "encoding", "is one that this system's iconv lacks");
	return result;
}

int onbon_keys_take(struct onbon_card *card, struct config_keys *keys, bool panel,
		    struct port **port)
{
	static const char *const kinds[] = { "serial", "tcp", NULL };
	long brightness = 100, timeout_ms = TIMEOUT_MS;
	int result = 0;
	card->iconv = (iconv_t)-1;
	card->lines = 1;
	if (config_keys_need_port(keys, "port", kinds, port) < 0)
		result = -EINVAL;
	if (take_address(card, keys, *port) < 0 || take_type(card, keys) < 0)
		result = -EINVAL;
	if (panel && take_lines(card, keys) < 0)
		result = -EINVAL;
	if (take_place(card, keys) < 0 || take_font(card, keys) < 0)
		result = -EINVAL;
	if (take_text(card, keys) < 0)
		result = -EINVAL;
	if (keys->ops->take_integer(keys, "brightness_percent", 1, 100, &brightness) < 0 ||
	    keys->ops->take_integer(keys, "response_timeout_ms", 50, 5000, &timeout_ms) < 0)
		result = -EINVAL;
	card->brightness_percent = (unsigned)brightness;
	card->timeout_ms = (unsigned)timeout_ms;
	return result;
}
