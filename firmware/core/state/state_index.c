/* Finding tickets, keys, keypads, services and windows by what names them. */
#include "state_index.h"

#include <string.h>

enum {
	TICKET_SLOTS = sizeof((struct state *)0)->ticket_index / sizeof(uint16_t),
	KEY_SLOTS_MIN = 4096,
	KEYPAD_SLOTS = KEYPADS_MAX * 4,
	SERVICE_SLOTS = SERVICES_MAX * 4,
	WINDOW_SLOTS = WINDOWS_MAX * 4,
};

/* Tokens and keys are random or hashes already: their first bytes spread well, and one
 * multiplication guards against those that only count up. */
static uint32_t hash_bytes(const uint8_t *bytes)
{
	uint64_t low, high;
	memcpy(&low, bytes, 8);
	memcpy(&high, bytes + 8, 8);
	return (uint32_t)(((low ^ high << 1) * UINT64_C(0x9e3779b97f4a7c15)) >> 32);
}

static uint32_t hash_text(const char *text)
{
	uint32_t hash = 2166136261u;
	for (; *text; text++)
		hash = (hash ^ (uint8_t)*text) * 16777619u;
	return hash ^ hash >> 15;
}

static uint32_t hash_person(uint64_t person)
{
	return (uint32_t)((person * UINT64_C(0x9e3779b97f4a7c15)) >> 32) % TICKET_SLOTS;
}

/* The slot of this person, or the free one where he belongs. */
static uint32_t person_slot(const struct state *state, uint64_t person)
{
	uint32_t slot = hash_person(person);
	while (state->person_index[slot] &&
	       state->tickets[state->person_index[slot]].person != person)
		slot = (slot + 1) % TICKET_SLOTS;
	return slot;
}

static uint32_t phone_slot(const struct state *state, uint64_t phone)
{
	uint32_t slot = hash_person(phone);
	while (state->phone_index[slot] && state->tickets[state->phone_index[slot]].phone != phone)
		slot = (slot + 1) % TICKET_SLOTS;
	return slot;
}

uint32_t state_last_of_person(const struct state *state, uint64_t person)
{
	return person ? state->person_index[person_slot(state, person)] : 0;
}

uint32_t state_last_of_phone(const struct state *state, uint64_t phone)
{
	return phone ? state->phone_index[phone_slot(state, phone)] : 0;
}

static void index_owner(struct state *state, uint32_t ticket)
{
	struct ticket *added = &state->tickets[ticket];
	if (added->person) {
		uint16_t *last = &state->person_index[person_slot(state, added->person)];
		added->person_before = *last;
		*last = (uint16_t)ticket;
	}
	if (added->phone) {
		uint16_t *last = &state->phone_index[phone_slot(state, added->phone)];
		added->phone_before = *last;
		*last = (uint16_t)ticket;
	}
}

void state_index_ticket(struct state *state, uint32_t ticket)
{
	index_owner(state, ticket);
	uint32_t slot = hash_bytes(state->tickets[ticket].id) % TICKET_SLOTS;
	while (state->ticket_index[slot])
		slot = (slot + 1) % TICKET_SLOTS;
	state->ticket_index[slot] = (uint16_t)ticket;
}

uint32_t state_find_ticket(const struct state *state, const uint8_t id[TICKET_ID_BYTES])
{
	uint32_t slot = hash_bytes(id) % TICKET_SLOTS;
	for (; state->ticket_index[slot]; slot = (slot + 1) % TICKET_SLOTS) {
		uint32_t ticket = state->ticket_index[slot];
		if (memcmp(state->tickets[ticket].id, id, TICKET_ID_BYTES) == 0)
			return ticket;
	}
	return 0;
}

static void put_key(struct state *state, uint32_t entry)
{
	uint32_t slot = hash_bytes(state->keys[entry].key.bytes) % state->key_slots;
	while (state->key_index[slot])
		slot = (slot + 1) % state->key_slots;
	state->key_index[slot] = entry + 1;
}

/* Twice the slots as soon as half of them are taken, and every key in its new place. */
void state_index_key(struct state *state, uint32_t entry)
{
	if ((entry + 1) * 2 <= state->key_slots) {
		put_key(state, entry);
		return;
	}
	memset(state->key_index, 0, state->key_slots * sizeof state->key_index[0]);
	state->key_slots = state->key_slots ? state->key_slots * 2 : KEY_SLOTS_MIN;
	for (uint32_t i = 0; i <= entry; i++)
		put_key(state, i);
}

/* The entry's number + 1, or 0. */
static uint32_t find_key(const struct state *state, const uint8_t key[KEY_BYTES])
{
	if (state->key_slots == 0)
		return 0;
	uint32_t slot = hash_bytes(key) % state->key_slots;
	for (; state->key_index[slot]; slot = (slot + 1) % state->key_slots) {
		uint32_t entry = state->key_index[slot];
		if (memcmp(state->keys[entry - 1].key.bytes, key, KEY_BYTES) == 0)
			return entry;
	}
	return 0;
}

struct key_entry *state_key_entry(struct state *state, const uint8_t key[KEY_BYTES])
{
	uint32_t entry = find_key(state, key);
	return entry ? &state->keys[entry - 1] : NULL;
}

const struct key_entry *state_find_key(const struct state *state, const struct command_key *key)
{
	uint32_t entry = find_key(state, key->bytes);
	return entry ? &state->keys[entry - 1] : NULL;
}

void state_index_keypad(struct state *state, uint32_t keypad)
{
	uint32_t slot = hash_text(state->keypads[keypad].device) % KEYPAD_SLOTS;
	while (state->keypad_index[slot])
		slot = (slot + 1) % KEYPAD_SLOTS;
	state->keypad_index[slot] = (uint16_t)(keypad + 1);
}

const struct keypad *state_find_keypad(const struct state *state, const char *device)
{
	uint32_t slot = hash_text(device) % KEYPAD_SLOTS;
	for (; state->keypad_index[slot]; slot = (slot + 1) % KEYPAD_SLOTS) {
		const struct keypad *keypad = &state->keypads[state->keypad_index[slot] - 1];
		if (strcmp(keypad->device, device) == 0)
			return keypad;
	}
	return NULL;
}

void state_index_hall(struct state *state)
{
	memset(state->service_index, 0, sizeof state->service_index);
	for (unsigned i = 0; i < state->hall.service_count; i++) {
		uint32_t slot = hash_text(state->hall.services[i].code) % SERVICE_SLOTS;
		while (state->service_index[slot])
			slot = (slot + 1) % SERVICE_SLOTS;
		state->service_index[slot] = (uint16_t)(i + 1);
	}
	memset(state->window_index, 0, sizeof state->window_index);
	for (unsigned i = 0; i < state->hall.window_count; i++) {
		uint32_t slot = hash_text(state->hall.windows[i].no) % WINDOW_SLOTS;
		while (state->window_index[slot])
			slot = (slot + 1) % WINDOW_SLOTS;
		state->window_index[slot] = (uint16_t)(i + 1);
	}
}

int state_find_service(const struct state *state, const char *code)
{
	uint32_t slot = hash_text(code) % SERVICE_SLOTS;
	for (; state->service_index[slot]; slot = (slot + 1) % SERVICE_SLOTS) {
		int service = state->service_index[slot] - 1;
		if (strcmp(state->hall.services[service].code, code) == 0)
			return service;
	}
	return -1;
}

int state_find_window(const struct state *state, const char *no)
{
	uint32_t slot = hash_text(no) % WINDOW_SLOTS;
	for (; state->window_index[slot]; slot = (slot + 1) % WINDOW_SLOTS) {
		int window = state->window_index[slot] - 1;
		if (strcmp(state->hall.windows[window].no, no) == 0)
			return window;
	}
	return -1;
}

/* An entry lies somewhere in the unbroken run that begins at its own slot. Each round wipes that
 * run to its end, so after the last entry's round the whole index is empty. */
void state_index_clear_tickets(struct state *state)
{
	for (uint32_t i = 1; i <= state->ticket_count; i++) {
		uint32_t slot = hash_bytes(state->tickets[i].id) % TICKET_SLOTS;
		for (; state->ticket_index[slot]; slot = (slot + 1) % TICKET_SLOTS)
			state->ticket_index[slot] = 0;
		slot = hash_person(state->tickets[i].person);
		for (; state->person_index[slot]; slot = (slot + 1) % TICKET_SLOTS)
			state->person_index[slot] = 0;
		slot = hash_person(state->tickets[i].phone);
		for (; state->phone_index[slot]; slot = (slot + 1) % TICKET_SLOTS)
			state->phone_index[slot] = 0;
	}
}

void state_index_clear_keys(struct state *state)
{
	memset(state->key_index, 0, state->key_slots * sizeof state->key_index[0]);
	state->key_slots = 0;
}
