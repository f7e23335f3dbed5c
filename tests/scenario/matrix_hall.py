"""A hall in which each driver serves a window of its own, for the scenarios that make devices sick.
Window 05 has the drivers of window 01 on lines of its own and stays healthy."""

# Window → the prefix of its own service's numbers, so that a number on a wrong display is seen.
WINDOWS = {"01": "A", "02": "B", "03": "C", "04": "D", "05": "E"}
DISPLAYS = {no: f"display-{no}" for no in WINDOWS}
CALLERS = {no: f"call-{no}" for no in WINDOWS}

HALL = """hall: {id: matrix, name: 设备试验大厅, timezone: Asia/Shanghai}
hours:
  - {days: [mon, tue, wed, thu, fri, sat, sun], spans: [["00:00", "24:00"]]}
floors:
  - {no: 1, name: 一楼大厅}
zones:
  - {id: Z, name: 试验区, floor: 1, kind: service}
services:
""" + "".join(f"  - {{code: S{no}, name: 业务{prefix}, prefix: {prefix}, zone: Z, mean_min: 5}}\n"
              for no, prefix in WINDOWS.items()) + "windows:\n" + "".join(
    f'  - {{no: "{no}", zone: Z, services: [S{no}], agent: "10{no}", department: 部门{prefix}}}\n'
    for no, prefix in WINDOWS.items())



def press_body(caller):
    """What "next" is at this box."""
    return {"key": "KP_ENTER" if caller == "call-03" else "next"}


LED = ("map: {text: 0x70, registers: 16, encoding: gb18030, blink: 0x90, brightness: 0x91, "
       "read_back: true}")


def modbus_window(no, port, address):
    return [
        f'{{name: display-{no}, driver: modbus-led, port: {port}, address: {address}, '
        f'window: "{no}", cells: 8, {LED}}}',
        f'{{name: call-{no}, driver: modbus-keypad, role: caller, port: {port}, '
        f'address: {100 + address}, window: "{no}"}}',
        f'{{name: rate-{no}, driver: modbus-keypad, role: evaluator, port: {port}, '
        f'address: {200 + address}, window: "{no}"}}',
    ]


def board_text(folder):
    """The board file, with its simulated lines in @folder."""
    ports = [
        f"{{name: bus-a, kind: rs485, device: {folder}/bus-a, baud: 19200}}",
        f"{{name: bus-c, kind: rs485, device: {folder}/bus-c, baud: 19200}}",
        f"{{name: bus-e, kind: rs485, device: {folder}/bus-e, baud: 19200}}",
        f"{{name: cards, kind: serial, device: {folder}/cards, baud: 57600}}",
        f"{{name: boxes, kind: serial, device: {folder}/boxes, baud: 9600}}",
        f"{{name: keypad, kind: input, line: {folder}/keypad}}",
        f"{{name: printer, kind: serial, device: {folder}/printer, baud: 115200, flow: rts-cts}}",
        f"{{name: sound, kind: audio, line: {folder}/sound}}",
        f"{{name: voice, kind: serial, device: {folder}/voice, baud: 9600}}",
        f"{{name: id-line, kind: serial, device: {folder}/id, baud: 115200}}",
        f"{{name: scan-line, kind: serial, device: {folder}/scan, baud: 115200}}",
        f"{{name: scan-keys, kind: input, line: {folder}/keys}}",
        f"{{name: pager-line, kind: serial, device: {folder}/pager, baud: 9600}}",
    ]
    devices = [
        "{name: ticket-printer, driver: escpos, port: printer, paper_width_mm: 80, kiosk: K1}",
        *modbus_window("01", "bus-a", 1),
        '{name: display-02, driver: onbon-bx, role: display, port: cards, address: 2, '
        'window: "02", width_dots: 128, height_dots: 32}',
        '{name: call-02, driver: ff68, role: caller, port: boxes, address: 2, window: "02"}',
        '{name: rate-02, driver: ff68, role: evaluator, port: boxes, address: 102, window: "02"}',
        f'{{name: display-03, driver: modbus-led, port: bus-c, address: 3, window: "03", '
        f"cells: 8, {LED}}}",
        '{name: call-03, driver: evdev-caller, port: keypad, window: "03"}',
        *modbus_window("05", "bus-e", 5),
        "{name: panel-hall, driver: onbon-bx, role: panel, port: cards, address: 9, group: hall, "
        "width_dots: 192, height_dots: 64, lines: 4}",
        "{name: speaker-hall, driver: clips, port: sound, group: hall}",
        "{name: speaker-chip, driver: xfs5152, port: voice, group: hall}",
        "{name: id-reader, driver: sdt, port: id-line, kiosk: K1}",
        "{name: scanner, driver: serial-scanner, port: scan-line, kiosk: K1}",
        "{name: scanner-2, driver: evdev-scanner, port: scan-keys, kiosk: K1}",
        '{name: pagers, driver: pager-frames, port: pager-line, group: hall, call: "55 {bcd:4} 0D"}',
    ]
    return ("board: {name: matrix, simulated: true}\nports:\n" +
            "".join(f"  - {port}\n" for port in ports) + "devices:\n" +
            "".join(f"  - {device}\n" for device in devices))
