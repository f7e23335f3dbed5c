/* Which /dev/input/event* a board file means. Opens nothing for good, reads no events. */
#ifndef JIAOHAO_INPUT_FIND_H
#define JIAOHAO_INPUT_FIND_H

/** Open what @p device names, non-blocking: a path (also a link of /dev/input/by-id or by-path,
 *  followed anew each time), or "name:PATTERN", the device with keys whose name fits the shell
 *  pattern. The descriptor, or -errno: -ENOENT: nothing fits; -ENOTUNIQ: several fit; -ENOTTY: it
 *  is no input device. */
int input_find(const char *device);

#endif
