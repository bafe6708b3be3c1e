"""The pages of the site: one address, one module, one template."""
