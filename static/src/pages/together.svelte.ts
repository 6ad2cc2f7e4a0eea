import {Clock, FASTEST, SLOWEST, type Pacing} from '../core/clock';
import {stepFrom, type Unit} from '../core/steps';
import {Story} from '../core/story';
import {LiveRun} from './live-run.svelte';
import {calm} from './preferences.svelte';
import type {Scenario} from '../core/wire';

const CALM_STEP = 800; // ms

/** Several runs of one scenario on one clock: the same moment of each is shown. */
export class Together {
  /** Simulated time (ns) that every stage shows. */
  t = $state(0);
  playing = $state(false);
  speed = $state(0);
  pacing: Pacing = $state('proportional');
  /** The runs that are watched, by option. */
  runs: Record<string, LiveRun> = $state.raw({});
  private drawn = 0;
  private readonly clock = new Clock({
    nextFrame: (draw) => requestAnimationFrame(draw),
    changed: () => {
      this.tick();
    },
  });

  constructor(
    private readonly kinds: readonly string[],
    readonly duration: number,
    private readonly say: (what: string, accepted: string) => void,
  ) {
    this.clock.pacing = this.pacing;
    this.follow();
  }

  /** Watch these runs, each with its scenario, and no others; one that is watched already goes on. */
  watch(wanted: readonly {option: string; scenario: Scenario}[]): void {
    this.runs = Object.fromEntries(
      wanted.map(({option, scenario}) => [option, this.runs[option] ?? this.begin(scenario)]),
    );
  }

  private begin(scenario: Scenario): LiveRun {
    const nothing = (): void => undefined;
    const ended = (): void => {
      this.follow();
    };
    const run = new LiveRun(this.kinds, {begun: nothing, grown: nothing, ended, say: this.say});
    run.start(scenario);
    return run;
  }

  readonly toggle = (): void => {
    if (this.clock.playing) this.clock.pause();
    else this.clock.play();
  };

  readonly seek = (t: number): void => {
    this.clock.seek(t);
  };

  readonly changePacing = (pacing: Pacing): void => {
    this.pacing = this.clock.pacing = pacing;
    this.follow();
  };

  /** Take the pace of the first run that is there, where time goes by event. */
  private follow(): void {
    const first = Object.values(this.runs).find(({ending}) => ending)?.trace;
    this.clock.follow(first?.story ?? new Story(), this.duration, this.duration);
    this.clock.seek(this.t);
  }

  readonly changeSpeed = (speed: number): void => {
    this.speed = this.clock.speed = Math.min(FASTEST, Math.max(SLOWEST, speed));
  };

  /** Go to the nearest step of any of the runs. */
  readonly step = (unit: Unit, direction: 1 | -1): void => {
    this.clock.pause();
    const moments = Object.values(this.runs).flatMap(({trace}) => stepFrom(trace, unit, direction, this.t));
    if (moments.length > 0) this.clock.seek(direction === 1 ? Math.min(...moments) : Math.max(...moments));
    else if (direction < 0) this.clock.seek(0);
  };

  private tick(): void {
    const calmly = calm.matches && this.clock.playing && this.playing;
    if (calmly && performance.now() - this.drawn < CALM_STEP) return;
    this.drawn = performance.now();
    this.t = Math.round(this.clock.now);
    this.playing = this.clock.playing;
  }
}
