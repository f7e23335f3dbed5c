/* A sender of pagers whose frames the board file writes down: "driver: pager-frames". Keys: port
 * (kind serial or tcp), call (its frame, as pager_frame.h describes them), heads_up, off (frames,
 * for senders that know them; without one that signal is not sent), check (none, sum8, xor8),
 * check_from (the first byte that is summed up, from 0), repeat (how often each is sent, 1 … 10,
 * default 2: radio loses frames and nothing answers), gap_ms (between two frames, 20 … 5000,
 * default 200), highest (the highest number of a pager here, default what fits into the frames). */
#ifndef JIAOHAO_PAGER_FRAMES_H
#define JIAOHAO_PAGER_FRAMES_H

#include "pager.h"

extern const struct pager_ops pager_frames;

#endif
