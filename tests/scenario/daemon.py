"""The daemon as a technician meets it: --check says all mistakes, a foreign address and a second daemon
are refused with the reason, SIGHUP loads a better hall and refuses a worse one, SIGTERM finishes what is
under way, systemd hears READY and the
watchdog's beat."""

import os
import pathlib
import signal
import socket
import subprocess
import tempfile

from harness import ROOT, Hall, Process, program, until

DEMO = ROOT / "firmware/halls/demo.yaml"


def run(*arguments):
    return subprocess.run([program("jiaohaod"), *map(str, arguments)], capture_output=True,
                          text=True, timeout=30, check=False)


def check_says_all_mistakes(folder):
    good = run("--check", "--hall", DEMO, "--board", ROOT / "boards/sim/board.yaml")
    assert good.returncode == 0, good.stderr
    hall, board = folder / "hall.yaml", folder / "board.yaml"
    hall.write_text(DEMO.read_text().replace("zone: RE,", "zone: XX,", 1).replace(
        "mean_min: 3", "mean_min: fast"))
    text = (ROOT / "boards/sim/board.yaml").read_text()
    board.write_text(text.replace("driver: modbus-led", "driver: modbus-lead", 1).replace(
        "window: \"02\"", "window: \"22\""))
    bad = run("--check", "--hall", hall, "--board", board)
    lines = bad.stderr.strip().splitlines()
    assert bad.returncode == 1 and len(lines) >= 3, bad.stderr
    for line in lines:
        name, row, column, _ = line.split(":", 3)
        assert pathlib.Path(name) in (hall, board) and int(row) > 0 and int(column) > 0, line
    assert any("\"XX\"" in line and "RE" in line for line in lines), lines
    assert any("modbus-lead" in line and "modbus-led" in line for line in lines), lines
    board.write_text(text.replace("window: \"02\"", "window: \"22\""))
    bad = run("--check", "--hall", DEMO, "--board", board)
    assert bad.returncode == 1 and "\"22\"" in bad.stderr, bad.stderr
    print("--check:", lines[0])


def refusals_at_start(hall):
    arguments = ["--hall", hall.hall_file, "--board", hall.board_file, "--data"]
    foreign = run(*arguments, hall.folder / "other", "--listen", "0.0.0.0:0")
    assert foreign.returncode == 1 and "127.0.0.0/8" in foreign.stderr, foreign.stderr
    second = run(*arguments, hall.data, "--listen", "127.0.0.1:0")
    assert second.returncode == 1 and "journal" in second.stderr, second.stderr
    real = hall.folder / "real.yaml"
    real.write_text("board: {name: real}\nports: []\ndevices: []\n")
    fast = run("--hall", hall.hall_file, "--board", real, "--data", hall.folder / "third",
               "--listen", "127.0.0.1:0", "--clock-rate", "60")
    assert fast.returncode == 1 and "simulated" in fast.stderr, fast.stderr
    print("refused at start: a foreign address, a second daemon, a fast clock on a real board")


def log_has(hall, words):
    return words in (hall.folder / "daemon.log").read_text()


def reload_hall(hall):
    text = DEMO.read_text()
    ticket = hall.issue("RE1")
    assert hall.act("01", "next").status == 200
    hall.hall_file.write_text(text.replace("code: RE2", "code: RE9").replace("RE2]", "RE9]"))
    hall.daemon.send(signal.SIGHUP)
    until(lambda: any(s["code"] == "RE9" for s in hall.api.get("/api/v1/hall").json["services"]),
          10, "the new service")
    assert hall.issue("RE9")["number"]
    assert hall.ticket(ticket["id"])["state"] == "called", "a reload disturbed the call"
    sequence = hall.api.get("/api/v1/hall").json["sequence"]
    hall.hall_file.write_text(text.replace("zone: RE,", "zone: XX,", 1))
    hall.daemon.send(signal.SIGHUP)
    until(lambda: log_has(hall, "reload refused: correct the mistakes"), 10, "a refused reload")
    board = hall.board_file.read_text()
    hall.hall_file.write_text(text.replace('no: "01"', 'no: "09"'))
    hall.board_file.write_text(board.replace('window: "01"', 'window: "09"'))
    hall.daemon.send(signal.SIGHUP)
    until(lambda: log_has(hall, "hall_in_use"), 10, "a window in use")
    assert hall.window("01")["state"] == "called"
    assert hall.api.get("/api/v1/hall").json["sequence"] == sequence, "a refused reload wrote"
    assert hall.act("01", "start").status == 200
    assert hall.act("01", "finish").status == 200
    hall.daemon.send(signal.SIGHUP)
    until(lambda: hall.api.get("/api/v1/windows/01").status == 404, 10, "window 01 gone")
    until(lambda: all(d["place"] != "01" for d in hall.devices()), 10, "its devices gone")
    until(lambda: hall.device("display-02")["health"] == "ok", 20, "the other devices back")
    hall.hall_file.write_text(text)
    hall.board_file.write_text(board)
    hall.daemon.send(signal.SIGHUP)
    until(lambda: hall.api.get("/api/v1/windows/01").status == 200, 10, "window 01 back")
    until(lambda: hall.device("display-01")["health"] == "ok", 20, "its display back")
    until(lambda: hall.device("ticket-printer")["health"] == "ok", 20, "the printer back")
    print("reload: a better hall at once, a worse one refused whole, a window in use kept")


def reload_items(hall):
    def found(words):
        return [i["code"] for i in hall.api.get("/api/v1/items?q=" + words).json["items"]]

    text, items = DEMO.read_text(), hall.folder / "items.csv"
    items.write_text("code,name,service,materials\nA-1,不动产登记,RE1,身份证；申请表\n")
    assert found("bdcdj") == []
    hall.hall_file.write_text(text + "item_list: items.csv\n")
    hall.daemon.send(signal.SIGHUP)
    until(lambda: found("bdcdj") == ["A-1"], 10, "the list")
    items.write_text("code,name,service\nA-1,不动产登记,RE1\nB-2,护照,EXITT\n")
    check = run("--check", "--hall", hall.hall_file)
    assert check.returncode == 1 and "items.csv:3:8: service: found \"EXITT\"" in check.stderr, check.stderr
    refused = (hall.folder / "daemon.log").read_text().count("reload refused: correct")
    hall.daemon.send(signal.SIGHUP)
    until(lambda: (hall.folder / "daemon.log").read_text().count("reload refused: correct") > refused, 10,
          "a refused list")
    assert found("bdcdj") == ["A-1"] and found("hz") == [], "a wrong list was taken in part"
    # The hall file's text is as before: a better list alone is loaded all the same.
    items.write_text("code,name,service\nB-2,护照,EXIT\n")
    hall.daemon.send(signal.SIGHUP)
    until(lambda: found("hz") == ["B-2"] and found("bdcdj") == [], 10, "the new list")
    hall.hall_file.write_text(text)
    hall.daemon.send(signal.SIGHUP)
    until(lambda: found("hz") == [], 10, "no list")
    print("reload: a list of matters whole or not at all")


def stop_drains(hall):
    ticket = hall.issue("RE1", kiosk="K1")
    status = hall.daemon.stop(signal.SIGTERM)
    assert status == 0, status
    rows = hall.ask_journal("SELECT kind FROM record ORDER BY sequence DESC LIMIT 3")
    assert (41,) in rows, f"the print under way was not waited for: {rows}"
    hall.api.close()
    hall.start_daemon()
    assert hall.ticket(ticket["id"])["print"] == "printed"
    print("SIGTERM finishes the print under way")


def systemd_hears(hall):
    hall.daemon.stop()
    path = str(hall.folder / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(path)
        notify.settimeout(10)
        env = dict(os.environ, NOTIFY_SOCKET=path, WATCHDOG_USEC="400000")
        hall.daemon = Process("jiaohaod", hall.daemon_arguments(), hall.folder / "daemon.log",
                              env)
        heard = [notify.recv(200).decode() for _ in range(4)]
    assert "READY=1" in heard[:2] and heard.count("WATCHDOG=1") >= 2, heard
    until(hall.daemon_answers, 10, "an answer")
    print("systemd hears", heard)


def main():
    with tempfile.TemporaryDirectory() as folder:
        check_says_all_mistakes(pathlib.Path(folder))
    with Hall() as hall:
        refusals_at_start(hall)
        reload_hall(hall)
        reload_items(hall)
        stop_drains(hall)
        systemd_hears(hall)


main()
