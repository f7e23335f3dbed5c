/* Frames of text-to-speech chips on a UART, and their one-byte answers. Pure; waits for nothing.
 *
 * XFS5152CE: iFlytek, "XFS5152CE Speech Synthesis Chip User Development Guide", §7 and 8: frames
 * FD, length (two bytes, high first), command, parameters; no check sum; up to 4 KiB; the baud rate
 * is set by two pins (4800, 9600, 57600, 115200); Unicode low byte first (§8.2.1's example);
 * volume tag [v0] … [v10], 5 at power-up, [h2] reads English as words (§12.2).
 *
 * SYN6288: 宇音天下, "SYN6288中文语音合成芯片数据手册" of 2016-03-09, §4 and 5: the same, and one
 * more byte, the XOR of all before it, which the length counts; up to 200 bytes of text; the
 * encoding in the low three bits of the parameter, background music above; Unicode high byte first
 * (§4.4.1's example); volume [v0] … [v16], 10 at power-up; at 9600 baud unless told otherwise;
 * frames more than 8 ms apart (§4.3.3). Tags stand in brackets as a whole, "[v11]" (§4.4.1 gives
 * the frame): what some drivers send, "v[11]", is read out. English is spelled, not read.
 *
 * Both answer 4A when they have started, 41 for a frame that they took, 45 for one that they did
 * not, 4E or 4F (busy, idle) to a query, and 4F by themselves when they have spoken. */
#ifndef JIAOHAO_TTS_FRAME_H
#define JIAOHAO_TTS_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	TTS_TEXT_MAX = 768,		  /* encoded bytes of one piece that we ever send */
	TTS_FRAME_MAX = TTS_TEXT_MAX + 6, /* with its head and sum */
	TTS_SETTINGS_MAX = 64,
};

enum tts_command {
	TTS_STOP = 0x02,
	TTS_PAUSE = 0x03,
	TTS_RESUME = 0x04,
	TTS_QUERY = 0x21,
	TTS_POWER_DOWN = 0x88,
	TTS_WAKE = 0xff, /* XFS5152CE only; any frame wakes a SYN6288 */
};

enum tts_encoding { TTS_GB2312, TTS_GBK, TTS_BIG5, TTS_UNICODE };

enum tts_reply {
	TTS_NOISE,    /* no answer at all */
	TTS_STARTED,  /* 4A */
	TTS_ACCEPTED, /* 41 */
	TTS_REJECTED, /* 45 */
	TTS_BUSY,     /* 4E */
	TTS_IDLE,     /* 4F */
};

struct tts_chip {
	const char *name; /* as in "chip:" */
	bool has_sum, unicode_high_first, has_wake;
	bool reads_english;
	unsigned text_max; /* bytes, tags and all */
	unsigned volume_max, speed_max, speed_usual;
	const char *chime; /* a tone of its own */
	const int *bauds;  /* ended by 0 */
};

/** By their order in "chip:"; ended by a NULL name. */
extern const struct tts_chip tts_chips[];

/** The bytes written to @p out (TTS_FRAME_MAX of room). */
size_t tts_frame_command(const struct tts_chip *chip, enum tts_command command, uint8_t *out);
/** 0 when @p length is over the chip's text_max or TTS_TEXT_MAX. */
size_t tts_frame_text(const struct tts_chip *chip, enum tts_encoding encoding, const uint8_t *text,
		      size_t length, uint8_t *out);
enum tts_reply tts_reply(uint8_t byte);

/* What the text begins with: the chip forgets it when it loses its power, so each has it. */
struct tts_settings {
	unsigned volume_percent;
	unsigned speed;	  /* 0 … chip->speed_max */
	unsigned speaker; /* XFS5152CE: 3 51 52 53 54 55; 0: as it is */
	bool english;
	const char *chime; /* NULL: none */
};

/** "[v8][s5]…" in ASCII, with a NUL. The bytes without it; fits into TTS_SETTINGS_MAX. */
size_t tts_settings(const struct tts_chip *chip, const struct tts_settings *settings,
		    char out[TTS_SETTINGS_MAX]);

/** How many bytes of this UTF-8 text go into one frame that has @p room bytes left: all, or up to
 *  and with the last pause that fits, or (without any) as many whole characters, but no part of an
 *  English word. @p wide_ascii: an ASCII character takes two bytes (Unicode). At least one
 *  character when there is one. */
size_t tts_piece(const char *text, size_t room, bool wide_ascii);
/** Characters of a UTF-8 text that take time to say: punctuation and blanks don't count. */
unsigned tts_characters(const char *text, size_t length);
/** UTF-8 to the chip's Unicode; characters beyond U+FFFF are left out. The bytes written, at most
 *  @p size. */
size_t tts_unicode(const struct tts_chip *chip, const char *text, size_t length, uint8_t *out,
		   size_t size);

#endif
