"""What no template may hold, read from the files themselves."""

import re
from pathlib import Path

import pytest

import mainstay

SOURCE = Path(mainstay.__file__).parent
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
STYLESHEET = SOURCE / "web" / "static" / "web" / "mainstay.css"
FORBIDDEN = {
    "an inline style": r"\sstyle\s*=",
    "a style element": r"<style",
    "a script's text": r"<script(?![^>]*\bsrc=)[^>]*>",
    "an event attribute": r"\son[a-z]+\s*=",
    "htmx's own event attribute": r"\shx-on",
    "an address that runs": r"javascript:",
    "text taken as markup": r"\|\s*safe\b|\{%\s*autoescape\s+off",
    "something from elsewhere": r"""(?:src|href|action)=["'](?:https?:)?//""",
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_nothing_the_policy_forbids(template):
    text = template.read_text(encoding="utf-8")
    found = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)]

    assert found == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_clocks_money_and_patients_are_drawn_by_their_tags(template):
    text = template.read_text(encoding="utf-8")

    assert re.findall(r'class="(?:st|due|phi)[" ]|class="money[^>]*>(?!{%)', text) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_the_title_of_a_tab_never_holds_a_patient(template):
    text = template.read_text(encoding="utf-8")
    titles = re.findall(r"{%\s*block title\s*%}(.*?){%\s*endblock", text, re.DOTALL)

    assert not any("patient" in title or "phi" in title for title in titles)


def test_the_stylesheet_calls_nobody():
    css = STYLESHEET.read_text(encoding="utf-8")

    assert re.findall(r"url\(|@import", css) == []


PAGES = [path for path in TEMPLATES if '{% extends "web/' in path.read_text(encoding="utf-8")]
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_a_page_has_a_title_and_a_heading(page):
    text = page.read_text(encoding="utf-8")

    assert page.name == "bare.html" or "{% block title %}" in text
    assert "{% block heading %}" in text or "<h1" in text


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_form_that_posts_carries_its_token(template):
    text = template.read_text(encoding="utf-8")
    forms = re.findall(r'<form[^>]*method="post".*?</form>', text, re.DOTALL)

    assert [form for form in forms if "csrf_token" not in form] == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_words_neither_shout_nor_trail_off(template):
    text = COMMENT.sub("", template.read_text(encoding="utf-8"))

    assert re.findall(r"\w!(?=[\s<])|…|\w\.\.\.", text) == []
