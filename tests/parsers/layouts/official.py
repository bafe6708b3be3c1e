"""The words of the official forms (国办公开办函〔2021〕30号 and 〔2019〕60号), as the forms print them."""

from __future__ import annotations

T3_COLUMNS = {
    "natural_person": "自然人",
    "business": "商业企业",
    "research": "科研机构",
    "public_welfare": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_org": "其他",
    "total": "总计",
}
ORGANISATIONS = ("business", "research", "public_welfare", "legal_service", "other_org")
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
APPLICANTS = "申请人情况"
LEGAL_PERSONS = "法人或其他组织"
RESULTS = "三、本年度办理结果"

FLOW = {
    "new_received": "一、本年新收政府信息公开申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
}
SINGLE = {
    "granted": "（一）予以公开",
    "partial": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
}
GROUPS: dict[str, dict[str, str]] = {
    "（三）不予公开": {
        "deny_state_secret": "1.属于国家秘密",
        "deny_law_prohibited": "2.其他法律行政法规禁止公开",
        "deny_security_stability": "3.危及“三安全一稳定”",
        "deny_third_party": "4.保护第三方合法权益",
        "deny_internal": "5.属于三类内部事务信息",
        "deny_process": "6.属于四类过程性信息",
        "deny_enforcement_file": "7.属于行政执法案卷",
        "deny_admin_query": "8.属于行政查询事项",
    },
    "（四）无法提供": {
        "unable_not_held": "1.本机关不掌握相关政府信息",
        "unable_must_create": "2.没有现成信息需要另行制作",
        "unable_unclear": "3.补正后申请内容仍不明确",
    },
    "（五）不予处理": {
        "noproc_petition": "1.信访举报投诉类申请",
        "noproc_repeat": "2.重复申请",
        "noproc_publication": "3.要求提供公开出版物",
        "noproc_excessive": "4.无正当理由大量反复申请",
        "noproc_reconfirm": "5.要求行政机关确认或重新出具已获取信息",
    },
    "（六）其他处理": {
        "other_no_correction": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "other_unpaid_fee": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "other_misc": "3.其他",
    },
}
OTHER_TOTAL = {"other_total": "（六）其他处理"}
TOTAL_RESULTS = {"total_results": "（七）总计"}
CARRIED_OUT = {"carried_out": "四、结转下年度继续办理"}

T4_RESULTS = {
    "upheld": "结果维持",
    "corrected": "结果纠正",
    "other": "其他结果",
    "pending": "尚未审结",
    "total": "总计",
}
T4_BLOCKS = {"review": "行政复议", "direct": "未经复议直接起诉", "after_review": "复议后起诉"}
LITIGATION = "行政诉讼"

CONTENT = "信息内容"
T2_ITEMS = {
    "art20_1": "第二十条第（一）项",
    "art20_5": "第二十条第（五）项",
    "art20_6": "第二十条第（六）项",
    "art20_8": "第二十条第（八）项",
    "art20_9": "第二十条第（九）项",
}
T2_LAYOUT: dict[str, dict[str, tuple[dict[str, str], dict[str, str]]]] = {
    "2021": {
        "art20_1": (
            {"rules": "规章", "normative_docs": "行政规范性文件"},
            {"issued": "本年制发件数", "repealed": "本年废止件数", "in_force": "现行有效件数"},
        ),
        "art20_5": ({"licensing": "行政许可"}, {"decisions": "本年处理决定数量"}),
        "art20_6": (
            {"penalty": "行政处罚", "coercion": "行政强制"},
            {"decisions": "本年处理决定数量"},
        ),
        "art20_8": ({"fees": "行政事业性收费"}, {"amount_wan": "本年收费金额（单位：万元）"}),
    },
    "2019": {
        "art20_1": (
            {"rules": "规章", "normative_docs": "规范性文件"},
            {
                "made": "本年新制作数量",
                "newly_disclosed": "本年新公开数量",
                "total_disclosed": "对外公开总数量",
            },
        ),
        "art20_5": (
            {"licensing": "行政许可", "other_services": "其他对外管理服务事项"},
            {"items_prev": "上一年项目数量", "items_delta": "本年增/减", "decisions": "处理决定数量"},
        ),
        "art20_6": (
            {"penalty": "行政处罚", "coercion": "行政强制"},
            {"items_prev": "上一年项目数量", "items_delta": "本年增/减", "decisions": "处理决定数量"},
        ),
        "art20_8": (
            {"fees": "行政事业性收费"},
            {"items_prev": "上一年项目数量", "items_delta": "本年增/减"},
        ),
        "art20_9": (
            {"procurement": "政府集中采购"},
            {"projects": "采购项目数量", "amount_wan": "采购总金额（单位：万元）"},
        ),
    },
}

HEADINGS = {
    "s1": "一、总体情况",
    "s2": "二、主动公开政府信息情况",
    "s3": "三、收到和处理政府信息公开申请情况",
    "s4": "四、政府信息公开行政复议、行政诉讼情况",
    "s5": "五、存在的主要问题及改进情况",
    "s6": "六、其他需要报告的事项",
}


def t3_rows(form: str) -> dict[str, str]:
    """Row key → label, in the form's order."""
    rows = {**FLOW, **SINGLE}
    for group, leaves in GROUPS.items():
        rows |= OTHER_TOTAL if form == "2019" and group == "（六）其他处理" else leaves
    return {**rows, **TOTAL_RESULTS, **CARRIED_OUT}


def t3_leaves(form: str) -> tuple[str, ...]:
    """The rows that （七）总计 is the sum of."""
    return tuple(r for r in t3_rows(form) if r not in {*FLOW, *TOTAL_RESULTS, *CARRIED_OUT})


def group_of(row: str) -> str | None:
    """The printed group of a row of table 3."""
    return next((group for group, leaves in GROUPS.items() if row in leaves), None)
