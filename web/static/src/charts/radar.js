// The dimensions of a scorecard against the points to pass and the attempt before.
import { RadarChart } from "echarts/charts";
import { RadarComponent } from "echarts/components";
import { use } from "echarts/core";
import { EDGE, INK_SOFT, RULE, draw } from "./place.js";

use([RadarChart, RadarComponent]);

function ring(value, color, type, width, symbol, fill) {
  return {
    value,
    symbol,
    symbolSize: 8,
    lineStyle: { color, type, width },
    itemStyle: { color },
    areaStyle: fill ? { color, opacity: 0.12 } : undefined,
  };
}

/** Draws the radar into `place` from figures {name, points, pass, last}; what is missing is drawn as nothing. */
export function drawRadar(place, figures) {
  const rings = [ring(figures.map((item) => item.pass), EDGE, "dashed", 1.5, "none")];
  if (figures.some((item) => item.last !== null)) {
    rings.push(ring(figures.map((item) => item.last ?? "-"), INK_SOFT, "dotted", 2, "emptyRect"));
  }
  rings.push(ring(figures.map((item) => item.points ?? "-"), "var(--pen)", "solid", 2.5, "circle", true));
  draw(place, {
    radar: {
      indicator: figures.map(({ name }) => ({ name, max: 100 })),
      radius: "68%",
      splitNumber: 4,
      axisName: { color: INK_SOFT, fontSize: 13 },
      axisLine: { lineStyle: { color: RULE } },
      splitLine: { lineStyle: { color: RULE } },
      splitArea: { show: false },
    },
    series: [{ type: "radar", data: rings, silent: true, animation: false, emphasis: { disabled: true } }],
  });
}
