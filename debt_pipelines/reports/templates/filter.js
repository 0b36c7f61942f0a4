"use strict";
// The page is complete without this script: it only narrows the findings, and unfolds everything for printing.
(() => {
  const everyFold = () => document.querySelectorAll("details");
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...everyFold()].filter((fold) => !fold.open);
    folded.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((fold) => { fold.open = false; }));

  const form = document.getElementById("filter");
  if (!form) return;
  const text = document.getElementById("filter-text");
  const severity = document.getElementById("filter-severity");
  const status = document.getElementById("filter-status");
  const button = document.getElementById("filter-open");
  const count = document.getElementById("filter-count");
  const rules = [...document.querySelectorAll("details.rule")].map((rule) => ({
    rule,
    name: rule.id.toLowerCase() + " " + rule.querySelector(".rule-name").textContent.toLowerCase(),
    rows: [...rule.querySelectorAll("tbody tr")].map((row) => ({
      row,
      words: row.textContent.toLowerCase(),
      severity: row.cells[4].textContent,
      status: row.cells[5].textContent,
    })),
  }));
  const total = rules.reduce((sum, { rows }) => sum + rows.length, 0);

  const unfolded = new Set(); // by the filter, to be folded again when it is cleared

  function narrow() {
    const wanted = text.value.trim().toLowerCase();
    const isNarrow = Boolean(wanted || severity.value || status.value);
    let shown = 0;
    for (const { rule, name, rows } of rules) {
      const isNamed = name.includes(wanted);
      let hits = 0;
      for (const entry of rows) {
        const isHit = (isNamed || entry.words.includes(wanted))
          && (!severity.value || entry.severity === severity.value)
          && (!status.value || entry.status === status.value);
        entry.row.hidden = !isHit;
        hits += isHit;
      }
      rule.hidden = isNarrow && hits === 0;
      if (isNarrow && hits && !rule.open) {
        rule.open = true;
        unfolded.add(rule);
      }
      shown += hits;
    }
    if (!isNarrow) {
      unfolded.forEach((rule) => { rule.open = false; });
      unfolded.clear();
    }
    count.textContent = isNarrow ? `${shown} of ${total} listed findings` : "";
  }

  button.addEventListener("click", () => {
    const isOpening = rules.some(({ rule }) => !rule.open);
    rules.forEach(({ rule }) => { rule.open = isOpening; });
    button.textContent = isOpening ? "Close all" : "Open all";
  });
  form.addEventListener("input", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
})();
