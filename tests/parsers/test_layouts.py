"""The official tables in every layout of the catalogue: the figures come out the same, and blank stays blank."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.parsers.layouts.judging import judge
from tests.parsers.layouts.plans import FORMS, Plan, make, plans
from tests.parsers.layouts.registry import REGISTER


def test_the_catalogue_is_large_and_says_where_each_layout_is_seen() -> None:
    assert len(REGISTER) >= 40
    assert all(len(t.seen) > 10 for t in REGISTER.values())


@pytest.mark.parametrize("forms", FORMS, ids="-".join)
@pytest.mark.parametrize("size", ["zeros", "large"])
def test_the_form_as_it_is(size: str, forms: tuple[str, str]) -> None:
    plan = Plan(1, size, forms, ())
    assert judge(make(plan), plan).complaints == []


@pytest.mark.parametrize("name", sorted(REGISTER))
def test_one_transformation(name: str) -> None:
    for seed, size, forms in ((1, "small", FORMS[0]), (2, "large", FORMS[0]), (3, "large", FORMS[1])):
        plan = Plan(seed, size, forms, (name,))
        assert judge(make(plan), plan).complaints == [], plan


@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
@given(plans)
def test_transformations_together(plan: Plan) -> None:
    assert judge(make(plan), plan).complaints == []


def test_the_sums_choose_the_order_of_a_header_torn_to_its_first_characters() -> None:
    names = ("blanks_in_labels", "table4_total_first", "table4_torn_labels")
    for seed in range(8):
        plan = Plan(seed, "small", FORMS[0], names)
        assert judge(make(plan), plan).complaints == []


@pytest.mark.parametrize("forms", FORMS, ids="-".join)
def test_a_heading_of_table_4_is_no_row_of_table_3(forms: tuple[str, str]) -> None:
    plan = Plan(275, "small", forms, ("one_table_for_all", "table4_a_row_a_block", "table4_torn_labels"))
    assert judge(make(plan), plan).complaints == []


def test_a_plan_makes_the_same_page_every_time() -> None:
    plan = Plan(7, "large", FORMS[0], tuple(sorted(REGISTER)))
    assert make(plan).data == make(plan).data
