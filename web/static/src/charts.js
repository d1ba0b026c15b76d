// Draws the charts of a page once it has been painted: nobody waits for them to read, their tables say the same.
// The chart library comes with the first of them and is one file for all pages.
const DRAWINGS = [
  ["[data-curve]", "[data-curve-points]", async () => (await import("./charts/curve.js")).drawCurve],
  ["[data-radar]", "[data-radar-figures]", async () => (await import("./charts/radar.js")).drawRadar],
  ["[data-trend]", "[data-trend-figures]", async () => (await import("./charts/trend.js")).drawTrend],
];

async function drawAll() {
  for (const [where, figures, load] of DRAWINGS) {
    const place = document.querySelector(where);
    if (place) (await load())(place, JSON.parse(document.querySelector(figures).textContent));
  }
}

requestAnimationFrame(() => setTimeout(drawAll));
