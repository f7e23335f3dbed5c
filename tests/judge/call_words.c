/* Prints how a call is said: call_words LANGUAGE NUMBER WINDOW …, two lines each: the clips' names,
 * the text. What firmware/announce makes of it, for judges to compare with their own idea. */
#include "announce.h"

#include <stdio.h>
#include <string.h>

static struct state state;

static void print(const char *language, const char *number, const char *window)
{
	struct announce_speech speech;
	snprintf(state.tickets[1].number, sizeof state.tickets[1].number, "%s", number);
	snprintf(state.hall.windows[0].no, sizeof state.hall.windows[0].no, "%s", window);
	announce_speech(&state, 1, 0, message_language(language), &speech);
	for (unsigned i = 0; i < speech.clip_count; i++)
		printf("%s%s", i > 0 ? " " : "", speech.clips[i]);
	printf("\n%s\n", speech.text);
}

int main(int argc, char **argv)
{
	state.ticket_count = 1;
	state.hall.window_count = 1;
	for (int i = 1; i + 2 < argc; i += 3)
		print(argv[i], argv[i + 1], argv[i + 2]);
	return fflush(stdout) == 0 ? 0 : 1;
}
