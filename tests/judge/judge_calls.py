#!/usr/bin/env python3
"""Are calls said right, in three languages, without ears? judge_calls.py CALL_WORDS SAY_CLIPS FOLDER.

1. The words: numbers are spelled here once more, apart from the firmware, and must be the same.
2. Chinese and Uyghur: espeak-ng's phonemes of the firmware's whole sentence are those of its clips in a
   row, and those of the sentence as spelled here.
3. The sound: the clips that ALSA got are those of the call, in order, sample by sample.
4. English, from that sound: pocketsphinx, with a grammar of this call and others like it, hears this one.
5. The driver "espeak": every sample of it is what the program espeak-ng makes of the same sentence."""
import array
import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import wave

CONFIG = """
pcm.capture {{ type file slave.pcm "nothing" file "{file}" format "raw" }}
pcm.nothing {{ type null }}
"""
PAUSE_S = 0.04
RATE = 22050
VOICES = {"zh": "cmn-latn-pinyin", "en": "en-us", "ug": "ug"}
DIGITS = {
    "zh": "零 一 二 三 四 五 六 七 八 九".split(),
    "en": "zero one two three four five six seven eight nine".split(),
    "ug": "نۆل بىر ئىككى ئۈچ تۆت بەش ئالتە يەتتە سەككىز توققۇز".split(),
}
TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety".split(),
    "ug": "ئون يىگىرمە ئوتتۇز قىرىق ئەللىك ئاتمىش يەتمىش سەكسەن توقسان".split(),
}
CALLS = [("A012", "06"), ("B108", "12"), ("C345", "21"), ("F967", "90"), ("H552", "46"),
         ("K789", "10"), ("M604", "3"), ("Z0003", "258"), ("E2400", "640"), ("Q111", "99")]


def spell_digits(language, text):
    return [DIGITS[language][int(c)] if c.isdigit() else c for c in text]


def spell_window(language, no):
    """A value up to 99, three digits one by one."""
    value = int(no)
    if value > 99:
        return spell_digits(language, no)
    tens, ones = divmod(value, 10)
    last = [DIGITS[language][ones]] if ones or not tens else []
    if language == "zh":
        return ([DIGITS["zh"][tens]] if tens > 1 else []) + (["十"] if tens else []) + last
    if language == "en" and 10 <= value < 20:
        return [TEENS[value - 10]]
    if language == "en":
        return ([TENS["en"][tens - 2]] if tens else []) + last
    return ([TENS["ug"][tens - 1]] if tens else []) + last


def sentence(language, number, window):
    number, window = spell_digits(language, number), spell_window(language, window)
    if language == "zh":
        return "请" + "".join(number) + "号，到" + "".join(window) + "号窗口"
    if language == "en":
        return "number " + " ".join(number) + ", please go to window " + " ".join(window)
    return " ".join(number) + " نومۇر، " + " ".join(window) + " نومۇرلۇق كۆزنەككە كېلىڭ"


def run(*command, **more):
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=60, **more).stdout


@functools.lru_cache(maxsize=None)
def phonemes(language, text):
    out = run("espeak-ng", "-q", "-x", "-v", VOICES[language], text).decode()
    return re.sub("[',%=]", "", out.replace("_|", " ").replace("_:", " ")).split()


def toneless(syllables):
    return [re.sub("[0-9]", "", syllable) for syllable in syllables]


def read_list(path):
    with open(path, encoding="utf-8") as file:
        return {row[0]: row[1:] for row in (line.rstrip("\n").split("\t") for line in file)}


def samples(path):
    with wave.open(path) as clip:
        assert (clip.getnchannels(), clip.getsampwidth(), clip.getframerate()) == (1, 2, RATE), path
        return array.array("h", clip.readframes(clip.getnframes()))


def played(program, folder, words):
    with tempfile.TemporaryDirectory() as place:
        config, out = os.path.join(place, "asoundrc"), os.path.join(place, "out.raw")
        with open(config, "w") as file:
            file.write(CONFIG.format(file=out))
        told = run(program, "capture", folder, "100", *words,
                   env={**os.environ, "ALSA_CONFIG_PATH": config}).decode().split("\n")
        assert told[-2] == "spoken", told
        heard = array.array("h")
        with open(out, "rb") as file:
            heard.frombytes(file.read())
        return heard


def judge_words(words, clips):
    for language in VOICES:
        asked = [part for number, window in CALLS for part in (language, number, window)]
        lines = run(words, *asked).decode().splitlines()
        for i, (number, window) in enumerate(CALLS):
            names, text = lines[2 * i].split(), lines[2 * i + 1]
            wanted = sentence(language, number, window)
            assert text == wanted, f"{text!r}, not {wanted!r}"
            if language == "en":
                continue
            in_a_row = [p for name in names for p in phonemes(language, clips[name][1])]
            said = phonemes(language, text)
            if language == "zh":  # a third tone changes before another one, in a sentence only
                in_a_row, said = toneless(in_a_row), toneless(said)
            assert in_a_row == said, (text, in_a_row, said)
    print(f"{len(CALLS)} calls in {len(VOICES)} languages are worded right")


def judge_sound(words, program, folder):
    for language in VOICES:
        for number, window in CALLS[:3]:
            names = run(words, language, number, window).decode().splitlines()[0].split()
            wanted = array.array("h")
            for name in names:
                wanted.extend(samples(os.path.join(folder, name + ".wav")))
                wanted.extend([0] * int(RATE * PAUSE_S))
            assert played(program, folder, names) == wanted, (language, number, window)
    print("what ALSA gets are the clips of the call, sample by sample")


def plain(number, window):
    return re.sub("[^a-z ]", "", sentence("en", number, window).lower())


def others_like(number, window):
    """Calls that this one could be mixed up with: digits in another order, number and window swapped."""
    yield number[0] + number[:0:-1], window
    yield number[0] + number[2:] + number[1], window
    yield number, str(int(number[-2:]) or 8)
    yield from CALLS[:7]


def hear(sound, candidates):
    """What pocketsphinx understands, with these sentences as its grammar."""
    with tempfile.TemporaryDirectory() as place:
        raw, wav, grammar = (os.path.join(place, name) for name in ("in.wav", "out.wav", "call.gram"))
        with wave.open(raw, "wb") as file:
            file.setparams((1, 2, RATE, 0, "NONE", ""))
            file.writeframes(sound.tobytes())
        run("sox", raw, "-r", "16000", wav, "pad", "0.3", "0.3")
        with open(grammar, "w") as file:
            file.write("#JSGF V1.0;\ngrammar call;\npublic <call> = " + " | ".join(candidates) + ";\n")
        return run("pocketsphinx_continuous", "-infile", wav, "-jsgf", grammar, "-logfn", "/dev/null",
                   "-beam", "1e-120", "-wbeam", "1e-100", "-pbeam", "1e-120").decode().strip()


def judge_english(words, program, folder):
    if not shutil.which("pocketsphinx_continuous"):
        print("English is not judged: there is no pocketsphinx_continuous")
        return
    for number, window in CALLS[:3]:  # each is half a second of hard listening
        names = run(words, "en", number, window).decode().splitlines()[0].split()
        wanted = plain(number, window)
        candidates = sorted({plain(*other) for other in others_like(number, window)} | {wanted})
        for sound in (played(program, folder, names),
                      played(program, folder, ["text:en:" + sentence("en", number, window)])):
            heard = hear(sound, candidates)
            assert heard == wanted, f"{heard!r}, not {wanted!r}"
    print("pocketsphinx hears each English call among others like it, from clips and from espeak")


def judge_espeak(program, folder):
    for language, voice in VOICES.items():
        text = sentence(language, *CALLS[0])
        with tempfile.TemporaryDirectory() as place:
            path = os.path.join(place, "out.wav")
            run("espeak-ng", "-z", "-v", voice, "-w", path, text)  # -z: no pause at the end
            wanted = samples(path)
        assert played(program, folder, [f"text:{language}:{text}"]) == wanted, (language, text)
    print("the driver espeak plays what the program espeak-ng makes, sample by sample")


def main():
    words, program, folder = sys.argv[1:]
    judge_words(words, read_list(os.path.join(os.path.dirname(folder), "clips.list")))
    judge_sound(words, program, folder)
    judge_espeak(program, folder)
    judge_english(words, program, folder)


main()
