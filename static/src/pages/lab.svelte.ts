import {Clock, FASTEST, SLOWEST, type Pacing} from '../core/clock';
import {currentAt, type Current} from '../core/current';
import {fork} from '../core/fork';
import {EVERYTHING, WIRE} from '../core/lens';
import {RunSocket, type Wire} from '../core/socket';
import {settingsOf} from '../core/settings';
import {step, type Unit} from '../core/steps';
import {Trace} from '../core/trace';
import {formatAddress, parseBits, type Address, type Bits} from '../core/url';
import type {Catalogue, Ending, Scenario} from '../core/wire';
import type {Toast} from '../views/dialogs/Toasts.svelte';
import {calm} from './preferences.svelte';
import {fetchScenario, openSocket, pathOf, Refused, type SavedLink} from './server';

const GROWTH = 150; // ms between pictures of a trace that grows
const CALM_STEP = 800; // ms
const FIRST = {option: '1.1', scenario: 'leave-colocated'};

/** The state of the page: one trace, one moment, one selection. Views get pieces of it and ask for changes. */
export class Lab {
  option = $state(FIRST.option);
  scenario = $state(FIRST.scenario);
  set: Record<string, string> = $state.raw({});
  seed = $state(1);

  trace: Trace | null = $state.raw(null);
  run = $state('');
  /** Events and simulated ns known so far; views that read the trace read these, so that they follow its growth. */
  known = $state(0);
  until = $state(0);
  ending: Ending | null = $state.raw(null);

  t = $state(0);
  at = $state(-1);
  playing = $state(false);
  waiting = $state(false);
  pacing: Pacing = $state('event');
  speed = $state(0);

  /** The packet that the reader chose; without one, the story names it. */
  packet: number | null = $state(null);
  bits: Bits | null = $state.raw(null);
  lens = $state(WIRE);
  node = $state('mn');
  /** Row of the node's tables that something points at. */
  row: {table: string; key: string} = $state.raw({table: '', key: ''});
  /** Why there is no run to show, or empty. */
  problem = $state('');
  toasts: Toast[] = $state.raw([]);

  /** What every panel is about. */
  readonly current: Current = $derived.by(() => {
    void this.known;
    return currentAt(this.trace, {t: this.t, at: this.at}, this.packet);
  });

  /** Scenario of a saved link, which is run as it was saved. */
  private saved: SavedLink | null = null;
  /** The scenario that runs. */
  document: Scenario = {};
  private asking: object | null = null;
  private growing: ReturnType<typeof setTimeout> | undefined;
  private wanted: {t: number | null; at: number | null} = {t: null, at: null};
  private toastId = 0;
  /** When the picture last changed (ms); a reader who asked for less motion gets it in steps. */
  private drawn = 0;
  private readonly clock = new Clock({
    nextFrame: (step) => requestAnimationFrame(step),
    changed: () => {
      this.tick();
    },
  });
  private readonly socket = new RunSocket({
    open: () => openSocket() as unknown as Wire,
    later: (action, ms) => setTimeout(action, ms),
    listener: {
      head: (run, head) => {
        this.trace = new Trace(head, this.kinds);
        this.problem = '';
        this.run = run;
        this.known = 0;
        this.until = 0;
        this.ending = null;
        this.clock.follow(this.trace.story, head.duration_ns, 0);
        this.clock.seek(0);
        this.checkLens();
      },
      chunk: (chunk) => {
        this.trace?.append(chunk);
        this.growing ??= setTimeout(
          () => {
            this.grown();
          },
          this.known === 0 ? 0 : GROWTH,
        );
      },
      end: (ending) => {
        this.trace?.finish(ending);
        this.ending = ending;
        this.grown();
        this.leaveOut();
        this.verify(ending);
      },
      error: (complaint) => {
        if (!this.ending) this.problem = complaint.message;
        this.say(complaint.message, complaint.accepted);
      },
      link: (retryIn) => {
        if (retryIn >= 1) this.say(`The connection is lost; next try in ${String(retryIn)} s`, '');
      },
    },
  });

  private readonly kinds: readonly string[];

  constructor(readonly catalogue: Catalogue) {
    this.kinds = catalogue.kinds.map(([name]) => name);
  }

  /** Show what an address says, or what a saved link holds. */
  open(address: Address, saved: SavedLink | null): void {
    this.option = address.option || FIRST.option;
    this.scenario = address.scenario || FIRST.scenario;
    this.set = address.set;
    this.seed = address.seed ?? 1;
    this.saved = saved;
    const view = saved?.view ?? {};
    if (saved) {
      this.option = String(saved.scenario['option'] ?? this.option);
      this.scenario = String(saved.scenario['slug'] ?? '');
      this.seed = Number(saved.scenario['seed'] ?? 1);
      this.set = settingsOf(saved.scenario, this.catalogue.parameters);
      if (saved.claim) this.say(`${saved.id}: ${saved.claim}`, '', 'keep');
    }
    const number = (name: string): number | null => (typeof view[name] === 'number' ? view[name] : null);
    this.wanted = {t: address.t ?? number('t'), at: address.at ?? number('at')};
    this.packet = address.packet ?? number('packet');
    this.bits = address.bits ?? parseBits(typeof view['bits'] === 'string' ? view['bits'] : null);
    this.lens = address.lens || (typeof view['lens'] === 'string' ? view['lens'] : WIRE);
    if (typeof view['node'] === 'string') this.node = view['node'];
    this.row = {table: String(view['table'] ?? ''), key: String(view['key'] ?? '')};
    void this.simulate();
  }

  /** Simulate again with another move of a node at this moment; what came before stays as it was. */
  fork(node: string, link: string): void {
    this.clock.pause();
    const scenario = fork(this.document, node, link, this.t);
    this.saved = {id: '', path: '', scenario, view: {}, fingerprint: '', engine: ''};
    this.wanted = {t: this.t, at: null};
    this.choosePacket(null, null);
    this.say('This timeline is your own. “save” gives it an address.', '', 'good');
    void this.simulate();
  }

  /** Note that what is shown was saved, so that its address stands in the window. */
  kept(id: string, url: string, fingerprint: string): void {
    if (this.saved && !this.saved.path) this.saved = {...this.saved, id, path: pathOf(url), fingerprint};
  }

  /** Simulate what is chosen now, from the start. */
  restart(): void {
    this.saved = null;
    this.wanted = {t: null, at: null};
    this.packet = null;
    this.bits = null;
    this.clock.pause();
    void this.simulate();
  }

  /** The address that shows this picture again: below its link where the run has one; `null` where only saving makes one. */
  location(): string | null {
    if (!this.saved) return `/?${formatAddress(this.address())}`;
    if (!this.saved.path) return null;
    return `${this.saved.path}?${formatAddress({...this.address(), option: '', scenario: '', set: {}, seed: null})}`;
  }

  address(): Address {
    return {
      option: this.option,
      scenario: this.scenario,
      set: this.set,
      seed: this.seed === 1 ? null : this.seed,
      t: this.t > 0 ? this.t : null,
      at: this.at >= 0 && this.t > 0 ? this.at : null,
      packet: this.packet,
      bits: this.bits,
      lens: this.lens,
    };
  }

  toggle(): void {
    if (this.clock.playing) this.clock.pause();
    else this.clock.play();
  }

  pause(): void {
    this.clock.pause();
  }

  seek(t: number): void {
    // A run that is still to come goes to where the user went meanwhile.
    if (this.wanted.t !== null || this.wanted.at !== null) this.wanted = {t, at: null};
    this.clock.seek(t);
  }

  /** Go to an event: its moment, and of those at the same moment exactly this one. */
  goto(event: number): void {
    if (!this.trace) return;
    this.clock.pause();
    this.clock.seek(this.trace.events.t[event] ?? 0);
    this.at = event;
  }

  step(unit: Unit, direction: 1 | -1): void {
    if (!this.trace) return;
    const event = step(this.trace, this.at, unit, direction);
    if (event !== null) this.goto(event);
    else if (direction < 0) this.clock.seek(0);
  }

  choosePacket(packet: number | null, event: number | null): void {
    this.clock.pause();
    if (packet !== this.packet) this.bits = null;
    this.packet = packet;
    if (event !== null && event > this.at) this.goto(event);
  }

  changePacing(pacing: Pacing): void {
    this.pacing = this.clock.pacing = pacing;
  }

  changeSpeed(speed: number): void {
    this.speed = this.clock.speed = Math.min(FASTEST, Math.max(SLOWEST, speed));
  }

  /** Who may look: nobody's keys, each node that ever holds one, or all keys at once. */
  observers(): {id: string; label: string}[] {
    const names = (this.trace?.head.nodes ?? []).map(({name}) => ({id: name, label: name}));
    return [{id: WIRE, label: 'anyone on the wire'}, ...names, {id: EVERYTHING, label: 'all keys at once'}];
  }

  /** Look with the eyes of the next observer, or of the one before. */
  turnLens(direction: 1 | -1): void {
    const all = this.observers().map((each) => each.id);
    this.lens = all[(all.indexOf(this.lens) + direction + all.length) % all.length] ?? WIRE;
  }

  /** Moments (ns) that playing shows within so many seconds from now, `step` seconds apart. */
  comingMoments(seconds: number, step: number): number[] {
    return Array.from({length: Math.ceil(seconds / step)}, (_, i) => this.clock.after((i + 1) * step));
  }

  /** Tell the reader something: that went wrong, that went well and passes, or that stays to be read. */
  say(what: string, accepted: string, sort: 'bad' | 'good' | 'keep' = 'bad'): void {
    const id = (this.toastId += 1);
    this.toasts = [...this.toasts.slice(-3), {id, what, accepted, bad: sort === 'bad'}];
    if (sort === 'good')
      setTimeout(() => {
        this.dismiss(id);
      }, 8000);
  }

  dismiss(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  /** Ask the server which scenario the choices mean, and for its run. */
  private async simulate(): Promise<void> {
    const asking = (this.asking = {});
    try {
      const asked = this.saved ? {scenario: this.saved.scenario, warnings: []} : await fetchScenario(this.query());
      if (this.asking !== asking) return;
      for (const warning of asked.warnings) this.say(`${warning.where}: ${warning.what}`, warning.accepted);
      this.document = asked.scenario;
      this.option = String(asked.scenario['option'] ?? this.option);
      this.scenario = String(asked.scenario['slug'] ?? this.scenario);
      this.socket.start(asked.scenario);
    } catch (error) {
      if (error instanceof Refused) this.say(error.message, error.accepted);
      else throw error;
    }
  }

  private query(): string {
    const {option, scenario, set, seed} = this.address();
    return formatAddress({option, scenario, set, seed, t: null, at: null, packet: null, bits: null, lens: ''});
  }

  private grown(): void {
    clearTimeout(this.growing);
    this.growing = undefined;
    const {trace} = this;
    if (!trace) return;
    this.known = trace.events.length;
    this.until = trace.until;
    this.clock.follow(trace.story, trace.head.duration_ns, trace.until);
    const {t, at} = this.wanted;
    if (at !== null && at < trace.events.length) {
      this.goto(at);
      if (t !== null && trace.events.lastAt(t) === at) this.clock.seek(t);
    } else if (t !== null && t <= trace.until) this.clock.seek(t);
    else return this.tick();
    this.wanted = {t: null, at: null};
  }

  private tick(): void {
    const calmly = calm.matches && this.clock.playing && this.playing;
    if (calmly && performance.now() - this.drawn < CALM_STEP) return;
    this.drawn = performance.now();
    this.t = Math.round(this.clock.now);
    this.playing = this.clock.playing;
    this.waiting = this.clock.waiting;
    this.at = this.trace?.events.lastAt(this.t) ?? -1;
  }

  /** Look with nobody's keys where the run does not have the observer that was asked for, and say so. */
  private checkLens(): void {
    const ids = this.observers().map(({id}) => id);
    if (ids.includes(this.lens)) return;
    this.say(`lens=${this.lens} is nobody in this run; it was left out`, ids.filter(Boolean).join(', '));
    this.lens = WIRE;
  }

  /** Leave out what was asked for and a run that is known to its end does not have, and say so. */
  private leaveOut(): void {
    const {trace, packet} = this;
    if (!trace) return;
    const {t, at} = this.wanted;
    const past = at !== null ? `at=${String(at)}` : t !== null ? `t=${String(t)}` : '';
    if (past) {
      this.say(`${past} is past the end of this run; it was left out`, '');
      this.wanted = {t: null, at: null};
    }
    if (packet !== null && packet >= trace.packets.length) {
      this.say(`packet=${String(packet)} is not in this run; it was left out`, '');
      this.packet = this.bits = null;
    }
  }

  private verify(ending: Ending): void {
    if (!this.saved?.fingerprint) return;
    if (ending.fingerprint === this.saved.fingerprint) {
      this.say('The run is the one that was saved: the fingerprints agree.', '', 'good');
    } else {
      this.say('The run differs from the one that was saved: today’s engine gives another fingerprint.', '');
    }
  }
}
