"""The recipes of a visit: which lists are asked as one says, the tokens that they need first, and those that do not hold any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from archive import Archive
from archive.crawl import endpoints
from archive.crawl.endpoints import Lesson
from archive.crawl.frontier import Entry
from archive.crawl.runs import Visit
from archive.grades import TRANSIENT
from archive.reasons import said
from archive.urls import canonicalize, request_key
from crawler.listdata.recipe_rows import token_of
from crawler.page.any_recipe import AnyRecipe, of_json
from crawler.page.body_recipe import BodyRecipe, page_template
from crawler.page.recipe import TOKEN, Asked, Recipe, RecipeError, recipe_page
from crawler.visit.question import Assessment

MOST_MISSED = 3
"""Texts that are asked for in vain before the recipe is broken."""
LEARN_AGAIN = timedelta(days=30)
"""A list of which no recipe holds is not learned again sooner."""


class Recipes:
    """`of_others`: recipes that were handed over, as files of `portals.d` hold them; what this archive has learned goes before them."""

    def __init__(self, archive: Archive, visit: Visit, of_others: Iterable[AnyRecipe] = ()) -> None:
        self._archive, self._visit = archive, visit
        self._lessons = endpoints.lessons(archive, visit.portal_id)
        self._recipes: dict[str, Recipe] = {}
        self._texts: dict[str, BodyRecipe] = {}
        """Template of the addresses of pages -> how their texts are asked for."""
        self._tokens: dict[str, str] = {}
        self._missed: Counter[str] = Counter()
        """Template -> texts that were asked for in vain before one came."""
        for recipe in of_others:
            self._know(recipe)
        for address, lesson in self._lessons.items():
            self._take(address, lesson)

    def _know(self, recipe: AnyRecipe) -> None:
        if isinstance(recipe, BodyRecipe):
            self._texts[recipe.page] = recipe
        else:
            self._recipes[recipe.list] = recipe

    def _take(self, address: str, lesson: Lesson) -> None:
        try:
            recipe = None if lesson.recipe is None else of_json(lesson.recipe)
        except RecipeError:  # of a version to come: as if it had not been learned
            recipe = None
        if recipe is not None and lesson.state == "learned":
            self._know(recipe)
        elif isinstance(recipe, BodyRecipe) and self._texts.get(recipe.page) == recipe:
            self._texts.pop(recipe.page)
        elif self._recipes.get(address) == recipe:
            self._recipes.pop(address, None)

    @property
    def all(self) -> tuple[Recipe, ...]:
        """Those of lists."""
        return tuple(self._recipes.values())

    def of(self, entry: Entry) -> Recipe | None:
        """The recipe that a request was made by; None of any other request, one of a recipe that was learned anew since among them."""
        number = recipe_page(entry.title)
        recipe = None if number is None or not entry.parent else self._recipes.get(_canonical(entry.parent))
        if recipe is None or number is None:
            return None
        asked = recipe.request(entry.parent or "", number)
        return recipe if request_key(asked.url, asked.body) == entry.address else None

    # -- texts of reports whose page holds none

    def text_of_page(self, page: str) -> Asked | None:
        """How the text of a page is asked for; None where no recipe says it."""
        recipe = self._text_recipe(page)
        return None if recipe is None else recipe.request(page)

    def text(self, entry: Entry) -> BodyRecipe | None:
        """The recipe by which a request asks for the text of the page that led to it; None of any other request."""
        recipe = self._text_recipe(entry.parent) if entry.kind == "report" and entry.parent else None
        asked = recipe.request(entry.parent or "") if recipe else None
        return recipe if asked and request_key(asked.url, asked.body) == entry.address else None

    def _text_recipe(self, page: str) -> BodyRecipe | None:
        if not self._texts:
            return None
        try:
            return self._texts.get(page_template(page)[0])
        except ValueError:
            return None

    # -- asking

    def ask_first(self, entry: Entry) -> Asked | None:
        """The request for the token that a request has to carry, where it is not known yet."""
        recipe = self.of(entry)
        if recipe is None or recipe.token is None or recipe.list in self._tokens:
            return None
        return recipe.ask_token(entry.parent or "")

    def learn_token(self, entry: Entry, text: str | None) -> None:
        """What the request for a token was answered; None where it was not."""
        recipe = self.of(entry)
        if recipe is not None and recipe.token is not None:
            self._tokens[recipe.list] = (token_of(recipe.token.path, text) if text else None) or ""

    def asked(self, entry: Entry) -> Asked:
        """The request of an entry with what its recipe adds to it: the token, and headers."""
        text = self.text(entry)
        if text is not None:
            return text.request(entry.parent or "") or Asked(entry.url, entry.form, {})
        recipe = self.of(entry)
        if recipe is None:
            return Asked(entry.url, entry.form, {})
        token = self._tokens.get(recipe.list, "")
        headers = {name: value.replace(TOKEN, token) for name, value in recipe.headers}
        form = None if entry.form is None else entry.form.replace(TOKEN, token)
        return Asked(entry.url.replace(TOKEN, token), form, headers)

    # -- what becomes of them

    def observe(self, entry: Entry, assessment: Assessment) -> None:
        """An answer to a request of a recipe, inside the transaction that records it: without a row its recipe is broken, and so is one
        of texts where the first of them hold none."""
        if (text := self.text(entry)) is not None:
            self._observe_text(text, assessment)
            return
        recipe = self.of(entry)
        if recipe is None or recipe_page(entry.title) != recipe.begin or assessment.grade.name in TRANSIENT:
            return
        if not assessment.believed or not assessment.discovery.claims.rows:
            self.broke(
                entry.parent or "",
                f"its answer holds no rows ({assessment.grade.why or 'it has another form'})",
            )

    def _observe_text(self, recipe: BodyRecipe, assessment: Assessment) -> None:
        if assessment.grade.name in TRANSIENT or self._missed[recipe.page] < 0:
            return
        if assessment.believed and assessment.role == "report":
            self._missed[recipe.page] = -1
            return
        self._missed[recipe.page] += 1
        if self._missed[recipe.page] == MOST_MISSED:
            why = f"its answers hold no text ({assessment.grade.why or 'they have another form'})"
            self._keep(recipe.page, "broken", recipe, why, tried=False)

    def broke(self, url: str, why: str) -> None:
        """The recipe of a list does not hold any more, inside the caller's transaction: the list is unread."""
        endpoints.note_unread_at(self._archive, _canonical(url), said("filled"))
        self._keep(url, "broken", self._recipes.get(canonicalize(url)), why, tried=False)

    def learned(self, url: str, recipe: AnyRecipe) -> None:
        """A recipe was proven, inside the caller's transaction."""
        self._keep(url, "learned", recipe, "", tried=True)

    def watched(self, url: str, why: str, *, tried: bool) -> None:
        """No recipe was proven; `tried`: one was looked for. Inside the caller's transaction."""
        self._keep(url, "watched", None, why, tried=tried)

    def _keep(
        self, url: str, state: endpoints.Taught, recipe: AnyRecipe | None, why: str, *, tried: bool
    ) -> None:
        now, address = self._archive.now(), canonicalize(url)
        before = self._lessons.get(address)
        last = now if tried or before is None else before.tried
        lesson = Lesson(now, state, last, recipe.to_json() if recipe else None, why)
        of_texts = "{" in url
        endpoints.teach(self._archive, self._visit.portal_id, url, lesson, of_texts=of_texts)
        self._lessons[address] = lesson
        self._take(address, lesson)
        self._tokens.pop(address, None)

    def may_learn(self, url: str) -> bool:
        """Whether a recipe may be looked for: never tried, or long enough ago."""
        lesson = self._lessons.get(_canonical(url))
        if lesson is None:
            return True
        return self._archive.clock() - _instant(lesson.tried) >= LEARN_AGAIN

    def state(self, url: str) -> endpoints.Taught | None:
        """What became of a list; None where it was never watched."""
        lesson = self._lessons.get(_canonical(url))
        return lesson.state if lesson else None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _canonical(url: str) -> str:
    try:
        return canonicalize(url)
    except ValueError:
        return url
