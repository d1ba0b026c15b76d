// The charts of an overview: how practice goes on week by week, and the profile of the dimensions.
import { drawRadar } from "./charts/radar.js";
import { drawTrend } from "./charts/trend.js";

const trend = document.querySelector("[data-trend]");
if (trend) drawTrend(trend, JSON.parse(document.querySelector("[data-trend-figures]").textContent));
const radar = document.querySelector("[data-radar]");
if (radar) drawRadar(radar, JSON.parse(document.querySelector("[data-radar-figures]").textContent));
