import * as api from './api.js';
import { byId, element } from './dom.js';
import { duration, fieldLabel, fieldValue } from './format.js';

const PLACES = ['mysql', 'redis', 'elasticsearch'];
const TITLES = { mysql: 'MySQL', redis: 'Redis', elasticsearch: 'Elasticsearch' };

/** The three copies of one product, asked for again and again. */
export class Copies {

  constructor(categories) {
    this.categories = categories;
    this.body = byId('copies-body');
    this.agreement = byId('agreement');
    this.showNothing();
  }

  show(id) {
    this.id = id;
    this.cells = new Map();
    this.body.replaceChildren();
    this.refresh();
  }

  /** Looks at once, as something has happened. */
  async refresh() {
    clearTimeout(this.timer);
    this.asking?.abort();
    if (this.id === undefined) {
      return;
    }
    const asking = new AbortController();
    this.asking = asking;
    try {
      const copies = await api.copies(this.id, asking.signal);
      this.render(copies);
      this.again(this.same(copies) ? 2000 : 100);
    }
    catch (problem) {
      if (problem.name !== 'AbortError') {
        this.cells = new Map();
        this.agree('', '');
        this.body.replaceChildren(element('p', { class: 'notice error', role: 'alert' }, problem.message));
        this.again(2000);
      }
    }
  }

  again(millis) {
    this.timer = setTimeout(() => this.refresh(), millis);
  }

  same(copies) {
    const text = (copy) => copy && JSON.stringify(Object.entries(copy).sort());
    return PLACES.every((place) => text(copies[place]) === text(copies.mysql));
  }

  render(copies) {
    const same = this.same(copies);
    const gone = PLACES.every((place) => copies[place] === null);
    const fields = [...new Set(PLACES.flatMap((place) => Object.keys(copies[place] ?? {})))];
    this.agree(same ? 'same' : 'differ', gone ? 'gone from all three' : same ? 'all three agree' : 'they differ');
    this.body.replaceChildren(
      element('p', { class: 'delay' }, element('strong', {}, duration(copies.lagMillis)),
        element('span', {}, same ? 'from MySQL to the slower of its copies' : 'behind, so far')),
      gone ? element('p', { class: 'empty' }, `Product ${this.id} is in none of them any more.`)
        : this.table(fields, copies));
  }

  agree(state, text) {
    this.agreement.className = `agreement ${state}`;
    this.agreement.textContent = text;
  }

  table(fields, copies) {
    const where = { mysql: `shop.product`, redis: `product:${this.id}`, elasticsearch: `product/${this.id}` };
    return element('table', { class: 'compare' },
      element('caption', { class: 'visually-hidden' }, `Product ${this.id} in its three places`),
      element('colgroup', {}, element('col', { class: 'field' }), element('col', { span: 3 })),
      element('thead', {}, element('tr', {}, element('td', {}), ...PLACES.map((place) =>
        element('th', { scope: 'col' }, element('span', { class: 'place' }, TITLES[place]),
          element('span', { class: 'where' }, where[place]))))),
      element('tbody', {}, ...fields.map((field) => element('tr', { 'data-field': field },
        element('th', { scope: 'row' }, fieldLabel(field)),
        ...PLACES.map((place) => this.cell(place, field, copies))))));
  }

  cell(place, field, copies) {
    const value = copies[place]?.[field];
    const classes = [];
    if (value === undefined) {
      classes.push('absent');
    }
    if (JSON.stringify(value) !== JSON.stringify(copies.mysql?.[field])) {
      classes.push('differs');
    }
    const key = `${place} ${field}`;
    if (this.cells.has(key) && this.cells.get(key) !== JSON.stringify(value)) {
      classes.push('fresh');
    }
    this.cells.set(key, JSON.stringify(value));
    return element('td', { class: classes.join(' '), 'data-place': place,
      title: (field === 'updatedAt') ? value : null }, fieldValue(field, value, this.categories));
  }

  showNothing() {
    this.agree('', '');
    this.body.replaceChildren(element('div', { class: 'empty' }, element('p', {}, 'Choose a product.'),
      element('p', { class: 'hint' }, 'You will see its row in MySQL beside its copies in Redis and Elasticsearch, and how ',
        'long its last change took to get there. To see them differ, pause a pipeline and edit.')));
  }

}
