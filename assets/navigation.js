// Pan, zoom and fit of the drawing inside its frame.

const STEP = 1.25;
/** Below this scale nobody can read a number, from however near. */
const READABLE = 0.35;
const LARGEST = 6;
/** Below this scale the numbers cannot be read; a large graph opens at its end instead. */
const LEGIBLE = 0.6;
/** Symbols alone are larger than numbers. */
const LEGIBLE_SYMBOLS = 0.42;
/** Travel in pixels from which a press is a pan and no longer a click. */
const SLACK = 4;

/** What the visitor has chosen to see, for when the page is drawn anew around the same drawing. @type {{id: string, place: {x: number, y: number, scale: number}, room: {width: number, height: number}} | null} */
let chosen = null;

export class Navigation {
  /** @param {HTMLElement} stage @param {() => void} onBackground  a click on nothing */
  constructor(stage, onBackground) {
    this.stage = stage;
    this.onBackground = onBackground;
    /** @type {import("./picture.js").Picture | null} */
    this.picture = null;
    this.place = { x: 0, y: 0, scale: 1 };
    this.fitted = true;
    /** Whether the visitor has chosen what is seen; else it is chosen anew for another frame. */
    this.byHand = false;
    /** Whether the visitor has asked for all of it, however small. */
    this.whole = false;
    this.panned = false;
    stage.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.press(event));
    stage.addEventListener("dblclick", (event) => {
      if (!onPart(event)) this.fit();
    });
    /** What is to be in sight whenever the whole is too large. @type {() => import("./picture.js").Part["box"] | null} */
    this.important = () => null;
    /** Told of another place or another scale. */
    this.moved = () => {};
    /** The frame's size; asking the page for it while numbers are written would cost a layout. */
    this.room = { width: 0, height: 0 };
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(stage);
  }

  /** The frame has another size: everything is fitted anew, or what was in its middle stays there. */
  resized() {
    const { width, height } = this.room;
    this.room = this.frame();
    if (!this.byHand) return this.whole ? this.fit() : this.open();
    const { x, y, scale } = this.place;
    this.place = { scale, x: x + (this.room.width - width) / 2, y: y + (this.room.height - height) / 2 };
    this.apply();
  }

  /** @param {import("./picture.js").Picture} picture @param {string} id  the same for the same drawing */
  show(picture, id) {
    const again = this.picture === null && chosen?.id === id ? chosen : null;
    this.id = id;
    if (again) {
      Object.assign(this, { picture, place: again.place, room: again.room, fitted: false, byHand: true });
      return this.resized();
    }
    // A visitor who has zoomed in on something stays there when the picture grows.
    const stay = this.picture !== null && !this.fitted;
    this.picture = picture;
    if (stay) this.apply();
    else this.open();
  }

  frame() {
    return { width: this.stage.clientWidth, height: this.stage.clientHeight };
  }

  /** What can be read at the moment: not what is too small, and not what lies outside the frame. @returns {(part: import("./picture.js").Part) => boolean} */
  readable() {
    return this.place.scale < READABLE ? () => false : this.inSight(0);
  }

  /** What lies in the frame at the moment, or so near to it. @param {number} margin  in pixels @returns {(part: import("./picture.js").Part) => boolean} */
  inSight(margin) {
    const { x, y, scale } = this.place;
    const { width, height } = this.room;
    const [left, top, right, bottom] = [-x - margin, -y - margin, width - x + margin, height - y + margin].map((end) => end / scale);
    return ({ box }) => box.left < right && box.left + box.width > left && box.top < bottom && box.top + box.height > top;
  }

  fitScale() {
    const { width, height } = this.frame();
    const size = this.picture?.size ?? { width: 1, height: 1 };
    return Math.min(width / size.width, height / size.height, 2.2);
  }

  /** The smallest scale at which the drawing can be read. */
  legible() {
    return this.picture?.svg.dataset.detail === "quiet" ? LEGIBLE_SYMBOLS : LEGIBLE;
  }

  /** Everything, or if that would be too small to read, the end where the gradients start. */
  open() {
    this.fit();
    this.whole = false;
    if (!this.picture || this.place.scale >= this.legible()) return;
    const { width, height } = this.frame();
    const scale = Math.min(1, Math.max(this.legible(), height / this.picture.size.height));
    const { parts, target, size } = this.picture;
    const [spare, above] = [width - size.width * scale, height - size.height * scale];
    // Where the drawing is higher than the frame too, its end is at the height of what is differentiated.
    const end = above < 0 ? parts.get(target ?? "")?.box : undefined;
    this.place = {
      scale,
      x: spare > 0 ? spare / 2 : spare,
      y: end ? height / 2 - (end.top + end.height / 2) * scale : above / 2,
    };
    const box = this.important();
    if (box) this.bring(box);
    this.apply();
  }

  /** Moves the drawing, at this scale, so that a part of it comes to the middle or as near as its ends allow. @param {import("./picture.js").Part["box"]} box */
  bring(box) {
    const { x, y, scale } = this.place;
    const { width, height } = this.frame();
    const { size } = this.picture ?? { size: { width: 0, height: 0 } };
    const along = (/** @type {number} */ now, /** @type {number} */ start, /** @type {number} */ extent, /** @type {number} */ room, /** @type {number} */ all) => {
      if (now + start * scale >= 4 && now + (start + extent) * scale <= room - 4) return now;
      return Math.min(0, Math.max(room - all * scale, room / 2 - (start + extent / 2) * scale));
    };
    this.place = { scale, x: along(x, box.left, box.width, width, size.width), y: along(y, box.top, box.height, height, size.height) };
  }

  fit() {
    if (!this.picture) return;
    const { width, height } = this.frame();
    const scale = this.fitScale();
    const { size } = this.picture;
    this.place = { scale, x: (width - size.width * scale) / 2, y: (height - size.height * scale) / 2 };
    this.fitted = true;
    this.byHand = false;
    this.whole = true;
    this.apply();
  }

  /** @param {number} factor @param {{x: number, y: number}} [center]  what stays where it is */
  zoom(factor, center) {
    const { width, height } = this.frame();
    const { x, y } = center ?? { x: width / 2, y: height / 2 };
    const smallest = Math.min(0.5, this.fitScale() * 0.7);
    const scale = Math.min(LARGEST, Math.max(smallest, this.place.scale * factor));
    const ratio = scale / this.place.scale;
    this.place = { scale, x: x - (x - this.place.x) * ratio, y: y - (y - this.place.y) * ratio };
    this.fitted = false;
    this.byHand = true;
    this.apply();
  }

  zoomIn = () => this.zoom(STEP);
  zoomOut = () => this.zoom(1 / STEP);

  /** What of the drawing is in the frame, in the drawing's own units. */
  visible() {
    const { width, height } = this.frame();
    const { x, y, scale } = this.place;
    return { left: -x / scale, top: -y / scale, width: width / scale, height: height / scale };
  }

  /** Brings a part so near that it can be read, if it is not. @param {import("./picture.js").Part} part */
  approach({ box }) {
    if (this.place.scale >= this.legible()) return;
    const { width, height } = this.frame();
    const scale = 1;
    this.place = { scale, x: width / 2 - (box.left + box.width / 2) * scale, y: height / 2 - (box.top + box.height / 2) * scale };
    this.fitted = false;
    this.apply();
  }

  /** Brings a part into the frame if it is outside. @param {import("./picture.js").Part} part */
  reveal(part) {
    const { width, height } = this.frame();
    const { scale } = this.place;
    const left = this.place.x + part.box.left * scale;
    const top = this.place.y + part.box.top * scale;
    const push = (/** @type {number} */ start, /** @type {number} */ size, /** @type {number} */ room) =>
      start < 0 ? -start + 8 : Math.min(0, room - start - size - 8);
    const x = push(left, part.box.width * scale, width);
    const y = push(top, part.box.height * scale, height);
    if (!x && !y) return;
    if (this.fitted && this.place.scale <= this.fitScale() + 1e-9) return;
    this.place = { scale, x: this.place.x + x, y: this.place.y + y };
    this.fitted = false;
    this.apply();
  }

  /** Shows what happens now, where the whole is too large to be read. @param {import("./picture.js").Part["box"]} box */
  follow(box) {
    const { width, height } = this.frame();
    const { x, y, scale } = this.place;
    if (!width || !height || (this.fitted && scale <= this.fitScale() + 1e-9)) return;
    const inside = (/** @type {number} */ start, /** @type {number} */ size, /** @type {number} */ room) => start >= 4 && start + size <= room - 4;
    const seen = inside(x + box.left * scale, box.width * scale, width) && inside(y + box.top * scale, box.height * scale, height);
    if (seen && scale >= LEGIBLE) return;
    const best = Math.min(1, (width - 16) / box.width, (height - 16) / box.height);
    const to = this.fitted ? best : Math.min(scale, best);
    this.place = {
      scale: to,
      x: width / 2 - (box.left + box.width / 2) * to,
      y: height / 2 - (box.top + box.height / 2) * to,
    };
    this.apply();
  }

  apply() {
    const { x, y, scale } = this.place;
    this.picture?.view.classList.toggle("gv-far", scale < READABLE / 2);
    // Where the drawing goes on beyond the frame it fades out.
    this.stage.classList.toggle("gv-more-left", x < -SLACK);
    this.stage.classList.toggle("gv-more-right", x + (this.picture?.size.width ?? 0) * scale > this.room.width + SLACK);
    this.picture?.view.setAttribute("transform", `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${scale.toFixed(4)})`);
    if (this.byHand) chosen = { id: this.id ?? "", place: this.place, room: this.room };
    else if (chosen?.id === this.id) chosen = null;
    this.moved();
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault();
    const box = this.stage.getBoundingClientRect();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const travel = Math.max(-200, Math.min(200, event.deltaY * lines));
    this.zoom(Math.exp(-travel * 0.0016), { x: event.clientX - box.left, y: event.clientY - box.top });
  }

  /** @param {PointerEvent} event */
  press(event) {
    if (event.button !== 0 || event.defaultPrevented) return;
    const start = { x: event.clientX, y: event.clientY, place: this.place };
    const background = !onPart(event);
    this.panned = false;
    const move = (/** @type {PointerEvent} */ now) => {
      const x = now.clientX - start.x;
      const y = now.clientY - start.y;
      if (!this.panned && Math.hypot(x, y) < SLACK) return;
      if (!this.panned) this.stage.setPointerCapture(event.pointerId);
      this.panned = true;
      this.fitted = false;
      this.byHand = true;
      this.stage.classList.add("gv-panning");
      this.place = { scale: start.place.scale, x: start.place.x + x, y: start.place.y + y };
      this.apply();
    };
    const stop = (/** @type {PointerEvent} */ now) => {
      listening.abort();
      this.stage.classList.remove("gv-panning");
      if (background && !this.panned && now.type === "pointerup") this.onBackground();
    };
    const listening = new AbortController();
    const { signal } = listening;
    this.stage.addEventListener("pointermove", move, { signal });
    this.stage.addEventListener("pointerup", stop, { signal });
    this.stage.addEventListener("pointercancel", stop, { signal });
  }
}

/** @param {Event} event */
const onPart = (event) => event.target instanceof Element && event.target.closest("[data-node], [data-edge]") !== null;
