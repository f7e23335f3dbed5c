/* The reader as its host sees it, and the text of the cards. */
#include "sdt_sim.h"

#include "sim_clock.h"

#include <errno.h>
#include <event2/event.h>
#include <string.h>

enum { FIND_MS = 15, PHOTO_BYTES = 1024 };

static const char *const card_names[] = { "none", "resident", "foreigner-2017", "foreigner-2023",
					  "hmt",  "broken",   "other" };

const char *sdt_sim_card_name(enum sdt_sim_card card)
{
	return card_names[card];
}

bool sdt_sim_card_find(const char *name, enum sdt_sim_card *card)
{
	for (size_t i = 0; i < sizeof card_names / sizeof *card_names; i++)
		if (strcmp(card_names[i], name) == 0) {
			*card = (enum sdt_sim_card)i;
			return true;
		}
	return false;
}

/* --- the card --- */

static size_t put(uint8_t *text, size_t at, size_t bytes, const char *ascii)
{
	for (size_t i = 0; i < bytes; i += 2) {
		text[at + i] = *ascii ? (uint8_t)*ascii++ : ' ';
		text[at + i + 1] = 0;
	}
	return at + bytes;
}

/* 外国人永久居留身份证, 2017: English name first. */
static void text_of_2017(const struct sdt_sim *sim, uint8_t *text)
{
	size_t at = put(text, 0, 120, "DOE, JANE");
	at = put(text, at, 2, "2");
	at = put(text, at, 30, sim->number);
	at = put(text, at, 6, "USA");
	at = put(text, at, 30, "");
	at = put(text, at, 16, "20180101");
	at = put(text, at, 16, "20280101");
	at = put(text, at, 16, sim->birth);
	at = put(text, at, 4, "01");
	at = put(text, at, 8, "1500");
	at = put(text, at, 2, "I");
	put(text, at, 6, "");
}

static void text_of(const struct sdt_sim *sim, uint8_t *text)
{
	const enum sdt_sim_card card = sim->card;
	const char *flag = card == SDT_SIM_HMT ? "J" : card == SDT_SIM_FOREIGNER_2023 ? "Y" : "";
	if (card == SDT_SIM_FOREIGNER_2017) {
		text_of_2017(sim, text);
		return;
	}
	size_t at = put(text, 0, 30, "XX");
	at = put(text, at, 2, "1");
	at = put(text, at, 4, "01");
	at = put(text, at, 16, sim->birth);
	at = put(text, at, 70, "1 SOME STREET");
	at = put(text, at, 36, sim->number);
	at = put(text, at, 30, "AN OFFICE");
	at = put(text, at, 16, "20200101");
	at = put(text, at, 16, "20400101");
	at = put(text, at, 28, ""); /* pass number, times issued, reserved */
	at = put(text, at, 2, flag);
	put(text, at, 6, "");
}

void sdt_sim_lay(struct sdt_sim *sim, enum sdt_sim_card card, const char *number, const char *birth)
{
	static const struct {
		const char *number, *birth;
	} persons[] = {
		[SDT_SIM_NO_CARD] = { "", "" },
		[SDT_SIM_RESIDENT] = { "110101194903074576", "19490307" },
		[SDT_SIM_FOREIGNER_2017] = { "USA110080010112", "19800101" },
		[SDT_SIM_FOREIGNER_2023] = { "911840198001010013", "19800101" },
		[SDT_SIM_HMT] = { "830000199201300022", "19920130" },
		[SDT_SIM_BROKEN] = { "", "" },
		[SDT_SIM_OTHER] = { "123456789012345678", "20000101" },
	};
	number = number ? number : persons[card].number;
	birth = birth ? birth : persons[card].birth;
	sim->card = card;
	sim->found = sim->selected = false;
	memset(sim->number, 0, sizeof sim->number);
	memset(sim->birth, 0, sizeof sim->birth);
	strncpy(sim->number, number, sizeof sim->number - 1);
	strncpy(sim->birth, birth, sizeof sim->birth - 1);
}

/* --- answers --- */

static void arm(struct sdt_sim *sim)
{
	if (sim->count == 0)
		return;
	int64_t wait_us = sim->answers[sim->first].due_us - sim_monotonic_us();
	if (wait_us < 0)
		wait_us = 0;
	struct timeval wait = { wait_us / 1000000, wait_us % 1000000 };
	evtimer_add(sim->timer, &wait);
}

static void answer_due(evutil_socket_t fd, short what, void *arg)
{
	struct sdt_sim *sim = arg;
	(void)fd;
	(void)what;
	if (sim->count == 0)
		return;
	size_t part = sim->answers[sim->first].length - sim->answers[sim->first].sent;
	const unsigned split_ms = sim->answers[sim->first].split_ms;
	if (split_ms > 0 && sim->answers[sim->first].sent == 0)
		part /= 2;
	sim->owner.send(sim->owner.context,
			sim->answers[sim->first].bytes + sim->answers[sim->first].sent, part);
	sim->answers[sim->first].sent += part;
	if (sim->answers[sim->first].sent < sim->answers[sim->first].length) {
		sim->answers[sim->first].due_us = sim_monotonic_us() + split_ms * INT64_C(1000);
	} else {
		sim->first = (sim->first + 1) % SDT_SIM_ANSWERS_MAX;
		sim->count--;
	}
	arm(sim);
}

/* Answers leave in the order of the questions; over SDT_SIM_ANSWERS_MAX they are lost. */
static void answer(struct sdt_sim *sim, unsigned after_ms, uint8_t status, const uint8_t *data,
		   size_t length)
{
	static const uint8_t begin[] = { 0xAA, 0xAA, 0xAA, 0x96, 0x69 };
	const struct sdt_sim_faults faults = sim->faults;
	const size_t counted = 3 + length + 1,
		     slot = (sim->first + sim->count) % SDT_SIM_ANSWERS_MAX;
	uint8_t sum = 0;
	if (sim->faults.times > 0 && --sim->faults.times == 0)
		memset(&sim->faults, 0, sizeof sim->faults);
	if (faults.silence || sim->count == SDT_SIM_ANSWERS_MAX)
		return;
	uint8_t *bytes = sim->answers[slot].bytes;
	memcpy(bytes, begin, sizeof begin);
	bytes[5] = (uint8_t)(counted >> 8);
	bytes[6] = (uint8_t)counted;
	bytes[7] = bytes[8] = 0;
	bytes[9] = status;
	if (length > 0)
		memcpy(bytes + 10, data, length);
	for (size_t i = 5; i < 10 + length; i++)
		sum ^= bytes[i];
	bytes[10 + length] = faults.wrong_sum ? sum ^ 0x40 : sum;
	sim->answers[slot].length = 11 + length;
	sim->answers[slot].sent = 0;
	sim->answers[slot].split_ms = faults.split_ms;
	sim->answers[slot].due_us =
		sim_monotonic_us() + (after_ms + faults.late_ms) * INT64_C(1000);
	if (++sim->count == 1)
		arm(sim);
}

static void find(struct sdt_sim *sim)
{
	static const uint8_t nothing[4];
	sim->statistics.finds++;
	if (sim->card == SDT_SIM_NO_CARD || (sim->found && !sim->finds_always)) {
		answer(sim, FIND_MS, 0x80, NULL, 0);
		return;
	}
	sim->found = true;
	answer(sim, FIND_MS, 0x9F, nothing, sizeof nothing);
}

static void choose(struct sdt_sim *sim)
{
	static const uint8_t nothing[8];
	sim->statistics.selects++;
	sim->selected = sim->found && sim->card != SDT_SIM_NO_CARD;
	if (sim->selected)
		answer(sim, FIND_MS, 0x90, nothing, sizeof nothing);
	else
		answer(sim, FIND_MS, 0x81, NULL, 0);
}

static void read_card(struct sdt_sim *sim)
{
	static uint8_t data[4 + SDT_SIM_TEXT_BYTES + PHOTO_BYTES] = { 1, 0, 4, 0 };
	sim->statistics.reads++;
	if (!sim->selected || sim->card == SDT_SIM_BROKEN) {
		answer(sim, sim->read_ms, 0x41, NULL, 0);
		return;
	}
	text_of(sim, data + 4);
	for (size_t i = 0; i < PHOTO_BYTES; i++) /* holds preambles too */
		data[4 + SDT_SIM_TEXT_BYTES + i] = i % 7 < 3 ? 0xAA : i % 7 == 3 ? 0x96 : 0x69;
	answer(sim, sim->read_ms, 0x90, data, sizeof data);
}

void sdt_sim_reboot(struct sdt_sim *sim)
{
	sim->found = sim->selected = false;
	sim->first = sim->count = sim->length = 0;
	evtimer_del(sim->timer);
	sim->mute_until_us = sim_monotonic_us() + sim->restart_ms * INT64_C(1000);
}

static void obey(struct sdt_sim *sim, unsigned command)
{
	sim->statistics.requests++;
	if (command == 0x10FF) {
		sim->statistics.resets++;
		sdt_sim_reboot(sim);
	} else if (sim->faults.unauthorised) {
		answer(sim, 1, 0x66, NULL, 0);
	} else if (command == 0x11FF) {
		answer(sim, 1, 0x90, NULL, 0);
	} else if (command == 0x2001) {
		find(sim);
	} else if (command == 0x2002) {
		choose(sim);
	} else if (command == 0x3001) {
		read_card(sim);
	} else {
		answer(sim, 1, 0x21, NULL, 0);
	}
}

/* Requests are all ten bytes long. */
static void take(struct sdt_sim *sim)
{
	static const uint8_t begin[] = { 0xAA, 0xAA, 0xAA, 0x96, 0x69, 0x00, 0x03 };
	const uint8_t *frame = sim->frame;
	if (memcmp(frame, begin, sim->length < sizeof begin ? sim->length : sizeof begin) != 0) {
		memmove(sim->frame, frame + 1, --sim->length);
		if (sim->length > 0)
			take(sim);
		return;
	}
	if (sim->length < 10)
		return;
	sim->length = 0;
	if ((frame[5] ^ frame[6] ^ frame[7] ^ frame[8]) != frame[9]) {
		sim->statistics.bad_frames++;
		answer(sim, 1, 0x10, NULL, 0);
	} else {
		obey(sim, (unsigned)frame[7] << 8 | frame[8]);
	}
}

void sdt_sim_receive(struct sdt_sim *sim, const uint8_t *bytes, size_t count)
{
	if (sim_monotonic_us() < sim->mute_until_us)
		return;
	for (size_t i = 0; i < count; i++) {
		sim->frame[sim->length++] = bytes[i];
		take(sim);
	}
}

int sdt_sim_init(struct sdt_sim *sim, struct event_base *base, const struct sdt_sim_owner *owner)
{
	sim->base = base;
	sim->owner = *owner;
	sim->read_ms = sim->read_ms ? sim->read_ms : 20;
	sim->restart_ms = sim->restart_ms ? sim->restart_ms : 200;
	sim->timer = evtimer_new(base, answer_due, sim);
	return sim->timer ? 0 : -ENOMEM;
}

void sdt_sim_finish(struct sdt_sim *sim)
{
	if (sim->timer)
		event_free(sim->timer);
	sim->timer = NULL;
}
