/* Keeps, for each file, the bytes that are surely on the disk and the operations that may be. */
#include "vfs_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DISK_NAMES_MAX = 64, DISK_NAME_MAX = 64, DISK_SECTOR = 512 };

/* A file under whatever name: a deleted one may still be found after the cut. */
struct disk_file {
	uint8_t *bytes; /* as synced */
	uint64_t size, room;
	uint32_t *pending; /* indices of operations since its last sync */
	uint32_t pending_count, pending_room;
};

struct disk_entry { /* a change of the folder that is not synced yet */
	uint8_t name;
	uint32_t file; /* index + 1; 0: the name is deleted */
};

struct vfs_disk {
	uint8_t *log;
	uint64_t log_size;
	uint32_t count, room, done;
	struct vfs_operation *operations; /* copies: in the log they lie unaligned */
	uint64_t *positions;		  /* where each begins in the log */
	char names[DISK_NAMES_MAX][DISK_NAME_MAX];
	uint32_t current[DISK_NAMES_MAX]; /* the file a name stands for now: index + 1, 0: none */
	uint32_t durable[DISK_NAMES_MAX]; /* … and surely after a cut */
	struct disk_file *files;
	uint32_t file_count;
	struct disk_entry *entries;
	uint32_t entry_count, entry_room;
	struct disk_file scratch; /* a file as it is cut */
};

static void *grow(void *memory, uint64_t count, size_t size)
{
	void *more = realloc(memory, count * size);

	if (more == NULL) {
		perror("vfs_disk");
		abort();
	}
	return more;
}

/* splitmix64: good enough bits from any seed. */
static uint64_t dice(uint64_t *seed)
{
	uint64_t z = *seed += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static void file_reserve(struct disk_file *file, uint64_t size)
{
	if (size <= file->room)
		return;
	file->room = size * 2;
	file->bytes = grow(file->bytes, file->room, 1);
}

static void file_resize(struct disk_file *file, uint64_t size)
{
	file_reserve(file, size);
	if (size > file->size)
		memset(file->bytes + file->size, 0, size - file->size);
	file->size = size;
}

static const uint8_t *disk_data(const struct vfs_disk *disk, uint32_t index)
{
	return disk->log + disk->positions[index] + sizeof(struct vfs_operation);
}

/* Of a write: sectors whose bit in @p sectors is set. A truncation is whole. */
static void file_apply(struct disk_file *file, const struct vfs_operation *operation,
		       const uint8_t *data, uint64_t sectors)
{
	uint64_t from = operation->offset, end = from + operation->length, next;

	if (operation->kind == VFS_TRUNCATE) {
		file_resize(file, operation->offset);
		return;
	}
	for (unsigned i = 0; from < end; from = next, i++) {
		next = from / DISK_SECTOR * DISK_SECTOR + DISK_SECTOR;
		if (next > end)
			next = end;
		if ((sectors >> i % 64 & 1) == 0)
			continue;
		if (next > file->size)
			file_resize(file, next);
		memcpy(file->bytes + from, data + (from - operation->offset), next - from);
	}
}

static int disk_index(struct vfs_disk *disk)
{
	struct vfs_operation operation;
	uint64_t position = 0;

	while (position + sizeof operation <= disk->log_size) {
		memcpy(&operation, disk->log + position, sizeof operation);
		if (operation.kind == 0 || operation.kind >= VFS_KINDS ||
		    operation.file >= DISK_NAMES_MAX)
			return -EBADMSG;
		/* A killed process may leave half an operation at the end. */
		if (position + sizeof operation + operation.length > disk->log_size)
			break;
		if (disk->count == disk->room) {
			disk->room = disk->room * 2 + 1024;
			disk->positions =
				grow(disk->positions, disk->room, sizeof *disk->positions);
			disk->operations =
				grow(disk->operations, disk->room, sizeof *disk->operations);
		}
		disk->operations[disk->count] = operation;
		disk->positions[disk->count++] = position;
		position += sizeof operation + operation.length;
	}
	return 0;
}

int vfs_disk_open(struct vfs_disk **out, const char *log_path)
{
	struct vfs_disk *disk = calloc(1, sizeof *disk);
	struct stat status;
	int result = 0, fd;

	*out = disk;
	if (disk == NULL)
		return -ENOMEM;
	fd = open(log_path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &status) < 0)
		result = -errno;
	if (result == 0 && status.st_size > 0) {
		disk->log_size = (uint64_t)status.st_size;
		disk->log = malloc(disk->log_size);
		if (disk->log == NULL)
			result = -ENOMEM;
		for (uint64_t got = 0; result == 0 && got < disk->log_size;) {
			ssize_t count = read(fd, disk->log + got, disk->log_size - got);

			if (count <= 0)
				result = count < 0 ? -errno : -EIO;
			else
				got += (uint64_t)count;
		}
	}
	if (fd >= 0)
		close(fd);
	if (result == 0)
		result = disk_index(disk);
	return result;
}

void vfs_disk_close(struct vfs_disk *disk)
{
	if (disk == NULL)
		return;
	for (uint32_t i = 0; i < disk->file_count; i++) {
		free(disk->files[i].bytes);
		free(disk->files[i].pending);
	}
	free(disk->scratch.bytes);
	free(disk->files);
	free(disk->entries);
	free(disk->positions);
	free(disk->operations);
	free(disk->log);
	free(disk);
}

uint32_t vfs_disk_count(const struct vfs_disk *disk)
{
	return disk->count;
}

const struct vfs_operation *vfs_disk_operation(const struct vfs_disk *disk, uint32_t index,
					       uint64_t *position)
{
	if (position != NULL)
		*position = disk->positions[index];
	return &disk->operations[index];
}

static void disk_enter(struct vfs_disk *disk, uint8_t name, uint32_t file)
{
	if (disk->entry_count == disk->entry_room) {
		disk->entry_room = disk->entry_room * 2 + 16;
		disk->entries = grow(disk->entries, disk->entry_room, sizeof *disk->entries);
	}
	disk->entries[disk->entry_count++] = (struct disk_entry){ name, file };
	disk->current[name] = file;
}

static void disk_sync_folder(struct vfs_disk *disk)
{
	for (uint32_t i = 0; i < disk->entry_count; i++)
		disk->durable[disk->entries[i].name] = disk->entries[i].file;
	disk->entry_count = 0;
}

static void disk_open_name(struct vfs_disk *disk, const struct vfs_operation *operation,
			   const uint8_t *data)
{
	uint32_t length = operation->length < DISK_NAME_MAX ? operation->length : DISK_NAME_MAX - 1;

	memcpy(disk->names[operation->file], data, length);
	disk->names[operation->file][length] = '\0';
	if (!operation->directory && disk->current[operation->file] != 0)
		return;
	disk->files = grow(disk->files, disk->file_count + 1, sizeof *disk->files);
	memset(&disk->files[disk->file_count], 0, sizeof *disk->files);
	disk->file_count++;
	disk_enter(disk, operation->file, disk->file_count);
}

static void disk_do(struct vfs_disk *disk, uint32_t index)
{
	const struct vfs_operation *operation = &disk->operations[index];
	uint32_t number = disk->current[operation->file];
	struct disk_file *file = number == 0 ? NULL : &disk->files[number - 1];

	switch (operation->kind) {
	case VFS_OPEN:
		disk_open_name(disk, operation, disk_data(disk, index));
		break;
	case VFS_WRITE:
	case VFS_TRUNCATE:
		if (file == NULL)
			break; /* deleted while open: nobody can see it any more */
		if (file->pending_count == file->pending_room) {
			file->pending_room = file->pending_room * 2 + 16;
			file->pending =
				grow(file->pending, file->pending_room, sizeof *file->pending);
		}
		file->pending[file->pending_count++] = index;
		break;
	case VFS_SYNC:
		for (uint32_t i = 0; file != NULL && i < file->pending_count; i++)
			file_apply(file, &disk->operations[file->pending[i]],
				   disk_data(disk, file->pending[i]), UINT64_MAX);
		if (file != NULL)
			file->pending_count = 0;
		if (operation->directory)
			disk_sync_folder(disk);
		break;
	case VFS_DELETE:
		disk_enter(disk, operation->file, 0);
		if (operation->directory)
			disk_sync_folder(disk);
		break;
	default:
		break;
	}
}

void vfs_disk_advance(struct vfs_disk *disk, uint32_t index)
{
	while (disk->done < index && disk->done < disk->count)
		disk_do(disk, disk->done++);
}

/* Fills the scratch with the file as the cut leaves it. */
static void disk_cut_file(struct vfs_disk *disk, const struct disk_file *file, enum vfs_cut cut,
			  uint64_t *seed)
{
	struct disk_file *scratch = &disk->scratch;
	uint64_t sectors;

	file_reserve(scratch, file->size + 1);
	scratch->size = file->size;
	if (file->size > 0)
		memcpy(scratch->bytes, file->bytes, file->size);
	for (uint32_t i = 0; cut != CUT_LEAST && i < file->pending_count; i++) {
		sectors = UINT64_MAX;
		if (cut == CUT_SOME) {
			switch (dice(seed) % 3) {
			case 0:
				continue;
			case 1:
				sectors = dice(seed);
				break;
			default:
				break;
			}
		}
		file_apply(scratch, &disk->operations[file->pending[i]],
			   disk_data(disk, file->pending[i]), sectors);
	}
}

static int write_whole(const char *path, const uint8_t *bytes, uint64_t size)
{
	int result = 0;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	for (uint64_t done = 0; result == 0 && done < size;) {
		ssize_t count = write(fd, bytes + done, size - done);

		if (count < 0)
			result = -errno;
		else
			done += (uint64_t)count;
	}
	close(fd);
	return result;
}

int vfs_disk_cut(struct vfs_disk *disk, const char *directory, enum vfs_cut cut, uint64_t seed)
{
	uint32_t found[DISK_NAMES_MAX], entries;
	char path[512];
	int result = 0;

	memcpy(found, disk->durable, sizeof found);
	entries = cut == CUT_LEAST  ? 0
		  : cut == CUT_MOST ? disk->entry_count
				    : (uint32_t)(dice(&seed) % (disk->entry_count + 1));
	for (uint32_t i = 0; i < entries; i++)
		found[disk->entries[i].name] = disk->entries[i].file;
	for (uint8_t name = 0; name < DISK_NAMES_MAX && result == 0; name++) {
		if (found[name] == 0)
			continue;
		disk_cut_file(disk, &disk->files[found[name] - 1], cut, &seed);
		snprintf(path, sizeof path, "%s/%s", directory, disk->names[name]);
		result = write_whole(path, disk->scratch.bytes, disk->scratch.size);
	}
	return result;
}
