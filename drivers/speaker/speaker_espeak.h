/* The driver "espeak": every word by the synthesiser espeak-ng. It can be understood but is no
 * voice for a hall. Its keys:
 *
 *   port            a port of kind audio
 *   clips           a folder with the chime; by default the one that the build makes
 *   volume_percent  0 … 100 (default)
 *
 * Voices for Chinese, English and Uyghur; of a language without one only the chime sounds, and
 * finished says that it was not spoken. */
#ifndef JIAOHAO_SPEAKER_ESPEAK_H
#define JIAOHAO_SPEAKER_ESPEAK_H

#include "speaker.h"

extern const struct speaker_ops speaker_espeak;

#endif
