#!/usr/bin/env python3
"""Can a citizen read the ticket? The picture that the simulated printer makes of the daemon's bytes is
read by zbarimg (the QR) and tesseract (the number), for both paper widths."""

import pathlib
import shutil
import subprocess
import sys

from harness import SKIPPED, Hall, until


def read_qr(picture):
    run = subprocess.run(["zbarimg", "--quiet", "--raw", picture], capture_output=True, text=True,
                         check=False)
    return run.stdout.strip()


def read_words(picture):
    """Tesseract's words; --psm 11: text here and there, as on a ticket."""
    run = subprocess.run(["tesseract", picture, "-", "--psm", "11", "-l", "eng"],
                         capture_output=True, text=True, check=True)
    return run.stdout.split()


def judge(width_mm):
    hall = Hall()
    board = hall.board_file.read_text()
    assert "paper_width_mm: 80" in board
    hall.board_file.write_text(board.replace("paper_width_mm: 80", f"paper_width_mm: {width_mm}"))
    with hall:
        for count in range(1, 4):
            ticket = hall.issue("RE1", kiosk="K1")
            until(lambda n=count: hall.sim_device("ticket-printer")["cut"] >= n, 15, "a cut ticket")
            picture = str(hall.folder / "ticket.png")
            pathlib.Path(picture).write_bytes(
                hall.sim.get("/sim/devices/ticket-printer/ticket.png").body)
            code = read_qr(picture)
            assert ticket["id"] in code, f"{width_mm} mm: zbarimg read {code!r}"
            words = read_words(picture)
            assert ticket["number"] in words, f"{width_mm} mm: tesseract read {words}"


def main():
    if shutil.which("zbarimg") is None or shutil.which("tesseract") is None:
        print("skipped: zbarimg or tesseract is not installed")
        return SKIPPED
    for width_mm in (58, 80):
        judge(width_mm)
    return 0


if __name__ == "__main__":
    sys.exit(main())
