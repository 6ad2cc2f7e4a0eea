/**
 * The three rooms of the browser code and the arrows between them.
 *
 * `core` imports only `core`; a view imports `core` and its own folder, never another view;
 * `pages` compose both. Everything may import `generated`, which is data from the server.
 */
import path from 'node:path';

const ROOMS = new Set(['core', 'views', 'pages', 'generated']);

/** The room of a file below `src/`, and within `views` the view it belongs to. */
function place(root, file) {
  const [room, part = ''] = path.relative(root, file).split(path.sep);
  if (!ROOMS.has(room)) return {room: 'entry', view: ''};
  return {room, view: room === 'views' ? part.replace(/\..*$/, '').toLowerCase() : ''};
}

/** Why *from* may not import *to*, or `null` where it may. */
export function objection(root, from, to) {
  const here = place(root, from);
  const there = place(root, to);
  if (there.room === 'generated' || here.room === 'entry') return null;
  if (here.room === 'pages') return there.room === 'entry' ? 'a page does not import an entry' : null;
  if (here.room === 'generated') return 'generated code imports only generated code';
  if (there.room === 'core') return null;
  if (here.room === 'core') return `core imports only core, not ${there.room}`;
  if (there.room !== 'views') return `a view imports only core, not ${there.room}`;
  return here.view === there.view ? null : `a view knows no other view: ${here.view} imports ${there.view}`;
}

/** @type {import('eslint').Rule.RuleModule} */
const arrows = {
  meta: {type: 'problem', docs: {description: 'keep the arrows between the rooms'}, schema: []},
  create(context) {
    const root = path.join(context.cwd, 'src');
    const check = (node) => {
      const name = node.source?.value;
      if (typeof name !== 'string' || !name.startsWith('.')) return;
      const why = objection(root, context.filename, path.resolve(path.dirname(context.filename), name));
      if (why) context.report({node, message: why});
    };
    return {
      ImportDeclaration: check,
      ImportExpression: check,
      ExportAllDeclaration: check,
      ExportNamedDeclaration: check,
    };
  },
};

export default {rules: {arrows}};
