// A deep model folded by layer: a drawing that the server made, in which a layer can be chosen.

/** @param {any} component */
export default function show({ parentElement, data, setTriggerValue }) {
  let host = parentElement.querySelector(".gv-chain-host");
  if (!host) {
    host = document.createElement("div");
    host.className = "gv-chain-host";
    parentElement.append(host);
  }
  // The server's own drawing; whatever stands in it as text has been escaped there.
  if (host.__svg !== data.svg) {
    host.__svg = data.svg;
    host.innerHTML = data.svg;
  }
  for (const node of host.querySelectorAll("[data-layer]")) {
    node.setAttribute("aria-pressed", String(Number(node.dataset.layer) === data.layer));
  }
  const choose = (/** @type {Event} */ event) => {
    const node = event.target instanceof Element ? event.target.closest("[data-layer]") : null;
    if (node instanceof SVGElement) setTriggerValue("layer", Number(node.dataset.layer));
  };
  host.onclick = choose;
  host.onkeydown = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    choose(event);
  };
}
