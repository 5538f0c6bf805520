"""Settings from the environment, read once, every mistake reported at once by name; secrets are never shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "MADOGUCHI_"
LINE_API = "https://api.line.me"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as `madoguchi check` lists it."""

    name: str
    default: str
    meaning: str
    secret: bool = False


SETTINGS = (
    Setting("DATABASE_URL", "sqlite:///<data dir>/madoguchi.sqlite3", "where rows are kept"),
    Setting("DATA_DIR", "./var", "database file, made keys, backups"),
    Setting("SECRET_KEY", "made once in the data directory", "signs links and sessions", secret=True),
    Setting(
        "DATA_KEYS",
        "made once in the data directory",
        "encrypts fields; newest first, comma-separated",
        secret=True,
    ),
    Setting("PUBLIC_URL", "http://127.0.0.1:8080", "address under which people reach the pages"),
    Setting(
        "PROXIES",
        "0",
        "how many proxies on other machines stand in front; one on this machine needs no entry",
    ),
    Setting("LINE_API_BASE", LINE_API, "one base for both LINE hosts"),
    Setting("SMTP_URL", "", "smtp://, smtp+starttls:// or smtps://, with ?from=", secret=True),
    Setting("PROFILE_DIR", "the profiles of the product", "folder of municipality profiles"),
    Setting("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
    Setting("MUNICIPALITY", "", "slug, where there is a single municipality"),
    Setting(
        "LINE_CHANNEL_SECRET", "", "of that municipality; comma-separated while it is changed", secret=True
    ),
    Setting("LINE_CHANNEL_ACCESS_TOKEN", "", "of that municipality", secret=True),
)


class SettingsError(ValueError):
    """Settings are wrong; the message names each. Mend the environment, do not retry."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of this process. `repr` hides what is secret."""

    data_dir: Path
    database_url: str = field(repr=False)
    public_url: str
    proxies: int
    line_api_base: str
    profile_dir: Path | None
    log_level: str
    municipality: str
    secret_key: str = field(repr=False)
    data_keys: str = field(repr=False)
    smtp_url: str = field(repr=False)
    line_channel_secrets: tuple[str, ...] = field(repr=False)
    line_channel_access_token: str = field(repr=False)

    @property
    def cookies_are_secure(self) -> bool:
        """Tell whether pages are reached by https; plain http is for the demo on one machine."""
        return self.public_url.startswith("https://")


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Return the settings of `environ`; raise `SettingsError` naming everything that is wrong."""
    values = {s.name: environ.get(PREFIX + s.name, "").strip() for s in SETTINGS}
    data_dir = Path(values["DATA_DIR"] or "./var")
    settings = Settings(
        data_dir=data_dir,
        database_url=values["DATABASE_URL"] or f"sqlite:///{data_dir / 'madoguchi.sqlite3'}",
        public_url=(values["PUBLIC_URL"] or "http://127.0.0.1:8080").rstrip("/"),
        proxies=int(values["PROXIES"]) if re.fullmatch(r"[0-9]", values["PROXIES"]) else 0,
        line_api_base=(values["LINE_API_BASE"] or LINE_API).rstrip("/"),
        profile_dir=Path(values["PROFILE_DIR"]) if values["PROFILE_DIR"] else None,
        log_level=(values["LOG_LEVEL"] or "INFO").upper(),
        municipality=values["MUNICIPALITY"],
        secret_key=values["SECRET_KEY"],
        data_keys=values["DATA_KEYS"],
        smtp_url=values["SMTP_URL"],
        line_channel_secrets=tuple(s.strip() for s in values["LINE_CHANNEL_SECRET"].split(",") if s.strip()),
        line_channel_access_token=values["LINE_CHANNEL_ACCESS_TOKEN"],
    )
    problems = _unknown(environ) + _problems(settings)
    if not re.fullmatch(r"[0-9]?", values["PROXIES"]):
        problems.append(f"{PREFIX}PROXIES must be a number from 0 to 9")
    if problems:
        raise SettingsError("\n".join(problems))
    return settings


def _unknown(environ: Mapping[str, str]) -> list[str]:
    known = {PREFIX + setting.name for setting in SETTINGS}
    ours = (
        name for name in sorted(environ) if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}TEST_")
    )
    return [f"{name} is not a setting of Madoguchi" for name in ours if name not in known]


def _problems(settings: Settings) -> list[str]:
    address = r"https?://[^\s/?#]+"
    # What was given is left out of every message on purpose: an address may hold a password.
    shapes = (
        ("PUBLIC_URL", settings.public_url, address, "an http(s) address without a path"),
        ("LINE_API_BASE", settings.line_api_base, address, "an http(s) address without a path"),
        (
            "DATABASE_URL",
            settings.database_url,
            r"(sqlite|postgresql(\+psycopg)?)://.+",
            "sqlite:// or postgresql://",
        ),
        (
            "SMTP_URL",
            settings.smtp_url,
            r"((smtps?|smtp\+starttls)://.+)?",
            "smtp://, smtps:// or smtp+starttls://",
        ),
        ("LOG_LEVEL", settings.log_level, "|".join(LOG_LEVELS), f"one of {', '.join(LOG_LEVELS)}"),
        ("SECRET_KEY", settings.secret_key, r"(.{32,})?", "at least 32 characters long"),
    )
    problems = [
        f"{PREFIX}{n} must be {want}" for n, value, shape, want in shapes if not re.fullmatch(shape, value)
    ]
    if settings.profile_dir is not None and not settings.profile_dir.is_dir():
        problems.append(f"{PREFIX}PROFILE_DIR must be a folder that exists")
    return problems
