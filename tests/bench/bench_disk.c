/* The physical limits of the disk: append + fdatasync, and one SQLite transaction. */
#include "bench.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { APPENDS = 400, APPEND_BYTES = 512, TRANSACTIONS = 100 };

int bench_disk(struct bench *bench)
{
	struct statfs status;
	char path[600];
	static uint8_t bytes[APPEND_BYTES];
	struct bench_samples *samples = calloc(1, sizeof *samples);
	snprintf(path, sizeof path, "%s/bench-append", bench->directory);
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0 || fstatfs(fd, &status) < 0) {
		perror(path);
		free(samples);
		return -1;
	}
	double begin = bench_now_us();
	for (int i = 0; i < APPENDS; i++) {
		double start = bench_now_us();
		if (write(fd, bytes, sizeof bytes) != sizeof bytes || fdatasync(fd) < 0)
			break;
		bench_sample(samples, bench_now_us() - start);
	}
	bench->append_rate = APPENDS / ((bench_now_us() - begin) / 1e6);
	bench->fdatasync_p50_us = bench_percentile(samples, 50);
	close(fd);
	unlink(path);
	free(samples);
	if (status.f_type == TMPFS_MAGIC || bench->fdatasync_p50_us < 20) {
		fprintf(stderr,
			"%s: this is no disk that a synced write means anything on (%s, fdatasync "
			"p50 %.1f us); name another with --directory\n",
			bench->directory, status.f_type == TMPFS_MAGIC ? "tmpfs" : "too fast",
			bench->fdatasync_p50_us);
		return -1;
	}
	if (!bench->json)
		printf("append + fdatasync: p50 %.0f us, %.0f a second\n", bench->fdatasync_p50_us,
		       bench->append_rate);
	return 0;
}

static int copy_schema(sqlite3 *from, sqlite3 *to)
{
	sqlite3_stmt *statement = NULL;
	int result = sqlite3_prepare_v2(
		from,
		"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",
		-1, &statement, NULL);
	while (result == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
		result = sqlite3_exec(to, (const char *)sqlite3_column_text(statement, 0), NULL,
				      NULL, NULL);
	sqlite3_finalize(statement);
	return result;
}

/* INSERT of the newest row of @p table, read once, with @p key replaced by a growing number. */
static sqlite3_stmt *prepare_copy(sqlite3 *from, sqlite3 *to, const char *table, const char *key,
				  int *key_column)
{
	char sql[1024];
	sqlite3_stmt *row = NULL, *insert = NULL;
	snprintf(sql, sizeof sql, "SELECT * FROM %s ORDER BY 1 DESC, 2 DESC LIMIT 1", table);
	if (sqlite3_prepare_v2(from, sql, -1, &row, NULL) != SQLITE_OK ||
	    sqlite3_step(row) != SQLITE_ROW) {
		sqlite3_finalize(row);
		return NULL;
	}
	int columns = sqlite3_column_count(row);
	int length = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES(?", table);
	for (int i = 1; i < columns; i++)
		length += snprintf(sql + length, sizeof sql - (size_t)length, ",?");
	snprintf(sql + length, sizeof sql - (size_t)length, ")");
	if (sqlite3_prepare_v2(to, sql, -1, &insert, NULL) == SQLITE_OK)
		for (int i = 0; i < columns; i++) {
			sqlite3_bind_value(insert, i + 1, sqlite3_column_value(row, i));
			if (strcmp(sqlite3_column_name(row, i), key) == 0)
				*key_column = i + 1;
		}
	sqlite3_finalize(row);
	return insert;
}

double bench_transaction(const char *journal, const char *directory)
{
	char path[600];
	sqlite3 *from = NULL, *to = NULL;
	int record_key = 1, leg_key = 2;
	double p50 = -1;
	struct bench_samples *samples = calloc(1, sizeof *samples);
	snprintf(path, sizeof path, "%s/bench-transaction.db", directory);
	unlink(path);
	if (sqlite3_open_v2(journal, &from, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
	    sqlite3_open(path, &to) != SQLITE_OK || copy_schema(from, to) != SQLITE_OK)
		goto done;
	sqlite3_exec(to, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", NULL, NULL, NULL);
	sqlite3_stmt *record = prepare_copy(from, to, "record", "sequence", &record_key);
	sqlite3_stmt *leg = prepare_copy(from, to, "leg", "ticket", &leg_key);
	for (int i = 1; record && leg && i <= TRANSACTIONS; i++) {
		double start = bench_now_us();
		sqlite3_exec(to, "BEGIN IMMEDIATE", NULL, NULL, NULL);
		sqlite3_bind_int(record, record_key, i);
		sqlite3_bind_int(leg, leg_key, i);
		sqlite3_step(record);
		sqlite3_step(leg);
		sqlite3_reset(record);
		sqlite3_reset(leg);
		if (sqlite3_exec(to, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
			break;
		bench_sample(samples, bench_now_us() - start);
	}
	sqlite3_finalize(record);
	sqlite3_finalize(leg);
	if (samples->count == TRANSACTIONS)
		p50 = bench_percentile(samples, 50);
done:
	if (p50 < 0)
		fprintf(stderr, "%s: the rows could not be written again: %s\n", journal,
			to ? sqlite3_errmsg(to) : "no memory");
	sqlite3_close(from);
	sqlite3_close(to);
	unlink(path);
	snprintf(path, sizeof path, "%s/bench-transaction.db-wal", directory);
	unlink(path);
	snprintf(path, sizeof path, "%s/bench-transaction.db-shm", directory);
	unlink(path);
	free(samples);
	return p50;
}
