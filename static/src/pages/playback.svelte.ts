import {Clock, FASTEST, SLOWEST, type Pacing} from '../core/clock';
import {step, type Unit} from '../core/steps';
import type {Trace} from '../core/trace';
import {calm} from './preferences.svelte';

const CALM_STEP = 800; // ms

/** The moment that is shown, and how time goes on from it. */
export class Playback {
  /** Simulated time (ns), and the last event that has happened. */
  t = $state(0);
  at = $state(-1);
  playing = $state(false);
  waiting = $state(false);
  pacing: Pacing = $state('event');
  speed = $state(0);
  /** Where a run that is still to come is to be shown; `null` where it is shown already. */
  wanted: {t: number | null; at: number | null} = $state.raw({t: null, at: null});
  /** The event up to which is played, and who is told that it is reached. */
  private goal: {event: number; reached: () => void} | null = null;
  private trace: Trace | null = null;
  /** When the picture last changed (ms); a reader who asked for less motion gets it in steps. */
  private drawn = 0;
  private readonly clock = new Clock({
    nextFrame: (step) => requestAnimationFrame(step),
    changed: () => {
      this.tick();
    },
  });

  /** Show a run from its start. */
  begin(trace: Trace): void {
    this.trace = trace;
    this.clock.follow(trace.story, trace.head.duration_ns, 0);
    this.clock.seek(0);
  }

  /** Take in that the run has grown, and go to where it was to be shown once that is known. */
  grown(): void {
    const {trace} = this;
    if (!trace) return;
    this.clock.follow(trace.story, trace.head.duration_ns, trace.until, trace.told);
    const {t, at} = this.wanted;
    if (at !== null && at < trace.events.length) {
      this.goto(at);
      if (t !== null && trace.events.lastAt(t) === at) this.clock.seek(t);
    } else if (t !== null && t <= trace.until) this.clock.seek(t);
    else return this.tick();
    this.wanted = {t: null, at: null};
  }

  get coming(): boolean {
    return this.wanted.t !== null || this.wanted.at !== null;
  }

  readonly toggle = (): void => {
    if (this.clock.playing) this.clock.pause();
    else this.clock.play();
  };

  readonly pause = (): void => {
    this.clock.pause();
  };

  readonly seek = (t: number): void => {
    // A run that is still to come goes to where the user went meanwhile.
    if (this.coming) this.wanted = {t, at: null};
    this.clock.seek(t);
  };

  /** Go to an event: its moment, and of those at the same moment exactly this one. */
  readonly goto = (event: number): void => {
    if (!this.trace) return;
    this.clock.pause();
    this.clock.seek(this.trace.events.t[event] ?? 0);
    this.at = event;
  };

  /** Play up to an event; `reached` is told once it is shown, and not if playing is stopped before. */
  playTo(event: number, reached: () => void): void {
    if (!this.trace) return;
    if (calm.matches || (this.trace.events.t[event] ?? 0) <= this.t) {
      reached();
      return;
    }
    this.goal = {event, reached};
    this.clock.play();
  }

  readonly step = (unit: Unit, direction: 1 | -1): void => {
    if (!this.trace) return;
    const told = unit === 'phase' && this.pacing === 'story' ? this.trace.told : null;
    const event = told ? told.neighbour(this.at, direction) : step(this.trace, this.at, unit, direction);
    if (event !== null) this.goto(event);
    else if (direction < 0) this.clock.seek(0);
  };

  readonly changePacing = (pacing: Pacing): void => {
    this.pacing = this.clock.pacing = pacing;
  };

  readonly changeSpeed = (speed: number): void => {
    this.speed = this.clock.speed = Math.min(FASTEST, Math.max(SLOWEST, speed));
  };

  /** Moments (ns) that playing shows within so many seconds from now, `step` seconds apart. */
  comingMoments(seconds: number, step: number): number[] {
    return Array.from({length: Math.ceil(seconds / step)}, (_, i) => this.clock.after((i + 1) * step));
  }

  private tick(): void {
    const calmly = calm.matches && this.clock.playing && this.playing;
    if (calmly && performance.now() - this.drawn < CALM_STEP) return;
    this.drawn = performance.now();
    this.t = Math.round(this.clock.now);
    this.playing = this.clock.playing;
    this.waiting = this.clock.waiting;
    this.at = this.trace?.events.lastAt(this.t) ?? -1;
    const {goal} = this;
    if (goal && (this.at >= goal.event || !this.playing)) {
      this.goal = null;
      if (this.at >= goal.event) goal.reached();
    }
  }
}
