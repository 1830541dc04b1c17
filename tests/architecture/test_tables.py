"""Promises about every table: whose rows they are, how money is kept, what a delete may take."""

import pytest
from django.apps import apps
from django.db import models

pytestmark = pytest.mark.architecture

# Tables that hold no row of a practice: who signs in, the practices themselves, the machinery.
SHARED = {"tenancy_practice", "accounts_user", "accounts_team"}


def our_models() -> list[type[models.Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("mainstay.")
        for model in config.get_models()
    ]


def test_no_column_holds_money_or_rates_as_float_or_decimal() -> None:
    found = [
        f"{model._meta.db_table}.{field.name}"
        for model in our_models()
        for field in model._meta.local_fields
        if isinstance(field, models.FloatField | models.DecimalField)
    ]

    assert found == []


def test_every_column_of_cents_can_hold_a_lifetime_of_them() -> None:
    narrow = [
        f"{model._meta.db_table}.{field.name}"
        for model in our_models()
        for field in model._meta.local_fields
        if field.name.endswith(("_cents", "cents"))
        and not isinstance(field, models.BigIntegerField)
    ]

    assert narrow == []


def test_every_row_of_a_practice_says_which() -> None:
    strangers = [
        model._meta.db_table
        for model in our_models()
        if model._meta.db_table not in SHARED
        and not any(field.name == "practice" for field in model._meta.local_fields)
    ]

    assert strangers == []


def test_nothing_of_ours_is_deleted_because_something_else_was() -> None:
    cascading = [
        f"{model._meta.db_table}.{field.name}"
        for model in our_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete not in {models.PROTECT, models.DO_NOTHING}
    ]

    assert cascading == []


def test_table_names_are_package_and_record() -> None:
    odd = [
        model._meta.db_table
        for model in our_models()
        if not model._meta.db_table.startswith(f"{model._meta.app_label}_")
    ]

    assert odd == []
