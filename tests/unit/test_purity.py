#!/usr/bin/env python3
"""A pure room asks nobody but its arguments: no clock, no file, no dice, no allocation.

test_purity.py NM ROOM:USES,USES:ARCHIVE … reads the undefined symbols of each archive. A symbol is
fine when the room itself or a pure room it may use defines it, or when the list below allows it.
First it checks itself on made-up listings, so that a broken parser can't pass for purity.
"""

import re
import subprocess
import sys

ALLOWED = re.compile(
    r"^(mem[a-z]+|__mem[a-z]+_chk|str[a-z]+|__str[a-z]+_chk|snprintf|__snprintf_chk|vsnprintf|"
    r"__vsnprintf_chk|__stack_chk_fail|__assert_fail|_GLOBAL_OFFSET_TABLE_)$"
)
# They match the pattern above and yet reach outside, keep state or allocate.
FORBIDDEN = {"strdup", "strndup", "strerror", "strtok", "strftime", "strptime", "strsignal"}


def symbols(listing):
    """Split the output of nm into (defined, undefined)."""
    defined, undefined = set(), set()
    for line in listing.splitlines():
        match = re.match(r"^(?:[0-9a-f]+)?\s+([A-Za-z])\s+(\S+)$", line)
        if not match:
            continue
        letter, name = match.groups()
        (undefined if letter in "Uw" else defined).add(name)
    return defined, undefined


def offences(room, uses, tables):
    """The symbols this room must not need."""
    own, undefined = tables[room]
    known = set(own)
    for other in uses:
        if other in tables:
            known |= tables[other][0]
    return sorted(
        name
        for name in undefined
        if name not in known and (name in FORBIDDEN or not ALLOWED.match(name))
    )


def self_test():
    listing = "\n".join(
        [
            "decide.o:",
            "0000000000000000 T decide",
            "0000000000000010 r table",
            "                 U memcpy",
            "                 U clock_gettime",
            "                 U malloc",
            "                 U strdup",
            "                 U other_function",
        ]
    )
    tables = {"core": symbols(listing), "other": ({"other_function"}, set())}
    found = offences("core", [], tables)
    assert found == ["clock_gettime", "malloc", "other_function", "strdup"], found
    assert offences("core", ["other"], tables) == ["clock_gettime", "malloc", "strdup"]


def main():
    self_test()
    nm, rooms = sys.argv[1], sys.argv[2:]
    tables, uses = {}, {}
    for argument in rooms:
        room, used, archive = argument.split(":", 2)
        listing = subprocess.run([nm, archive], check=True, capture_output=True, text=True).stdout
        tables[room] = symbols(listing)
        uses[room] = [name for name in used.split(",") if name]
        if not tables[room][0]:
            print(f"{room}: {archive} defines nothing", file=sys.stderr)
            return 1
    failed = False
    for room in tables:
        bad = offences(room, uses[room], tables)
        for name in bad:
            print(f"{room}: needs {name}, which a pure room may not", file=sys.stderr)
        failed = failed or bool(bad)
    if "core" not in tables or "announce" not in tables:
        print("core and announce must be marked PURE", file=sys.stderr)
        failed = True
    print(f"{len(tables)} pure rooms: {' '.join(sorted(tables))}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
