"""The house refuses to start on a wrong setting, and says which."""

import stat

import pytest

from app.settings import Settings, SettingsError


@pytest.fixture
def settings(tmp_path):
    def read(**environ):
        return Settings.from_env({"PREAU_VAR": str(tmp_path), **environ})

    return read


KEY = "f" * 20 + "0123456789abcdef"
DATABASE = "postgresql://compte:mot@serveur/base"


def test_nothing_set_means_this_machine_and_embedded_servers(settings, tmp_path):
    read = settings()
    assert (read.base_url, read.port) == ("http://127.0.0.1:8000", 8000)
    assert read.embedded
    assert (read.database_url, read.redis_url) == ("", "")
    assert read.var == tmp_path


def test_links_follow_the_port_and_hosts_follow_the_links(settings):
    assert settings(PORT="8123").base_url == "http://127.0.0.1:8123"
    assert settings(PORT="8123").trusted_hosts == ("127.0.0.1", "localhost", "[::1]")
    hosts = settings(BASE_URL="https://services.exemple.fr/").trusted_hosts
    assert hosts == ("services.exemple.fr",)


@pytest.mark.parametrize("bind", ["0.0.0.0", "::", "127.0.0.1"])
def test_the_house_finds_its_own_door_wherever_it_listens(settings, bind):
    assert settings(PREAU_BIND=bind).own_address == ("127.0.0.1", 8000)


@pytest.mark.parametrize("base_url", ["http://localhost:8000", "http://[::1]:8000"])
def test_http_is_for_this_machine(settings, base_url):
    assert settings(BASE_URL=base_url).base_url == base_url


def test_http_beyond_this_machine_is_refused_with_the_reason(settings):
    with pytest.raises(SettingsError, match="cookie"):
        settings(BASE_URL="http://192.0.2.7:8000")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("BASE_URL", "services.exemple.fr"),
        ("BASE_URL", "https://services.exemple.fr/chemin"),
        ("DATABASE_URL", "mysql://serveur/base"),
        ("REDIS_URL", "http://serveur"),
        ("SMTP_URL", "serveur:25"),
        ("TRUSTED_PROXIES", "-1"),
        ("PREAU_DEMO", "peut-être"),
        ("MAX_BODY_MIB", "0"),
    ],
)
def test_a_wrong_value_names_its_variable(settings, name, value):
    with pytest.raises(SettingsError, match=name):
        settings(SECRET_KEY=KEY, **{name: value})


def test_the_secret_of_an_embedded_house_is_drawn_once_and_kept_from_others(settings, tmp_path):
    drawn = settings().secret_key
    assert len(drawn) == 64
    assert settings().secret_key == drawn
    file = tmp_path / "secrets" / "secret-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("key", [None, "", "court", "changeme" * 8])
def test_a_real_database_wants_a_real_secret(settings, key):
    environ = {"DATABASE_URL": DATABASE} | ({} if key is None else {"SECRET_KEY": key})
    with pytest.raises(SettingsError, match="SECRET_KEY"):
        settings(**environ)


def test_a_real_database_is_spoken_to_through_psycopg(settings):
    read = settings(DATABASE_URL=DATABASE.replace("postgresql", "postgres"), SECRET_KEY=KEY)
    assert read.database_url == "postgresql+psycopg://compte:mot@serveur/base"
    assert read.migrate_url == read.database_url
    assert not read.embedded


def test_no_secret_shows_in_a_trace(settings):
    read = settings(DATABASE_URL=DATABASE, SECRET_KEY=KEY, SMTP_URL="smtp://compte:mot@serveur")
    assert KEY not in repr(read)
    assert "mot@" not in repr(read)


def test_the_demonstration_shows_once_it_is_loaded(settings, tmp_path):
    assert not settings().demo
    (tmp_path / "demo-accounts.txt").write_text("…", encoding="utf-8")
    assert settings().demo
    assert not settings(PREAU_DEMO="0").demo
