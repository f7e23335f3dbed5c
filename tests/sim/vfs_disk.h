/* What a power cut leaves of the files, worked out from a recorder's log: all that was synced, and
 * of the rest whatever the disk happened to have written: any subset of the writes, each whole, not
 * at all, or torn at its 512-byte sectors. New and deleted names count only from a sync of the
 * folder on, or by chance, in their order. */
#ifndef JIAOHAO_VFS_DISK_H
#define JIAOHAO_VFS_DISK_H

#include "vfs_log.h"

#include <stdint.h>

struct vfs_disk;

enum vfs_cut {
	CUT_LEAST, /* nothing that was not synced */
	CUT_MOST,  /* all of it: as if the power had waited a moment */
	CUT_SOME,  /* what the seed says */
};

/** Read a log. 0 or -errno. */
int vfs_disk_open(struct vfs_disk **out, const char *log_path);
void vfs_disk_close(struct vfs_disk *disk);
uint32_t vfs_disk_count(const struct vfs_disk *disk);
/** The operation at @p index, below the count; where it begins in the log is @p position. */
const struct vfs_operation *vfs_disk_operation(const struct vfs_disk *disk, uint32_t index,
					       uint64_t *position);
/** Let the operations before @p index happen; only forwards. */
void vfs_disk_advance(struct vfs_disk *disk, uint32_t index);
/** Write the files as a cut at this moment may leave them into the empty folder @p directory.
 *  0 or -errno. */
int vfs_disk_cut(struct vfs_disk *disk, const char *directory, enum vfs_cut cut, uint64_t seed);

#endif
