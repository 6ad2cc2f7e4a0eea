import type {Trace} from '../../core/trace';
import type {Point} from '../../core/wire';
import {attachments, route, type Attachments} from './attachments';
import {path, type Atlas} from './geometry';

/** A tunnel that exists at a moment, laid along the links between its ends. */
export interface Pipe {
  id: string;
  kind: string;
  role: string;
  ends: readonly [string, string];
  line: string;
  /** 0 for the innermost pipe of those that share a way; outer ones are drawn wider. */
  level: number;
}

/** Tunnels after event `at`: one pipe for the two ends that each keep a row. */
export function pipes(trace: Trace, atlas: Atlas, at: number): Pipe[] {
  const where = attachments(trace, at);
  const found = new Map<string, Pipe>();
  for (const {name} of trace.head.nodes) {
    for (const {row} of trace.tables.rows(name, 'tunnels', at)) {
      const peer = where.owners.get(String(row['remote'] ?? ''));
      if (!peer || peer === name) continue;
      const kind = String(row['kind'] ?? 'tunnel');
      const ends = [name, peer].sort() as [string, string];
      const id = `${kind} ${ends.join(' ')}`;
      if (found.has(id)) continue;
      const line = lay(atlas, where, ends);
      if (line.length > 1) {
        found.set(id, {id, kind, role: String(row['role'] ?? 'access'), ends, line: path(line), level: line.length});
      }
    }
  }
  return levels([...found.values()]);
}

/** Longer pipes lie within shorter ones, as a tunnel that goes on lies within the one that ends. */
function levels(all: Pipe[]): Pipe[] {
  const byLength = [...all].sort((a, b) => a.level - b.level || a.id.localeCompare(b.id));
  return byLength.map((pipe, i) => ({...pipe, level: byLength.length - 1 - i}));
}

function lay(atlas: Atlas, where: Attachments, ends: readonly [string, string]): Point[] {
  return route(where, ends[0], ends[1]).flatMap((hop) => atlas.between(hop.link, hop.from, hop.to).points);
}
