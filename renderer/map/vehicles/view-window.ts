import { DEGREE } from '../../../electron/contract/live.ts';
import { latitudeAt } from '../geometry.ts';

/** The camera of a pane, as far as vehicles need it. */
export interface Camera {
  /** Mercator, 0 to 1 (x may lie outside when the view has wandered over the date line). */
  readonly x: number;
  readonly y: number;
  /** CSS pixels of the whole Mercator square. */
  readonly worldSize: number;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Degrees the map is turned clockwise. */
  readonly bearing: number;
}

/**
 * The part of the world that is laid out: the view and a margin, so that panning does not lay out every frame.
 * Places are kept relative to `originX`, `originY`; a 32-bit float then is precise to a thousandth of a pixel.
 */
export interface ViewWindow {
  readonly originX: number;
  readonly originY: number;
  readonly worldSize: number;
  /** Half of the laid-out box in Mercator units. */
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** Western edge in 1e-7 degrees, -180 to 180, and width; a box wider than the world is the world. */
  readonly west: number;
  readonly span: number;
  /** 1e-7 degrees. */
  readonly south: number;
  readonly north: number;
  /** The camera it was made for. */
  readonly camera: Camera;
}

const world = 360 * DEGREE;

/** @param margin how much is added on each side, as a part of the view */
export function windowOf(camera: Camera, margin: number): ViewWindow {
  const turn = (camera.bearing * Math.PI) / 180;
  const [cos, sin] = [Math.abs(Math.cos(turn)), Math.abs(Math.sin(turn))];
  const scale = (0.5 + margin) / camera.worldSize;
  const halfWidth = (camera.width * cos + camera.height * sin) * scale;
  const halfHeight = (camera.width * sin + camera.height * cos) * scale;
  const originX = camera.x - Math.floor(camera.x);
  const wide = halfWidth >= 0.5;
  const westX = originX - halfWidth;
  return {
    originX,
    originY: camera.y,
    worldSize: camera.worldSize,
    halfWidth,
    halfHeight,
    west: wide ? -180 * DEGREE : Math.floor((westX - Math.floor(westX)) * world) - 180 * DEGREE,
    span: wide ? world : Math.ceil(halfWidth * 2 * world),
    south: Math.floor(latitudeAt(Math.min(1, camera.y + halfHeight)) * DEGREE),
    north: Math.ceil(latitudeAt(Math.max(0, camera.y - halfHeight)) * DEGREE),
    camera,
  };
}

/** Whether a camera still lies inside a laid-out window at about the same scale. */
export function stillCovers(window: ViewWindow, camera: Camera): boolean {
  const zoomed = camera.worldSize / window.worldSize;
  if (zoomed > 1.19 || zoomed < 0.84 || camera.bearing !== window.camera.bearing) return false;
  if (camera.width !== window.camera.width || camera.height !== window.camera.height) return false;
  const turn = (camera.bearing * Math.PI) / 180;
  const [cos, sin] = [Math.abs(Math.cos(turn)), Math.abs(Math.sin(turn))];
  const halfWidth = (camera.width * cos + camera.height * sin) / 2 / camera.worldSize;
  const halfHeight = (camera.width * sin + camera.height * cos) / 2 / camera.worldSize;
  const difference = camera.x - window.originX;
  const dx = Math.abs(difference - Math.round(difference));
  const dy = Math.abs(camera.y - window.originY);
  return (
    (window.halfWidth >= 0.5 || dx + halfWidth <= window.halfWidth) &&
    (dy + halfHeight <= window.halfHeight || (camera.y - halfHeight < 0 && camera.y + halfHeight > 1))
  );
}
