/* One of Onbon's cards on a shared line, and the lines of text that stand on it: what the display
 * and the panel of these cards have in common. A line of text is one dynamic area of the card. */
#ifndef JIAOHAO_ONBON_CARD_H
#define JIAOHAO_ONBON_CARD_H

#include "config_keys.h"
#include "device.h"
#include "display.h"
#include "onbon_command.h"

#include <iconv.h>

struct event;
struct event_base;
struct line_member;

enum {
	ONBON_LINES_MAX = 8,
	/* font and colour marks, the text, and what makes it blink */
	ONBON_TEXT_MAX = 15 + DISPLAY_TEXT_MAX + 2 * 8 + 1,
};

/* What stands, or shall stand, in an area. */
struct onbon_line {
	bool known;
	bool single_line;
	enum onbon_mode mode;
	uint8_t stay;
	uint8_t length;
	uint8_t text[ONBON_TEXT_MAX];
};

struct onbon_card {
	void *context;
	device_health_fn *health;

	/* by the board file */
	const struct onbon_card_type *type;
	uint16_t address;
	unsigned lines;			    /* 1 for a display */
	unsigned x, y, width, height, font; /* dots; height: of all lines */
	bool in_bytes, blinks;
	enum onbon_align align;
	enum onbon_colour colour;
	unsigned brightness_percent, timeout_ms;
	iconv_t iconv;

	struct line_member *line;
	struct event *poll, *again;
	struct onbon_line wanted[ONBON_LINES_MAX], sent[ONBON_LINES_MAX], held[ONBON_LINES_MAX];
	unsigned sent_mask;
	uint32_t sent_tag;
	bool shown;		  /* before the first show the card keeps what it shows */
	bool lost;		  /* as last reported */
	bool no_status;		  /* it does not know the question: it is pinged */
	struct onbon_reply reply; /* to the exchange that ends next */
	struct display_look look;
	unsigned untold; /* answers in a row that did not tell the card's areas */
};

/** Take all keys, join the line, begin to ask. @p panel: takes "lines" too. The card is zeroed but
 *  for context and health, which stand. 0, or -EINVAL with the reason said, or -errno. */
int onbon_card_open(struct onbon_card *card, struct event_base *base, struct config_keys *keys,
		    bool panel);
/** Also after a failed open. */
void onbon_card_close(struct onbon_card *card);

/** Line @p number shall show this; goes out with onbon_card_update. */
void onbon_card_set(struct onbon_card *card, unsigned number, const char *text,
		    enum display_effect effect, enum display_colour colour);
/** Send what the card does not hold yet. */
void onbon_card_update(struct onbon_card *card);
/** How many Chinese characters a line takes. */
unsigned onbon_card_cells(const struct onbon_card *card);
void onbon_card_look(struct onbon_card *card, const struct display_look *look);
void onbon_card_statistics(const struct onbon_card *card, struct device_statistics *out);

/* onbon_keys.c: the keys of the board file into the card's fields, and its port. 0 or -EINVAL. */
struct port;
int onbon_keys_take(struct onbon_card *card, struct config_keys *keys, bool panel,
		    struct port **port);

#endif
