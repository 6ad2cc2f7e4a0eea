import {beforeEach, expect, test} from 'vitest';
import {RunSocket, type Complaint, type Wire} from './socket';

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
let later: (() => void)[];

function start(): RunSocket {
  wires = [];
  taken = [];
  complaints = [];
  later = [];
  const socket = new RunSocket({
    open: () => {
      const wire = new FakeWire();
      wires.push(wire);
      return wire;
    },
    later: (action) => later.push(action),
    listener: {
      head: () => undefined,
      chunk: (chunk) => taken.push((chunk as unknown as {seq: number}).seq),
      end: () => undefined,
      error: (complaint) => complaints.push(complaint),
      link: () => undefined,
    },
  });
  socket.start({option: '1.1'});
  wires[0]?.onopen?.();
  wires[0]?.hear({type: 'head', run: 'r', head: {}});
  return socket;
}

const chunk = (seq: number): object => ({type: 'chunk', run: 'r', seq});

beforeEach(start);

test('asks for the run and gives a credit for every chunk', () => {
  wires[0]?.hear(chunk(0));
  wires[0]?.hear(chunk(1));
  expect(wires[0]?.sent.map((message) => message['type'])).toEqual(['run', 'credit', 'credit']);
  expect(taken).toEqual([0, 1]);
});

test('resumes after the last chunk that it has, and takes none twice', () => {
  wires[0]?.hear(chunk(0));
  wires[0]?.close();
  later.shift()?.();
  wires[1]?.onopen?.();
  expect(wires[1]?.sent).toEqual([{type: 'resume', run: 'r', after: 0}]);
  wires[1]?.hear({type: 'head', run: 'r', head: {}});
  wires[1]?.hear(chunk(0));
  wires[1]?.hear(chunk(1));
  expect(taken).toEqual([0, 1]);
});

test('asks again where a chunk is missing', () => {
  wires[0]?.hear(chunk(0));
  wires[0]?.hear(chunk(2));
  expect(taken).toEqual([0]);
  expect(wires[0]?.sent.at(-1)).toEqual({type: 'resume', run: 'r', after: 0});
});

test('does not reconnect after the end', () => {
  wires[0]?.hear({type: 'end', run: 'r', fingerprint: 'f'});
  wires[0]?.close();
  expect(later).toEqual([]);
});

test('passes a complaint on with what would be accepted', () => {
  wires[0]?.hear({type: 'error', code: 'bad-scenario', message: 'suite rot13', accepted: 'aes-gcm'});
  expect(complaints).toMatchObject([{accepted: 'aes-gcm'}]);
});

test('what an older run still sends is ignored', () => {
  wires[0]?.hear({type: 'chunk', run: 'older', seq: 0});
  expect(taken).toEqual([]);
});
