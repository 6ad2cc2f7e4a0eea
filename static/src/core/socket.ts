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

export interface Listener {
  head(run: string, head: Head): void;
  chunk(chunk: Chunk): void;
  end(ending: Ending): void;
  error(complaint: Complaint): void;
  /** Told when the connection is lost (with seconds until the next try) and when it is back (with 0). */
  link(retryIn: number): void;
}

export interface SocketOptions {
  open: () => Wire;
  listener: Listener;
  later: (action: () => void, ms: number) => void;
}

const PATIENCE = [0.25, 0.5, 1, 2, 4, 8]; // seconds

/**
 * One run over a WebSocket, with credit for chunks and resumption after a lost connection.
 *
 * A chunk is taken once and in order: numbers below the expected one are repetitions, and a
 * number beyond it means that one was lost, so the rest is asked for again.
 */
export class RunSocket {
  private wire: Wire | null = null;
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
    this.live = true;
    if (this.wire) this.say({type: 'run', scenario});
    else this.connect();
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
    wire.onopen = () => {
      if (this.tries > 0) this.options.listener.link(0);
      this.tries = 0;
      if (this.run) this.resume();
      else this.say({type: 'run', scenario: this.scenario});
    };
    wire.onmessage = (message) => {
      if (this.wire === wire && typeof message.data === 'string') this.hear(message.data);
    };
    wire.onclose = () => {
      if (this.wire !== wire) return;
      this.wire = null;
      if (this.live) this.retry();
    };
  }

  private retry(): void {
    const wait = PATIENCE[Math.min(this.tries, PATIENCE.length - 1)] ?? 8;
    this.tries += 1;
    this.options.listener.link(wait);
    this.options.later(() => {
      if (this.live && !this.wire) this.connect();
    }, wait * 1000);
  }

  private resume(): void {
    this.say({type: 'resume', run: this.run, after: this.next - 1});
  }

  private say(message: object): void {
    this.wire?.send(JSON.stringify(message));
  }

  private hear(text: string): void {
    const message = JSON.parse(text) as {type: string; run?: string; seq?: number};
    const {listener} = this.options;
    switch (message.type) {
      case 'head':
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
        this.live = false;
        listener.end(message as unknown as Ending);
        return;
      case 'error':
        this.live = this.run !== '' && this.live;
        listener.error(message as unknown as Complaint);
        return;
      default:
    }
  }

  private take(seq: number, chunk: Chunk): void {
    if (seq < this.next) return;
    if (seq > this.next) {
      this.resume();
      return;
    }
    this.next += 1;
    this.options.listener.chunk(chunk);
    this.say({type: 'credit', chunks: 1});
  }
}
