import {Clock, FASTEST, SLOWEST, type Pacing} from '../core/clock';
import {currentAt, type Current} from '../core/current';
import {fork} from '../core/fork';
import {EVERYTHING, WIRE} from '../core/lens';
import {RunSocket, type Link, type Wire} from '../core/socket';
import {ofPreset, settingsOf, underOption, withSettings} from '../core/settings';
import {step, type Unit} from '../core/steps';
import {Trace} from '../core/trace';
import {
  formatAddress,
  formatView,
  savedView,
  USUAL,
  type Address,
  type Bits,
  type Rungs,
  type Tab,
  type View,
} from '../core/url';
import type {Catalogue, Ending, Scenario} from '../core/wire';
import type {Toast} from '../views/dialogs/Toasts.svelte';
import {calm} from './preferences.svelte';
import {fetchScenario, openSocket, readScenario, Refused, whyNoConnection, type Asked, type SavedLink} from './server';

const GROWTH = 150; // ms between pictures of a trace that grows
const CALM_STEP = 800; // ms
/** Complaints about what was asked: asking again would change nothing. */
const LASTING = new Set(['bad-scenario', 'bad-json', 'bad-message', 'limit']);

/** What keeps the run from coming, what would do, and whether it is the reader's turn. */
export interface Trouble {
  what: string;
  accepted: string;
  stopped: boolean;
}

/** The state of the page: one trace, one moment, one selection. Views get pieces of it and ask for changes. */
export class Lab {
  /** The scenario that is shown, complete, as the server read it. */
  document: Scenario = $state.raw({});
  /** The query that asks for it and stores nothing. */
  private asked = $state('');
  /** False from a choice until the first of its run is there. */
  settled = $state(false);
  option = $state('');
  scenario = $state('');
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
  node = $state(USUAL.node);
  tab: Tab = $state(USUAL.tab);
  /** Group of metrics; empty for the first. */
  group = $state('');
  ladder: Rungs = $state(USUAL.ladder);
  /** Row of the node's tables that something points at. */
  row: {table: string; key: string} = $state.raw({table: '', key: ''});
  /** Why there is no run to show, or empty. */
  problem = $state('');
  /** What keeps the run from coming, as long as it does. */
  trouble: Trouble | null = $state.raw(null);
  toasts: Toast[] = $state.raw([]);

  /** What every panel is about. */
  readonly current: Current = $derived.by(() => {
    void this.known;
    return currentAt(this.trace, {t: this.t, at: this.at}, this.packet);
  });

  /** The saved link that is shown, and the one that this page was opened with. */
  private saved: SavedLink | null = $state.raw(null);
  private opened: SavedLink | null = null;
  private asking: object | null = null;
  private growing: ReturnType<typeof setTimeout> | undefined;
  private wanted: {t: number | null; at: number | null} = $state.raw({t: null, at: null});
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
    chance: Math.random,
    listener: {
      head: (run, head) => {
        this.trace = new Trace(head, this.kinds);
        this.problem = '';
        this.settled = true;
        this.trouble = null;
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
        // What is shown is not the run that was asked for.
        if (!this.settled) this.trace = this.ending = null;
        this.settled = true;
        if (!this.ending) this.problem = complaint.message;
        if (LASTING.has(complaint.code)) this.say(complaint.message, complaint.accepted);
        else this.trouble = {what: complaint.message, accepted: complaint.accepted, stopped: true};
      },
      link: (link) => {
        this.follow(link);
      },
    },
  });

  private readonly kinds: readonly string[];

  constructor(readonly catalogue: Catalogue) {
    this.kinds = catalogue.kinds.map(([name]) => name);
  }

  /** Show what an address says, or what a saved link holds. */
  open(address: Address, saved: SavedLink | null): void {
    this.saved = saved;
    this.opened = saved ?? this.opened;
    this.look({...savedView(saved?.view ?? {}), ...address.view});
    if (saved?.claim) this.say(`${saved.id}: ${saved.claim}`, '', 'keep');
    if (saved && address.scenario) this.say(`${address.scenario} is left out: a link holds its scenario itself`, '');
    void this.simulate(saved ? readScenario(saved.scenario) : fetchScenario(address.scenario));
  }

  /** Show again what this page showed at an address of its history. */
  comeBack(address: Address, path: string): void {
    this.clock.pause();
    this.open(address, path === '/' ? null : this.opened);
  }

  chooseOption(id: string): void {
    this.choose(fetchScenario(underOption(this.asked, id)));
  }

  choosePreset(slug: string): void {
    this.choose(fetchScenario(ofPreset(this.asked, slug, this)));
  }

  chooseSettings(set: Record<string, string>, seed: number): void {
    this.choose(fetchScenario(withSettings(this.asked, this.set, set, seed)));
  }

  /** Simulate again with another move of a node at this moment; what came before stays as it was. */
  fork(node: string, link: string): void {
    const told = 'This timeline is your own. Its address holds all of it; “save” gives it a short one.';
    this.choose(readScenario(fork(this.document, node, link, this.t)), {t: this.t}, told);
  }

  /** Where this picture is shown again: below its link where it has one, else at the address that stores nothing. */
  location(): string {
    if (!this.saved) return this.address();
    const query = formatView(this.view(), savedView(this.saved.view));
    return this.saved.path + (query && `?${query}`);
  }

  /** The address that shows this picture again and stores nothing. */
  address(): string {
    return `/?${formatAddress(this.asked, this.view())}`;
  }

  view(): View {
    const {packet, bits, lens, node, tab, group, ladder, pacing, speed, wanted} = this;
    const coming = wanted.t !== null || wanted.at !== null;
    const t = coming ? (wanted.t ?? 0) : this.t;
    const at = coming ? (wanted.at ?? -1) : this.t > 0 ? this.at : -1;
    return {t, at, packet, bits, lens, node, tab, group, ladder, pacing, speed, ...this.row};
  }

  private look(view: View): void {
    this.wanted = {t: view.t > 0 ? view.t : null, at: view.at >= 0 ? view.at : null};
    this.packet = view.packet;
    this.bits = view.bits;
    this.lens = view.lens;
    this.node = view.node;
    this.tab = view.tab;
    this.group = view.group;
    this.ladder = view.ladder;
    this.row = {table: view.table, key: view.key};
    this.changePacing(view.pacing);
    this.changeSpeed(view.speed);
  }

  /** Show another scenario: a deliberate choice, so that the browser's Back returns to what was before. */
  private choose(asking: Promise<Asked>, view: Partial<View> = {}, told = ''): void {
    if (this.asked) history.replaceState(null, '', this.location());
    this.clock.pause();
    void this.simulate(asking, () => {
      this.saved = null;
      this.look({...this.view(), t: 0, at: -1, packet: null, bits: null, table: '', key: '', ...view});
      history.pushState(null, '', this.address());
      if (told) this.say(told, '', 'good');
    });
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

  /** Ask again for what did not come. */
  again(): void {
    this.trouble = null;
    if (this.asked) this.socket.again();
    else location.reload();
  }

  private follow(link: Link): void {
    if (link.is === 'up') this.trouble = null;
    else if (link.is === 'down') {
      this.trouble = {what: 'The connection is lost', accepted: 'another try', stopped: true};
      void whyNoConnection().then((why) => {
        if (this.trouble?.stopped) this.trouble = {...why, stopped: true};
      });
    } else if (link.attempt > 1) {
      const what = `The connection is lost; try ${String(link.attempt)} of ${String(link.of)} in ${link.seconds.toFixed(0)} s`;
      this.trouble = {what, accepted: '', stopped: false};
    }
  }

  /** Show the run of what the server is asked for; `settled` once it is known what that is. */
  private async simulate(asking: Promise<Asked>, settled?: () => void): Promise<void> {
    const mine = (this.asking = {});
    this.settled = false;
    this.trouble = null;
    try {
      const asked = await asking;
      if (this.asking !== mine) return;
      for (const warning of asked.warnings) this.say(`${warning.where}: ${warning.what}`, warning.accepted);
      this.document = asked.scenario;
      this.asked = asked.address;
      settled?.();
      this.socket.start(asked.scenario);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (this.asking !== mine) return;
      this.settled = true;
      if (this.trace) this.say(error.message, error.accepted);
      else {
        this.problem = error.message;
        this.trouble = {what: error.message, accepted: error.accepted, stopped: true};
      }
    }
    this.option = String(this.document['option'] ?? '');
    this.scenario = String(this.document['slug'] ?? '');
    this.seed = Number(this.document['seed'] ?? 1);
    this.set = settingsOf(this.document, this.catalogue.parameters);
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
