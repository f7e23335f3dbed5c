/* The driver "espeak": its keys. How an utterance is made is speaker_voice.c. */
#include "speaker_espeak.h"

#include "port.h"
#include "speaker_voice.h"

#include <errno.h>
#include <stdlib.h>

static int espeak_open(struct speaker **out, struct event_base *base, struct config_keys *keys,
		       const struct speaker_owner *owner)
{
	static const char *const kinds[] = { "audio", NULL };
	const char *folder = JIAOHAO_CLIPS_DIR;
	char problem[CLIP_PROBLEM_MAX];
	struct port *port = NULL;
	long volume_percent = 100;
	int has_port = config_keys_need_port(keys, "port", kinds, &port);
	int has_volume = keys->ops->take_integer(keys, "volume_percent", 0, 100, &volume_percent);
	int has_folder = keys->ops->take_text(keys, "clips", &folder);
	if (has_port < 0 || has_volume < 0 || has_folder < 0)
		return -EINVAL;
	struct speaker *speaker = calloc(1, sizeof *speaker);
	if (speaker == NULL)
		return -ENOMEM;
	speaker->owner = owner;
	speaker->base = base;
	speaker->volume_percent = (unsigned)volume_percent;
	speaker->only_synthesiser = true;
	/* Whoever names a folder means it; the one of the build may be missing. */
	int result = clip_store_open(&speaker->store, folder, "chime", problem);
	if (result < 0 && has_folder > 0)
		result = keys->ops->fail(keys, "clips", problem);
	else
		result = speaker_voice_start(speaker, port, true);
	if (result == -EMFILE)
		result = keys->ops->fail(keys, "port", "is named by too many speakers");
	if (result < 0) {
		speaker_voice_close(speaker);
		return result;
	}
	*out = speaker;
	return 0;
}

const struct speaker_ops speaker_espeak = {
	.name = "espeak",
	.open = espeak_open,
	.say = speaker_voice_say,
	.stop = speaker_voice_stop,
	.volume = speaker_voice_volume,
	.statistics = speaker_voice_statistics,
	.close = speaker_voice_close,
};
