/**
 * Pages of one producer for one reader, with a limit on what may wait between them. The producer's `put` resolves
 * when there is room again; the reader may leave early, after which nothing is kept and nobody waits.
 */
export class Feed<Row> {
  readonly #limit: number;
  #pages: (readonly Row[])[] = [];
  #waiting = 0;
  #ended = false;
  #left = false;
  #wakeReader: () => void = () => undefined;
  #wakeProducer: () => void = () => undefined;

  /** @param limit rows that may wait before the producer has to */
  constructor(limit: number) {
    this.#limit = limit;
  }

  async put(page: readonly Row[]): Promise<void> {
    if (this.#left) return;
    this.#pages.push(page);
    this.#waiting += page.length;
    this.#wakeReader();
    while (this.#waiting > this.#limit && !this.#hasLeft()) {
      await new Promise<void>((resolve) => {
        this.#wakeProducer = resolve;
      });
    }
  }

  /** Nothing comes any more. */
  end(): void {
    this.#ended = true;
    this.#wakeReader();
  }

  /** The reader takes nothing any more. */
  leave(): void {
    this.#left = true;
    this.#pages = [];
    this.#wakeProducer();
  }

  async *pages(): AsyncGenerator<readonly Row[], void, undefined> {
    for (;;) {
      const page = this.#pages.shift();
      if (page) {
        this.#waiting -= page.length;
        this.#wakeProducer();
        yield page;
      } else if (this.#ended) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wakeReader = resolve;
        });
      }
    }
  }

  #hasLeft(): boolean {
    return this.#left;
  }
}
