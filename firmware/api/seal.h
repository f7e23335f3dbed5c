/* Secrets of the API, by libsodium alone: personal data sealed under a key of its service day, and
 * the keyed hashes under which a command is known again. Keys are files of the key directory, 0600,
 * durable before they are first used:
 *
 *   command.key      for Idempotency-Keys: as old as the installation
 *   2026-11-21.key   for that service day's personal data and body hashes; whoever deletes it has
 *                    deleted what was sealed under it */
#ifndef JIAOHAO_SEAL_H
#define JIAOHAO_SEAL_H

#include <stddef.h>
#include <stdint.h>

struct seal;

enum {
	SEAL_TEXT_MAX = 400,
	SEAL_OVERHEAD = 1 + 24 + 16, /* version, nonce, tag */
	SEAL_KEEP_DAYS = 400,	     /* as long as the journal keeps days by default */
};

/** Creates @p directory (0700) when missing. 0 or -errno. Blocks for the first key's fsync. */
int seal_open(struct seal **out, const char *directory);
/** Waits for seal_prepare's thread. Accepts NULL. */
void seal_close(struct seal *seal);

/** Make the keys of @p date and the day after in a thread, so that no request waits for a disk, and
 *  delete those older than SEAL_KEEP_DAYS. Returns at once; once per date is enough. */
void seal_prepare(struct seal *seal, int32_t date);

/** The 128-bit name of a command: of the client's key and the method and path it was used with. */
void seal_key_hash(const struct seal *seal, const char *key, const char *path, uint8_t out[16]);
/** A hash of the body under the day's key. 0 or -errno: the key can't be had. */
int seal_body_hash(struct seal *seal, int32_t date, const char *path, const char *body,
		   size_t length, uint64_t *out);
/** A person or a phone known again within one day, and only within it: a keyed hash of @p text (an
 * ID number, a phone) under the key of @p date, never 0. @p kind keeps the two apart. 0 or -errno.
 */
int seal_person_hash(struct seal *seal, int32_t date, const char *kind, const char *text,
		     uint64_t *out);
/** Seal at most SEAL_TEXT_MAX bytes; @p out takes length + SEAL_OVERHEAD. The sealed length or
 *  -errno; -EMSGSIZE: too long. */
int seal_text(struct seal *seal, int32_t date, const char *text, size_t length, uint8_t *out,
	      size_t size);
/** The other way: the text's length or -errno; -ENOENT: the day's key is gone; -EBADMSG: not ours
 *  or changed. */
int seal_reveal(struct seal *seal, int32_t date, const uint8_t *sealed, size_t length, char *text,
		size_t size);

#endif
