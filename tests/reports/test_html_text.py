"""Text in the HTML scorecard: code between backticks, everything else escaped."""

from __future__ import annotations

from debt_pipelines.reports.html_text import ticked


def test_ticked_sets_code_and_escapes_the_rest() -> None:
    assert ticked("`a.csv` <b> is `x<y`") == "<code>a.csv</code> &lt;b&gt; is <code>x&lt;y</code>"
    assert ticked("one ` alone") == "one ` alone"
    assert ticked("`<script>`") == "<code>&lt;script&gt;</code>"
