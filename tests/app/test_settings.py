"""Nothing needs to be set, and what cannot be is said in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import SettingsError, known_names, load_settings

SECRET = "correct horse battery staple, 4 words"


def sentence(environment: dict[str, str], env_file: Path | None = None) -> str:
    with pytest.raises(SettingsError) as refused:
        load_settings(environment, env_file)
    text = str(refused.value)
    assert "\n" not in text
    assert text.endswith((".", "?"))
    return text


def test_nothing_needs_to_be_set() -> None:
    settings = load_settings({}, None)
    assert settings.http.port == 8000
    assert settings.http.rate_limit_per_second == 100
    assert settings.http.rate_limit_auth_per_second == 10
    assert settings.database.is_sqlite
    assert settings.instance.drain == 0
    assert settings.auth.public_url == settings.http.base_url == "http://localhost:8000"


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("FIVEFOLD_PORT=9001\nFIVEFOLD_HOST=0.0.0.0\nOTHER_PROGRAM=1\n")
    settings = load_settings({"FIVEFOLD_PORT": "9002"}, file)
    assert (settings.http.port, settings.http.host) == (9002, "0.0.0.0")  # noqa: S104  # nothing listens
    assert settings.auth.public_url == "http://localhost:9002"


def test_an_empty_variable_is_the_default() -> None:
    settings = load_settings({"FIVEFOLD_PORT": "", "FIVEFOLD_DATABASE_URL": "", "FIVEFOLD_DRAIN_SECONDS": ""}, None)
    assert settings.http.port == 8000


def test_lists_are_written_with_commas() -> None:
    environment = {
        "FIVEFOLD_CORS_ORIGINS": "https://a.example, https://b.example",
        "FIVEFOLD_TRUSTED_PROXIES": "10.0.0.0/8,192.0.2.7",
    }
    http = load_settings(environment, None).http
    assert http.cors_origins == ("https://a.example", "https://b.example")
    assert [str(network) for network in http.proxy_networks] == ["10.0.0.0/8", "192.0.2.7/32"]
    assert len(load_settings({"FIVEFOLD_TRUSTED_PROXIES": "*"}, None).http.proxy_networks) == 2


def test_production_drains_and_needs_a_secret() -> None:
    production = {"FIVEFOLD_ENVIRONMENT": "production"}
    assert "FIVEFOLD_SECRET_KEY" in sentence(production)
    settings = load_settings({**production, "FIVEFOLD_SECRET_KEY": SECRET}, None)
    assert settings.instance.drain == 5
    assert SECRET not in repr(settings)


@pytest.mark.parametrize("secret", ["x" * 40, "changeme" * 8])
def test_a_secret_in_production_is_no_placeholder(secret: str) -> None:
    said = sentence({"FIVEFOLD_ENVIRONMENT": "production", "FIVEFOLD_SECRET_KEY": secret})
    assert "FIVEFOLD_SECRET_KEY repeats a few characters" in said
    assert secret not in said
    load_settings({"FIVEFOLD_SECRET_KEY": secret}, None)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://ada:hunter2@db.example:abc/fivefold", "has a port that is not a number"),
        ("postgresql://ada:hunter2@db.example:/fivefold", "has a port that is not a number"),
        ("postgresql://ada:hunter2@db.example:70000/fivefold", "has a port outside of 1 to 65535"),
        ("postgresql://ada:hunter2@db.example:0/fivefold", "has a port outside of 1 to 65535"),
        ("postgresql://ada:hunter2@[db.example/fivefold", "cannot be read: write postgresql://"),
        ("postgresql://ada:x@hunter2@db.example/fivefold", "cannot be read: write postgresql://"),
        ("mysql://ada:hunter2@db.example/fivefold", "must begin with postgresql://"),
        ("ada:hunter2@db.example/fivefold", "must begin with postgresql://"),
    ],
)
def test_a_database_address_is_checked_and_never_repeated(url: str, expected: str) -> None:
    good = "postgresql://ada:p%40ss@db.example:5432/fivefold"
    for name, environment in (
        ("FIVEFOLD_DATABASE_URL", {"FIVEFOLD_DATABASE_URL": url}),
        ("FIVEFOLD_DATABASE_DIRECT_URL", {"FIVEFOLD_DATABASE_URL": good, "FIVEFOLD_DATABASE_DIRECT_URL": url}),
        ("FIVEFOLD_DATABASE_DIRECT_URL", {"FIVEFOLD_DATABASE_DIRECT_URL": url}),
    ):
        said = sentence(environment)
        assert said.startswith(f"{name} {expected}")
        assert "hunter2" not in said


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"FIVEFOLD_PROT": "1"}, "There is no setting FIVEFOLD_PROT; did you mean FIVEFOLD_PORT?"),
        ({"FIVEFOLD_DATABSE_URL": "x"}, "FIVEFOLD_DATABASE_URL?"),
        ({"FIVEFOLD_PORT": "eighty"}, "FIVEFOLD_PORT cannot be 'eighty'"),
        ({"FIVEFOLD_PORT": "70000"}, "FIVEFOLD_PORT cannot be '70000'"),
        ({"FIVEFOLD_ENVIRONMENT": "staging"}, "FIVEFOLD_ENVIRONMENT cannot be 'staging'"),
        ({"FIVEFOLD_TRUSTED_PROXIES": "next door"}, "FIVEFOLD_TRUSTED_PROXIES cannot be"),
        ({"FIVEFOLD_PUBLIC_URL": "fivefold.example"}, "FIVEFOLD_PUBLIC_URL cannot be"),
        ({"FIVEFOLD_CORS_ORIGINS": "*", "FIVEFOLD_CORS_CREDENTIALS": "true"}, "FIVEFOLD_CORS_ORIGINS cannot be *"),
        ({"FIVEFOLD_ROLE": "web"}, "FIVEFOLD_ROLE=web needs PostgreSQL"),
        ({"WEB_CONCURRENCY": "2"}, "WEB_CONCURRENCY=2 needs PostgreSQL"),
        ({"FIVEFOLD_DATABASE_URL": "mysql://x/y"}, "FIVEFOLD_DATABASE_URL must begin with postgresql://"),
        ({"FIVEFOLD_REDIS_URL": "localhost:6379"}, "FIVEFOLD_REDIS_URL must begin with redis://"),
        ({"FIVEFOLD_REDIS_URL": "redis://:x:y"}, "FIVEFOLD_REDIS_URL"),
        ({"FIVEFOLD_REDIS_URL": "redis://[oops"}, "FIVEFOLD_REDIS_URL is not a URL"),
        ({"FIVEFOLD_STORAGE_URL": "s3://"}, "FIVEFOLD_STORAGE_URL names no host or bucket"),
    ],
)
def test_what_stops_the_start(environment: dict[str, str], expected: str) -> None:
    assert expected in sentence(environment)


def test_what_postgresql_allows() -> None:
    environment = {
        "FIVEFOLD_DATABASE_URL": "postgresql://localhost/fivefold",
        "FIVEFOLD_ROLE": "web",
        "WEB_CONCURRENCY": "4",
        "FIVEFOLD_REDIS_URL": "rediss://cache.example:6380/0",
        "FIVEFOLD_STORAGE_URL": "file:///var/lib/fivefold",
    }
    assert load_settings(environment, None).instance.role == "web"


def test_the_suites_own_variables_are_left_alone() -> None:
    load_settings({"FIVEFOLD_TEST_POSTGRES_URL": "x", "FIVEFOLD_PROVE": "1"}, None)


def test_every_setting_is_listed() -> None:
    assert {"FIVEFOLD_PORT", "FIVEFOLD_DATA_DIR", "FIVEFOLD_ROLE", "FIVEFOLD_SECRET_KEY"} <= set(known_names())
