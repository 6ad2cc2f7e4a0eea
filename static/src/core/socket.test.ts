import {beforeEach, expect, test} from 'vitest';
import {RunSocket, type Complaint, type Link, type Wire} from './socket';

class FakeWire implements Wire {
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: {data: unknown}) => void) | null = null;
  onclose: (() => void) | null = null;
  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close(): void {
    this.onclose?.();
  }
  hear(message: object): void {
    this.onmessage?.({data: JSON.stringify(message)});
  }
}

let wires: FakeWire[];
let taken: number[];
let complaints: Complaint[];
let links: Link[];
let later: {action: () => void; ms: number}[];
let socket: RunSocket;

const wire = (): FakeWire => wires[wires.length - 1] ?? new FakeWire();
const chunk = (seq: number): object => ({type: 'chunk', run: 'r', seq});
const error = (code: string): object => ({type: 'error', code, message: code, accepted: 'something'});

/** Let the time come for which the socket waits before it tries again. */
function wait(): number {
  const due = later.filter(({ms}) => ms !== 10_000);
  later = [];
  for (const {action} of due) action();
  return due[0]?.ms ?? NaN;
}

beforeEach(() => {
  wires = [];
  taken = [];
  complaints = [];
  links = [];
  later = [];
  socket = new RunSocket({
    open: () => {
      const opened = new FakeWire();
      wires.push(opened);
      return opened;
    },
    later: (action, ms) => later.push({action, ms}),
    chance: () => 0.5,
    listener: {
      head: () => undefined,
      chunk: (arrived) => taken.push((arrived as unknown as {seq: number}).seq),
      end: () => undefined,
      error: (complaint) => complaints.push(complaint),
      link: (link) => links.push(link),
    },
  });
  socket.start({option: '1.1'});
  wire().onopen?.();
  wire().hear({type: 'head', run: 'r', head: {}});
});

test('asks for the run and gives a credit for every chunk', () => {
  wire().hear(chunk(0));
  wire().hear(chunk(1));
  expect(wire().sent.map((message) => message['type'])).toEqual(['run', 'credit', 'credit']);
  expect(taken).toEqual([0, 1]);
});

test('resumes after the last chunk that it has, and takes none twice', () => {
  wire().hear(chunk(0));
  wire().close();
  wait();
  wire().onopen?.();
  expect(wire().sent).toEqual([{type: 'resume', run: 'r', after: 0}]);
  wire().hear({type: 'head', run: 'r', head: {}});
  wire().hear(chunk(0));
  wire().hear(chunk(1));
  expect(taken).toEqual([0, 1]);
  expect(wire().sent.filter((message) => message['type'] === 'credit')).toHaveLength(2);
});

test('asks again where a chunk is missing', () => {
  wire().hear(chunk(0));
  wire().hear(chunk(2));
  expect(taken).toEqual([0]);
  expect(wire().sent.at(-1)).toEqual({type: 'resume', run: 'r', after: 0});
});

test('does not reconnect after the end', () => {
  wire().hear({type: 'end', run: 'r', fingerprint: 'f'});
  wire().close();
  expect(links).toEqual([]);
});

test('passes a complaint on with what would be accepted', () => {
  wire().hear(error('bad-scenario'));
  expect(complaints).toMatchObject([{accepted: 'something'}]);
});

test('what an older run still sends is ignored', () => {
  wire().hear({type: 'chunk', run: 'older', seq: 0});
  expect(taken).toEqual([]);
});

test('waits longer and longer although the door opens each time, and gives up', () => {
  const waited: number[] = [];
  wire().close();
  for (let i = 0; i < 8; i++) {
    waited.push(wait());
    wire().onopen?.();
    wire().close();
  }
  expect(waited).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000]);
  expect(links.at(-1)).toEqual({is: 'down'});
  expect(links.at(-2)).toMatchObject({is: 'waiting', attempt: 8, of: 8});
  expect(wires).toHaveLength(9);
  expect(wait()).toBeNaN();
});

test('data, and nothing else, make it patient again', () => {
  wire().close();
  wait();
  wire().onopen?.();
  expect(links.map((link) => link.is)).toEqual(['waiting']);
  wire().hear(chunk(0));
  expect(links.at(-1)).toEqual({is: 'up'});
  wire().close();
  expect(wait()).toBe(250);
});

test('tries again at once when the reader asks for it', () => {
  wire().hear(chunk(0));
  for (let i = 0; i < 9; i++) {
    wire().close();
    wait();
  }
  expect(links.at(-1)).toEqual({is: 'down'});
  socket.again();
  wire().onopen?.();
  expect(wire().sent).toEqual([{type: 'resume', run: 'r', after: 0}]);
});

test('a connection that does not open is given up like one that closes', () => {
  wire().close();
  wait();
  const silent = wire();
  for (const {action, ms} of later) if (ms === 10_000) action();
  expect(links.at(-1)).toMatchObject({is: 'waiting', attempt: 2});
  silent.onopen?.();
  expect(silent.sent).toEqual([]);
});

test('a run that was interrupted is resumed, with a pause', () => {
  wire().hear(chunk(0));
  wire().hear(error('interrupted'));
  expect(complaints).toEqual([]);
  expect(wait()).toBe(250);
  expect(wire().sent.at(-1)).toEqual({type: 'resume', run: 'r', after: 0});
});

test('a run that the server has forgotten is simulated again and goes on where it was', () => {
  wire().hear(chunk(0));
  wire().hear(error('unknown-run'));
  expect(wire().sent.at(-1)).toEqual({type: 'run', scenario: {option: '1.1'}});
  wire().hear({type: 'head', run: 'r', head: {}});
  wire().hear(chunk(0));
  wire().hear(chunk(1));
  expect(taken).toEqual([0, 1]);
});

test('after a run that broke off nothing is asked for until the reader does', () => {
  wire().hear(chunk(0));
  wire().hear(error('stopped'));
  wire().close();
  expect(complaints).toHaveLength(1);
  expect(links).toEqual([]);
  socket.again();
  wire().onopen?.();
  expect(wire().sent).toEqual([{type: 'resume', run: 'r', after: 0}]);
});
