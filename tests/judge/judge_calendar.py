#!/usr/bin/env python3
"""The calendar judged by a second reading of the same rules, and by a package that is not ours.

judge_calendar.py DUMP HALLS NPM: every shipped hall and one with every kind of rule, every service, every
date of 2024 to 2030 as DUMP prints it, against what Python makes of the YAML and the tables (PyYAML, csv and datetime know nothing
of ours); and the working days of the years that chinese-days knows against that package.
"""

import csv
import datetime
import functools
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import yaml

EPOCH = datetime.date(1970, 1, 1)
FIRST, LAST = datetime.date(2024, 1, 1), datetime.date(2030, 12, 31)
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
KNOWN = range(2025, 2027)  # the years of the published tables


def number(date):
    return (date - EPOCH).days


def minutes(text):
    return int(text[:2]) * 60 + int(text[3:])


def as_date(value):
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)


@functools.lru_cache(maxsize=None)
def span_minutes(spans):
    """{minute} of ((from, to), …)"""
    return frozenset(minute for first, last in spans for minute in range(first, last))


class Holidays:
    def __init__(self, folder, base, region):
        self.published, self.makeup, self.legal, self.regional, self.moved = (set() for _ in range(5))
        for path in sorted(folder.glob("*.csv")):
            stem = path.stem
            regional = region and (stem == region or stem.startswith(region + "-"))
            if not regional and not (base and stem.startswith((base + "-published", base + "-legal"))):
                continue
            for row in csv.DictReader(path.open(encoding="utf-8")):
                date, kind = datetime.date.fromisoformat(row["date"]), row["kind"]
                if regional:
                    (self.regional if kind == "holiday" else self.moved).add(date)
                else:
                    {"holiday": self.published, "workday": self.makeup, "legal": self.legal}[kind].add(date)

    def workday(self, date):
        if date in self.regional:
            return False
        if date in self.moved:
            return True
        if date in self.legal or date in self.published:
            return False
        return date in self.makeup or date.weekday() < 5

    def after(self, date, count):
        while count:
            date += datetime.timedelta(days=1)
            count -= self.workday(date)
        return date


class Hall:
    def __init__(self, path):
        self.file = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.calendar = self.file.get("calendar", {})
        self.rule = self.file.get("rule", {})
        rows = self.file["hours"]
        knows = self.rule or any("except" in row for row in rows)
        self.base = self.calendar.get("base", "CN" if knows else None)
        self.holidays = Holidays(path.parent / "holidays", self.base, self.calendar.get("region"))
        self.rows = [row for row in rows if row.get("kind") != "on_request"]

    def season(self, date):
        at = date.strftime("%m-%d")
        for season in self.calendar.get("seasons", []):
            first, last = season["from"], season["to"]
            if (first <= at <= last) if first <= last else (at >= first or at <= last):
                return season["id"]
        return None

    def rows_of(self, weekday, date, service):
        rows = [row for row in self.rows
                if DAYS[weekday] in row["days"] and row.get("season") in (None, self.season(date))]
        own = [row for row in rows if service in row.get("services", [])]
        return own or [row for row in rows if "services" not in row]

    def rest(self, row, key):
        if key in row:
            return row[key]
        if set(row["days"]) <= set(self.rule.get("days", [])) and key in self.rule:
            return self.rule[key]
        return self.calendar.get(key)

    def day(self, date, service, zone):
        """(kind, open minutes)"""
        table, weekday = self.holidays, date.weekday()
        makeup_open = (self.calendar.get("makeup_workdays_open", True) and
                       self.rule.get("makeup_workday_policy") != "own_hours")
        worked = {5: 4, 6: 0}.get(weekday, weekday)
        kind, off = "ordinary", False
        if date in table.regional:
            kind, off = "regional_holiday", True
        elif date in table.moved and makeup_open:
            kind = "makeup"
        elif date in table.legal:
            kind, off = "legal_holiday", True
        elif date in table.published:
            kind, off = "holiday", True
        elif date in table.makeup and makeup_open:
            kind = "makeup"
        if kind == "makeup":
            rows = self.rows_of(worked, date, service) or self.rows_of(weekday, date, service)
        else:
            rows = self.rows_of(weekday, date, service)
        kept = [row for row in rows if self.kept(row, kind, weekday)] if off else rows
        spans = self.minutes_of(kept)
        if not spans and kind == "ordinary":
            others = any(DAYS[weekday] in row["days"] and row.get("season") in (None, self.season(date))
                         for row in self.rows)
            kind = "some_services" if others else "rest_day"
        return self.excepted(date, service, zone, kind, spans)

    def kept(self, row, kind, weekday):
        excepted = self.rest(row, "except") or "holidays"
        if excepted == "none":
            return True
        if kind != "holiday" or self.rest(row, "block_days_policy") != "open":
            return False
        return weekday >= 5 or excepted == "legal_holidays" or "block_days_policy" in row

    @staticmethod
    def minutes_of(rows):
        return span_minutes(tuple((minutes(first), minutes(last)) for row in rows
                                  for first, last in row["spans"]))

    def word(self, level, date, service, zone):
        """The row of this level that speaks for the service on this date: one that names it, or its zone,
        goes before one for everybody."""
        found = None
        for row in self.calendar.get(level, []):
            scope = row.get("services", row.get("applies", "all"))
            scope = set(scope if isinstance(scope, list) else [scope])
            if not as_date(row.get("date", row.get("from"))) <= date <= as_date(row.get("date", row.get("to"))):
                continue
            if {service, zone} & scope:
                return row
            if {"all", "old_halls"} & scope:
                found = row
        return found

    def excepted(self, date, service, zone, kind, spans):
        for row in filter(None, (self.word(level, date, service, zone)
                                 for level in ("overrides", "exceptions"))):
            own = self.minutes_of([row]) if "spans" in row else frozenset()
            state = row.get("state")
            if state == "closed":
                kind, spans = "closed", frozenset()
            elif state == "open":
                worked = {5: 4, 6: 0}.get(date.weekday(), date.weekday())
                kind, spans = "opened", own or self.minutes_of(
                    self.rows_of(worked, date, service) or self.rows_of(date.weekday(), date, service))
            elif state == "extra":
                kind, spans = "extra", spans | own
            elif "service_ends" in row:
                kind = "ends_early"
            if "service_ends" in row:
                end = minutes(row["service_ends"])
                spans = frozenset(minute for minute in spans if minute < end)
        return kind, spans


def cutoff(hall, service, spans):
    if not spans:
        return -1
    length = service.get("cutoff_min", hall.calendar.get("cutoff_min", 30))
    return max(max(spans) + 1 - length, 0)


def judge_hall(dump, path, first, last):
    hall, said = Hall(path), {}
    lines = subprocess.run([dump, str(path), str(number(first)), str(number(last))], check=True,
                           capture_output=True, text=True).stdout.split("\n")
    for line in lines:
        words = line.split()
        if words and words[0] == "day":
            spans = span_minutes(tuple(tuple(int(end) for end in span.split("-"))
                                       for span in words[5:]))
            said[int(words[1]), words[2]] = words[3], int(words[4]), spans
        elif words:
            said[int(words[1]), None] = [int(word) for word in words[2:]]
    wrong = 0
    for day in range(number(first), number(last) + 1):
        date, table = EPOCH + datetime.timedelta(days=day), hall.holidays
        expected = [int(table.workday(date))] + [number(table.after(date, n)) for n in (1, 3, 10)]
        if said[day, None] != expected:
            wrong += 1
            print(f"{path.name} {date}: working days {said[day, None]}, expected {expected}")
        for service in hall.file["services"]:
            kind, spans = hall.day(date, service["code"], service.get("zone"))
            # Round the clock the last closing is another day's, and there is no cut-off to compare.
            until = cutoff(hall, service, spans) if len(spans) < 1440 else said[day, service["code"]][1]
            if said[day, service["code"]] != (kind, until, spans):
                wrong += 1
                if wrong < 20:
                    print(f"{path.name} {date} {service['code']}: {said[day, service['code']][:2]}, "
                          f"expected {kind} {until}, {len(spans)} open minutes")
    print(f"{path.name}: {number(last) - number(first) + 1} dates, {len(hall.file['services'])} services")
    return wrong


def judge_package(dump, halls, modules):
    """None: the package is not at hand."""
    if not (pathlib.Path(modules) / "chinese-days").is_dir():
        return None
    first, last = datetime.date(KNOWN[0], 1, 1), datetime.date(KNOWN[-1], 11, 30)
    script = """
const days = require(process.argv[1] + "/chinese-days");
const answers = {};
for (let t = Date.parse(process.argv[2]); t <= Date.parse(process.argv[3]); t += 86400000) {
  const date = new Date(t).toISOString().slice(0, 10);
  answers[date] = [days.isWorkday(date) ? 1 : 0, days.findWorkday(1, date), days.findWorkday(3, date),
                   days.findWorkday(10, date)];
}
console.log(JSON.stringify(answers));"""
    answers = json.loads(subprocess.run(
        ["node", "-e", script, str(pathlib.Path(modules).resolve()), first.isoformat(), last.isoformat()],
        check=True, capture_output=True, text=True).stdout)
    lines = subprocess.run([dump, str(halls / "zhuzhou.yaml"), str(number(first)), str(number(last))],
                           check=True, capture_output=True, text=True).stdout.split("\n")
    wrong = 0
    for line in lines:
        words = line.split()
        if not words or words[0] != "work":
            continue
        date = (EPOCH + datetime.timedelta(days=int(words[1]))).isoformat()
        theirs = answers.pop(date)
        expected = [theirs[0]] + [number(datetime.date.fromisoformat(text)) for text in theirs[1:]]
        if expected != [int(word) for word in words[2:]]:
            wrong += 1
            print(f"{date}: working days {words[2:]}, chinese-days says {theirs}")
    if answers:
        wrong += 1
        print(f"{len(answers)} dates were not looked at")
    return wrong


def main():
    dump, halls, modules = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    wrong = sum(judge_hall(dump, path, FIRST, LAST) for path in sorted(halls.glob("*.yaml")))
    with tempfile.TemporaryDirectory(prefix="jiaohao-judge-") as folder:
        path = pathlib.Path(folder) / "rules.yaml"
        shutil.copy(pathlib.Path(__file__).with_name("calendar_hall.yaml"), path)
        shutil.copytree(halls / "holidays", path.parent / "holidays")
        wrong += judge_hall(dump, path, FIRST, LAST)
    # The year of the exceptions.
    wrong += judge_hall(dump, halls / "zhuzhou.yaml", datetime.date(2018, 11, 1), datetime.date(2019, 1, 31))
    package = judge_package(dump, halls, modules)
    if package is None:
        print("chinese-days is not at hand: the working days were judged by the tables alone")
    else:
        wrong += package
        print("the working days are those of chinese-days")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
