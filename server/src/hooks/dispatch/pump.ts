/** Runs a step over and over as long as it is asked for, never twice at a time. */
export class Pump {
  readonly #step: () => Promise<void>;
  readonly #failed: (error: unknown) => void;
  /** Milliseconds after which the step wants to run again; null when it waits to be asked. */
  readonly #pause: () => number | null;
  #running: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(step: () => Promise<void>, failed: (error: unknown) => void, pause: () => number | null) {
    this.#step = step;
    this.#failed = failed;
    this.#pause = pause;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Runs the step, once more if it is running already. */
  run(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#running ??= this.#turn();
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  async ended(): Promise<void> {
    await this.#running;
  }

  async #turn(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        await this.#step();
      }
    } catch (error) {
      this.#failed(error);
    }
    this.#running = null;
    this.#rest();
  }

  #rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const wait = this.#stopped ? null : this.#pause();
    this.#timer = wait === null ? null : setTimeout(() => this.run(), wait);
  }
}
