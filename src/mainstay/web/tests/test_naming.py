"""Names as people write them."""

import pytest

from mainstay.web.naming import plain_case


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CELIA CROSSBROOK", "Celia Crossbrook"),
        ("ANA LEE", "Ana Lee"),
        ("SHEA O'BRIEN", "Shea O'Brien"),
        ("ROWAN MCTESTER III", "Rowan McTester III"),
        ("MARY-ANN VAN HOLT", "Mary-Ann van Holt"),
        ("Ines de la Cruz", "Ines de la Cruz"),
        ("DeShawn", "DeShawn"),
        ("", ""),
    ],
)
def test_a_persons_name(text, shown):
    assert plain_case(text, is_person=True) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("EVERGREEN STATE MEDICAID", "Evergreen State Medicaid"),
        ("BCBS OF NORTHWIND HMO", "BCBS of Northwind HMO"),
        ("COBALT MUTUAL", "Cobalt Mutual"),
        ("LIGHTHOUSE (MEDICARE SERVICES)", "Lighthouse (Medicare Services)"),
    ],
)
def test_an_organisations_name_keeps_its_acronyms(text, shown):
    assert plain_case(text) == shown
