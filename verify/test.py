"""Releases that the gate made keep their rule, and each altered one breaks the rule it should."""

import copy
import hashlib
import json
import os
import pathlib
import unittest

import release

HERE = pathlib.Path(__file__).parent
RECORDS = HERE / "records"


def stored(name):
    return (RECORDS / name).read_text(encoding="utf-8")


MODEL = release.scales_of(stored("model.toml"))
NUMBERS, DIRECTIONS = stored("numbers.json"), stored("directions.json")
WISHES = stored("wishes.json")
WORDS = stored("words.json")
OVERVIEW, FIRST_VERSION = stored("overview.json"), stored("part-1.json")
CHANGE = stored("change.json")


def put(*path_and_value):
    """An alteration: this value at this path."""
    *path, last, value = path_and_value

    def alter(document):
        place = document
        for step in path:
            place = place[step]
        place[last] = value

    return alter


def drop(*path):
    def alter(document):
        place = document
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return alter


def move(by, *path):
    """A number at this path, some tenths higher."""

    def alter(document):
        place = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = round(place[path[-1]] * 10 + by) / 10

    return alter


def both(*alterations):
    def alter(document):
        for one in alterations:
            one(document)

    return alter


LEAD = ("items", "lead-1", "classes", "reports")
WISH = ("wishes", "wish-trust", "classes", "reports")
VOICE = {"kind": "one_voice", "value": 4.0, "voices": 1}

ALTERED = [
    # What is done to which release, and the rule that has to be named.
    ("another rule", NUMBERS, put("rules", "PART-9"), "version"),
    ("an older rule", NUMBERS, put("rules", "PART-1"), "version"),
    ("no day", NUMBERS, drop("day"), "version"),
    ("a day in the first version", FIRST_VERSION, put("day", "2026-06-12"), "version"),
    ("another kind", NUMBERS, put("shows", "everything"), "version"),
    ("no calendar day", NUMBERS, put("day", "2026-13-12"), "day"),
    ("a floor of two", NUMBERS, put("k", 2), "floor"),
    ("a class of three", NUMBERS, put("classes", 1, "n", 3), "floor"),
    ("a floor above a class", NUMBERS, put("k", 7), "floor"),
    ("a class under another name", NUMBERS, put("classes", 0, "id", "others"), "classes"),
    ("a category twice", NUMBERS, put("classes", 1, "categories", ["reports", "peers"]), "classes"),
    ("managers as a class", NUMBERS, put("classes", 0, "categories", ["manager"]), "classes"),
    ("a line about other classes", NUMBERS, drop(*LEAD), "classes"),
    ("a finer number", NUMBERS, put(*LEAD, "value", 4.17), "steps"),
    ("a whole number", NUMBERS, put(*LEAD, "value", 4), "steps"),
    ("a number beyond the answers", NUMBERS, put(*LEAD, "high", 5.3), "range"),
    ("a number outside its interval", NUMBERS, put(*LEAD, "low", 4.5), "interval"),
    ("a narrower interval", NUMBERS, move(1, *LEAD, "low"), "interval"),
    ("everybody's answer at the top", NUMBERS,
     both(drop("items", "lead-1", "classes", "peers+others", "bound"),
          put("items", "lead-1", "classes", "peers+others", "value", 4.8)), "coding"),
    ("a bound as a number", NUMBERS, drop("items", "lead-1", "classes", "peers+others", "bound"),
     "coding"),
    ("a mean that no answers make", NUMBERS, put(*LEAD, "value", 4.1), "coding"),
    ("a total of the answers", NUMBERS, move(-1, "items", "lead-1", "overall", "value"), "totals"),
    ("a scale of the answers", NUMBERS,
     move(1, "scales", "trust.leading", "classes", "reports", "value"), "scales"),
    ("a total of a scale", NUMBERS, move(1, "scales", "trust.leading", "overall", "value"),
     "totals"),
    ("a contrast of the answers", NUMBERS,
     move(1, "contrasts", "trust", "classes", "reports", "value"), "contrasts"),
    ("another reason", NUMBERS,
     put("items", "outcome", "classes", "peers+others", {"kind": "untold", "reason":
                                                         "end_untold"}), "reasons"),
    ("two comments", NUMBERS, lambda d: d["comments"]["colleagues"]["keep"].__delitem__(
        slice(2, None)), "comments"),
    ("more comments than raters", NUMBERS,
     put("comments", "colleagues", "keep", ["a"] * 13), "comments"),
    ("two themes", NUMBERS, put("comments", "themes", "start", {"trust": 2}), "comments"),
    ("a text as a theme", NUMBERS, put("comments", "themes", "start", {"She yells": 3}), "themes"),
    ("quotes as somebody types them", NUMBERS,
     put("comments", "colleagues", "keep", 0, "\u201cno\u201d"), "marks"),
    ("repeated marks", NUMBERS, put("comments", "colleagues", "keep", 0, "no!!"), "marks"),
    ("a voice as a class", NUMBERS, put(*LEAD, dict(VOICE)), "voices"),
    ("a class as a voice", NUMBERS,
     lambda d: d["items"]["lead-1"].__setitem__("own", d["items"]["lead-1"]["overall"]), "voices"),
    ("another own view", NUMBERS, move(1, "scales", "trust.leading", "own", "value"), "voices"),
    ("nobody's voice", NUMBERS, put("items", "lead-1", "own", "voices", 0), "voices"),
    ("a spread between its steps", NUMBERS, put("spread", "items", "lead-1", "sd", 0.97), "spread"),
    ("a spread of the class", NUMBERS, put("spread", "items", "lead-1", "sd", 0.55), "spread"),
    ("another word on agreement", NUMBERS, put("agreement", {"trust.leading": "0.7"}), "agreement"),
    ("a word on a scale that is not there", NUMBERS, put("agreement", {"trust": "close"}),
     "agreement"),
    ("a word where it may not stand, or none where it has to", NUMBERS,
     lambda d: d.__setitem__("agreement", {} if d.get("agreement") else {"trust.leading": "close"}),
     "agreement"),
    ("answers beside a number", NUMBERS, put(*LEAD, "answers", [5, 4]), "fields"),
    ("raw answers", NUMBERS, put("raw", [1, 2]), "fields"),
    ("a wish that no answers make", WISHES, move(-1, *WISH, "value"), "coding"),
    ("a wish with a narrower range", WISHES, move(1, *WISH, "low"), "interval"),
    ("a total of what was wished", WISHES, move(-1, "wishes", "wish-trust", "overall", "value"),
     "totals"),
    ("what one rater wishes as a class", WISHES, put(*WISH, dict(VOICE)), "voices"),
    ("a wish of some of the classes", WISHES, drop(*WISH), "classes"),
    ("a wish that is an item", WISHES, lambda d: d["wishes"].__setitem__(
        "lead-1", d["wishes"]["wish-trust"]), "wishes"),
    ("wishes that are none", WISHES, put("wishes", {}), "bytes"),
    ("wishes in the first version", FIRST_VERSION, put("wishes", {}), "version"),
    ("wishes among directions", DIRECTIONS, put("wishes", {}), "fields"),
    ("words kept back", WORDS, put("words", "colleagues", None), "words"),
    ("a word in the wrong place", WORDS, put("words", "colleagues", ["open", "bold"]), "words"),
    ("a word that stands twice", WORDS, put("words", "own", ["bold", "bold"]), "words"),
    ("more words than may be told", WORDS, put("words", "colleagues", list("abcdefgh")), "words"),
    ("how many chose a word", WORDS, put("words", "counts", {"bold": 4}), "words"),
    ("words without the leader's", WORDS, drop("words", "own"), "words"),
    ("words in the first version", FIRST_VERSION, put("words", {
        "colleagues": None, "manager": [], "own": []}), "words"),
    ("a number among directions", DIRECTIONS, put("classes", 0, "n", 6), "fields"),
    ("a figure among directions", DIRECTIONS, put("items", "lead-1", "overall", dict(VOICE)),
     "directions"),
    ("another direction", DIRECTIONS, put("items", "lead-1", "overall", "much_higher"),
     "directions"),
    ("a direction of what was untold", DIRECTIONS,
     put("items", "outcome", "classes", "peers+others", "higher"), "directions"),
    ("held against another day", DIRECTIONS, put("against", "2026-06-01"), "waves"),
    ("a cell of four leaders", OVERVIEW, put("cells", 0, "leaders", 4), "cells"),
    ("a unit in two cells", OVERVIEW, put("cells", 0, "units", ["Operations", "Pumps"]), "cells"),
    ("cells by their value", OVERVIEW, lambda d: d["cells"].reverse(), "cells"),
    ("a total of the answers of cells", OVERVIEW,
     move(1, "total", "scales", "trust.leading", "value"), "totals"),
    ("a total that leaves a unit out", OVERVIEW, put("total", "units", ["Pumps"]), "totals"),
    ("no total", OVERVIEW, put("total", None), "totals"),
]


def check(text):
    earlier = [NUMBERS] if '"shows":"directions"' in text else []
    return release.check(text, MODEL, earlier)


class Verifier(unittest.TestCase):
    def breaks(self, rule, text, **more):
        with self.assertRaises(release.Broken) as caught:
            release.check(text, **more) if more else check(text)
        self.assertEqual(caught.exception.rule, rule, caught.exception)

    def test_what_the_gate_made_keeps_its_rule(self):
        for text in (NUMBERS, WISHES, DIRECTIONS, OVERVIEW, FIRST_VERSION, CHANGE):
            check(text)
            release.check(text)
            release.check(text, sha256=hashlib.sha256(text.encode()).hexdigest())

    def test_each_altered_release_breaks_the_rule_that_it_should(self):
        for what, text, alter, rule in ALTERED:
            with self.subTest(what):
                document = json.loads(text)
                before = copy.deepcopy(document)
                alter(document)
                self.assertNotEqual(document, before)
                self.breaks(rule, release.written(document))
        self.assertGreaterEqual(len({rule for *_, rule in ALTERED}), 15)

    def test_other_bytes_of_the_same_release_are_refused(self):
        for text in (NUMBERS.replace(",", ", ", 1), NUMBERS + "\n", NUMBERS[:-1], "[]",
                     NUMBERS.replace('"k":4', '"k":4,"k":4'), NUMBERS.replace("3.0", "3.00")):
            self.breaks("bytes", text)

    def test_another_hash_is_refused(self):
        self.breaks("sha256", NUMBERS, sha256="00" * 32)

    def test_numbers_soon_after_another_release_are_refused(self):
        self.breaks("waves", NUMBERS, earlier=[NUMBERS])
        self.breaks("waves", NUMBERS, earlier=[FIRST_VERSION])
        later = NUMBERS.replace("2026-06-12", "2026-09-09")
        self.breaks("waves", later, earlier=[NUMBERS])
        release.check(NUMBERS.replace("2026-06-12", "2026-09-10"), earlier=[NUMBERS])

    def test_directions_long_after_every_other_release_are_refused(self):
        self.breaks("waves", DIRECTIONS, earlier=[])
        late = DIRECTIONS.replace('"day":"2026-07-12"', '"day":"2026-09-10"')
        self.breaks("waves", late, earlier=[NUMBERS])
        release.check(late, earlier=[NUMBERS, DIRECTIONS])

    def test_releases_that_ask_nothing_of_the_same_do_not_count(self):
        release.check(CHANGE, {}, [NUMBERS, DIRECTIONS])
        self.breaks("waves", CHANGE, earlier=[NUMBERS, CHANGE])
        numbers = NUMBERS.replace("2026-06-12", "2026-08-01")
        release.check(numbers, earlier=[CHANGE])
        self.breaks("waves", numbers, earlier=[CHANGE, NUMBERS])
        both = json.loads(CHANGE)
        both["items"]["lead-1"] = json.loads(NUMBERS)["items"]["lead-1"]
        self.breaks("waves", numbers, earlier=[release.written(both)])

    def test_the_scales_of_the_shipped_model_are_found(self):
        text = (HERE.parent / "model" / "leadership.toml").read_text(encoding="utf-8")
        scales = release.scales_of(text)
        self.assertEqual(len(scales), 10)
        self.assertTrue(all(len(items) > 1 for items in scales.values()))

    def test_random_releases_keep_their_rule(self):
        folder = os.environ.get("HONE_RECORDS")
        if not folder:
            self.skipTest("HONE_RECORDS names no folder")
        numbers = sorted(pathlib.Path(folder).glob("*.numbers.json"))
        self.assertGreaterEqual(len(numbers), 300)
        for path in numbers:
            text = path.read_text(encoding="utf-8")
            release.check(text, MODEL, [])
            after = path.with_name(path.name.replace("numbers", "directions"))
            release.check(after.read_text(encoding="utf-8"), MODEL, [text])


if __name__ == "__main__":
    unittest.main()
