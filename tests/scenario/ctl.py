"""A technician at work in a hall: jiaohaoctl's commands against the daemon and against bare lines, in
both languages."""

import os
import pathlib
import re
import subprocess
import time

from harness import Hall, program


def ctl(hall, *arguments, language="en", code=0, **more):
    run = subprocess.run([program("jiaohaoctl"), "--server", f"127.0.0.1:{hall.port}", "--language",
                          language, *map(str, arguments)], capture_output=True, text=True, timeout=120,
                         check=False, **more)
    assert run.returncode == code, (arguments, run)
    return run.stdout if code == 0 else run.stdout + run.stderr


def with_the_daemon(hall, folder):
    table = ctl(hall, "devices").splitlines()
    assert len(table) == 1 + len(hall.devices()), table
    row = next(line for line in table if line.startswith("call-02")).split()
    assert row[1:6] == ["caller", "02", "rs485-a", "102", "ok"], row
    assert "类别" in ctl(hall, "devices", language="zh")
    assert "passed: printed and confirmed" in ctl(hall, "test", "ticket-printer")
    assert "jiaohaoctl devices" in ctl(hall, "test", "nothing", code=1)

    test = subprocess.Popen([program("jiaohaoctl"), "--server", f"127.0.0.1:{hall.port}", "--language",
                             "zh", "test", "call-01"], stdout=subprocess.PIPE, text=True)
    assert "press a key" in test.stdout.readline()
    hall.press("call-01", "recall")
    assert "通过: key recall" in test.stdout.readline() and test.wait(10) == 0

    record = folder / "display-01.wire"
    assert "frames recorded" in ctl(hall, "record", "display-01", record, "--seconds", 5)
    assert record.read_text().startswith("jiaohao-wire 1 modbus\n# display-01\n")
    assert "检查路径" in ctl(hall, "record", "display-01", record, language="zh", code=1)
    replayed = ctl(hall, "replay", record)
    assert "→1 read" in replayed and "1→ " in replayed and ", 0 of them broken" in replayed, replayed
    assert "→2" not in replayed, "another device's frames"
    watch = subprocess.Popen([program("jiaohaoctl"), "--server", f"127.0.0.1:{hall.port}", "watch",
                              "call-03"], stdout=subprocess.PIPE, text=True)
    lines = [watch.stdout.readline() for _ in range(4)]
    assert any("103" in line for line in lines), lines
    watch.terminate()
    watch.wait(10)
    watch = subprocess.Popen([program("jiaohaoctl"), "--server", f"127.0.0.1:{hall.port}", "watch",
                              "rs485-a"], stdout=subprocess.PIPE, text=True)
    met = set()
    while len(met) < 3:  # displays and boxes of one line
        met |= set(re.findall(r"(\d+)→ ", watch.stdout.readline()))
    watch.terminate()
    watch.wait(10)
    assert "or port" in ctl(hall, "watch", "rs485-z", code=1)
    assert "stop jiaohaod" in ctl(hall, "scan", "rs485-a", "--board", hall.board_file, code=1)
    return record


def without_it(hall, record):
    assert "start it" in ctl(hall, "devices", code=1)
    hall.fault("display-02", twin=True)
    hall.set("call-03", power=False)
    scanned = ctl(hall, "scan", "rs485-a", "--board", hall.board_file, code=1)
    assert "address 102: a key box (call-02, window 02)" in scanned, scanned
    assert "address 3: a display (display-03, window 03)" in scanned, scanned
    assert "the line is fine: 9600 baud, parity N" in scanned, scanned
    assert "address 2: suspected twins" in scanned, scanned
    assert "address 103: call-03 (window 03) is silent" in scanned, scanned
    hall.fault("display-02", clear=True)

    the_device_is_played(hall, record)


def the_device_is_played(hall, record):
    """Its side of the record, on a pty: what was asked then is answered as it was then."""
    path = hall.folder / "played"
    with subprocess.Popen([program("jiaohaoctl"), "--language", "en", "replay", str(record), "--pty",
                           str(path), "--speed", "10"], stdout=subprocess.PIPE, text=True) as player:
        try:
            assert "played on" in player.stdout.readline()
            entries = [line.split(" ", 2) for line in record.read_text().splitlines()[2:]]
            at = next(i for i, entry in enumerate(entries) if entry[1] == ">")
            answer = bytes.fromhex(next(e for e in entries[at:] if e[1] == "<")[2])
            line = os.open(path, os.O_RDWR | os.O_NOCTTY)
            os.write(line, bytes.fromhex(entries[at][2]))
            heard = b""
            while len(heard) < len(answer):
                heard += os.read(line, 256)
            assert heard == answer, (heard, answer)
            os.close(line)
        finally:
            player.terminate()


def wrong_arguments(hall):
    assert "jiaohaoctl --help" in ctl(hall, "dance", code=2)
    for command in ("test", "watch", "record", "replay", "scan", "address", "replace", "import"):
        assert "--help" in ctl(hall, command, code=2), command
    assert ctl(hall, "--help").startswith("usage: jiaohaoctl")
    assert ctl(hall, "--help", language="zh").startswith("用法")
    assert "rs485-a" in ctl(hall, "scan", "rs485-z", "--board", hall.board_file, code=1)
    assert "no such" in ctl(hall, "scan", "/dev/nothing", code=1).lower()
    ctl(hall, "check", hall.board_file, hall.hall_file)
    bad = hall.folder / "bad.yaml"
    bad.write_text(hall.board_file.read_text().replace("baud: 9600", "baud: 9601"))
    assert "bad.yaml:" in ctl(hall, "check", bad, hall.hall_file, code=1)
    bad.write_text("window,bus,display_address\n01,a,1\n01,a,2\n")
    assert f"{bad}:3:1: window" in ctl(hall, "import", bad, code=1)


def main():
    begin = time.monotonic()
    with Hall() as hall:
        record = with_the_daemon(hall, pathlib.Path(hall.folder))
        hall.daemon.stop()
        without_it(hall, record)
        wrong_arguments(hall)
    print(f"{time.monotonic() - begin:.1f} s")


main()
