/* Frames of Onbon's (仰邦) BX-5K and BX-6K character cards, both directions. Pure: no line, no
 * clock. What the commands inside say is onbon_command.h's.
 *
 *   A5 × 8 | header | data | CRC | 5A
 *   header: to u16, from u16, 3 × 00, 00 (no bar code), 00 (CRC-16), 00 (display mode), card, 02,
 *   length of data u16; all numbers low byte first. CRC-16/ARC over header and data.
 *
 * Between the A5s and the 5A, and after the CRC was made, A5 is sent as A6 02, A6 as A6 01, 5A as
 * 5B 02 and 5B as 5B 01; lengths and CRC count the bytes as they were before. One A5 is enough to
 * begin a frame: a receiver waits for the first byte that is no A5.
 *
 * Source: Onbon, "BX-5K/6K 通讯协议用户版本" V1.4 (2021-02-28), clauses 3, 4 and the appendix, as
 * published at onbonlab.github.io (onbon-docs/docs/zh/k/potocol.md), which settles what other
 * sources disagree on: Onbon's own Java sample (onbonlab/bx.k.java, BxDataPack) escapes in the same
 * order, a wide-spread Delphi unit (UMgrBXFontCard) throws its escapes away again. */
#ifndef JIAOHAO_ONBON_FRAME_H
#define JIAOHAO_ONBON_FRAME_H

#include <stddef.h>
#include <stdint.h>

enum {
	ONBON_BROADCAST = 0xfffe, /* every card hears it and answers, naming this address */
	ONBON_HOST = 0x8000,
	ONBON_ADDRESS_MAX = 0x7fff,
	ONBON_ANY_CARD = 0xfe,
	ONBON_HEAD = 8, /* how many A5 */
	ONBON_HEADER = 14,
	ONBON_DATA_MAX = 1024,				     /* a BX-6K's buffer; a BX-5K's: 512 */
	ONBON_REPLY_MAX = ONBON_HEADER + ONBON_DATA_MAX + 2, /* before escaping */
	ONBON_FRAME_MAX = ONBON_HEAD + 2 * ONBON_REPLY_MAX + 1,
};

struct onbon_header {
	uint16_t to, from;
	uint8_t card; /* ONBON_ANY_CARD, or as clause 4 numbers them */
};

uint16_t onbon_crc(const uint8_t *bytes, size_t length);

/** The whole frame. Its length, or 0: @p length is over ONBON_DATA_MAX. */
size_t onbon_frame(uint8_t frame[ONBON_FRAME_MAX], const struct onbon_header *header,
		   const uint8_t *data, size_t length);

/* A frame's header and data: what onbon_split makes of a checked one. */
struct onbon_message {
	struct onbon_header header;
	const uint8_t *data; /* borrowed from the frame */
	size_t length;
};

enum onbon_feed { ONBON_MORE, ONBON_READY, ONBON_BAD };

/* A receiver, byte by byte. */
struct onbon_parser {
	size_t length;	/* bytes collected, unescaped */
	uint8_t escape; /* A6 or 5B came, the next byte tells which */
	uint8_t inside; /* an A5 came */
	uint8_t bytes[ONBON_REPLY_MAX];
};

void onbon_reset(struct onbon_parser *parser);
/** READY: parser->bytes holds parser->length bytes of header, data and CRC, all checked, until the
 *  next feed. BAD: what came is no frame. */
enum onbon_feed onbon_feed(struct onbon_parser *parser, uint8_t byte);
/** Take a frame that onbon_feed called READY apart. */
void onbon_split(const uint8_t *bytes, size_t length, struct onbon_message *out);

#endif
