"""A technician sets up a hall's displays with jiaohaoctl: they all come with address 1, and some are
wrong. Everything ends right within an hour of the technician's time, each has its label from the hall's
ticket printer, which is out of paper for a while, and a dead one is swapped by one command.

addressing.py [PANELS BUSES]. A hand's work is counted (WALK_S …), not waited for; what jiaohaoctl and
the line need is real time."""

import pathlib
import re
import subprocess
import sys
import tempfile
import time

from harness import Client, Process, build_dir, free_port, program, until
from panel_wall import Line, Panel

# What the technician's hands take, in seconds.
WALK_S, SWAP_S, CHECK_S, RUN_S = 6, 30, 20, 10
HOUR_S = 3600
CTL = str(build_dir() / "ui/ctl/jiaohaoctl")


class Hall:
    def __init__(self, folder, panels, buses):
        self.folder, self.spent_s, self.begun = folder, 0.0, time.monotonic()
        self.buses = [f"rs485-{chr(ord('a') + i)}" for i in range(buses)]
        self.lines = {bus: Line(str(folder / bus)) for bus in self.buses}
        self.windows = {}  # window: (bus, address)
        rows = ["window,zone,bus,display_address"]
        each = -(-panels // buses)
        for i in range(panels):
            bus, address = self.buses[i // each], 2 + i % each
            self.windows[f"{i + 1:03d}"] = (bus, address)
            rows.append(f"{i + 1:03d},大厅,{bus},{address}")
        (folder / "windows.csv").write_text("\n".join(rows) + "\n")
        made = self.ctl("import", folder / "windows.csv")
        assert made.returncode == 0, made.stderr
        text = made.stdout
        for i, bus in enumerate(self.buses):
            text = re.sub(rf"/dev/ttyUSB{i}\b", str(folder / bus), text)
        self.board = folder / "board.yaml"
        self.printer_port = free_port()
        self.board.write_text(self.add_printer(text))
        self.printer = self.start_printer(text)
        self.connected = {}  # window: its panel
        self.faults = {}     # window: what the first panel there is
        self.extra = None    # a second one in the technician's hand
        self.found = []
        self.paper_ends, self.noticed = list(self.windows)[2], False  # before this one
        self.again = []              # labels of swapped ones

    def add_printer(self, text):
        port, device = (f"  - {{name: printer-k1, kind: serial, device: {self.folder / 'printer'}, "
                        "baud: 115200, flow: rts-cts}\n",
                        "  - {name: ticket-printer, driver: escpos, port: printer-k1, "
                        "paper_width_mm: 80, kiosk: K1}\n")
        head, ports, rest = text.partition("ports:\n")
        middle, devices, rest = rest.partition("devices:\n")
        return head + ports + port + middle + devices + device + rest

    def start_printer(self, text):
        """Simulated alone: the lines are Line's."""
        board = self.folder / "printer.yaml"
        board.write_text(self.add_printer("board: {name: label, simulated: true}\nports:\ndevices:\n"))
        process = Process("hall-sim", [program("hall-sim"), "--board", str(board), "--listen",
                                       f"127.0.0.1:{self.printer_port}"], self.folder / "printer.log")
        until(lambda: (self.folder / "printer").exists(), 20, "the printer")
        self.sim = Client(self.printer_port)
        return process

    def labels(self):
        answer = self.sim.get("/sim/devices/ticket-printer/tickets")
        assert answer.status == 200, answer
        return [ticket["text"].split() for ticket in answer.json["tickets"] if ticket["text"].split()]

    def paper(self, state):
        answer = self.sim.post("/sim/devices/ticket-printer/set", {"paper": state})
        assert answer.status == 200, answer

    def ctl(self, *arguments):
        return subprocess.run([CTL, "--language", "en", *map(str, arguments)], capture_output=True,
                              text=True, timeout=600, check=False)

    def hands(self, seconds):
        self.spent_s += seconds

    def minutes(self):
        return (self.spent_s + time.monotonic() - self.begun) / 60

    # --- what is done with a panel

    def connect(self, window, panel, bus=None):
        self.connected[window] = panel
        self.lines[bus or self.windows[window][0]].plug(panel)

    def take_away(self, window):
        panel = self.connected.pop(window)
        if panel.line:
            panel.line.unplug(panel)

    def first(self, window):
        """The technician arrives and connects what lies there."""
        self.hands(WALK_S)
        fault = self.faults.get(window)
        bus = self.windows[window][0]
        if fault == "twin":
            self.extra = Panel()
            self.lines[bus].plug(self.extra)
        if fault == "wrong bus":
            self.connect(window, Panel(), self.buses[self.buses.index(bus) - 1])
        elif fault == "wrong baud":
            self.connect(window, Panel(baud=19200))
        elif fault == "used":
            self.connect(window, Panel(address=200))
        elif fault == "clash":  # it has the address of one that is done already
            self.connect(window, Panel(address=next(
                a for w, (b, a) in self.windows.items() if b == bus)))
        elif fault and fault != "twin":
            self.connect(window, Panel(**{fault: True}))
        else:
            self.connect(window, Panel())

    def swap(self, window):
        self.hands(SWAP_S)
        self.take_away(window)
        self.connect(window, Panel())

    def help(self, window, line):
        """What jiaohaoctl says is done; what it could not know is looked for in its order."""
        panel = self.connected.get(window)
        self.found.append((window, self.faults.get(window), line))
        self.hands(CHECK_S)
        if "answer at once" in line and self.extra and self.extra.line:
            self.extra.line.unplug(self.extra)
        elif "answers at" in line and "baud" in line:
            panel.baud = 9600
        elif "answers come and go" in line:
            panel.faults.pop("loose", None)
        elif "lost while" in line:
            self.lines[self.windows[window][0]].plug(panel)
        elif "silent" in line and panel.line is not self.lines[self.windows[window][0]]:
            self.take_away(window)
            self.connect(window, Panel())
        elif "silent" in line and panel.faults.pop("swapped", False):
            pass  # A and B were the wrong way round
        elif "silent" in line or "refuses" in line or "another kind" in line or "two devices" in line:
            self.swap(window)

    def address(self, bus):
        """One run of jiaohaoctl address, with the technician doing what it says."""
        self.hands(RUN_S)
        run = subprocess.Popen([CTL, "--language", "en", "address", bus, "--board", self.board,
                                "--patience", "1"], stdout=subprocess.PIPE, text=True)
        window = None
        for line in run.stdout:
            next_window = re.match(r"next: window (\w+):", line)
            if line.startswith("label printer"):
                assert "paper_out" in line, line
                self.paper("ok")
                self.noticed = True
            elif next_window:
                window = next_window[1]
                if window == self.paper_ends:
                    self.paper("out")
                    self.paper_ends = None
                if window not in self.connected:
                    self.first(window)
            elif re.match(r"address \d+: .*(come and go|is silent)", line):  # one that is done
                address = int(re.match(r"address (\d+)", line)[1])
                self.help(next(w for w, at in self.windows.items() if at == (bus, address)),
                          line.strip())
            elif not re.search(r": done:|already|devices in the board|verified|becomes", line):
                self.help(window, line.strip())
        return run.wait(60)

    def verify(self):
        for window, (bus, address) in self.windows.items():
            panel = self.connected[window]
            assert panel.line is self.lines[bus], f"window {window} is on another line"
            assert (panel.address, panel.text) == (address, window), (window, panel.address, panel.text)
        wanted = [[window, f"display-{window}", bus, "address", str(address)]
                  for window, (bus, address) in self.windows.items()]
        labels = self.labels()
        wanted += self.again  # what the end of the paper tore is printed again
        assert all(any(label == whole[:len(label)] for whole in wanted) for label in labels), labels
        assert all(labels.count(label) in (wanted.count(label), wanted.count(label) + 1)
                   for label in wanted), labels
        assert len(labels) <= len(wanted) + 1, labels
        for bus, line in self.lines.items():
            assert len(line.panels) == sum(b == bus for b, _ in self.windows.values()), bus


FEW = ["swapped", "twin", "loose", "drops", "readonly"]
FAULTS = ["swapped", "twin", "dead", "wrong baud", "loose", "wrong bus", "drops", "readonly", "keypad",
          "used", "clash"]


def main():
    panels, buses = (int(sys.argv[1]), int(sys.argv[2])) if len(sys.argv) > 2 else (8, 2)
    kinds = FAULTS if panels > 50 else FEW
    with tempfile.TemporaryDirectory(prefix="jiaohao-") as folder:
        hall = Hall(pathlib.Path(folder), panels, buses)
        windows = list(hall.windows)
        step = max(1, (panels - 2) // len(kinds))
        for i, kind in enumerate(kinds):
            hall.faults[windows[1 + i * step]] = kind
        for bus in hall.buses:
            status = hall.address(bus)
            if status != 0:  # what it says then: run it again, it goes on from there
                status = hall.address(bus)
            assert status == 0, f"{bus}: {status}: {hall.found}"
        hall.verify()
        seen = {fault for _, fault, _ in hall.found} | {"used"}
        assert set(kinds) <= seen, f"never noticed: {set(kinds) - seen}"
        assert hall.noticed, "nothing was said of the paper"
        assert hall.minutes() < HOUR_S / 60, f"{hall.minutes():.1f} min"
        minutes = hall.minutes()

        window = windows[len(windows) // 2]
        hall.take_away(window)
        hall.connect(window, Panel())
        swapped = hall.ctl("replace", f"display-{window}", "--board", hall.board)
        assert swapped.returncode == 0, swapped
        bus, address = hall.windows[window]
        hall.again.append([window, f"display-{window}", bus, "address", str(address)])
        hall.verify()
        alive = hall.ctl("replace", f"display-{window}", "--board", hall.board)
        assert alive.returncode == 1 and "Unplug it first" in alive.stderr, alive
        for line in hall.lines.values():
            line.stop()
        hall.printer.stop()
        print(f"{panels} panels on {buses} lines, {len(kinds)} faults: {minutes:.1f} of 60 simulated "
              f"minutes, {time.monotonic() - hall.begun:.1f} s real")
        for window, fault, line in hall.found:
            print(f"  {window} {fault}: {line}")


main()
