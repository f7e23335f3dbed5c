/* An SQLite VFS over the system's one that records all that reaches the files, in one global order,
 * and fails on request. Reads, locks and the shared-memory index go through unrecorded: they leave
 * nothing on the disk that survives a power cut. */
#ifndef JIAOHAO_VFS_RECORDER_H
#define JIAOHAO_VFS_RECORDER_H

#include "vfs_log.h"

#include <stdbool.h>
#include <stdint.h>

struct vfs_recorder;

/* All zero: a healthy disk. Operations of the chosen kinds are counted from the moment the faults
 * are set; the fail_at-th (from 1) and the fail_more after it fail. */
struct vfs_faults {
	uint32_t kinds; /* bits 1 << enum vfs_kind */
	uint32_t fail_at;
	uint32_t fail_more; /* UINT32_MAX: all from there on */
	int code;	    /* SQLITE_IOERR_WRITE, SQLITE_FULL … */
	bool after;	    /* it is done, and then said to have failed */
	bool half;	    /* half of a write is done, and then it fails */
};

/** Register a VFS called @p name. @p log_path: written anew; NULL records nothing. @p is_default:
 *  whoever names no VFS gets this one. 0 or -errno. */
int vfs_recorder_create(struct vfs_recorder **out, const char *name, const char *log_path,
			bool is_default);
/** Accepts NULL. All files opened through it must be closed. */
void vfs_recorder_destroy(struct vfs_recorder *recorder);
/** A VFS_MARK in the same order. Any thread. */
void vfs_recorder_mark(struct vfs_recorder *recorder, uint64_t value);
/** Any thread. */
void vfs_recorder_set_faults(struct vfs_recorder *recorder, const struct vfs_faults *faults);
/** How many operations of the chosen kinds were seen since the faults were set. */
uint32_t vfs_recorder_counted(struct vfs_recorder *recorder);
/** While true, syncs don't come back. */
void vfs_recorder_stall(struct vfs_recorder *recorder, bool stall);

#endif
