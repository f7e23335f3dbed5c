/* The ticket on paper, as lines: the layout of the hall file, or ours. What each block says is in
 * announce_blocks.c; how lines become bytes or dots is the printer driver's. */
#include "announce_paper.h"
#include "announce_places.h"

#include <string.h>

static const struct ticket_block own_blocks[] = {
	{ .kind = BLOCK_HALL },	     { .kind = BLOCK_RULE },	    { .kind = BLOCK_PLACE },
	{ .kind = BLOCK_WINDOWS },   { .kind = BLOCK_DEPARTMENT },  { .kind = BLOCK_SERVICE },
	{ .kind = BLOCK_NUMBER },    { .kind = BLOCK_PRIORITY },    { .kind = BLOCK_APPOINTMENT },
	{ .kind = BLOCK_AHEAD },     { .kind = BLOCK_WAIT },	    { .kind = BLOCK_TIME },
	{ .kind = BLOCK_RULE },	     { .kind = BLOCK_MATTERS },	    { .kind = BLOCK_ITEM },
	{ .kind = BLOCK_ADVICE },    { .kind = BLOCK_VOICE },	    { .kind = BLOCK_LUNCH },
	{ .kind = BLOCK_CLOSING },   { .kind = BLOCK_MISSED_CALL }, { .kind = BLOCK_PHONE },
	{ .kind = BLOCK_MATERIALS }, { .kind = BLOCK_LANGUAGES },   { .kind = BLOCK_QR },
};

/* What a reader of another language of the hall must know: what for, where, how long, and what a
 * missed call means. The number itself needs no language. */
static const struct ticket_block short_blocks[] = {
	{ .kind = BLOCK_SERVICE, .size = 1 },
	{ .kind = BLOCK_PLACE },
	{ .kind = BLOCK_WINDOWS },
	{ .kind = BLOCK_PRIORITY, .bold = CHOICE_NO },
	{ .kind = BLOCK_AHEAD },
	{ .kind = BLOCK_WAIT },
	{ .kind = BLOCK_ADVICE },
	{ .kind = BLOCK_MISSED_CALL },
};

enum {
	OWN_COUNT = sizeof own_blocks / sizeof own_blocks[0],
	SHORT_COUNT = sizeof short_blocks / sizeof short_blocks[0],
};

static void set_qr(struct announce_ticket *out, const uint8_t id[TICKET_ID_BYTES])
{
	static const char digits[] = "0123456789abcdef";
	size_t used = strlen(strcpy(out->qr, "jiaohao:"));
	for (unsigned i = 0; i < TICKET_ID_BYTES; i++) {
		out->qr[used++] = digits[id[i] >> 4];
		out->qr[used++] = digits[id[i] & 15];
	}
	out->qr[used] = 0;
}

/* The ticket's own language, then the hall's others. */
static unsigned paper_languages(const struct hall *hall, const char *own,
				enum message_language out[MESSAGE_LANGUAGES + 1])
{
	unsigned count = announce_languages(hall, own, out + 1), from = 1;
	enum message_language first = own[0] ? message_language(own) : out[1];
	if (first != out[1])
		from = 0; /* a language that the hall does not speak can still be read */
	out[0] = first;
	if (from == 1)
		memmove(out, out + 1, count * sizeof out[0]);
	return count + (from == 0);
}

static void add_block(struct paper *paper, const struct ticket_block *block,
		      enum message_language language)
{
	paper->block = block;
	paper->language = block->language[0] ? message_language(block->language) : language;
	announce_block(paper);
}

static void add_short(struct paper *paper, enum message_language language)
{
	const struct ticket_layout *layout = &paper->state->hall.ticket;
	const struct ticket_block *blocks = layout->short_count ? layout->shorts : short_blocks;
	const unsigned count = layout->short_count ? layout->short_count : SHORT_COUNT;
	announce_rule(paper);
	for (unsigned i = 0; i < count; i++)
		add_block(paper, &blocks[i], language);
}

static void lay_out(struct paper *paper)
{
	const struct ticket_layout *layout = &paper->state->hall.ticket;
	const struct ticket_block *blocks = layout->block_count ? layout->blocks : own_blocks;
	const unsigned block_count = layout->block_count ? layout->block_count : OWN_COUNT;
	enum message_language languages[MESSAGE_LANGUAGES + 1];
	const unsigned count =
		paper_languages(&paper->state->hall, paper->ticket->language, languages);
	struct announce_ticket *out = paper->out;
	memset(out, 0, sizeof *out);
	out->logo = layout->logo[0] != 0 && layout->block_count == 0;
	for (unsigned i = 0; i < block_count; i++) {
		add_block(paper, &blocks[i], languages[0]);
		if (blocks[i].kind == BLOCK_QR)
			set_qr(out, paper->ticket->id);
		if (blocks[i].kind == BLOCK_LOGO)
			out->logo = true;
		for (unsigned j = 1; blocks[i].kind == BLOCK_LANGUAGES && j < count; j++)
			add_short(paper, languages[j]);
	}
}

void announce_ticket(const struct state *state, uint32_t ticket, const struct announce_item *item,
		     unsigned columns, struct announce_ticket *out)
{
	const struct ticket *printed = &state->tickets[ticket];
	struct paper paper = {
		.state = state,
		.ticket = printed,
		.service = &state->hall.services[printed->service],
		.item = item,
		.serial = ticket,
		.columns = columns,
		.out = out,
	};
	lay_out(&paper);
	if (item == NULL || item->material_count == 0)
		return;
	/* However many papers are to be brought, they push nothing else off the ticket. */
	paper.material_lines = ANNOUNCE_LINES_MAX - out->line_count;
	lay_out(&paper);
}
