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

const NAME_SIZE = 13;
const NAME_GAP = 15;
const FILLS = 0.48; // how much of the shorter side the rings' radius takes where the names leave room
const CORNER = Math.SQRT1_2; // the axes run to the corners: beside a corner a long name finds more room than beside a tip

/** The radius at which the names at the corners still stand within the place. */
function radiusWithin(place, figures) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${NAME_SIZE}px ${getComputedStyle(document.body).fontFamily}`;
  const widest = Math.max(...figures.map(({ name }) => pen.measureText(name).width));
  const { clientWidth: width, clientHeight: height } = place;
  return Math.max(0, Math.min(FILLS * Math.min(width, height), (width / 2 - widest - 4) / CORNER - NAME_GAP));
}

/** Draws the radar into `place` from figures {name, points, pass, last}; what is missing is drawn as nothing. */
export function drawRadar(place, figures) {
  const rings = [ring(figures.map((item) => item.pass), EDGE, "dashed", 1.5, "none")];
  if (figures.some((item) => item.last !== null)) {
    rings.push(ring(figures.map((item) => item.last ?? "-"), INK_SOFT, "dotted", 2, "none"));
  }
  rings.push(ring(figures.map((item) => item.points ?? "-"), "var(--pen)", "solid", 2.5, "circle", true));
  const chart = draw(place, {
    radar: {
      indicator: figures.map(({ name }) => ({ name, max: 100 })),
      splitNumber: 4,
      startAngle: 135,
      axisNameGap: NAME_GAP,
      axisName: { color: INK_SOFT, fontSize: NAME_SIZE },
      axisLine: { lineStyle: { color: RULE } },
      splitLine: { lineStyle: { color: RULE } },
      splitArea: { show: false },
    },
    series: [{ type: "radar", data: rings, silent: true, animation: false, emphasis: { disabled: true } }],
  });
  const fit = () => chart.setOption({ radar: { radius: radiusWithin(place, figures) } });
  new ResizeObserver(fit).observe(place);
}
