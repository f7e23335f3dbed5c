/* The driver "xfs5152": speaks by a text-to-speech chip on a UART, XFS5152CE or (chip: syn6288)
 * SYN6288. Its keys:
 *
 *   port            a port of kind serial or tcp; 8N1. XFS5152CE: 4800, 9600, 57600 or 115200 baud
 *                   as its pins say; SYN6288: 9600
 *   chip            xfs5152 (default) or syn6288
 *   encoding        gbk (default), gb2312 or unicode
 *   volume_percent  0 … 100 (default)
 *   speed           0 … 10, 5 by default (syn6288: 0 … 5, 4)
 *   speaker         xfs5152: 3, 51, 52, 53, 54 or 55; without it as the chip is set
 *   chime           a tone of the chip ("sound101"; syn6288: "soundk"), or none
 *
 * It speaks Chinese, an XFS5152CE English too. Of another language only the chime sounds, and
 * finished says that it was not spoken: another speaker of the group has to. Digits must be spelled
 * out. The end of speech is the chip's own 4F (tts_talk.h); health says no_answer, rejected, stuck
 * or why the line is gone. */
#ifndef JIAOHAO_SPEAKER_XFS_H
#define JIAOHAO_SPEAKER_XFS_H

#include "speaker.h"

extern const struct speaker_ops speaker_xfs5152;

#endif
