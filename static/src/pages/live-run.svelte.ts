import {RunSocket, type Complaint, type Link, type Wire} from '../core/socket';
import type {Ribbon} from '../core/ribbons';
import {Trace} from '../core/trace';
import type {Ending, Scenario} from '../core/wire';
import {fetchRibbons, openSocket, whyNoConnection, type Refused} from './server';

const GROWTH = 150; // ms between pictures of a trace that grows
/** Complaints about what was asked: asking again would change nothing. */
const LASTING = new Set(['bad-scenario', 'bad-json', 'bad-message', 'limit']);

/** What keeps the run from coming, what would do, and whether it is the reader's turn. */
export interface Trouble {
  what: string;
  accepted: string;
  stopped: boolean;
}

/** Who is told how the run goes on. */
export interface Heard {
  begun: (trace: Trace) => void;
  grown: () => void;
  ended: (ending: Ending) => void;
  say: (what: string, accepted: string) => void;
}

/** The run that is shown: its trace as far as it is known, and what keeps more from coming. */
export class LiveRun {
  trace: Trace | null = $state.raw(null);
  id = $state('');
  /** Events and simulated ns known so far; views that read the trace read these, so that they follow its growth. */
  known = $state(0);
  until = $state(0);
  ending: Ending | null = $state.raw(null);
  /** Where data flow, are lost, are silent; empty until the run is over. */
  ribbons: readonly Ribbon[] = $state.raw([]);
  /** False from a choice until the first of its run is there. */
  settled = $state(false);
  /** Why there is no run to show, or empty. */
  problem = $state('');
  /** What keeps the run from coming, as long as it does. */
  trouble: Trouble | null = $state.raw(null);
  private growing: ReturnType<typeof setTimeout> | undefined;
  private readonly socket: RunSocket;

  constructor(
    private readonly kinds: readonly string[],
    private readonly heard: Heard,
  ) {
    this.socket = new RunSocket({
      open: () => openSocket() as unknown as Wire,
      later: (action, ms) => setTimeout(action, ms),
      chance: Math.random,
      listener: {
        head: (id, head) => {
          this.begin(id, new Trace(head, this.kinds));
        },
        chunk: (chunk) => {
          this.trace?.append(chunk);
          const wait = this.known === 0 ? 0 : GROWTH;
          this.growing ??= setTimeout(() => {
            this.grow();
          }, wait);
        },
        end: (ending) => {
          this.trace?.finish(ending);
          this.ending = ending;
          this.grow();
          this.heard.ended(ending);
          void this.fetchRibbons();
        },
        error: (complaint) => {
          this.complain(complaint);
        },
        link: (link) => {
          this.follow(link);
        },
      },
    });
  }

  /** Note that another run was asked for; the one that is shown stays until the first of the other is there. */
  expect(): void {
    this.settled = false;
    this.trouble = null;
  }

  start(scenario: Scenario): void {
    this.socket.start(scenario);
  }

  /** Ask again for what did not come. */
  again(): void {
    this.trouble = null;
    this.socket.again();
  }

  /** Note that no run comes of what was asked for. */
  refuse({message, accepted}: Refused): void {
    this.settled = true;
    if (this.trace) this.heard.say(message, accepted);
    else {
      this.problem = message;
      this.trouble = {what: message, accepted, stopped: true};
    }
  }

  private begin(id: string, trace: Trace): void {
    this.trace = trace;
    this.id = id;
    this.known = 0;
    this.until = 0;
    this.ending = null;
    this.ribbons = [];
    this.settled = true;
    this.problem = '';
    this.trouble = null;
    this.heard.begun(trace);
  }

  private async fetchRibbons(): Promise<void> {
    const {trace, id} = this;
    // Without them the page lacks a band; what keeps them from coming is told where it matters.
    const found = await fetchRibbons(id).catch(() => []);
    if (!trace || this.trace !== trace) return;
    this.ribbons = trace.ribbons = found;
  }

  private grow(): void {
    clearTimeout(this.growing);
    this.growing = undefined;
    if (!this.trace) return;
    this.known = this.trace.events.length;
    this.until = this.trace.until;
    this.heard.grown();
  }

  private complain({code, message, accepted}: Complaint): void {
    // What is shown is not the run that was asked for.
    if (!this.settled) this.trace = this.ending = null;
    this.settled = true;
    if (!this.ending) this.problem = message;
    if (LASTING.has(code)) this.heard.say(message, accepted);
    else this.trouble = {what: message, accepted, stopped: true};
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
}
