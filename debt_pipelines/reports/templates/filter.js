"use strict";
// The page is complete without this script: it only narrows and orders the findings, opens what a link leads to, and
// unfolds everything for printing. The choices of the filter stand in the address, so that a link keeps them.
(() => {
  const everyFold = () => document.querySelectorAll("details");
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...everyFold()].filter((fold) => !fold.open);
    folded.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((fold) => { fold.open = false; }));

  function unfoldTarget() {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", unfoldTarget);

  const form = document.getElementById("filter");
  if (!form) { unfoldTarget(); return; }
  const fields = Object.fromEntries(["text", "severity", "family", "status", "order"]
    .map((name) => [name, document.getElementById(`filter-${name}`)]));
  const button = document.getElementById("filter-open");
  const count = document.getElementById("filter-count");
  const rules = [...document.querySelectorAll("details.rule")].map((rule) => ({
    rule,
    family: rule.dataset.family,
    effort: -Number(rule.dataset.minutes),
    code: rule.id,
    name: rule.id.toLowerCase() + " " + rule.querySelector(".rule-name").textContent.toLowerCase(),
    rows: [...rule.querySelectorAll("tbody tr")].map((row) => ({
      row,
      words: row.textContent.toLowerCase(),
      severity: row.cells[4].textContent,
      status: row.cells[5].textContent,
    })),
  }));
  rules.forEach((entry, place) => { entry.count = -entry.rows.length; entry.place = place; });
  const total = rules.reduce((sum, { rows }) => sum + rows.length, 0);
  const unfolded = new Set(); // by the filter, to be folded again when it is cleared

  function narrow() {
    const wanted = fields.text.value.trim().toLowerCase();
    const { severity, family, status } = fields;
    const isNarrow = Boolean(wanted || severity.value || family.value || status.value);
    let shown = 0;
    for (const entry of rules) {
      const isNamed = entry.name.includes(wanted);
      const isFamily = !family.value || entry.family === family.value;
      let hits = 0;
      for (const one of entry.rows) {
        const isHit = isFamily && (isNamed || one.words.includes(wanted))
          && (!severity.value || one.severity === severity.value)
          && (!status.value || one.status === status.value);
        one.row.hidden = !isHit;
        hits += isHit;
      }
      entry.rule.hidden = isNarrow && hits === 0;
      if (isNarrow && hits && !entry.rule.open) {
        entry.rule.open = true;
        unfolded.add(entry.rule);
      }
      shown += hits;
    }
    if (!isNarrow) {
      unfolded.forEach((rule) => { rule.open = false; });
      unfolded.clear();
    }
    count.textContent = isNarrow ? `${shown} of ${total} listed findings` : "";
  }

  function sort() {
    const key = fields.order.value || "place";
    const ordered = [...rules].sort((one, other) => (one[key] < other[key] ? -1 : one[key] > other[key] ? 1 : one.place - other.place));
    const end = rules[0].rule.parentElement.querySelector("details.rule:last-of-type").nextSibling;
    ordered.forEach(({ rule }) => rule.parentElement.insertBefore(rule, end));
  }

  function remember() {
    const chosen = Object.entries(fields).filter(([, field]) => field.value).map(([name, field]) => [name, field.value]);
    const query = new URLSearchParams(chosen).toString();
    history.replaceState(null, "", query ? `#findings?${query}` : "#findings");
  }

  function recall() {
    const [place, query] = location.hash.slice(1).split("?");
    if (place !== "findings" || !query) return;
    for (const [name, value] of new URLSearchParams(query)) if (fields[name]) fields[name].value = value;
    sort();
    narrow();
    form.scrollIntoView();
  }

  button.addEventListener("click", () => {
    const isOpening = rules.some(({ rule }) => !rule.open);
    rules.forEach(({ rule }) => { rule.open = isOpening; });
    button.textContent = isOpening ? "Close all" : "Open all";
  });
  form.addEventListener("input", (event) => {
    if (event.target === fields.order) sort();
    narrow();
    remember();
  });
  form.addEventListener("reset", () => setTimeout(() => { sort(); narrow(); remember(); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", recall);
  form.hidden = false;
  unfoldTarget();
  recall();
})();
