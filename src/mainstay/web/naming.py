"""Names as people write them. Files shout: EDI writes every name in capitals. Pure."""

import re

_SMALL = {"of", "and", "the", "for", "de", "la", "del", "von", "van"}
_KEPT = {"II", "III", "IV", "MD", "DO", "NP", "PA", "RN", "LLC", "LLP", "PC", "USA", "US"}
_LONGEST_ACRONYM = 3
_WORD = re.compile(r"[A-Z][A-Z'’]*")


def plain_case(text: str, *, is_person: bool = False) -> str:
    """A name in capitals in ordinary case; one that has small letters already is left as it is.

    ``is_person``: words of up to three letters are names (Ana, Lee), elsewhere they are taken for
    acronyms (HMO), like words without a vowel (BCBS).
    """
    if not text.isupper():
        return text
    words = text.split(" ")
    return " ".join(
        word.lower()
        if i and word.lower() in _SMALL
        else _WORD.sub(lambda found: _cased(found[0], is_person=is_person), word)
        for i, word in enumerate(words)
    )


def _cased(word: str, *, is_person: bool) -> str:
    if word in _KEPT or (not is_person and _is_acronym(word)):
        return word
    if word.startswith("MC") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    return re.sub(r"(?<=^O['’])[a-z]", lambda letter: letter[0].upper(), word.capitalize())


def _is_acronym(word: str) -> bool:
    return len(word) <= _LONGEST_ACRONYM or not set(word) & set("AEIOUY")
