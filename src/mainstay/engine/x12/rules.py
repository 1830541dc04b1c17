"""Every rule a finding can name: SNIP level, severity, and the sentence that says what was expected.

Sentences may hold {placeholders} for positions, codes and sums, never for values of a person.
`code` is what an acknowledgement would answer (TA105, AK905, IK502, IK304 or IK403).
"""

from typing import NamedTuple

ERROR, WARNING, INFO = "error", "warning", "info"


class Rule(NamedTuple):
    id: str
    level: int
    severity: str
    sentence: str
    code: str = ""


RULES: dict[str, Rule] = {}


def declare(*rules: Rule) -> None:
    for rule in rules:
        assert rule.id not in RULES, rule.id
        RULES[rule.id] = rule


# The envelope: interchange, group, transaction set.
declare(
    Rule("interchange-header", 1, ERROR, "An interchange starts with a whole ISA; its delimiters cannot be told.", "022"),
    Rule("interchange-width", 1, WARNING, "ISA{element:02} has a fixed width of {width} characters.", "022"),
    Rule("interchange-code", 1, WARNING, "ISA{element:02} must be one of {codes}.", "022"),
    Rule("interchange-date", 1, WARNING, "ISA09 and ISA10 must be a date YYMMDD and a time HHMM.", "014"),
    Rule("interchange-version", 1, WARNING, "ISA12 must be 00501, the version these guides are written for.", "017"),
    Rule("interchange-number", 1, ERROR, "ISA13 must be a number of nine digits.", "018"),
    Rule("repetition-separator", 1, ERROR, "ISA11 must differ from the other delimiters; nothing is taken as repeated.", "026"),
    Rule("interchange-trailer-missing", 1, ERROR, "The interchange must close with an IEA; it is cut short or runs into the next.", "023"),
    Rule("interchange-trailer-stray", 1, ERROR, "This IEA closes no interchange.", "022"),
    Rule("interchange-count", 1, ERROR, "IEA01 must count the groups: there are {actual}.", "021"),
    Rule("interchange-control", 1, ERROR, "IEA02 must repeat ISA13.", "001"),
    Rule("group-header-missing", 1, ERROR, "A transaction set stands inside a group; the GS is missing.", "022"),
    Rule("group-header-short", 1, ERROR, "GS01 to GS08 are all required.", "022"),
    Rule("group-header-value", 1, WARNING, "GS{element:02} must be {expected}.", "024"),
    Rule("group-control-repeated", 1, WARNING, "GS06 must be unique within the interchange.", "19"),
    Rule("group-trailer-missing", 1, ERROR, "The group must close with a GE.", "3"),
    Rule("group-trailer-stray", 1, ERROR, "This GE closes no group.", "022"),
    Rule("group-count", 1, ERROR, "GE01 must count the transaction sets: there are {actual}.", "5"),
    Rule("group-control", 1, ERROR, "GE02 must repeat GS06.", "4"),
    Rule("set-control-repeated", 1, ERROR, "ST02 must be unique within the group.", "23"),
    Rule("set-trailer-missing", 1, ERROR, "The transaction set must close with an SE.", "2"),
    Rule("set-trailer-stray", 1, ERROR, "This SE closes no transaction set.", "022"),
    Rule("set-count", 1, ERROR, "SE01 must count the segments from ST to SE: there are {actual}.", "4"),
    Rule("set-control", 1, ERROR, "SE02 must repeat ST02.", "3"),
    Rule("interchange-ack", 1, WARNING, "TA104 must be A, E or R, and TA105 a note code from 000 to 031.", "024"),
    Rule("segment-outside", 1, ERROR, "A segment stands outside of any transaction set.", "022"),
    Rule("segment-empty", 1, WARNING, "Two terminators follow each other with nothing between them.", "8"),
    Rule("segment-unterminated", 1, ERROR, "The last segment is cut short and is not used.", "023"),
    Rule("terminator-missing", 1, WARNING, "The IEA must end with the segment terminator.", "023"),
)  # fmt: skip

# Which guide it is.
declare(
    Rule("guide-refused", 2, ERROR, "{version} is known but not read here; the set is kept unread.", "1"),
    Rule("guide-unknown", 2, ERROR, "GS08 must name a guide this engine knows; the set is kept unread.", "1"),
    Rule("guide-group-version", 2, ERROR, "GS08 must name the guide; it was taken from {taken}.", "2"),
    Rule("guide-set-version", 2, ERROR, "ST03 must be the same guide as GS08.", "I6"),
    Rule("guide-functional-id", 2, ERROR, "GS01 must be {expected} for this transaction set.", "1"),
)  # fmt: skip

# Values that cannot be read (they read as none).
declare(
    Rule("amount-unreadable", 1, ERROR, "{place} must be an amount in whole cents.", "6"),
    Rule("quantity-unreadable", 1, ERROR, "{place} must be a quantity of at most three decimals.", "6"),
    Rule("number-unreadable", 1, ERROR, "{place} must be a whole number.", "6"),
    Rule("date-unreadable", 1, ERROR, "{place} must be a calendar date CCYYMMDD.", "8"),
)  # fmt: skip

# Where segments stand.
declare(
    Rule("segment-unknown", 1, ERROR, "A segment of this id does not exist in this guide.", "1"),
    Rule("segment-unexpected", 2, ERROR, "{segment} has no place after {after}.", "2"),
    Rule("segment-late", 2, ERROR, "{segment} must stand earlier in its loop.", "7"),
    Rule("segment-repeated", 2, ERROR, "{segment} may stand here at most {most} times.", "5"),
    Rule("segment-missing", 2, ERROR, "{name} is required in {within}.", "3"),
    Rule("loop-missing", 2, ERROR, "Loop {loop} ({title}) is required; it begins with {starter}.", "3"),
    Rule("loop-repeated", 2, ERROR, "Loop {loop} may stand here at most {most} times.", "4"),
    Rule("loop-starter-missing", 2, ERROR, "Loop {loop} must begin with {starter}.", "3"),
    Rule("qualifier-unexpected", 2, ERROR, "{place} must be one of {codes} here.", "7"),
    Rule("hierarchy-parent", 2, ERROR, "HL02 must name an open level above this one.", "7"),
    Rule("hierarchy-number", 2, ERROR, "HL01 must count up from 1 by one within the transaction set.", "7"),
    Rule("hierarchy-child", 2, ERROR, "HL04 must be {expected}: it tells whether levels follow below.", "7"),
)  # fmt: skip

# How elements are written.
declare(
    Rule("element-missing", 2, ERROR, "{place} is required.", "1"),
    Rule("element-unused", 2, ERROR, "{place} is not used here.", "I10"),
    Rule("element-extra", 1, ERROR, "{segment} has at most {most} elements.", "3"),
    Rule("element-repeated", 1, ERROR, "{place} may be repeated at most {most} times.", "12"),
    Rule("component-extra", 1, ERROR, "{place} has fewer components than are sent.", "13"),
    Rule("element-short", 1, ERROR, "{place} has at least {shortest} characters.", "4"),
    Rule("element-long", 1, ERROR, "{place} has at most {longest} characters.", "5"),
    Rule("element-characters", 1, ERROR, "{place} holds characters its type does not allow.", "6"),
    Rule("element-blank", 1, ERROR, "{place} is blank; leave it out instead.", "6"),
    Rule("element-blanks", 1, WARNING, "{place} must not begin or end with a blank.", "6"),
    Rule("element-code", 2, ERROR, "{place} must be one of {codes}.", "7"),
    Rule("date-invalid", 1, ERROR, "{place} must be a calendar date CCYYMMDD (two of them with a hyphen between, for a range).", "8"),
    Rule("time-invalid", 1, ERROR, "{place} must be a time of day HHMM.", "9"),
    Rule("elements-require", 1, ERROR, "{names} depend on each other: {place} is missing.", "2"),
    Rule("elements-exclude", 1, ERROR, "Only one of {names} may be sent.", "10"),
    Rule("trailing-separator", 1, WARNING, "{segment} must end with its last value, without empty elements behind.", "6"),
)  # fmt: skip
