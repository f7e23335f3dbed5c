/* Text to sound by espeak-ng, in a worker thread of its own. The library is loaded and its voices
 * are read when the first text comes, so a board that never needs it pays nothing. One worker for
 * the process (the library has one state); each speaker is a client and asks for one text at a
 * time.
 *
 * The Chinese voice is cmn-latn-pinyin, which reads characters too: espeak-ng 1.51's own "cmn"
 * reads them as English (espeak-ng issues 1044 and 1370). Digits must be spelled out before. */
#ifndef JIAOHAO_SYNTHESISER_H
#define JIAOHAO_SYNTHESISER_H

#include <stdint.h>

struct event_base;
struct synthesiser_client;

enum { SYNTHESISER_TEXT_MAX = 1024, SYNTHESISER_SECONDS_MAX = 120 };

/** On the loop: the samples (16-bit, mono) of what was asked for, the client's until its next say
 *  or leave. @p frames 0: it could not be said, and @p problem is a short phrase with a stable
 *  first word: "no_synthesiser", "no_voice", "no_memory". It may not call synthesiser_leave. */
typedef void synthesiser_done_fn(void *context, const int16_t *samples, uint32_t frames,
				 unsigned sample_rate, const char *problem);

/** 0 or -ENOMEM. Starts nothing. */
int synthesiser_join(struct synthesiser_client **out, struct event_base *base,
		     synthesiser_done_fn *done, void *context);
/** Accepts NULL. May wait for the sentence that is being made (some 20 ms). Nothing is called after
 *  it. */
void synthesiser_leave(struct synthesiser_client *client);
/** Make sound of @p text (UTF-8, at most SYNTHESISER_TEXT_MAX bytes with its NUL) in the language
 *  "zh", "en" or "ug". 0; -EBUSY: the last one is not done; -ENOTSUP: no voice for the language;
 *  -EMSGSIZE; -EAGAIN: no thread could be started. */
int synthesiser_say(struct synthesiser_client *client, const char *language, const char *text);

#endif
