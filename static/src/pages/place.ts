import type {Trace} from '../core/trace';
import type {Place} from '../core/whatif';

/** What is known of a node after event `at`, where things could be done to it. */
export function placeOf(trace: Trace, node: string, at: number): Place {
  const rows = (table: string) => trace.tables.rows(node, table, at).map(({row}) => row);
  const links = rows('interfaces').map((row) => String(row['link'] ?? ''));
  const rules = rows('filter').map((row) => String(row['name'] ?? ''));
  return {
    node,
    links: [...new Set(links.filter(Boolean))],
    rules: [...new Set(rules.filter(Boolean))],
    mobile: trace.head.nodes.find((each) => each.name === node)?.kind === 'mobile-node',
  };
}
