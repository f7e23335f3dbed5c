#!/usr/bin/env python3
"""Can the QR on a ticket be read? judge_ticket_qr.py TICKET_BYTES: the picture is taken from the bytes
by escpos_walk.py, laid on white paper as wide as the roll, and read by zbarimg."""
import os
import shutil
import subprocess
import sys
import tempfile

from escpos_walk import walk
from judge_png import write_png

DOTS = {58: 384, 80: 576}
TEXTS = ["A012", "AbCdEfGhIjKlMnOpQrStUv", "https://zwdt.example.gov.cn/t/AbCdEfGhIjKlMnOpQrStUv?n=A012",
         "株洲市民中心 A012", "0123456789" * 15]
MARGIN = 40


def on_paper(image, dots):
    """The picture where a printer puts it: ESC a counts for pictures too."""
    width = image["width_bytes"] * 8
    assert width <= dots, f"{width} dots on a paper of {dots}"
    left = {0: 0, 1: (dots - width) // 2, 2: dots - width}[image["align"]]
    blank = [[0] * dots] * MARGIN
    rows = [[0] * left + [byte >> 7 - bit & 1 for byte in row for bit in range(8)] + [0] * (dots - left - width)
            for row in image["rows"]]
    return [[0 if dot else 255 for dot in row] for row in blank + rows + blank]


def main():
    program = sys.argv[1]
    if shutil.which("zbarimg") is None:
        print("skipped: no zbarimg")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        for width, dots in DOTS.items():
            for text in TEXTS:
                page = f"1\t4\t1\tA012\nqr\t{text}\n"
                data = subprocess.run([program, f"{width}mm"], input=page.encode(), stdout=subprocess.PIPE, check=True).stdout
                images = walk(data).images
                assert len(images) == 1, f"{len(images)} pictures"
                path = os.path.join(folder, "qr.png")
                write_png(path, on_paper(images[0], dots), dots)
                read = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", path],
                                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout.decode().rstrip("\n")
                assert read == text, f"read {read!r} instead of {text!r}"
                height = len(images[0]["rows"])
                print(f"{width} mm: {height} rows of {images[0]['width_bytes']} bytes: {text}")
    return 0


sys.exit(main())
