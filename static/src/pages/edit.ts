/* The scenario editor: a form, a timeline and the document itself. */
import {mount} from 'svelte';
import './tokens.css';
import './reading.css';
import './way.css';
import Edit from './Edit.svelte';
import {Editing} from './editing.svelte';
import {fetchCatalogue, Refused} from './server';

async function start(target: HTMLElement): Promise<void> {
  try {
    const editing = new Editing(await fetchCatalogue());
    await editing.open(location.search.slice(1));
    target.replaceChildren();
    mount(Edit, {target, props: {editing}});
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    target.textContent = `${error.message}. ${error.accepted}`;
  }
}

const target = document.getElementById('editor');
if (target) void start(target);
