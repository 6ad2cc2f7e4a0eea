import {start} from './pages/lab';

const target = document.getElementById('lab');
if (target) void start(target);
