/* The matters (事项) a hall handles and how a person finds one among them: by code, by the first
 * letters of its name in pinyin, by a piece of its name in any of the three languages. The list is
 * what a file says, no part of the decided state: records name an item by its code, if at all. */
#ifndef JIAOHAO_ITEM_H
#define JIAOHAO_ITEM_H

#include "limits.h"

#include <stdbool.h>
#include <stdint.h>

enum {
	ITEMS_MAX = 4096,
	ITEM_CODE_MAX = 48,  /* bytes with the NUL: a 实施编码 has 31 digits and letters */
	ITEM_NAME_MAX = 256, /* of each language */
	ITEM_INITIALS_MAX = 96,
	ITEM_MATERIALS_MAX = 48, /* papers to bring */
	ITEM_MATERIAL_MAX = 384,
	ITEM_TEXT_BYTES = 8 << 20, /* all texts together; only what is used takes memory */
	ITEM_QUERY_MAX = ITEM_NAME_MAX,
	ITEM_WORDS_MAX = 16,  /* of a query; the rest is not looked at */
	ITEMS_FOUND_MAX = 50, /* answered to one query */
};

/* 即办件 一审一核件 承诺件, or not given */
enum item_case { ITEM_CASE_NONE, ITEM_CASE_INSTANT, ITEM_CASE_ONE_REVIEW, ITEM_CASE_COMMITMENT };

/* One matter; the numbers are places of NUL-terminated texts in the catalogue, see item_text. */
struct item {
	char service[ID_MAX];
	uint32_t code, name, name_en, name_ug, initials;
	uint32_t materials; /* so many texts, one after the other */
	uint32_t search;    /* what a query is compared with, one line a field, folded */
	uint16_t hot;	    /* 1: asked for most often; 0: not on the hot list */
	uint8_t material_count;
	uint8_t case_type; /* enum item_case */
};

/* Flat and without pointers, allocated zeroed by whoever loads it: then it is empty. */
struct item_catalogue {
	uint32_t count, hot_count, text_used;
	struct item items[ITEMS_MAX];
	uint16_t index[ITEMS_MAX * 4]; /* open addressing by code: item + 1 */
	char text[ITEM_TEXT_BYTES];
};

/* A matter to add; texts that are not given are "". */
struct item_row {
	const char *code, *name, *name_en, *name_ug, *initials, *service;
	const char *const *materials;
	unsigned material_count;
	uint16_t hot;
	uint8_t case_type;
};

enum item_added { ITEM_ADDED, ITEM_SAME_CODE, ITEM_TOO_MANY, ITEM_NO_ROOM };

/** Copy the row into the catalogue. Its texts keep the sizes above; anything else than ITEM_ADDED
 *  leaves the catalogue as it was. */
enum item_added item_add(struct item_catalogue *catalogue, const struct item_row *row);

/** The matter of exactly this code, or NULL. */
const struct item *item_find(const struct item_catalogue *catalogue, const char *code);
/** A number that stands for a code where there is no room for it: of the matters of a hall no two
 *  have the same in practice. Never 0; 0 for "". */
uint32_t item_key(const char *code);
/** The matter whose code has this key, or NULL; looks at all of them. */
const struct item *item_of_key(const struct item_catalogue *catalogue, uint32_t key);
/** The text at one of an item's places; "" where nothing was given. */
const char *item_text(const struct item_catalogue *catalogue, uint32_t place);
/** "instant" "one_review" "commitment"; NULL: not given. */
const char *item_case_name(enum item_case case_type);

/* How well an item answers a query, best first. Equals stand in the order of the hot list, then of
 * the file; a name or initials that are the query and nothing more stand before longer ones. */
enum item_rank {
	ITEM_RANK_CODE,	    /* its code is the query */
	ITEM_RANK_INITIALS, /* its initials begin with it */
	ITEM_RANK_NAME,	    /* a name of it begins with it */
	ITEM_RANK_PART,	    /* each word of the query is a piece of its names, initials or code */
	ITEM_RANK_LISTED,   /* nothing was asked for: the hot list, or the file's first */
};

struct item_found {
	uint32_t total;	   /* items that answer the query */
	uint32_t compared; /* texts that were looked at */
	uint32_t count;	   /* of the best, given here */
	struct {
		uint16_t item; /* index into the catalogue's items */
		uint8_t rank;  /* enum item_rank */
		uint32_t order[2];
	} rows[ITEMS_FOUND_MAX];
};

/** The best @p limit (at most ITEMS_FOUND_MAX) items for a query: UTF-8, at most ITEM_QUERY_MAX - 1
 *  bytes are looked at; capitals, full-width letters and more than one blank make no difference. */
void item_search(const struct item_catalogue *catalogue, const char *query, unsigned limit,
		 struct item_found *found);

#endif
