import type {Pace} from './story';

export type Pacing = 'story' | 'event' | 'proportional';

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
  /** By which pace `shown` is counted. */
  private counted: Pace | null = null;
  /** The playing that goes on; a frame left over from an older one finds it changed. */
  private run: object | null = null;
  private story: Pace | null = null;
  /** The story as it is told, once the run is known to its end. */
  private told: Pace | null = null;
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
  follow(story: Pace, duration: number, horizon: number, told: Pace | null = null): void {
    this.story = story;
    this.told = told;
    this.duration = duration;
    this.horizon = Math.min(duration, horizon);
  }

  seek(t: number): void {
    this.moment = Math.min(this.duration, Math.max(0, Math.round(t)));
    this.counted = null;
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
    const pace = this.pace;
    const {moment, shown} = this.ahead(seconds);
    [this.moment, this.shown, this.counted] = [moment, shown, pace];
  }

  /** What tells how long each moment is shown, or `null` where all are shown alike. */
  private get pace(): Pace | null {
    if (this.pacing === 'proportional') return null;
    return this.pacing === 'story' ? (this.told ?? this.story) : this.story;
  }

  /** Seconds of showing up to this moment; a change of pace changes them, and never the moment. */
  private shownBy(pace: Pace): number {
    return this.counted === pace ? this.shown : pace.secondsAt(this.moment);
  }

  private ahead(seconds: number): {moment: number; shown: number} {
    const rate = 2 ** this.speed;
    const pace = this.pace;
    if (!pace) return {moment: Math.min(this.horizon, this.moment + seconds * rate * PROPORTIONAL), shown: 0};
    const limit = pace.secondsAt(this.horizon);
    const shown = Math.min(limit, this.shownBy(pace) + seconds * rate);
    return {shown, moment: shown >= limit ? this.horizon : Math.min(this.horizon, pace.momentAt(shown))};
  }
}
