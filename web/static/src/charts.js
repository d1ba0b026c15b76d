// The charts of a scorecard and of its review. Only pages that draw load the chart library.
import { drawCurve } from "./charts/curve.js";
import { drawRadar } from "./charts/radar.js";

const curve = document.querySelector("[data-curve]");
if (curve) drawCurve(curve, JSON.parse(document.querySelector("[data-curve-points]").textContent));
const radar = document.querySelector("[data-radar]");
if (radar) drawRadar(radar, JSON.parse(document.querySelector("[data-radar-figures]").textContent));
