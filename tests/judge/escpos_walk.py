"""Reads ESC/POS by the documented commands, as a printer does: a decoder of its own, sharing nothing
with drivers/printer. An unknown byte is an error, never skipped."""

# Command → number of parameter bytes (Epson ESC/POS reference; SPRT SP-POS58IV manual).
PARAMETERS = {
    b"\x1b@": 0, b"\x1ba": 1, b"\x1bE": 1, b"\x1bd": 1, b"\x1bJ": 1, b"\x1bt": 1,
    b"\x1bM": 1, b"\x1b ": 1, b"\x1b3": 1, b"\x1b{": 1, b"\x1b-": 1, b"\x1b$": 2, b"\x1b\\": 2,
    b"\x1d!": 1, b"\x1da": 1, b"\x1dr": 1, b"\x1dB": 1, b"\x1dL": 2, b"\x1dW": 2,
    b"\x1c&": 0, b"\x1c.": 0, b"\x1cS": 2, b"\x1c-": 1,
}


class Paper:
    def __init__(self):
        self.commands = []  # (command, parameters) in order
        self.lines = []     # printed lines: dict(bytes, text, align, size, bold)
        self.images = []    # dict(rows: [bytes], width_bytes, align)
        self.cuts = 0


def walk(data):
    paper = Paper()
    align, size, bold, chinese, line, at, reset = 0, (1, 1), False, False, bytearray(), 0, False
    joined = False  # does the next band go on with the last picture?
    while at < len(data):
        byte = data[at]
        if byte == 0x0A:
            paper.lines.append({
                "bytes": bytes(line), "text": line.decode("gb18030") if chinese else line.decode("ascii"),
                "align": align, "size": size, "bold": bold})
            line.clear()
            at += 1
            joined = False
            continue
        if byte >= 0x20 and byte != 0x7F:
            line.append(byte)
            at += 1
            continue
        command = bytes(data[at:at + 2])
        if command == b"\x1dv":
            assert data[at + 2] in (0, 0x30) and data[at + 3] == 0, "GS v 0, normal size"
            width = data[at + 4] + 256 * data[at + 5]
            rows = data[at + 6] + 256 * data[at + 7]
            at += 8
            assert not line, "a picture begins at the start of a line"
            assert 0 < rows <= 24, f"a band of {rows} rows"
            body = data[at:at + width * rows]
            assert len(body) == width * rows, "the picture is cut short"
            for pair in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
                assert pair not in body, "a real-time command inside a picture"
            if not joined:
                paper.images.append({"rows": [], "width_bytes": width, "align": align})
            assert paper.images[-1]["width_bytes"] == width
            paper.images[-1]["rows"] += [bytes(body[i * width:(i + 1) * width]) for i in range(rows)]
            at += width * rows
            joined = True
            continue
        joined = False
        if command == b"\x1dV":
            kind = data[at + 2]
            paper.cuts += 1
            paper.commands.append((command, bytes(data[at + 2:at + 3])))
            assert not line, "cut in the middle of a line"
            at += 4 if kind in (0x41, 0x42) else 3
            continue
        if command not in PARAMETERS:
            raise ValueError(f"unknown command {data[at:at + 4].hex(' ')} at {at}")
        count = PARAMETERS[command]
        parameters = bytes(data[at + 2:at + 2 + count])
        paper.commands.append((command, parameters))
        at += 2 + count
        if command == b"\x1b@":
            align, size, bold, chinese, reset = 0, (1, 1), False, False, True
        elif command == b"\x1ba":
            assert not line, "alignment is taken at the start of a line only"
            align = parameters[0]
        elif command == b"\x1d!":
            size = ((parameters[0] >> 4) + 1, (parameters[0] & 15) + 1)
        elif command == b"\x1bE":
            bold = bool(parameters[0] & 1)
        elif command == b"\x1c&":
            chinese = True
        elif command == b"\x1c.":
            chinese = False
    assert reset, "never initialised"
    assert not line, "text that no line feed prints"
    return paper
