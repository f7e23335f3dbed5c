"""Every kind of speaker in one hall: recorded clips, a text-to-speech chip, espeak-ng; each has a window
of its own. Calls, a free announcement, an evacuation that cuts off what is being said, a silent window
that rings, the volume of the hour, a chip that dies and comes back."""

import time

from harness import Hall, until

HALL = """hall: {id: voices, name: 音响试验大厅, timezone: Asia/Shanghai}
hours:
  - {days: [mon, tue, wed, thu, fri, sat, sun], spans: [["00:00", "24:00"]]}
floors: [{no: 1, name: 一楼大厅}]
zones:
  - {id: Z, name: 试验区, floor: 1}
  - {id: Q, name: 静音区, floor: 1, silent: true}
services:
  - {code: S1, name: 一号业务, prefix: A, zone: Z, mean_min: 5}
  - {code: S2, name: 二号业务, prefix: B, zone: Z, mean_min: 5}
  - {code: S3, name: 三号业务, prefix: C, zone: Z, mean_min: 5}
  - {code: S4, name: 四号业务, prefix: M, zone: Q, mean_min: 5}
windows:
  - {no: "1", zone: Z, services: [S1], speaker_group: clips}
  - {no: "2", zone: Z, services: [S2], speaker_group: chip}
  - {no: "3", zone: Z, services: [S3], speaker_group: voice}
  - {no: "4", zone: Q, services: [S4], speaker_group: clips}
call: {repeat: 1}
"""


def board_text(folder):
    return f"""board: {{name: voices, simulated: true}}
ports:
  - {{name: sound-a, kind: audio, line: {folder}/sound-a}}
  - {{name: sound-b, kind: audio, line: {folder}/sound-b}}
  - {{name: uart, kind: serial, device: {folder}/uart, baud: 9600}}
devices:
  - {{name: clips, driver: clips, port: sound-a, group: clips, fallback: espeak}}
  - {{name: chip, driver: xfs5152, port: uart, group: chip,
     volume: [{{from: "12:00", to: "14:00", percent: 50}}]}}
  - {{name: voice, driver: espeak, port: sound-b, group: voice}}
"""


def said(hall, name):
    return [entry.get("clips") or entry["text"] for entry in hall.sim_device(name)["log"]]


def hears(hall, name, words, seconds=15):
    until(lambda: any(words in text for text in said(hall, name)), seconds,
          f"{words!r} from {name}, which said {said(hall, name)}")


def empty(hall, number):
    for state, verb in (("called", "start"), ("serving", "finish")):
        if hall.window(str(number))["state"] == state:
            assert hall.act(str(number), verb).status == 200


def call(hall, number):
    empty(hall, number)
    ticket = hall.issue(f"S{number}")
    assert hall.act(str(number), "next").json["number"] == ticket["number"]
    return ticket


def each_in_its_way(hall):
    for number in (1, 2, 3):
        call(hall, number)
    hears(hall, "clips", "chime qing A 0 0 1 hao dao 1 hao chuangkou")
    hears(hall, "chip", "sound101,请B零零一号，到二号窗口")
    hears(hall, "voice", "espeak:请C零零一号，到三号窗口")
    print("three calls, by clips, chip and espeak")


def a_silent_window_rings(hall):
    before = len(said(hall, "clips"))
    call(hall, 4)
    until(lambda: said(hall, "clips")[before:] == ["chime"], 10, "a chime alone")
    print("a silent call: its chime, and no word")


def announce(hall, text, **more):
    answer = hall.api.post("/api/v1/announcements", {"text": text, **more})
    assert answer.status == 200, answer
    return answer.json["announcements"][-1]["id"]


def a_free_text_is_spoken(hall):
    announce(hall, "2号窗口16:30停办")
    for name in ("clips", "chip", "voice"):
        hears(hall, name, "二号窗口十六点三十分停办")
    print("an announcement: its own words, numbers spelled out")


def an_evacuation_goes_before(hall):
    time.sleep(6)  # all is quiet
    chip = hall.sim_device("chip")
    assert chip["volume"] == 5, chip  # half of ten at noon
    call(hall, 1)
    call(hall, 2)
    hears(hall, "chip", "请B零零二号")
    began = time.monotonic()
    serial = announce(hall, "火警", level="evacuate")
    for name in ("clips", "chip", "voice"):
        hears(hall, name, "cheli" if name == "clips" else "请保持冷静", 5)
    took = time.monotonic() - began
    assert took < 2.5, f"{took:.1f} s until everybody was told"
    cut = [entry for entry in hall.sim_device("chip")["log"] if "请B零零二号" in entry["text"]]
    assert not cut[-1]["whole"], "the call was not cut off"
    assert hall.sim_device("clips")["stops"] >= 1
    assert hall.sim_device("chip")["volume"] == 10
    until(lambda: sum("cheli" in text for text in said(hall, "clips")) >= 2, 20, "it once more")
    assert hall.api.post(f"/api/v1/announcements/{serial}/end", {}).status == 200
    hears(hall, "clips", "jiechu", 5)
    hears(hall, "chip", "警报已解除", 5)
    print(f"an evacuation: told after {took:.1f} s, over and over, and lifted")


def a_chip_that_dies_is_unspoken_and_comes_back(hall):
    unspoken = hall.metric('announcements_total{end="unspoken"}')
    hall.set("chip", power=False)
    call(hall, 2)
    until(lambda: hall.device("chip")["health"] == "lost", 15, "a chip that is lost")
    until(lambda: hall.metric('announcements_total{end="unspoken"}') > unspoken, 10,
          "an unspoken call")
    hall.set("chip", power=True)
    until(lambda: hall.device("chip")["health"] == "ok", 15, "a chip that is back")
    assert hall.act("2", "recall").status == 200
    hears(hall, "chip", "请B零零三号")
    print("a chip without power: lost, its call unspoken; with power: the next one is spoken")


def main():
    with Hall(hall_text=HALL, board_text=board_text, clock="2026-11-23T12:30:00+08:00") as hall:
        each_in_its_way(hall)
        a_silent_window_rings(hall)
        a_free_text_is_spoken(hall)
        an_evacuation_goes_before(hall)
        a_chip_that_dies_is_unspoken_and_comes_back(hall)


main()
