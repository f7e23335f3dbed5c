#!/usr/bin/env python3
"""Writes a simulated board for any hall: per window a display, a caller and an evaluator on one
RS-485 bus, kiosk printers, and a sound port with a speaker per speaker group.

    boards/sim/make_board.py --hall firmware/halls/demo.yaml > board.yaml

It doesn't check the hall file: `jiaohaod --check --hall FILE` does."""

import argparse
import math
import re
import sys

import yaml

BUSES_MAX = 16
BUS_DEVICES_MAX = 128
DEVICES_PER_WINDOW = 3  # display, caller, evaluator
KEYPADS_PER_WINDOW = 2
# Reading a key box takes 30 ms at 9600 baud and 17.5 ms at 19200 (request, 5 ms of the box, answer,
# silence between frames). Eight boxes at 9600, fourteen at 19200: a press is seen within 250 ms.
KEYPADS_AT_9600 = 8
# Windows on a bus have places 1..47: displays answer there, callers and evaluators above.
CALLER_BASE, EVALUATOR_BASE = 100, 200
PLACES_MAX = 47

LED_MAP = ("     map: {text: 0x70, registers: 16, encoding: gb18030, byte_order: high-first,\n"
           "           fill: zero, blink: 0x90, brightness: 0x91, read_back: true}}")
ONBON_BAUD = 57600  # the faster of the two speeds that these cards know
PANEL_LINES = 4


def hall_windows(hall):
    """[(number, speaker group)] of the windows that visitors come to, in the hall file's order."""
    shown = re.fullmatch(r"{no:0(\d)d}", hall.get("ticket", {}).get("window_format", "{no:02d}"))
    digits = int(shown[1])
    support = {zone["id"] for zone in hall.get("zones", [])
               if "support" in (zone.get("kind"), zone.get("level"))}
    windows = []
    for row in hall["windows"]:
        if row.get("zone") in support or row.get("back_office") == "true":
            continue
        group = row.get("speaker_group", "hall")
        if "range" in row:
            first, last = (int(number) for number in row["range"])
            numbers = [f"{number:0{digits}d}" for number in range(first, last + 1)]
        else:
            numbers = [row["no"]]
        every = int(row.get("speaker_every", len(numbers)))
        for i, number in enumerate(numbers):
            windows.append((number, f"w{numbers[i - i % every]}" if "speaker_every" in row else group))
    return windows


def bus_name(index, kind="rs485"):
    return f"{kind}-" + chr(ord("a") + index)


def display_rows(arguments, index, place, number):
    if arguments.displays == "onbon-bx":
        return [f"  - {{name: display-{number}, driver: onbon-bx, role: display, "
                f"port: {bus_name(index, 'led')},",
                f'     address: {place}, window: "{number}", width_dots: 128, height_dots: 16}}']
    return [f"  - {{name: display-{number}, driver: modbus-led, port: {bus_name(index)}, "
            f'address: {place}, window: "{number}", cells: 8,',
            LED_MAP]


def spread(windows, per_bus):
    """Neighbouring windows on one bus, and no bus much fuller than another."""
    at_most = max(1, per_bus // DEVICES_PER_WINDOW)
    buses = math.ceil(len(windows) / at_most)
    if buses > BUSES_MAX:
        buses = BUSES_MAX
        at_most = math.ceil(len(windows) / buses)
    if at_most > PLACES_MAX or at_most * DEVICES_PER_WINDOW > BUS_DEVICES_MAX:
        most = BUSES_MAX * min(PLACES_MAX, BUS_DEVICES_MAX // DEVICES_PER_WINDOW)
        sys.exit(f"make_board.py: found {len(windows)} windows, allowed are {most}")
    least, more = divmod(len(windows), buses)
    rows, start = [], 0
    for bus in range(buses):
        count = least + (bus < more)
        rows.append(windows[start:start + count])
        start += count
    return rows


def write_ports(out, arguments, buses, baud, groups):
    out.append("ports:")
    for index in range(len(buses)):
        name = bus_name(index)
        out.append(f"  - {{name: {name}, kind: rs485, device: {arguments.dir}/{name}, "
                   f"baud: {baud}}}")
    if arguments.displays == "onbon-bx":
        for index in range(len(buses)):
            name = bus_name(index, "led")
            out.append(f"  - {{name: {name}, kind: serial, device: {arguments.dir}/{name}, "
                       f"baud: {ONBON_BAUD}}}")
    for group in groups if arguments.panels else []:
        out.append(f"  - {{name: panel-line-{group}, kind: serial, "
                   f"device: {arguments.dir}/panel-line-{group}, baud: {ONBON_BAUD}}}")
    for kiosk in range(1, arguments.kiosks + 1):
        name = f"printer-k{kiosk}"
        out.append(f"  - {{name: {name}, kind: serial, device: {arguments.dir}/{name}, "
                   f"baud: 115200, flow: rts-cts}}")
    for group in groups:
        out.append(f"  - {{name: sound-{group}, kind: audio, line: {arguments.dir}/sound-{group}}}")


def write_devices(out, arguments, buses, groups):
    out.append("devices:")
    for kiosk in range(1, arguments.kiosks + 1):
        name = "ticket-printer" if arguments.kiosks == 1 else f"ticket-printer-{kiosk}"
        out.append(f"  - {{name: {name}, driver: escpos, port: printer-k{kiosk}, "
                   f"paper_width_mm: 80, kiosk: K{kiosk}}}")
    for index, windows in enumerate(buses):
        for place, (number, _) in enumerate(windows, 1):
            where = f'port: {bus_name(index)}, address: '
            out += display_rows(arguments, index, place, number)
            out += [
                f"  - {{name: call-{number}, driver: modbus-keypad, role: caller, "
                f'{where}{CALLER_BASE + place}, window: "{number}"}}',
                f"  - {{name: rate-{number}, driver: modbus-keypad, role: evaluator,",
                f'     {where}{EVALUATOR_BASE + place}, window: "{number}"}}',
            ]
    for group in groups if arguments.panels else []:
        out.append(f"  - {{name: panel-{group}, driver: onbon-bx, role: panel, "
                   f"port: panel-line-{group}, address: 1,")
        out.append(f"     group: {group}, lines: {PANEL_LINES}, width_dots: 256, "
                   f"height_dots: {16 * PANEL_LINES}}}")
    for group in groups:
        clips = f", clips: {arguments.clips}" if arguments.clips else ""
        out.append(f"  - {{name: speaker-{group}, driver: clips, port: sound-{group}, "
                   f"group: {group}{clips}, volume_percent: 80}}")


def make_board(arguments):
    with open(arguments.hall, encoding="utf-8") as file:
        # Every value as the text that stands there: window "06" is no number.
        hall = yaml.load(file, Loader=yaml.BaseLoader)
    windows = hall_windows(hall)
    buses = spread(windows, arguments.per_bus)
    groups = sorted({group for _, group in windows})
    keypads = max(len(bus) for bus in buses) * KEYPADS_PER_WINDOW
    baud = arguments.baud or (9600 if keypads <= KEYPADS_AT_9600 else 19200)
    hall_id = hall["hall"]["id"]
    out = [
        f"# A simulated board for the hall {hall_id}, by make_board.py: {len(windows)} windows "
        f"on {len(buses)} bus{'es' if len(buses) > 1 else ''},",
        f"# at most {max(len(bus) for bus in buses) * DEVICES_PER_WINDOW} devices on one, "
        f"{keypads} of them key boxes, hence {baud} baud.",
        f"board: {{name: sim-{hall_id}, simulated: true}}",
    ]
    write_ports(out, arguments, buses, baud, groups)
    write_devices(out, arguments, buses, groups)
    return "\n".join(out) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--hall", required=True, help="the hall file")
    parser.add_argument("--dir", default="/tmp/jiaohao-sim", help="where the simulated lines are")
    parser.add_argument("--per-bus", type=int, default=12,
                        help="devices on a bus, three a window (more when 16 buses are not enough)")
    parser.add_argument("--baud", type=int, help="of the buses: 9600, or 19200 with many key boxes")
    parser.add_argument("--kiosks", type=int, default=1, help="kiosks K1, K2 …, a printer each")
    parser.add_argument("--displays", choices=("modbus-led", "onbon-bx"), default="modbus-led",
                        help="over the windows; Onbon's have serial lines of their own")
    parser.add_argument("--panels", action="store_true", help="a panel per speaker group")
    parser.add_argument("--clips", help="a folder of recordings instead of the ones built in")
    sys.stdout.write(make_board(parser.parse_args()))


if __name__ == "__main__":
    main()
