"""The bot talks: LINE, e-mail, pages and commands around the use cases of the desk."""
