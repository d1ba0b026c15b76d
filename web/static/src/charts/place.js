// A place on the page for a drawing: SVG, named for screen readers, fitting its box on screen and on paper.
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([SVGRenderer]);

// Colours are the page's own variables, so that dark mode and print need no second drawing.
export const INK_SOFT = "var(--ink-soft)";
export const RULE = "var(--rule)";
export const EDGE = "var(--edge)";

/** Draws `option` into `place` and keeps it fitting; returns the chart. The view box lets print scale it. */
export function draw(place, option) {
  const chart = init(place, null, { renderer: "svg" });
  chart.setOption({ textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, ...option });
  const fit = () => {
    chart.resize();
    const svg = place.querySelector("svg");
    svg.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", place.dataset.label);
  };
  new ResizeObserver(fit).observe(place);
  return chart;
}
