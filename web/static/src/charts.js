// The charts of a scorecard. Only this file carries the chart library, and only scorecards load it.
import { drawCurve } from "./charts/curve.js";
import { drawRadar } from "./charts/radar.js";

const curve = document.querySelector("[data-curve]");
if (curve) drawCurve(curve, JSON.parse(document.querySelector("[data-curve-points]").textContent));
const radar = document.querySelector("[data-radar]");
drawRadar(radar, JSON.parse(document.querySelector("[data-radar-figures]").textContent));
