"""The power is cut under the whole daemon. Its journal records every write and sync while clients take
numbers and press keys; each answer is noted with the length of the log at that moment. Then, for a
sample of the recorded operations, the files are rebuilt as a disk may have kept them and the daemon is
started on them: whatever had been answered before the cut is there, no number comes twice, and it goes
on. power_cut does the same for every single operation, without the daemon around the journal."""

import http.client
import random
import shutil
import subprocess
import sys
import threading
import time
import uuid

from harness import Client, Hall, program, until

CUTS, SECONDS = 60, 3
START_S = 0.3
HALL = """
hall: {id: power, name: 断电, timezone: Asia/Shanghai}
hours:
  - {days: [mon, tue, wed, thu, fri, sat, sun], spans: [["00:00", "24:00"]]}
zones: [{id: Z, name: 大厅}]
services:
  - {code: S1, name: 业务一, prefix: A, zone: Z, mean_min: 1}
  - {code: S2, name: 业务二, prefix: B, zone: Z, mean_min: 1}
windows:
  - {range: [1, 4], zone: Z, services: [S1, S2]}
"""
BOARD = "board: {name: power, simulated: true}\nports: []\ndevices: []\n"
VERBS = ("next", "start", "finish")


class RecordedHall(Hall):
    """The first daemon records; those after the cuts are ordinary ones."""

    recording = True

    @property
    def log(self):
        return self.folder / "vfs.log"

    def daemon_arguments(self):
        arguments = super().daemon_arguments()
        if self.recording:
            arguments[:1] = [program("jiaohaod-recorded"), str(self.log)]
        return arguments


class Answers:
    """What was acknowledged: (length of the log then, what, ...). The log holds every operation that
    came before the answer, and perhaps some that came after it: so a cut at or behind that length
    must keep it."""

    def __init__(self, hall):
        self.hall, self.stop = hall, False
        self.tickets, self.acts = [], []

    def length(self):
        return self.hall.log.stat().st_size

    def issue(self, part):
        client = Client(self.hall.port)
        while not self.stop:
            answer = client.post("/api/v1/tickets", {"service": f"S{1 + part}"}, uuid.uuid4().hex)
            assert answer.status == 201, answer
            self.tickets.append((self.length(), answer.json["id"], answer.json["number"]))

    def press(self, part):
        client, window = Client(self.hall.port), f"{part + 1:02d}"
        while not self.stop:
            for verb in VERBS:
                answer = client.post(f"/api/v1/windows/{window}/{verb}", None, uuid.uuid4().hex)
                if answer.status == 200 and answer.json.get("number"):
                    self.acts.append((self.length(), verb, window, answer.json["number"]))

    def run(self):
        problems = []

        def guarded(run, part):
            try:
                run(part)
            except (OSError, http.client.HTTPException, AssertionError) as problem:
                problems.append(problem)

        threads = [threading.Thread(target=guarded, args=(run, part))
                   for part in range(2) for run in (self.issue, self.press)]
        for thread in threads:
            thread.start()
        time.sleep(SECONDS)  # how long the day is, no more
        self.stop = True
        for thread in threads:
            thread.join()
        assert not problems, problems
        assert self.tickets and self.acts


def cut(hall, operation, kind, seed):
    """Rebuild the files; the length of the log before that operation."""
    shutil.rmtree(hall.data, ignore_errors=True)
    hall.data.mkdir()
    done = subprocess.run([program("vfs-cut"), str(hall.log), str(hall.data), str(operation), kind,
                           str(seed)], check=True, capture_output=True, text=True)
    return int(done.stdout)


def check(hall, answers, position):
    legs = hall.ask_journal("SELECT number, window, calls, started_us, finished_us FROM leg")
    numbers = {leg[0]: leg for leg in legs}
    assert len(numbers) == len(legs), "a number was issued twice"
    kept = 0
    for length, identity, number in answers.tickets:
        if length <= position:
            assert number in numbers, f"{number} was answered and is lost"
            kept += 1
            if kept % 16 == 0:
                answer = hall.api.get(f"/api/v1/tickets/{identity}")
                assert answer.status == 200 and answer.json["number"] == number, answer
    for length, verb, window, number in answers.acts:
        if length <= position:
            leg = numbers[number]
            assert leg[1] == window, f"{verb} of {number} at {window} was answered: {leg}"
            assert leg[2 + VERBS.index(verb)], f"{verb} of {number} was answered and is lost: {leg}"
            kept += 1
    assert hall.issue("S1")["number"] not in numbers
    busy = [window["ticket"] for window in hall.api.get("/api/v1/windows").json["windows"]
            if window["ticket"]]
    assert len(busy) == len(set(busy)), f"a ticket is at two windows: {busy}"
    until(lambda: hall.ask_journal("SELECT * FROM pragma_integrity_check")[0][0] == "ok", 1,
          "an intact database")
    return kept


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.randrange(1 << 32)
    print(f"seed {seed}")
    choice = random.Random(seed)
    starts, kept = [], 0
    with RecordedHall(hall_text=HALL, board_text=BOARD) as hall:
        answers = Answers(hall)
        answers.run()
        hall.kill_daemon()
        hall.recording = False
        hall.data = hall.folder / "cut"
        count = int(subprocess.run([program("vfs-cut"), str(hall.log)], check=True,
                                   capture_output=True, text=True).stdout)
        for number in range(CUTS):
            operation = choice.randrange(count)
            kind = ("least", "some", "some", "most")[number % 4]
            position = cut(hall, operation, kind, seed + number)
            try:
                starts.append(hall.start_daemon())
                kept += check(hall, answers, position)
            except Exception:
                print(f"cut before operation {operation} of {count}, {kind}, seed {seed + number}",
                      file=sys.stderr)
                raise
            hall.kill_daemon()
        starts.sort()
        print(f"{len(answers.tickets)} tickets and {len(answers.acts)} presses answered, {count} "
              f"operations, {CUTS} cuts, {kept} answers asked again; starts: median "
              f"{starts[len(starts) // 2]:.3f} s, worst {starts[-1]:.3f} s")
        assert starts[len(starts) // 2] < START_S, f"half of the starts took over {START_S} s"


main()
