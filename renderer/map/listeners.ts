/** Those who want to hear of one kind of event. */
export class Listeners<T> {
  private readonly all = new Set<(value: T) => void>();

  /** Returns what ends the subscription. */
  add(listener: (value: T) => void): () => void {
    this.all.add(listener);
    return () => {
      this.all.delete(listener);
    };
  }

  tell(value: T): void {
    for (const listener of [...this.all]) listener(value);
  }

  clear(): void {
    this.all.clear();
  }
}
