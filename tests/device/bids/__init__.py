"""Raw snippets for researchers."""
