"""A complaint, and an answer a model might give to it."""

from typing import Any

COMPLAINT = (
    "我叫陈小芳，家住明月小区3号楼2单元501室，手机13812345678，户号3021456789。\n"
    "11月18日约好上午九点到十一点半上门测温，我在家等了一上午没人来！客厅只有16.5度，孩子才四个月。"
    "打热线说帮我催，到现在没人回电话。今天必须给我个说法，不然我就投诉到市里。"
)
ANSWER: dict[str, Any] = {
    "title": "约好测温没人来",
    "trade": "供热",
    "briefing": "你是热线坐席，看得到测温工单，没有派工人的去向。",
    "channel": "phone",
    "facts": [
        {
            "text": "约好11月18日上午九点到十一点半上门测温，没有人来",
            "disclosure": "opening",
            "said": ["说好九点到十一点半，人影都没见着。", "等了一上午！"],
            "asked_by": ["约的几点", "上门"],
            "quote": "11月18日约好上午九点到十一点半上门测温",
        },
        {
            "text": "客厅16.5度",
            "disclosure": "asked",
            "said": ["就16.5度。"],
            "asked_by": ["多少度", "温度", "几度"],
            "quote": "客厅只有１６.５度",
        },
        {
            "text": "当天测温员请了病假，没有人改派",
            "disclosure": "unknown",
            "said": ["他病了。"],
            "asked_by": [],
            "quote": "",
        },
    ],
    "responsibility": [
        {"matter": "上门没有来", "fault": "ours", "established": True, "quote": "我在家等了一上午没人来！"},
        {"matter": "室温不达标的原因", "fault": "unclear", "established": False, "quote": "锅炉坏了"},
    ],
    "severity": "moderate",
    "opinion_risk": "high",
    "demand": {"text": "今天给说法", "said": ["今天必须给个说法！"], "met_by": ["上门"], "quote": "今天必须给我个说法"},
    "hidden_need": {
        "text": "怕孩子冻病",
        "hints": ["孩子才四个月……"],
        "said": ["我怕孩子冻出病来。"],
        "asked_by": ["孩子", "担心"],
        "quote": "孩子才四个月",
    },
    "authority": ["今晚七点上门测温"],
    "forbidden": ["测温前答应退费"],
    "openings": ["人呢？等你们一上午了！", "说好九点，现在几点了？"],
    "typical_archetype": "irritable-threatening",
    "complaint_class": "broken-promise",
    "root_cause": "process",
    "psychology": "vent",
    "special_group": "infant",
}
