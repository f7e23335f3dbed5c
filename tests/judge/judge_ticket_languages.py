#!/usr/bin/env python3
"""Can a ticket be read in each language? judge_ticket_languages.py TICKET_BYTES TICKET_PNG

Tickets in Chinese, English and Uyghur with a logo, as the simulated printer prints them on both papers:
zbarimg must read the QR, and tesseract the number, and the Chinese and English words of the hall. Uyghur,
which tesseract was not taught here, is judged by judge_ticket_uyghur.py. With KEEP=FOLDER in the
environment the pictures are left there to be looked at."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from judge_png import write_logo

PAPERS = {"58mm": 384, "80mm": 576}
QR = "https://zwdt.example.gov.cn/t/AbCdEfGhIjKlMnOpQrStUv?n=A012"
HEAD = "logo\t{logo}\nlanguage\t{language}\n"
TAIL = f"rule\nqr\t{QR}\n"
# language, page, what tesseract must find and with which model
TICKETS = [
    ("zh", "1\t2\t1\t株洲市民中心\n1\t4\t1\tA012\n0\t1\t0\t不动产登记 3楼B区\n0\t1\t0\t办理人：王䶮𠮷\n"
           "0\t1\t0\t您前面还有3人，预计等候10～20分钟\n", [("chi_sim", "株洲市民中心"), ("eng", "A012")]),
    ("en", "1\t2\t1\tZhuzhou Citizen\n1\t4\t1\tA012\n0\t1\t0\tReal estate, floor 3 zone B\n"
           "0\t1\t0\t3 before you, about 10 to 20 minutes\n", [("eng", "Citizen"), ("eng", "A012"), ("eng", "minutes")]),
    ("ug", "1\t2\t1\tئۈرۈمچى\n1\t4\t1\tA012\n0\t1\t0\tنومۇرىڭىز A012، ئالدىڭىزدا 3 ئادەم بار\n"
           "0\t1\t0\t3-قەۋەت B رايونى\n0\t1\t0\t2026-07-27 09:05\n", [("eng", "A012")]),
]


def picture(programs, paper, page, path):
    ticket = subprocess.run([programs[0], paper], input=page.encode(), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, check=True)
    assert ticket.stderr == b"", ticket.stderr.decode()
    png = subprocess.run([programs[1], str(PAPERS[paper])], input=ticket.stdout, stdout=subprocess.PIPE, check=True)
    pathlib.Path(path).write_bytes(png.stdout)


def words(path, model):
    run = subprocess.run(["tesseract", path, "-", "--psm", "11", "-l", model], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, env={**os.environ, "OMP_THREAD_LIMIT": "1"}, check=True)
    return re.sub(r"\s+", "", run.stdout.decode())


def judge(programs, folder, paper, language, page, expected):
    path = os.path.join(folder, f"ticket-{language}-{paper}.png")
    logo = os.path.join(folder, "logo.png")
    picture(programs, paper, HEAD.format(logo=logo, language=language) + page + TAIL, path)
    read = subprocess.run(["zbarimg", "-q", "--raw", path], stdout=subprocess.PIPE, check=False).stdout
    assert read.decode().strip() == QR, f"{language} {paper}: zbarimg read {read!r}"
    found = {model: words(path, model) for model in {model for model, _ in expected}}
    for model, text in expected:
        assert text in found[model], f"{language} {paper}: tesseract ({model}) read {found[model]!r}, not {text!r}"


def main():
    programs = sys.argv[1:3]
    if not all(shutil.which(name) for name in ("zbarimg", "tesseract")):
        print("skipped: zbarimg or tesseract is not installed")
        return 77
    models = subprocess.run(["tesseract", "--list-langs"], stdout=subprocess.PIPE, check=True).stdout.decode()
    with tempfile.TemporaryDirectory() as made:
        folder = os.environ.get("KEEP", made)
        write_logo(os.path.join(folder, "logo.png"))
        for language, page, expected in TICKETS:
            expected = [(model, text) for model, text in expected if model in models]
            for paper in PAPERS:
                # Reading takes seconds, so words are read on the wide paper only.
                judge(programs, folder, paper, language, page, expected if paper == "80mm" else [])
                print(f"{language} {paper}: read")
    return 0


sys.exit(main())
