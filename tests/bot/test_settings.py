"""Settings: read once, every mistake named at once, nothing secret shown."""

from pathlib import Path

import pytest

from bot.settings import SETTINGS, SettingsError, read_settings


def problems(environ: dict[str, str]) -> list[str]:
    with pytest.raises(SettingsError) as refused:
        read_settings(environ)
    return str(refused.value).splitlines()


def test_without_any_setting_everything_lies_below_one_folder() -> None:
    settings = read_settings({})
    assert settings.data_dir == Path("./var")
    assert settings.database_url.startswith("sqlite:///var/")
    assert not settings.cookies_are_secure


def test_all_mistakes_are_named_at_once_by_their_names() -> None:
    wrong = {
        "MADOGUCHI_PUBLIC_URL": "madoguchi.example.jp",
        "MADOGUCHI_DATABASE_URL": "mysql://localhost/m",
        "MADOGUCHI_SMTP_URL": "mail.example.jp:25",
        "MADOGUCHI_LOG_LEVEL": "LOUD",
        "MADOGUCHI_SECRET_KEY": "short",
        "MADOGUCHI_PROXIES": "many",
        "MADOGUCHI_PROFILE_DIR": "/nowhere/at/all",
        "MADOGUCHI_PUBLIC_ULR": "https://madoguchi.example.jp",
    }
    found = problems(wrong)
    assert len(found) == len(wrong)
    assert all(any(line.startswith(f"{name} ") for line in found) for name in wrong)


def test_a_mistake_is_told_without_the_value_that_may_hold_a_password() -> None:
    told = "\n".join(problems({"MADOGUCHI_SMTP_URL": "http://user:hunter2@mail.example.jp"}))
    assert "hunter2" not in told


def test_settings_show_no_secret_when_they_are_printed() -> None:
    secret = "k" * 40
    shown = repr(
        read_settings(
            {
                "MADOGUCHI_SECRET_KEY": secret,
                "MADOGUCHI_DATABASE_URL": f"postgresql://m:{secret}@localhost/m",
                "MADOGUCHI_SMTP_URL": f"smtps://m:{secret}@mail.example.jp",
                "MADOGUCHI_LINE_CHANNEL_SECRET": secret,
                "MADOGUCHI_LINE_CHANNEL_ACCESS_TOKEN": secret,
            }
        )
    )
    assert secret not in shown


def test_every_setting_says_what_it_means() -> None:
    assert all(setting.meaning for setting in SETTINGS)


def test_channel_secrets_may_be_two_while_one_replaces_the_other() -> None:
    settings = read_settings({"MADOGUCHI_LINE_CHANNEL_SECRET": "old, new,"})
    assert settings.line_channel_secrets == ("old", "new")
