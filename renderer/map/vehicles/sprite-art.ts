import { vehicleStates } from '../../../electron/contract/position.ts';
import type { VehicleColours } from '../theme.ts';

/** Edge of a sprite's picture in pixels. */
export const artSize = 64;

/** Sprites by number: first the states in the order of `vehicleStates`, then these. */
export const spriteOf = {
  /** Moving, but the course is unknown. */
  movingAnywhere: 8,
  selected: 9,
  hovered: 10,
  alarm: 11,
  /** The last true fix of a vehicle that is drawn gliding. */
  fix: 12,
} as const;

export const spriteCount = 13;

type Pen = OffscreenCanvasRenderingContext2D;

/** Fills and strokes the current path over an outline that sets it off from any ground. */
function set(pen: Pen, colours: VehicleColours, fill: string | null, line: string | null, width = 7): void {
  pen.lineJoin = 'round';
  pen.strokeStyle = colours.outline;
  pen.lineWidth = line === null ? 6 : width + 6;
  pen.stroke();
  if (fill !== null) {
    pen.fillStyle = fill;
    pen.fill();
  }
  if (line !== null) {
    pen.strokeStyle = line;
    pen.lineWidth = width;
    pen.stroke();
  }
}

function circle(pen: Pen, radius: number): void {
  pen.beginPath();
  pen.arc(0, 0, radius, 0, Math.PI * 2);
}

function polygon(pen: Pen, points: readonly (readonly [number, number])[]): void {
  pen.beginPath();
  for (const [x, y] of points) pen.lineTo(x, y);
  pen.closePath();
}

const arrow = [
  [0, -26],
  [18, 19],
  [0, 9],
  [-18, 19],
] as const;
const diamond = [
  [0, -19],
  [19, 0],
  [0, 19],
  [-19, 0],
] as const;

/** How each sprite is drawn, around (0,0), within a radius of 30. */
function drawers(colours: VehicleColours): Readonly<Record<number, (pen: Pen) => void>> {
  const { states } = colours;
  const byState: Readonly<Record<(typeof vehicleStates)[number], (pen: Pen) => void>> = {
    unknown: (pen) => {
      circle(pen, 8);
      set(pen, colours, states.unknown, null);
    },
    moving: (pen) => {
      polygon(pen, arrow);
      set(pen, colours, states.moving, null);
    },
    idle: (pen) => {
      circle(pen, 15);
      set(pen, colours, null, states.idle, 10);
    },
    parked: (pen) => {
      pen.beginPath();
      pen.roundRect(-15, -15, 30, 30, 4);
      set(pen, colours, states.parked, null);
    },
    offline: (pen) => {
      circle(pen, 15);
      set(pen, colours, null, states.offline, 5);
    },
    neverOnline: (pen) => {
      polygon(pen, diamond);
      pen.setLineDash([9, 7]);
      set(pen, colours, null, states.neverOnline, 5);
      pen.setLineDash([]);
    },
    expired: (pen) => {
      polygon(pen, diamond);
      set(pen, colours, null, states.expired, 6);
      pen.beginPath();
      pen.moveTo(0, -9);
      pen.lineTo(0, 0);
      pen.lineTo(7, 5);
      pen.lineWidth = 4;
      pen.strokeStyle = states.expired;
      pen.stroke();
    },
    blocked: (pen) => {
      circle(pen, 16);
      set(pen, colours, null, states.blocked, 6);
      pen.beginPath();
      pen.moveTo(-11, 11);
      pen.lineTo(11, -11);
      pen.lineWidth = 6;
      pen.strokeStyle = states.blocked;
      pen.stroke();
    },
  };
  const ring = (pen: Pen, colour: string, width: number, radius: number): void => {
    circle(pen, radius);
    pen.strokeStyle = colours.outline;
    pen.lineWidth = width + 3;
    pen.stroke();
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke();
  };
  return {
    ...Object.fromEntries(vehicleStates.map((state, code) => [code, byState[state]])),
    [spriteOf.movingAnywhere]: (pen) => {
      circle(pen, 15);
      set(pen, colours, states.moving, null);
    },
    [spriteOf.selected]: (pen) => {
      ring(pen, colours.selected, 4, 27);
    },
    [spriteOf.hovered]: (pen) => {
      ring(pen, colours.hovered, 3, 27);
    },
    [spriteOf.alarm]: (pen) => {
      circle(pen, 27);
      pen.fillStyle = `${colours.alarm}55`;
      pen.fill();
      ring(pen, colours.alarm, 5, 26);
    },
    [spriteOf.fix]: (pen) => {
      circle(pen, 9);
      pen.strokeStyle = states.moving;
      pen.lineWidth = 4;
      pen.stroke();
    },
  };
}

/** Pixels of all sprites one after another, RGBA, premultiplied. */
export function drawSprites(colours: VehicleColours): Uint8Array {
  const canvas = new OffscreenCanvas(artSize, artSize);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const pixels = new Uint8Array(artSize * artSize * 4 * spriteCount);
  if (pen === null) return pixels;
  const draw = drawers(colours);
  for (let sprite = 0; sprite < spriteCount; sprite += 1) {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, artSize, artSize);
    pen.translate(artSize / 2, artSize / 2);
    draw[sprite]?.(pen);
    const { data } = pen.getImageData(0, 0, artSize, artSize);
    const start = sprite * artSize * artSize * 4;
    for (let at = 0; at < data.length; at += 4) {
      const alpha = (data[at + 3] ?? 0) / 255;
      for (let part = 0; part < 3; part += 1) pixels[start + at + part] = (data[at + part] ?? 0) * alpha;
      pixels[start + at + 3] = data[at + 3] ?? 0;
    }
  }
  return pixels;
}
