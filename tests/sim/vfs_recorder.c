/* The recording VFS. Each operation is done and written to the log under one lock, so that the
 * log's order is the order in which the files changed. */
#include "vfs_recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum { RECORDER_FILES_MAX = 64, RECORDER_NAME_MAX = 64 };

struct vfs_recorder {
	sqlite3_vfs vfs;
	sqlite3_vfs *below;
	char name[RECORDER_NAME_MAX];
	int log; /* -1: records nothing */

	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct vfs_faults faults;
	uint32_t counted;
	bool stalled;
	uint8_t file_count;
	char files[RECORDER_FILES_MAX][RECORDER_NAME_MAX];
};

struct recorded_file {
	sqlite3_file base;
	struct vfs_recorder *recorder;
	uint8_t number;
	bool unnamed;	     /* a temporary file: nothing of it survives */
	bool sync_directory; /* its first sync syncs the folder too, as the unix VFS does it */
	sqlite3_file *below; /* behind this struct in the same allocation */
};

static void recorder_log(struct vfs_recorder *recorder, struct vfs_operation operation,
			 const void *data)
{
	struct iovec parts[] = { { &operation, sizeof operation },
				 { (void *)(uintptr_t)data, operation.length } };
	ssize_t length = (ssize_t)(sizeof operation + operation.length);

	if (recorder->log >= 0 && writev(recorder->log, parts, 2) != length) {
		perror("vfs_recorder: the log");
		abort(); /* a log with a hole would prove nothing */
	}
}

enum recorder_order { ORDER_DO, ORDER_FAIL, ORDER_HALF, ORDER_FAIL_AFTER };

/* What the faults say of this operation. The lock is held. */
static enum recorder_order recorder_order(struct vfs_recorder *recorder, enum vfs_kind kind)
{
	const struct vfs_faults *faults = &recorder->faults;

	if ((faults->kinds & 1U << kind) == 0)
		return ORDER_DO;
	recorder->counted++;
	if (faults->fail_at == 0 || recorder->counted < faults->fail_at ||
	    recorder->counted - faults->fail_at > faults->fail_more)
		return ORDER_DO;
	if (faults->half && kind == VFS_WRITE)
		return ORDER_HALF;
	return faults->after ? ORDER_FAIL_AFTER : ORDER_FAIL;
}

static int recorded_write(sqlite3_file *base, const void *data, int length, sqlite3_int64 offset)
{
	struct recorded_file *file = (struct recorded_file *)base;
	struct vfs_recorder *recorder = file->recorder;
	struct vfs_operation operation = { .kind = VFS_WRITE,
					   .file = file->number,
					   .offset = (uint64_t)offset };
	enum recorder_order order;
	int code;

	if (file->unnamed)
		return file->below->pMethods->xWrite(file->below, data, length, offset);
	pthread_mutex_lock(&recorder->lock);
	order = recorder_order(recorder, VFS_WRITE);
	code = recorder->faults.code;
	if (order == ORDER_HALF)
		length /= 2;
	if (order != ORDER_FAIL) {
		int done = file->below->pMethods->xWrite(file->below, data, length, offset);

		operation.length = (uint32_t)length;
		if (done == SQLITE_OK)
			recorder_log(recorder, operation, data);
		if (done != SQLITE_OK || order == ORDER_DO)
			code = done;
	}
	pthread_mutex_unlock(&recorder->lock);
	return code;
}

static int recorded_truncate(sqlite3_file *base, sqlite3_int64 size)
{
	struct recorded_file *file = (struct recorded_file *)base;
	struct vfs_recorder *recorder = file->recorder;
	struct vfs_operation operation = { .kind = VFS_TRUNCATE,
					   .file = file->number,
					   .offset = (uint64_t)size };
	enum recorder_order order;
	int code;

	if (file->unnamed)
		return file->below->pMethods->xTruncate(file->below, size);
	pthread_mutex_lock(&recorder->lock);
	order = recorder_order(recorder, VFS_TRUNCATE);
	code = recorder->faults.code;
	if (order != ORDER_FAIL) {
		int done = file->below->pMethods->xTruncate(file->below, size);

		if (done == SQLITE_OK)
			recorder_log(recorder, operation, NULL);
		if (done != SQLITE_OK || order == ORDER_DO)
			code = done;
	}
	pthread_mutex_unlock(&recorder->lock);
	return code;
}

static int recorded_sync(sqlite3_file *base, int flags)
{
	struct recorded_file *file = (struct recorded_file *)base;
	struct vfs_recorder *recorder = file->recorder;
	struct vfs_operation operation = { .kind = VFS_SYNC,
					   .file = file->number,
					   .directory = file->sync_directory };
	enum recorder_order order;
	int code;

	if (file->unnamed)
		return file->below->pMethods->xSync(file->below, flags);
	pthread_mutex_lock(&recorder->lock);
	while (recorder->stalled)
		pthread_cond_wait(&recorder->changed, &recorder->lock);
	order = recorder_order(recorder, VFS_SYNC);
	code = recorder->faults.code;
	/* A sync that is said to fail may have done its work; what it leaves unsynced stays so. */
	if (order != ORDER_FAIL) {
		int done = file->below->pMethods->xSync(file->below, flags);

		if (done == SQLITE_OK) {
			recorder_log(recorder, operation, NULL);
			file->sync_directory = false;
		}
		if (done != SQLITE_OK || order == ORDER_DO)
			code = done;
	}
	pthread_mutex_unlock(&recorder->lock);
	return code;
}

/* The rest goes through. */

static int recorded_close(sqlite3_file *base)
{
	struct recorded_file *file = (struct recorded_file *)base;

	return file->below->pMethods->xClose(file->below);
}

static int recorded_read(sqlite3_file *base, void *data, int length, sqlite3_int64 offset)
{
	struct recorded_file *file = (struct recorded_file *)base;

	return file->below->pMethods->xRead(file->below, data, length, offset);
}

static int recorded_size(sqlite3_file *base, sqlite3_int64 *size)
{
	struct recorded_file *file = (struct recorded_file *)base;

	return file->below->pMethods->xFileSize(file->below, size);
}

static int recorded_lock(sqlite3_file *base, int level)
{
	struct recorded_file *file = (struct recorded_file *)base;

	return file->below->pMethods->xLock(file->below, level);
}

static int recorded_unlock(sqlite3_file *base, int level)
{
	struct recorded_file *file = (struct recorded_file *)base;

	return file->below->pMethods->xUnlock(file->below, level);
}

static int recorded_check_reserved(sqlite3_file *base, int *out)
{
	struct recorded_file *file = (struct recorded_file *)base;

	return file->below->pMethods->xCheckReservedLock(file->below, out);
}

static int recorded_control(sqlite3_file *base, int what, void *arg)
{
	struct recorded_file *file = (struct recorded_file *)base;

	return file->below->pMethods->xFileControl(file->below, what, arg);
}

static int recorded_sector_size(sqlite3_file *base)
{
	struct recorded_file *file = (struct recorded_file *)base;

	return file->below->pMethods->xSectorSize(file->below);
}

static int recorded_characteristics(sqlite3_file *base)
{
	struct recorded_file *file = (struct recorded_file *)base;

	return file->below->pMethods->xDeviceCharacteristics(file->below);
}

static int recorded_shm_map(sqlite3_file *base, int page, int size, int extend, void volatile **out)
{
	struct recorded_file *file = (struct recorded_file *)base;

	return file->below->pMethods->xShmMap(file->below, page, size, extend, out);
}

static int recorded_shm_lock(sqlite3_file *base, int offset, int count, int flags)
{
	struct recorded_file *file = (struct recorded_file *)base;

	return file->below->pMethods->xShmLock(file->below, offset, count, flags);
}

static void recorded_shm_barrier(sqlite3_file *base)
{
	struct recorded_file *file = (struct recorded_file *)base;

	file->below->pMethods->xShmBarrier(file->below);
}

static int recorded_shm_unmap(sqlite3_file *base, int remove)
{
	struct recorded_file *file = (struct recorded_file *)base;

	return file->below->pMethods->xShmUnmap(file->below, remove);
}

/* Version 2: with shared memory for the log's index, without memory-mapped files. */
static const sqlite3_io_methods recorded_methods = {
	.iVersion = 2,
	.xClose = recorded_close,
	.xRead = recorded_read,
	.xWrite = recorded_write,
	.xTruncate = recorded_truncate,
	.xSync = recorded_sync,
	.xFileSize = recorded_size,
	.xLock = recorded_lock,
	.xUnlock = recorded_unlock,
	.xCheckReservedLock = recorded_check_reserved,
	.xFileControl = recorded_control,
	.xSectorSize = recorded_sector_size,
	.xDeviceCharacteristics = recorded_characteristics,
	.xShmMap = recorded_shm_map,
	.xShmLock = recorded_shm_lock,
	.xShmBarrier = recorded_shm_barrier,
	.xShmUnmap = recorded_shm_unmap,
};

static uint8_t recorder_number(struct vfs_recorder *recorder, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash == NULL ? path : slash + 1;
	uint8_t number = 0;

	while (number < recorder->file_count && strcmp(recorder->files[number], name) != 0)
		number++;
	if (number == RECORDER_FILES_MAX || strlen(name) >= RECORDER_NAME_MAX)
		abort();
	if (number == recorder->file_count) {
		strcpy(recorder->files[number], name);
		recorder->file_count++;
	}
	return number;
}

static int recorder_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *base, int flags,
			 int *out_flags)
{
	struct vfs_recorder *recorder = vfs->pAppData;
	struct recorded_file *file = (struct recorded_file *)base;
	struct vfs_operation operation = { .kind = VFS_OPEN };
	int code;

	memset(file, 0, sizeof *file);
	file->recorder = recorder;
	file->below = (sqlite3_file *)(file + 1);
	file->unnamed = path == NULL;
	pthread_mutex_lock(&recorder->lock);
	operation.directory = path != NULL && access(path, F_OK) < 0;
	code = recorder->below->xOpen(recorder->below, path, file->below, flags, out_flags);
	if (code == SQLITE_OK && path != NULL) {
		file->number = recorder_number(recorder, path);
		file->sync_directory = (flags & SQLITE_OPEN_CREATE) != 0 &&
				       (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL |
						 SQLITE_OPEN_SUPER_JOURNAL)) != 0;
		operation.file = file->number;
		operation.length = (uint32_t)strlen(recorder->files[file->number]);
		recorder_log(recorder, operation, recorder->files[file->number]);
	}
	pthread_mutex_unlock(&recorder->lock);
	if (file->below->pMethods != NULL)
		base->pMethods = &recorded_methods;
	return code;
}

static int recorder_delete(sqlite3_vfs *vfs, const char *path, int sync_directory)
{
	struct vfs_recorder *recorder = vfs->pAppData;
	struct vfs_operation operation = { .kind = VFS_DELETE, .directory = sync_directory != 0 };
	enum recorder_order order;
	int code;

	pthread_mutex_lock(&recorder->lock);
	order = recorder_order(recorder, VFS_DELETE);
	code = recorder->faults.code;
	if (order != ORDER_FAIL) {
		int done = recorder->below->xDelete(recorder->below, path, sync_directory);

		if (done == SQLITE_OK) {
			operation.file = recorder_number(recorder, path);
			recorder_log(recorder, operation, NULL);
		}
		if (done != SQLITE_OK || order == ORDER_DO)
			code = done;
	}
	pthread_mutex_unlock(&recorder->lock);
	return code;
}

static int recorder_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
	struct vfs_recorder *recorder = vfs->pAppData;

	return recorder->below->xAccess(recorder->below, path, flags, out);
}

static int recorder_full_path(sqlite3_vfs *vfs, const char *path, int size, char *out)
{
	struct vfs_recorder *recorder = vfs->pAppData;

	return recorder->below->xFullPathname(recorder->below, path, size, out);
}

static int recorder_last_error(sqlite3_vfs *vfs, int size, char *out)
{
	struct vfs_recorder *recorder = vfs->pAppData;

	return recorder->below->xGetLastError(recorder->below, size, out);
}

int vfs_recorder_create(struct vfs_recorder **out, const char *name, const char *log_path,
			bool is_default)
{
	struct vfs_recorder *recorder = calloc(1, sizeof *recorder);
	int error;

	*out = NULL;
	if (recorder == NULL)
		return -ENOMEM;
	recorder->log = -1;
	if (log_path != NULL) {
		recorder->log =
			open(log_path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
		if (recorder->log < 0) {
			error = errno;
			free(recorder);
			return -error;
		}
	}
	snprintf(recorder->name, sizeof recorder->name, "%s", name);
	pthread_mutex_init(&recorder->lock, NULL);
	pthread_cond_init(&recorder->changed, NULL);
	recorder->below = sqlite3_vfs_find(NULL);
	/* Time, sleep, randomness and libraries are the system's own: they need no state of it. */
	recorder->vfs = *recorder->below;
	recorder->vfs.szOsFile = (int)sizeof(struct recorded_file) + recorder->below->szOsFile;
	recorder->vfs.zName = recorder->name;
	recorder->vfs.pNext = NULL;
	recorder->vfs.pAppData = recorder;
	recorder->vfs.xOpen = recorder_open;
	recorder->vfs.xDelete = recorder_delete;
	recorder->vfs.xAccess = recorder_access;
	recorder->vfs.xFullPathname = recorder_full_path;
	recorder->vfs.xGetLastError = recorder_last_error;
	sqlite3_vfs_register(&recorder->vfs, is_default);
	*out = recorder;
	return 0;
}

void vfs_recorder_destroy(struct vfs_recorder *recorder)
{
	if (recorder == NULL)
		return;
	sqlite3_vfs_unregister(&recorder->vfs);
	if (recorder->log >= 0)
		close(recorder->log);
	pthread_cond_destroy(&recorder->changed);
	pthread_mutex_destroy(&recorder->lock);
	free(recorder);
}

void vfs_recorder_mark(struct vfs_recorder *recorder, uint64_t value)
{
	struct vfs_operation operation = { .kind = VFS_MARK, .offset = value };

	pthread_mutex_lock(&recorder->lock);
	recorder_log(recorder, operation, NULL);
	pthread_mutex_unlock(&recorder->lock);
}

void vfs_recorder_set_faults(struct vfs_recorder *recorder, const struct vfs_faults *faults)
{
	pthread_mutex_lock(&recorder->lock);
	recorder->faults = *faults;
	recorder->counted = 0;
	pthread_mutex_unlock(&recorder->lock);
}

uint32_t vfs_recorder_counted(struct vfs_recorder *recorder)
{
	uint32_t counted;

	pthread_mutex_lock(&recorder->lock);
	counted = recorder->counted;
	pthread_mutex_unlock(&recorder->lock);
	return counted;
}

void vfs_recorder_stall(struct vfs_recorder *recorder, bool stall)
{
	pthread_mutex_lock(&recorder->lock);
	recorder->stalled = stall;
	pthread_cond_broadcast(&recorder->changed);
	pthread_mutex_unlock(&recorder->lock);
}
