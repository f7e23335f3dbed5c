/* XChaCha20-Poly1305 for sealing, BLAKE2b for hashes. The only file of the API that knows
 * libsodium. */
#include "seal.h"

#include "calendar.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_LENGTH = 32, VERSION = 1, NAME_LENGTH = 64, NO_DATE = INT32_MIN };

static const char sealed_for[] = "jiaohao identity";

struct seal {
	int directory;
	uint8_t command_key[KEY_LENGTH];
	int32_t date; /* whose key day_key is; NO_DATE: none yet */
	uint8_t day_key[KEY_LENGTH];
	bool preparing;
	int32_t prepare_date;
	pthread_t thread;
};

static int read_key(int directory, const char *name, uint8_t key[KEY_LENGTH])
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t count;
	if (fd < 0)
		return -errno;
	count = read(fd, key, KEY_LENGTH);
	close(fd);
	return count == KEY_LENGTH ? 0 : -EIO;
}

static int write_whole(int fd, const uint8_t key[KEY_LENGTH])
{
	ssize_t count = write(fd, key, KEY_LENGTH);
	if (count != KEY_LENGTH)
		return count < 0 ? -errno : -ENOSPC;
	return fsync(fd) < 0 ? -errno : 0;
}

/* A key appears whole and durable or not at all: written aside, synced, linked to its name, and the
 * directory synced. When somebody else linked first, theirs is the key. */
static int create_key(int directory, const char *name, uint8_t key[KEY_LENGTH])
{
	char aside[NAME_LENGTH];
	int result, fd;
	snprintf(aside, sizeof aside, ".new-%08x", randombytes_random());
	fd = openat(directory, aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	randombytes_buf(key, KEY_LENGTH);
	result = write_whole(fd, key);
	close(fd);
	if (result == 0 && linkat(directory, aside, directory, name, 0) < 0 && errno != EEXIST)
		result = -errno;
	unlinkat(directory, aside, 0);
	if (result == 0 && fsync(directory) < 0)
		result = -errno;
	return result < 0 ? result : read_key(directory, name, key);
}

static int get_key(int directory, const char *name, uint8_t key[KEY_LENGTH])
{
	int result = read_key(directory, name, key);
	return result == -ENOENT ? create_key(directory, name, key) : result;
}

static void day_name(int32_t date, char name[NAME_LENGTH])
{
	int year;
	unsigned month, day;
	calendar_civil(date, &year, &month, &day);
	snprintf(name, NAME_LENGTH, "%04d-%02u-%02u.key", year, month, day);
}

int seal_open(struct seal **out, const char *directory)
{
	struct seal *seal;
	int result;
	if (sodium_init() < 0)
		return -ENOSYS;
	if (mkdir(directory, 0700) < 0 && errno != EEXIST)
		return -errno;
	seal = calloc(1, sizeof *seal);
	if (seal == NULL)
		return -ENOMEM;
	seal->date = NO_DATE;
	seal->directory = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	result = seal->directory < 0 ? -errno
				     : get_key(seal->directory, "command.key", seal->command_key);
	if (result < 0) {
		seal_close(seal);
		return result;
	}
	*out = seal;
	return 0;
}

static void join(struct seal *seal)
{
	if (seal->preparing)
		pthread_join(seal->thread, NULL);
	seal->preparing = false;
}

void seal_close(struct seal *seal)
{
	if (seal == NULL)
		return;
	join(seal);
	if (seal->directory >= 0)
		close(seal->directory);
	sodium_memzero(seal, sizeof *seal);
	free(seal);
}

static void delete_old_keys(int directory, int32_t date)
{
	int copy = openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = copy < 0 ? NULL : fdopendir(copy);
	const struct dirent *entry;
	if (entries == NULL) {
		if (copy >= 0)
			close(copy);
		return;
	}
	while ((entry = readdir(entries)) != NULL) {
		int year, end = 0;
		unsigned month, day;
		if (sscanf(entry->d_name, "%4d-%2u-%2u.key%n", &year, &month, &day, &end) == 3 &&
		    end == (int)strlen(entry->d_name) && month >= 1 && month <= 12 && day >= 1 &&
		    day <= 31 && calendar_day(year, month, day) < date - SEAL_KEEP_DAYS)
			unlinkat(directory, entry->d_name, 0);
	}
	closedir(entries);
}

/* Touches files only; what it can't make is made, or refused, when it is needed. */
static void *prepare(void *arg)
{
	const struct seal *seal = arg;
	uint8_t key[KEY_LENGTH];
	char name[NAME_LENGTH];
	for (int32_t date = seal->prepare_date; date <= seal->prepare_date + 1; date++) {
		day_name(date, name);
		(void)get_key(seal->directory, name, key);
	}
	sodium_memzero(key, sizeof key);
	delete_old_keys(seal->directory, seal->prepare_date);
	return NULL;
}

void seal_prepare(struct seal *seal, int32_t date)
{
	join(seal);
	seal->prepare_date = date;
	seal->preparing = pthread_create(&seal->thread, NULL, prepare, seal) == 0;
}

/* The key of the present day is kept; another day's is read each time. */
static int day_key(struct seal *seal, int32_t date, bool create, uint8_t key[KEY_LENGTH])
{
	char name[NAME_LENGTH];
	int result;
	if (seal->date == date) {
		memcpy(key, seal->day_key, KEY_LENGTH);
		return 0;
	}
	day_name(date, name);
	result =
		create ? get_key(seal->directory, name, key) : read_key(seal->directory, name, key);
	if (result == 0 && create) {
		seal->date = date;
		memcpy(seal->day_key, key, KEY_LENGTH);
	}
	return result;
}

void seal_key_hash(const struct seal *seal, const char *key, const char *path, uint8_t out[16])
{
	crypto_generichash_state state;
	crypto_generichash_init(&state, seal->command_key, KEY_LENGTH, 16);
	crypto_generichash_update(&state, (const uint8_t *)key, strlen(key) + 1);
	crypto_generichash_update(&state, (const uint8_t *)path, strlen(path));
	crypto_generichash_final(&state, out, 16);
}

int seal_body_hash(struct seal *seal, int32_t date, const char *path, const char *body,
		   size_t length, uint64_t *out)
{
	crypto_generichash_state state;
	uint8_t key[KEY_LENGTH], hash[16];
	int result = day_key(seal, date, true, key);
	if (result < 0)
		return result;
	crypto_generichash_init(&state, key, KEY_LENGTH, sizeof hash);
	crypto_generichash_update(&state, (const uint8_t *)path, strlen(path) + 1);
	crypto_generichash_update(&state, (const uint8_t *)body, length);
	crypto_generichash_final(&state, hash, sizeof hash);
	sodium_memzero(key, sizeof key);
	memcpy(out, hash, sizeof *out);
	return 0;
}

int seal_person_hash(struct seal *seal, int32_t date, const char *kind, const char *text,
		     uint64_t *out)
{
	int result = seal_body_hash(seal, date, kind, text, strlen(text), out);
	if (result == 0 && *out == 0)
		*out = 1;
	return result;
}

int seal_text(struct seal *seal, int32_t date, const char *text, size_t length, uint8_t *out,
	      size_t size)
{
	uint8_t key[KEY_LENGTH];
	uint8_t *nonce = out + 1, *cipher = nonce + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
	int result;
	if (length > SEAL_TEXT_MAX || length + SEAL_OVERHEAD > size)
		return -EMSGSIZE;
	result = day_key(seal, date, true, key);
	if (result < 0)
		return result;
	out[0] = VERSION;
	randombytes_buf(nonce, crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
	crypto_aead_xchacha20poly1305_ietf_encrypt(cipher, NULL, (const uint8_t *)text, length,
						   (const uint8_t *)sealed_for, sizeof sealed_for,
						   NULL, nonce, key);
	sodium_memzero(key, sizeof key);
	return (int)length + SEAL_OVERHEAD;
}

int seal_reveal(struct seal *seal, int32_t date, const uint8_t *sealed, size_t length, char *text,
		size_t size)
{
	uint8_t key[KEY_LENGTH];
	const uint8_t *nonce = sealed + 1;
	const uint8_t *cipher = nonce + crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
	int result;
	if (length < SEAL_OVERHEAD || sealed[0] != VERSION)
		return -EBADMSG;
	if (length - SEAL_OVERHEAD > size)
		return -EMSGSIZE;
	result = day_key(seal, date, false, key);
	if (result < 0)
		return result;
	result = crypto_aead_xchacha20poly1305_ietf_decrypt(
		(uint8_t *)text, NULL, NULL, cipher, length - 1 - (size_t)(cipher - nonce),
		(const uint8_t *)sealed_for, sizeof sealed_for, nonce, key);
	sodium_memzero(key, sizeof key);
	return result < 0 ? -EBADMSG : (int)(length - SEAL_OVERHEAD);
}
