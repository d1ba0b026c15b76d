// The customer's mood on the page: his face, the word and mark of the stage, two meters.

/** Shows the mood everywhere it is shown. Returns the stage, its place, from 1, and whether it is a better one, if it changed, else null. */
export function showMood(root, mood) {
  const rank = String(root.dataset.stages.split(",").indexOf(mood.stage));
  const portrait = root.querySelector(".portrait");
  const before = portrait.dataset.rank;
  portrait.dataset.rank = rank;
  for (const mark of root.querySelectorAll("[data-stage-marks] > [data-rank]")) {
    mark.hidden = mark.dataset.rank !== rank;
  }
  showMeter(root.querySelector('[data-meter="stage"]'), Number(rank) + 1);
  showMeter(root.querySelector('[data-meter="anger"]'), mood.anger);
  showMeter(root.querySelector('[data-meter="trust"]'), mood.trust);
  return before === rank ? null : { name: mood.stage, place: Number(rank) + 1, isBetter: Number(rank) > Number(before) };
}

function showMeter(meter, value) {
  if (!meter) return;
  const scale = meter.querySelector('[role="meter"]');
  scale.setAttribute("aria-valuenow", value);
  meter.querySelector("[data-value]").textContent = `${value}/${scale.getAttribute("aria-valuemax")}`;
  meter.querySelectorAll(".meter-cells i").forEach((cell, place) => cell.classList.toggle("on", place < value));
}
