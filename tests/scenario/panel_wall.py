"""Displays on RS-485 lines as they come out of their boxes: all with address 1, plugged in and out by
hand, and some of them wrong. Written from Modbus over Serial Line V1.02 and Modbus Application Protocol
V1.1b3 alone. A line is a pty; an answer takes as long as its wire would."""

import os
import select
import termios
import threading
import time
import tty

BAUDS = {getattr(termios, f"B{baud}"): baud
         for baud in (2400, 4800, 9600, 19200, 38400, 57600, 115200)}
TEXT, REGISTERS, ADDRESS = 0x70, 16, 0x60
LATENCY_S = 0.004


def crc(data):
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return bytes((value & 0xFF, value >> 8))


class Panel:
    """One display. What is wrong with it: dead, swapped, readonly, loose (every third answer is
    missing), drops (its plug falls out when its address was written), keypad (it is none)."""

    def __init__(self, baud=9600, address=1, **faults):
        self.baud, self.address, self.faults = baud, address, faults
        self.registers = [0] * REGISTERS
        self.asked = 0
        self.line = None

    @property
    def text(self):
        raw = b"".join(word.to_bytes(2, "big") for word in self.registers)
        return raw.rstrip(b"\0").decode("gb18030")

    def hears(self, baud):
        if self.faults.get("dead") or self.faults.get("swapped") or self.baud != baud:
            return False
        self.asked += 1
        return not (self.faults.get("loose") and self.asked % 3 == 0)

    def read(self, first, count):
        if self.faults.get("keypad"):
            box = [0x4A48, 1, 7, 0, 0, 0, 0, 0]
            return box[first:first + count] if first + count <= len(box) else None
        if TEXT <= first and first + count <= TEXT + REGISTERS:
            return self.registers[first - TEXT:first - TEXT + count]
        return [self.address] if (first, count) == (ADDRESS, 1) else None

    def write(self, first, values):
        if (first, len(values)) == (ADDRESS, 1) and not self.faults.get("readonly"):
            self.address = values[0]
            if self.faults.pop("drops", False):
                self.line.unplug(self)
            return True
        if TEXT <= first and first + len(values) <= TEXT + REGISTERS:
            self.registers[first - TEXT:first - TEXT + len(values)] = values
            return True
        return False

    def answer(self, frame):
        """The reply to a whole request that names this panel."""
        head = frame[:2]
        first, count = int.from_bytes(frame[2:4], "big"), int.from_bytes(frame[4:6], "big")
        if frame[1] == 3:
            values = self.read(first, count)
            body = values and bytes((2 * count,)) + b"".join(v.to_bytes(2, "big") for v in values)
        elif frame[1] == 16:
            values = [int.from_bytes(frame[i:i + 2], "big") for i in range(7, 7 + 2 * count, 2)]
            body = frame[2:6] if self.write(first, values) else None
        else:
            return head[:1] + bytes((frame[1] | 0x80, 1)) + crc(head[:1] + bytes((frame[1] | 0x80, 1)))
        if body is None:
            head, body = bytes((frame[0], frame[1] | 0x80)), b"\x02"
        return head + body + crc(head + body)


class Line(threading.Thread):
    """One pair of wires under a path. Panels are plugged into it and out of it."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path, self.lock, self.panels, self.over = path, threading.Lock(), [], False
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        os.symlink(os.ttyname(self.slave), path)
        self.start()

    def plug(self, panel):
        with self.lock:
            self.panels.append(panel)
            panel.line = self

    def unplug(self, panel):
        if panel in self.panels:
            self.panels.remove(panel)
        panel.line = None

    def stop(self):
        self.over = True
        self.join()
        os.close(self.master)
        os.close(self.slave)

    def run(self):
        frame = b""
        while not self.over:
            ready, _, _ = select.select([self.master], [], [], 0.003 if frame else 0.1)
            if ready:
                frame += os.read(self.master, 256)
            elif frame:
                self.handle(frame)
                frame = b""

    def handle(self, frame):
        baud = BAUDS.get(termios.tcgetattr(self.master)[5], 0)
        if len(frame) < 8 or crc(frame[:-2]) != frame[-2:]:
            return
        with self.lock:
            answers = [panel.answer(frame) for panel in list(self.panels)
                       if panel.address == frame[0] and panel.hears(baud)]
        if not answers:
            return
        reply = answers[0]
        for other in answers[1:]:  # a character behind; a zero on the wire wins
            shifted = b"\xff" + other
            width = max(len(reply), len(shifted))
            reply = bytes(a & b for a, b in zip(reply.ljust(width, b"\xff"),
                                                shifted.ljust(width, b"\xff")))
        time.sleep(LATENCY_S + (len(frame) + len(reply)) * 10 / baud)
        os.write(self.master, reply)
