"""What expressions have to say to owners, in Chinese: kinds of values, and why something became null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.feel import values

KINDS: Mapping[str, str] = {
    values.NULL: "空值",
    values.NUMBER: "数字",
    values.STRING: "文本",
    values.BOOLEAN: "真假值",
    values.DATE: "日期",
    values.TIME: "时间",
    values.DATE_AND_TIME: "日期时间",
    values.DAYS_DURATION: "时长（天和时分秒）",
    values.MONTHS_DURATION: "时长（年月）",
    values.LIST: "列表",
    values.CONTEXT: "一组值",
    values.RANGE: "区间",
    values.FUNCTION: "函数",
    "duration": "时长",
    "offset": "时区差",
}

# By the English template. A fact marked with `:kind` is the name of a kind, or several with commas.
REASONS: Mapping[str, str] = {
    "there is no value named {name}": "没有名为 {name} 的值",
    "there is no value named {name}, write {instead}": "没有名为 {name} 的值，请写 {instead}",
    '{text} is a subtraction: a date is written @"{text}"': '{text} 是减法；日期要写成 @"{text}"',
    "there is no entry {name}": "里面没有 {name}",
    "there is no function named {name}": "没有名为 {name} 的函数",
    "a {what} has no {name}": "{what:kind}没有 {name}",
    "a {what} cannot be called": "{what:kind}不是函数，不能调用",
    "a {what} is neither true nor false": "{what:kind}既不是真也不是假",
    "not all elements are true or false": "列表里有既不是真也不是假的元素",
    "{a} and {b} cannot be compared": "{a:kind}不能和{b:kind}比较",
    "a time with a zone and a time without one cannot be compared": "带时区的时间不能和不带时区的时间比较",
    "a time with a zone and a time without one have no difference": "带时区的时间不能和不带时区的时间相减",
    "{a} {sign} {b} has no meaning": "{a:kind} {sign} {b:kind} 没有意义",
    "{a} cannot be negated": "{a:kind}前面不能加负号",
    "{a} cannot be divided by {b}": "{a} 不能除以 {b}",
    "{a} cannot be raised to {b}": "{a} 没有 {b} 次方",
    "{a} has no square root": "{a} 没有平方根",
    "{a} has no logarithm": "{a} 没有对数",
    "{a} is neither odd nor even": "{a} 不是整数，没有奇偶",
    "exp({a}) is too large": "exp({a}) 太大",
    "the sum is too large": "和太大",
    "the difference is too large": "差太大",
    "the product is too large": "积太大",
    "the result is too large": "结果太大",
    "the result of {sign} is too large": "{sign} 的结果太大",
    "only a list of numbers can be summed up": "只有由数字组成的列表才能合计",
    "an empty list has no extremes": "空列表没有最大值和最小值",
    "an empty list has no elements": "空列表里没有元素",
    "a deviation needs two numbers or more": "至少要有两个数字才有标准差",
    "a list of {count} elements has no element {index}": "列表只有 {count} 个元素，没有第 {index} 个",
    "the list has no place {place}": "列表没有第 {place} 个位置",
    "the list has no such part": "列表没有这一段",
    "a text has no place {place}": "文本没有第 {place} 个位置（位置从 1 数起）",
    "only texts can be joined": "只有文本才能连接",
    "only contexts can be merged": "只有成组的值（{{…}}）才能合并",
    "an entry needs a key of its own and a value": "每一项都要有各自的 key 和 value",
    "a way into a context is a list of names": "路径应当是由名称组成的列表",
    "the match function must say true or false": "比较用的函数必须给出真或假",
    "{scale} is no number of digits to round to": "不能保留 {scale} 位小数",
    "numbers are not written with these separators": "数字不能用这些分隔符",
    "{text} is no number": "{text} 不是数字",
    "{text} is no range": "{text} 不是区间",
    "{text} is no {what}": "{text} 不是{what:kind}",
    "{sign} is no range": "{sign} 不能表示区间",
    "a range needs an end": "区间缺少端点",
    "a range needs two ends": "区间缺少端点",
    "{a} and {b} are no ends of one range": "{a:kind}和{b:kind}不能作同一个区间的两端",
    "null lies nowhere": "空值不在任何区间里",
    "null cannot be gone through": "空值不能逐个取出",
    "a range without an end cannot be gone through": "没有终点的区间不能逐个取出",
    "a range that runs backwards, or not of numbers or dates, cannot be gone through": (
        "从大到小的区间、不是数字或日期的区间，不能逐个取出"
    ),
    "only numbers and dates can be counted through": "只有数字和日期才能逐个数过去",
    "the present is not known here": "这里不知道现在的时间",
    "{pattern} is no regular expression: {why}": "{pattern} 不是正则表达式：{why}",
    "{pattern} matches the empty text": "{pattern} 连空文本也匹配，不能用在这里",
    "{text} is no replacement: write \\$ for a dollar sign": "{text} 不能用来替换：美元符号要写成 \\$",
    "{name} has other parameters than {given}": "{name} 没有叫 {given} 的参数",
    "{name} takes {wanted} arguments, not {given}": "{name} 要 {wanted} 个参数，这里给了 {given} 个",
    "{name} cannot be called with ({kinds})": "{name} 的参数不能是（{kinds:kind}）",
    "{value} does not fit parameter {name}": "{value:kind}不能作参数 {name}",
    # decisions
    "no rule of {table} matches": "决策表 {table} 没有一行符合",
    "the output {name} of rule {rule} is of another type": "第 {rule} 行的输出 {name} 类型不对",
    "the value of {name} is of another type": "{name} 的值类型不对",
    "the value of {name} is of another type: {what}": "{name} 的值类型不对：它是{what:kind}",
    "{value} is not an allowed value of {name}": "{name} 不允许是 {value}",
}


class Fact(str):
    """A fact in a Chinese sentence: `{what:kind}` is a kind of value, said in Chinese."""

    def __format__(self, spec: str) -> str:
        return "、".join(map(kind, self.split(", "))) if spec == "kind" else str(self)


def kind(name: str) -> str:
    """The Chinese name of a kind of value; a word that names none stays as it is."""
    return KINDS.get(name, name)


def reason(template: str, facts: Mapping[str, Any]) -> str:
    """Why something became null; in English where nobody has said it in Chinese."""
    said = {name: Fact(fact) for name, fact in facts.items()}
    return REASONS.get(template, template).format(**said)
