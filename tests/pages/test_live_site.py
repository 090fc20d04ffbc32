"""Whole sites that tick: from any base path, from the file system, and without JavaScript."""

import json

import pytest

from tests.conftest import MKDOCS_YML

PINNED = ("--at", "2026-11-23 08:12")


@pytest.fixture
def site(plant):
    """A plant of one late case, with something to mend."""
    plant.mkdocs(MKDOCS_YML)
    plant.case("FR-1", more="onwer: 李伟\n")
    return plant


def built(plant, *more: str):
    assert plant.run("build", *more).returncode == 0
    return plant.folder / "site"


def test_a_site_ticks_below_any_base_path(site, serve, browser):
    """Below a folder of a web server board, case page and list of cases find their build, and count by its clock."""
    address = serve(built(site), "/some/where/")
    tab = browser.new_page()
    errors: list[object] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("requestfailed", lambda request: errors.append(request.url))
    for page in ("", "cases/", "cases/FR-1/"):
        with tab.expect_response("**/some/where/api/build.json*") as asked:
            tab.goto(address + page)
        assert asked.value.status == 200
        tab.wait_for_function("!boardGen.net.busy")
        assert tab.is_visible("[data-live=clock]")
        assert tab.text_content("[data-live=connection]") == ""
        assert tab.evaluate("boardGen.state('FR-1').s") == "R"
    assert errors == []
    tab.close()


def test_a_site_from_the_file_system_ticks(site, browser):
    """From `file://` the pages tick, say that the clock can't be checked, and count the findings."""
    folder = built(site, "--offline")
    told = (folder / "api/build.js").read_text(encoding="utf-8")
    build = (folder / "api/build.json").read_text(encoding="utf-8").strip()
    assert told.endswith(f'["api/build.json"]={build};\n')
    findings = json.loads(build)["findings"]
    tab = browser.new_page()
    errors: list[object] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("requestfailed", lambda request: errors.append(request.url))
    for page in ("index.html", "cases/index.html", "cases/FR-1/index.html"):
        tab.goto((folder / page).as_uri())
        tab.wait_for_function("window.boardGenData")
        assert tab.is_visible("[data-live=clock]")
        assert "无法核对" in tab.inner_text("[data-live=connection]")
        badge = tab.locator(".md-tabs .bg-badge")
        assert badge.inner_text() == str(findings["error"] + findings["warning"])
    assert errors == []
    tab.close()


def test_only_an_offline_site_has_data_as_scripts(site):
    """A site for a web server has no data as scripts."""
    assert not list(built(site).rglob("api/*.js"))


def test_without_javascript_a_page_tells_its_build(site, browser):
    """Without JavaScript board and case page show the build's state, as of when, and no clock that stands still."""
    folder = built(site, *PINNED)
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    for page in ("index.html", "cases/FR-1/index.html"):
        tab.goto((folder / page).as_uri())
        assert "截至 11-23 08:12" in tab.inner_text(".page-note")
        assert tab.locator("[data-letter=R]").count() > 0
        assert not tab.is_visible("[data-live=clock]")
    context.close()
