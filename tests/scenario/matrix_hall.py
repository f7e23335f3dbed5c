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
        f"{{name: bus-e, kind: rs485, device: {folder}/bus-e, baud: 19200}}",
        f"{{name: printer, kind: serial, device: {folder}/printer, baud: 115200, flow: rts-cts}}",
        f"{{name: sound, kind: audio, line: {folder}/sound}}",
        f"{{name: voice, kind: serial, device: {folder}/voice, baud: 9600}}",
    ]
    devices = [
        "{name: ticket-printer, driver: escpos, port: printer, paper_width_mm: 80, kiosk: K1}",
        *modbus_window("01", "bus-a", 1),
        *modbus_window("05", "bus-e", 5),
        "{name: speaker-hall, driver: clips, port: sound, group: hall}",
        "{name: speaker-chip, driver: xfs5152, port: voice, group: hall}",
    ]
    return ("board: {name: matrix, simulated: true}\nports:\n" +
            "".join(f"  - {port}\n" for port in ports) + "devices:\n" +
            "".join(f"  - {device}\n" for device in devices))
