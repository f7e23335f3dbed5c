"""Eight clerks press "next" on one queue of 10 000 tickets at the same time: each ticket is called
exactly once, in the order of issue, and nobody is left behind."""

import threading

from harness import Client, Hall

CLERKS, TICKETS = 8, 10000

# One queue of two services (a service has 9 999 numbers a day), eight windows that serve both.
HALL = """
hall: {id: clerks, name: 一条队, timezone: Asia/Shanghai}
hours:
  - {days: [mon, tue, wed, thu, fri, sat, sun], spans: [["00:00", "24:00"]]}
zones: [{id: Z, name: 大厅}]
services:
  - {code: S1, name: 业务一, prefix: A, zone: Z, mean_min: 1}
  - {code: S2, name: 业务二, prefix: B, zone: Z, mean_min: 1}
windows:
  - {range: [1, 8], zone: Z, services: [S1, S2]}
"""
BOARD = "board: {name: clerks, simulated: true}\nports: []\ndevices: []\n"


def issue_all(hall, issued):
    def run(part):
        client = Client(hall.port)
        for i in range(TICKETS // CLERKS):
            answer = client.post("/api/v1/tickets", {"service": f"S{1 + i % 2}"})
            assert answer.status == 201, answer
            issued[part].append(answer.json["number"])
    in_parallel(run)


def in_parallel(run):
    problems = []

    def guarded(part):
        try:
            run(part)
        except BaseException as problem:
            problems.append(problem)
            raise
    threads = [threading.Thread(target=guarded, args=(part,)) for part in range(CLERKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems, problems


def call_all(hall, called):
    def run(part):
        client, window = Client(hall.port), f"{part + 1:02d}"
        while True:
            answer = client.post(f"/api/v1/windows/{window}/next")
            if answer.status == 204:
                return
            assert answer.status == 200, answer
            called[part].append(answer.json["number"])
            answer = client.post(f"/api/v1/windows/{window}/start")
            assert answer.status == 200, answer
    in_parallel(run)


def main():
    issued, called = [[[] for _ in range(CLERKS)] for _ in range(2)]
    with Hall(hall_text=HALL, board_text=BOARD) as hall:
        issue_all(hall, issued)
        call_all(hall, called)
        numbers = [number for part in issued for number in part]
        calls = [number for part in called for number in part]
        assert len(numbers) == TICKETS and len(set(numbers)) == TICKETS, "a number came twice"
        assert len(calls) == TICKETS, f"{len(calls)} calls of {TICKETS} tickets"
        assert set(calls) == set(numbers), "called and issued differ"
        assert min(len(part) for part in called) > 0, "a clerk called nobody"
        for part in called:  # oldest first, at every window
            for prefix in "AB":
                own = [int(number[1:]) for number in part if number[0] == prefix]
                assert own == sorted(own), "a later number was called before an earlier one"
        twice = hall.ask_journal("SELECT count(*) FROM leg WHERE calls != 1")[0][0]
        finished = hall.ask_journal("SELECT count(*) FROM leg WHERE finished_us IS NOT NULL")
        assert twice == 0 and finished[0][0] == TICKETS, (twice, finished)
        print(f"{TICKETS} tickets, {CLERKS} clerks, calls by clerk: {[len(c) for c in called]}")


main()
