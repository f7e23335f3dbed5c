#!/usr/bin/env python3
"""Are the printers' font levels those of the standards? judge_font_levels.py FONT_LEVELS

Python's codecs say which code is whose: gb2312, gbk (all of gb18030's two bytes), and for gb18030 the
four bytes of CJK extension A, U+3400 to U+4DB5."""
import subprocess
import sys


def has(codec, code):
    try:
        return len(code.decode(codec)) == 1
    except UnicodeDecodeError:
        return False


def expected():
    levels = {}
    for first in range(0x81, 0xFF):
        for second in range(0x40, 0xFF):
            if second != 0x7F:
                code = bytes([first, second])
                levels[code] = "gb2312" if has("gb2312", code) else "gbk"
    for point in range(0x3400, 0x4DB6):
        code = chr(point).encode("gb18030")
        if len(code) == 4:
            levels[code] = "gb18030"
    return levels


def main():
    lines = subprocess.run([sys.argv[1]], stdout=subprocess.PIPE, check=True).stdout.decode().split("\n")
    found = {bytes.fromhex(line.split()[0]): line.split()[1] for line in lines if line}
    wanted = expected()
    # 6763 Chinese characters and 682 others: GB 2312-80, 4.2.
    counts = {level: sum(1 for value in wanted.values() if value == level) for level in ("gb2312", "gbk", "gb18030")}
    assert counts["gb2312"] == 7445, counts
    wrong = [code.hex() for code in wanted.keys() | found.keys()
             if found.get(code) != wanted.get(code) and not (len(code) == 4 and code not in wanted)]
    assert not wrong, wrong[:20]
    extra = [code for code in found if len(code) == 4 and code not in wanted]
    assert all(not "\u3400" <= code.decode("gb18030") <= "\u4db5" for code in extra)
    assert len(extra) <= 60, len(extra)
    print(f"{counts}, and {len(extra)} codes between them")
    return 0


sys.exit(main())
