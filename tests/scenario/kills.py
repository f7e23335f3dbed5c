"""kill -9 in the middle of everything, again and again: eight clients take numbers, eight press
"next". Whatever was acknowledged is there after the start; no number comes twice; no ticket is at two
windows; a request asked again with its key after the cut gives the one ticket it made."""

import http.client
import random
import sys
import threading
import time
import uuid

from harness import Client, Hall, until

KILLS, CLIENTS = 50, 8
START_S = 0.3
HALL = """
hall: {id: kills, name: 断电, timezone: Asia/Shanghai}
hours:
  - {days: [mon, tue, wed, thu, fri, sat, sun], spans: [["00:00", "24:00"]]}
zones: [{id: Z, name: 大厅}]
services:
  - {code: S1, name: 业务一, prefix: A, zone: Z, mean_min: 1}
  - {code: S2, name: 业务二, prefix: B, zone: Z, mean_min: 1}
  - {code: S3, name: 业务三, prefix: C, zone: Z, mean_min: 1}
windows:
  - {range: [1, 8], zone: Z, services: [S1, S2, S3]}
"""
BOARD = "board: {name: kills, simulated: true}\nports: []\ndevices: []\n"


class Crowd:
    """The clients of one life of the daemon, and what was acknowledged to them."""

    def __init__(self, hall):
        self.hall, self.stop = hall, False
        self.tickets, self.calls, self.starts = {}, [], []
        self.doubtful = []  # (service, key): asked, and the answer was lost
        self.wrong = []
        self.lock = threading.Lock()

    def ask(self, client, path, body=None, key=None):
        """The answer, or None when the daemon died under it."""
        try:
            return client.post(path, body, key)
        except (OSError, http.client.HTTPException):
            return None

    def issue(self, part):
        client = Client(self.hall.port)
        while not self.stop:
            key, service = uuid.uuid4().hex, f"S{1 + part % 3}"
            answer = self.ask(client, "/api/v1/tickets", {"service": service}, key)
            with self.lock:
                if answer is None:
                    self.doubtful.append((service, key))
                    return
                if answer.status == 201:
                    self.tickets[answer.json["id"]] = answer.json["number"]
                elif answer.json.get("code") != "quota_full":
                    self.wrong.append(answer)

    def press(self, part):
        client, window = Client(self.hall.port), f"{part + 1:02d}"
        while not self.stop:
            for verb in ("next", "start"):
                answer = self.ask(client, f"/api/v1/windows/{window}/{verb}", None,
                                  uuid.uuid4().hex)
                if answer is None:
                    return
                with self.lock:
                    if answer.status == 200:
                        kept = self.calls if verb == "next" else self.starts
                        kept.append((window, answer.json["number"]))
                    elif answer.status not in (204, 409):
                        self.wrong.append(answer)

    def run(self, seconds):
        threads = [threading.Thread(target=run, args=(part,))
                   for part in range(CLIENTS) for run in (self.issue, self.press)]
        for thread in threads:
            thread.start()
        time.sleep(seconds)  # the moment of the cut, from the seed
        self.hall.kill_daemon()
        self.stop = True
        for thread in threads:
            thread.join()
        assert not self.wrong, self.wrong[:3]


def check(hall, crowd, everything):
    for identity, number in crowd.tickets.items():
        answer = hall.api.get(f"/api/v1/tickets/{identity}")
        assert answer.status == 200 and answer.json["number"] == number, (number, answer)
    everything.update(crowd.tickets.values())
    rows = hall.ask_journal("SELECT number, window, calls, started_us FROM leg")
    numbers = {row[0]: row for row in rows}
    assert len(numbers) == len(rows), "a number was issued twice"
    for number in everything:
        assert number in numbers, f"{number} was acknowledged and is lost"
    for window, number in crowd.calls:
        assert numbers[number][1] == window and numbers[number][2] > 0, \
            f"the acknowledged call of {number} to {window} is lost: {numbers[number]}"
    for window, number in crowd.starts:
        assert numbers[number][3], f"the acknowledged start of {number} is lost"
    busy = [window["ticket"] for window in hall.api.get("/api/v1/windows").json["windows"]
            if window["ticket"]]
    assert len(busy) == len(set(busy)), f"a ticket is at two windows: {busy}"
    for service, key in crowd.doubtful:
        first = hall.api.post("/api/v1/tickets", {"service": service}, key)
        again = hall.api.post("/api/v1/tickets", {"service": service}, key)
        assert first.status == again.status == 201, (first, again)
        assert first.json["id"] == again.json["id"], "one key made two tickets"
        everything.add(first.json["number"])


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.randrange(1 << 32)
    print(f"seed {seed}")
    choice = random.Random(seed)
    everything, starts = set(), []
    with Hall(hall_text=HALL, board_text=BOARD) as hall:
        for _ in range(KILLS):
            crowd = Crowd(hall)
            crowd.run(choice.uniform(0.02, 0.25))
            starts.append(hall.start_daemon())
            check(hall, crowd, everything)
        total = until(lambda: hall.ask_journal("SELECT count(*) FROM leg")[0][0], 5)
        starts.sort()
        print(f"{KILLS} kills, {total} tickets, starts: median {starts[len(starts) // 2]:.3f} s, "
              f"worst {starts[-1]:.3f} s")
        assert starts[len(starts) // 2] < START_S, f"half of the starts took over {START_S} s"


main()
