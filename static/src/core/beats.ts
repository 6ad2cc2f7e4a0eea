import {lower, upper} from './columns';
import {interpolate, type Pace} from './story';
import type {Beat, ToldStory} from '../generated/trace';

/**
 * A told story on the clock: each beat is shown for about as long as its words take to read.
 *
 * What was set up before the story begins takes no time: playing from the start of the run begins
 * with the first beat that is played.
 */
export class Beats implements Pace {
  readonly beats: readonly Beat[];
  /** Seconds of showing before each beat. */
  readonly before: readonly number[];
  /** How long the whole is shown (s). */
  readonly seconds: number;
  private readonly firsts: readonly number[];
  private readonly t: number[] = [];
  private readonly s: number[] = [];

  constructor(readonly told: ToldStory) {
    this.beats = told.beats;
    this.firsts = told.beats.map((beat) => beat.first);
    const before: number[] = [];
    let passed = 0;
    for (const beat of told.beats) {
      before.push(passed);
      for (const [t = 0, s = 0] of beat.knots) {
        this.t.push(t);
        this.s.push(passed + s);
      }
      passed += beat.knots.at(-1)?.[1] ?? 0;
    }
    this.before = before;
    this.seconds = passed;
  }

  secondsAt(t: number): number {
    return interpolate(this.t, this.s, t);
  }

  momentAt(seconds: number): number {
    return interpolate(this.s, this.t, seconds);
  }

  /** Place of the beat that goes on after event `at`. */
  at(at: number): number {
    return Math.max(0, upper(this.firsts, at) - 1);
  }

  /** First event of the next beat after event `at`; back, of the one under way, or of the one before. */
  neighbour(at: number, direction: 1 | -1): number | null {
    return this.firsts[direction === 1 ? upper(this.firsts, at) : lower(this.firsts, at) - 1] ?? null;
  }

  /** The stretch that is jumped over at `t`, ns, if one is. */
  cutAt(t: number, at: number): {from: number; until: number} | null {
    const [from, until] = this.beats[this.at(at)]?.cut ?? [];
    return from !== undefined && until !== undefined && from < t && t < until ? {from, until} : null;
  }
}
