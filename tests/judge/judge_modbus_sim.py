#!/usr/bin/env python3
"""Do the simulated slaves speak Modbus RTU? mbpoll and pymodbus, written by others, read and write
them over the simulated line, exceptions and faults included."""

import shutil
import subprocess
import sys

from harness import SKIPPED, Hall

try:
    from pymodbus.client import ModbusSerialClient
    from pymodbus.exceptions import ModbusIOException
except ImportError:
    ModbusSerialClient = None

BOARD = """
board: {{name: judge, simulated: true}}
ports:
  - {{name: bus, kind: rs485, device: {folder}/lines/bus, baud: 19200}}
devices:
  - {{name: display-06, driver: modbus-led, port: bus, address: 6, window: "06", cells: 8,
     map: {{text: 0x70, registers: 16, encoding: gb18030, byte_order: high-first,
           fill: zero, blink: 0x90, brightness: 0x91, read_back: true}}}}
  - {{name: call-06, driver: modbus-keypad, role: caller, port: bus, address: 106, window: "06"}}
"""


def words(text):
    data = text.encode("gb18030")
    data += b"\0" * (len(data) % 2)
    return [int.from_bytes(data[i:i + 2], "big") for i in range(0, len(data), 2)]


def mbpoll(line, slave, *arguments):
    run = subprocess.run(["mbpoll", "-m", "rtu", "-b", "19200", "-P", "none", "-a", str(slave), "-0",
                          "-1", "-q", *arguments[:-1], line, *arguments[-1]],
                         capture_output=True, text=True, timeout=30, check=False)
    values = {}
    for row in run.stdout.splitlines():
        if row.startswith("["):
            index, value = row.split(":")
            values[int(index[1:-1])] = int(value.split()[0])
    return run.returncode, values, run.stdout + run.stderr


def judge_by_mbpoll(hall, line):
    status, values, said = mbpoll(line, 106, "-r", "0", "-c", "8", [])
    assert status == 0 and values == {0: 0x4A48, 1: 1, 2: 1, 3: 0, 4: 0, 5: 0, 6: 0, 7: 0}, said
    hall.press("call-06", "next")
    _, values, said = mbpoll(line, 106, "-r", "3", "-c", "2", [])
    assert values == {3: 1, 4: 1}, said
    status, _, said = mbpoll(line, 6, "-r", "112", [str(word) for word in words("A012号")])
    assert status == 0, said
    assert hall.sim_device("display-06")["text"] == "A012号"
    status, _, said = mbpoll(line, 6, "-r", "0", "-c", "1", [])
    assert status != 0 and "Illegal data address" in said, said
    status, _, said = mbpoll(line, 106, "-r", "11", ["9"])
    assert status != 0 and "Illegal data value" in said, said
    status, _, said = mbpoll(line, 77, "-r", "0", "-c", "1", "-o", "0.3", [])
    assert status != 0 and "timed out" in said, said
    hall.fault("call-06", wrong_crc=True, times=1)
    status, _, said = mbpoll(line, 106, "-r", "0", "-c", "8", [])
    assert status != 0 and "Invalid CRC" in said, said


def judge_by_pymodbus(hall, line):
    client = ModbusSerialClient(port=line, baudrate=19200, parity="N", stopbits=1, bytesize=8,
                                timeout=1, retries=0)
    assert client.connect()
    answer = client.read_holding_registers(0, 8, slave=106)
    assert answer.registers[:2] == [0x4A48, 1], answer
    answer = client.write_registers(8, [4711, 15, 99], slave=106)
    assert not answer.isError(), answer
    assert client.read_holding_registers(7, 1, slave=106).registers == [4711]
    answer = client.write_registers(0x70, words("请到06号窗口"), slave=6)
    assert not answer.isError(), answer
    answer = client.write_register(0x90, 1, slave=6)
    assert not answer.isError(), answer
    device = hall.sim_device("display-06")
    assert device["text"] == "请到06号窗口" and device["blink"], device
    assert client.read_holding_registers(0x70, 7, slave=6).registers[:6] == words("请到06号窗口")
    answer = client.read_holding_registers(0x80, 2, slave=6)
    assert answer.isError() and answer.exception_code == 2, answer
    answer = client.read_coils(0, 1, slave=6)
    assert answer.isError() and answer.exception_code == 1, answer
    hall.set("display-06", power=False)
    answer = client.read_holding_registers(0x70, 1, slave=6)
    assert isinstance(answer, ModbusIOException), answer
    hall.set("display-06", power=True)
    assert client.read_holding_registers(0x70, 1, slave=6).registers == [0]
    client.close()


def main():
    if shutil.which("mbpoll") is None or ModbusSerialClient is None:
        print("skipped: mbpoll or python3-pymodbus is not installed")
        return SKIPPED
    hall = Hall(board_text="written below, when the folder is known")
    hall.board_file.write_text(BOARD.format(folder=hall.folder))
    hall.start_simulator()
    try:
        line = str(hall.folder / "lines" / "bus")
        judge_by_mbpoll(hall, line)
        judge_by_pymodbus(hall, line)
    finally:
        hall.simulator.stop()
    shutil.rmtree(hall.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
