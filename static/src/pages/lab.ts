import {mount} from 'svelte';
import {parseAddress} from '../core/url';
import './tokens.css';
import './hatches.css';
import './layout.css';
import LabPage from './Lab.svelte';
import {Lab, SHOWN} from './lab.svelte';
import {fetchCatalogue, readSavedLink, Refused} from './server';

/** Build the lab into `target`: catalogue first, then the run that the address or the saved link names. */
export async function start(target: HTMLElement): Promise<void> {
  try {
    const lab = new Lab(await fetchCatalogue());
    const saved = readSavedLink();
    const {address, warnings} = parseAddress(location.search);
    lab.open(address, saved);
    window.addEventListener('popstate', ({state}) => {
      if (state === SHOWN) lab.comeBack(parseAddress(location.search).address, location.pathname);
    });
    for (const warning of warnings) lab.toasts.say(warning);
    mount(LabPage, {target, props: {lab}});
  } catch (error) {
    const said = document.createElement('p');
    said.className = 'empty loading';
    said.setAttribute('role', 'alert');
    said.textContent = error instanceof Refused ? `${error.message}. ${error.accepted}` : 'The lab could not start.';
    target.replaceChildren(said);
    throw error;
  }
}
