"""Decision models: what a decision requires, boxed expressions, functions, services and types."""

import pytest

from app.engine import decisions
from app.engine.decisions import DmnError
from app.engine.xml import XmlRefused
from tests.support.dmn import decision, input_data, literal, model, table, text


def result(*elements, of="d", **context):
    return decisions.parse(model(*elements)).evaluate(of, context).result


def boxed(logic, **context):
    return result(decision("d", logic), **context)


def test_required_decisions_are_evaluated_first():
    risk = decision("风险", table(["金额"], ["风险"], ["> 100", '"高"'], ["-", '"低"'], policy="FIRST"))
    answer = decision("d", literal('if 风险 = "高" then "升级" else "受理"'), ("风险",))
    assert result(answer, risk, 金额=500) == "升级"
    assert result(answer, risk, 金额=5) == "受理"


def test_the_rules_that_matched_are_those_of_the_decision_asked_for():
    low = decision("low", table(["x"], ["y"], ["-", "1"]))
    high = decision("d", table(["low"], ["y"], ["2", "1"], ["1", "2"]), ("low",))
    outcome = decisions.parse(model(low, high)).evaluate("d", {"x": 0})
    assert (outcome.result, outcome.matched, outcome.inputs) == (2, (2,), {"low": 1})


def test_a_decision_tells_the_values_it_takes_from_outside():
    low = decision("low", literal("a + b"))
    high = decision("d", literal("low + c.d"), ("low", "e:Input"))
    read = decisions.parse(model(low, high, input_data("e")))
    assert read.ids == ("low", "d")
    assert read.asked("d") == {"a", "b", "c", "e"}
    assert read.asked("low") == {"a", "b"}


def test_names_with_signs_are_those_of_the_model():
    assert (
        result(
            decision("d", literal("pre-check + 1"), ("pre-check:Input",)), input_data("pre-check"), **{"pre-check": 1}
        )
        == 2
    )


def test_an_input_of_another_type_is_null():
    elements = decision("d", literal("x"), ("x:Input",)), input_data("x", "number")
    assert result(*elements, x=5) == 5
    assert result(*elements, x="5") is None


def test_a_decision_without_logic_takes_its_value_from_outside():
    assert result(decision("d", literal("opinion"), ("opinion",)), decision("opinion", ""), opinion="同意") == "同意"


def test_boxed_context_with_a_result():
    entries = "".join(
        f"<contextEntry>{variable}{literal(formula)}</contextEntry>"
        for variable, formula in [('<variable name="a"/>', "x + 1"), ('<variable name="b"/>', "a * 2"), ("", "a + b")]
    )
    assert boxed(f"<context>{entries}</context>", x=1) == 6


def test_boxed_lists_and_relations():
    assert boxed(f"<list>{literal('1')}{literal('x')}</list>", x=2) == [1, 2]
    relation = f'<relation><column name="a"/><column name="b"/><row>{literal("1")}{literal("x")}</row></relation>'
    assert boxed(relation, x=2) == [{"a": 1, "b": 2}]


def test_boxed_conditional_loops_and_filters():
    numbers = f"<in>{literal('[1, 2, 3]')}</in>"
    parts = "".join(
        f"<{part}>{literal(said)}</{part}>" for part, said in [("if", "x > 1"), ("then", "1"), ("else", "2")]
    )
    assert boxed(f"<conditional>{parts}</conditional>", x=5) == 1
    assert boxed(f'<for iteratorVariable="i">{numbers}<return>{literal("i * x")}</return></for>', x=2) == [2, 4, 6]
    assert boxed(f'<some iteratorVariable="i">{numbers}<satisfies>{literal("i > x")}</satisfies></some>', x=2) is True
    assert (
        boxed(f'<every iteratorVariable="i">{numbers}<satisfies>{literal("i > x")}</satisfies></every>', x=2) is False
    )
    assert boxed(f"<filter>{numbers}<match>{literal('item > x')}</match></filter>", x=1) == [2, 3]


KNOWLEDGE = (
    '<businessKnowledgeModel id="fee" name="fee"><variable name="fee"/><encapsulatedLogic>'
    '<formalParameter name="amount" typeRef="number"/><formalParameter name="rate" typeRef="number"/>'
    f"{literal('amount * rate')}</encapsulatedLogic></businessKnowledgeModel>"
)


def test_knowledge_is_called_as_a_function_or_by_an_invocation():
    assert result(decision("d", literal("fee(x, 0.1)"), ("#fee",)), KNOWLEDGE, x=50) == 5
    assert result(decision("d", literal('fee("a", 1)'), ("#fee",)), KNOWLEDGE) is None
    bindings = "".join(
        f'<binding><parameter name="{name}"/>{literal(said)}</binding>'
        for name, said in [("rate", "2"), ("amount", "x")]
    )
    assert result(decision("d", f"<invocation>{literal('fee')}{bindings}</invocation>", ("#fee",)), KNOWLEDGE, x=4) == 8


def test_knowledge_can_be_asked_by_itself():
    assert result(KNOWLEDGE, of="fee", amount=4, rate=2) == 8


def item(name, base, allowed=""):
    values = f"<allowedValues>{text(allowed)}</allowedValues>" if allowed else ""
    return f'<itemDefinition name="{name}"><typeRef>{base}</typeRef>{values}</itemDefinition>'


def test_a_declared_function_type_holds_for_what_the_function_gives():
    gives = '<functionItem outputTypeRef="Level"><parameters name="a"/></functionItem>'
    types = item("Level", "string", '"高"'), f'<itemDefinition name="F">{gives}</itemDefinition>'
    logic = f'<functionDefinition typeRef="F"><formalParameter name="a"/>{literal("a")}</functionDefinition>'
    elements = decision("f", logic), decision("d", literal('[f("高"), f("低")]'), ("f",))
    assert result(*types, *elements) == ["高", None]


def test_instance_of_does_not_ask_which_values_are_allowed():
    many = '<itemDefinition name="Many" isCollection="true"><typeRef>Digit</typeRef></itemDefinition>'
    asked = '[10 instance of Digit, "a" instance of Digit, [10] instance of Many, ["a"] instance of Many]'
    assert result(item("Digit", "number", "[0..9]"), many, decision("d", literal(asked))) == [True, False, True, False]


@pytest.mark.parametrize(("type_", "value", "expected"), [("B", 2, 2), ("B", 1, None), ("C", 1, 1), ("C", 2, None)])
def test_allowed_values_of_its_own_replace_those_of_the_type_it_is_made_of(type_, value, expected):
    types = item("A", "number", "1"), item("B", "A", "2"), item("C", "A")
    assert result(*types, decision("d", literal("x"), type_=type_), x=value) == expected


def test_knowledge_may_call_itself():
    own = KNOWLEDGE.replace("amount * rate", "if amount = 0 then 0 else rate + fee(amount - 1, rate)")
    assert result(decision("d", literal("fee(5, 3)"), ("#fee",)), own) == 15


def test_a_decision_service_is_a_function_of_its_inputs():
    service = (
        '<decisionService id="s" name="s"><variable name="s"/><outputDecision href="#inner"/>'
        '<inputData href="#x"/></decisionService>'
    )
    elements = decision("d", literal("s(20) + s(30)"), ("#s",)), decision("inner", literal("x + 1"), ("x:Input",))
    assert result(*elements, service, input_data("x", "number"), x=1) == 52
    assert result(*elements, service, input_data("x", "number"), of="s", x=1) == 2


def test_item_definitions_constrain_values():
    allowed = text('"高", "低"')
    constraint = f"<typeRef>string</typeRef><allowedValues>{allowed}</allowedValues>"
    level = f'<itemDefinition name="Level">{constraint}</itemDefinition>'
    person = (
        '<itemDefinition name="Person"><itemComponent name="name"><typeRef>string</typeRef></itemComponent>'
        '<itemComponent name="level"><typeRef>Level</typeRef></itemComponent></itemDefinition>'
    )
    people = '<itemDefinition name="People" isCollection="true"><typeRef>Person</typeRef></itemDefinition>'
    typed = level, person, people, decision("d", literal("x"), type_="Person")
    assert result(*typed, x={"name": "张三", "level": "高"}) == {"name": "张三", "level": "高"}
    assert result(*typed, x={"name": "张三", "level": "中"}) is None
    listed = level, person, people, decision("d", literal("x"), type_="People")
    assert result(*listed, x={"name": "张三", "level": "高"}) == [{"name": "张三", "level": "高"}]


def test_types_of_other_editors_are_known():
    assert result(decision("d", literal("1"), type_="integer")) == 1


def test_a_result_of_another_type_is_null_and_said():
    outcome = decisions.parse(model(decision("d", literal('"a"'), type_="number"))).evaluate("d", {})
    assert outcome.result is None
    assert outcome.warnings == ("the value of d is of another type: string",)


@pytest.mark.parametrize(
    "namespace", ["https://www.omg.org/spec/DMN/20191111/MODEL/", "http://www.omg.org/spec/DMN/20180521/MODEL/"]
)
def test_models_of_older_versions_are_read(namespace):
    data = model(decision("d", literal("1 + 1"))).replace(
        b"https://www.omg.org/spec/DMN/20230324/MODEL/", namespace.encode()
    )
    assert decisions.parse(data).evaluate("d", {}).result == 2


@pytest.mark.parametrize(
    ("elements", "why"),
    [
        ([decision("a", literal("b"), ("b",)), decision("b", literal("a"), ("a",))], "requires itself: a → b → a"),
        ([decision("a", literal("1"), ("nobody",))], "there is no element nobody"),
        ([decision("a", literal("1"), type_="money")], "there is no type money"),
        ([decision("a", '<functionDefinition kind="Java"/>')], "functions in Java cannot be called"),
        (
            [decision("a", '<literalExpression expressionLanguage="groovy"><text>1</text></literalExpression>')],
            "groovy",
        ),
        ([decision("a", "<invocation/>")], "holds no expression"),
        (
            [decision(f"d{n}", literal("1"), (f"d{n + 1}",)) for n in range(60)] + [decision("d60", literal("1"))],
            "stand on",
        ),
        (
            ['<itemDefinition name="T"><typeRef>T</typeRef></itemDefinition>', decision("a", literal("1"), type_="T")],
            "itself",
        ),
    ],
)
def test_a_model_that_cannot_be_carried_out_is_refused(elements, why):
    with pytest.raises(DmnError) as refused:
        decisions.parse(model(*elements))
    assert why in str(refused.value)


def test_what_is_no_model_is_refused():
    with pytest.raises(XmlRefused):
        decisions.parse(b"no xml")
    with pytest.raises(DmnError):
        decisions.parse(b"<definitions/>")


def test_reading_leniently_keeps_what_can_be_evaluated():
    read = decisions.read(
        model(decision("a", literal("1 +")), decision("b", literal("2")), decision("c", literal("a"), ("a",)))
    )
    assert read.ids == ("b", "c")
    assert read.evaluate("b", {}).result == 2
    assert read.asked("c") == frozenset()
    for broken in ("a", "c"):
        with pytest.raises(DmnError, match="Element a "):
            read.evaluate(broken, {})


def test_the_budget_is_one_for_all_that_is_required():
    loops = [decision(f"d{n}", literal("count(for i in 1..50000 return i)"), (f"d{n + 1}",)) for n in range(30)]
    with pytest.raises(decisions.errors.Invalid, match="too many steps"):
        decisions.parse(model(*loops, decision("d30", literal("1")))).evaluate("d0", {})
