"""Opens report.html as people do: narrow and wide, light and dark, and looks for what
they would complain about. Usage: report.py PASSED_DIR FAILED_DIR PICTURES_DIR"""
import json
import os
import sys
import tempfile

from webdriver import Browser

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTHS = (390, 1280)
with open(os.path.join(HERE, "page.js"), encoding="utf-8") as file:
    LAYOUT = file.read()

failures = []


def want(good, where, what):
    if not good:
        failures.append(f"{where}: {what}")


def complaints(browser, path):
    """What the page loads, says to the console, or shows badly."""
    own = "file://" + os.path.abspath(path)
    found = [f"a request to {url}" for url in browser.requests()
             if url.split("#")[0] != own and not url.startswith("data:")]
    found += [f"the console says: {message}" for message in browser.console()]
    return found + browser.run(LAYOUT)


def open_all(browser):
    browser.run("for (const d of document.querySelectorAll('details')) d.open = true")


def look_at(browser, directory, where):
    """One report on the screen that is set."""
    path = os.path.join(directory, "report.html")
    with open(os.path.join(directory, "results.json"), encoding="utf-8") as file:
        results = json.load(file)
    rows, findings = results["rows"], results["findings"]
    browser.open(path)
    verdict = browser.run("return document.querySelector('h1').innerText")
    want(verdict == "aqcheck: " + ("passed" if results["passed"] else "failed"), where,
         f"the title is '{verdict}'")

    # Every row, by its own name, and visible.
    shown = browser.run(
        "return [...document.querySelectorAll('.form')].map("
        "r => [r.innerText, r.getBoundingClientRect().height > 20])")
    want(len(shown) == len(rows), where, f"{len(shown)} rows are shown, of {len(rows)}")
    for (text, visible), row in zip(shown, rows):
        name = row["variant"].removeprefix(row["product"]).strip()
        want(name in text and visible, where, f"no row '{name}' in '{text}'")
        want(row["evidence"] in text, where, f"no evidence level in '{text}'")

    # Findings before rows, each with its command.
    tops = browser.run("return ['.finding', '.form'].map(s => { const e = "
                       "document.querySelector(s); return e && e.getBoundingClientRect().top })")
    want(bool(tops[0] is not None) == bool(findings), where, "findings are shown wrongly")
    want(not findings or tops[0] < tops[1], where, "findings do not come first")
    for finding in findings:
        want(finding["replay"] in browser.run(
            "return [...document.querySelectorAll('.finding pre')].map(p => p.innerText)"),
            where, f"no command for {finding['variant']}")
    for what in complaints(browser, path):
        want(False, where, what)

    # A drill-down opens under the mouse and shows more.
    for selector in ["details.form"] + [".finding details"] * bool(findings):
        height = f"return document.querySelector('{selector}').getBoundingClientRect().height"
        before = browser.run(height)
        browser.click(selector + ">summary")
        want(browser.run(height) > before + 20, where, f"{selector} does not open")
    figures = browser.run("return [...document.querySelectorAll('.form[open] figure')].map("
                          "f => [f.querySelectorAll('path').length, f.innerText])")
    want(len(figures) == 4 and all(paths and "." in text for paths, text in figures), where,
         f"not a heat map, two plots and the plan: {figures}")
    return path


def check_reports(browser, reports, pictures):
    for width in WIDTHS:
        for dark in (False, True):
            browser.look(width, dark=dark)
            for name, directory in reports:
                where = f"{name}-{width}-{'dark' if dark else 'light'}"
                path = look_at(browser, directory, where)
                browser.picture(os.path.join(pictures, where + ".png"))
                open_all(browser)
                for what in complaints(browser, path):
                    want(False, where + ", all open", what)
    # Paper is narrower than a screen, and has no dark.
    browser.look(720, dark=True, media="print")
    for name, directory in reports:
        path = os.path.join(directory, "report.html")
        browser.open(path)
        for what in complaints(browser, path):
            want(False, f"{name}-print", what)
        browser.picture(os.path.join(pictures, f"{name}-print.png"))


def take_example(browser, directory, pictures):
    """The picture of the README, kept as reports/report-example.png."""
    browser.look(1100)
    browser.open(os.path.join(directory, "report.html"))
    browser.run("document.querySelector('details.form').open = true")
    browser.picture(os.path.join(pictures, "report-example.png"), scale=0.75)


def check_that_it_can_fail(browser):
    """Each page has one fault, which must be among its complaints."""
    faults = {
        "px wide": "<p style='width:2000px'>a</p>",
        "sticks out": "<p style='width:2000px'>a</p>",
        "has a contrast": "<p style='color:#ccc'>a</p>",
        "is of 8px": "<p style='font-size:8px'>a</p>",
        "a request to file:///nowhere.png": "<img src='file:///nowhere.png'>",
        "the console says": "<script>console.error('a')</script>",
    }
    browser.look(390)
    with tempfile.TemporaryDirectory() as scratch:
        for says, body in faults.items():
            path = os.path.join(scratch, "fault.html")
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"<!DOCTYPE html><body style='background:#fff'>{body}")
            browser.open(path)
            found = complaints(browser, path)
            want(any(says in line for line in found), "fault",
                 f"'{says}' is not found: {found}")


def main():
    passed, failed, pictures = sys.argv[1:]
    os.makedirs(pictures, exist_ok=True)
    with Browser() as browser:
        check_that_it_can_fail(browser)
        check_reports(browser, [("passed", passed), ("failed", failed)], pictures)
        take_example(browser, failed, pictures)
    for line in failures[:40]:
        print("FAILED:", line)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
