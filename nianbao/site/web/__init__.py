"""Request, response, language, cache, static files, security."""
