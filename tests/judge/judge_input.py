"""Our input port beside Debian's evtest on the same keypad, played by umockdev as the kernel's evdev.

umockdev answers the ioctls (EVIOCGVERSION, EVIOCGBIT, EVIOCGNAME, EVIOCGKEY, EVIOCGRAB) from a
recording and writes the recorded events in their time. It can't tell when the grab came, and its
links of by-path lead out of its own tree, so neither is judged here.

    judge_input.py INPUT_PROBE
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77
NODE = "/dev/input/event7"
NAME = "SIGMACHIP USB Keypad"
# linux/input-event-codes.h: KP7 … KPDOT, KPENTER, KPSLASH, BACKSPACE, NUMLOCK
KEYS = list(range(71, 84)) + [96, 98, 14, 69]
KPENTER, KP0 = 96, 82
EV_SYN, EV_KEY, EV_MSC, SYN_DROPPED = 0, 1, 4, 3

DEVICE = f"""P: /devices/pci0000:00/usb1/1-1/input/input7
E: NAME="{NAME}"
E: SUBSYSTEM=input

P: /devices/pci0000:00/usb1/1-1/input/input7/event7
N: input/event7
E: DEVNAME={NODE}
E: ID_INPUT=1
E: ID_INPUT_KEY=1
E: MAJOR=13
E: MINOR=71
E: SUBSYSTEM=input
"""


def bits(codes):
    """A bit for each code, as EVIOCGBIT and EVIOCGKEY give them, in umockdev's hexadecimal."""
    out = bytearray(96)
    for code in codes:
        out[code // 8] |= 1 << code % 8
    return out.hex().upper()


def ioctls(down):
    name = (NAME.encode() + b"\0").ljust(255, b"\0")  # as long as it is asked for
    return (
        f"@DEV {NODE}\nEVIOCGVERSION 0 01000100\n"
        f"EVIOCGNAME {len(NAME) + 1} {name.hex().upper()}\n"
        f"EVIOCGBIT(1) 96 {bits(KEYS)}\nEVIOCGKEY 96 {bits(down)}\n"
    )


def key(time, code, value):
    """What a USB keypad sends: its scan code, the key, the end of the packet."""
    lines = [(EV_MSC, 4, 0x70000 + code)] if value != 2 else []
    lines += [(EV_KEY, code, value), (EV_SYN, 0, 0)]
    return [(time, *line) for line in lines]


def recording(events):
    return "".join(
        f"E: {time:.6f} {kind:04x} {code:04x} {value}\n" for time, kind, code, value in events
    )


def run(folder, events, down, command):
    """The command's output while umockdev plays the events to it."""
    for name, text in (
        ("pad.umockdev", DEVICE),
        ("pad.ioctl", ioctls(down)),
        ("pad.events", recording(events)),
    ):
        with open(os.path.join(folder, name), "w") as file:
            file.write(text)
    environment = dict(
        os.environ, ASAN_OPTIONS="verify_asan_link_order=0:detect_leaks=0"
    )
    return subprocess.run(
        ["umockdev-run", "-d", f"{folder}/pad.umockdev", "-i", f"{NODE}={folder}/pad.ioctl"]
        + ["-e", f"{NODE}={folder}/pad.events", "--", "timeout", "20"]
        + command,
        capture_output=True,
        text=True,
        env=environment,
    ).stdout


def ours(text):
    lines = [line.split() for line in text.splitlines() if line.startswith("key ")]
    return [(int(code), int(value)) for _, code, value in lines]


def theirs(text):
    pattern = r"type 1 \(EV_KEY\), code (\d+) .*value (\d)"
    return [(int(code), int(value)) for code, value in re.findall(pattern, text)]


def pressed():
    """Three presses, one of them held until the kernel repeats it."""
    events = key(0.0, KPENTER, 1) + key(0.1, KPENTER, 0) + key(0.2, KP0, 1)
    events += key(0.45, KP0, 2) + key(0.483, KP0, 2) + key(0.5, KP0, 0)
    return events + key(0.6, 71, 1) + key(0.65, 71, 0)


def main(probe):
    if not shutil.which("umockdev-run") or not shutil.which("evtest"):
        print("skipped: umockdev or evtest is not installed")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        told = [(code, value) for _, kind, code, value in pressed() if kind == EV_KEY]
        heard = theirs(run(folder, pressed(), [], ["timeout", "2", "evtest", NODE]))
        if heard != told:
            print(f"skipped: evtest hears {heard} of what umockdev plays: {told}")
            return SKIPPED
        for device in (NODE, "name:SIGMACHIP*"):
            text = run(folder, pressed(), [], [probe, device, "2"])
            assert "ok ok" in text, text
            assert ours(text) == heard, (device, ours(text), heard)
        text = run(folder, [], [], [probe, "name:Some Other Keypad", "1"])
        assert ours(text) == [] and "lost unplugged" in text, text
        # Down before it was opened: no press, but known to be down.
        text = run(folder, key(0.3, KPENTER, 0), [KPENTER], [probe, NODE, "1"])
        assert ours(text) == [(KPENTER, 2), (KPENTER, 0)], text
        # The kernel's buffer ran over while KPENTER was let go: the state says that nothing is down,
        # and what stands before the next packet's end is void.
        dropped = key(0.0, KPENTER, 1) + [(0.1, EV_SYN, SYN_DROPPED, 0)]
        dropped += key(0.1, KP0, 1) + key(0.3, KP0, 1) + key(0.4, KP0, 0)
        text = run(folder, dropped, [], [probe, NODE, "1"])
        assert ours(text) == [(KPENTER, 1), (KPENTER, 0), (KP0, 1), (KP0, 0)], text
    print("an evdev keypad is heard as evtest hears it")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
