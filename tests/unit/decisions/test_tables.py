"""Decision tables: which rules match, and what each hit policy makes of them."""

from decimal import Decimal

import pytest

from app.engine import decisions
from app.engine.decisions import DmnError, RulesContradict
from tests.support.dmn import decision, literal, model, table, text

LEVELS = [["> 100", '"大"'], ["> 10", '"中"'], ["-", '"小"']]


def decide(logic, context, **given):
    return decisions.parse(model(decision("d", logic))).evaluate("d", context, **given)


def graded(policy, amount, output="级别", **more):
    return decide(table(["金额"], [output], *LEVELS, policy=policy, **more), {"金额": amount})


def test_the_outcome_tells_the_rules_that_matched_and_the_inputs():
    outcome = decide(
        table(["金额", "渠道"], ["级别"], ["< 5", '"电话"', '"低"'], [">= 5", "-", '"高"']), {"金额": 7, "渠道": "信"}
    )
    assert (outcome.decision, outcome.result, outcome.matched) == ("d", "高", (2,))
    assert outcome.inputs == {"金额": 7, "渠道": "信"}


def test_one_output_gives_its_value_and_several_a_context():
    rules = ["true", "1", '"a"']
    assert decide(table(["x"], ["one"], rules[:2]), {"x": True}).result == 1
    assert decide(table(["x"], ["one", "two"], rules), {"x": True}).result == {"one": 1, "two": "a"}


def test_unique_refuses_two_rules_that_match():
    with pytest.raises(RulesContradict, match="rules 1, 2, 3 match together"):
        graded("UNIQUE", 200)
    assert graded("UNIQUE", 5).result == "小"


def test_first_takes_the_first_rule():
    outcome = graded("FIRST", 200)
    assert (outcome.result, outcome.matched) == ("大", (1,))
    assert graded("FIRST", 50).matched == (2,)


def test_any_takes_rules_that_agree():
    rules = [["> 1", '"是"'], ["> 2", '"是"'], ["> 3", '"否"']]
    outcome = decide(table(["x"], ["y"], *rules, policy="ANY"), {"x": 3})
    assert (outcome.result, outcome.matched) == ("是", (1, 2))
    with pytest.raises(RulesContradict):
        decide(table(["x"], ["y"], *rules, policy="ANY"), {"x": 4})


def test_priority_takes_the_output_that_stands_first_among_the_allowed_ones():
    outcome = graded("PRIORITY", 200, output='级别 = "小", "中", "大"')
    assert (outcome.result, outcome.matched) == ("小", (3,))
    assert graded("PRIORITY", 200, output='级别 = "大", "中", "小"').matched == (1,)


def test_output_order_lists_all_by_their_priority():
    outcome = graded("OUTPUT ORDER", 200, output='级别 = "中", "小", "大"')
    assert (outcome.result, outcome.matched) == (["中", "小", "大"], (2, 3, 1))


def test_rule_order_lists_all_in_the_order_of_the_rules():
    assert graded("RULE ORDER", 200).result == ["大", "中", "小"]


@pytest.mark.parametrize(
    ("aggregation", "expected"),
    [("", [1, 2, 2]), ("SUM", 5), ("MIN", 1), ("MAX", 2), ("COUNT", 3)],
)
def test_collect_lists_or_aggregates(aggregation, expected):
    more = f' aggregation="{aggregation}"' if aggregation else ""
    rules = [["-", "1"], ["> 1", "2"], ["> 2", "2"]]
    assert decide(table(["x"], ["y"], *rules, policy="COLLECT", more=more), {"x": 9}).result == expected


@pytest.mark.parametrize(
    ("policy", "expected"), [("UNIQUE", None), ("FIRST", None), ("ANY", None), ("COLLECT", []), ("RULE ORDER", [])]
)
def test_no_rule_matches(policy, expected):
    outcome = decide(table(["x"], ["y"], ["> 5", "1"], policy=policy), {"x": 1})
    assert (outcome.result, outcome.matched) == (expected, ())


def test_a_default_stands_in_where_no_rule_matches():
    logic = table(["x"], ["y"], ["> 5", "1"]).replace(
        '<output name="y">', f'<output name="y"><defaultOutputEntry>{text("x * 10")}</defaultOutputEntry>'
    )
    assert decide(logic, {"x": 1}).result == Decimal(10)


def test_outputs_may_be_expressions_over_the_context():
    assert decide(table(["金额"], ["费"], ["-", "金额 * 费率"]), {"金额": 100, "费率": Decimal("0.05")}).result == 5


def test_cells_may_ask_other_values_and_the_input_by_its_sign():
    logic = table(
        ["x"], ["y"], ["< limit", "1"], ["? >= limit and modulo(?, 2) = 0", "2"], ["not(< limit)", "3"], policy="FIRST"
    )
    assert [decide(logic, {"x": x, "limit": 5}).result for x in (4, 6, 7)] == [1, 2, 3]


def test_an_empty_cell_takes_everything():
    assert decide(table(["x"], ["y"], ["", "1"]), {"x": None}).result == 1


def test_a_value_that_is_not_given_is_null_with_a_warning():
    outcome = decide(table(["x"], ["y"], ["null", '"fehlt"']), {})
    assert outcome.result == "fehlt"
    assert outcome.warnings == ("there is no value named x",)


def test_a_value_that_the_column_does_not_allow_is_null():
    rules = ["null", '"none"'], ["-", '"some"']
    logic = table(["x"], ["y"], *rules, policy="FIRST")
    logic = logic.replace("</input>", f"<inputValues>{text('1, 2')}</inputValues></input>")
    outcome = decide(logic, {"x": 3})
    assert (outcome.result, outcome.inputs, outcome.warnings) == (
        "none",
        {"x": None},
        ("3 is not an allowed value of x",),
    )
    assert (decide(logic, {"x": 2}).result, decide(logic, {"x": 2}).warnings) == ("some", ())
    assert [decide(logic, {"x": x}).result for x in ([1, 2], [], [1, 3])] == ["some", "some", "none"]


def test_a_result_that_the_column_does_not_allow_is_null():
    outcome = decide(table(["x"], ['y = "a", "b"', "z"], ["-", '"c"', "1"]), {"x": 1})
    assert outcome.result == {"y": None, "z": 1}
    assert outcome.warnings == ("c is not an allowed value of y",)


def test_a_bare_input_sign_takes_every_value_and_a_true_condition_without_it_takes_none():
    logic = table(["x"], ["y"], ['string length("?") = 1', "1"], ["?", "2"], policy="FIRST")
    assert [decide(logic, {"x": x}).result for x in ("a", True, False)] == [2, 1, 2]


def test_tables_within_functions_and_services_are_told_of_each_time():
    rate = table(["amount"], ["r"], ["> 100", "2"], ["<= 100", "1"])
    knowledge = (
        '<businessKnowledgeModel id="rate" name="费率"><variable name="rate"/><encapsulatedLogic>'
        f'<formalParameter name="amount"/>{rate}</encapsulatedLogic></businessKnowledgeModel>'
    )
    both = decision("d", literal("rate(50) + rate(500)"), ("#rate",))
    outcome = decisions.parse(model(both, knowledge)).evaluate("d", {})
    assert outcome.result == 3
    told = [(one.decision, one.name, one.matched, one.inputs, one.result) for one in outcome.required]
    assert told == [("table", "费率", (2,), {"amount": 50}, 1), ("table", "费率", (1,), {"amount": 500}, 2)]


def test_functions_of_the_caller_can_be_used():
    outcome = decide(
        table(["workdays(x)"], ["y"], ['"2 days"', "1"]), {"x": 2}, functions={"workdays": lambda n: f"{n} days"}
    )
    assert outcome.result == 1


@pytest.mark.parametrize(
    ("logic", "why"),
    [
        (table(["x"], ["y"], ["> > 5", "1"]), "“>” is not expected here"),
        (table(["x +"], ["y"], ["-", "1"]), "ends too early"),
        (table(["x"], ["y"], ["-", "1", "2"]), "does not have a cell for each column"),
        (table(["x"], ["y"], ["-", "1"], policy="BEST"), "there is no hit policy BEST"),
        (table(["x"], ["y"], ["-", "1"], policy="PRIORITY"), "needs the allowed output values"),
        (
            table(["x"], ["y", "z"], ["-", "1", "2"], policy="COLLECT", more=' aggregation="SUM"'),
            "SUM needs a table with one",
        ),
        (table(["x"], ["y", "y"], ["-", "1", "2"]), "two output columns have the same name"),
        (table(["x"], []), "no output column"),
        (table([""], ["y"], ["-", "1"]), "the input column has no expression"),
    ],
)
def test_a_table_that_cannot_be_carried_out_is_refused(logic, why):
    with pytest.raises(DmnError, match=r"Element (table|in1|rule1|d) of the decision model") as refused:
        decisions.parse(model(decision("d", logic)))
    assert why in str(refused.value)


def test_the_outcome_tells_each_table_it_stands_on_and_what_the_matched_rules_ask():
    level = decision("level", table(["amount"], ["l"], ["> 100", '"high"'], ["<= 100", '"low"']))
    hours = decision(
        "hours",
        table(["level", "urgent"], ["h"], ['"high"', "-", "24"], ["-", "true", "12"], policy="COLLECT"),
        ("level",),
    )
    outcome = decisions.parse(model(level, hours)).evaluate("hours", {"amount": 200, "urgent": True})
    assert (outcome.name, outcome.policy, outcome.result) == ("hours", "COLLECT", [24, 12])
    assert outcome.cells == ({"level": '"high"', "urgent": "-"}, {"level": "-", "urgent": "true"})
    (required,) = outcome.required
    assert (required.decision, required.matched, required.inputs) == ("level", (1,), {"amount": 200})
    assert required.result == "high"


def test_the_policy_of_a_sum_says_so():
    summed = decision("d", table(["1"], ["n"], ["-", "2"], ["-", "3"], policy="COLLECT", more=' aggregation="SUM"'))
    outcome = decisions.parse(model(summed)).evaluate("d", {})
    assert (outcome.policy, outcome.matched, outcome.result) == ("COLLECT SUM", (1, 2), 5)


def test_the_outcome_has_the_name_that_people_read():
    data = model(decision("d", table(["1"], ["n"], ["-", "2"]))).replace(
        b'<decision id="d" name="d"', '<decision id="d" name="D1 等级"'.encode()
    )
    assert decisions.parse(data).evaluate("d", {}).name == "D1 等级"
