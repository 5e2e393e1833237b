const cell = 4;

/** Which parts of a box on screen are taken, in cells of 4 CSS pixels. */
export class LabelGrid {
  private taken = new Uint8Array(0);
  private columns = 0;
  private rows = 0;

  /** @param width CSS pixels */
  begin(width: number, height: number): void {
    this.columns = Math.ceil(width / cell);
    this.rows = Math.ceil(height / cell);
    const size = this.columns * this.rows;
    if (this.taken.length < size) this.taken = new Uint8Array(size);
    else this.taken.fill(0, 0, size);
  }

  /** Takes a box when it lies inside and nothing of it is taken. */
  claim(left: number, top: number, width: number, height: number): boolean {
    const west = Math.floor(left / cell);
    const north = Math.floor(top / cell);
    const east = Math.ceil((left + width) / cell);
    const south = Math.ceil((top + height) / cell);
    if (west < 0 || north < 0 || east > this.columns || south > this.rows) return false;
    for (let row = north; row < south; row += 1) {
      for (let column = west; column < east; column += 1) {
        if (this.taken[row * this.columns + column] === 1) return false;
      }
    }
    this.fill(west, north, east, south);
    return true;
  }

  /** Marks a box as taken whatever was there; parts outside do not matter. */
  block(left: number, top: number, width: number, height: number): void {
    this.fill(
      Math.max(0, Math.floor(left / cell)),
      Math.max(0, Math.floor(top / cell)),
      Math.min(this.columns, Math.ceil((left + width) / cell)),
      Math.min(this.rows, Math.ceil((top + height) / cell)),
    );
  }

  private fill(west: number, north: number, east: number, south: number): void {
    for (let row = north; row < south; row += 1) {
      if (east > west) this.taken.fill(1, row * this.columns + west, row * this.columns + east);
    }
  }
}

/** A label that wants a place. */
export interface LabelWish {
  readonly slot: number;
  /** Of the vehicle's centre, CSS pixels from the top left of the grid. */
  readonly x: number;
  readonly y: number;
  /** Of the text. */
  readonly width: number;
  readonly height: number;
  /** Diameter of the vehicle's mark. */
  readonly mark: number;
}

/** Corner of a label relative to its vehicle's centre, CSS pixels. */
export interface LabelPlace {
  readonly left: number;
  readonly top: number;
}

/** Finds a free place for a label: right of the mark, left, below, above. null when there is none. */
export function placeLabel(grid: LabelGrid, wish: LabelWish): LabelPlace | null {
  const reach = wish.mark / 2 + 1;
  const middle = -wish.height / 2;
  // Below and above clear a label that another vehicle on this spot has at its side.
  const clear = Math.max(reach, wish.height / 2 + 2);
  const places: readonly LabelPlace[] = [
    { left: reach, top: middle },
    { left: -reach - wish.width, top: middle },
    { left: -wish.width / 2, top: clear },
    { left: -wish.width / 2, top: -clear - wish.height },
  ];
  for (const place of places) {
    if (grid.claim(wish.x + place.left, wish.y + place.top, wish.width, wish.height)) return place;
  }
  return null;
}
