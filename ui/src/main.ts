import { mount } from 'svelte';
import App from './App.svelte';
import './app.css';
import { App as State } from './lib/app/app.svelte';
import { connect } from './lib/host/connect';
import { skipClosedOverlays } from './ui/back';
import { followKeyboard } from './ui/keyboard';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');

skipClosedOverlays();
followKeyboard();
connect().then((host) => mount(App, { target, props: { app: new State(host) } }));
