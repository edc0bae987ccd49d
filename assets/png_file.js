// An SVG file painted into a PNG by the browser itself.

/** What browsers can paint at most along a side. */
const LONGEST = 16000;

/**
 * @param {string} svg  a file that stands alone
 * @param {{width: number, height: number}} size  in its own units
 * @param {number} scale  pixels per unit; less where the picture would be larger than can be painted
 * @returns {Promise<Blob>}
 */
export async function pngFile(svg, { width, height }, scale) {
  const factor = Math.min(scale, LONGEST / width, LONGEST / height);
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(width * factor);
    canvas.height = Math.round(height * factor);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large for a PNG"))), "image/png");
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
