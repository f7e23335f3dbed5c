"""The kiosk with the real daemon and simulated devices: what a citizen sees and does. Nothing here
knows the layout, but for the large number's place: texts are found by reading the screen, and
touched where they stand."""

import pathlib
import re
import signal
import subprocess
import sys
import time

from harness import SKIPPED, Hall, until
from kiosk_screen import Kiosk, missing_tool

BODY = (56, 260, 968, 1440)  # what lies between header and footer


def same_number(read, number):
    """Tesseract takes a large zero for an O now and then."""
    return re.sub("[OQD]", "0", read[1:]) == number[1:] and read[0] == number[0]


def number_on(kiosk, height=310):
    """The number as a citizen reads it: large, at the top of its screen."""
    kiosk.wait_for("您的号码", "您前面", "号票", "拍照")
    kiosk.tap(540, 290)  # a touch anywhere keeps it there, however slowly this machine reads
    return kiosk.large_text(385, height)


def call_all(hall, window):
    """Call until nobody waits: the numbers, as the API gives them."""
    numbers = []
    while True:
        answer = hall.act(window, "start" if numbers else "open", {} if numbers else {"agent": "1"})
        answer = hall.act(window, "next")
        if answer.status == 204:
            return numbers
        assert answer.status == 200, answer
        numbers.append(answer.json["number"])


def one_ticket(hall, kiosk, number):
    """Whoever waits is called: it was one, and the number is the API's. Then back to home."""
    kiosk.tap_key("完成", left="选择办理区")
    called = call_all(hall, "02")
    assert len(called) == 1 and same_number(number, called[0]), (number, called)
    kiosk.wait_for("选择办理区")


def two_touches_give_one_number_and_it_is_the_apis(hall, kiosk):
    kiosk.tap_on("公安服务")
    kiosk.tap_on("公安出入境", times=3)  # an impatient finger
    number = number_on(kiosk)
    kiosk.wait_for("号票已打印")
    kiosk.picture("number")
    one_ticket(hall, kiosk, number)
    kiosk.picture("home")


def the_language_changes_and_goes_back(hall, kiosk):
    kiosk.tap_key("English")
    kiosk.wait_for("Chooseanarea")
    kiosk.tap_key("中文")
    kiosk.wait_for("选择办理区")


def a_killed_daemon_is_said_within_a_second_and_the_kiosk_recovers(hall, kiosk):
    before = kiosk.display.pixels(*BODY)
    hall.kill_daemon()
    seconds = kiosk.until_changed(BODY, before)
    kiosk.wait_for("系统正在恢复", "本机会自动继续")
    kiosk.picture("away")
    kiosk.tap(540, 600)  # where a zone stood
    hall.start_daemon(wait_devices=False)
    kiosk.wait_for("选择办理区")
    assert seconds < 1.0, seconds
    assert call_all(hall, "02") == []
    print(f"the loss of the daemon is on the screen after {seconds:.2f} s")


def a_tap_while_the_daemon_hangs_is_one_ticket(hall, kiosk):
    kiosk.tap_on("公安服务")
    place = kiosk.wait_for("户籍服务")
    hall.daemon.send(signal.SIGSTOP)
    kiosk.tap(*place, times=2)
    kiosk.wait_for("比平时稍慢")
    time.sleep(3)  # past one attempt's limit, so that the same key is on its way twice
    kiosk.tap(*place)
    hall.daemon.send(signal.SIGCONT)
    number = number_on(kiosk)
    one_ticket(hall, kiosk, number)


def a_tap_before_a_crash_is_one_ticket_after_it(hall, kiosk):
    kiosk.tap_on("公安服务")
    place = kiosk.wait_for("户籍服务")
    hall.daemon.send(signal.SIGSTOP)
    kiosk.tap(*place)
    kiosk.wait_for("正在取号")
    hall.kill_daemon()
    kiosk.wait_for("恢复后自动", "请不要离开")
    kiosk.picture("issuing-away")
    hall.start_daemon(wait_devices=False)
    number = number_on(kiosk)
    one_ticket(hall, kiosk, number)


def without_paper_the_number_and_its_code_are_on_the_screen(hall, kiosk):
    hall.set("ticket-printer", paper="out")
    kiosk.wait_for("打印机缺纸")
    kiosk.picture("paper-out")
    kiosk.tap_on("公安服务")
    kiosk.tap_on("公安出入境")
    kiosk.wait_for("不能打印号票")
    kiosk.picture("paperless-offer")
    kiosk.tap_key("直接取号")
    number = number_on(kiosk, 220)
    picture = kiosk.picture("paperless")
    code = subprocess.run(["zbarimg", "-q", "--raw", str(picture)], capture_output=True, text=True)
    ticket = hall.ticket(code.stdout.strip())
    assert same_number(number, ticket["number"]) and ticket["print"] == "none", (number, ticket)
    kiosk.tap_key("完成")
    hall.sim.close()
    hall.set("ticket-printer", paper="ok")
    until(lambda: not kiosk.find("打印机缺纸"), 20, "the notice gone")
    kiosk.wait_for("选择办理区")
    assert call_all(hall, "02") == [ticket["number"]]


def paper_that_ends_inside_a_ticket_is_said_and_printed_again(hall, kiosk):
    hall.set("ticket-printer", paper="ok", paper_left_mm=30)
    before = hall.sim_device("ticket-printer")["tickets"]
    kiosk.tap_on("公安服务")
    kiosk.tap_on("公安出入境")
    number = number_on(kiosk)
    kiosk.wait_for("号码仍然有效", "请记下号码")
    kiosk.picture("paper-ended")
    hall.sim.close()
    hall.set("ticket-printer", paper="ok")
    kiosk.tap_key("重新打印")
    kiosk.wait_for("号票已打印")
    kiosk.tap(540, 290)
    assert hall.sim_device("ticket-printer")["tickets"] > before
    one_ticket(hall, kiosk, number)


def main():
    missing = missing_tool()
    if missing:
        print(f"skipped: {missing} is not installed")
        return SKIPPED
    with Hall(clock="2026-11-23T10:00:00+08:00") as hall, Kiosk(hall.port, hall.folder) as kiosk:
        kiosk.wait_for("选择办理区")
        for step in (two_touches_give_one_number_and_it_is_the_apis,
                     the_language_changes_and_goes_back,
                     a_killed_daemon_is_said_within_a_second_and_the_kiosk_recovers,
                     a_tap_while_the_daemon_hangs_is_one_ticket,
                     a_tap_before_a_crash_is_one_ticket_after_it,
                     without_paper_the_number_and_its_code_are_on_the_screen,
                     paper_that_ends_inside_a_ticket_is_said_and_printed_again):
            begin = time.monotonic()
            hall.sim.close()  # reading a screen outlasts an idle connection
            hall.api.close()
            step(hall, kiosk)
            print(f"{time.monotonic() - begin:5.1f} s  {step.__name__.replace('_', ' ')}",
                  flush=True)
        keep = pathlib.Path("kiosk-screens")
        keep.mkdir(exist_ok=True)
        for picture in hall.folder.glob("screen-*.png"):
            picture.rename(keep / picture.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
