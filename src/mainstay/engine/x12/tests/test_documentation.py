"""docs/developer/x12.md: every example of it runs, one after another."""

import re
from pathlib import Path

import mainstay

PAGE = Path(mainstay.__file__).parents[2] / "docs" / "developer" / "x12.md"


def test_the_examples_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec("from mainstay.engine import x12", names)
    for number, example in enumerate(examples, start=1):
        exec(compile(example, f"{PAGE.name}, example {number}", "exec"), names)

    assert len(examples) >= 6
    assert {path.name for path in tmp_path.iterdir()} >= {"claims.837", "claims.999", "remit.835"}


def test_every_public_function_is_named():
    from mainstay.engine import x12

    page = PAGE.read_text("utf-8")
    verbs = [name for name in x12.__all__ if name.islower()]

    assert [name for name in verbs if f"`{name}" not in page] == []
