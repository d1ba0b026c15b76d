// The curve of anger and trust. Only this file carries the chart library, and only scorecards load it.
import { LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([GridComponent, LineChart, SVGRenderer]);

const place = document.querySelector("[data-curve]");
const points = JSON.parse(document.querySelector("[data-curve-points]").textContent);
const chart = init(place, null, { renderer: "svg" });

// Colours are the page's own variables, so that dark mode and print need no second drawing.
function line(name, values, color, symbol, type) {
  return {
    name,
    type: "line",
    data: values,
    symbol,
    symbolSize: 11,
    cursor: "pointer",
    lineStyle: { color, width: 2.5, type },
    itemStyle: { color },
    endLabel: { show: true, formatter: name, color, fontSize: 13, fontWeight: 600, distance: 10 },
    emphasis: { disabled: true },
    animation: false,
  };
}

function draw() {
  const axis = {
    axisLine: { lineStyle: { color: "var(--edge)" } },
    axisLabel: { color: "var(--ink-soft)", fontSize: 12 },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: "var(--rule)" } },
  };
  chart.setOption({
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 30, right: 56, top: 14, bottom: 30 },
    xAxis: { ...axis, type: "category", boundaryGap: false, data: points.map((point) => point.turn || place.dataset.opening) },
    yAxis: { ...axis, type: "value", min: 0, max: 10, interval: 2 },
    series: [
      line(place.dataset.anger, points.map((point) => point.anger), "var(--stage-0)", "circle", "solid"),
      line(place.dataset.trust, points.map((point) => point.trust), "var(--stage-4)", "rect", "dashed"),
    ],
  });
}

/** Fits the drawing to its place; the view box lets print scale it without asking. */
function fit() {
  chart.resize();
  const svg = place.querySelector("svg");
  svg.setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", place.dataset.label);
}

chart.on("click", ({ dataIndex }) => {
  const { turn } = points[dataIndex];
  location.hash = `turn-${turn || 1}`;
});
draw();
new ResizeObserver(fit).observe(place);
