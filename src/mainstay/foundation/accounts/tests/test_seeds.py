"""A copied database gives no codes."""

import pytest
from cryptography.exceptions import InvalidTag

from mainstay.foundation.accounts import seeds

SEED = "JBSWY3DPEHPK3PXP"


def test_a_sealed_seed_opens_again_and_shows_nothing():
    sealed = seeds.seal(SEED)

    assert SEED not in sealed
    assert seeds.open_sealed(sealed) == SEED


def test_sealing_twice_gives_two_texts():
    assert seeds.seal(SEED) != seeds.seal(SEED)


def test_another_key_opens_nothing(settings):
    sealed = seeds.seal(SEED)
    settings.SECRET_KEY = "another installation's"

    with pytest.raises(InvalidTag):
        seeds.open_sealed(sealed)
