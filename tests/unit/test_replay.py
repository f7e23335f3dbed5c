#!/usr/bin/env python3
"""jiaohao-replay: the wait estimate meets its bars on the recorded halls, and a trace that cannot be
read is refused with file, line and column.

test_replay.py PROGRAM TRACE. The recorded trace is not part of the tree: without it that part is
skipped. Every number of the table is computed here once more for a made-up day.
"""

import gzip
import json
import math
import pathlib
import subprocess
import sys
import tempfile

HEADER = "office,queue_id,date,ticket,issued_min,called_min,open_counters_at_issue,ahead_at_issue\n"
# The offices the method was tuned on: those whose name's SHA-256 begins with 0 … 7. The others were
# left out until it was fixed.
TUNED = "UD_Bemowo,UD_Targowek,UD_Zoliborz,USC_Klopotowskiego"
LEFT_OUT = "UD_Bialoleka,UD_Mokotow_1,USC_Falecka,USC_Sandomierska"
SKIPPED = 77


def run(program, *arguments):
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)


def table(program, *arguments):
    done = run(program, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    objects = [json.loads(line) for line in done.stdout.splitlines()]
    for one in objects:
        one["by"] = {row["name"]: row for row in one["estimators"]}
    return objects


def close(found, expected):
    return math.isclose(found, expected, abs_tol=0.00006)


def steady_day():
    """40 people, one each minute, called from minute 10 on, one each two minutes."""
    rows = []
    for i in range(40):
        issued, called = i, 10 + 2 * i
        ahead = sum(1 for j in range(i) if 10 + 2 * j > issued)
        rows.append((i + 1, issued, called, ahead))
    return rows


def write(path, rows, office="O", queue="1", date="2026-11-23"):
    lines = [
        f"{office},{queue},{date},{t},{issued},{'' if called is None else called},1,{ahead}\n"
        for t, issued, called, ahead in rows
    ]
    path.write_text(HEADER + "".join(lines))


def numbers_are_those_of_the_definition(program, folder):
    rows = steady_day()
    path = folder / "steady.csv"
    write(path, rows)
    expected = {"QL10": [], "LES": [], "(QL10+LES)/2": []}
    for _, issued, called, ahead in rows:
        calls = [row for row in rows if row[2] <= issued]
        if len(calls) < 8 or ahead == 0:
            continue
        last = calls[-11:]
        gap = (last[-1][2] - last[0][2]) / (len(last) - 1)
        les = calls[-1][2] - calls[-1][1]
        wait = called - issued
        for name, guess in (
            ("QL10", ahead * gap),
            ("LES", les),
            ("(QL10+LES)/2", (ahead * gap + les) / 2),
        ):
            low, high = max(guess / 2 - 1, 0), guess * 1.5 + 1
            expected[name].append((guess - wait, low <= wait <= high, high - low))
    [found] = table(program, path)
    assert found["tickets"] == 40 and found["queue_days"] == 1 and found["never_called"] == 0
    for name, errors in expected.items():
        count = len(errors)
        assert found["n"] == count > 0
        row = found["by"][name]
        assert close(row["mae"], sum(abs(e) for e, _, _ in errors) / count), name
        assert close(row["rmse"], math.sqrt(sum(e * e for e, _, _ in errors) / count)), name
        assert close(row["bias"], sum(e for e, _, _ in errors) / count), name
        assert close(row["coverage"], sum(c for _, c, _ in errors) / count), name
        assert close(row["width"], sum(w for _, _, w in errors) / count), name


def what_comes_later_changes_nothing(program, folder):
    """The last ticket waits ten times as long, or leaves: no estimate before it may notice."""
    rows = steady_day()
    whole, longer, left = folder / "whole.csv", folder / "longer.csv", folder / "left.csv"
    write(whole, rows)
    t, issued, called, ahead = rows[-1]
    write(longer, rows[:-1] + [(t, issued, issued + 10 * (called - issued), ahead)])
    write(left, rows[:-1] + [(t, issued, None, ahead)])
    [a], [b], [c] = table(program, whole), table(program, longer), table(program, left)
    for name in a["by"]:
        # Error = estimate - wait: only the one wait differs.
        shift = (b["by"][name]["bias"] - a["by"][name]["bias"]) * a["n"]
        assert abs(shift + 9 * (called - issued)) < 0.01, (name, shift)
    assert c["n"] == a["n"] - 1 and c["never_called"] == 1 and c["tickets"] == 40


def small_days_and_first_calls_are_not_counted(program, folder):
    path = folder / "small.csv"
    write(path, steady_day()[:29])
    [found] = table(program, path)
    assert found["n"] == 0 and found["tickets"] == 29
    assert run(program, path).returncode == 0


def packed_and_in_any_order_is_the_same(program, folder):
    rows = steady_day()
    plain, packed = folder / "plain.csv", folder / "packed.csv.gz"
    write(plain, rows)
    text = plain.read_text().splitlines(keepends=True)
    packed.write_bytes(gzip.compress("".join([text[0], *reversed(text[1:])]).encode()))
    assert table(program, plain) == table(program, packed)


def offices_are_chosen_and_listed(program, folder):
    path = folder / "two.csv"
    write(path, steady_day(), office="Alpha")
    more = folder / "more.csv"
    write(more, steady_day(), office="Beta")
    path.write_text(path.read_text() + more.read_text().split("\n", 1)[1])
    assert [one["offices"] for one in table(program, "--by-office", path)] == [
        "Alpha",
        "Beta",
        "2 of 2 offices",
    ]
    both, one = table(program, path)[0], table(program, "--offices", "Beta", path)[0]
    assert both["n"] == 2 * one["n"] > 0
    done = run(program, "--offices", "Beta,Gamma", path)
    assert done.returncode == 2
    assert done.stderr == '--offices: found "Gamma", allowed are Alpha, Beta\n', done.stderr


BAD = [
    ("", ":1:1: file: found nothing, expected is a first row"),
    (HEADER, ":1:1: file: found no ticket"),
    (HEADER.replace("called_min", "called"), ':1:1: header: the column "called_min" is missing'),
    (HEADER + "O,1,2026-11-23,1,5,7,1\n", ":2:1: row: found a row of 7"),
    (HEADER + "O,1,2026-11-31,1,5,7,1,0\n", ':2:5: date: found "2026-11-31", allowed is a date'),
    (HEADER + "O,1,23.11.2026,1,5,7,1,0\n", ':2:5: date: found "23.11.2026"'),
    (HEADER + "O,1,2026-11-23,x,5,7,1,0\n", ':2:16: ticket: found "x", allowed are whole numbers'),
    (HEADER + "O,1,2026-11-23,1,,7,1,0\n", ":2:18: issued_min: found nothing"),
    (HEADER + "O,1,2026-11-23,1,2880,,1,0\n", ':2:18: issued_min: found "2880"'),
    (HEADER + "O,1,2026-11-23,1,9,8,1,0\n", ":2:20: called_min: found 8, before the ticket was"),
    (HEADER + "O,1,2026-11-23,1,5,7,1,-1\n", ':2:24: ahead_at_issue: found "-1"'),
    (HEADER + ",1,2026-11-23,1,5,7,1,0\n", ":2:1: office: found nothing"),
    (HEADER + "O,,2026-11-23,1,5,7,1,0\n", ":2:3: queue_id: found nothing"),
    (
        HEADER + "O,1,2026-11-23,1,5,7,1,0\n" * 2,
        ":3:1: ticket: found 1 once more, its queue had it that day in line 2",
    ),
    (HEADER + "\xff", ":2:1: file: found a byte that is not UTF-8"),
]


def bad_traces_are_refused_with_line_and_column(program, folder):
    for i, (text, expected) in enumerate(BAD):
        path = folder / f"bad{i}.csv"
        path.write_text(text, encoding="latin-1" if "\xff" in text else "utf-8")
        done = run(program, path)
        assert done.returncode == 1 and done.stdout == "", (text, done)
        assert any(line.startswith(f"{path}{expected}") for line in done.stderr.splitlines()), (
            expected,
            done.stderr,
        )
    cut = folder / "cut.csv.gz"
    packed = gzip.compress((HEADER + "O,1,2026-11-23,1,5,7,1,0\n" * 50).encode())
    for damage in (packed[: len(packed) // 2], packed[:20] + b"\x55" * 20 + packed[40:]):
        cut.write_bytes(damage)
        done = run(program, cut)
        assert done.returncode == 1 and f"{cut}:1:1: file: " in done.stderr, done.stderr
    missing = folder / "missing.csv"
    done = run(program, missing)
    assert done.returncode == 1 and "No such file" in done.stderr, done.stderr
    done = run(program, folder)
    assert done.returncode == 1 and "directory" in done.stderr, done.stderr
    assert run(program).returncode == 2 and run(program, "--what", cut).returncode == 2


def the_bars_are_met(program, trace):
    for offices in (None, TUNED, LEFT_OUT):
        [found] = table(program, *(["--offices", offices] if offices else []), trace)
        ours, base = found["by"]["jiaohao"], found["by"]["(QL10+LES)/2"]
        print(
            f"{found['offices']}: n {found['n']}, MAE {ours['mae']:.2f} against {base['mae']:.2f}, "
            f"covers {ours['coverage']:.3f}, width {ours['width']:.1f} against {base['width']:.1f}"
        )
        assert found["n"] > 8000
        assert ours["mae"] <= 0.92 * base["mae"]
        assert ours["coverage"] >= 0.80
        assert ours["width"] <= 1.1 * base["width"]
        assert ours["rmse"] < base["rmse"] and abs(ours["bias"]) < abs(base["bias"])


def main():
    program, trace = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        numbers_are_those_of_the_definition(program, folder)
        what_comes_later_changes_nothing(program, folder)
        small_days_and_first_calls_are_not_counted(program, folder)
        packed_and_in_any_order_is_the_same(program, folder)
        offices_are_chosen_and_listed(program, folder)
        bad_traces_are_refused_with_line_and_column(program, folder)
    if not trace.exists():
        print(f"{trace} is missing: the bars were not looked at")
        return SKIPPED
    the_bars_are_met(program, trace)
    return 0


if __name__ == "__main__":
    sys.exit(main())
