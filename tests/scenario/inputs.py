"""A kiosk's card reader and scanners, and the hall's pagers, through the whole appliance: a card laid
down becomes a number, the pager taken with it vibrates when the turn is near and at the call, and is
off when the service has ended. With sick devices too."""

import json
import socket
import threading
import time

from harness import Hall, until

HALL = """hall: {id: inputs, name: 刷证大厅, timezone: Asia/Shanghai}
hours:
  - {days: [mon, tue, wed, thu, fri, sat, sun], spans: [["00:00", "24:00"]]}
floors:
  - {no: 1, name: 一楼大厅}
zones:
  - {id: Z, name: 综合区, floor: 1, kind: service}
services:
  - {code: S1, name: 社保, prefix: A, zone: Z, mean_min: 30}
  - {code: S2, name: 户籍, prefix: B, zone: Z, mean_min: 30}
windows:
  - {no: "01", zone: Z, services: [S1, S2], agent: "101"}
"""
ELDER = "110101194903074576"


def board_text(lines):
    return f"""board: {{name: inputs, simulated: true}}
ports:
  - {{name: id-line, kind: serial, device: {lines}/id, baud: 115200}}
  - {{name: scan-line, kind: serial, device: {lines}/scan, baud: 115200}}
  - {{name: scan-keys, kind: input, line: {lines}/keys}}
  - {{name: pager-line, kind: serial, device: {lines}/pager, baud: 9600}}
devices:
  - {{name: id-reader, driver: sdt, port: id-line, kiosk: K1, poll_ms: 300}}
  - {{name: scanner, driver: serial-scanner, port: scan-line, kiosk: K1}}
  - {{name: scanner-2, driver: evdev-scanner, port: scan-keys, kiosk: K2}}
  - {{name: pagers, driver: pager-frames, port: pager-line, group: hall, check: xor8, repeat: 2,
     heads_up: "55 01 {{bcd:4}} {{check}}", call: "55 02 {{bcd:4}} {{check}}",
     off: "55 03 {{bcd:4}} {{check}}", gap_ms: 50, highest: 99}}
"""


class Inputs:
    """The event stream of a kiosk, read by a thread of its own."""

    def __init__(self, hall, kiosk):
        self.events, self.socket = [], socket.create_connection(("127.0.0.1", hall.port), 10)
        self.socket.sendall(f"GET /api/v1/kiosks/{kiosk}/inputs HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        self.socket.settimeout(None)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        kind = None
        for line in self.socket.makefile("r", encoding="utf-8"):
            if line.startswith("event: "):
                kind = line[7:].strip()
            elif line.startswith("data: "):
                self.events.append((kind, json.loads(line[6:])))

    def of(self, kind):
        return [data for name, data in self.events if name == kind]

    def next(self, kind, count, seconds=15):
        until(lambda: len(self.of(kind)) >= count, seconds, f"{kind} number {count}")
        assert len(self.of(kind)) == count, self.events
        return self.of(kind)[-1]


def take(hall, status=201, **body):
    answer = hall.api.post("/api/v1/tickets", {"paperless": True, **body})
    assert answer.status == status, answer
    return answer.json


def vibrated(hall):
    view = hall.sim.get("/sim/devices/pagers/signals").json["signals"]
    return [(entry["pager"], entry["signal"]) for entry in view]


def feels(hall, *signals):
    """These and no more; each twice, as the board file says."""
    wanted = [signal for signal in signals for _ in range(2)]
    until(lambda: len(vibrated(hall)) >= len(wanted), 10, f"{signals}")
    assert sorted(vibrated(hall)) == sorted(wanted), vibrated(hall)


def a_card_becomes_a_number_and_a_pager_calls(hall, inputs):
    hall.set("id-reader", card="resident", number=ELDER, birth="19490307")
    card = inputs.next("card", 1)
    assert card["elder"] and card["kind"] == "resident", card
    kiosk_needs = {"service": "S1", "card": card["token"]}
    assert take(hall, 422, **kiosk_needs)["field"] == "kiosk"
    others = [take(hall, service="S1") for _ in range(4)]
    answer = hall.api.post(f"/api/v1/tickets/{others[3]['id']}/pager", {"number": 12})
    assert answer.status == 200, answer
    hall.act("01", "next")
    feels(hall, (12, "heads_up"))
    assert take(hall, 409, service="S2", pager=12)["code"] == "pager_taken"
    for _ in range(3):
        assert hall.act("01", "start").status == 200
        assert hall.act("01", "next").status == 200
    feels(hall, (12, "heads_up"), (12, "call"))
    assert hall.act("01", "start").status == 200
    assert hall.act("01", "finish").status == 200
    feels(hall, (12, "heads_up"), (12, "call"), (12, "off"))
    assert take(hall, service="S2", pager=12)["pager"] == 12  # free again


def no_number_of_a_card_is_kept(hall):
    for path in (hall.folder / "data").rglob("*"):
        if path.is_file():
            assert ELDER.encode() not in path.read_bytes(), f"{path} holds the number of a card"
    log = (hall.folder / "daemon.log").read_bytes()
    assert ELDER.encode() not in log, "the log holds the number of a card"


def sick_devices_harm_nobody(hall, inputs):
    hall.set("id-reader", card="none")
    hall.fault("id-reader", silence=True)
    until(lambda: hall.device("id-reader")["health"] == "lost", 20, "a silent reader is lost")
    assert any(data["health"] == "lost" for data in inputs.of("device")), inputs.events
    hall.fault("pagers", unplug=True)
    until(lambda: hall.device("pagers")["health"] == "lost", 20, "an unplugged sender is lost")
    assert hall.act("01", "next").status == 200  # the one with pager 12: called without it
    hall.fault("id-reader", clear=True)
    hall.fault("pagers", unplug=False)
    for name in ("id-reader", "pagers"):
        until(lambda name=name: hall.device(name)["health"] == "ok", 60, f"{name} is well again")
    hall.set("id-reader", card="broken")
    assert inputs.next("problem", 1)["code"] == "unreadable"


def codes_come_to_their_kiosk(hall, inputs):
    other = Inputs(hall, "K2")
    time.sleep(0.3)
    for name, text in (("scanner", "jiaohao:00112233"), ("scanner-2", "20261123A")):
        assert hall.sim.post(f"/sim/devices/{name}/press", {"text": text}).status == 200
    assert inputs.next("code", 1)["text"] == "jiaohao:00112233"
    assert other.next("code", 1)["text"] == "20261123A"
    # Half a code is none.
    hall.fault("scanner", no_end=True, times=1)
    hall.sim.post("/sim/devices/scanner/press", {"text": "half"})
    time.sleep(1)
    hall.sim.post("/sim/devices/scanner/press", {"text": "whole"})
    assert inputs.next("code", 2)["text"] == "whole"


def main():
    with Hall(hall_text=HALL, board_text=board_text) as hall:
        inputs = Inputs(hall, "K1")
        assert hall.act("01", "open").status in (200, 409)
        until(lambda: len(inputs.of("device")) >= 2, 10, "K1's devices")
        a_card_becomes_a_number_and_a_pager_calls(hall, inputs)
        no_number_of_a_card_is_kept(hall)
        codes_come_to_their_kiosk(hall, inputs)
        sick_devices_harm_nobody(hall, inputs)
    print("inputs: all well")


main()
