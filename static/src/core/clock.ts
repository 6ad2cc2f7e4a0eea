import type {Story} from './story';

export type Pacing = 'event' | 'proportional';

/** Simulated nanoseconds that one real second shows in proportional playing at speed 1. */
export const PROPORTIONAL = 1e8;
export const SLOWEST = -6;
export const FASTEST = 6;

const LONGEST_STEP = 100; // ms: a tab that slept must not skip the story when it wakes

export interface ClockOptions {
  /** Calls back before the next picture, with a time in ms. */
  nextFrame: (step: (ms: number) => void) => void;
  /** Told whenever the moment or the playing changes. */
  changed: () => void;
}

/**
 * The player's clock. It knows nothing of packets or pages: it names a moment, and whoever
 * listens draws it, whether time went forwards or backwards.
 */
export class Clock {
  pacing: Pacing = 'event';
  /** Power of two that multiplies the speed. */
  speed = 0;
  private moment = 0;
  private shown = 0;
  /** The playing that goes on; a frame left over from an older one finds it changed. */
  private run: object | null = null;
  private story: Story | null = null;
  private duration = 0;
  private horizon = 0;

  constructor(private readonly options: ClockOptions) {}

  get now(): number {
    return this.moment;
  }

  get playing(): boolean {
    return this.run !== null;
  }

  /** True while playing has caught up with what is known of a run that still goes on. */
  get waiting(): boolean {
    return this.playing && this.moment >= this.horizon && this.horizon < this.duration;
  }

  /** Say which run is played, how long it is and how far it is known (ns). */
  follow(story: Story, duration: number, horizon: number): void {
    this.story = story;
    this.duration = duration;
    this.horizon = Math.min(duration, horizon);
  }

  seek(t: number): void {
    this.moment = Math.min(this.duration, Math.max(0, Math.round(t)));
    this.shown = this.story?.secondsAt(this.moment) ?? 0;
    this.options.changed();
  }

  pause(): void {
    if (!this.run) return;
    this.run = null;
    this.options.changed();
  }

  /** Play from here; from the start where the end was reached. */
  play(): void {
    if (this.run) return;
    if (this.duration > 0 && this.moment >= this.duration) this.seek(0);
    const mine = (this.run = {});
    let last = NaN;
    const step = (ms: number): void => {
      if (this.run !== mine) return;
      this.advance(Math.min(LONGEST_STEP, ms - last || 0) / 1000);
      last = ms;
      if (this.duration > 0 && this.moment >= this.duration) this.run = null;
      else this.options.nextFrame(step);
      this.options.changed();
    };
    this.options.nextFrame(step);
    this.options.changed();
  }

  /** The moment that is shown after so many more seconds of playing from here. */
  after(seconds: number): number {
    return this.ahead(seconds).moment;
  }

  private advance(seconds: number): void {
    const {moment, shown} = this.ahead(seconds);
    [this.moment, this.shown] = [moment, shown];
  }

  private ahead(seconds: number): {moment: number; shown: number} {
    const rate = 2 ** this.speed;
    if (this.pacing === 'proportional' || !this.story) {
      const moment = Math.min(this.horizon, this.moment + seconds * rate * PROPORTIONAL);
      return {moment, shown: this.story?.secondsAt(moment) ?? 0};
    }
    const limit = this.story.secondsAt(this.horizon);
    const shown = Math.min(limit, this.shown + seconds * rate);
    return {shown, moment: shown >= limit ? this.horizon : Math.min(this.horizon, this.story.momentAt(shown))};
  }
}
