#!/usr/bin/env python3
"""Is the simulated printer a printer? judge_printer_sim.py NODE_MODULES

receiptio, a host kept by printer engineers, asks it for its state and prints on it: it must hear
online, cover open, paper end, error and off line as it does from a real one, and its ticket, encoded by
receiptline, must come out as the text that was asked for. receiptio knows TCP port 9100 only, so the
printer gets a loopback address of its own."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

from harness import SKIPPED, Hall, until

BOARD = """
board: {{name: judge, simulated: true}}
ports:
  - {{name: net, kind: tcp, address: {address}, tcp_port: 9100}}
devices:
  - {{name: printer, driver: escpos, port: net, paper_width_mm: 80, kiosk: K1}}
"""

TICKET = ["株洲市民中心", "A012", "不动产登记 3楼B区", "您前面还有5人，预计等候10～20分钟", "𠮷龘 rare"]

SCRIPT = """
const receiptio = require(process.argv[1] + '/receiptio');
const [text, options] = process.argv.slice(2);
receiptio.print(text, options).then(result => console.log(result));
"""


class Host:
    def __init__(self, modules, address):
        self.modules, self.address = modules, address

    def run(self, text, options):
        run = subprocess.run(["node", "-e", SCRIPT, self.modules, text,
                              f"-d {self.address} {options}"],
                             capture_output=True, text=True, timeout=60, check=True)
        return run.stdout.strip()

    def state(self):
        return self.run("", "-q -t 5")


def judge_states(hall, host):
    assert host.state() == "online", host.state()
    for change, heard in (({"cover_open": True}, "coveropen"), ({"cover_open": False}, "online"),
                          ({"paper": "out"}, "paperempty"), ({"paper": "near_end"}, "online"),
                          ({"paper": "ok"}, "online")):
        hall.set("printer", **change)
        state = host.state()
        assert state == heard, f"{change}: receiptio heard {state}, not {heard}"
    hall.fault("printer", unrecoverable=True)
    state = host.state()
    assert state == "error", state
    hall.fault("printer", clear=True)
    assert host.state() == "online"


def printed(hall, count):
    return until(lambda: hall.sim_device("printer")["cut"] >= count and
                 hall.sim.get("/sim/devices/printer/tickets").json["tickets"], 10, "a cut ticket")


def judge_printing(hall, host):
    markdown = "\n".join([TICKET[0], "^^^" + TICKET[1], '"' + TICKET[2], *TICKET[3:]])
    # -p escpos: told; without: receiptio finds out by itself what kind of printer this is
    for count, options in enumerate(("-p escpos -l zh-hans", "-l zh-hans"), 1):
        result = host.run(markdown, options + " -t 20")
        assert result == "success", f"{options}: {result}"
        text = printed(hall, count)[-1]["text"]
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        assert lines == TICKET, f"{options}: {json.dumps(lines, ensure_ascii=False)}"
    device = hall.sim_device("printer")
    assert device["bad_characters"] == 0 and device["torn"] == 0, device


def judge_paper_end_while_printing(hall, host):
    hall.set("printer", paper_left_mm=3)
    result = host.run("\n".join(TICKET), "-p escpos -l zh-hans -t 3")
    assert result == "paperempty", result
    hall.set("printer", paper="ok")
    text = printed(hall, 3)[-1]["text"]
    assert [line.strip() for line in text.splitlines() if line.strip()] == TICKET, text


def main():
    modules = sys.argv[1]
    if not pathlib.Path(modules, "receiptio").is_dir() or shutil.which("node") is None:
        print("skipped: receiptio is not there (no npm registry?)")
        return SKIPPED
    address = "127.{}.{}.1".format(100 + os.getpid() // 250 % 100, os.getpid() % 250)
    hall = Hall(board_text="written below, when the folder is known")
    hall.board_file.write_text(BOARD.format(address=address))
    hall.start_simulator()
    try:
        host = Host(modules, address)
        judge_states(hall, host)
        judge_printing(hall, host)
        judge_paper_end_while_printing(hall, host)
    finally:
        hall.simulator.stop()
    shutil.rmtree(hall.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
