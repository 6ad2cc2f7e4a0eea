import type {Trace} from '../../core/trace';
import type {PipeSource, Point} from '../../core/wire';
import {attachments, route, type Attachments} from './attachments';
import {path, type Atlas} from './geometry';

/** A tunnel that exists at a moment, laid along the links between its ends. */
export interface Pipe {
  id: string;
  kind: string;
  role: string;
  ends: readonly [string, string];
  line: string;
  /** 0 for the innermost pipe; outer ones are drawn wider. */
  level: number;
}

/** Tunnels after event `at`, outermost first; one pipe for the two ends that each keep a row. */
export function pipes(trace: Trace, atlas: Atlas, order: readonly string[], at: number): Pipe[] {
  const where = attachments(trace, at);
  const found = new Map<string, Pipe>();
  for (const source of atlas.sheet.pipes) {
    for (const {name} of trace.head.nodes) {
      for (const {row} of trace.tables.rows(name, source.table, at)) {
        const pipe = lay(atlas, where, source, row);
        if (pipe && !found.has(pipe.id)) found.set(pipe.id, pipe);
      }
    }
  }
  return levels([...found.values()], order);
}

/** Roles are listed from the inside out, so a later one lies around an earlier one. */
function levels(all: readonly Pipe[], order: readonly string[]): Pipe[] {
  const roles = order.filter((role) => all.some((pipe) => pipe.role === role));
  return all
    .map((pipe) => ({...pipe, level: Math.max(0, roles.indexOf(pipe.role))}))
    .sort((a, b) => b.level - a.level || a.id.localeCompare(b.id));
}

function lay(atlas: Atlas, where: Attachments, source: PipeSource, row: Record<string, unknown>): Pipe | null {
  const [from, to] = source.ends.map((column) => where.owners.get(String(row[column] ?? '')));
  if (!from || !to || from === to) return null;
  const ends = [from, to].sort() as [string, string];
  const kind = String(row[source.kind] ?? '');
  const role = source.role || String(row['role'] ?? '');
  const points = route(where, ends[0], ends[1]).flatMap(
    (hop): readonly Point[] => atlas.between(hop.link, hop.from, hop.to).points,
  );
  return points.length > 1
    ? {id: `${role} ${kind} ${ends.join(' ')}`, kind, role, ends, line: path(points), level: 0}
    : null;
}
