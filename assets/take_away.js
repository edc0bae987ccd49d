// The menu that takes the picture away: as SVG, PNG, PDF or DOT, exactly as it is seen.

import { dotFile } from "./dot_file.js";
import { Menu } from "./menu.js";
import { pdfFile } from "./pdf_file.js";
import { pngFile } from "./png_file.js";
import { readScene } from "./scene.js";
import { svgFile } from "./svg_file.js";
import { typefaces } from "./typefaces.js";

/** @typedef {"svg" | "png2" | "png4" | "pdf" | "dot"} Format */
/** @typedef {{scheme: string, background: string, extent: string}} Choices */

const PAPER = { light: "#ffffff", dark: "#0e1117" };
const FORMATS = { svg: "SVG", pdf: "PDF", png2: "PNG 2×", png4: "PNG 4×", dot: "DOT" };

export class TakeAway {
  /** @param {HTMLElement} host  the graph's element @param {() => {picture: import("./picture.js").Picture | undefined, navigation: import("./navigation.js").Navigation}} seen */
  constructor(host, seen) {
    this.host = host;
    this.seen = seen;
    const choice = (/** @type {string} */ name, /** @type {string} */ legend, /** @type {string[][]} */ options) =>
      `<fieldset><legend>${legend}</legend>${options
        .map(([value, text], place) => `<label><input type="radio" name="gv-${name}" value="${value}"${place ? "" : " checked"}>${text}</label>`)
        .join("")}</fieldset>`;
    this.menu = new Menu(host, {
      name: "take-away",
      icon: "⤓",
      label: "Take away",
      title: "Take this picture away: SVG, PDF, PNG or DOT",
      content:
        `<div class="gv-formats">${Object.entries(FORMATS)
          .map(([format, text]) => `<button type="button" data-format="${format}">${text}</button>`)
          .join("")}</div>` +
        choice("scheme", "Colors", [["as-is", "As here"], ["light", "Light"], ["dark", "Dark"]]) +
        choice("background", "Background", [["none", "Transparent"], ["paper", "Filled"]]) +
        choice("extent", "Extent", [["whole", "Whole graph"], ["view", "As zoomed"]]) +
        `<p class="gv-said" role="status"></p>`,
    });
    this.menu.panel.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-format]") : null;
      if (button) this.take(/** @type {Format} */ (/** @type {HTMLElement} */ (button).dataset.format));
    });
  }

  /** @returns {Choices} */
  choices() {
    const chosen = (/** @type {string} */ name) =>
      /** @type {HTMLInputElement | null} */ (this.menu.panel.querySelector(`[name="gv-${name}"]:checked`))?.value ?? "";
    return { scheme: chosen("scheme"), background: chosen("background"), extent: chosen("extent") };
  }

  /** @param {Format} format */
  async take(format) {
    const { picture } = this.seen();
    if (!picture) return;
    const said = this.menu.panel.querySelector(".gv-said");
    try {
      const extension = format.replace(/\d/, "");
      const name = `gradviz-${(picture.target ?? "graph").split(":")[0].replace(/[^\w-]+/g, "-")}.${extension}`;
      save(await this.file(format), name);
      if (said) said.textContent = `${name} is in your downloads.`;
    } catch (error) {
      if (said) said.textContent = `This could not be made: ${error instanceof Error ? error.message : error}.`;
    }
  }

  /** @param {Format} format @returns {Promise<Blob>} */
  async file(format) {
    const { picture } = this.seen();
    if (!picture) throw new Error("there is no picture yet");
    if (format === "dot") return new Blob([dotFile(picture)], { type: "text/vnd.graphviz" });
    const scene = this.scene(this.choices());
    const faces = await typefaces();
    if (format === "pdf") return pdfFile(scene, faces);
    const svg = svgFile(scene, faces);
    if (format === "svg") return new Blob([svg], { type: "image/svg+xml" });
    return pngFile(svg, scene.box, format === "png4" ? 4 : 2);
  }

  /** What is seen, in the colors asked for. @param {Choices} choices */
  scene({ scheme, background, extent }) {
    const { picture, navigation } = this.seen();
    if (!picture) throw new Error("there is no picture yet");
    const page = /** @type {HTMLElement} */ (/** @type {ShadowRoot} */ (this.host.getRootNode()).host);
    const own = page.dataset.scheme;
    const wanted = scheme === "as-is" ? own : scheme;
    const paper = background === "paper" ? PAPER[wanted === "dark" ? "dark" : "light"] : null;
    const whole = { left: 0, top: 0, ...picture.size };
    // The colors are read at once and put back before anything is painted.
    try {
      page.dataset.scheme = wanted;
      return readScene(picture.svg, extent === "view" ? navigation.visible() : whole, paper);
    } finally {
      page.dataset.scheme = own;
    }
  }
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has taken the file by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
