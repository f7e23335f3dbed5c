/* jiaohaod: the daemon of one board. */
#include "daemon.h"
#include "options.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
	struct options options;
	struct site site;
	int result = options_parse(&options, argc, argv);
	if (result != 0)
		return result > 0 ? EXIT_SUCCESS : 2;
	if (options.check)
		return daemon_check(&options) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
	result = site_read(&site, options.hall_path, options.board_path, options.data_path);
	if (result == 0)
		result = daemon_run(&options, &site, NULL);
	site_free(&site);
	return result < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
