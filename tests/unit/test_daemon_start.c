/* A start with a changed hall file while the storage refuses everything: the old hall shows on, and
 * the new one counts as soon as the disk takes it, without a restart. */
#include "check.h"
#include "daemon.h"
#include "journal_bed.h"
#include "site.h"
#include "vfs_recorder.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <time.h>
#include <unistd.h>

enum { TEXT_MAX = 65536, TRIES = 500 };

struct asker {
	int port;
	struct vfs_recorder *disk;
	const char *before; /* heal the disk when this is in the hall; NULL: it is healthy */
	const char *wanted;
	bool seen_before, seen;
};

static const char board_text[] = "board: {name: bare, simulated: true}\nports: []\ndevices: []\n";

static int free_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(bind(fd, (struct sockaddr *)&address, size) == 0);
	CHECK(getsockname(fd, (struct sockaddr *)&address, &size) == 0);
	close(fd);
	return ntohs(address.sin_port);
}

static bool hall_has(int port, const char *words)
{
	static const char request[] = "GET /api/v1/hall HTTP/1.1\r\nHost: hall\r\n"
				      "Connection: close\r\n\r\n";
	static char answer[TEXT_MAX];
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	size_t length = 0;
	ssize_t count = 0;
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 &&
	    write(fd, request, sizeof request - 1) == (ssize_t)sizeof request - 1)
		while ((count = read(fd, answer + length, sizeof answer - 1 - length)) > 0)
			length += (size_t)count;
	close(fd);
	answer[length] = 0;
	return strstr(answer, words) != NULL;
}

static bool comes_true(int port, const char *words)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	for (int i = 0; i < TRIES; i++) {
		if (hall_has(port, words))
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

static void *ask(void *context)
{
	static const struct vfs_faults healthy;
	struct asker *asker = context;
	if (asker->before) {
		asker->seen_before = comes_true(asker->port, asker->before);
		vfs_recorder_set_faults(asker->disk, &healthy);
	}
	asker->seen = comes_true(asker->port, asker->wanted);
	kill(getpid(), SIGTERM);
	return NULL;
}

static void run(const struct journal_bed *bed, struct asker *asker)
{
	struct options options = { .listen_address = "127.0.0.1", .clock_rate = 1 };
	char hall[96], board[96], data[96];
	struct site site;
	pthread_t thread;
	snprintf(hall, sizeof hall, "%s/hall.yaml", bed->directory);
	snprintf(board, sizeof board, "%s/board.yaml", bed->directory);
	snprintf(data, sizeof data, "%s/data", bed->directory);
	options.hall_path = hall;
	options.board_path = board;
	options.data_path = data;
	options.listen_port = asker->port = free_port();
	CHECK(site_read(&site, hall, board, NULL) == 0);
	CHECK(pthread_create(&thread, NULL, ask, asker) == 0);
	CHECK(daemon_run(&options, &site, "start") == 0);
	pthread_join(thread, NULL);
	site_free(&site);
}

static void write_file(const struct journal_bed *bed, const char *name, const char *text)
{
	char path[96];
	snprintf(path, sizeof path, "%s/%s", bed->directory, name);
	FILE *file = fopen(path, "w");
	CHECK(file && fputs(text, file) >= 0);
	if (file)
		fclose(file);
}

static void read_demo(const char *path, char text[TEXT_MAX])
{
	FILE *file = fopen(path, "r");
	CHECK(file != NULL);
	text[file ? fread(text, 1, TEXT_MAX - 1, file) : 0] = 0;
	if (file)
		fclose(file);
}

int main(int argc, char **argv)
{
	const struct vfs_faults full = {
		.kinds = 1U << VFS_WRITE, .fail_at = 1, .fail_more = UINT32_MAX, .code = SQLITE_FULL
	};
	static char text[TEXT_MAX];
	struct asker first = { .wanted = "RE2" };
	struct asker second = { .before = "RE2", .wanted = "RE9" };
	struct journal_bed bed;
	if (argc < 2)
		return EXIT_FAILURE;
	journal_bed_init(&bed);
	CHECK(vfs_recorder_create(&second.disk, "start", NULL, false) == 0);
	read_demo(argv[1], text);
	write_file(&bed, "board.yaml", board_text);
	write_file(&bed, "hall.yaml", text);
	run(&bed, &first);
	CHECK(first.seen);
	for (char *at = text; (at = strstr(at, "RE2"));)
		at[2] = '9';
	write_file(&bed, "hall.yaml", text);
	vfs_recorder_set_faults(second.disk, &full);
	run(&bed, &second);
	CHECK(second.seen_before && second.seen);
	journal_bed_finish(&bed);
	vfs_recorder_destroy(second.disk);
	return check_result();
}
