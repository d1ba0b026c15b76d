// Practice week by week: bars count sessions, the line is the mean total.
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent } from "echarts/components";
import { use } from "echarts/core";
import { EDGE, INK_SOFT, RULE, draw } from "./place.js";

use([BarChart, GridComponent, LegendComponent, LineChart]);

/** Draws the trend into `place` from figures {week, sessions, mean}; a week without a total leaves a gap. */
export function drawTrend(place, figures) {
  const { sessions, mean } = place.dataset;
  const text = { color: INK_SOFT, fontSize: 12 };
  const axis = { axisLabel: text, nameTextStyle: text, axisTick: { show: false }, axisLine: { lineStyle: { color: EDGE } } };
  draw(place, {
    grid: { left: 40, right: 40, top: 36, bottom: 28 },
    legend: { top: 0, textStyle: text, itemWidth: 18, selectedMode: false },
    // The last week is the one people look for: its label stays where not all have room.
    xAxis: { ...axis, type: "category", data: figures.map((week) => week.week), axisLabel: { ...text, showMaxLabel: true } },
    yAxis: [
      { ...axis, type: "value", minInterval: 1, splitLine: { lineStyle: { color: RULE } } },
      { ...axis, type: "value", min: 0, max: 100, splitLine: { show: false } },
    ],
    series: [
      {
        name: sessions,
        type: "bar",
        data: figures.map((week) => week.sessions),
        itemStyle: { color: RULE, borderColor: EDGE, borderWidth: 1 },
        barMaxWidth: 28,
        silent: true,
        animation: false,
      },
      {
        name: mean,
        type: "line",
        yAxisIndex: 1,
        data: figures.map((week) => week.mean ?? "-"),
        symbol: "circle",
        symbolSize: 8,
        lineStyle: { color: "var(--pen)", width: 2.5 },
        itemStyle: { color: "var(--pen)" },
        silent: true,
        animation: false,
      },
    ],
  });
}
