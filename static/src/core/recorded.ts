/** Runs of the real simulation, for the tests: recorded by Python when the sources changed, kept below node_modules. */
/// <reference types="node" />
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';
import {fileURLToPath} from 'node:url';
import {Trace} from './trace';
import type {Catalogue, Chunk, Ending, Head} from './wire';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SOURCES = ['simulation', 'mipviz/catalogue', 'mipviz/runs', 'tests/record_runs.py'];

let digest = '';

/** Folder of the recordings that belong to the sources as they are. */
function folder(): string {
  if (!digest) {
    const hash = createHash('sha256');
    for (const each of SOURCES.flatMap(filesOf)) hash.update(each).update(readFileSync(path.join(ROOT, each)));
    digest = hash.digest('hex').slice(0, 16);
  }
  return path.join(ROOT, 'static/node_modules/.cache/recorded', digest);
}

function filesOf(source: string): string[] {
  if (source.endsWith('.py')) return [source];
  const found = readdirSync(path.join(ROOT, source), {recursive: true, encoding: 'utf-8'});
  return found
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((name) => path.join(source, name));
}

/** See that the runs `OPTION/PRESET` are recorded; all that are missing are made at once. */
export function record(...runs: readonly string[]): void {
  const missing = runs.filter((run) => !existsSync(file(run)));
  if (missing.length === 0 && existsSync(path.join(folder(), 'catalogue.json'))) return;
  const own = path.join(ROOT, '.venv/bin/python');
  execFileSync(existsSync(own) ? own : 'python3', ['-m', 'tests.record_runs', folder(), ...missing], {cwd: ROOT});
}

const file = (run: string): string => path.join(folder(), `${run.replace('/', '-')}.json`);

export function recordedCatalogue(): Catalogue {
  record();
  return JSON.parse(readFileSync(path.join(folder(), 'catalogue.json'), 'utf-8')) as Catalogue;
}

/** The finished trace of the run `OPTION/PRESET`. */
export function recorded(run: string): Trace {
  record(run);
  const kinds = recordedCatalogue().kinds.map(([name]) => name);
  const whole = JSON.parse(readFileSync(file(run), 'utf-8')) as {head: Head; chunks: Chunk[]; end: Ending};
  const trace = new Trace(whole.head, kinds);
  for (const chunk of whole.chunks) trace.append(chunk);
  trace.finish(whole.end);
  return trace;
}
