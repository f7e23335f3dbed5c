/* The driver "sdt": its keys, its wire and what it asks next. Frames are in sdt_frame.c, what a
 * card says in sdt_card.c. Decides nothing about persons.
 *
 *   connected ──▶ status ──ok──▶ find ──found──▶ select ──▶ read ──▶ told
 *                   ▲             ▲ └─no card: armed again            │
 *                   │             └────────────── poll_ms ────────────┘
 *                   └── settle ◀── no answer, or an error  (three times: reset; then: lost)
 *
 * Answers carry no number, but come in the order of the questions: so after a silence the status is
 * asked until it answers, and what comes in between belongs to an older question and is dropped. A
 * late answer can never be taken for another person's card.
 *
 * Some readers find a card once and then no more until it was away, others find it for as long as
 * it lies there. Both are told once: a find after a "no card" is a new card, unless it is the same
 * person's within SAME_CARD_US. */
#include "reader_sdt.h"

#include "port.h"
#include "sdt_card.h"
#include "sdt_frame.h"
#include "stream.h"
#include "wire_tap.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	POLL_MS = 400,
	POLL_MIN_MS = 200,
	POLL_MAX_MS = 2000,
	ANSWER_MS = 1000,
	READ_MS = 2500, /* the card itself takes about one second */
	SETTLE_MS = 300,
	TROUBLE_MS = 5000, /* before a reader that says it is broken is asked again */
	RESET_AFTER = 3,   /* questions without an answer */
	LOST_AFTER = 4,
	TRIES_MAX = 3, /* then a card is called unreadable */
	SAME_CARD_US = 1200000,
};

enum step {
	STEP_DOWN,
	STEP_SETTLE,
	STEP_RESET,
	STEP_STATUS,
	STEP_REST,
	STEP_FIND,
	STEP_SELECT,
	STEP_READ
};

struct id_reader {
	struct id_reader_owner owner;
	struct stream_owner stream_owner;
	struct stream *stream;
	const char *line; /* the port's name */
	struct event *timer;
	struct sdt_parser parser;
	enum step step;
	long poll_ms;
	int64_t asked_us;
	unsigned silences, tries;
	bool told;	 /* this card was read, or is none of ours */
	bool complained; /* it was called unreadable */
	bool absent;	 /* no card lies there, since absent_us */
	uint64_t person; /* the last one told, 0: none */
	int64_t absent_us;
	enum device_health health;
	const char *detail;
	struct device_statistics statistics;
};

static int64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void report(struct id_reader *reader, enum device_health health, const char *detail)
{
	if (reader->health == health && reader->detail != NULL &&
	    strcmp(reader->detail, detail) == 0)
		return;
	reader->health = health;
	reader->detail = detail;
	reader->owner.health(reader->owner.context, health, detail);
}

static void wake_in(struct id_reader *reader, enum step step, int64_t ms)
{
	struct timeval after = { ms / 1000, ms % 1000 * 1000 };
	reader->step = step;
	evtimer_add(reader->timer, &after);
}

/* --- asking --- */

static void ask(struct id_reader *reader, enum step step)
{
	static const enum sdt_command commands[] = {
		[STEP_RESET] = SDT_RESET,   [STEP_STATUS] = SDT_STATUS, [STEP_FIND] = SDT_FIND,
		[STEP_SELECT] = SDT_SELECT, [STEP_READ] = SDT_READ,
	};
	uint8_t frame[SDT_REQUEST_BYTES];
	const size_t answer = step == STEP_READ ? SDT_LENGTH_MAX + 7 : 32;
	const int64_t wire_ms = stream_wire_time(reader->stream, sizeof frame + answer) / 1000;
	sdt_request(commands[step], frame);
	reader->statistics.requests++;
	reader->asked_us = now_us();
	/* A full queue means a wire that takes nothing: the time-out below says so. */
	(void)stream_send(reader->stream, frame, sizeof frame);
	wake_in(reader, step, (step == STEP_READ ? READ_MS : ANSWER_MS) + wire_ms);
}

static void rest(struct id_reader *reader)
{
	const int64_t spent_ms = (now_us() - reader->asked_us) / 1000;
	wake_in(reader, STEP_REST, spent_ms < reader->poll_ms ? reader->poll_ms - spent_ms : 1);
}

/* Whose card lay there stays known, so that a reader that comes back does not tell it twice. */
static void lose(struct id_reader *reader, const char *reason)
{
	sdt_parser_init(&reader->parser);
	reader->tries = 0;
	reader->absent = true;
	reader->step = STEP_DOWN;
	evtimer_del(reader->timer);
	report(reader, DEVICE_LOST, reason);
}

/* A question has no good answer. The order of questions and answers is found again before the next;
 * a reader that stays like this is gone. */
static void missed(struct id_reader *reader, const char *reason)
{
	reader->silences++;
	sdt_parser_init(&reader->parser);
	if (reader->silences >= LOST_AFTER) {
		reader->silences = 0;
		lose(reader, reason);
		stream_restart(reader->stream);
	} else {
		wake_in(reader, STEP_SETTLE, SETTLE_MS);
	}
}

static void timer_due(evutil_socket_t fd, short what, void *arg)
{
	struct id_reader *reader = arg;
	(void)fd;
	(void)what;
	switch (reader->step) {
	case STEP_DOWN:
		break;
	case STEP_SETTLE:
		ask(reader, reader->silences == RESET_AFTER ? STEP_RESET : STEP_STATUS);
		break;
	case STEP_REST:
		ask(reader, STEP_FIND);
		break;
	case STEP_RESET: /* some readers are mute while they start anew */
		ask(reader, STEP_STATUS);
		break;
	case STEP_STATUS:
	case STEP_FIND:
	case STEP_SELECT:
	case STEP_READ:
		reader->statistics.time_outs++;
		missed(reader, "no_answer");
		break;
	}
}

/* --- a card --- */

static void other_card(struct id_reader *reader)
{
	reader->told = true;
	reader->person = 0;
	reader->owner.problem(reader->owner.context, ID_READER_OTHER_CARD);
}

/* Tried on, but said once for each time it is laid down. */
static void complain(struct id_reader *reader)
{
	if (!reader->complained)
		reader->owner.problem(reader->owner.context, ID_READER_UNREADABLE);
	reader->complained = true;
}

static void card_failed(struct id_reader *reader)
{
	if (++reader->tries >= TRIES_MAX)
		complain(reader);
}

static void card_gone(struct id_reader *reader)
{
	/* Taken away before it could be read: whoever lays it down again may hold it longer. */
	if (reader->tries > 0 && !reader->told)
		complain(reader);
	if (!reader->absent)
		reader->absent_us = now_us();
	reader->absent = true;
	reader->tries = 0;
	rest(reader);
}

static void card_found(struct id_reader *reader)
{
	if (reader->told && !reader->absent) { /* it still lies there */
		rest(reader);
		return;
	}
	if (reader->absent) {
		reader->absent = false;
		reader->told = false;
		reader->complained = false;
	}
	ask(reader, STEP_SELECT);
}

/* Everything that holds the number is wiped before this returns. */
static void card_read(struct id_reader *reader, const uint8_t *text)
{
	static const enum id_card_kind kinds[] = {
		[SDT_CARD_RESIDENT] = ID_CARD_RESIDENT,
		[SDT_CARD_FOREIGNER] = ID_CARD_FOREIGNER,
		[SDT_CARD_HMT] = ID_CARD_HMT,
	};
	struct sdt_card read;
	struct id_card card = { 0 };
	const bool sense = sdt_card_read(text, &read);
	bool hashed = false;
	sdt_parser_init(&reader->parser);
	if (sense) {
		card = (struct id_card){ .kind = kinds[read.kind],
					 .born_year = read.born_year,
					 .born_month = read.born_month,
					 .born_day = read.born_day };
		hashed = reader->owner.hash(reader->owner.context, read.number, &card.person);
	}
	explicit_bzero(&read, sizeof read);
	if (!sense) {
		other_card(reader);
	} else if (!hashed) {
		complain(reader);
	} else {
		const bool same = card.person == reader->person &&
				  now_us() - reader->absent_us < SAME_CARD_US;
		reader->told = true;
		reader->person = card.person;
		if (!same)
			reader->owner.card(reader->owner.context, &card);
	}
	rest(reader);
}

/* --- answers --- */

/* The module says that it is broken: nothing else is asked until it says otherwise. */
static void broken(struct id_reader *reader, uint8_t status)
{
	report(reader, DEVICE_DEGRADED,
	       status == SDT_SELF_TEST_FAILED ? "self_test: the reader says it is broken"
	       : status == SDT_UNAUTHORISED   ? "unauthorised: the reader's security module"
					      : "error: the reader refuses to work");
	wake_in(reader, STEP_SETTLE, TROUBLE_MS);
}

static void take_read(struct id_reader *reader, const struct sdt_answer *answer)
{
	static const uint8_t lengths[] = { SDT_TEXT_BYTES >> 8, SDT_TEXT_BYTES & 0xff,
					   SDT_PHOTO_BYTES >> 8, SDT_PHOTO_BYTES & 0xff };
	if (answer->status == SDT_OK && answer->length == SDT_DATA_MAX + SDT_PHOTO_BYTES &&
	    memcmp(answer->data, lengths, sizeof lengths) == 0) {
		card_read(reader, answer->data + sizeof lengths);
	} else if (answer->status == SDT_WRONG_CARD || answer->status == SDT_NO_CONTENT) {
		other_card(reader);
		rest(reader);
	} else {
		card_failed(reader);
		rest(reader);
	}
}

/* Could this be the answer to what was asked last? */
static bool belongs(const struct id_reader *reader, const struct sdt_answer *answer)
{
	switch (reader->step) {
	case STEP_RESET:
	case STEP_STATUS:
		return answer->length == 0 && answer->status != SDT_NO_CARD &&
		       answer->status != SDT_SELECT_FAILED && answer->status != SDT_READ_FAILED;
	case STEP_FIND:
		return (answer->status == SDT_FOUND && answer->length == 4) ||
		       (answer->status != SDT_OK && answer->length == 0 &&
			answer->status != SDT_SELECT_FAILED && answer->status != SDT_READ_FAILED);
	case STEP_SELECT:
		return answer->status == SDT_OK
			       ? answer->length == 8
			       : answer->length == 0 && answer->status != SDT_NO_CARD;
	case STEP_READ:
		return answer->status == SDT_OK ? answer->length >= 4 + SDT_TEXT_BYTES
						: answer->length == 0;
	case STEP_DOWN:
	case STEP_SETTLE:
	case STEP_REST:
		break;
	}
	return false;
}

static void answered(struct id_reader *reader)
{
	struct device_statistics *statistics = &reader->statistics;
	const int64_t latency_us = now_us() - reader->asked_us;
	reader->silences = 0;
	stream_good(reader->stream);
	statistics->latency_us =
		(uint32_t)(statistics->latency_us == 0
				   ? latency_us
				   : ((int64_t)statistics->latency_us * 7 + latency_us) / 8);
}

/* Whoever watches the wire sees every answer but a card's. */
static void show(const struct id_reader *reader, const struct sdt_answer *answer)
{
	uint8_t frame[SDT_SHORT_MAX];
	const size_t length = sdt_answer_frame(answer, frame);
	if (length > 0)
		wire_tap(reader->line, WIRE_RECEIVED, frame, length);
	else
		wire_tap_note(reader->line, "a card's answer, not shown");
}

static void take(struct id_reader *reader, const struct sdt_answer *answer)
{
	const enum step step = reader->step;
	show(reader, answer);
	if (!belongs(reader, answer)) {
		reader->statistics.stale_replies++;
		return;
	}
	evtimer_del(reader->timer);
	answered(reader);
	if (step == STEP_RESET) {
		wake_in(reader, STEP_SETTLE, SETTLE_MS);
	} else if (step == STEP_STATUS && answer->status != SDT_OK) {
		broken(reader, answer->status);
	} else if (step == STEP_STATUS) {
		if (reader->health != DEVICE_OK)
			reader->absent_us = now_us();
		report(reader, DEVICE_OK, "ok");
		ask(reader, STEP_FIND);
	} else if (step == STEP_FIND && answer->status == SDT_FOUND) {
		card_found(reader);
	} else if (step == STEP_FIND && answer->status == SDT_NO_CARD) {
		card_gone(reader);
	} else if (step == STEP_FIND) { /* an error of the module: what does its status say? */
		wake_in(reader, STEP_SETTLE, SETTLE_MS);
	} else if (step == STEP_SELECT && answer->status == SDT_OK) {
		ask(reader, STEP_READ);
	} else if (step == STEP_SELECT) {
		card_failed(reader);
		rest(reader);
	} else {
		take_read(reader, answer);
	}
}

static void garbled(struct id_reader *reader)
{
	reader->statistics.bad_frames++;
	wire_tap_note(reader->line, "a broken answer");
	if (reader->step == STEP_DOWN || reader->step == STEP_SETTLE || reader->step == STEP_REST)
		return;
	if (reader->step == STEP_SELECT || reader->step == STEP_READ)
		card_failed(reader);
	missed(reader, "noise: the reader's answers come broken");
}

static void stream_connected(void *context)
{
	struct id_reader *reader = context;
	reader->silences = 0;
	sdt_parser_init(&reader->parser);
	ask(reader, STEP_STATUS);
}

static void stream_received(void *context, const uint8_t *bytes, size_t length)
{
	struct id_reader *reader = context;
	for (size_t i = 0; i < length; i++) {
		const enum sdt_feed feed = sdt_parser_feed(&reader->parser, bytes[i]);
		if (feed == SDT_BAD)
			garbled(reader);
		if (feed == SDT_READY) {
			take(reader, &reader->parser.answer);
			explicit_bzero(reader->parser.data, sizeof reader->parser.data);
		}
	}
}

static void stream_drained(void *context)
{
	(void)context;
}

static void stream_lost(void *context, const char *reason)
{
	lose(context, reason);
}

/* --- life --- */

static void sdt_close(struct id_reader *reader)
{
	if (reader == NULL)
		return;
	stream_destroy(reader->stream);
	if (reader->timer != NULL)
		event_free(reader->timer);
	explicit_bzero(reader, sizeof *reader);
	free(reader);
}

static int take_keys(struct id_reader *reader, struct config_keys *keys, struct port **port)
{
	static const char *const kinds[] = { "serial", "tcp", NULL };
	int result = 0;
	reader->poll_ms = POLL_MS;
	if (config_keys_need_port(keys, "port", kinds, port) < 0)
		result = -EINVAL;
	if (keys->ops->take_integer(keys, "poll_ms", POLL_MIN_MS, POLL_MAX_MS, &reader->poll_ms) <
	    0)
		result = -EINVAL;
	return result;
}

static int sdt_open(struct id_reader **out, struct event_base *base, struct config_keys *keys,
		    const struct id_reader_owner *owner)
{
	struct port *port = NULL;
	struct id_reader *reader = calloc(1, sizeof *reader);
	if (reader == NULL)
		return -ENOMEM;
	reader->owner = *owner;
	reader->absent = true;
	reader->stream_owner = (struct stream_owner){ reader, stream_connected, stream_received,
						      stream_drained, stream_lost };
	int result = take_keys(reader, keys, &port);
	if (result < 0)
		goto fail;
	result = -ENOMEM;
	reader->timer = evtimer_new(base, timer_due, reader);
	if (reader->timer == NULL)
		goto fail;
	result = stream_create(&reader->stream, base, port_describe(port), &reader->stream_owner);
	if (result < 0)
		goto fail;
	stream_keep_private(reader->stream);
	reader->line = port_describe(port)->name;
	*out = reader;
	return 0;
fail:
	sdt_close(reader);
	return result;
}

static void sdt_statistics(const struct id_reader *reader, struct device_statistics *out)
{
	*out = reader->statistics;
}

const struct id_reader_ops id_reader_sdt = {
	.name = "sdt",
	.open = sdt_open,
	.statistics = sdt_statistics,
	.close = sdt_close,
};
