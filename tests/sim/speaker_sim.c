/* The loudspeaker's side of a sound line. A line that is not a SAY is counted, never guessed at. */
#include "speaker_sim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DURATION_MAX_MS = 600000 };

static void keep(struct speaker_sim *speaker, const struct speaker_sim_spoken *spoken)
{
	if (speaker->count == speaker->room && speaker->room < SPEAKER_SIM_SPOKEN_MAX) {
		uint32_t room = speaker->room ? speaker->room * 2 : 64;
		if (room > SPEAKER_SIM_SPOKEN_MAX)
			room = SPEAKER_SIM_SPOKEN_MAX;
		struct speaker_sim_spoken *more = realloc(speaker->spoken, room * sizeof *more);
		if (more != NULL) {
			speaker->spoken = more;
			speaker->room = room;
		}
	}
	if (speaker->count == speaker->room) {
		speaker->not_kept++;
		free(spoken->clips);
		return;
	}
	speaker->spoken[speaker->count++] = *spoken;
}

/* "STOP": what is being said is cut off. */
static bool line_stop(struct speaker_sim *speaker, const char *line)
{
	if (strcmp(line, "STOP") != 0)
		return false;
	speaker_sim_silence(speaker);
	speaker->stops++;
	return true;
}

static bool line_say(struct speaker_sim *speaker, char *line)
{
	if (strncmp(line, "SAY ", 4) != 0)
		return false;
	char *bar = strrchr(line, '|');
	if (bar == NULL)
		return false;
	char *end;
	long duration_ms = strtol(bar + 1, &end, 10);
	if (end == bar + 1 || *end != '\0' || duration_ms < 0 || duration_ms > DURATION_MAX_MS)
		return false;
	char *clips = line + 4;
	while (bar > clips && bar[-1] == ' ')
		bar--;
	*bar = '\0';
	if (*clips == '\0')
		return false;
	int64_t now = sim_clock_now(speaker->clock);
	struct speaker_sim_spoken spoken = { .start_us = now,
					     .end_us = now + duration_ms * 1000,
					     .clips = strdup(clips) };
	if (spoken.clips == NULL)
		return false;
	spoken.overlap =
		now + (int64_t)SPEAKER_SIM_SLACK_US * speaker->clock->rate < speaker->busy_until_us;
	speaker->overlaps += spoken.overlap;
	if (spoken.end_us > speaker->busy_until_us)
		speaker->busy_until_us = spoken.end_us;
	keep(speaker, &spoken);
	return true;
}

void speaker_sim_init(struct speaker_sim *speaker, const struct sim_clock *clock)
{
	speaker->clock = clock;
}

void speaker_sim_silence(struct speaker_sim *speaker)
{
	int64_t now = sim_clock_now(speaker->clock);
	if (speaker->busy_until_us <= now)
		return;
	speaker->busy_until_us = now;
	if (speaker->count > 0 && speaker->spoken[speaker->count - 1].end_us > now)
		speaker->spoken[speaker->count - 1].end_us = now;
}

void speaker_sim_receive(struct speaker_sim *speaker, const uint8_t *bytes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes[i] == '\n') {
			if (speaker->length > 0 && speaker->line[speaker->length - 1] == '\r')
				speaker->length--;
			speaker->line[speaker->length] = '\0';
			if (speaker->too_long || strlen(speaker->line) != speaker->length ||
			    (!line_stop(speaker, speaker->line) &&
			     !line_say(speaker, speaker->line)))
				speaker->bad_lines++;
			speaker->length = 0;
			speaker->too_long = false;
		} else if (speaker->length < SPEAKER_SIM_LINE_MAX - 1) {
			speaker->line[speaker->length++] = (char)bytes[i];
		} else {
			speaker->too_long = true;
		}
	}
}

void speaker_sim_finish(struct speaker_sim *speaker)
{
	for (uint32_t i = 0; i < speaker->count; i++)
		free(speaker->spoken[i].clips);
	free(speaker->spoken);
	speaker->spoken = NULL;
	speaker->count = 0;
}
