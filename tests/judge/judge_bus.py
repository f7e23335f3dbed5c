"""Displays and boxes answered by python3-pymodbus instead of our simulators: over a socat pty pair, or,
named as second argument, as a serial server (RTU frames in TCP) or a gateway (Modbus TCP).

What a display holds is compared with what Python's own codec makes of the text; presses and ratings are
made by setting registers. In the second half the answers come later than the time-out: no text may ever
stand that was not asked for, no key arrive that was not pressed, and at the end all is right."""
import asyncio
import os
import random
import socket
import subprocess
import sys
import tempfile
import time

from pymodbus.datastore import (ModbusSequentialDataBlock, ModbusServerContext,
                                ModbusSlaveContext)
from pymodbus.server import StartAsyncSerialServer, StartAsyncTcpServer
from pymodbus.transaction import ModbusRtuFramer, ModbusSocketFramer

TEXT, REGISTERS, BLINK = 0x70, 16, 0x90
PATIENCE_S = 15


class Block(ModbusSequentialDataBlock):
    """256 registers that may answer late (the server's thread sleeps, as a slow slave does)."""

    def __init__(self):
        super().__init__(0, [0] * 256)
        self.late_s = 0.0
        self.late_answers = 0
        self.texts = set()

    def _be_late(self):
        if self.late_answers > 0:
            self.late_answers -= 1
            time.sleep(self.late_s)

    def getValues(self, address, count=1):
        self._be_late()
        return super().getValues(address, count)

    def setValues(self, address, values):
        super().setValues(address, values)
        self.written(address, values)
        self._be_late()

    def written(self, address, values):
        if address == TEXT:
            self.texts.add(self.text())

    def text(self):
        return b"".join(v.to_bytes(2, "big") for v in self.values[TEXT:TEXT + REGISTERS])


class Box(Block):
    """A button or rating box by its register map."""

    def __init__(self):
        super().__init__()
        self.values[0:3] = [0x4A48, 1, 41]

    def written(self, address, values):
        for i, value in enumerate(values if isinstance(values, list) else [values]):
            if address + i == 8:
                self.values[7] = value
            if address + i == 9:
                self.values[5] = 1 if value else 0
            if address + i == 10:
                self.values[6] = value

    def press(self, key):
        self.values[3] = (self.values[3] + 1) & 0xFFFF
        self.values[4] = key
        if key > 10 and self.values[5] == 1:
            self.values[5] = 2


class Probe:
    def __init__(self, process):
        self.process = process
        self.lines = []

    async def read(self):
        while line := await self.process.stdout.readline():
            self.lines.append(line.decode().rstrip("\n"))

    def say(self, line):
        self.process.stdin.write((line + "\n").encode())

    def keys(self):
        return [tuple(map(int, l.split()[1:])) for l in self.lines if l.startswith("key ")]


async def until(what, condition):
    limit = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > limit:
            raise AssertionError("never happened: " + what)
        await asyncio.sleep(0.02)


def padded(text):
    return text.encode("gb18030").ljust(REGISTERS * 2, b"\0")


async def healthy(probe, led, box, rating):
    await until("all three answered",
                lambda: {l.split()[0] for l in probe.lines if " ok " in l} >=
                {"display", "caller", "evaluator"})
    await until("a baseline", lambda: probe.keys() == [(41, 0, 0, 1)])
    # a four-byte character, a full-width digit, Latin and Chinese mixed
    for text in ["A012请到06号窗口", "政务１", "不动产登记", "𠀀字", "暂停服务", " "]:
        probe.say("show " + text)
        await until("shown: " + text, lambda: led.text() == padded(text))
    probe.say("blink B007")
    await until("blinking", lambda: led.values[BLINK] == 1 and led.text() == padded("B007"))
    for sequence, key in enumerate([1, 2, 1, 7], start=1):
        box.press(key)
        await until("key", lambda: probe.keys()[-1] == (41, sequence, key, 0))
    probe.say("feedback 0 17")
    await until("feedback", lambda: box.values[11:13] == [1, 17])
    rating.press(15)  # nobody asked
    probe.say("arm 81985529216486895 15")
    await until("armed", lambda: rating.values[5:7] == [1, 81985529216486895 & 0xFFFF])
    rating.press(14)
    await until("rated", lambda: "rated 81985529216486895 4" in probe.lines)
    assert sum(l.startswith("rated") for l in probe.lines) == 1


async def late(probe, led, box):
    dice = random.Random(2020)
    first = len(probe.keys())
    pressed = {}
    asked = {bytes(REGISTERS * 2)} | led.texts
    for block in (led, box):
        block.late_s = 0.35
    for i in range(30):
        text = f"C{i:03}到{dice.randrange(1, 99)}号"
        asked.add(padded(text))
        probe.say("show " + text)
        led.late_answers = dice.randrange(0, 2)
        box.late_answers = dice.randrange(0, 2)
        key = dice.choice([1, 2, 3, 4])
        box.press(key)
        pressed[box.values[3]] = key
        await asyncio.sleep(0.2)
    led.late_answers = box.late_answers = 0
    await until("the last text", lambda: led.text() == padded(text))
    await until("the last key", lambda: probe.keys()[-1][1] == box.values[3])
    assert led.texts <= asked, "a text that nobody asked for: %r" % (led.texts - asked)
    last = 0
    for boot, sequence, key, baseline in probe.keys()[first:]:
        assert sequence > last or baseline, "a press twice"
        assert pressed.get(sequence, key) == key, "another key than was pressed"
        last = sequence
    probe.say("statistics")
    await until("statistics", lambda: probe.lines[-1].startswith("statistics"))
    counts = list(map(int, probe.lines[-1].split()[1:]))
    assert counts[0] > 0 and counts[2] > 0, "no answer was late: nothing was tested"
    await asyncio.sleep(1)
    assert led.text() == padded(text)
    print("late answers: display time-outs %d, stale %d; box time-outs %d, stale %d" %
          tuple(counts))


def context(led, box, rating):
    slaves = {address: ModbusSlaveContext(hr=block, zero_mode=True)
              for address, block in ((6, led), (106, box), (206, rating))}
    return ModbusServerContext(slaves=slaves, single=False)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def drive(program, line, led, box, rating, with_late):
    process = await asyncio.create_subprocess_exec(
        program, line, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    probe = Probe(process)
    reader = asyncio.create_task(probe.read())
    try:
        await healthy(probe, led, box, rating)
        if with_late:
            await late(probe, led, box)
        probe.say("quit")
        assert await process.wait() == 0
        await reader
    except AssertionError:
        print("\n".join(probe.lines[-40:]))
        raise
    finally:
        if process.returncode is None:
            process.kill()


async def judge_serial(program, folder):
    ours, theirs = folder + "/ours", folder + "/theirs"
    socat = subprocess.Popen(["socat", f"PTY,raw,echo=0,link={ours}",
                              f"PTY,raw,echo=0,link={theirs}"])
    try:
        await until("the pty pair", lambda: os.path.exists(ours) and os.path.exists(theirs))
        led, box, rating = Block(), Box(), Box()
        server = asyncio.create_task(StartAsyncSerialServer(
            context=context(led, box, rating), framer=ModbusRtuFramer, port=theirs, baudrate=9600))
        await drive(program, ours, led, box, rating, True)
        server.cancel()
    finally:
        socat.terminate()
        socat.wait()


async def judge_tcp(program, framer, scheme):
    led, box, rating, port = Block(), Box(), Box(), free_port()
    server = asyncio.create_task(StartAsyncTcpServer(
        context=context(led, box, rating), framer=framer, address=("127.0.0.1", port)))
    await drive(program, f"{scheme}://127.0.0.1:{port}", led, box, rating, False)
    server.cancel()


def main():
    line = sys.argv[2] if len(sys.argv) > 2 else "serial"
    if line == "server":
        asyncio.run(judge_tcp(sys.argv[1], ModbusRtuFramer, "tcp"))
    elif line == "gateway":
        asyncio.run(judge_tcp(sys.argv[1], ModbusSocketFramer, "modbus-tcp"))
    else:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(judge_serial(sys.argv[1], folder))
    print("judge_bus: all as asked for")


main()
