"""What people said: words that raters chose, by docs/adr/0024-words.md, and the marks of their texts."""

import re

CHOSEN = 3
NEEDED = 4


def check(ensure, document, k, n_raters):
    """Refuses words of too few, too many of them, and any order that could tell more."""
    part = document.get("words")
    if part is None:
        return
    is_new = "shows" in document
    is_whole = isinstance(part, dict) and set(part) == {"colleagues", "manager", "own"}
    ensure(is_new and is_whole, "words", "they have other fields")
    needed = max(k, NEEDED)
    told = part["colleagues"]
    is_open = n_raters >= 2 * needed
    ensure((told is not None) == is_open, "words", f"{n_raters} raters are too few, or enough")
    n_told = len(told or [])
    ensure(n_told * needed <= (CHOSEN - 1) * n_raters, "words", f"{n_told} are too many")
    for who, said in part.items():
        is_once = said is None or said == sorted(set(said), key=str.encode)
        ensure(is_once, "words", f"those of {who} are not each once, in order")


def is_plain(text):
    """Whether quotes, dashes, spaces and marks are those that everybody has."""
    habits = "\u2018\u2019\u201c\u201d\u00ab\u00bb\u2013\u2014\u2026\u00a0\u200b\u200d\ufeff"
    has_habits = any(mark in text for mark in habits.replace("\u200d", ""))
    is_folded = not re.search(r"\s\s|[\n\r\t]|!!|\?\?|[!?][!?]|\.\.|,,|--", text)
    is_shouted = sum(c.isupper() for c in text) > 1 and not any(c.islower() for c in text)
    is_sentence = not any(c.isupper() for c in text[1:])
    return text and text == text.strip() and not has_habits and is_folded and (
        not is_shouted or is_sentence)
