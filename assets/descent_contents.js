// What the descent bar is made of: its player, the runs, their ends, the step's update and the curves.

/** Steps in a second. */
const PACES = [2, 10, 30, 100, 400, 2000, 10000];

const icon = (/** @type {string} */ path) => `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg>`;
export const PLAY = icon("M4 2.5v11L13.5 8z");
export const PAUSE = icon("M4 3h3v10H4zM9 3h3v10H9z");
const button = (/** @type {string} */ move, /** @type {string} */ label, /** @type {string} */ inner) =>
  `<button type="button" data-move="${move}" aria-label="${label}" title="${label}">${inner}</button>`;
export const CONTENTS = `<div class="gv-d-play" role="group" aria-label="Descent">
    ${button("first", "Back to the start", icon("M3 3h2v10H3zM13 3v10L6 8z"))}${button("previous", "One step back", icon("M11.5 3v10L4.5 8z"))}${button("play", "Play the descent", PLAY)}${button("next", "One step", icon("M4.5 3v10l7-5z"))}${button("last", "To the end", icon("M11 3h2v10h-2zM3 3v10l7-5z"))}
    <select class="gv-d-pace" aria-label="Steps in a second" title="Steps in a second">${PACES.map((pace) => `<option value="${pace}">${pace.toLocaleString("en")}/s</option>`).join("")}</select>
  </div>
  <div class="gv-d-runs"></div>
  <div class="gv-d-until"><label title="A run has arrived when the cost is not above this">cost ≤ <input class="gv-d-threshold" inputmode="decimal" size="5" aria-label="Until the cost is at most"></label>
    <label title="A run ends after so many steps">in <input class="gv-d-steps" inputmode="numeric" size="5" aria-label="Number of steps"> steps</label>
    <label title="A run also ends when its lowest cost has hardly fallen in 50 steps"><input type="checkbox" class="gv-d-rest"> or at rest</label>
    ${button("here", "Start anew from where the point is now; a click on the contour moves it", "from here")}</div>
  <div class="gv-d-place"><input type="range" min="0" step="1" aria-label="Step of the descent"><p class="gv-d-count"></p>
    <label class="gv-d-goto" hidden><span></span> <input inputmode="numeric" size="5" aria-label="Go to the step"></label>
    <div class="gv-d-going" hidden><progress max="1" aria-label="The race is computed"></progress><p role="status"></p>${button("stop", "Cancel the race", "Cancel")}</div>
    ${button("on", "Go on with the race that was canceled", "Go on")}</div>
  <div class="gv-d-told"><p class="gv-d-words" role="status"></p><div class="gv-d-update"></div></div>
  <div class="gv-d-curves"></div><div class="gv-d-card" popover="manual" role="dialog"></div>`;
