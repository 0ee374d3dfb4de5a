"use strict";
const { figures, shown } = JSON.parse(document.getElementById("data").textContent);
const places = figures.map((figure, n) => document.getElementById(`figure-${n}`));

// Beside the curves where there is room for a legend, below them where there is none.
function layoutFor(place, layout) {
  const narrow = place.clientWidth < 640;
  const legend = narrow ? { orientation: "h", x: 0, yref: "container", y: 0, yanchor: "bottom" } : {};
  return { ...layout, legend: { ...layout.legend, ...legend } };
}

figures.forEach((figure, n) => {
  Plotly.newPlot(places[n], figure.data, layoutFor(places[n], figure.layout), {
    displaylogo: false,
    responsive: true,
    modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"],
  });
});

// Findings by verdict: a button for each, and a word on how many are left.
const rows = [...document.querySelectorAll("tr[data-verdict]")];
const buttons = [...document.querySelectorAll("button[data-filter]")];
const status = document.getElementById("shown");

function filterRows() {
  const wanted = new Set(buttons.filter((one) => one.ariaPressed === "true").map((one) => one.dataset.filter));
  for (const row of rows) row.hidden = !wanted.has(row.dataset.verdict);
  const left = rows.filter((row) => !row.hidden).length;
  status.textContent = left === rows.length ? "" : shown.replace("{n}", left).replace("{total}", rows.length);
}
for (const button of buttons) {
  button.addEventListener("click", () => {
    button.ariaPressed = button.ariaPressed === "true" ? "false" : "true";
    filterRows();
  });
}

// A link opens what it leads to: the section, and the words behind a line.
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  target.hidden = false;
  const folded = [target.closest("details"), ...target.querySelectorAll("details")];
  for (const one of folded) if (one) one.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", reveal);

// A page of paper is narrower than most windows, and nobody can unfold or switch on anything there.
function fit(place, size, isPaper) {
  const off = place.data.flatMap((trace, n) => (trace.mode === "lines" && trace.visible === "legendonly" ? [n] : []));
  if (off.length > 0) Plotly.restyle(place, { showlegend: !isPaper }, off);
  Plotly.relayout(place, size);
}
const sections = [...document.querySelectorAll("main > section > details")];
let folded = [];
addEventListener("beforeprint", () => {
  folded = sections.filter((one) => !one.open);
  for (const one of folded) one.open = true;
  for (const place of places) fit(place, { width: 660, height: 450 }, true);
});
addEventListener("afterprint", () => {
  for (const one of folded) one.open = false;
  for (const place of places) fit(place, { width: null, height: null, autosize: true }, false);
});
