"""The page in a real browser: it asks for nothing outside, complains of nothing, fits a phone."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.report.browser import Browser, Visit, executable
from tests.report.test_safety import hostile_page

PROGRAM = executable()
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="`apt-get install chromium` brings it back")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(str(PROGRAM), tmp_path_factory.mktemp("profile")) as opened:
        yield opened


def only_itself(visit: Visit, path: Path) -> None:
    outside = [url for url in visit.requests if url not in (path.as_uri(), "data:,")]
    assert path.as_uri() in visit.requests
    assert not outside
    assert not visit.complaints


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_outside_is_asked_for_and_nothing_is_wrong(
    browser: Browser, full_page: Path, width: int
) -> None:
    visit = browser.open(full_page, width=width)
    visit.evaluate("document.getElementById('switch').click()")
    visit.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    only_itself(visit, full_page)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_body_never_scrolls_sideways(browser: Browser, full_page: Path, width: int) -> None:
    visit = browser.open(full_page, width=width)
    for _ in ("ja", "en"):
        visit.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert visit.evaluate("document.documentElement.clientWidth") == width
        assert visit.evaluate("document.documentElement.scrollWidth") == width
        visit.evaluate("document.getElementById('switch').click()")


def test_the_switch_changes_the_language_and_is_remembered(
    browser: Browser, full_page: Path
) -> None:
    visit = browser.open(full_page, width=1280)
    visit.evaluate("localStorage.clear()")
    visit = browser.open(full_page, width=1280)
    heading = "document.querySelector('h1').innerText"
    assert visit.evaluate("document.documentElement.lang") == "ja"
    assert visit.evaluate(heading) == "顧客体験レポート"
    visit.evaluate("document.getElementById('switch').click()")
    assert visit.evaluate("document.documentElement.lang") == "en"
    assert visit.evaluate(heading) == "Customer experience report"
    assert visit.evaluate("document.title").startswith("Customer experience report")
    again = browser.open(full_page, width=1280)
    assert again.evaluate(heading) == "Customer experience report"
    again.evaluate("localStorage.clear()")


def test_without_scripts_it_is_japanese_and_whole(browser: Browser, full_page: Path) -> None:
    visit = browser.open(full_page, width=1280, scripts=False)
    only_itself(visit, full_page)
    drawn = visit.send("DOM.getDocument", depth=0)["root"]["nodeId"]
    shown = visit.send("DOM.querySelector", nodeId=drawn, selector="h1 [lang=ja]")["nodeId"]
    hidden = visit.send("DOM.querySelector", nodeId=drawn, selector="h1 [lang=en]")["nodeId"]
    assert _display(visit, shown) != "none"
    assert _display(visit, hidden) == "none"


def test_hostile_texts_do_not_run(browser: Browser, tmp_path: Path) -> None:
    path = hostile_page(tmp_path)
    visit = browser.open(path, width=1280)
    assert visit.evaluate("window.ran === undefined")
    only_itself(visit, path)


def test_even_a_smuggled_script_would_not_run(
    browser: Browser, full_page: Path, tmp_path: Path
) -> None:
    smuggled = tmp_path / "smuggled.html"
    text = full_page.read_text("utf-8").replace("</main>", "<script>window.ran = 1</script></main>")
    smuggled.write_text(text, "utf-8")
    visit = browser.open(smuggled, width=1280)
    assert visit.evaluate("window.ran === undefined")
    assert any("Content Security Policy" in complaint for complaint in visit.complaints)


def test_it_prints_on_a4(browser: Browser, full_page: Path) -> None:
    visit = browser.open(full_page, width=1280)
    printed = visit.send("Page.printToPDF", preferCSSPageSize=True)["data"]
    pdf = base64.b64decode(printed)
    assert pdf.startswith(b"%PDF")
    # A4 in points; the page decides its paper, not the printer.
    assert b"/MediaBox [0 0 594.95996 841.91998]" in pdf or b"/MediaBox [0 0 595" in pdf


def _display(visit: Visit, node: int) -> str:
    visit.send("DOM.enable")
    visit.send("CSS.enable")
    styles = visit.send("CSS.getComputedStyleForNode", nodeId=node)["computedStyle"]
    return next(style["value"] for style in styles if style["name"] == "display")
