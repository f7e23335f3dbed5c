/* The log a recording VFS writes: each operation as this header, then `length` bytes of data.
 * Native byte order: it is read on the machine that wrote it. */
#ifndef JIAOHAO_VFS_LOG_H
#define JIAOHAO_VFS_LOG_H

#include <stdint.h>

enum vfs_kind {
	VFS_OPEN = 1, /* data: the file's name without its folder; directory: it was created */
	VFS_WRITE,    /* data at offset */
	VFS_TRUNCATE, /* to offset */
	VFS_SYNC,     /* directory: this sync also made the folder's entries durable */
	VFS_DELETE,   /* directory: the folder was synced too */
	VFS_MARK,     /* offset: a value of the test's own, such as "acknowledged up to here" */
	VFS_KINDS,
};

struct vfs_operation {
	uint8_t kind;
	uint8_t file; /* number of the file's name, from 0 */
	uint8_t directory;
	uint8_t spare;
	uint32_t length;
	uint64_t offset;
};

#endif
