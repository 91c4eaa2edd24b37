"""openSMILE's configuration: what is changed, and what happens when it is not the known one."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from face.errors import InputError
from synthesis.features import opensmile_config

KNOWN = (opensmile_config.INSTALLED_CONFIG / opensmile_config.PATCHED_FILE).read_text(encoding="utf-8")


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "facestudy"


def test_patch_changes_both_hops_and_the_short_window(cache):
    entry = opensmile_config.config_path()
    text = (entry.parents[2] / opensmile_config.PATCHED_FILE).read_text(encoding="utf-8")
    assert text.count("frameStep = 0.008333333333") == 2
    assert "frameStep = 0.010" not in text
    assert text.count("frameSize = 0.025") == text.count("frameSize = 0.060") == 1
    assert entry.is_file()


def test_the_installed_configuration_is_unchanged(cache):
    opensmile_config.config_path()
    assert (opensmile_config.INSTALLED_CONFIG / opensmile_config.PATCHED_FILE).read_text(encoding="utf-8") == KNOWN


def test_concurrent_processes_can_write_the_configuration(cache):
    with ThreadPoolExecutor(8) as pool:
        paths = set(pool.map(lambda _: opensmile_config.config_path(), range(8)))
    assert len(paths) == 1
    assert [folder.name for folder in cache.iterdir()] == [paths.pop().parents[2].name]


def test_the_configuration_is_written_once(cache):
    before = opensmile_config.config_path().stat().st_ino
    assert opensmile_config.config_path().stat().st_ino == before


@pytest.mark.parametrize(
    "text",
    [
        KNOWN.replace("frameStep = 0.010", "frameStep = 0.005", 1),
        KNOWN.replace("frameSize = 0.020", "frameSize = 0.025"),
        KNOWN.replace("frameSize = 0.060", "frameSize = 0.050"),
        "",
    ],
)
def test_an_unexpected_configuration_is_an_error(text):
    with pytest.raises(InputError, match=r"install opensmile 2\.6\.0"):
        opensmile_config.patch_config(text)


def test_a_cache_that_cannot_be_written_is_refused(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(InputError, match="XDG_CACHE_HOME"):
        opensmile_config.config_path()
