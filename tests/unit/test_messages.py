#!/usr/bin/env python3
"""The message files: what make_messages.py must refuse, and what no text of ours may say.

test_messages.py TREE runs the maker on small folders with one mistake each and looks for the message
that names it; then it reads the real files: no word for why somebody has priority, each language in
its own script, Uyghur in its own letters."""

import pathlib
import re
import subprocess
import sys
import tempfile

GOOD = {
    "zh.txt": "# 中文\na.call = 请{number}号\na.wait = 等{minutes}分\n",
    "en.txt": "a.call = {number}, please\na.wait = {minutes} min\n",
    "ug.txt": "a.wait = {minutes} مىنۇت\na.call = {number}-نومۇر\n",
    "uses.txt": "placeholder number text 11\nplaceholder minutes count 3\nuse a.* 24\n",
}
# (file, its text instead, or what to replace in it, what must be said)
MISTAKES = [
    ("en.txt", "a.wait = {minutes} min\n", "zh.txt:2: a.call is missing in en.txt"),
    ("zh.txt", ("a.wait", "a.rest"), "en.txt:2: a.wait is missing in zh.txt"),
    ("ug.txt", ("{number}", "{numbr}"), "ug.txt:2: a.call names {numbr}; known are minutes, number"),
    ("en.txt", ("{number}", "You"), "en.txt:1: a.call and zh.txt differ in {number}"),
    ("en.txt", ("{number}", "{minutes}"), "a.call and zh.txt differ in {minutes}, {number}"),
    ("en.txt", (", please", ", please come now"), "en.txt:1: a.call takes 28 cells; allowed are 24 (a.*)"),
    ("zh.txt", ("请", "请到窗口来办"), "zh.txt:2: a.call takes 25 cells; allowed are 24"),
    ("zh.txt", ("a.wait =", "a.call ="), "zh.txt:3: a.call stands here a second time"),
    ("zh.txt", ("a.wait = ", "a.wait: "), 'zh.txt:3: is not "some.key = text"'),
    ("zh.txt", ("a.wait", "Wait"), 'zh.txt:3: is not "some.key = text"'),
    ("zh.txt", ("请{number}号", ""), "zh.txt:2: a.call is empty"),
    ("zh.txt", ("{number}", "{number"), "zh.txt:2: a.call has a brace without its other one"),
    ("en.txt", ("please", "please\x01"), "en.txt:1: a.call holds a control character"),
    ("uses.txt", ("use a.*", "use b.*"), "a.call has no use in uses.txt"),
    ("uses.txt", ("number text", "number word"), "uses.txt:1: is neither"),
    ("uses.txt", ("minutes", "number"), "uses.txt:2: number is no name, or stands here a second time"),
    ("ug.txt", "# nothing\n", "ug.txt: holds no message"),
]

# Why somebody has priority is nobody's business: no screen, voice or paper says it.
REASONS = re.compile(
    r"残疾|残障|老年|老人|长者|高龄|孕|军人|退役|烈士|病|困难|盲|聋|轮椅|婴|母乳|"
    r"\b(elder|senior|old age|aged|disab|handicap|pregnan|soldier|veteran|militar|blind|deaf|ill(ness)?\b|"
    r"sick|wheelchair|infant)|"
    r"مېيىپ|ياشانغان|قېرى|ھامىلىدار|ئەسكەر|ھەربىي|كېسەل|قارىغۇ", re.IGNORECASE)
# U+0600…: the 32 letters of Uyghur, the seat of a vowel, and punctuation.
UYGHUR = set("ئاەبپتجچخدرزژسشغفقكگڭلمنھوۇۆۈۋېىي،؛؟«»")
VOWEL_FIRST = re.compile(r"(?<![ء-ۿ])[اەوۇۆۈېى]")
ALLOWED_LATIN = {"zh": {"JSON", "Idempotency", "Key", "openapi", "yaml"},
                 "ug": {"JSON", "Idempotency", "Key", "openapi", "yaml"}}


def make(maker, files):
    with tempfile.TemporaryDirectory() as place:
        for name, text in files.items():
            pathlib.Path(place, name).write_bytes(text if isinstance(text, bytes) else text.encode())
        done = subprocess.run([sys.executable, maker, place, place], capture_output=True, text=True)
        return done.returncode, done.stderr.replace(place + "/", "")


def judge_maker(maker):
    assert make(maker, GOOD) == (0, ""), make(maker, GOOD)
    for name, change, expected in MISTAKES:
        text = change if isinstance(change, str) else GOOD[name].replace(*change)
        assert text != GOOD[name], (name, change)
        code, said = make(maker, {**GOOD, name: text})
        assert code == 1 and expected in said, (name, change, said)
    code, said = make(maker, {**GOOD, "en.txt": b"a.call = \xff\n"})
    assert code == 1 and "en.txt: is not UTF-8 at byte 9" in said, said


def read(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        key, equals, text = line.partition(" = ")
        if equals and not line.startswith("#"):
            yield key, text


def words_wrong(language, text):
    """What the language's own writing forbids, or None."""
    plain = re.sub(r"\{\w+\}|→", "", text)  # an arrow is read in every language
    latin = set(re.findall(r"[A-Za-z]+", plain))
    if language == "en":
        return None if plain.isascii() else "is not plain English"
    if not latin <= ALLOWED_LATIN[language]:
        return f"has Latin words {latin}"
    letters = [c for c in plain if not c.isascii()]
    if language == "zh":
        strange = [c for c in letters if "؀" <= c <= "ۿ" or "A" <= c <= "z"]
        return f"has {strange}" if strange else None
    strange = [c for c in letters if c not in UYGHUR]
    if strange:
        return "has " + " ".join(f"U+{ord(c):04X}" for c in strange)
    return "starts a word with a bare vowel" if VOWEL_FIRST.search(plain) else None


def judge_words(folder):
    for word in ("残疾人优先", "For the elderly", "disabled", "ياشانغانلار"):
        assert REASONS.search(word), word
    assert not REASONS.search("still will fill")
    assert words_wrong("ug", "كۆزنەك") is None and words_wrong("ug", "ىش") and words_wrong("ug", "ه")
    count = 0
    for language in ("zh", "en", "ug"):
        for key, text in read(folder / f"{language}.txt"):
            assert not REASONS.search(text), f"{language}.txt: {key} says why: {text}"
            wrong = words_wrong(language, text)
            assert wrong is None, f"{language}.txt: {key} {wrong}: {text}"
            count += 1
    return count


def main():
    folder = pathlib.Path(sys.argv[1], "firmware/announce/messages")
    judge_maker(folder / "make_messages.py")
    print(f"{len(MISTAKES) + 1} mistakes refused, {judge_words(folder)} texts read")
    return 0


sys.exit(main())
