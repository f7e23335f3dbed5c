/* The driver "clips": speaks by joining recorded words. Its keys:
 *
 *   port            a port of kind audio
 *   clips           a folder; by default the stand-ins that the build synthesises
 *   volume_percent  0 … 100 (default)
 *   fallback        none (default), or espeak: what has no clips (a missing word, a free
 *                   announcement) is said by the synthesiser instead
 *
 * The folder has files NAME.wav (16-bit PCM, mono, one sample rate), "chime.wav" among them; the
 * subfolders zh, en and ug may hold a language's own set (clip_store.h). Without a fallback a
 * word that has no clip is left out of what is spoken, and health names it; a text without clips
 * is a chime alone, and finished says that it was not spoken. */
#ifndef JIAOHAO_SPEAKER_CLIPS_H
#define JIAOHAO_SPEAKER_CLIPS_H

#include "speaker.h"

extern const struct speaker_ops speaker_clips;

#endif
