// The component: Streamlit calls the default export at the mount and again at every change.

import { DerivationHost } from "./derivation.js";
import { DescentBar } from "./descent.js";
import { take } from "./figure.js";
import { GraphView } from "./graph_view.js";
import { frameOf, leave, markScheme, stay } from "./root.js";

/** What the mounts are. */
const PARTS = { graph: GraphView, derivation: DerivationHost, descent: DescentBar };

/** @param {any} component */
export default function render(component) {
  if (component.data?.role === "figure") return take(component);
  const root = component.parentElement;
  stay(root);
  const Part = PARTS[/** @type {keyof typeof PARTS} */ (component.data?.role)] ?? GraphView;
  root.__gradviz ??= new Part(frameOf(root));
  markScheme(root);
  root.__gradviz.update(component, root);
  root.__gradviz.recolor?.(root.host.dataset.scheme);
  return () => leave(root);
}
