/* Keys of the day, sealing, and the hashes a command is known by. */
#include "calendar.h"
#include "check.h"
#include "seal.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static int key_count(void)
{
	DIR *entries = opendir(folder);
	const struct dirent *entry;
	int count = 0;
	while (entries != NULL && (entry = readdir(entries)) != NULL)
		count += strstr(entry->d_name, ".key") != NULL;
	closedir(entries);
	return count;
}

static void what_is_sealed_is_read_back_and_only_with_its_key(void)
{
	const int32_t date = calendar_day(2026, 11, 21);
	struct seal *seal;
	uint8_t sealed[512], other[512];
	char text[SEAL_TEXT_MAX], name[128];
	CHECK(seal_open(&seal, folder) == 0);
	const int length = seal_text(seal, date, "13900001234", 11, sealed, sizeof sealed);
	CHECK(length == 11 + SEAL_OVERHEAD);
	CHECK(seal_text(seal, date, "13900001234", 11, other, sizeof other) == length);
	CHECK(memcmp(sealed, other, (size_t)length) != 0); /* a nonce of its own each time */
	CHECK(memmem(sealed, (size_t)length, "1390", 4) == NULL);
	CHECK(seal_reveal(seal, date, sealed, (size_t)length, text, sizeof text) == 11);
	CHECK(memcmp(text, "13900001234", 11) == 0);
	for (int i = 0; i < length; i++) {
		sealed[i] ^= 1;
		CHECK(seal_reveal(seal, date, sealed, (size_t)length, text, sizeof text) ==
		      -EBADMSG);
		sealed[i] ^= 1;
	}
	CHECK(seal_reveal(seal, date, sealed, 5, text, sizeof text) == -EBADMSG);
	CHECK(seal_text(seal, date, text, SEAL_TEXT_MAX + 1, sealed, sizeof sealed) == -EMSGSIZE);
	CHECK(seal_text(seal, date, text, 100, sealed, 100) == -EMSGSIZE);
	seal_close(seal);

	CHECK(seal_open(&seal, folder) == 0);
	CHECK(seal_reveal(seal, date, other, (size_t)length, text, sizeof text) == 11);
	CHECK(seal_reveal(seal, date + 1, other, (size_t)length, text, sizeof text) == -ENOENT);
	snprintf(name, sizeof name, "%s/2026-11-21.key", folder);
	CHECK(unlink(name) == 0);
	CHECK(seal_reveal(seal, date, other, (size_t)length, text, sizeof text) == -ENOENT);
	seal_close(seal);
}

static void keys_are_made_ahead_and_old_ones_deleted(void)
{
	const int32_t date = calendar_day(2026, 11, 21);
	struct seal *seal;
	struct stat status;
	char name[128];
	uint64_t hash;
	CHECK(seal_open(&seal, folder) == 0);
	CHECK(seal_body_hash(seal, date - SEAL_KEEP_DAYS - 1, "p", "b", 1, &hash) == 0);
	CHECK(seal_body_hash(seal, date - SEAL_KEEP_DAYS, "p", "b", 1, &hash) == 0);
	CHECK(key_count() == 3); /* and command.key */
	seal_prepare(seal, date);
	seal_prepare(seal, date); /* waits for the first one */
	seal_close(seal);
	CHECK(key_count() == 4);
	snprintf(name, sizeof name, "%s/2026-11-22.key", folder);
	CHECK(stat(name, &status) == 0 && (status.st_mode & 0777) == 0600 && status.st_size == 32);
	snprintf(name, sizeof name, "%s/2025-10-16.key", folder);
	CHECK(access(name, F_OK) < 0);
	CHECK(stat(folder, &status) == 0 && (status.st_mode & 0777) == 0700);
}

static void hashes_know_a_command_again_after_a_restart(void)
{
	const int32_t date = calendar_day(2026, 11, 21);
	struct seal *seal;
	uint8_t key[16], again[16], other[16];
	uint64_t body, body_again, body_other, body_tomorrow;
	CHECK(seal_open(&seal, folder) == 0);
	seal_key_hash(seal, "k1", "POST /a", key);
	CHECK(seal_body_hash(seal, date, "POST /a", "{}", 2, &body) == 0);
	seal_close(seal);
	CHECK(seal_open(&seal, folder) == 0);
	seal_key_hash(seal, "k1", "POST /a", again);
	CHECK(memcmp(key, again, sizeof key) == 0);
	seal_key_hash(seal, "k1", "POST /b", other);
	CHECK(memcmp(key, other, sizeof key) != 0);
	seal_key_hash(seal, "k1POST", " /a", other);
	CHECK(memcmp(key, other, sizeof key) != 0);
	CHECK(seal_body_hash(seal, date, "POST /a", "{}", 2, &body_again) == 0);
	CHECK(seal_body_hash(seal, date, "POST /a", "{1", 2, &body_other) == 0);
	CHECK(seal_body_hash(seal, date + 1, "POST /a", "{}", 2, &body_tomorrow) == 0);
	CHECK(body == body_again && body != body_other && body != body_tomorrow);
	seal_close(seal);
}

static void a_folder_that_can_not_be_used_is_refused(void)
{
	struct seal *seal = NULL;
	char name[128];
	FILE *file;
	CHECK(seal_open(&seal, "/proc/nothing/here") == -ENOENT);
	snprintf(name, sizeof name, "%s/command.key", folder);
	file = fopen(name, "w"); /* cut short by something */
	fclose(file);
	CHECK(seal_open(&seal, folder) == -EIO);
	seal_close(NULL);
}

int main(void)
{
	char command[80];
	snprintf(folder, sizeof folder, "/tmp/jiaohao-seal-%d", getpid());
	what_is_sealed_is_read_back_and_only_with_its_key();
	keys_are_made_ahead_and_old_ones_deleted();
	hashes_know_a_command_again_after_a_restart();
	a_folder_that_can_not_be_used_is_refused();
	snprintf(command, sizeof command, "rm -rf %s", folder);
	CHECK(system(command) == 0);
	return check_result();
}
