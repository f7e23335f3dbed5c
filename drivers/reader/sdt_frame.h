/* The frames between a host and an identity-card reader of the SDT/SAM_V kind, bytes in, frames
 * out. Pure: no time, no wire; what an answer means for the card lies in sdt_card.h, what is asked
 * next in reader_sdt.c.
 *
 *   host    AA AA AA 96 69 | length | command parameter          | sum
 *   reader  AA AA AA 96 69 | length | 00 00 status | data        | sum
 *
 * The length is 16 bits, high byte first, and counts everything after itself; the sum is the XOR of
 * everything between the preamble and itself, the length included (身份证阅读器通信协议, softs.im;
 * its published frames are in tests/unit/test_sdt_frame.c).
 *
 * A card's answer holds 256 bytes of text and 1024 of photo. The photo runs through the sum and is
 * never kept. The text is a person's: whoever owns a parser wipes it after use. */
#ifndef JIAOHAO_SDT_FRAME_H
#define JIAOHAO_SDT_FRAME_H

#include <stddef.h>
#include <stdint.h>

enum {
	SDT_REQUEST_BYTES = 10,
	SDT_TEXT_BYTES = 256,
	SDT_PHOTO_BYTES = 1024,
	/* Kept of an answer: the two lengths before a card's text, and the text. */
	SDT_DATA_MAX = 4 + SDT_TEXT_BYTES,
	/* The longest answer to what we ask: status, data, photo, sum. */
	SDT_LENGTH_MAX = 3 + SDT_DATA_MAX + SDT_PHOTO_BYTES + 1,
	SDT_LENGTH_MIN = 3 + 1,
	SDT_SHORT_MAX = 32, /* a frame of an answer that is no card's */
};

/* Command and parameter, as one number. */
enum sdt_command {
	SDT_RESET = 0x10ff,
	SDT_STATUS = 0x11ff,
	SDT_FIND = 0x2001,
	SDT_SELECT = 0x2002,
	SDT_READ = 0x3001, /* text and photo */
};

/* SW3; SW1 and SW2 are zero in every published answer. */
enum sdt_status {
	SDT_OK = 0x90,
	SDT_FOUND = 0x9f,
	SDT_SUM_ERROR = 0x10,
	SDT_LENGTH_ERROR = 0x11,
	SDT_BAD_COMMAND = 0x21,
	SDT_UNKNOWN_ERROR = 0x24,
	SDT_CARD_REFUSED = 0x31, /* it does not accept the reader's module */
	SDT_MODULE_REFUSED = 0x32,
	SDT_VERIFY_FAILED = 0x33,
	SDT_WRONG_CARD = 0x40,
	SDT_READ_FAILED = 0x41,
	SDT_RANDOM_FAILED = 0x47,
	SDT_SELF_TEST_FAILED = 0x60,
	SDT_UNAUTHORISED = 0x66, /* the security module is not licensed */
	SDT_NO_CARD = 0x80,
	SDT_SELECT_FAILED = 0x81,
	SDT_NO_CONTENT = 0x91,
};

struct sdt_answer {
	uint8_t status;	     /* enum sdt_status, or one that is not known */
	size_t length;	     /* of its data on the wire, the photo included */
	const uint8_t *data; /* the first SDT_DATA_MAX bytes of it */
};

enum sdt_feed { SDT_MORE, SDT_READY, SDT_BAD };

struct sdt_parser {
	struct sdt_answer answer; /* valid after SDT_READY, until the next feed */
	uint8_t preamble;	  /* bytes of it seen so far */
	size_t length, count;	  /* what the frame says of itself, and bytes seen after it */
	uint8_t length_bytes, sum;
	uint8_t status[3];
	uint8_t data[SDT_DATA_MAX];
};

/** The frame that asks @p command. Always SDT_REQUEST_BYTES. */
void sdt_request(enum sdt_command command, uint8_t frame[SDT_REQUEST_BYTES]);

/** Forget a frame that has begun, and everything it held. */
void sdt_parser_init(struct sdt_parser *parser);
/** READY: parser->answer is one whole answer with a right sum. BAD: a frame ended with a wrong sum,
 *  or said a length that no answer has; what it held is forgotten. Noise between frames is skipped
 *  without a word. */
enum sdt_feed sdt_parser_feed(struct sdt_parser *parser, uint8_t byte);

/** An answer as it was on the wire; its bytes, or 0 when it is longer than what no card is in. */
size_t sdt_answer_frame(const struct sdt_answer *answer, uint8_t frame[SDT_SHORT_MAX]);

#endif
