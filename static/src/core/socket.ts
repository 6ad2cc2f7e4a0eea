import type {Chunk, Ending, Head, Scenario} from './wire';

/** What of a WebSocket is used; a test hands in its own. */
export interface Wire {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((message: {data: unknown}) => void) | null;
  onclose: (() => void) | null;
}

export interface Complaint {
  code: string;
  message: string;
  accepted: string;
}

/** How the connection is: data come, the next try is awaited (number `attempt` of `of`), or nothing is tried any more. */
export type Link = {is: 'up'} | {is: 'waiting'; seconds: number; attempt: number; of: number} | {is: 'down'};

export interface Listener {
  head(run: string, head: Head): void;
  chunk(chunk: Chunk): void;
  end(ending: Ending): void;
  error(complaint: Complaint): void;
  link(link: Link): void;
}

export interface SocketOptions {
  open: () => Wire;
  listener: Listener;
  later: (action: () => void, ms: number) => void;
  /** A number from 0 to 1, so that a class whose server comes back does not return in one instant. */
  chance?: () => number;
}

const PATIENCE = [0.25, 0.5, 1, 2, 4, 8, 8, 8]; // seconds before each try
const OPENING = 10; // seconds that a connection may take to open
/** Complaints about a run under way that asking for it again mends. */
const MENDED_BY_ASKING = new Set(['interrupted', 'unknown-run']);

/**
 * One run over a WebSocket, with credit for chunks and resumption after a lost connection.
 *
 * A chunk is taken once and in order: numbers below the expected one are repetitions, and a
 * number beyond it means that one was lost, so the rest is asked for again. A try counts as
 * failed until data come: a door that opens and shuts again is no way in.
 */
export class RunSocket {
  private wire: Wire | null = null;
  private open = false;
  private scenario: Scenario | null = null;
  private run = '';
  private next = 0;
  private tries = 0;
  private live = false;

  constructor(private readonly options: SocketOptions) {}

  /** Ask for the run of a scenario; whatever ran before is forgotten. */
  start(scenario: Scenario): void {
    this.scenario = scenario;
    this.run = '';
    this.next = 0;
    this.again();
  }

  /** Ask at once, for what is still missing, however often that failed before. */
  again(): void {
    this.live = true;
    this.tries = 0;
    if (!this.wire) this.connect();
    else if (this.open) this.ask();
  }

  stop(): void {
    this.live = false;
    const wire = this.wire;
    this.wire = null;
    wire?.close();
  }

  private connect(): void {
    const wire = this.options.open();
    this.wire = wire;
    this.open = false;
    wire.onopen = () => {
      if (this.wire !== wire) return;
      this.open = true;
      this.ask();
    };
    wire.onmessage = (message) => {
      if (this.wire === wire && typeof message.data === 'string') this.hear(message.data);
    };
    wire.onclose = () => {
      this.lose(wire);
    };
    this.options.later(() => {
      if (this.wire === wire && !this.open) {
        wire.close();
        this.lose(wire);
      }
    }, OPENING * 1000);
  }

  private lose(wire: Wire): void {
    if (this.wire !== wire) return;
    this.wire = null;
    if (this.live) this.retry();
  }

  private retry(): void {
    const wait = PATIENCE[this.tries];
    if (wait === undefined) {
      this.live = false;
      this.options.listener.link({is: 'down'});
      return;
    }
    this.tries += 1;
    const seconds = wait * (0.75 + 0.5 * (this.options.chance?.() ?? 0.5));
    this.options.listener.link({is: 'waiting', seconds, attempt: this.tries, of: PATIENCE.length});
    const {tries} = this;
    this.options.later(() => {
      if (!this.live || this.tries !== tries) return;
      if (!this.wire) this.connect();
      else if (this.open) this.ask();
    }, seconds * 1000);
  }

  private ask(): void {
    if (this.run) this.resume();
    else this.say({type: 'run', scenario: this.scenario});
  }

  private resume(): void {
    this.say({type: 'resume', run: this.run, after: this.next - 1});
  }

  private say(message: object): void {
    this.wire?.send(JSON.stringify(message));
  }

  private arrived(): void {
    if (this.tries > 0) this.options.listener.link({is: 'up'});
    this.tries = 0;
  }

  private hear(text: string): void {
    const message = JSON.parse(text) as {type: string; run?: string; seq?: number};
    const {listener} = this.options;
    switch (message.type) {
      case 'head':
        this.arrived();
        if (message.run === this.run) return;
        this.run = message.run ?? '';
        this.next = 0;
        listener.head(this.run, (message as unknown as {head: Head}).head);
        return;
      case 'chunk':
        if (message.run === this.run) this.take(message.seq ?? 0, message as unknown as Chunk);
        return;
      case 'end':
        if (message.run !== this.run) return;
        this.arrived();
        this.live = false;
        listener.end(message as unknown as Ending);
        return;
      case 'error':
        this.complain(message as unknown as Complaint);
        return;
      default:
    }
  }

  private complain(complaint: Complaint): void {
    if (this.run && this.live && MENDED_BY_ASKING.has(complaint.code)) {
      // A run that the server has forgotten is the same run, chunk for chunk, when it is simulated again.
      if (complaint.code === 'unknown-run') this.say({type: 'run', scenario: this.scenario});
      else this.retry();
      return;
    }
    this.live = false;
    this.options.listener.error(complaint);
  }

  private take(seq: number, chunk: Chunk): void {
    if (seq > this.next) {
      this.resume();
      return;
    }
    this.arrived();
    this.say({type: 'credit', chunks: 1});
    if (seq < this.next) return;
    this.next += 1;
    this.options.listener.chunk(chunk);
  }
}
