import type { LiveFeed } from '../../bridge/live-feed.ts';

const AGAIN_MILLISECONDS = 1_500;
const LAST_MILLISECONDS = 12_000;

/**
 * Shows the whole fleet on a map that was just opened. Positions come in over some seconds, so the view is fitted
 * again while they do, and not once more after the user has touched the map. While something else guides the camera,
 * nothing is fitted.
 */
export class FirstFit {
  private readonly element: HTMLElement;
  private readonly fit: () => void;
  private readonly guided: () => boolean;
  private readonly stopFeed: () => void;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private started: number | null = null;

  /** @param guided whether something else moves the camera now */
  constructor(feed: LiveFeed, element: HTMLElement, fit: () => void, guided: () => boolean = () => false) {
    this.element = element;
    this.fit = fit;
    this.guided = guided;
    this.stopFeed = feed.onChange((change) => {
      if (change.positions) this.schedule();
    });
    for (const event of touches) element.addEventListener(event, this.end, { passive: true });
    if (feed.counts.oldestAsked !== null) this.schedule();
  }

  /** The user has taken over; nothing is fitted any more. */
  readonly end = (): void => {
    this.stopFeed();
    for (const event of touches) this.element.removeEventListener(event, this.end);
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  };

  private schedule(): void {
    if (this.timer !== null) return;
    const now = performance.now();
    const first = this.started === null;
    this.started ??= now;
    const last = now - this.started > LAST_MILLISECONDS;
    this.timer = setTimeout(
      () => {
        this.timer = null;
        if (!this.guided()) this.fit();
        if (last) this.end();
      },
      first ? 200 : AGAIN_MILLISECONDS,
    );
  }
}

const touches = ['pointerdown', 'wheel', 'keydown'] as const;
