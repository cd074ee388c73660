import * as api from './api.js';
import { byId, element } from './dom.js';
import { count, duration } from './format.js';

const TITLES = { redis: 'Redis', elasticsearch: 'Elasticsearch', handlers: 'Handlers' };
const STATES = { STOPPED: 'stopped', STARTING: 'starting', PAUSED: 'paused', DISCONNECTED: 'MySQL is unreachable',
  RETRYING: 'retrying', FAILED: 'failed' };

/** The pipelines at the top of the page, each with a button that holds it. */
export class Status {

  constructor() {
    this.list = byId('pipelines');
    this.chips = new Map();
  }

  async start() {
    await this.refresh();
    setTimeout(() => this.start(), 1000);
  }

  async refresh() {
    try {
      const pipelines = await api.status();
      const names = pipelines.map((pipeline) => pipeline.name);
      if (names.join() !== [...this.chips.keys()].join()) {
        this.chips = new Map(names.map((name) => [name, this.chip(name)]));
        this.list.replaceChildren(...[...this.chips.values()].map((chip) => chip.item));
      }
      pipelines.forEach((pipeline) => this.show(pipeline, this.chips.get(pipeline.name)));
    }
    catch (problem) {
      this.chips.clear();
      this.list.replaceChildren(element('li', { class: 'pipeline' }, element('span', { class: 'dot failed' }),
        element('span', { class: 'facts error' }, problem.message)));
    }
  }

  chip(name) {
    const dot = element('span', { class: 'dot' });
    const facts = element('div', { class: 'facts' });
    const button = element('button', { class: 'quiet', type: 'button', onclick: () => this.toggle(name) });
    const title = element('div', { class: 'name' }, TITLES[name] ?? name);
    return { dot, facts, button,
      item: element('li', { class: 'pipeline', 'data-pipeline': name }, dot, element('div', {}, title, facts), button) };
  }

  show(pipeline, chip) {
    const paused = pipeline.state === 'PAUSED';
    const state = STATES[pipeline.state] ?? (pipeline.lagMillis > 0 ? `${duration(pipeline.lagMillis)} behind` : 'up to date');
    chip.dot.className = `dot ${pipeline.state.toLowerCase()}`;
    chip.facts.className = pipeline.error ? 'facts error' : 'facts';
    chip.facts.textContent = pipeline.error ?? `${state} · ${count(pipeline.events)} changes`;
    chip.item.title = pipeline.position ?? '';
    chip.paused = paused;
    chip.button.textContent = paused ? 'Resume' : 'Pause';
    chip.button.setAttribute('aria-label', `${paused ? 'Resume' : 'Pause'} ${TITLES[pipeline.name] ?? pipeline.name}`);
  }

  async toggle(name) {
    try {
      await (this.chips.get(name).paused ? api.resume(name) : api.pause(name));
    }
    finally {
      await this.refresh();
    }
  }

}
