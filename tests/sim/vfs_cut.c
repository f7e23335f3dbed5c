/* vfs-cut LOG: how many operations a recorder's log holds.
 * vfs-cut LOG FOLDER OPERATION least|some|most SEED: write into the empty folder what a power cut
 * before that operation leaves, and print where the operation begins in the log, in bytes. */
#include "vfs_disk.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	static const char *const kinds[] = { "least", "most", "some" };
	struct vfs_disk *disk = NULL;
	uint64_t position = 0;
	uint32_t operation;
	int kind = 0, result;

	if (argc != 2 && argc != 6)
		return 2;
	result = vfs_disk_open(&disk, argv[1]);
	if (result < 0) {
		fprintf(stderr, "%s: %s\n", argv[1], strerror(-result));
		return EXIT_FAILURE;
	}
	if (argc == 2) {
		printf("%u\n", vfs_disk_count(disk));
		vfs_disk_close(disk);
		return EXIT_SUCCESS;
	}
	operation = (uint32_t)strtoul(argv[3], NULL, 10);
	while (kind < 3 && strcmp(argv[4], kinds[kind]) != 0)
		kind++;
	if (kind == 3 || operation >= vfs_disk_count(disk))
		return 2;
	vfs_disk_operation(disk, operation, &position);
	vfs_disk_advance(disk, operation);
	result = vfs_disk_cut(disk, argv[2], (enum vfs_cut)kind, strtoull(argv[5], NULL, 10));
	vfs_disk_close(disk);
	if (result < 0) {
		fprintf(stderr, "%s: %s\n", argv[2], strerror(-result));
		return EXIT_FAILURE;
	}
	printf("%" PRIu64 "\n", position);
	return EXIT_SUCCESS;
}
