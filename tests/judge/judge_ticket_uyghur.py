#!/usr/bin/env python3
"""Is Uyghur on a ticket the Uyghur that Pango sets? judge_ticket_uyghur.py TICKET_BYTES

Each line is taken from the ticket's bytes as a picture and laid over what pango-view makes of the same
text in the same font: order of words, joined letters, and the digits and Latin letters in between. Both
pictures must cover each other within two dots; a line with its digits turned round, and one with its
letters not joined, must not, or the comparison would prove nothing."""
import os
import shutil
import subprocess
import sys
import tempfile

from escpos_walk import walk

FONT = "Noto Naskh Arabic,Noto Sans CJK SC"
DOTS = 24
LINES = [
    "سىزنىڭ نومۇرىڭىز",
    "نومۇرىڭىز A012، ئالدىڭىزدا 3 ئادەم بار",
    "3-قەۋەت B رايونى",
    "ساقلاش ۋاقتى 20 مىنۇت",
    "2026-07-27 09:05",
    "ئائىلە نوپۇسى (12345)",
    "تېلېفون: \u20660731-12345678\u2069",
]
# What a broken setter would show: digits reversed, letters kept apart by a non-joiner.
WRONG = [(LINES[0], "\u200c".join(LINES[0])),
         (LINES[2], "رايونى B 3-قەۋەت"),
         (LINES[4], "72-70-6202 50:90"),
         (LINES[4], "09:05 2026-07-27"),
         (LINES[6], "تېلېفون: 0731-12345678")]


def crop(rows):
    rows = [row for row in rows if any(row)]
    left = min(row.index(1) for row in rows)
    right = max(len(row) - 1 - row[::-1].index(1) for row in rows)
    return [row[left:right + 1] for row in rows]


def ours(program, text):
    page = f"language\tug\n0\t1\t0\t{text}\n"
    data = subprocess.run([program, "80mm"], input=page.encode(), stdout=subprocess.PIPE, check=True).stdout
    images = walk(data).images
    assert len(images) == 1, f"{text!r}: {len(images)} pictures"
    assert images[0]["align"] == 2, f"{text!r} does not begin at the right"
    return crop([[byte >> 7 - bit & 1 for byte in row for bit in range(8)] for row in images[0]["rows"]])


def pangos(folder, text):
    path = os.path.join(folder, "pango.png")
    subprocess.run(["pango-view", "--no-display", "-q", "--dpi=72", f"--font={FONT} {DOTS}", "--language=ug",
                    "--rtl", "--hinting=none", "--antialias=gray", f"--text={text}", "-o", path], check=True)
    gray = subprocess.run(["convert", path, "-background", "white", "-alpha", "remove", "-colorspace", "gray",
                           "-depth", "8", "pgm:-"], stdout=subprocess.PIPE, check=True).stdout
    head, size, _, pixels = gray.split(b"\n", 3)
    assert head == b"P5", head
    width, height = map(int, size.split())
    return crop([[int(pixels[y * width + x] < 155) for x in range(width)] for y in range(height)])


def covered(one, other, reach=2):
    """Which part of the black dots of one has a black dot of the other near it."""
    height, width = len(other), len(other[0])
    black = hit = 0
    for y, row in enumerate(one):
        for x, dot in enumerate(row):
            if dot:
                black += 1
                hit += any(other[v][u] for v in range(max(0, y - reach), min(height, y + reach + 1))
                           for u in range(max(0, x - reach), min(width, x + reach + 1)))
    return hit / black


def alike(one, other):
    if abs(len(one[0]) - len(other[0])) > 4 or abs(len(one) - len(other)) > 3:
        return 0.0
    return min(covered(one, other), covered(other, one))


def main():
    program = sys.argv[1]
    if shutil.which("pango-view") is None or shutil.which("convert") is None:
        print("skipped: pango-view or ImageMagick is not installed")
        return 77
    if FONT.split(",")[0] not in subprocess.run(["fc-match", FONT.split(",")[0]], stdout=subprocess.PIPE, check=True).stdout.decode():
        print(f"skipped: {FONT} is not installed")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        for text in LINES:
            score = alike(ours(program, text), pangos(folder, text))
            print(f"{score:.3f} {text}")
            assert score >= 0.97, f"{text!r} is not what pango-view makes of it: {score:.3f}"
        for text, broken in WRONG:
            score = alike(ours(program, text), pangos(folder, broken))
            print(f"{score:.3f} {text} beside {broken!r}")
            assert score < 0.95, "a wrong line is told from the right one by nothing"
    return 0


sys.exit(main())
