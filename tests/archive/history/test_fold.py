"""The fold: what a sequence of looks tells, and that their order and repetition do not matter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.history.events import Event, Observation
from archive.history.fold import History, fold

A, B, C = "http://x.example/a", "http://x.example/b", "http://x.example/c"
FIRST = date(2024, 1, 1)


def look(
    day: int, address: str, shows: str | None, *, hour: int = 3, leads_to: str | None = None
) -> Observation:
    shanghai = (FIRST + timedelta(days=day)).isoformat()
    at = f"{shanghai}T{hour:02}:00:00.000000Z"
    return Observation(shanghai, at, address, f"{at} {address}", shows, leads_to)


def told(history: History, *, confirmed: bool = True) -> list[str]:
    return [t.kind for t in history.events if not confirmed or (t.confirmed_at and not t.passing)]


def only(history: History, kind: str) -> Event:
    (turn,) = [t for t in history.events if t.kind == kind]
    return turn


def test_the_first_look_is_new_at_once() -> None:
    history = fold([look(0, A, "1")])
    assert told(history) == ["new"] and history.standing == {A}


def test_a_revision_is_confirmed_by_a_second_look() -> None:
    observations = [look(0, A, "1"), look(1, A, "2")]
    assert told(fold(observations)) == ["new"]
    assert told(fold(observations), confirmed=False) == ["new", "revised"]
    turn = only(fold([*observations, look(9, A, "2")]), "revised")
    assert (turn.before, turn.after, turn.at[:10], (turn.confirmed_at or "")[:10]) == (
        "1",
        "2",
        "2024-01-02",
        "2024-01-10",
    )


def test_a_flip_and_back_is_no_news() -> None:
    observations = [look(0, A, "1"), look(1, A, "garbage"), look(2, A, "1"), look(3, A, "1")]
    history = fold(observations)
    assert told(history) == ["new"]
    assert [t.passing for t in history.events if t.kind == "revised"] == [True, True]


def test_two_steps_before_a_second_look_are_told_together() -> None:
    history = fold([look(0, A, "1"), look(1, A, "2"), look(2, A, "3"), look(3, A, "3")])
    assert told(history) == ["new", "revised", "revised"]


def test_withdrawn_only_after_two_days() -> None:
    observations = [look(0, A, "1"), look(5, A, None), look(5, A, None, hour=9)]
    assert told(fold(observations)) == ["new"]
    history = fold([*observations, look(6, A, None)])
    assert told(history) == ["new", "withdrawn"] and history.standing == frozenset()
    assert only(history, "withdrawn").at[:10] == "2024-01-07"


def test_seen_between_two_absences_it_was_not_withdrawn() -> None:
    observations = [look(0, A, "1"), look(5, A, None), look(6, A, "1"), look(7, A, None)]
    assert told(fold(observations)) == ["new"]


def test_withdrawn_and_back() -> None:
    observations = [look(0, A, "1"), look(5, A, None), look(6, A, None), look(9, A, None), look(20, A, "1")]
    assert told(fold(observations)) == ["new", "withdrawn", "back"]
    elsewhere = fold([*observations[:3], look(20, B, "2"), look(21, B, "2")])
    assert told(elsewhere) == ["new", "withdrawn", "back", "revised"]


def test_an_address_more() -> None:
    observations = [look(0, A, "1"), look(5, B, "1")]
    assert told(fold(observations), confirmed=False) == ["new", "rendition_added"]
    assert told(fold(observations)) == ["new"], "the old address was not looked at since"
    assert told(fold([*observations, look(8, A, "1")])) == ["new", "rendition_added"]
    assert told(fold([look(0, A, "1"), look(0, B, "1", hour=4)])) == ["new", "rendition_added"]


@pytest.mark.parametrize("swapped", [False, True])
def test_a_page_and_its_own_file_are_one_event_at_first_sight(swapped: bool) -> None:
    page, file = (look(0, A, "1", hour=5), look(0, B, "1", hour=4 if swapped else 6))
    file = replace(file, file_of=A)
    assert told(fold([page, file]), confirmed=False) == ["new"]
    assert told(fold([page, replace(file, shows="2")])) == ["new", "disagree"]
    later = [page, replace(look(3, B, "1"), file_of=A), look(9, A, "1")]
    assert told(fold(later)) == ["new", "rendition_added"]
    continued = [replace(look, round="2024-01-05T00:00:00Z") for look in later[:2]]
    assert told(fold(continued), confirmed=False) == ["new"], "a visit that was cut short went on"
    of_another = [page, replace(look(0, C, "1"), file_of=B)]
    assert told(fold(of_another)) == ["new", "rendition_added"]


@pytest.mark.parametrize("absent", [(5, 6), (4, 6), (3, 4), (6, 9)])
def test_a_move_is_told_once_and_no_withdrawal(absent: tuple[int, int]) -> None:
    observations = [look(0, A, "1"), look(4, B, "1"), *(look(day, A, None) for day in absent)]
    history = fold(observations)
    assert told(history, confirmed=False) == ["new", "moved"] == told(history)
    assert (only(history, "moved").left, only(history, "moved").taken) == ((A,), (B,))
    assert history.standing == {B}


def test_a_redirect_makes_a_move_certain_at_once() -> None:
    assert told(fold([look(0, A, "1"), look(4, B, "1"), look(4, A, None, leads_to=B)])) == ["new", "moved"]
    assert told(fold([look(0, A, "1"), look(3, A, None, leads_to=B), look(4, B, "1")])) == ["new", "moved"]


def test_one_missing_look_at_the_old_address_makes_no_move() -> None:
    observations = [look(0, A, "1"), look(4, B, "1"), look(5, A, None), look(6, A, "1")]
    history = fold(observations)
    assert told(history, confirmed=False) == ["new", "rendition_added"]
    assert only(history, "rendition_added").left == ()


def test_a_move_that_brings_other_content() -> None:
    observations = [look(0, A, "1"), look(4, B, "2"), look(5, A, None), look(6, A, None)]
    assert told(fold(observations)) == ["new", "moved", "revised"]


def test_leaving_one_of_two_addresses_is_a_move_to_the_other() -> None:
    observations = [look(0, A, "1"), look(0, B, "1"), look(300, A, None), look(301, A, None)]
    history = fold(observations)
    assert told(history) == ["new", "rendition_added", "moved"]
    assert (only(history, "moved").left, only(history, "moved").taken) == ((A,), (B,))


def test_two_addresses_that_disagree() -> None:
    observations = [look(0, A, "1"), look(0, B, "2", hour=4)]
    assert told(fold(observations)) == ["new", "disagree", "rendition_added"]
    turn = only(fold(observations), "disagree")
    assert (turn.before, turn.after) == ("1", "2")
    corrected = [
        look(0, A, "1"),
        look(0, B, "1", hour=4),
        look(3, A, "2"),
        look(3, B, "1", hour=4),
        look(4, A, "2"),
    ]
    assert told(fold(corrected)) == ["new", "rendition_added", "revised", "disagree"]


def test_an_address_that_was_left_disagrees_with_nobody() -> None:
    observations = [look(0, A, "1"), look(4, B, "2"), look(5, A, None), look(6, A, None), look(7, B, "2")]
    assert "disagree" not in told(fold(observations), confirmed=False)


def test_nothing_seen_is_no_history() -> None:
    assert fold([]).events == fold([look(1, A, None), look(2, A, None)]).events == []


LOOKS = st.lists(
    st.builds(
        look,
        st.integers(0, 12),
        st.sampled_from([A, B, C]),
        st.sampled_from(["1", "2", "3", None]),
        hour=st.integers(0, 9),
    ),
    max_size=14,
    unique_by=lambda x: x.capture,
)


@given(LOOKS, st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_tell_the_same(observations: list[Observation], random: object) -> None:
    shuffled = [*observations, *observations[: len(observations) // 2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(shuffled) == fold(observations)


@given(LOOKS)
def test_what_always_holds(observations: list[Observation]) -> None:
    history = fold(observations)
    kinds = [t.kind for t in history.events]
    shown = [x for x in observations if x.shows is not None]
    assert kinds.count("new") == bool(shown)
    assert kinds.count("withdrawn") <= kinds.count("back") + 1
    assert not any(t.passing and t.confirmed_at for t in history.events)
    assert history.standing <= history.contents.keys() == {x.address for x in shown}
    for turn in history.events:
        if turn.kind in ("revised", "disagree"):
            assert turn.before != turn.after
        if turn.kind == "moved":
            assert turn.left and turn.taken and not set(turn.left) & set(turn.taken)


@given(LOOKS, st.integers(0, 12))
def test_what_was_confirmed_stays(observations: list[Observation], until: int) -> None:
    """Later looks never take back what was told: days that are over tell the same afterwards."""

    def confirmed(some: list[Observation]) -> set[tuple[str, str, str | None]]:
        events = fold(some).events
        return {(t.kind, t.capture, t.confirmed_at) for t in events if t.confirmed_at and not t.passing}

    day = (FIRST + timedelta(days=until)).isoformat()
    assert confirmed([x for x in observations if x.day <= day]) <= confirmed(observations)
