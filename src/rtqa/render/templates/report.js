"use strict";
const figures = JSON.parse(document.getElementById("figures").textContent);
const places = figures.map((figure, n) => document.getElementById(`dvh-${n}`));

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

// A page of paper is narrower than most windows, and nobody can switch a curve on there.
function fit(place, size, isPaper) {
  const off = place.data.flatMap((trace, n) => (trace.mode === "lines" && trace.visible === "legendonly" ? [n] : []));
  if (off.length > 0) Plotly.restyle(place, { showlegend: !isPaper }, off);
  Plotly.relayout(place, size);
}
addEventListener("beforeprint", () => places.forEach((place) => fit(place, { width: 660, height: 450 }, true)));
addEventListener("afterprint", () =>
  places.forEach((place) => fit(place, { width: null, height: null, autosize: true }, false)),
);
