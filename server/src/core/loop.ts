export interface LoopParts {
  readonly step: () => Promise<void>;
  readonly failed: (error: unknown) => void;
  /** Milliseconds after which the step wants to run again; null when it waits to be asked. */
  readonly pauseMs: () => number | null;
}

/** Runs a step over and over as it is asked for, or by itself after a pause; never twice at a time. */
export class Loop {
  readonly #parts: LoopParts;
  #running: Promise<void> | null = null;
  #again = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: LoopParts) {
    this.#parts = parts;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  /** Runs the step; once more, if it is running already. */
  run(): void {
    if (this.#isStopped) return;
    this.#again = true;
    this.#running ??= this.#turn();
  }

  /** Asks anew when the step wants to run again. */
  rest(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const wait = this.#isStopped || this.isRunning ? null : this.#parts.pauseMs();
    this.#timer = wait === null ? null : setTimeout(() => this.run(), wait);
  }

  /** A step under way ends, none begins any more. */
  stop(): void {
    this.#isStopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** Resolves when no step is under way. */
  async ended(): Promise<void> {
    await this.#running;
  }

  async #turn(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    while (this.#again && !this.#isStopped) {
      this.#again = false;
      try {
        await this.#parts.step();
      } catch (error) {
        this.#parts.failed(error);
        break;
      }
    }
    this.#running = null;
    this.rest();
  }
}
