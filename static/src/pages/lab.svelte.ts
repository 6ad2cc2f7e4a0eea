import type {Attempt, Change} from '../core/attempts';
import {currentAt, type Current} from '../core/current';
import {GUIDE, observersOf, type Observer} from '../core/lens';
import {Seen} from '../core/seen';
import {ofPreset, settingsOf, underEveryOption, underOption, withSettings} from '../core/settings';
import {rolesUnder} from '../core/roles';
import {
  formatAddress,
  formatView,
  sameQuery,
  savedView,
  WELCOME,
  type Address,
  type Depth,
  type Tab,
  type View,
} from '../core/url';
import type {Catalogue, Ending, RoleEntry, Scenario} from '../core/wire';
import {told, whatIf, type Choice, type Possible} from '../core/whatif';
import {Asking} from './asking.svelte';
import {LiveRun} from './live-run.svelte';
import {Octets} from './octets.svelte';
import {Playback} from './playback.svelte';
import {beside, calm} from './preferences.svelte';
import {Room} from './room.svelte';
import {Selection} from './selection.svelte';
import {fetchScenario, readScenario, Refused, type Asked, type SavedLink} from './server';
import {Searching} from './searching.svelte';
import {Toasts} from './toasts.svelte';
import {Tries} from './tries.svelte';

/** Marks the entries of the browser's history that are pictures; a jump within the page makes others. */
export const SHOWN = 'picture';

/** The page: which scenario is asked for, under which address, and the parts that show its run. */
export class Lab {
  readonly toasts = new Toasts();
  readonly time = new Playback();
  readonly selection = new Selection();
  readonly tries = new Tries();
  readonly room = new Room();
  readonly octets = new Octets();
  readonly run: LiveRun;
  readonly asking: Asking;
  readonly searching: Searching;
  /** The question that an address asks for, until its run is known. */
  private toAsk: {kind: string; seed: number} | null = null;

  /** The scenario that is shown, complete, as the server read it. */
  document: Scenario = $state.raw({});
  option = $state('');
  scenario = $state('');
  set: Record<string, string> = $state.raw({});
  /** Why settings do nothing in this scenario, by key. */
  idle: Record<string, string> = $state.raw({});
  seed = $state(1);

  /** What the chosen observer can know at this moment; `null` without a run. */
  readonly seen: Seen | null = $derived.by(() => {
    const {trace, known} = this.run;
    void known;
    return trace && new Seen(trace, this.selection.lens, this.time.at);
  });

  /** What every panel is about. */
  readonly current: Current = $derived.by(() => {
    const {trace, known} = this.run;
    void known;
    return currentAt(trace, {t: this.time.t, at: this.time.at}, this.selection.packet, this.seen ?? undefined);
  });

  /** The roles of layers under the option that is shown. */
  readonly roles: readonly RoleEntry[] = $derived.by(() => rolesUnder(this.catalogue, this.option));
  /** Names of the run's nodes, from the left of the stage to its right. */
  readonly order: string[] = $derived.by(() => {
    const x = (name: string): number =>
      this.catalogue.stage.nodes.find((each) => each.name === name)?.places['']?.[0] ?? 500;
    return (this.run.trace?.head.nodes ?? []).map((node) => node.name).sort((a, b) => x(a) - x(b));
  });
  /** What the scenario and the option are about, said where nothing has been told yet. */
  readonly opening: string = $derived.by(() => {
    const preset = this.catalogue.scenarios.find((each) => each.slug === this.scenario);
    const option = this.catalogue.options.find((each) => each.id === this.option);
    const played = option ? `Option ${option.id}, ${option.title}.` : '';
    return [preset?.summary ?? this.title, played].filter(Boolean).join(' ');
  });

  /** The query that asks for the scenario and stores nothing. */
  private asked = $state('');
  /** The saved link that is shown, and the one that this page was opened with. */
  private saved: SavedLink | null = $state.raw(null);
  private opened: SavedLink | null = null;
  private simulating: object | null = null;
  /** Whether the story begins by itself, some time after its first card is shown. */
  plays = false;

  constructor(readonly catalogue: Catalogue) {
    const kinds = catalogue.kinds.map(([name]) => name);
    this.run = new LiveRun(kinds, {
      begun: (trace) => {
        this.time.begin(trace);
        this.checkLens();
      },
      grown: () => {
        this.time.grown();
      },
      ended: (ending) => {
        this.tries.ran(this.run.id);
        this.leaveOut();
        this.askAsAddressed();
        void this.searching.ask();
        this.verify(ending);
      },
      say: (what, accepted) => {
        this.toasts.say(what, accepted);
      },
    });
    const say = (what: string, accepted: string): void => {
      this.toasts.say(what, accepted);
    };
    this.asking = new Asking({time: this.time, selection: this.selection, run: this.run, say});
    this.searching = new Searching({time: this.time, selection: this.selection, run: this.run});
  }

  /** Ask something about what comes next. */
  readonly askMe = (): void => {
    void this.asking.ask('any', this.time.at, this.seed);
  };

  private askAsAddressed(): void {
    if (this.toAsk) void this.asking.ask(this.toAsk.kind, this.time.at, this.toAsk.seed);
    this.toAsk = null;
  }

  /** What the scenario is called. */
  get title(): string {
    return String(this.document['title'] ?? '');
  }

  /** Show what an address says, or what a saved link holds; where neither says anything, the story, playing. */
  open(address: Address, saved: SavedLink | null): void {
    const welcome = !saved && !address.scenario && Object.keys(address.view).length === 0;
    this.plays = welcome && !calm.matches;
    this.saved = saved;
    this.opened = saved ?? this.opened;
    this.look({...(welcome ? WELCOME : savedView(saved?.view ?? {})), ...address.view});
    if (saved?.claim) this.toasts.say(`${saved.id}: ${saved.claim}`, '', 'keep');
    if (saved && address.scenario) this.toasts.say(`${address.scenario} is left out: a link holds its scenario itself`);
    void this.simulate(saved ? readScenario(saved.scenario) : fetchScenario(address.scenario), null);
  }

  /** Show again what this page showed at an address of its history. */
  comeBack(address: Address, path: string): void {
    this.time.pause();
    const same = path === '/' && !this.saved && sameQuery(this.asked, address.scenario);
    if (!same || !this.run.settled) {
      this.open(address, path === '/' ? null : this.opened);
      return;
    }
    // The run is the one that is shown: only the view of it is another.
    this.look({...savedView({}), ...address.view});
    if (this.time.coming) this.time.grown();
    else this.time.seek(0);
    this.askAsAddressed();
  }

  /** Show more of the page, or less: a deliberate choice, so that the browser's Back returns from it. */
  readonly changeDepth = (depth: Depth): void => {
    if (depth === this.room.depth) return;
    if (this.asked) history.replaceState(SHOWN, '', this.location());
    this.room.depth = depth;
    if (depth === 'story') this.time.changePacing('story');
    if (this.asked) history.pushState(SHOWN, '', this.location());
  };

  /** Whether the card of what was pointed at has a tab of its own, beside the stage. */
  get docks(): boolean {
    return beside.now && this.room.depth === 'lab';
  }

  /** Tell of a thing that was pointed at on one side of the stage; pointed at again, no longer. */
  readonly point = (id: string, at: 'left' | 'right' = 'left'): void => {
    const {selection} = this;
    selection.thing = selection.thing === id ? '' : id;
    selection.side = at === 'left' ? 'right' : 'left';
    if (this.docks && selection.thing) selection.tab = 'thing';
  };

  /** Open a part of the lab, from wherever the reader is. */
  inside(tab: Tab): void {
    this.selection.tab = tab;
    this.changeDepth('lab');
  }

  /** The query that asks for the scenario that is shown. */
  get query(): string {
    return this.asked;
  }

  /** The query by which the compare page plays this scenario under every option. */
  get comparison(): string {
    return underEveryOption(this.asked);
  }

  chooseOption(id: string): void {
    this.choose(fetchScenario(underOption(this.asked, id)), {what: `option ${id}`, t: null});
  }

  choosePreset(slug: string): void {
    this.choose(fetchScenario(ofPreset(this.asked, slug, this)), null);
  }

  readonly chooseSettings = (set: Record<string, string>, seed: number): void => {
    this.choose(fetchScenario(withSettings(this.asked, this.set, set, seed)), {what: 'other settings', t: null});
  };

  /** Simulate again with something done at this moment; what came before stays as it was. */
  readonly tryOut = (done: Possible, values: Record<string, Choice['value']>): void => {
    const {t} = this.time;
    const own = 'This timeline is your own. Its address holds all of it; “save” gives it a short one.';
    const change = {what: told({at_ns: t, node: done.node, do: done.do, ...values}), t};
    this.choose(readScenario(whatIf(this.document, t, done, values)), change, {t}, own);
  };

  /** Show again something that was tried. */
  readonly openAttempt = (attempt: Attempt | null): void => {
    if (attempt) this.choose(fetchScenario(attempt.address), {what: attempt.change, t: attempt.t}, {t: this.time.t});
  };

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
    const {t, at, wanted, coming, pacing, speed} = this.time;
    // Which event is the last one at a moment is known only once the run is known up to there.
    const known = t > 0 && t <= this.run.until;
    const moment = coming ? {t: wanted.t ?? 0, at: wanted.at ?? -1} : {t, at: known ? at : -1};
    const {question, graded} = this.asking;
    const ask = graded ? '' : (question?.kind ?? this.toAsk?.kind ?? '');
    const draw = ask ? (question?.seed ?? this.toAsk?.seed ?? 1) : 1;
    const {depth, panels} = this.room;
    return {...this.selection.view(), depth, panels, ...moment, pacing, speed, ask, draw, filter: this.searching.text};
  }

  private look(view: View): void {
    this.time.wanted = {t: view.t > 0 ? view.t : null, at: view.at >= 0 ? view.at : null};
    this.time.changePacing(view.pacing);
    this.time.changeSpeed(view.speed);
    this.selection.look(view);
    this.room.look(view.depth, view.panels);
    this.asking.close();
    this.searching.look(view.filter);
    this.toAsk = view.ask ? {kind: view.ask, seed: view.draw} : null;
  }

  /** Show another scenario: a deliberate choice, so that the browser's Back returns to what was before. */
  private choose(asking: Promise<Asked>, change: Change | null, view: Partial<View> = {}, told = ''): void {
    if (this.asked) history.replaceState(SHOWN, '', this.location());
    this.time.pause();
    void this.simulate(asking, change, () => {
      this.saved = null;
      this.look({...this.view(), t: 0, at: -1, packet: null, bits: null, table: '', key: '', ask: '', ...view});
      history.pushState(SHOWN, '', this.address());
      if (told) this.toasts.say(told, '', 'good');
    });
  }

  /** Open a packet, at the moment of an event that is still to come, where one is given. */
  choosePacket(packet: number | null, event: number | null): void {
    this.time.pause();
    this.selection.choosePacket(packet);
    if (event !== null && event > this.time.at) this.time.goto(event);
  }

  /** Who may look: nobody's keys, each node of the run, or all keys at once. */
  observers(): Observer[] {
    const head = this.run.trace?.head;
    return observersOf(head?.nodes ?? [], head?.links ?? []);
  }

  /** Look with the eyes of the next observer, or of the one before. */
  turnLens(direction: 1 | -1): void {
    const ids = this.observers().map(({id}) => id);
    this.selection.lens = ids.at((ids.indexOf(this.selection.lens) + direction) % ids.length) ?? GUIDE;
  }

  /** Ask again for a run that did not come. */
  readonly again = (): void => {
    if (this.asked) this.run.again();
    else location.reload();
  };

  /** Show the run of what the server is asked for; `settled` once it is known what that is. */
  private async simulate(asking: Promise<Asked>, change: Change | null, settled?: () => void): Promise<void> {
    const mine = (this.simulating = {});
    this.run.expect();
    try {
      const asked = await asking;
      if (this.simulating !== mine) return;
      for (const {where, what, accepted} of asked.warnings) this.toasts.say(`${where}: ${what}`, accepted);
      for (const {where, what, accepted} of asked.notes) this.toasts.say(`${where} ${what}`, accepted);
      this.idle = Object.fromEntries(asked.notes.map(({where, what}) => [where, what]));
      this.document = asked.scenario;
      this.asked = asked.address;
      this.tries.show(asked.address, String(asked.scenario['title'] ?? ''), change);
      settled?.();
      this.run.start(asked.scenario);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (this.simulating !== mine) return;
      this.run.refuse(error);
    }
    this.option = String(this.document['option'] ?? '');
    this.scenario = String(this.document['slug'] ?? '');
    this.seed = Number(this.document['seed'] ?? 1);
    this.set = settingsOf(this.document, this.catalogue.parameters);
  }

  /** Let the guide tell all where the run does not have the observer that was asked for, and say so. */
  private checkLens(): void {
    const ids = this.observers().map(({id}) => id);
    const {lens} = this.selection;
    if (ids.includes(lens)) return;
    this.toasts.say(`lens=${lens} is nobody in this run; it was left out`, ids.filter(Boolean).join(', '));
    this.selection.lens = GUIDE;
  }

  /** Leave out what was asked for and a run that is known to its end does not have, and say so. */
  private leaveOut(): void {
    const {t, at} = this.time.wanted;
    const past = at !== null ? `at=${String(at)}` : t !== null ? `t=${String(t)}` : '';
    if (past) {
      this.toasts.say(`${past} is past the end of this run; it was left out`);
      this.time.wanted = {t: null, at: null};
    }
    const {packet} = this.selection;
    if (packet !== null && packet >= (this.run.trace?.packets.length ?? 0)) {
      this.toasts.say(`packet=${String(packet)} is not in this run; it was left out`);
      this.selection.choosePacket(null);
    }
  }

  private verify(ending: Ending): void {
    if (!this.saved?.fingerprint) return;
    if (ending.fingerprint === this.saved.fingerprint) {
      this.toasts.say('The run is the one that was saved: the fingerprints agree.', '', 'good');
    } else {
      this.toasts.say('The run differs from the one that was saved: today’s engine gives another fingerprint.');
    }
  }
}
