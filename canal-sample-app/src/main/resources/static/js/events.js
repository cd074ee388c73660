import { byId, element } from './dom.js';
import { duration, fieldLabel, fieldValue, timeOfDay } from './format.js';

const LIMIT = 100;

/** The stream of changes, as the handlers get them. */
export class Events {

  constructor(categories, { onChange, onCopied, onSelect }) {
    this.categories = categories;
    this.onChange = onChange;
    this.onCopied = onCopied;
    this.onSelect = onSelect;
    this.list = byId('events-list');
    this.connection = byId('connection');
    this.seen = new Map();
  }

  start() {
    this.connected('', 'connecting');
    const source = new EventSource('/api/events');
    source.addEventListener('open', () => this.connected('live', 'live'));
    source.addEventListener('error', () => this.connected('lost', 'connection lost, trying again'));
    source.addEventListener('change', (event) => this.change(JSON.parse(event.data)));
    source.addEventListener('copied', (event) => this.copied(JSON.parse(event.data)));
  }

  connected(state, text) {
    this.connection.className = `connection ${state}`;
    this.connection.textContent = text;
  }

  change(change) {
    // After a reconnect, the last ones come again.
    if (this.seen.has(change.eventId)) {
      return;
    }
    byId('events-empty').hidden = true;
    const item = this.item(change);
    this.seen.set(change.eventId, item);
    this.list.prepend(item);
    if (this.seen.size > LIMIT) {
      const [oldest, oldestItem] = this.seen.entries().next().value;
      this.seen.delete(oldest);
      oldestItem.remove();
    }
    this.onChange(change);
  }

  copied(delay) {
    const item = this.seen.get(delay.eventId);
    if (item && !item.querySelector('.arrived')) {
      item.querySelector('.details').append(element('span', { class: 'arrived' },
        `Redis ${duration(delay.redisMillis)} · Elasticsearch ${duration(delay.elasticsearchMillis)}`));
      this.onCopied(delay);
    }
  }

  item(change) {
    const row = change.after ?? change.before;
    const title = (change.table === 'product')
      ? element('button', { class: 'title', type: 'button', onclick: () => this.onSelect(change.id) }, row.name)
      : element('span', { class: 'title' }, `${row.name} (${change.table})`);
    return element('li', { class: 'event new', 'data-operation': change.operation, 'data-id': change.id },
      element('span', { class: `operation ${change.operation}` }, change.operation),
      title,
      element('time', { class: 'when', datetime: change.handledAt, title: `committed ${change.committedAt}` },
        timeOfDay(change.handledAt)),
      element('div', { class: 'details' }, ...this.details(change)));
  }

  details(change) {
    if (change.operation !== 'update') {
      const row = change.after ?? change.before;
      return row.sku ? [element('span', {}, `${row.sku}, ${fieldValue('price', row.price)}, stock ${row.stock}`)] : [];
    }
    return Object.keys(change.after)
      .filter((field) => field !== 'updatedAt' && change.before[field] !== change.after[field])
      .map((field) => element('span', {}, `${fieldLabel(field)} `,
        element('del', {}, fieldValue(field, change.before[field], this.categories)), ' → ',
        element('ins', {}, fieldValue(field, change.after[field], this.categories))));
  }

}
