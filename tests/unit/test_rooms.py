#!/usr/bin/env python3
"""Rooms use only the rooms and libraries they may.

test_rooms.py TREE reads every #include of firmware, hal, drivers and ui. A header of ours is included
by its plain name, its room must be on the list of the including file's room, and a library's header
must be one the room may use. First it checks itself on made-up violations.
"""

import pathlib
import re
import sys

LIBC = re.compile(
    r"^(std\w+|strings?|ctype|errno|assert|inttypes|limits|math|time|signal|locale|iconv|fcntl|unistd|"
    r"pthread|dlfcn|dirent|getopt|poll|sched|termios|endian|netdb|iconv|malloc|ftw|fnmatch|"
    r"sys/\w+|arpa/\w+|netinet/\w+|linux/[\w-]+|net/\w+)\.h$"
)
PURE_LIBC = re.compile(r"^(assert|errno|limits|stdbool|stddef|stdint|stdio|string)\.h$")

# What stands before ":" in a library's name is the folder its headers lie in.
LIBRARIES = {
    "libfyaml": r"^libfyaml\.h$",
    "sqlite": r"^sqlite3\.h$",
    "libevent": r"^event2/\w+\.h$",
    "jansson": r"^jansson\.h$",
    "libsodium": r"^sodium\.h$",
    "openssl": r"^openssl/\w+\.h$",
    "libgpiod": r"^gpiod\.h$",
    "libudev": r"^libudev\.h$",
    "libmodbus": r"^modbus(/modbus)?\.h$",
    "alsa": r"^alsa/\w+\.h$",
    "espeak-ng": r"^espeak-ng/\w+\.h$",
    "libqrencode": r"^qrencode\.h$",
    "systemd": r"^systemd/[\w-]+\.h$",
    "sdl": r"^SDL2?/SDL\w*\.h$|^SDL\w*\.h$",
    "fribidi": r"^fribidi(/fribidi)?\.h$",
    "x11": r"^X11/[\w/]+\.h$",
    "freetype": r"^ft2build\.h$|^freetype/\w+\.h$",
    "harfbuzz": r"^hb(-\w+)?\.h$",
    "fontconfig": r"^fontconfig/fontconfig\.h$",
    "libpng": r"^png\.h$",
}

# room folder: (our rooms it may use beside itself, libraries). The longest folder that fits counts.
DEVICES = {"hal/device", "hal/port"}
DRIVERS = {
    f"drivers/{name}"
    for name in (
        "printer",
        "display",
        "onbon",
        "keypad",
        "caller",
        "lamp",
        "ff68",
        "speaker",
        "reader",
        "scanner",
        "pager",
    )
}
ROOMS = {
    "firmware/core": (set(), set()),
    "firmware/announce": ({"firmware/core"}, set()),
    "firmware/config": ({"firmware/core"}, {"libfyaml"}),
    "firmware/journal": (
        {"firmware/core:record.h", "firmware/core:limits.h"},
        {"sqlite", "libevent", "libsodium"},
    ),
    "firmware/api": (
        {"firmware/core", "firmware/announce"},
        {"libevent", "jansson", "libsodium", "openssl"},
    ),
    "firmware/app": (
        {
            "firmware/core",
            "firmware/announce",
            "firmware/config",
            "firmware/journal",
            "firmware/api",
            "hal/device",
            "hal/port",  # opened and closed there for the drivers of a board
            "drivers:driver_table.h",
            "drivers/wire",
        },
        {"libevent", "libsodium", "systemd"},
    ),
    "hal/device": (set(), set()),
    "hal/port": ({"hal/device"}, {"libevent", "libgpiod", "libudev", "alsa", "espeak-ng"}),
    "drivers": (DEVICES | DRIVERS, set()),  # the table of them all
    "drivers/printer": (
        DEVICES | {"drivers/printer/drawing:drawing.h"},
        {"libevent", "libqrencode"},
    ),
    "drivers/printer/drawing": (
        set(),
        {"freetype", "harfbuzz", "fribidi", "fontconfig", "libpng"},
    ),
    "drivers/display": (DEVICES, {"libevent"}),
    "drivers/keypad": (DEVICES | {"drivers/caller"}, {"libevent"}),
    "drivers/onbon": (
        DEVICES | {"drivers/display:display_text.h", "drivers/display:led_encode.h"},
        {"libevent"},
    ),
    "drivers/lamp": (DEVICES, {"libevent"}),
    "drivers/caller": (DEVICES, {"libevent"}),
    "drivers/ff68": (DEVICES | {"drivers/caller"}, {"libevent"}),
    "drivers/speaker": (DEVICES, {"libevent"}),
    "drivers/reader": (DEVICES, {"libevent"}),
    "drivers/scanner": (DEVICES, {"libevent"}),
    "drivers/pager": (DEVICES, {"libevent"}),
    # describes bytes for whoever watches; written from the protocols, not from the codecs
    "drivers/wire": ({"hal/port:modbus_frame.h"}, set()),
    "ui/client": (set(), {"libevent", "jansson"}),
    "ui/toolkit": ({"ui/client"}, {"sdl", "fribidi", "x11", "libevent", "libqrencode"}),
    "ui/kiosk": ({"ui/client", "ui/toolkit"}, {"sdl", "fribidi", "x11", "libevent"}),
    "ui/signage": ({"ui/client", "ui/toolkit"}, {"sdl", "fribidi", "x11", "libevent"}),
    # A technician's line must be tried before any daemon runs on it, by the board file that the
    # daemon will read: so ctl sees ports, their frames and board files itself, and of the drivers
    # only the ticket printer's, which prints the labels of what was set up.
    "ui/ctl": (
        {
            "ui/client",
            "hal/device",
            "hal/port",
            "drivers/wire",
            "drivers/keypad:keypad_registers.h",
            "drivers/display:led_encode.h",
            "drivers/printer:printer_escpos.h",
            "firmware/app:board_keys.h",
            "firmware/config",
            "firmware/core",
        },
        {"libevent", "jansson"},
    ),
}
PURE = {"firmware/core", "firmware/announce"}
TOPS = ("firmware", "hal", "drivers", "ui")
# Headers that the build makes, and the room each belongs to.
MADE = {"message_keys.h": "firmware/announce/message_keys.h"}


def room_of(path):
    parts = path.split("/")[:-1]
    while parts:
        if "/".join(parts) in ROOMS:
            return "/".join(parts)
        parts.pop()
    return None


def offences(files):
    """files: path -> text. The list of what is wrong, as sentences."""
    homes, wrong = dict(MADE), []
    for path in sorted(files):
        name = path.rsplit("/", 1)[-1]
        if name.endswith(".h"):
            if name in homes:
                wrong.append(f"{path}: {homes[name]} has the same name")
            homes[name] = path
    for path, text in sorted(files.items()):
        room = room_of(path)
        if room is None:
            wrong.append(f"{path}: stands in no room of the list")
            continue
        rooms, libraries = ROOMS[room]
        for number, line in enumerate(text.splitlines(), 1):
            match = re.match(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>|(\S+))', line)
            if not match:
                continue
            ours, theirs, other = match.groups()
            where = f"{path}:{number}"
            if other:
                wrong.append(f"{where}: an #include of a macro can't be judged")
            elif ours:
                wrong += judge_ours(where, room, rooms, ours, homes)
            else:
                wrong += judge_theirs(where, room, libraries, theirs, homes)
    return wrong


def judge_ours(where, room, rooms, name, homes):
    if "/" in name:
        return [f'{where}: "{name}" is included by a path']
    if name not in homes:
        return [f'{where}: "{name}" is not a header of ours']
    home = room_of(homes[name])
    if home == room or home in rooms or f"{home}:{name}" in rooms:
        return []
    return [f'{where}: {room} may not use {home} ("{name}")']


def judge_theirs(where, room, libraries, name, homes):
    if room in PURE:
        return [] if PURE_LIBC.match(name) else [f"{where}: {room} is pure and includes <{name}>"]
    if LIBC.match(name):
        return []
    for library, pattern in LIBRARIES.items():
        if re.match(pattern, name):
            if library in libraries:
                return []
            return [f"{where}: {room} may not use {library} (<{name}>)"]
    if name.rsplit("/", 1)[-1] in homes:
        return [f"{where}: <{name}> is ours: include it by its plain name in quotes"]
    return [f"{where}: <{name}> is of no library of the list"]


def self_test():
    good = {
        "firmware/core/record/record.h": "#include <stdint.h>\n",
        "firmware/core/state/state.h": '#include "record.h"\n',
        "firmware/announce/announce.h": '#include "state.h"\n',
        "firmware/journal/journal.h": '#include "record.h"\n#include <sqlite3.h>\n',
        "hal/device/printer.h": "#include <stdbool.h>\n",
        "drivers/printer/printer_escpos.c": '#include "printer.h"\n#include <event2/event.h>\n',
    }
    assert offences(good) == [], offences(good)
    violations = {
        "firmware/core/decide/decide.c": '#include "announce.h"\n',
        "firmware/core/clock.c": "#include <time.h>\n",
        "firmware/core/path.c": '#include "../announce/announce.h"\n',
        "firmware/journal/sneak.c": '#include "state.h"\n',
        "drivers/printer/backwards.c": '#include "record.h"\n',
        "drivers/display/qr.c": "#include <qrencode.h>\n",
        "ui/kiosk/shortcut.c": '#include "state.h"\n',
        "hal/device/up.h": '#include "record.h"\n',
        "firmware/app/angle.c": "#include <announce.h>\n",
        "firmware/misc/lost.c": "\n",
        "ui/client/announce.h": "\n",
        "firmware/api/macro.c": "#include HEADER\n",
        "drivers/speaker/unknown.c": "#include <curl/curl.h>\n",
    }
    for path, text in violations.items():
        found = offences({**good, path: text})
        assert len(found) == 1, (path, found)


def main():
    self_test()
    tree = pathlib.Path(sys.argv[1])
    files = {}
    for top in TOPS:
        for path in (tree / top).rglob("*.[ch]"):
            files[path.relative_to(tree).as_posix()] = path.read_text(encoding="utf-8")
    wrong = offences(files)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    print(f"{len(files)} files of {len(ROOMS)} rooms, {len(wrong)} offences")
    return 1 if wrong or not files else 0


if __name__ == "__main__":
    sys.exit(main())
