#!/usr/bin/env python3
"""Checks a stored release of Hone from its public record, with the standard library alone.

    release.py [--model FILE] [--earlier FILE]... [--sha256 HEX] RELEASE...

It was written from docs/method/result.md and the decision records, not from Hone's own code, and
does the sums again by other means. What breaks a rule is named: 'floor: …'. README.md has the list.
"""

import argparse
import datetime
import hashlib
import json
import math
import statistics
import sys
import tomllib

import words
from answers import attainable, cases, is_open, nearest

KNOWN = ("PART-1", "PART-2")
WAVE_DAYS = 90
COMMENT_RATERS = 5
COMMENTS_NEEDED = 3
CELL_LEADERS = 5
AGREEMENT_RATERS = 8
PLANNED = {"items": 1.0, "scales": 0.8, "contrasts": 0.9}
ANSWERS = (10, 50)
DIFFERENCES = (-40, 40)
TRENDS = ("lower", "same", "higher", "untold")
ANONYMOUS = ("reports", "peers", "others")
Z = statistics.NormalDist().inv_cdf(0.975)


class Broken(Exception):
    """A rule that is not kept."""

    def __init__(self, rule, what):
        super().__init__(f"{rule}: {what}")
        self.rule = rule


def ensure(is_kept, rule, what):
    if not is_kept:
        raise Broken(rule, what)


# ---------------------------------------------------------------- the written form


def read(text):
    """The document, if it stands in its one written form."""

    def once(pairs):
        keys = [key for key, _ in pairs]
        ensure(len(set(keys)) == len(keys), "bytes", "a field stands twice")
        return dict(pairs)

    try:
        document = json.loads(text, object_pairs_hook=once)
    except ValueError as error:
        raise Broken("bytes", f"it is no JSON: {error}") from None
    ensure(isinstance(document, dict), "bytes", "it is no document")
    ensure(written(document) == text, "bytes", "it is not written in the canonical way")
    return document


def written(document):
    return json.dumps(ordered(document), ensure_ascii=False, separators=(",", ":"))


def ordered(value):
    """Fields by name, but what kind of figure it is stands first."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (key != "kind", key.encode()))
        return {key: ordered(value[key]) for key in keys}
    if isinstance(value, list):
        return [ordered(entry) for entry in value]
    return value


def fields(value, needed, optional, where):
    ensure(isinstance(value, dict), "fields", f"{where} has no fields")
    missing = set(needed) - set(value)
    ensure(not missing, "fields", f"{where} lacks {sorted(missing)}")
    unknown = set(value) - set(needed) - set(optional)
    ensure(not unknown, "fields", f"{where} has {sorted(unknown)}")


def day(text):
    try:
        return datetime.date.fromisoformat(text)
    except (TypeError, ValueError):
        raise Broken("day", f"{text!r} is no day") from None

# ---------------------------------------------------------------- figures


class Figure:
    """A published number on its way into others, in tenths."""

    def __init__(self, value, bound=None, coded=False, up=0.0, down=0.0, error=0.0):
        self.value, self.bound, self.coded = value, bound, coded
        self.up, self.down, self.error = up, down, error

    def is_bounded(self):
        return self.coded or self.bound is not None

    def told(self, limits):
        """As it has to be published: value, bound, coded, low and high."""
        half = Z * self.error
        low = math.floor((self.value / 10 - half - self.down) * 10 + 1e-6)
        high = math.ceil((self.value / 10 + half + self.up) * 10 - 1e-6)
        return (self.value, self.bound, self.coded, max(low, limits[0]), min(high, limits[1]))


def mean(parts):
    """The mean of published figures with their weights."""
    n = sum(weight for _, weight in parts)
    sum_ = sum(figure.value * weight for figure, weight in parts)
    bounds = {figure.bound for figure, _ in parts}
    bound = bounds.pop() if len(bounds) == 1 else None
    value = {None: nearest(sum_, n), "at_least": sum_ // n, "at_most": -(-sum_ // n)}[bound]
    share = [(figure, weight / n) for figure, weight in parts]
    return Figure(
        value,
        bound,
        bound is None and any(figure.is_bounded() for figure, _ in parts),
        sum(weight * figure.up for figure, weight in share),
        sum(weight * figure.down for figure, weight in share),
        math.sqrt(sum((weight * figure.error) ** 2 for figure, weight in share)),
    )


def tenths(number, limits, where):
    ensure(isinstance(number, float), "steps", f"{where} is no number with one decimal")
    value = round(number * 10)
    ensure(abs(number * 10 - value) < 1e-9, "steps", f"{where} is not a step of 0.1")
    ensure(limits[0] <= value <= limits[1], "range", f"{where} is outside its range")
    return value


def figure(part, limits, where):
    """A figure: ('shown', …), ('one_voice', value, voices), ('untold', reason) or ('not_shown',)."""
    kind = part.get("kind") if isinstance(part, dict) else None
    if kind == "not_shown":
        fields(part, ["kind"], [], where)
        return (kind,)
    if kind == "untold":
        fields(part, ["kind", "reason"], [], where)
        reason = part["reason"]
        if isinstance(reason, dict):
            fields(reason, ["too_few_items"], [], where)
            counts = reason["too_few_items"]
            fields(counts, ["needed", "shown"], [], where)
            reason = ("too_few_items", counts["shown"], counts["needed"])
        return (kind, reason)
    if kind == "one_voice":
        fields(part, ["kind", "value", "voices"], [], where)
        is_somebody = isinstance(part["voices"], int) and part["voices"] > 0
        ensure(is_somebody, "voices", f"{where} is nobody's")
        return (kind, tenths(part["value"], limits, where), part["voices"])
    ensure(kind == "shown", "fields", f"{where} is no figure")
    fields(part, ["kind", "high", "low", "value"], ["bound", "coded"], where)
    bound = part.get("bound")
    ensure(bound in (None, "at_least", "at_most"), "fields", f"{where} has an unknown bound")
    ensure(part.get("coded", True) is True, "bytes", f"{where} says what goes without saying")
    value, low, high = (tenths(part[end], limits, where) for end in ("value", "low", "high"))
    ensure(low <= value <= high, "interval", f"{where} is outside its interval")
    return (kind, (value, bound, "coded" in part, low, high))


# ---------------------------------------------------------------- what both kinds of release have


def head(document):
    """Version and floor."""
    rules, k = document.get("rules"), document.get("k")
    ensure(rules in KNOWN, "version", f"it names the rule {rules!r}")
    is_new = rules == "PART-2"
    says = all(name in document for name in ("day", "shows"))
    is_old = not any(name in document for name in ("day", "shows"))
    ensure(says if is_new else is_old, "version", "its fields are not those of its rule")
    shows = document.get("shows", "numbers")
    ensure(shows in ("numbers", "directions", "overview"), "version", f"it shows {shows!r}")
    ensure(isinstance(k, int) and 3 <= k <= 10, "floor", f"the floor is {k}")
    fields(document.get("model"), ["digest", "version"], [], "the model")
    return shows, k, day(document["day"]) if is_new else None


def classes(parts, is_counted):
    """The ids of the classes, each with its categories."""
    ensure(isinstance(parts, list) and parts, "classes", "there is none")
    found, seen = {}, []
    for part in parts:
        fields(part, ["categories", "id"] + ["n"] * is_counted, [], "a class")
        categories = part["categories"]
        ensure(categories, "classes", "one has no category")
        ensure(all(c in ANONYMOUS for c in categories), "classes", f"{categories} are not anonymous")
        in_order = sorted(categories, key=ANONYMOUS.index)
        ensure(categories == in_order, "classes", f"{categories} are not in order")
        ensure(not set(categories) & set(seen), "classes", "a category is in two of them")
        ensure("+".join(categories) == part["id"], "classes", f"{part['id']} is not its name")
        seen += categories
        found[part["id"]] = categories
    n_merged = sum(len(categories) > 1 for categories in found.values())
    ensure(n_merged <= 1, "classes", "two of them are merged")
    return found


def comments(document, k, n_raters, is_new):
    part = document.get("comments")
    fields(part, ["colleagues", "manager", "own"] + ["themes"] * is_new, [], "comments")
    themes = part.get("themes", {})
    is_open = n_raters is None or n_raters >= max(k, COMMENT_RATERS)
    for question in part["colleagues"].keys() | themes.keys():
        texts, told = part["colleagues"].get(question), themes.get(question)
        n_texts = len(texts) if texts is not None else None
        n_told = sum(told.values()) if told is not None else None
        for n in (n_texts, n_told):
            is_enough = n is None or (is_open and n >= COMMENTS_NEEDED)
            ensure(is_enough, "comments", f"those on {question} are below their floor")
        n = (n_texts or 0) + (n_told or 0)
        ensure(n_raters is None or n <= n_raters, "comments", "there are more than raters")
        for theme, count in (told or {}).items():
            is_contrast = theme in document["contrasts"]
            ensure(is_contrast and count > 0, "themes", f"{theme!r} is no contrast")
    said = list(part["manager"].values()) + list(part["own"].values())
    said += [texts for texts in part["colleagues"].values() if texts is not None]
    for text in (text for texts in said for text in texts):
        ensure(words.is_plain(text), "marks", f"{text[:40]!r} keeps habits of a keyboard")


# ---------------------------------------------------------------- a release with numbers


class Numbers:
    def __init__(self, document, k, model):
        self.k, self.document = k, document
        self.needed_fields(document)
        self.categories = classes(document["classes"], True)
        self.n = {part["id"]: part["n"] for part in document["classes"]}
        for id_, n in self.n.items():
            is_enough = isinstance(n, int) and n >= k
            ensure(is_enough, "floor", f"class {id_} has {n} raters and the floor is {k}")
        self.spread = self.check_spread(document["spread"])
        comments(document, k, sum(self.n.values()), "shows" in document)
        lines = {
            part: {id_: self.line(line, part, id_) for id_, line in document[part].items()}
            for part in ("items", "scales", "contrasts")
        }
        items = {id_: self.check_item(id_, line) for id_, line in lines["items"].items()}
        self.check_wishes(document)
        words.check(ensure, document, k, sum(self.n.values()))
        if model is not None:
            self.check_scales(lines, items, model)
        else:
            self.check_totals(lines["scales"])
        self.check_agreement(document.get("agreement"), lines, model)

    @staticmethod
    def needed_fields(document):
        needed = ["classes", "comments", "contrasts", "items", "k", "model", "rules", "scales"]
        fields(document, needed + ["spread"], ["agreement", "day", "shows", "wishes", "words"],
               "the release")

    def check_spread(self, spread):
        fields(spread, ["contrasts", "items", "scales"], [], "the spread")
        for part, sds in spread.items():
            for id_, sd in sds.items():
                fields(sd, ["measured", "sd"], [], f"the spread of {id_}")
                steps = sd["sd"] * 20
                is_step = abs(steps - round(steps)) < 1e-6 and 0 < sd["sd"] <= 4
                ensure(is_step, "spread", f"{id_} is not a step of 0.05")
                is_planned = sd["measured"] or sd["sd"] == PLANNED[part]
                ensure(is_planned, "spread", f"{id_} is assumed, and not the planning value")
        return spread

    def line(self, part, kind, id_):
        limits = DIFFERENCES if kind == "contrasts" else ANSWERS
        fields(part, ["classes", "overall"], ["manager", "own"], id_)
        ensure(part["classes"].keys() == self.n.keys(), "classes", f"{id_} is about others")
        told = {c: figure(f, limits, f"{id_}, {c}") for c, f in part["classes"].items()}
        told["overall"] = figure(part["overall"], limits, f"{id_}, overall")
        for who, f in told.items():
            ensure(f[0] != "one_voice", "voices", f"one voice stands for {who} of {id_}")
        for who in ("own", "manager"):
            if who in part:
                told[who] = figure(part[who], limits, f"{id_}, {who}")
                is_one = told[who][0] in ("one_voice", "untold")
                ensure(is_one, "voices", f"a class stands for {who} of {id_}")
        return told

    def needed(self, id_):
        return max(self.k, -(-self.n[id_] // 2))

    def same(self, found, expected, limits, rule, where):
        """Whether a figure says what it has to: a number, or why there is none."""
        if isinstance(expected, Figure):
            ensure(found[0] == "shown", rule, f"{where} has no number")
            value, low_high = expected.told(limits)[:3], expected.told(limits)[3:]
            ensure(found[1][:3] == value, rule, f"{where} is {found[1][:3]} and not {value}")
            ensure(found[1][3:] == low_high, "interval",
                   f"{where} reaches {found[1][3:]} and not {low_high}")
        else:
            ensure(found == expected, "reasons", f"{where} says {found} and not {expected}")

    def check_item(self, id_, line):
        sd = self.spread["items"][id_]["sd"] if id_ in self.spread["items"] else PLANNED["items"]
        told = {}
        for class_, n in self.n.items():
            where, needed = f"{id_}, {class_}", self.needed(class_)
            if line[class_][0] != "shown":
                is_half = -(-n // 2) >= self.k
                none = ("untold", "most_could_not_see") if is_half else ("not_shown",)
                self.same(line[class_], none, ANSWERS, "reasons", where)
                told[class_] = None
                continue
            value, bound, coded = line[class_][1][:3]
            can_be = (value, bound) in attainable(needed, n) and not coded
            ensure(can_be, "coding", f"no answers make {where} read {value / 10} ({bound})")
            up = (50 - value) / 10 if bound == "at_least" else 0.0
            down = (value - 10) / 10 if bound == "at_most" else 0.0
            told[class_] = Figure(value, bound, False, up, down, sd / math.sqrt(needed))
            self.same(line[class_], told[class_], ANSWERS, "coding", where)
        is_hidden = all(line[class_] == ("not_shown",) for class_ in self.n)
        none = ("not_shown",) if is_hidden else ("untold", "no_class")
        self.same(line["overall"], self.overall(told) or none, ANSWERS, "totals", f"{id_}, overall")
        return told

    def check_wishes(self, document):
        """A wish is told as an item is, and is none; nothing is made of it."""
        is_wrong = "wishes" in document and "shows" not in document
        ensure(not is_wrong, "version", "wishes are told by a rule without them")
        ensure(document.get("wishes", True), "bytes", "no wishes are said to be none")
        for id_, part in document.get("wishes", {}).items():
            ensure(id_ not in document["items"], "wishes", f"{id_} is an item too")
            self.check_item(id_, self.line(part, "wishes", id_))

    def overall(self, told):
        parts = [(told[class_], n) for class_, n in self.n.items() if told[class_]]
        return mean(parts) if parts else None

    def check_totals(self, scales):
        """What can be checked of scales without knowing which items they are made of."""
        for id_, line in scales.items():
            parts = [(Figure(*line[c][1][:3]), n) for c, n in self.n.items()
                     if line[c][0] == "shown"]
            total = line["overall"]
            ensure((total[0] == "shown") == bool(parts), "totals", f"{id_} is of nobody")
            if parts:
                is_kept = mean(parts).told(ANSWERS)[:3] == total[1][:3]
                ensure(is_kept, "totals", f"{id_} is not made of the numbers beside it")

    def check_scales(self, lines, items, model):
        made = {}
        for id_, line in lines["scales"].items():
            of = [item for item in model.get(id_, []) if item in items]
            needed = max(-(-len(of) // 2), min(len(of), 2), 1)
            sd = self.spread["scales"][id_]["sd"]
            told = {}
            for class_ in self.n:
                parts = [items[item][class_] for item in of if items[item][class_]]
                where = f"{id_}, {class_}"
                if len(parts) < needed:
                    none = ("untold", ("too_few_items", len(parts), needed))
                    self.same(line[class_], none, ANSWERS, "reasons", where)
                    told[class_] = None
                    continue
                told[class_] = mean([(part, 1) for part in parts])
                told[class_].error = sd / math.sqrt(self.needed(class_))
                self.same(line[class_], told[class_], ANSWERS, "scales", where)
            total = self.overall(told)
            none = ("untold", "no_class")
            self.same(line["overall"], total or none, ANSWERS, "totals", f"{id_}, overall")
            made[id_] = (told, total)
            self.check_voices(id_, line, [lines["items"][item] for item in of], needed)
        for id_, line in lines["contrasts"].items():
            self.check_contrast(id_, line, made, lines["scales"])

    def check_agreement(self, words, lines, model):
        """A word for a scale of eight raters and two items, where it rules no answer out.

        That there is one wherever there may be is checked as well: its absence must not tell anything.
        """
        words = {} if words is None else words
        ensure(all(word in ("close", "apart") for word in words.values()), "agreement", "another word")
        is_new = "shows" in self.document
        for id_ in words:
            is_told = id_ in lines["scales"] and lines["scales"][id_]["overall"][0] == "shown"
            is_enough = is_new and sum(self.n.values()) >= AGREEMENT_RATERS
            ensure(is_told and is_enough, "agreement", f"{id_} has a word and too few raters")
        if model is None or not is_new:
            return
        for id_ in lines["scales"]:
            cells, classes_, items = [], set(), set()
            for item in model.get(id_, []):
                for class_, n in self.n.items():
                    if item in lines["items"] and lines["items"][item][class_][0] == "shown":
                        value, bound = lines["items"][item][class_][1][:2]
                        cells.append(cases(value, bound, self.needed(class_), n))
                        classes_.add(class_)
                        items.add(item)
            n_raters = sum(self.n[class_] for class_ in classes_)
            is_told = lines["scales"][id_]["overall"][0] == "shown"
            is_enough = is_told and n_raters >= AGREEMENT_RATERS and len(items) >= 2
            is_due = is_enough and is_open(cells)
            ensure(is_due == (id_ in words), "agreement", f"{id_} should{' not' * (not is_due)} have a word")

    def check_voices(self, id_, line, items, needed):
        for who in ("own", "manager"):
            if who not in line:
                continue
            voices = [item[who] for item in items if item.get(who, ("",))[0] == "one_voice"]
            if len(voices) < needed:
                expected = ("untold", ("too_few_items", len(voices), needed))
            else:
                value = nearest(sum(voice[1] for voice in voices), len(voices))
                expected = ("one_voice", value, max(voice[2] for voice in voices))
            ensure(line[who] == expected, "voices", f"{id_}, {who} says {line[who]}")

    def check_contrast(self, id_, line, made, scales):
        ends = [f"{id_}.{pole}" for pole in ("leading", "managing")]
        (leading, all_leading), (managing, all_managing) = (made[end] for end in ends)
        sd = self.spread["contrasts"][id_]["sd"]
        end_untold = ("untold", "end_untold")
        told = {}
        for class_ in self.n:
            a, b = leading[class_], managing[class_]
            told[class_] = minus(a, b, sd / math.sqrt(self.needed(class_))) if a and b else None
            self.same(line[class_], told[class_] or end_untold, DIFFERENCES, "contrasts",
                      f"{id_}, {class_}")
        is_same = all(bool(leading[c]) == bool(managing[c]) for c in self.n)
        if not (all_leading and all_managing):
            expected = end_untold
        elif not is_same:
            expected = ("untold", "not_the_same_classes")
        else:
            expected = minus(all_leading, all_managing, self.overall(told).error)
        self.same(line["overall"], expected, DIFFERENCES, "contrasts", f"{id_}, overall")
        for who in ("own", "manager"):
            if who in line:
                a, b = (scales[end].get(who, end_untold) for end in ends)
                is_told = a[0] == b[0] == "one_voice"
                value = ("one_voice", a[1] - b[1], max(a[2], b[2])) if is_told else end_untold
                ensure(line[who] == value, "voices", f"{id_}, {who} says {line[who]}")


def minus(a, b, error):
    is_coded = a.is_bounded() or b.is_bounded()
    return Figure(a.value - b.value, None, is_coded, a.up + b.down, a.down + b.up, error)


# ---------------------------------------------------------------- directions and overviews


def check_directions(document, k, earlier):
    needed = ["against", "classes", "comments", "contrasts", "day", "items", "k", "model"]
    fields(document, needed + ["rules", "scales", "shows"], [], "the release")
    ids = classes(document["classes"], False)
    comments(document, k, None, True)
    if document["against"] is not None:
        day(document["against"])
    numbers = [e for e in earlier or [] if e.get("shows", "numbers") == "numbers"]
    before = max(numbers, key=lambda e: e.get("day", ""), default=None)
    for part in ("items", "scales", "contrasts"):
        for id_, line in document[part].items():
            fields(line, ["classes", "overall"], ["manager", "own"], id_)
            ensure(line["classes"].keys() == ids.keys(), "classes", f"{id_} is about others")
            for trend in [*line["classes"].values(), *(line[w] for w in line if w != "classes")]:
                ensure(trend in TRENDS, "directions", f"{id_} says {trend!r}")
            if earlier is None:
                continue
            then = before[part].get(id_, {"classes": {}}) if before else {"classes": {}}
            for class_, trend in line["classes"].items():
                is_told = then["classes"].get(class_, {}).get("kind") == "shown"
                is_kept = is_told or trend == "untold"
                ensure(is_kept, "directions", f"{id_}, {class_} is held against nothing")
    if earlier is not None:
        against = before.get("day") if before else None
        is_kept = document["against"] == against
        ensure(is_kept, "waves", f"it is held against {document['against']} and not {against}")


def same_items(document, earlier):
    """Those of the earlier releases that have an item or a wish in common with this one: no others count."""
    asked = lambda release: release["items"].keys() | release.get("wishes", {}).keys()
    return [e for e in earlier if asked(e) & asked(document)]


def check_waves(shows, made, earlier):
    """Whether numbers may be told, given every earlier release about the same leader that counts."""
    days = [day(e["day"]) if "day" in e else None for e in earlier]
    is_near = any(d is None or abs((made - d).days) < WAVE_DAYS for d in days)
    ensure(shows == ("directions" if is_near else "numbers"), "waves",
           f"it shows {shows}, {'less' if is_near else 'not less'} than {WAVE_DAYS} days away")


def check_overview(document, k):
    fields(document, ["cells", "day", "k", "model", "rules", "shows", "total"], [], "the overview")
    cells, total = document["cells"], document["total"]
    ensure(isinstance(cells, list) and cells, "cells", "there is none")
    for cell in cells + ([total] if total else []):
        fields(cell, ["contrasts", "leaders", "scales", "units"], [], "a cell")
        ensure(cell["leaders"] >= CELL_LEADERS, "cells", f"{cell['units']} has too few leaders")
        ensure(cell["units"] == sorted(set(cell["units"])) != [], "cells", "a unit stands twice")
    units = [cell["units"] for cell in cells]
    ensure(units == sorted(units), "cells", "they are not ordered by name")
    flat = [unit for names in units for unit in names]
    ensure(len(set(flat)) == len(flat), "cells", "a unit is in two of them")
    ensure((total is not None) == (len(cells) > 1), "totals", "a total of one cell, or none of many")
    for part, limits in (("scales", ANSWERS), ("contrasts", DIFFERENCES)):
        told = [{i: figure(f, limits, i) for i, f in cell[part].items()} for cell in cells]
        for id_, f in (total or {part: {}})[part].items():
            parts = [(Figure(*figures[id_][1][:3]), cell["leaders"])
                     for cell, figures in zip(cells, told)
                     if figures.get(id_, ("",))[0] == "shown"]
            found = figure(f, limits, id_)
            is_kept = (found[0] == "shown") == bool(parts)
            is_kept &= not parts or mean(parts).told(limits)[:3] == found[1][:3]
            ensure(is_kept, "totals", f"{id_} is not made of its cells")
    if total:
        is_kept = total["units"] == sorted(flat)
        is_kept &= total["leaders"] == sum(cell["leaders"] for cell in cells)
        ensure(is_kept, "totals", "it is of other cells")


# ---------------------------------------------------------------- a whole check


def scales_of(model):
    """Item ids by scale id, from a model's file; outcomes belong to no scale."""
    scales = {}
    for item in tomllib.loads(model)["item"]:
        if item["pole"] != "outcome":
            scales.setdefault(f"{item['contrast']}.{item['pole']}", []).append(item["id"])
    return scales


def check(text, model=None, earlier=None, sha256=None):
    """Raises `Broken` unless the release keeps every rule that can be checked.

    `model` is what `scales_of` makes; without it scales are checked as far as they stand alone.
    `earlier` are the texts of all earlier releases about the same leader; without it (`None`) the
    rule of waves is not checked.
    """
    if sha256 is not None:
        found = hashlib.sha256(text.encode()).hexdigest()
        ensure(found == sha256.lower(), "sha256", f"it is {found}")
    document = read(text)
    shows, k, made = head(document)
    before = None
    if earlier is not None and shows != "overview":
        before = same_items(document, [read(one) for one in earlier])
        if made is not None:
            check_waves(shows, made, before)
    if shows == "numbers":
        Numbers(document, k, model)
    elif shows == "directions":
        check_directions(document, k, before)
    else:
        check_overview(document, k)
    return f"{document['rules']}, {shows}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("release", nargs="+", help="the stored document")
    parser.add_argument("--model", help="the questionnaire of its round, to check its scales")
    parser.add_argument("--earlier", action="append", metavar="FILE",
                        help="an earlier release about the same leader; give all of them")
    parser.add_argument("--none-earlier", action="store_true", help="say that there is none")
    parser.add_argument("--sha256", help="the hash that was noted when it was made")
    options = parser.parse_args()
    content = lambda path: open(path, encoding="utf-8", newline="").read()
    model = scales_of(content(options.model)) if options.model else None
    earlier = [] if options.none_earlier else None
    earlier = [content(path) for path in options.earlier] if options.earlier else earlier
    n_broken = 0
    for path in options.release:
        try:
            print(f"{path}: keeps its rule ({check(content(path), model, earlier, options.sha256)})")
        except Broken as broken:
            n_broken += 1
            print(f"{path}: BREAKS {broken}")
    return 1 if n_broken else 0


if __name__ == "__main__":
    sys.exit(main())
