import type {Dissection} from './wire';

const AT_ONCE = 2; // requests under way, so that a classroom of pages leaves the server air
const KEPT = 400; // dissections at hand

export interface FramesOptions {
  fetchFrame: (run: string, frame: number) => Promise<Dissection>;
  /** Told when a frame has come, or could not be had. */
  changed: () => void;
}

/** The frames of one run, taken apart: fetched when they are wanted, the most urgent first, and kept for a while. */
export class Frames {
  /** Why the most urgent frame could not be had; it is asked for again once another one was wanted. */
  failure: unknown = null;
  private run = '';
  private wanted: readonly number[] = [];
  private readonly found = new Map<number, Dissection>();
  private readonly asked = new Set<number>();

  constructor(private readonly options: FramesOptions) {}

  /** Fetch `frames` of a run, the first one first; what was wanted before and not asked for yet is given up. */
  want(run: string, frames: readonly number[]): void {
    if (run !== this.run) {
      this.run = run;
      this.found.clear();
      this.asked.clear();
    }
    if (frames[0] !== this.wanted[0]) this.failure = null;
    this.wanted = frames;
    this.pump();
  }

  /** A frame of the run, where it is here. */
  get(frame: number): Dissection | null {
    return this.found.get(frame) ?? null;
  }

  private pump(): void {
    for (const [i, frame] of this.wanted.entries()) {
      if (this.asked.size >= AT_ONCE) return;
      const idle = !this.found.has(frame) && !this.asked.has(frame);
      if (idle && !(i === 0 && this.failure !== null)) void this.ask(frame);
    }
  }

  private async ask(frame: number): Promise<void> {
    const {run} = this;
    this.asked.add(frame);
    try {
      const found = await this.options.fetchFrame(run, frame);
      if (run === this.run) this.keep(frame, found);
    } catch (error) {
      if (run === this.run && frame === this.wanted[0]) this.failure = error;
      else this.wanted = this.wanted.filter((each) => each !== frame);
    }
    if (run !== this.run) return;
    this.asked.delete(frame);
    this.options.changed();
    this.pump();
  }

  private keep(frame: number, found: Dissection): void {
    this.found.set(frame, found);
    const [oldest] = this.found.keys();
    if (this.found.size > KEPT && oldest !== undefined) this.found.delete(oldest);
  }
}
