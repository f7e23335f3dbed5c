/* Any bytes from a printer, at any times: the parser and what is believed of its answers. */
#include "escpos_poll.h"
#include "escpos_status.h"

#include <stddef.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void require(bool condition)
{
	if (!condition)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct escpos_status status;
	struct escpos_poll poll;
	struct escpos_state state;
	int64_t now = 1;
	uint32_t latency_us;
	escpos_status_init(&status);
	escpos_poll_reset(&poll, length > 0 ? bytes[0] & 0x0e : 0, now);
	/* Pairs: how much time passes (in 10 ms), and the byte that comes then. */
	for (size_t i = 0; i + 1 < length; i += 2) {
		now += bytes[i] * INT64_C(10000);
		escpos_poll_tick(&poll, now);
		unsigned ask = escpos_poll_due(&poll, now);
		require(ask <= 4);
		if (ask != 0)
			escpos_poll_sent(&poll, now, bytes[i] * INT64_C(100));
		enum escpos_feed fed = escpos_status_feed(&status, bytes[i + 1]);
		require(status.grouped < 4);
		require(fed == FEED_MORE ? status.grouped > 0 : true);
		if (fed == FEED_READY && status.answer.kind == ESCPOS_REALTIME) {
			require((status.answer.value[0] & 0x93) == 0x12);
			escpos_poll_answer(&poll, status.answer.value[0], now, &latency_us);
		}
		if (fed == FEED_READY && status.answer.kind == ESCPOS_AUTOMATIC)
			escpos_state_automatic(&state, status.answer.value);
		escpos_poll_state(&poll, &state);
		require(!poll.complete || poll.fresh_us <= now);
		require(poll.waiting || poll.due_us <= now + 1000000);
	}
	return 0;
}
