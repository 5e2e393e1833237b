/** Where a pointer stands at the edge of a pane, and which way it points. */
export interface EdgePoint {
  /** CSS pixels from the top left. */
  readonly x: number;
  readonly y: number;
  /** Degrees clockwise from up. */
  readonly angle: number;
}

/**
 * The point of a pane's edge in the direction of something outside it; null when it lies inside.
 *
 * @param x, y of the thing in CSS pixels of the pane
 * @param inset how far from the edge pointers stand
 */
export function edgePoint(
  x: number,
  y: number,
  width: number,
  height: number,
  inset: number,
): EdgePoint | null {
  if (x >= 0 && y >= 0 && x <= width && y <= height) return null;
  const [centreX, centreY] = [width / 2, height / 2];
  const [dx, dy] = [x - centreX, y - centreY];
  const reach = Math.min(
    dx === 0 ? Infinity : (centreX - inset) / Math.abs(dx),
    dy === 0 ? Infinity : (centreY - inset) / Math.abs(dy),
  );
  return {
    x: centreX + dx * reach,
    y: centreY + dy * reach,
    angle: ((Math.atan2(dx, -dy) * 180) / Math.PI + 360) % 360,
  };
}

/** A vehicle that may need a pointer. */
export interface PointedVehicle {
  readonly slot: number;
  /** Place in the pane in CSS pixels. */
  readonly x: number;
  readonly y: number;
  readonly label: string;
}

const inset = 26;
const mostPointers = 24;

/** Buttons at the edge of a pane that point to followed vehicles outside it; pressing one goes there. */
export class EdgePointers {
  private readonly root: HTMLElement;
  private readonly buttons = new Map<number, HTMLButtonElement>();
  private readonly go: (slot: number) => void;

  constructor(container: HTMLElement, go: (slot: number) => void) {
    this.go = go;
    this.root = document.createElement('div');
    this.root.className = 'wd-pointers';
    container.append(this.root);
  }

  update(vehicles: readonly PointedVehicle[], width: number, height: number): void {
    const used = new Set<number>();
    for (const { slot, x, y, label } of vehicles) {
      if (used.size >= mostPointers) break;
      const point = edgePoint(x, y, width, height, inset);
      if (point === null) continue;
      used.add(slot);
      const button = this.buttons.get(slot) ?? this.make(slot);
      const name = label === '' ? `Vehicle ${slot}` : label;
      if (button.title !== name) {
        button.title = name;
        button.setAttribute('aria-label', `${name}: outside this view, go there`);
        const text = button.lastElementChild;
        if (text !== null) text.textContent = name;
      }
      button.style.transform = `translate(${point.x}px, ${point.y}px) translate(-50%, -50%)`;
      button.style.setProperty('--wd-angle', `${point.angle}deg`);
      button.dataset['side'] = point.x > width / 2 ? 'right' : 'left';
    }
    for (const [slot, button] of this.buttons) {
      if (used.has(slot)) continue;
      button.remove();
      this.buttons.delete(slot);
    }
  }

  destroy(): void {
    this.root.remove();
    this.buttons.clear();
  }

  private make(slot: number): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'wd-pointer';
    const tip = document.createElement('span');
    tip.className = 'wd-pointer-tip';
    tip.ariaHidden = 'true';
    const text = document.createElement('span');
    text.className = 'wd-pointer-name';
    button.append(tip, text);
    button.addEventListener('click', () => {
      this.go(slot);
    });
    this.buttons.set(slot, button);
    this.root.append(button);
    return button;
  }
}
