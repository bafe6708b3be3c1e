"""All templates: name, classes of structure, and the function that draws a portal of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from tests.crawler.foreign.county import County
from tests.crawler.foreign.portal import Portal
from tests.crawler.foreign.templates import (
    answers,
    closed,
    elsewhere,
    forms,
    habits,
    half_lists,
    hosts,
    indexes,
    mixed,
    odd_addresses,
    old_ways,
    plain,
    products,
    programs,
    shells,
    tabs,
    trees,
    unlinked,
    written,
)

Draw = Callable[[random.Random, County], Portal]


@dataclass(frozen=True)
class Template:
    """`classes`: numbers of the structures that a portal of it shows; none for the gentle controls."""

    name: str
    classes: tuple[int, ...]
    draw: Draw
    needs_browser: bool = False


TEMPLATES: tuple[Template, ...] = (
    Template("plain_column", (), plain.column),
    Template("plain_years", (), plain.years),
    Template("plain_bodies", (), plain.bodies),
    Template("meta_and_two_files", (1,), shells.meta_and_two_files),
    Template("rest_with_json", (1,), shells.rest_with_json),
    Template("filled_departments", (1,), shells.good_column_and_filled_departments),
    Template("written_chain", (2,), written.chain),
    Template("written_counter", (2,), written.counter),
    Template("year_tabs", (4, 12), tabs.year_tabs_with_rows_in_scripts),
    Template("cards_of_bodies", (4,), tabs.cards_of_bodies),
    Template("rows_by_number", (12,), tabs.rows_by_number),
    Template("function_with_globals", (7,), written.function_with_globals),
    Template("written_loop", (16,), written.loop),
    Template("computed_loop", (16,), written.loop_with_computed_bound),
    Template("platform_below_departments", (3,), trees.platform_below_departments),
    Template("tree_in_a_frame", (5,), trees.tree_in_a_frame),
    Template("nodes_in_a_file", (5, 1), trees.nodes_in_a_file),
    Template("bodies_scripted_pager", (6,), mixed.bodies_with_scripted_pager),
    Template("bodies_links", (6,), mixed.bodies_with_links),
    Template("bodies_loop", (6, 16), mixed.bodies_with_loop),
    Template("notices_only", (13,), mixed.notices_only),
    Template("cut_titles", (15,), mixed.cut_titles),
    Template("dotted_form", (8,), forms.dotted_form),
    Template("form_with_session", (8, 10), forms.bracketed_form_with_session),
    Template("cookie_bounce", (10,), forms.cookie_bounce),
    Template("referer_needed", (10,), forms.referer_needed),
    Template("jpage_other_proxy", (9,), answers.jpage_with_another_proxy),
    Template("base64_rows", (14, 12), answers.packed),
    Template("jsonp_bodies", (14,), answers.with_callback),
    Template("other_host_path", (11,), hosts.column_by_path),
    Template("other_host_area", (11,), hosts.column_by_area),
    Template("signed_request", (17,), closed.signed_request, needs_browser=True),
    Template("computed_bundle", (14,), closed.computed_bundle, needs_browser=True),
    Template("postback", (17,), closed.postback, needs_browser=True),
    Template("catalogue_frame", (18,), products.catalogue_frame),
    Template("frame_by_click", (19,), products.frame_by_click),
    Template("number_groups", (20,), products.number_groups),
    Template("select_pager", (21,), products.select_pager),
    Template("cell_pager", (22,), products.cell_pager),
    Template("countdown", (), products.countdown),
    Template("opaque_request", (23,), products.opaque_request),
    Template("jump_menu", (24,), old_ways.jump_menu),
    Template("banners", (25,), old_ways.banners),
    Template("row_calls", (26,), old_ways.row_calls),
    Template("detail_calls", (27,), old_ways.detail_calls),
    Template("frameset_home", (28,), old_ways.frameset_home),
    Template("site_map_page", (29,), old_ways.site_map_page),
    Template("files_only", (30,), old_ways.files_only),
    Template("yearly_topics", (31,), old_ways.yearly_topics),
    Template("plugin_pager", (32,), habits.plugin_pager),
    Template("table_of_years", (33,), habits.table_of_years),
    Template("data_in_the_page", (34,), habits.data_in_the_page),
    Template("box_with_more", (35,), habits.box_with_more),
    Template("older_years", (36,), habits.older_years),
    Template("files_of_all_bodies", (37,), habits.files_of_all_bodies),
    Template("button_pager", (38,), habits.button_pager),
    Template("wordless_next", (39,), habits.wordless_next),
    Template("endless_scroll", (40,), habits.endless_scroll),
    Template("year_form", (41,), habits.year_form),
    Template("month_archive", (42,), indexes.month_archive),
    Template("pinyin_index", (43,), indexes.pinyin_index),
    Template("jump_box", (44,), indexes.jump_box),
    Template("base_href", (45,), indexes.base_href),
    Template("download_cells", (46,), indexes.download_cells),
    Template("matrix_pages", (47,), odd_addresses.matrix_pages),
    Template("gbk_query", (48,), odd_addresses.gbk_query),
    Template("xslt_list", (49,), odd_addresses.xslt_list),
    Template("meta_chain", (50,), odd_addresses.meta_chain),
    Template("attribute_rows", (51,), odd_addresses.attribute_rows),
    Template("accordion", (52,), programs.accordion),
    Template("async_tree", (53,), programs.async_tree),
    Template("post_entry", (54,), programs.post_entry),
    Template("numbered_files", (55,), programs.numbered_files),
    Template("challenge_page", (56,), programs.challenge_page, needs_browser=True),
    Template("sealed_answer", (57,), programs.sealed_answer, needs_browser=True),
    Template("captcha_query", (58,), programs.captcha_query, needs_browser=True),
    Template("year_select", (59,), half_lists.year_select),
    Template("neighbour_chain", (60,), half_lists.neighbour_chain),
    Template("entry_is_report", (61,), half_lists.entry_is_report),
    Template("newest_of_each", (62,), half_lists.newest_of_each),
    Template("chosen_by_cookie", (63,), half_lists.chosen_by_cookie),
    Template("crumb_parent", (64,), half_lists.crumb_parent),
    Template("hash_frame", (65,), unlinked.hash_frame),
    Template("cursor_more", (66,), unlinked.cursor_more),
    Template("text_address", (67,), unlinked.text_address),
    Template("sheet_index", (68,), unlinked.sheet_index),
    Template("foot_selects", (69,), unlinked.foot_selects),
    Template("arrow_keys", (70,), unlinked.arrow_keys),
    Template("mobile_site", (71,), elsewhere.mobile_site),
    Template("misfiled_years", (72,), elsewhere.misfiled_years),
    Template("prepared_search", (73,), elsewhere.prepared_search),
    Template("loaded_tabs", (74,), elsewhere.loaded_tabs),
    Template("rows_of_years", (75,), elsewhere.rows_of_years),
)
