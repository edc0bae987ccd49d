// What the two colors of numbers mean, said in a corner of the frame where nothing of the drawing stands.

/** Corners in the order of liking; the tools stand in the fourth. */
const CORNERS = ["bottom-left", "bottom-right", "top-left"];

export class Legend {
  /** @param {HTMLElement} element @param {import("./navigation.js").Navigation} navigation */
  constructor(element, navigation) {
    this.element = element;
    this.target = /** @type {HTMLElement} */ (element.querySelector(".gv-target"));
    this.navigation = navigation;
    navigation.moved = () => this.placeSoon();
  }

  /** @param {string} target  what is differentiated */
  say(target) {
    if (this.target.textContent === target) return;
    this.target.textContent = target;
    this.placeSoon();
  }

  /** Where it stands is found out once the drawing has come to rest in a place. */
  placeSoon() {
    cancelAnimationFrame(this.waiting ?? 0);
    this.waiting = requestAnimationFrame(() => this.place());
  }

  place() {
    const { picture, room } = this.navigation;
    if (!picture || !room.width) return;
    const { x, y, scale } = this.navigation.place;
    const [width, height] = [this.element.offsetWidth + 20, this.element.offsetHeight + 10];
    const boxes = [...picture.parts.values()].map(({ box }) => ({ left: x + box.left * scale, top: y + box.top * scale, right: x + (box.left + box.width) * scale, bottom: y + (box.top + box.height) * scale }));
    const free = CORNERS.find((corner) => {
      const left = corner.endsWith("left") ? 0 : room.width - width;
      const top = corner.startsWith("top") ? 0 : room.height - height;
      return boxes.every((box) => box.right < left || box.left > left + width || box.bottom < top || box.top > top + height);
    });
    // Where all corners are taken, the numbers are worth more than their legend.
    this.element.dataset.corner = free ?? "none";
  }

  destroy() {
    cancelAnimationFrame(this.waiting ?? 0);
  }
}
