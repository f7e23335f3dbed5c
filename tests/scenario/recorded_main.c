/* jiaohaod on a recording disk: the whole daemon, its journal behind the recording VFS. The first
 * argument is the log, the others are jiaohaod's. Only tests link this. */
#include "daemon.h"
#include "options.h"
#include "vfs_recorder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	struct vfs_recorder *recorder;
	struct options options;
	struct site site;
	int result;

	if (argc < 2 || vfs_recorder_create(&recorder, "recording", argv[1], false) < 0) {
		fprintf(stderr, "usage: jiaohaod-recorded LOG [options of jiaohaod]\n");
		return 2;
	}
	argv[1] = argv[0];
	result = options_parse(&options, argc - 1, argv + 1);
	if (result != 0)
		return 2;
	result = site_read(&site, options.hall_path, options.board_path, options.data_path);
	if (result == 0)
		result = daemon_run(&options, &site, "recording");
	site_free(&site);
	vfs_recorder_destroy(recorder);
	return result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
