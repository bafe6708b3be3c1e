"""Titles that are hard: streets, zones, vertical organs, ethnic names, old names, numerals, brackets, what is no report."""

from __future__ import annotations

import pytest

from parsers.facts.publishers import read_publisher
from parsers.lexicon.titles import read_title

# title, year, publisher, kind, level; None where the title alone does not say or the name is kept as printed.
REPORTS = [
    ("广州市天河区石牌街道办事处2023年政府信息公开工作年度报告", 2023, None, "township", "township"),
    ("石牌街道2023年度政府信息公开工作年度报告", 2023, None, "township", "township"),
    ("石牌街办2022年政府信息公开年度报告", 2022, None, "township", "township"),
    ("郑州航空港经济综合实验区管理委员会2021年政府信息公开工作年度报告", 2021, None, "development_zone", None),
    ("平阴工业园区管委会2021年政府信息公开工作年度报告", 2021, None, "development_zone", None),
    ("洛阳高新技术产业开发区2022年政府信息公开工作年度报告", 2022, None, "development_zone", None),
    ("国家税务总局平阴县税务局2023年政府信息公开工作年度报告", 2023, "国家税务总局平阴县税务局", "department", "county"),
    ("国家税务总局栾川县税务局2022年政府信息公开工作年度报告", 2022, None, "department", "county"),
    ("栾川县气象局2022年政府信息公开工作年度报告", 2022, "栾川县气象局", "department", "county"),
    ("国家统计局栾川调查队2022年政府信息公开工作年度报告", 2022, None, "institution", None),
    ("仙桃市人民政府2022年政府信息公开工作年度报告", 2022, "仙桃市人民政府", "government", "county"),
    ("济源市2021年政府信息公开工作年度报告", 2021, "济源市人民政府", "government", None),
    ("湖北省潜江市2021年政府信息公开工作年度报告", 2021, "潜江市人民政府", "government", "county"),
    ("恩施土家族苗族自治州宣恩县2022年政府信息公开工作年度报告", 2022, "宣恩县人民政府", "government", "county"),
    ("长阳土家族自治县人民政府2022年政府信息公开工作年度报告", 2022, "长阳土家族自治县人民政府", "government", "county"),
    ("积石山保安族东乡族撒拉族自治县2023年政府信息公开工作年度报告", 2023, "积石山保安族东乡族撒拉族自治县人民政府", "government", "county"),
    ("双江拉祜族佤族布朗族傣族自治县财政局2023年政府信息公开工作年度报告", 2023, "双江拉祜族佤族布朗族傣族自治县财政局", "department", "county"),
    ("鄂伦春自治旗人民政府2021年政府信息公开工作年度报告", 2021, "鄂伦春自治旗人民政府", "government", "county"),
    ("新疆生产建设兵团第八师石河子市2021年政府信息公开工作年度报告", 2021, None, None, None),
    ("第八师143团2022年政府信息公开工作年度报告", 2022, None, None, None),
    ("吉林市2021年政府信息公开工作年度报告", 2021, "吉林市人民政府", "government", "prefecture"),
    ("吉林省2021年政府信息公开工作年度报告", 2021, "吉林省人民政府", "government", "province"),
    ("朝阳市朝阳县2021年政府信息公开工作年度报告", 2021, "朝阳县人民政府", "government", "county"),
    ("北京市朝阳区人民政府2021年政府信息公开工作年度报告", 2021, "北京市朝阳区人民政府", "government", "county"),
    ("上海市2019年政府信息公开工作年度报告", 2019, "上海市人民政府", "government", "province"),
    ("2019年上海市政府信息公开工作年度报告", 2019, "上海市人民政府", "government", "province"),
    ("重庆市忠县人民政府办公室2025年政府信息公开工作年度报告", 2025, None, "government_office", "county"),
    ("忠县2025年政府信息公开工作年度报告", 2025, "忠县人民政府", "government", "county"),
    ("新县财政局2020年政府信息公开工作年度报告", 2020, "新县财政局", "department", "county"),
    ("二〇一九年栾川县政府信息公开工作年度报告", 2019, "栾川县人民政府", "government", "county"),
    ("栾川县二○一九年度政府信息公开工作年度报告", 2019, "栾川县人民政府", "government", "county"),
    ("栾川县二零二〇年政府信息公开工作年度报告", 2020, "栾川县人民政府", "government", "county"),
    ("栾川县２０２２年政府信息公开工作年度报告", 2022, "栾川县人民政府", "government", "county"),
    ("栾川县政府信息公开工作年度报告（2021年度）", 2021, "栾川县人民政府", "government", "county"),
    ("栾川县政府信息公开工作2021年度报告", 2021, "栾川县人民政府", "government", "county"),
    ("栾川县人民政府关于2012年政府信息公开工作情况的报告", 2012, None, "government", "county"),
    ("栾川县2009年政府信息公开年报", 2009, "栾川县人民政府", "government", "county"),
    ("栾川县民政局2010年度信息公开工作年度报告", 2010, "栾川县民政局", "department", "county"),
    ("2023年栾川县文化广电和旅游局政府信息公开工作年度报告", 2023, "栾川县文化广电和旅游局", "department", "county"),
    ("栾川县住房和城乡建设局（人防办）2023年政府信息公开工作年度报告", 2023, None, "department", "county"),
    ("栾川县公安局交通警察大队2023年政府信息公开工作年度报告", 2023, None, "institution", "county"),
    ("栾川县医疗保障局2023年\n政府信息公开工作年度报告", 2023, "栾川县医疗保障局", "department", "county"),
    ("中共栾川县委办公室2023年政府信息公开工作年度报告", 2023, None, "department", "county"),
    ("栾川县赤土店镇人民政府2023年政府信息公开工作年度报告", 2023, "栾川县赤土店镇人民政府", "township", "township"),
    ("赤土店镇2023年政府信息公开工作年度报告", 2023, None, "township", "township"),
    ("三川镇政府信息公开工作年度报告(2023年)", 2023, None, "township", "township"),
    ("锡林郭勒盟正蓝旗上都镇2023年政府信息公开工作年度报告", 2023, None, "township", "township"),
    ("阿拉善右旗巴丹吉林苏木2022年政府信息公开工作年度报告", 2022, None, "township", "township"),
    ("景宁畲族自治县大均乡2022年政府信息公开工作年度报告", 2022, None, "township", "township"),
    ("浦东新区人民政府2022年政府信息公开工作年度报告", 2022, None, "government", "county"),
    ("雄安新区容城县2022年政府信息公开工作年度报告", 2022, "容城县人民政府", "government", "county"),
    ("贵州省六盘水市六枝特区2021年政府信息公开工作年度报告", 2021, None, "government", "county"),
    ("神农架林区2021年政府信息公开工作年度报告", 2021, "神农架林区人民政府", "government", "county"),
    ("桐柏县2014年政府信息公开年度工作报告", 2014, "桐柏县人民政府", "government", "county"),
    ("大庸市2008年政府信息公开年度报告", 2008, None, None, None),
    ("即墨市人民政府2015年政府信息公开工作年度报告", 2015, "即墨市人民政府", "government", "county"),
    ("山东省章丘市2014年政府信息公开年度报告", 2014, "章丘市人民政府", "government", "county"),
    ("栾川县2023年政府信息公开工作年度报告（图片版）", 2023, "栾川县人民政府", "government", "county"),
    ("附件：栾川县2023年政府信息公开工作年度报告.docx", 2023, "栾川县人民政府", "government", "county"),
    ("【年报】栾川县2023年政府信息公开工作年度报告", 2023, "栾川县人民政府", "government", "county"),
    ("栾川县行政审批服务局2O22年政府信息公开工作年度报告", 2022, None, "department", "county"),
    ("2023年度政府信息公开工作年度报告", 2023, None, None, None),
    ("2023年政府信息公开工作年度报告（栾川县审计局）", 2023, "栾川县审计局", "department", "county"),
    ("（栾川县审计局）2023年政府信息公开工作年度报告", 2023, "栾川县审计局", "department", "county"),
    ("栾川县 | 2023年政府信息公开工作年度报告", 2023, "栾川县人民政府", "government", "county"),
    ("★栾川县审计局2023年政府信息公开工作年度报告", 2023, "栾川县审计局", "department", "county"),
    ("栾川县审计局政府信息公开工作2023年年度报告", 2023, "栾川县审计局", "department", "county"),
    ("栾川县审计局2023年度政府信息公开工作年度报告（2024年1月12日发布）", 2023, "栾川县审计局", "department", "county"),
    ("2024年栾川县审计局2023年度政府信息公开工作年度报告", 2023, "栾川县审计局", "department", "county"),
    ("栾川县庙子镇政府2021年政府信息公开工作年度报告", 2021, "栾川县庙子镇政府", "township", "township"),
    ("栾川县老君山林场2022年政府信息公开工作年度报告", 2022, None, "institution", "county"),
]  # fmt: skip
REFUSED = [
    "栾川县第一高级中学2023年信息公开年度报告",
    "栾川县人民医院2023年信息公开年度报告",
    "关于做好2023年政府信息公开工作年度报告编制发布工作的通知",
    "栾川县2023年政府信息公开工作年度报告解读",
    "图解：栾川县2023年政府信息公开工作年度报告",
    "栾川县2023年政府网站工作年度报表",
    "栾川县2023年法治政府建设年度报告",
    "栾川县2023年政务公开工作总结",
    "2023年度国有企业信息公开年度报告",
    "栾川县2023年政府信息公开工作要点",
    "栾川县2022年财政预决算信息公开年度报告",
    "关于栾川县各乡镇2023年政府信息公开工作年度报告发布情况的通报",
    "栾川县政府信息公开年报统计表",
    "栾川县自来水公司2023年信息公开年度报告",
    "栾川县实验中学2022-2023学年信息公开年度报告",
    "2023学年信息公开年度报告",
]
# The body decides: the title names body and year, but other papers are called so too.
UNDECIDED = [
    ("三川镇2023年政务公开年报", 2023, "三川镇"),
    ("栾川县2023年度政务公开工作年度报告", 2023, "栾川县"),
    ("栾川县人民医院2023年政府信息公开工作年度报告", 2023, "栾川县人民医院"),
    ("关于栾川县2020年政府信息公开工作年度报告的公告", 2020, "栾川县"),
    ("栾川县审计局2022年政府信息公开工作年度报告公示", 2022, "栾川县审计局"),
]


@pytest.mark.parametrize(("title", "year", "name", "kind", "level"), REPORTS, ids=lambda v: str(v)[:24])
def test_a_report_by_its_title(
    title: str, year: int, name: str | None, kind: str | None, level: str | None
) -> None:
    facts = read_title(title)
    assert (facts.is_report, facts.year) == (True, year)
    if not (name or kind or level):
        return
    assert facts.head is not None
    publisher = read_publisher(facts.head)
    assert (publisher.name, publisher.kind, publisher.level) == (
        name or publisher.name,
        kind or publisher.kind,
        level or publisher.level,
    )


@pytest.mark.parametrize("title", REFUSED)
def test_what_only_speaks_of_a_report_is_refused(title: str) -> None:
    assert read_title(title).is_report is False


@pytest.mark.parametrize(("title", "year", "head"), UNDECIDED)
def test_a_title_that_leaves_it_to_the_body(title: str, year: int, head: str) -> None:
    facts = read_title(title)
    assert (facts.is_report, facts.year, facts.head) == (None, year, head)


@pytest.mark.parametrize(
    ("printed", "county", "kind"),
    [
        ("国家税务总局北京市朝阳区税务局", "朝阳区", "department"),
        ("中国人民银行栾川县支行", "栾川县", "department"),
        ("洛阳高新区税务局", None, "department"),
        ("浦东新区财政局", "浦东新区", "department"),
        ("雄安新区容城县", "容城县", "government"),
        ("中共栾川县委办公室", "栾川县", "department"),
    ],
)
def test_the_place_of_an_organ(printed: str, county: str | None, kind: str) -> None:
    publisher = read_publisher(printed)
    assert (publisher.region.county, publisher.kind) == (county, kind)
