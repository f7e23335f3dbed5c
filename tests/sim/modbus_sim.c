/* Modbus RTU server for many slaves on one line. Frames are told apart by silence, as the standard
 * asks, not by guessing their length. */
#include "modbus_sim.h"

#include "sim_clock.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

enum {
	READ_REGISTERS = 0x03,
	WRITE_REGISTER = 0x06,
	WRITE_REGISTERS = 0x10,
	EXCEPTION_BIT = 0x80,
	ANSWERS_WAITING_MAX = 8, /* of one slave; a late slave forgets what comes on top */
	MBAP_HEAD = 6,		 /* transaction, protocol, length */
	GAP_MIN_NS = 1750000,	 /* t3.5 above 19200 baud (Modbus over Serial Line §2.5.1.1) */
};

struct answer {
	struct place *place;
	struct event *timer;
	size_t length, sent;
	unsigned split_ms;
	bool used;
	uint8_t bytes[MODBUS_SIM_FRAME_MAX + MBAP_HEAD];
};

struct place {
	struct modbus_sim *bus;
	struct modbus_sim_slave *slave;
	struct answer answers[ANSWERS_WAITING_MAX];
};

struct modbus_sim {
	struct event_base *base;
	struct modbus_sim_owner owner;
	int64_t character_ns, gap_us;
	struct place *places[MODBUS_SIM_SLAVES_MAX + 1]; /* by address */
	uint8_t frame[MODBUS_SIM_FRAME_MAX];
	size_t length; /* over MODBUS_SIM_FRAME_MAX: too long, thrown away at the next silence */
	int64_t last_ended_us;
	struct event *silence;
	uint64_t bad_frames;
	bool tcp; /* requests came with transactions; this is the last one's */
	uint8_t transaction[2];
	uint16_t crc_table[256];
};

static void crc_table_fill(uint16_t table[256])
{
	for (unsigned byte = 0; byte < 256; byte++) {
		unsigned crc = byte;
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xA001u : crc >> 1;
		table[byte] = (uint16_t)crc;
	}
}

static uint16_t crc_of(const uint16_t table[256], const uint8_t *bytes, size_t count)
{
	unsigned crc = 0xFFFF;
	for (size_t i = 0; i < count; i++)
		crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xFF];
	return (uint16_t)crc;
}

uint16_t modbus_sim_crc(const uint8_t *bytes, size_t count)
{
	uint16_t table[256];
	crc_table_fill(table);
	return crc_of(table, bytes, count);
}

static unsigned get_word(const uint8_t *bytes)
{
	return (unsigned)bytes[0] << 8 | bytes[1];
}

static void put_word(uint8_t *bytes, unsigned value)
{
	bytes[0] = (uint8_t)(value >> 8);
	bytes[1] = (uint8_t)value;
}

static enum modbus_exception slave_read(struct modbus_sim_slave *slave, const uint8_t *frame,
					size_t length, uint8_t *answer, size_t *answer_length)
{
	uint16_t values[MODBUS_SIM_READ_MAX];
	if (length != 8)
		return MODBUS_ILLEGAL_VALUE;
	unsigned start = get_word(frame + 2), count = get_word(frame + 4);
	if (count < 1 || count > MODBUS_SIM_READ_MAX)
		return MODBUS_ILLEGAL_VALUE;
	if (start + count > 0x10000)
		return MODBUS_ILLEGAL_ADDRESS;
	enum modbus_exception exception =
		slave->read(slave->context, (uint16_t)start, (uint16_t)count, values);
	if (exception != MODBUS_OK)
		return exception;
	answer[2] = (uint8_t)(count * 2);
	for (unsigned i = 0; i < count; i++)
		put_word(answer + 3 + i * 2, values[i]);
	*answer_length = 3 + count * 2;
	return MODBUS_OK;
}

static enum modbus_exception slave_write(struct modbus_sim_slave *slave, const uint8_t *frame,
					 size_t length, uint8_t *answer, size_t *answer_length)
{
	uint16_t values[MODBUS_SIM_WRITE_MAX];
	unsigned start, count;
	if (length < 8)
		return MODBUS_ILLEGAL_VALUE;
	start = get_word(frame + 2);
	if (frame[1] == WRITE_REGISTER) {
		if (length != 8)
			return MODBUS_ILLEGAL_VALUE;
		count = 1;
		values[0] = (uint16_t)get_word(frame + 4);
	} else {
		count = get_word(frame + 4);
		if (count < 1 || count > MODBUS_SIM_WRITE_MAX || frame[6] != count * 2 ||
		    length != 9 + count * 2)
			return MODBUS_ILLEGAL_VALUE;
		for (unsigned i = 0; i < count; i++)
			values[i] = (uint16_t)get_word(frame + 7 + i * 2);
	}
	if (start + count > 0x10000)
		return MODBUS_ILLEGAL_ADDRESS;
	/* Both writes are answered with the first six bytes of the request. */
	memcpy(answer + 2, frame + 2, 4);
	*answer_length = 6;
	return slave->write(slave->context, (uint16_t)start, (uint16_t)count, values);
}

static size_t slave_answer(struct modbus_sim *bus, struct modbus_sim_slave *slave,
			   const uint8_t *frame, size_t length, uint8_t *answer)
{
	enum modbus_exception exception;
	size_t answer_length = 0;
	slave->statistics.requests++;
	answer[0] = slave->address;
	answer[1] = frame[1];
	if (frame[1] == READ_REGISTERS)
		exception = slave_read(slave, frame, length, answer, &answer_length);
	else if (frame[1] == WRITE_REGISTER || frame[1] == WRITE_REGISTERS)
		exception = slave_write(slave, frame, length, answer, &answer_length);
	else
		exception = MODBUS_ILLEGAL_FUNCTION;
	if (exception != MODBUS_OK) {
		slave->statistics.exceptions++;
		answer[1] = (uint8_t)(frame[1] | EXCEPTION_BIT);
		answer[2] = (uint8_t)exception;
		answer_length = 3;
	}
	unsigned crc = crc_of(bus->crc_table, answer, answer_length);
	answer[answer_length++] = (uint8_t)crc;
	answer[answer_length++] = (uint8_t)(crc >> 8);
	return answer_length;
}

static bool slave_hears(const struct modbus_sim_slave *slave)
{
	return !slave->off && !slave->faults.silence;
}

/* Address, function and CRC at least, and the CRC right. */
static bool frame_is_good(struct modbus_sim *bus, const uint8_t *frame, size_t length)
{
	if (length < 4 || length > MODBUS_SIM_FRAME_MAX)
		return false;
	unsigned crc = crc_of(bus->crc_table, frame, length - 2);
	return frame[length - 2] == (crc & 0xFF) && frame[length - 1] == crc >> 8;
}

size_t modbus_sim_answer(struct modbus_sim *bus, const uint8_t *frame, size_t length,
			 uint8_t answer[MODBUS_SIM_FRAME_MAX])
{
	if (!frame_is_good(bus, frame, length)) {
		bus->bad_frames++;
		return 0;
	}
	if (frame[0] == 0) { /* broadcast: all do it, nobody answers */
		for (unsigned i = 1; i <= MODBUS_SIM_SLAVES_MAX; i++)
			if (bus->places[i] != NULL && slave_hears(bus->places[i]->slave))
				slave_answer(bus, bus->places[i]->slave, frame, length, answer);
		return 0;
	}
	if (frame[0] > MODBUS_SIM_SLAVES_MAX || bus->places[frame[0]] == NULL)
		return 0;
	return slave_answer(bus, bus->places[frame[0]]->slave, frame, length, answer);
}

static void answer_due(evutil_socket_t fd, short what, void *arg)
{
	struct answer *answer = arg;
	struct modbus_sim *bus = answer->place->bus;
	size_t part = answer->length - answer->sent;
	(void)fd;
	(void)what;
	if (answer->split_ms > 0 && answer->sent == 0)
		part = answer->length / 2;
	bus->owner.send(bus->owner.context, answer->bytes + answer->sent, part);
	answer->sent += part;
	if (answer->sent == answer->length) {
		answer->used = false;
		answer->place->slave->statistics.answers++;
		return;
	}
	/* The pause begins when the first half has left. */
	int64_t wait_us =
		(int64_t)answer->split_ms * 1000 + (int64_t)part * bus->character_ns / 1000;
	struct timeval wait = { .tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000 };
	event_add(answer->timer, &wait);
}

/* Put the slave's faults on an answer. */
static void answer_spoil(struct answer *answer, struct modbus_sim *bus,
			 struct modbus_sim_faults *faults)
{
	if (faults->foreign) {
		answer->bytes[0] = (uint8_t)(answer->bytes[0] % MODBUS_SIM_SLAVES_MAX + 1);
		unsigned crc = crc_of(bus->crc_table, answer->bytes, answer->length - 2);
		answer->bytes[answer->length - 2] = (uint8_t)crc;
		answer->bytes[answer->length - 1] = (uint8_t)(crc >> 8);
	}
	if (faults->wrong_crc)
		answer->bytes[answer->length - 1] ^= 0x5A;
	if (faults->twin) /* the other one is a character behind; a zero on the wire wins */
		for (size_t i = answer->length - 1; i > 0; i--)
			answer->bytes[i] &= answer->bytes[i - 1];
	answer->split_ms = faults->split_ms;
}

/* The sum goes, the head comes. */
static void answer_wrap(struct answer *answer, const struct modbus_sim *bus)
{
	if (!bus->tcp)
		return;
	size_t length = answer->length - 2;
	memmove(answer->bytes + MBAP_HEAD, answer->bytes, length);
	memcpy(answer->bytes, bus->transaction, 2);
	put_word(answer->bytes + 2, 0);
	put_word(answer->bytes + 4, (unsigned)length);
	answer->length = length + MBAP_HEAD;
}

static void faults_count_down(struct modbus_sim_faults *faults)
{
	if (faults->times > 0 && --faults->times == 0)
		memset(faults, 0, sizeof *faults);
}

static struct answer *place_free_answer(struct place *place)
{
	for (int i = 0; i < ANSWERS_WAITING_MAX; i++)
		if (!place->answers[i].used)
			return &place->answers[i];
	return NULL;
}

int modbus_sim_move(struct modbus_sim *bus, struct modbus_sim_slave *slave, int address)
{
	uint8_t from = slave->address;
	if (address < 1 || address > MODBUS_SIM_SLAVES_MAX)
		return -EINVAL;
	if (address == from)
		return 0;
	if (bus->places[address] != NULL)
		return -EEXIST;
	bus->places[address] = bus->places[from];
	bus->places[from] = NULL;
	slave->address = (uint8_t)address;
	return 0;
}

/* A slave whose address was written answers there from the next request on. Where another one is
 * already, it keeps its place: two slaves of one address are the fault "twin". */
static void place_move(struct modbus_sim *bus, struct place *place, uint8_t from)
{
	int to = place->slave->address;
	place->slave->address = from;
	modbus_sim_move(bus, place->slave, to);
}

static void bus_handle(struct modbus_sim *bus, const uint8_t *frame, size_t length)
{
	struct place *place = NULL;
	uint8_t thrown_away[MODBUS_SIM_FRAME_MAX];
	if (frame_is_good(bus, frame, length) && frame[0] > 0 && frame[0] <= MODBUS_SIM_SLAVES_MAX)
		place = bus->places[frame[0]];
	if (place == NULL) {
		modbus_sim_answer(bus, frame, length, thrown_away);
		return;
	}
	struct modbus_sim_slave *slave = place->slave;
	if (!slave_hears(slave)) {
		faults_count_down(&slave->faults);
		return;
	}
	struct answer *answer = place_free_answer(place);
	if (answer == NULL)
		return;
	answer->length = modbus_sim_answer(bus, frame, length, answer->bytes);
	place_move(bus, place, frame[0]);
	answer->sent = 0;
	answer->used = true;
	answer_spoil(answer, bus, &slave->faults);
	answer_wrap(answer, bus);
	int64_t wait_us = (int64_t)slave->latency_us + (int64_t)slave->faults.late_ms * 1000;
	struct timeval wait = { .tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000 };
	event_add(answer->timer, &wait);
	faults_count_down(&slave->faults);
}

static void bus_end_frame(struct modbus_sim *bus)
{
	size_t length = bus->length;
	bus->length = 0;
	if (length > 0)
		bus_handle(bus, bus->frame, length);
}

static void bus_silent(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	bus_end_frame(arg);
}

void modbus_sim_receive(struct modbus_sim *bus, const uint8_t *bytes, size_t count,
			int64_t ended_us)
{
	int64_t began_us = ended_us - (int64_t)count * bus->character_ns / 1000;
	if (bus->length > 0 && began_us - bus->last_ended_us >= bus->gap_us)
		bus_end_frame(bus);
	for (size_t i = 0; i < count; i++) {
		if (bus->length < MODBUS_SIM_FRAME_MAX)
			bus->frame[bus->length] = bytes[i];
		if (bus->length <= MODBUS_SIM_FRAME_MAX)
			bus->length++;
	}
	bus->last_ended_us = ended_us;
	int64_t wait_us = ended_us + bus->gap_us - sim_monotonic_us();
	if (wait_us < 0)
		wait_us = 0;
	struct timeval wait = { .tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000 };
	event_add(bus->silence, &wait);
}

/* One whole frame stands in bus->frame. */
static void bus_handle_tcp(struct modbus_sim *bus, size_t length)
{
	uint8_t frame[MODBUS_SIM_FRAME_MAX + 2];
	size_t body = length - MBAP_HEAD;
	memcpy(bus->transaction, bus->frame, 2);
	memcpy(frame, bus->frame + MBAP_HEAD, body);
	unsigned crc = crc_of(bus->crc_table, frame, body);
	frame[body] = (uint8_t)crc;
	frame[body + 1] = (uint8_t)(crc >> 8);
	bus_handle(bus, frame, body + 2);
}

void modbus_sim_receive_tcp(struct modbus_sim *bus, const uint8_t *bytes, size_t count)
{
	bus->tcp = true;
	for (size_t i = 0; i < count; i++) {
		bus->frame[bus->length++] = bytes[i];
		if (bus->length < MBAP_HEAD)
			continue;
		size_t whole = MBAP_HEAD + get_word(bus->frame + 4);
		if (whole > MODBUS_SIM_FRAME_MAX) { /* no Modbus: a real gateway would hang up */
			bus->bad_frames++;
			bus->length = 0;
		} else if (bus->length >= whole) {
			bus->length = 0;
			bus_handle_tcp(bus, whole);
		}
	}
}

uint64_t modbus_sim_bad_frames(const struct modbus_sim *bus)
{
	return bus->bad_frames;
}

struct modbus_sim *modbus_sim_create(struct event_base *base, int64_t character_ns,
				     unsigned clock_rate, const struct modbus_sim_owner *owner)
{
	struct modbus_sim *bus = calloc(1, sizeof *bus);
	if (bus == NULL)
		return NULL;
	int64_t gap_ns = character_ns * clock_rate * 7 / 2;
	if (gap_ns < GAP_MIN_NS)
		gap_ns = GAP_MIN_NS;
	/* Drivers keep their real gap whatever the hall clock does. A scaled one of some ten µs
	 * would cut a frame in two wherever the pty hands it over in two pieces. */
	if (clock_rate > 1)
		gap_ns = gap_ns * 4 / 5;
	bus->base = base;
	bus->owner = *owner;
	bus->character_ns = character_ns;
	bus->gap_us = gap_ns / 1000;
	crc_table_fill(bus->crc_table);
	bus->silence = evtimer_new(base, bus_silent, bus);
	if (bus->silence == NULL) {
		free(bus);
		return NULL;
	}
	return bus;
}

static void place_destroy(struct place *place)
{
	if (place == NULL)
		return;
	for (int i = 0; i < ANSWERS_WAITING_MAX; i++)
		if (place->answers[i].timer != NULL)
			event_free(place->answers[i].timer);
	free(place);
}

int modbus_sim_add(struct modbus_sim *bus, struct modbus_sim_slave *slave)
{
	if (slave->address == 0 || slave->address > MODBUS_SIM_SLAVES_MAX)
		return -EINVAL;
	if (bus->places[slave->address] != NULL)
		return -EEXIST;
	struct place *place = calloc(1, sizeof *place);
	if (place == NULL)
		return -ENOMEM;
	place->bus = bus;
	place->slave = slave;
	for (int i = 0; i < ANSWERS_WAITING_MAX; i++) {
		struct answer *answer = &place->answers[i];
		answer->place = place;
		answer->timer = evtimer_new(bus->base, answer_due, answer);
		if (answer->timer == NULL) {
			place_destroy(place);
			return -ENOMEM;
		}
	}
	bus->places[slave->address] = place;
	return 0;
}

void modbus_sim_destroy(struct modbus_sim *bus)
{
	if (bus == NULL)
		return;
	for (unsigned i = 0; i <= MODBUS_SIM_SLAVES_MAX; i++)
		place_destroy(bus->places[i]);
	event_free(bus->silence);
	free(bus);
}
