"""The daemon on a disk that is full: a small tmpfs of its own. Numbers and presses are refused in plain
words, what was answered stays, reading goes on; when space returns it takes numbers again by itself.
Also started while the disk is full. Skipped where no such mount is permitted."""

import os
import subprocess
import sys

from harness import SKIPPED, Hall, until

HALL = """
hall: {id: storage, name: 满盘, timezone: Asia/Shanghai}
hours:
  - {days: [mon, tue, wed, thu, fri, sat, sun], spans: [["00:00", "24:00"]]}
zones: [{id: Z, name: 大厅}]
services:
  - {code: S1, name: 业务一, prefix: A, zone: Z, mean_min: 1}
windows:
  - {range: [1, 2], zone: Z, services: [S1]}
"""
BOARD = "board: {name: storage, simulated: true}\nports: []\ndevices: []\n"
DISK = "6m"
ISSUES_MAX = 900


def own_mounts():
    """Run again in a mount namespace of its own, once."""
    if os.environ.get("JIAOHAO_OWN_MOUNTS"):
        return
    private = ["unshare", "--mount", "--propagation", "private"]
    if subprocess.run([*private, "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
                      capture_output=True).returncode != 0:
        print("skipped: no tmpfs of its own may be mounted here")
        sys.exit(SKIPPED)
    os.execvpe("unshare", [*private, sys.executable, *sys.argv],
               {**os.environ, "JIAOHAO_OWN_MOUNTS": "1"})


class SmallHall(Hall):
    def start_simulator(self):
        super().start_simulator()
        self.data.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(self.data)],
                       check=True)

    def __exit__(self, kind, value, trace):
        try:
            return super().__exit__(kind, value, trace)
        finally:
            subprocess.run(["umount", "--lazy", str(self.data)], capture_output=True)

    def fill(self):
        with open(self.data / "filler", "ab", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass

    def free(self):
        (self.data / "filler").unlink()


def issue_until_refused(hall, issued):
    for _ in range(ISSUES_MAX):
        answer = hall.api.post("/api/v1/tickets", {"service": "S1"})
        if answer.status != 201:
            return answer
        issued.append(answer.json)
    raise AssertionError("the full disk refused nothing")


def refused_in_words(answer):
    assert answer.status == 503 and answer.json["code"] == "storage", answer
    assert answer.json.get("title") or answer.json.get("detail"), answer


def all_there(hall, issued):
    for ticket in issued:
        assert hall.ticket(ticket["id"])["number"] == ticket["number"], ticket
    numbers = [ticket["number"] for ticket in issued]
    assert len(set(numbers)) == len(numbers), "a number was issued twice"


def heals(hall, issued):
    """Space is back: a number within seconds, from the same process."""
    pid = hall.daemon.pid
    hall.free()
    until(lambda: hall.api.post("/api/v1/windows/01/open", {"agent": "王"}).status in (200, 204, 409),
          10, "a window that can be opened again")
    issued.append(hall.issue("S1"))
    assert hall.daemon.running() and hall.daemon.pid == pid
    assert hall.api.get("/healthz").status == 200


def main():
    own_mounts()
    issued = []
    with SmallHall(hall_text=HALL, board_text=BOARD) as hall:
        issued.append(hall.issue("S1"))
        for _ in range(2):
            hall.fill()
            refused_in_words(issue_until_refused(hall, issued))
            answer = hall.act("02", "open", {"agent": "李"})
            if answer.status != 200:
                refused_in_words(answer)
            all_there(hall, issued)
            assert hall.api.get("/api/v1/hall").status == 200
            heals(hall, issued)
            all_there(hall, issued)
        hall.fill()
        hall.kill_daemon()
        hall.start_daemon()
        all_there(hall, issued)
        refused_in_words(issue_until_refused(hall, issued))
        heals(hall, issued)
        hall.restart_daemon()
        all_there(hall, issued)
        print(f"{len(issued)} tickets issued around a disk that was full three times")


main()
