// The component's place on the page: an element of its own with its style sheets, light or dark.

const STYLES = ["./graph.css", "./steps.css", "./editor.css", "./descent.css", "./build.css"];
/** Milliseconds after which is looked whether a component that was taken away has left the page. */
const RETURN = 100;
/** How often: on a busy machine it takes seconds until it comes back. */
const LOOKS = 100;

/**
 * Streamlit may end a mount and begin it again, in the same place: the focus, the hand on a number and what is
 * selected must not be lost in between. Until the place itself is gone, the component is only away.
 * @param {any} root @param {number} [looks]
 */
export function leave(root, looks = LOOKS) {
  root.__leaving = setTimeout(() => (root.host?.isConnected && looks > 0 ? leave(root, looks - 1) : remove(root)), RETURN);
}

/** Back in time; what Streamlit has emptied meanwhile is made anew. @param {any} root */
export function stay(root) {
  clearTimeout(root.__leaving);
  if (root.__gradviz && !root.querySelector(".gv")) remove(root);
}

/** @param {any} root */
function remove(root) {
  root.__gradviz?.destroy();
  delete root.__gradviz;
  clear(root);
}

/** The component's own element, hidden until its style sheet is there. @param {ShadowRoot} root */
export function frameOf(root) {
  clear(root);
  const frame = document.createElement("div");
  frame.className = "gv";
  frame.style.visibility = "hidden";
  const styles = STYLES.map((file) => {
    const style = document.createElement("link");
    style.rel = "stylesheet";
    style.href = new URL(file, import.meta.url).href;
    return style;
  });
  const loaded = styles.map((style) => new Promise((done) => ["load", "error"].forEach((event) => style.addEventListener(event, done))));
  Promise.all(loaded).then(() => frame.style.removeProperty("visibility"));
  root.append(...styles, frame);
  return frame;
}

/** @param {ShadowRoot} root */
function clear(root) {
  // Not by ":scope >", which finds nothing in a shadow root.
  for (const mine of [...root.children]) if (mine.matches(".gv, link")) mine.remove();
}

/** Says whether the page is dark, by its own colors. @param {ShadowRoot} root */
export function markScheme(root) {
  const { host } = root;
  const probe = document.createElement("canvas").getContext("2d");
  if (!(host instanceof HTMLElement) || !probe) return;
  probe.fillStyle = getComputedStyle(host).getPropertyValue("--st-background-color").trim() || "#ffffff";
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(String(probe.fillStyle).slice(at, at + 2), 16));
  host.dataset.scheme = 0.3 * red + 0.59 * green + 0.11 * blue < 128 ? "dark" : "light";
}
