"""The site: Datasette with this plugin, where people look a report up and follow a figure to its proof.

Works with `datasette nianbao.db` started by hand (the wheel registers this package as a Datasette plugin)
and through `serve(data_dir)`, which sets what a public site needs.
"""

from nianbao.site.plugin import (
    asgi_wrapper,
    canned_queries,
    extra_css_urls,
    extra_template_vars,
    get_metadata,
    handle_exception,
    permission_allowed,
    prepare_connection,
    register_routes,
    render_cell,
    startup,
)
from nianbao.site.serve import command, serve

__all__ = [
    "asgi_wrapper",
    "canned_queries",
    "command",
    "extra_css_urls",
    "extra_template_vars",
    "get_metadata",
    "handle_exception",
    "permission_allowed",
    "prepare_connection",
    "register_routes",
    "render_cell",
    "serve",
    "startup",
]
