"""Models that import others: elements and types of another file, by the name of the import."""

import pytest

from app.engine import decisions
from app.engine.decisions import DmnError
from tests.support.dmn import decision, input_data, literal, model, table, text

KIND = "https://www.omg.org/spec/DMN/20230324/MODEL/"
LIMITS = "urn:limits"


def imported(namespace, name="期限", kind=KIND):
    return f'<import namespace="{namespace}" name="{name}" importType="{kind}"/>'


def in_space(namespace, *elements):
    return model(*elements).replace(b'namespace="urn:test"', f'namespace="{namespace}"'.encode(), 1)


def requiring(name, logic, kind, namespace=LIMITS):
    """A decision that requires something of another model."""
    knowledge = kind.startswith("#")
    tag, part = ("knowledgeRequirement", "Knowledge") if knowledge else ("informationRequirement", "Decision")
    reference = f'<required{part} href="{namespace}#{kind.lstrip("#")}"/>'
    return f'<decision id="{name}" name="{name}"><{tag}>{reference}</{tag}>{logic}</decision>'


HOURS = in_space(
    LIMITS,
    '<itemDefinition name="等级"><typeRef>string</typeRef><allowedValues>'
    f"{text(chr(34) + '重大' + chr(34) + ',' + chr(34) + '普通' + chr(34))}</allowedValues></itemDefinition>",
    input_data("level"),
    decision("小时", table(["level"], ["h"], ['"重大"', "24"], ["-", "72"], policy="FIRST"), ("level:Input",)),
    '<businessKnowledgeModel id="double" name="double it"><encapsulatedLogic><formalParameter name="n"/>'
    f"{literal('n * 2')}</encapsulatedLogic></businessKnowledgeModel>",
)


def test_a_decision_of_another_model_is_reached_by_the_name_of_the_import():
    main = model(imported(LIMITS), requiring("d", literal("期限.小时 + 1"), "小时"))
    read = decisions.parse(main, [HOURS])
    assert read.evaluate("d", {"level": "重大"}).result == 25


def test_only_its_own_decisions_can_be_asked_for_by_their_id():
    read = decisions.parse(model(imported(LIMITS), requiring("d", literal("1"), "小时")), [HOURS])
    assert read.ids == ("d",)


def test_what_the_other_model_takes_from_outside_is_asked_for():
    read = decisions.parse(model(imported(LIMITS), requiring("d", literal("1"), "小时")), [HOURS])
    assert "level" in read.asked("d")


def test_a_function_of_another_model_is_called():
    main = model(imported(LIMITS, "x"), requiring("d", literal("x.double it(21)"), "#double"))
    assert decisions.parse(main, [HOURS]).evaluate("d", {}).result == 42


def test_an_import_without_a_name_brings_plain_names():
    main = model(imported(LIMITS, ""), requiring("d", literal("小时 * 2"), "小时"))
    assert decisions.parse(main, [HOURS]).evaluate("d", {"level": "普通"}).result == 144


@pytest.mark.parametrize(("value", "result"), [("普通", "普通"), ("unknown", None)])
def test_a_type_of_another_model_is_checked(value, result):
    main = model(imported(LIMITS), decision("d", literal("x"), type_="期限.等级"))
    assert decisions.parse(main, [HOURS]).evaluate("d", {"x": value}).result == result


def test_a_model_may_import_one_that_imports():
    middle = in_space("urn:middle", imported(LIMITS), requiring("天", literal("期限.小时 / 24"), "小时"))
    main = model(imported("urn:middle", "m"), requiring("d", literal("m.天"), "天", "urn:middle"))
    assert decisions.parse(main, [HOURS, middle]).evaluate("d", {"level": "普通"}).result == 3


def test_elements_of_the_same_id_do_not_meet():
    other = in_space("urn:o", decision("d", literal("1")))
    main = model(imported("urn:o", "o"), requiring("d", literal("o.d + 1"), "d", "urn:o"))
    assert decisions.parse(main, [other]).evaluate("d", {}).result == 2


@pytest.mark.parametrize(
    ("elements", "others", "why"),
    [
        ([imported("urn:nowhere")], [HOURS, b"no xml"], "no file has the namespace urn:nowhere"),
        ([imported(LIMITS)], [HOURS, HOURS], "several files have the namespace"),
        ([imported("urn:test")], [], "import each other in a circle"),
        ([imported(LIMITS)], [in_space(LIMITS, imported("urn:test"))], "import each other in a circle"),
        ([imported(LIMITS, kind="http://www.omg.org/spec/PMML")], [HOURS], "only decision models can be imported"),
        ([imported(LIMITS), requiring("d", literal("1"), "nobody")], [HOURS], "there is no element urn:limits#nobody"),
        ([imported(LIMITS), decision("d", literal("1"), type_="期限.钱")], [HOURS], "there is no type 期限.钱"),
    ],
)  # fmt: skip
def test_an_import_that_cannot_be_carried_out_is_refused(elements, others, why):
    with pytest.raises(DmnError) as refused:
        decisions.parse(model(*elements), others)
    assert why in str(refused.value)


def test_what_is_wrong_in_the_imported_model_is_told():
    broken = in_space(LIMITS, decision("小时", literal("1 +")))
    with pytest.raises(DmnError, match="ends too early"):
        decisions.parse(model(imported(LIMITS), requiring("d", literal("期限.小时"), "小时")), [broken])
