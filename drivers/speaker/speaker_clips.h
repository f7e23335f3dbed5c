/* The driver "clips": speaks by joining recorded words. Its keys:
 *
 *   port            a port of kind audio
 *   clips           a folder; by default the stand-ins that the build synthesises
 *   volume_percent  0 … 100 (default)
 *
 * The folder has files NAME.wav (16-bit PCM, mono, one sample rate), "chime.wav" among them.
 * A word without a clip is left out of what is spoken, and health names it. */
#ifndef JIAOHAO_SPEAKER_CLIPS_H
#define JIAOHAO_SPEAKER_CLIPS_H

#include "speaker.h"

extern const struct speaker_ops speaker_clips;

#endif
