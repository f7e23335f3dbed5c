#!/usr/bin/env python3
"""Turns the message files into C, and refuses what would go wrong in a hall.

make_messages.py FOLDER OUT reads FOLDER/{zh,en,ug}.txt and FOLDER/uses.txt and writes
OUT/message_keys.h and OUT/message_table.c. Refused, with file and line: a key that a language lacks, a
placeholder that nobody declared or that not every language names, a text too long for its use, a text
that is not what one line of a file can hold. Words are not judged here.
"""

import fnmatch
import os
import re
import sys

LANGUAGES = ("zh", "en", "ug")
KEY = re.compile(r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# In the C table a placeholder is this byte and its index + 1: no text holds a control character.
MARK = 1


class Wrong(Exception):
    pass


def cells(text):
    """As a printer and a display count: what is wide in East Asia takes two."""
    return sum(2 if ord(c) >= 0x1100 else 1 for c in text)


def lines_of(path):
    try:
        with open(path, "rb") as file:
            text = file.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise Wrong(f"{path}: is not UTF-8 at byte {error.start}") from None
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            yield f"{path}:{number}", line


def read_messages(path):
    messages = {}
    for where, line in lines_of(path):
        key, equals, text = line.partition(" = ")
        if not equals or not KEY.match(key):
            raise Wrong(f"{where}: is not \"some.key = text\": {line}")
        if key in messages:
            raise Wrong(f"{where}: {key} stands here a second time")
        if not text or text != text.strip():
            raise Wrong(f"{where}: {key} is empty, or has blanks around it")
        if any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 for c in text):
            raise Wrong(f"{where}: {key} holds a control character")
        if re.search(r"[{}]", PLACEHOLDER.sub("", text)):
            raise Wrong(f"{where}: {key} has a brace without its other one")
        messages[key] = (where, text)
    if not messages:
        raise Wrong(f"{path}: holds no message")
    return messages


def read_uses(path):
    """(placeholders: name -> (kind, cells), uses: [(pattern, cells)])"""
    placeholders, uses = {}, []
    for where, line in lines_of(path):
        words = line.split()
        if len(words) == 4 and words[0] == "placeholder" and words[2] in ("text", "count") \
                and words[3].isdigit():
            if not re.match(r"^[a-z][a-z_]*$", words[1]) or words[1] in placeholders:
                raise Wrong(f"{where}: {words[1]} is no name, or stands here a second time")
            placeholders[words[1]] = (words[2], int(words[3]))
        elif len(words) == 3 and words[0] == "use" and words[2].isdigit():
            uses.append((words[1], int(words[2])))
        else:
            raise Wrong(f"{where}: is neither \"use PATTERN CELLS\" nor "
                        f"\"placeholder NAME text|count CELLS\": {line}")
    return placeholders, uses


def check_keys(tables):
    for language in LANGUAGES:
        for other in LANGUAGES:
            for key, (where, _) in tables[other].items():
                if key not in tables[language]:
                    raise Wrong(f"{where}: {key} is missing in {language}.txt")


def check_text(where, key, text, placeholders, uses):
    width = cells(PLACEHOLDER.sub("", text))
    for name in PLACEHOLDER.findall(text):
        if name not in placeholders:
            raise Wrong(f"{where}: {key} names {{{name}}}; known are {', '.join(sorted(placeholders))}")
        width += placeholders[name][1]
    for pattern, limit in uses:
        if fnmatch.fnmatchcase(key, pattern):
            if width > limit:
                raise Wrong(f"{where}: {key} takes {width} cells; allowed are {limit} ({pattern})")
            return
    raise Wrong(f"{where}: {key} has no use in uses.txt, so nobody knows how long it may be")


def check(tables, placeholders, uses):
    check_keys(tables)
    for key, (_, first) in tables[LANGUAGES[0]].items():
        named = set(PLACEHOLDER.findall(first))
        for language in LANGUAGES:
            where, text = tables[language][key]
            check_text(where, key, text, placeholders, uses)
            differ = named ^ set(PLACEHOLDER.findall(text))
            if differ:
                raise Wrong(f"{where}: {key} and {LANGUAGES[0]}.txt differ in "
                            + ", ".join(f"{{{name}}}" for name in sorted(differ)))


def c_string(text, order):
    out = bytearray()
    at = 0
    for match in PLACEHOLDER.finditer(text):
        out += text[at:match.start()].encode() + bytes((MARK, order[match.group(1)] + 1))
        at = match.end()
    out += text[at:].encode()
    return "".join(chr(b) if 32 <= b < 127 and chr(b) not in "\"\\?" else f"\\{b:03o}" for b in out)


def constant(key):
    return "MESSAGE_" + key.replace(".", "_").upper()


def write(path, lines):
    """Only what changed, so that nothing is compiled anew for nothing."""
    text = "\n".join(lines) + "\n"
    try:
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return os.utime(path)
    except FileNotFoundError:
        pass
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def header(keys, placeholders):
    yield "/* Made by make_messages.py from the message files: change those. */"
    yield "#ifndef JIAOHAO_MESSAGE_KEYS_H"
    yield "#define JIAOHAO_MESSAGE_KEYS_H"
    yield ""
    yield "#include <stdint.h>"
    yield ""
    yield "enum message_key {"
    for key in keys:
        yield f"\t{constant(key)}, /* {key} */"
    yield "\tMESSAGE_COUNT"
    yield "};"
    yield ""
    yield "/* One field for each placeholder; what a text does not name is not read. */"
    yield "struct message_values {"
    for name, (kind, _) in placeholders.items():
        yield f"\tconst char *{name};" if kind == "text" else f"\tuint32_t {name};"
    yield "};"
    yield ""
    yield "#endif"


def table(keys, placeholders, tables):
    order = {name: index for index, name in enumerate(placeholders)}
    yield "/* Made by make_messages.py from the message files: change those. */"
    yield '#include "message_table.h"'
    yield ""
    yield "#include <stddef.h>"
    yield ""
    yield "const char *const message_names[MESSAGE_COUNT] = {"
    for key in keys:
        yield f'\t"{key}",'
    yield "};"
    yield ""
    yield "const struct message_placeholder message_placeholders[] = {"
    for name, (kind, _) in placeholders.items():
        yield f"\t{{ offsetof(struct message_values, {name}), {int(kind == 'count')} }},"
    yield "};"
    yield ""
    yield "const char *const message_texts[MESSAGE_LANGUAGES][MESSAGE_COUNT] = {"
    for language in LANGUAGES:
        yield "\t{"
        for key in keys:
            yield f'\t\t"{c_string(tables[language][key][1], order)}",'
        yield "\t},"
    yield "};"


def main():
    folder, out = sys.argv[1:]
    try:
        placeholders, uses = read_uses(os.path.join(folder, "uses.txt"))
        tables = {name: read_messages(os.path.join(folder, name + ".txt")) for name in LANGUAGES}
        check(tables, placeholders, uses)
    except Wrong as wrong:
        print(wrong, file=sys.stderr)
        return 1
    keys = sorted(tables[LANGUAGES[0]])
    if len({constant(key) for key in keys}) < len(keys):
        print(f"{folder}: two keys differ only in \".\" and \"_\"", file=sys.stderr)
        return 1
    write(os.path.join(out, "message_keys.h"), header(keys, placeholders))
    write(os.path.join(out, "message_table.c"), table(keys, placeholders, tables))
    return 0


sys.exit(main())
