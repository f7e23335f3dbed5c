/* How loud a speaker is at what time of the day, as a board file says it, and what is refused. */
#include "check.h"
#include "config.h"

#include <errno.h>

static char said[512];
static struct config_volume rows[CONFIG_VOLUMES_MAX];
static unsigned count;

static void say(void *context, const char *line)
{
	(void)context;
	snprintf(said, sizeof said, "%s", line);
}

static int take(const char *volume)
{
	struct config_report report = { .say = say };
	struct config_board *board = NULL;
	char text[1024];
	const char *name;
	snprintf(text, sizeof text,
		 "board: {name: test}\nports: []\ndevices:\n  - name: hall\n    volume: %s\n",
		 volume);
	said[0] = '\0';
	CHECK(config_board_parse(&board, "board.yaml", text, strlen(text), &report) == 0);
	struct config_map *map = config_board_device(board, 0);
	CHECK(config_map_text(map, "name", &name) == 1);
	int result = config_map_volume(map, "volume", rows, &count);
	if (config_board_finish(board) > 0) /* a key that nobody knows is said by now too */
		result = -EINVAL;
	config_board_free(board);
	return result;
}

static void the_day_is_parted_as_written(void)
{
	CHECK(take("[{from: \"00:00\", to: \"09:30\", percent: 0}, "
		   "{from: \"12:00\", to: \"24:00\", percent: 40}]") == 1);
	CHECK(count == 2 && rows[0].from_min == 0 && rows[0].to_min == 570);
	CHECK(rows[0].percent == 0 && rows[1].to_min == 1440 && rows[1].percent == 40);
}

static void refused(const char *volume, const char *message)
{
	CHECK(take(volume) == -EINVAL);
	CHECK_TEXT(said, message);
}

static void mistakes_are_said_where_they_stand(void)
{
	refused("loud", "board.yaml:5:13: devices[0].volume: found \"loud\", allowed is a list");
	refused("[{from: \"14:00\", to: \"12:00\", percent: 40}]",
		"board.yaml:5:35: devices[0].volume[0].to: found a time that is not after "
		"\"from\", allowed is a later one up to 24:00");
	refused("[{from: \"12:00\", to: \"14:00\", percent: 140}]",
		"board.yaml:5:52: devices[0].volume[0].percent: found \"140\", allowed are whole "
		"numbers from 0 to 100");
	refused("[{from: \"12:00\", to: \"14:00\"}]",
		"board.yaml:5:14: devices[0].volume[0].percent: is missing, expected is 0 to 100");
	refused("[{from: noon, to: \"14:00\", percent: 4}]",
		"board.yaml:5:21: devices[0].volume[0].from: found \"noon\", allowed are times "
		"from \"00:00\" to \"23:59\"");
	refused("[{from: \"12:00\", to: \"14:00\", percent: 40, days: mon}]",
		"board.yaml:5:56: devices[0].volume[0]: found the key \"days\", allowed are from, "
		"to, percent");
	refused("[{from: \"12:00\", to: \"14:00\", percent: 40}, "
		"{from: \"13:00\", to: \"15:00\", percent: 50}]",
		"board.yaml:5:57: devices[0].volume[1]: found times that begin before those above "
		"end, allowed are ascending ones");
}

int main(void)
{
	the_day_is_parted_as_written();
	mistakes_are_said_where_they_stand();
	return check_result();
}
