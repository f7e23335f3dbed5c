#!/usr/bin/env python3
"""Can a citizen read the ticket? The picture that the simulated printer makes of the daemon's bytes is
read by zbarimg (the QR) and tesseract (the number), for both paper widths: tickets as they are without
a layout, and the example hall's own, with a logo, notes and papers to bring, in its languages."""

import pathlib
import re
import shutil
import subprocess
import sys

from harness import ROOT, SKIPPED, Hall, until


def read_qr(picture):
    run = subprocess.run(["zbarimg", "--quiet", "--raw", picture], capture_output=True, text=True,
                         check=False)
    return run.stdout.strip()


def read_words(picture):
    """Tesseract's words; --psm 11: text here and there, as on a ticket."""
    run = subprocess.run(["tesseract", picture, "-", "--psm", "11", "-l", "eng"],
                         capture_output=True, text=True, check=True)
    return run.stdout.split()


def judge_ticket(hall, **wanted):
    """A hall's first ticket: its picture is read."""
    ticket = hall.issue("RE1", kiosk="K1", **wanted)
    until(lambda: hall.sim_device("ticket-printer")["cut"] >= 1, 15, "a cut ticket")
    picture = str(hall.folder / "ticket.png")
    pathlib.Path(picture).write_bytes(hall.sim.get("/sim/devices/ticket-printer/ticket.png").body)
    code = read_qr(picture)
    assert ticket["id"] in code, f"{wanted}: zbarimg read {code!r}"
    words = read_words(picture)
    assert ticket["number"] in words, f"{wanted}: tesseract read {words}"


def set_width(hall, width_mm):
    board = hall.board_file.read_text()
    assert "paper_width_mm: 80" in board
    hall.board_file.write_text(board.replace("paper_width_mm: 80", f"paper_width_mm: {width_mm}"))


def judge(width_mm):
    hall = Hall()
    set_width(hall, width_mm)
    with hall:
        judge_ticket(hall)


def judge_layout(width_mm, language):
    halls = ROOT / "firmware/halls"
    hall = Hall(hall=halls / "example.yaml", clock="2026-11-23T10:30:00+08:00")
    for name in re.findall(r"example-\S+\.(?:png|csv)", hall.hall_file.read_text()):
        shutil.copy(halls / name, hall.folder)
    set_width(hall, width_mm)
    with hall:
        judge_ticket(hall, language=language, item="RE-101")


def main():
    if shutil.which("zbarimg") is None or shutil.which("tesseract") is None:
        print("skipped: zbarimg or tesseract is not installed")
        return SKIPPED
    for width_mm in (58, 80):
        judge(width_mm)
        for language in ("zh", "ug") if width_mm == 58 else ("en",):
            judge_layout(width_mm, language)
    return 0


if __name__ == "__main__":
    sys.exit(main())
