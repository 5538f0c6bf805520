"""The second channel of alerts and digests: e-mail over SMTP."""
