#!/usr/bin/env python3
"""Is the text on a ticket exactly the text asked for? judge_ticket_text.py TICKET_BYTES NODE_MODULES

The bytes are walked by the documented commands (escpos_walk.py) and turned back by Python's own
gb18030; the same texts are encoded by receiptline, which printer engineers keep, and must give the
same bytes. Without receiptline (no npm registry) the first half still counts, and the test is skipped."""
import json
import os
import random
import re
import subprocess
import sys

from escpos_walk import walk

COLUMNS = {58: 32, 80: 48}
SEED = 20260727

# Six components of characters have two bytes since GB 18030-2005 and four in the edition of 2000, which
# Python follows: the printers' fonts have the same shapes there, but the two decoders disagree.
EDITIONS_DIFFER = "\U00020087\U00020089\U000200cc\U000215d7\U0002298f\U000241fe"

FIXED = [
    "株洲市民中心", "不动产登记 3楼B区", "A012", "您前面还有3人等候，预计等候8～20分钟",
    "请在休息区等候，注意呼叫及大屏显示信息", "过号后请在5分钟内到取号机或咨询导办台恢复排队",
    "监督电话 12345", "2026-07-27 09:05", "㐀㐁䶵 four-byte", "（）【】《》、。·—…￥℃①",
    "䶮堃犇", "", "a|b\\c{d}", "全角Ａ１２",
]


def random_text(dice):
    """Characters of one, two and four bytes, all of them in a GB18030 printer's own font."""
    def one():
        kind = dice.randrange(10)
        if kind < 3:
            return chr(dice.randrange(0x20, 0x7F))
        if kind < 8:
            return chr(dice.randrange(0x4E00, 0x9FA6))
        return chr(dice.randrange(0x3400, 0x4DB6))
    text = ""
    while len((text + "𠀀").encode()) < 150 and dice.random() < 0.97:
        text += one()
    return "".join(c for c in text if c not in EDITIONS_DIFFER)


def cells(text):
    return sum(1 if ord(c) < 0x80 else 2 for c in text)


def wrapped(text, limit):
    """Greedy, at whole characters: what a reader expects of a narrow paper."""
    lines = [""]
    for c in text:
        if lines[-1] and cells(lines[-1] + c) > limit:
            lines.append("")
        lines[-1] += c
    return lines


def encode(program, width, page):
    text = "".join(f"{align}\t{size}\t{int(bold)}\t{line}\n" for align, size, bold, line in page)
    return subprocess.run([program, f"{width}mm-gb18030"], input=text.encode(), stdout=subprocess.PIPE, check=True).stdout


def judge_page(program, width, page):
    paper = walk(encode(program, width, page))
    found = iter(paper.lines)
    for align, size, bold, text in page:
        for part in wrapped(text, COLUMNS[width] // size):
            line = next(found)
            assert line["text"] == part, f"printed {line['text']!r}, asked for {part!r}"
            assert line["align"] == align and line["size"] == (size, size) and line["bold"] == bold, line
    assert next(found, None) is None, "more lines than were asked for"
    assert paper.cuts == 1
    assert paper.commands[-1] == (b"\x1dr", b"\x01") and paper.commands[-2] == (b"\x1dV", b"\x01")


def runs(text):
    return re.findall(r"[^\x00-\x7f]+", text)


def judge_receiptline(program, modules, texts):
    script = """
        const receiptline = require(process.argv[1]);
        const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        const out = texts.map(t => Buffer.from(receiptline.transform(t,
            {cpl: 48, encoding: 'gb18030', command: 'generic'}), 'latin1').toString('hex'));
        console.log(JSON.stringify(out));"""
    out = subprocess.run(["node", "-e", script, os.path.join(modules, "receiptline")],
                         input=json.dumps(texts).encode(), stdout=subprocess.PIPE, check=True).stdout
    theirs = [bytes.fromhex(text) for text in json.loads(out)]
    for first in range(0, len(texts), 30):
        page = [(0, 1, False, text) for text in texts[first:first + 30]]
        lines = walk(encode(program, 80, page)).lines
        for text, line, other in zip(texts[first:], lines, theirs[first:]):
            assert line["text"] == text
            assert line["bytes"] in other, f"{text!r}: receiptline has other bytes than {line['bytes'].hex(' ')}"
    return sum(map(len, texts))


def main():
    program, modules = sys.argv[1:]
    dice = random.Random(SEED)
    print("seed", SEED)
    texts = FIXED + [random_text(dice) for _ in range(400)]
    pages = 0
    for width in COLUMNS:
        for first in range(0, len(texts), 16):
            page = [(dice.randrange(3), dice.choice([1, 1, 2, 3, 4, 8]), dice.random() < 0.3, text)
                    for text in texts[first:first + 16]]
            judge_page(program, width, page)
            pages += 1
    print(f"{pages} pages of {len(texts)} texts turned back exactly")
    if not os.path.isdir(os.path.join(modules, "receiptline")):
        print("skipped: receiptline is not installed (no npm registry?)")
        return 77
    # Short and without receiptline's own marks, so that it neither wraps nor interprets them.
    plain = [run[:20] for text in texts for run in runs(text)]
    plain = [text for text in plain if not re.search("[\u2500-\u257f]", text)]
    print(f"{judge_receiptline(program, modules, plain)} characters the same as receiptline's")
    return 0


sys.exit(main())
