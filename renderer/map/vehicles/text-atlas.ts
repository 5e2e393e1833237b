/** Where a drawn text lies in the atlas, in texels. */
export interface TextBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const edge = 1024;
const gap = 1;

/**
 * Texts drawn once by the browser and kept as two channels: the letters, and the letters with their halo. When the
 * atlas is full it starts anew; what is on screen is drawn again.
 */
export class TextAtlas {
  static readonly edge = edge;
  /** Height of a line in device pixels. */
  readonly lineHeight: number;
  /** Grows when everything drawn before is gone. */
  generation = 0;
  private readonly boxes = new Map<string, TextBox>();
  private readonly pen: OffscreenCanvasRenderingContext2D;
  private readonly halo: number;
  private x = 0;
  private y = 0;
  private fresh: { box: TextBox; pixels: Uint8Array }[] = [];

  /** @param ratio device pixels of a CSS pixel @param fontSize CSS pixels */
  constructor(ratio: number, fontSize: number, family: string) {
    this.halo = Math.ceil(2 * ratio);
    this.lineHeight = Math.ceil(fontSize * 1.3 * ratio) + this.halo * 2;
    const pen = new OffscreenCanvas(512, this.lineHeight).getContext('2d', { willReadFrequently: true });
    if (pen === null) throw new Error('This browser draws no text on a canvas.');
    this.pen = pen;
    pen.font = `500 ${fontSize * ratio}px ${family}`;
    pen.textBaseline = 'middle';
    pen.lineJoin = 'round';
  }

  /** How far neighbouring boxes overlap when letters are put together to a word, device pixels. */
  get overlap(): number {
    return this.halo * 2;
  }

  /** The box of a text; draws it when it is not there yet. Texts wider than 480 device pixels are cut. */
  box(text: string): TextBox {
    const known = this.boxes.get(text);
    if (known !== undefined) return known;
    const inner = Math.min(480, Math.ceil(this.pen.measureText(text).width));
    const width = inner + this.halo * 2;
    if (this.x + width > edge) {
      this.x = 0;
      this.y += this.lineHeight + gap;
    }
    if (this.y + this.lineHeight > edge) this.clear();
    const box = { x: this.x, y: this.y, width, height: this.lineHeight };
    this.x += width + gap;
    this.boxes.set(text, box);
    this.fresh.push({ box, pixels: this.draw(text, width) });
    return box;
  }

  /** Texts drawn since the last call; two bytes a texel. */
  takeFresh(): readonly { readonly box: TextBox; readonly pixels: Uint8Array }[] {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }

  /** After the texture was lost: everything has to be drawn again. */
  clear(): void {
    this.boxes.clear();
    this.fresh = [];
    this.x = 0;
    this.y = 0;
    this.generation += 1;
  }

  private draw(text: string, width: number): Uint8Array {
    const { pen, lineHeight } = this;
    pen.globalCompositeOperation = 'source-over';
    pen.fillStyle = '#000000';
    pen.fillRect(0, 0, width, lineHeight);
    pen.globalCompositeOperation = 'lighter';
    pen.strokeStyle = '#00ff00';
    pen.lineWidth = this.halo * 1.6;
    pen.strokeText(text, this.halo, lineHeight / 2);
    pen.fillStyle = '#ffff00';
    pen.fillText(text, this.halo, lineHeight / 2);
    const { data } = pen.getImageData(0, 0, width, lineHeight);
    const pixels = new Uint8Array(width * lineHeight * 2);
    for (let texel = 0; texel < width * lineHeight; texel += 1) {
      pixels[texel * 2] = data[texel * 4] ?? 0;
      pixels[texel * 2 + 1] = data[texel * 4 + 1] ?? 0;
    }
    return pixels;
  }
}
