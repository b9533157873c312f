"""Forms on pages: reachable for everybody, safe for everybody, and complete in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from babel.messages.pofile import read_po
from lxml import html

from app.forms import FileFacts, messages
from app.web import forms as web
from tests.support.forms import field, form_of, refused
from tests.support.pages import WEB, app_with, rendered

OPTIONS = [{"label": "电话", "value": "phone"}, {"label": "来访", "value": "visit"}]
EVERYTHING = form_of(
    {"type": "text", "id": "intro", "text": "**{{ number }}** 的登记"},
    field("textfield", "name", label="投诉人", description="全名", validate={"required": True}),
    field("textfield", "phone", validate={"validationType": "phone"}),
    field("textarea", "content", validate={"required": True}),
    field("number", "amount", appearance={"prefixAdorner": "约", "suffixAdorner": "元"}),
    field("datetime", "day", subtype="date"),
    field("datetime", "at", subtype="datetime"),
    field("datetime", "time", subtype="time"),
    field("select", "branch", values=OPTIONS, validate={"required": True}),
    field("radio", "channel", values=OPTIONS, validate={"required": True}),
    field("checklist", "wishes", values=OPTIONS, validate={"required": True}),
    field("taglist", "causes", values=OPTIONS),
    field("checkbox", "confirmed", label="已确认", validate={"required": True}),
    field("filepicker", "evidence", multiple=True, accept="image/*", validate={"required": True}),
    field("expression", "double", expression="=amount * 2"),
    {"type": "group", "id": "g", "path": "who", "label": "客户", "components": [field("textfield", "email")]},
    {"type": "dynamiclist", "id": "l", "path": "rows", "label": "明细", "components": [field("textfield", "item")]},
    {
        "type": "table",
        "id": "t",
        "label": "此前",
        "columns": [{"label": "日期", "key": "day"}, {"label": "事项", "key": "what"}],
        "dataSource": "=history",
    },
    {"type": "separator", "id": "s"},
    {"type": "spacer", "id": "sp", "height": 12},
)
ERRORS = {key: ["请填写此项。"] for key in ("name", "content", "branch", "channel", "wishes", "confirmed", "evidence")}


def inputs(tree: html.HtmlElement) -> list[html.HtmlElement]:
    return [one for one in tree.iter("input", "select", "textarea") if one.get("type") != "hidden"]


def one(tree: html.HtmlElement, path: str) -> html.HtmlElement:
    (found,) = tree.xpath(path)
    return found


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


# -- for everybody


def test_every_input_has_a_label() -> None:
    tree = rendered(EVERYTHING, {"rows": [{"item": "a"}]})

    assert len(inputs(tree)) == 18
    for element in inputs(tree):
        inside = any(up.tag == "label" for up in element.iterancestors())
        assert inside or tree.xpath("//label[@for=$id]", id=element.get("id")), html.tostring(element)


def test_groups_of_inputs_have_a_legend() -> None:
    tree = rendered(EVERYTHING)

    for name in ("channel", "wishes", "causes", "who", "rows"):
        fieldset = one(tree, f"//fieldset[@id='f-{name}']") if name != "who" else one(tree, "//fieldset[legend='客户']")
        assert fieldset.find("legend") is not None


def test_ids_are_there_once() -> None:
    ids = rendered(EVERYTHING, {"rows": [{}, {}]}, ERRORS).xpath("//@id")

    assert len(ids) == len(set(ids))


def test_required_fields_are_marked() -> None:
    tree = rendered(EVERYTHING)

    marked = [words(label) for label in tree.xpath("//*[contains(concat(' ', @class, ' '), ' required ')]")]
    assert marked == ["投诉人", "content", "branch", "channel", "wishes", "已确认", "evidence"]
    assert one(tree, "//input[@id='f-name']").get("required") is not None


def test_what_is_wrong_is_said_at_the_field() -> None:
    tree = rendered(EVERYTHING, {}, ERRORS)

    for key in ERRORS:
        wrong = tree.xpath(
            f"//*[@name='f.{key}' and @type!='hidden'] | //select[@name='f.{key}'] | //textarea[@name='f.{key}']"
        )
        assert wrong
        assert all(element.get("aria-invalid") == "true" for element in wrong)
        described = one(tree, f"//*[@id='f-{key}']").get("aria-describedby", "").split()
        assert f"f-{key}-error" in described
        assert words(one(tree, f"//*[@id='f-{key}-error']")) == "请填写此项。"


def test_hints_are_tied_to_their_inputs() -> None:
    tree = rendered(EVERYTHING)

    assert one(tree, "//input[@id='f-name']").get("aria-describedby") == "f-name-hint"
    assert words(one(tree, "//*[@id='f-name-hint']")) == "全名"


def test_the_summary_of_what_is_wrong_leads_to_the_fields() -> None:
    form = form_of(
        {"type": "dynamiclist", "path": "rows", "label": "明细", "components": [field("number", "n", label="数量")]}
    )
    errors = refused(form, {"rows": [{"n": "1"}, {"n": "x"}]})

    ((anchor, label, said),) = web.problems(form, errors)

    assert (anchor, label) == ("#f-rows-1-n", "数量")
    assert "not a number" in said
    assert rendered(form, {}, errors, submitted={"rows": [{"n": "1"}, {"n": "x"}]}).xpath("//*[@id='f-rows-1-n']")


def test_inputs_suit_what_is_asked() -> None:
    tree = rendered(EVERYTHING)

    types = {
        name: one(tree, f"//input[@id='f-{name}']").get("type") for name in ("phone", "day", "at", "time", "amount")
    }
    assert types == {"phone": "tel", "day": "date", "at": "datetime-local", "time": "time", "amount": "text"}
    assert one(tree, "//input[@id='f-amount']").get("inputmode") == "decimal"
    assert one(tree, "//input[@id='f-evidence']").get("accept") == "image/*"


def test_the_enter_key_does_not_remove_a_row() -> None:
    tree = rendered(EVERYTHING, {"rows": [{}]})

    assert tree.xpath("//button")[0].get("name") is None


# -- safe


@pytest.mark.parametrize("readonly", [False, True])
def test_nothing_on_the_page_runs(readonly: bool) -> None:
    tree = rendered(EVERYTHING, {"rows": [{}]}, ERRORS, readonly)

    assert not tree.xpath("//script")
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]


@pytest.mark.parametrize("readonly", [False, True])
def test_what_people_write_is_shown_as_they_wrote_it(readonly: bool) -> None:
    evil = '"><script>alert(1)</script>'
    values = {"name": evil, "content": evil, "number": evil, "history": [{"day": evil}], "rows": [{"item": evil}]}

    tree = rendered(EVERYTHING, values, {"name": [evil]}, readonly)

    assert not tree.xpath("//script")
    assert evil in (words(tree) if readonly else one(tree, "//textarea[@id='f-content']").text_content())


def text_of(source: str, values: dict[str, Any] | None = None) -> html.HtmlElement:
    return rendered(form_of({"type": "text", "id": "t", "text": source}), values)


def test_texts_may_hold_markdown() -> None:
    tree = text_of("# 要求\n\n- **复述**\n- [规定](https://example.org/a)")

    assert words(one(tree, "//h1")) == "要求"
    assert words(one(tree, "//strong")) == "复述"
    assert one(tree, "//a").get("href") == "https://example.org/a"


@pytest.mark.parametrize(
    "source",
    [
        "<b>x</b>",
        "<script>x</script>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/x.png)",
        "<img src=x onerror=x>",
    ],
)
def test_texts_hold_nothing_else(source: str) -> None:
    assert not text_of(source).xpath("//b | //script | //a[starts-with(@href, 'j')] | //img")


@pytest.mark.parametrize(
    "value", ["**a**", "[a](https://example.org)", "# a", "a\n\n- b", "`a`", "<b>", "https://x.example", "~~a~~", "\\*"]
)
def test_values_in_texts_are_not_taken_for_markdown(value: str) -> None:
    tree = text_of("投诉人:{{ name }}。", {"name": value})

    assert words(tree) == f"投诉人:{' '.join(value.split())}。"
    assert not tree.xpath("//strong | //a | //h1 | //li | //code | //b | //s")


# -- what is in it


def test_values_and_typed_texts_are_in_the_inputs() -> None:
    tree = rendered(EVERYTHING, {"name": "张三", "amount": 5}, submitted={"amount": "abc", "at": "2026-13-01"})

    assert one(tree, "//input[@id='f-name']").get("value") == "张三"
    assert one(tree, "//input[@id='f-amount']").get("value") == "abc"
    assert one(tree, "//input[@id='f-at']").get("value") == "2026-13-01"


def test_an_amount_is_read_and_typed_in_yuan() -> None:
    paid = form_of(field("number", "paid", properties={"money": "fen"}))
    tree = rendered(paid, {"paid": 1250})
    assert one(tree, "//input[@id='f-paid']").get("value") == "12.50"
    assert words(one(tree, "//*[@class='input-group-text']")) == "元"
    assert "12.50 元" in words(rendered(paid, {"paid": 1250}, readonly=True))
    assert one(rendered(paid, {}, submitted={"paid": "12.505"}), "//input[@id='f-paid']").get("value") == "12.505"


def test_a_time_with_a_zone_is_shown_as_local_time() -> None:
    tree = rendered(EVERYTHING, {"at": "2026-09-29T01:30Z"})

    assert one(tree, "//input[@id='f-at']").get("value") == "2026-09-29T09:30"


def test_a_hidden_field_is_not_on_the_page() -> None:
    form = form_of(field("checkbox", "more"), field("textfield", conditional={"hide": "=not(more)"}))

    assert not rendered(form).xpath("//input[@name='f.x']")
    assert rendered(form, {"more": True}).xpath("//input[@name='f.x']")
    assert rendered(form).xpath("//*[@data-field='more']/@data-watched") == [""]


def test_a_field_that_cannot_be_changed_is_disabled() -> None:
    form = form_of(field("textfield", readonly=True), field("radio", "y", values=OPTIONS, disabled=True))

    tree = rendered(form, {"x": "a"})

    assert one(tree, "//input[@id='f-x']").get("disabled") is not None
    assert one(tree, "//fieldset[@id='f-y']").get("disabled") is not None


def test_fields_of_one_row_share_its_sixteen_columns() -> None:
    form = form_of(
        field("textfield", "a", layout={"row": "r", "columns": 6}),
        field("textfield", "b", layout={"row": "r"}),
        field("textfield", "c", layout={"row": "r"}),
        field("textfield", "d"),
    )

    lines = [
        [part.get("class").split()[1] for part in line] for line in rendered(form).xpath("//div[@class='field-line']")
    ]
    assert lines == [["span-6", "span-5", "span-5"], ["span-16"]]


# -- for reading


def test_a_filled_in_form_reads_without_inputs() -> None:
    values = {
        "number": "2026-1",
        "name": "张三",
        "amount": 5,
        "at": "2026-09-29T10:00",
        "branch": "phone",
        "wishes": ["phone", "gone"],
        "confirmed": True,
        "evidence": ["f1"],
        "double": 10,
        "rows": [{"item": "坏了"}],
        "history": [{"day": "2026-09-01", "what": "来电"}],
    }
    files = {"f1": FileFacts("录音.mp3")}

    tree = rendered(EVERYTHING, values, None, True, files=files.get, file_url=lambda id: f"/files/{id}")

    assert not inputs(tree)
    assert not tree.xpath("//button")
    said = {one.get("data-field"): words(one) for one in tree.xpath("//*[@data-field]")}
    assert said["name"] == "投诉人 张三"
    assert said["amount"] == "amount 约 5 元"
    assert said["at"] == "at 2026-09-29 10:00"
    assert said["branch"] == "branch 电话"
    assert said["wishes"] == "wishes 电话、gone"
    assert said["confirmed"] == "已确认 是"
    assert said["day"] == "day —"
    assert said["rows.0.item"] == "item 坏了"
    assert said["double"] == "double 10"
    assert said["t"] == "此前 日期事项 2026-09-01来电"
    assert (one(tree, "//a").get("href"), words(one(tree, "//a"))) == ("/files/f1", "录音.mp3")


# -- words


def test_everything_that_a_form_says_has_its_chinese() -> None:
    with (WEB / "translations/zh/LC_MESSAGES/messages.po").open("rb") as file:
        catalog = read_po(file)
    said = [value for name, value in vars(messages).items() if name.isupper() and isinstance(value, str)]

    assert len(said) > 25
    assert [template for template in said if not (found := catalog.get(template)) or not found.string] == []


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("zh_Hans_CN", "最多填写 3 个字，现有 5 个。"), ("en", "Please write at most 3 characters; these are 5.")],
)
def test_messages_are_in_the_language_of_the_page(locale: str, expected: str) -> None:
    with app_with(locale=locale).test_request_context():
        assert web.translate(messages.TOO_LONG, limit=3, length=5) == expected


def test_a_page_in_english_is_english() -> None:
    said = words(rendered(form_of(field("select", values=["a"])), locale="en"))

    assert "Please choose" in said
