/* Ten questions for practice; the page around them is there without code. */
import {mount} from 'svelte';
import type {KindOfQuestion} from '../core/prediction';
import Practice from './Practice.svelte';

const target = document.getElementById('practice');
const kinds = JSON.parse(document.getElementById('kinds')?.textContent ?? '[]') as KindOfQuestion[];
if (target) mount(Practice, {target, props: {kinds}});
