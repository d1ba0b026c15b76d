"""What pydantic found wrong, said in Chinese: for authors who write in forms."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from pydantic_core import ErrorDetails

_EXPECTED: Mapping[str, str] = {
    "string_type": "要写文字",
    "int_type": "要写整数",
    "int_from_float": "要写整数",
    "float_type": "要写数字",
    "bool_type": "只能是 true 或 false",
    "tuple_type": "要写成列表",
    "list_type": "要写成列表",
    "dict_type": "要写成“字段: 内容”",
    "mapping_type": "要写成“字段: 内容”",
    "dataclass_type": "要写成“字段: 内容”",
    "dataclass_exact_type": "要写成“字段: 内容”",
    "missing": "没有填",
    "unexpected_keyword_argument": "没有这个字段，请去掉或改名",
    "extra_forbidden": "没有这个字段，请去掉或改名",
}


def chinese_flaw(detail: ErrorDetails, target: Any) -> str:
    """Return one error of validation in Chinese, "" where its kind has no words. ``target`` is the type asked for."""
    kind, value = detail["type"], detail["input"]
    if kind == "enum" and isinstance(target, type) and issubclass(target, Enum):
        return f"“{value}”不是可用的值，可以是：{'、'.join(str(word.value) for word in target)}"
    if kind == "too_long":
        return f"有 {detail['ctx']['actual_length']} 条，最多 {detail['ctx']['max_length']} 条"
    if kind == "int_from_float":
        return f"{value} 不是整数"
    return _EXPECTED.get(kind, "")
