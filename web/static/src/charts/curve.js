// The curve of anger and trust; each point leads to the sentence that moved it.
import { LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { use } from "echarts/core";
import { EDGE, INK_SOFT, RULE, draw } from "./place.js";

use([GridComponent, LineChart]);

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

/** Draws the curve into `place` from points {turn, line, anger, trust}; line 0 is the opening. */
export function drawCurve(place, points) {
  const { anger, trust, opening } = place.dataset;
  const axis = {
    axisLine: { lineStyle: { color: EDGE } },
    axisLabel: { color: INK_SOFT, fontSize: 12 },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: RULE } },
  };
  const chart = draw(place, {
    grid: { left: 34, right: 60, top: 14, bottom: 30 },
    xAxis: { ...axis, type: "category", boundaryGap: false, data: points.map((point) => point.line || opening) },
    yAxis: { ...axis, type: "value", min: 0, max: 10, interval: 2 },
    series: [
      line(anger, points.map((point) => point.anger), "var(--stage-0)", "circle", "solid"),
      line(trust, points.map((point) => point.trust), "var(--stage-4)", "rect", "dashed"),
    ],
  });
  chart.on("click", ({ dataIndex }) => {
    location.hash = `turn-${points[dataIndex].turn || 1}`;
  });
}
