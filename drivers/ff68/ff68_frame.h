/* Frames of the call boxes and evaluators that many Chinese halls have ("FF 68"): bytes in, frames
 * out, and back. Pure; no time, no line, no meaning of a key for the queue.
 *
 *   FF 68 | L L | 68 | address | function | data, L - 2 bytes | sum | 16
 *
 * L stands twice and counts address, function and data; sum is that of address, function and data,
 * modulo 256. 9600 8N1 on RS-485; boxes send unasked.
 *
 * Sources: the frame: 21键点阵液晶呼叫器通讯协议 (a vendor's two pages on a 21-key box,
 * max.book118.com 7033135055002126): "frames begin with FF 68; the length is that of all data from
 * the address up to the sum". Functions, keys and answers: a hall's program in the field,
 * github.com/JackQChen/QueueSystem, CallSystem/CallSystem/frmMain.cs, which reads the address, but
 * checks neither the sum nor the end; its comments tell that a box's key "rating" opens the
 * evaluator by itself. That is so because the echo of that key is, byte for byte, the command that
 * opens the evaluator of the same address (function 01, data 0B): hence FF68_FUNCTION_KEY is 01.
 * Everything is checked here.
 *
 * What noise can do: a key frame of ten bytes has seven that must be just so, the address (one of
 * n), L (one of three, and longer frames must hold digits as well) and the key (one of eight): a
 * random byte ends a false key with a probability below 10 n / 2^80. With 960 bytes of noise a
 * second and 128 boxes that is once in 3 * 10^10 years. One wrong bit or byte in a real frame is
 * always noticed. Two wrong bits of the same weight can make up for each other in the sum: there
 * are twelve such pairs, so a bit error rate of 10^-4 (a very bad line) lets one key of ten million
 * pass, and only if it hits another box's address or another key then. There is no sequence number:
 * see press_filter.h for repetitions. */
#ifndef JIAOHAO_FF68_FRAME_H
#define JIAOHAO_FF68_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	FF68_LENGTH_MIN = 2, /* of L: a command without data */
	FF68_LENGTH_MAX = 8, /* six digits */
	FF68_DATA_MAX = FF68_LENGTH_MAX - 2,
	FF68_AROUND = 7, /* bytes of a frame that L does not count */
	FF68_FRAME_MAX = FF68_AROUND + FF68_LENGTH_MAX,
	FF68_FUNCTION_KEY = 0x01,
	FF68_FUNCTION_RATED = 0x11,
	FF68_DIGITS_MAX = 999,
	FF68_STARS_MAX = 5,
};

struct ff68_frame {
	uint8_t address, function, length; /* length: of data */
	uint8_t data[FF68_DATA_MAX];
};

enum ff68_feed { FF68_MORE, FF68_READY, FF68_BAD };

struct ff68_parser {
	uint8_t count, whole_length;
	uint8_t bytes[FF68_FRAME_MAX], whole[FF68_FRAME_MAX];
};

void ff68_reset(struct ff68_parser *parser);
/** READY: *frame and *length are a whole frame whose every field was checked, valid until the next
 *  feed. BAD: bytes were thrown away; what may begin a frame among them is kept. MORE: in the
 *  middle of a frame. */
enum ff68_feed ff68_feed(struct ff68_parser *parser, uint8_t byte, const uint8_t **frame,
			 size_t *length);

/** One whole frame to its fields, checked again. False: it is none. */
bool ff68_decode(struct ff68_frame *out, const uint8_t *bytes, size_t length);
/** The length; at most FF68_FRAME_MAX. */
size_t ff68_encode(uint8_t out[FF68_FRAME_MAX], const struct ff68_frame *frame);

/* What a box says. */
enum ff68_key {
	FF68_KEY_NEXT = 1,
	FF68_KEY_RECALL,
	FF68_KEY_RATE, /* ask for a rating: the service is over */
	FF68_KEY_PAUSE,
	FF68_KEY_TRANSFER,
	FF68_KEY_NO_SHOW,
	FF68_KEY_HOLD,
	FF68_KEY_CALL_BACK,
	FF68_KEY_IDLE, /* a key of the box that means nothing here; answered all the same */
};

enum ff68_kind {
	FF68_PRESS,
	FF68_RATED,
	FF68_OTHER, /* whole, but neither: a command of the host, a box of another make */
};

struct ff68_message {
	enum ff68_kind kind;
	enum ff68_key key; /* FF68_PRESS */
	uint8_t value;	   /* FF68_RATED: as the evaluator numbers its keys, from 0 */
};

/** @p function: that of key frames, FF68_FUNCTION_KEY unless a make has another one. */
void ff68_read(struct ff68_message *out, const struct ff68_frame *frame, uint8_t function);
/** Does it look like a key frame but for its function? */
bool ff68_has_other_function(const struct ff68_frame *frame, uint8_t function);

/* What the host says; each returns the length. */
/** The answer to a press (its echo) or to a rating. */
size_t ff68_answer(uint8_t out[FF68_FRAME_MAX], const struct ff68_frame *frame);
/** How many wait, at most FF68_DIGITS_MAX. */
size_t ff68_waiting(uint8_t out[FF68_FRAME_MAX], uint8_t address, unsigned waiting);
/** The last three digits of a ticket's number; its letters can't be shown. */
size_t ff68_number(uint8_t out[FF68_FRAME_MAX], uint8_t address, const char *number);
size_t ff68_beep(uint8_t out[FF68_FRAME_MAX], uint8_t address);
size_t ff68_stars(uint8_t out[FF68_FRAME_MAX], uint8_t address, unsigned stars);
size_t ff68_open_rating(uint8_t out[FF68_FRAME_MAX], uint8_t address);

#endif
