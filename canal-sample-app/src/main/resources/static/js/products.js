import * as api from './api.js';
import { byId, element } from './dom.js';
import { count, duration, money } from './format.js';
import { ProductForm } from './form.js';

const PAGE = 15;

/** The index shows to searches what came before its last refresh, once a second where it is not busy. */
const SEARCH_AGAIN_MILLIS = 1500;

/** The list of products: a page of MySQL's, or what Elasticsearch finds. */
export class Products {

  constructor(categories, { onSelect, onSaved }) {
    this.categories = categories;
    this.onSelect = onSelect;
    this.onSaved = onSaved;
    this.rows = byId('products').tBodies[0];
    this.error = byId('catalogue-error');
    this.source = byId('source');
    this.pager = byId('pager');
    this.query = byId('q');
    this.page = 0;
    byId('search').addEventListener('submit', (event) => {
      event.preventDefault();
      this.load();
    });
    this.query.addEventListener('input', () => {
      this.page = 0;
      this.load();
    });
    byId('add').addEventListener('click', () => this.add());
  }

  /**
   * Reads the list anew; what Elasticsearch finds, again and again: no event tells when a change becomes searchable.
   * A form that is open is closed, and a click that awaits its second one is forgotten, unless nobody here asked for
   * the list.
   */
  async load(asked = true) {
    clearTimeout(this.timer);
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    const text = this.query.value.trim();
    try {
      const before = performance.now();
      const found = text ? { items: await api.search(text, asking.signal) }
        : await api.products(this.page, PAGE, asking.signal);
      const took = duration(Math.max(1, Math.round(performance.now() - before)));
      if (!asked && this.rows.querySelector('tr.form, .remove.sure')) {
        this.loadSoon(1000);
        return;
      }
      this.error.hidden = true;
      this.source.textContent = text
        ? `${count(found.items.length)} ${found.items.length === 1 ? 'match' : 'matches'} from Elasticsearch in ${took}`
        : `${count(found.total)} in MySQL`;
      this.render(found.items, text);
      this.renderPager(found, text);
      if (text) {
        this.loadSoon(SEARCH_AGAIN_MILLIS);
      }
    }
    catch (problem) {
      if (problem.name !== 'AbortError') {
        this.fail(problem);
        this.loadSoon(SEARCH_AGAIN_MILLIS);
      }
    }
  }

  fail(problem) {
    this.error.textContent = problem.message;
    this.error.hidden = false;
  }

  render(items, text) {
    const rows = items.map((product) => this.row(product));
    if (rows.length === 0) {
      rows.push(element('tr', { class: 'nothing' }, element('td', { colspan: 5, class: 'empty' },
        text ? `Elasticsearch finds nothing for “${text}”.` : 'There are no products yet.')));
    }
    this.keepingFocus(() => this.rows.replaceChildren(...rows));
  }

  /** Leaves the focus on the button that has it, although its row is made anew. */
  keepingFocus(change) {
    const button = this.rows.contains(document.activeElement) ? document.activeElement : null;
    const row = button?.closest('tr').dataset.id;
    change();
    if (button) {
      this.rows.querySelector(`tr[data-id="${row}"] .${button.classList[0]}`)?.focus();
    }
  }

  row(product) {
    const stock = (product.stock === 0) ? element('span', { class: 'sold-out' }, 'sold out') : count(product.stock);
    return element('tr', { 'data-id': product.id, 'aria-selected': String(product.id === this.selected) },
      element('td', {}, element('button', { class: 'product', type: 'button', onclick: () => this.show(product.id),
        'aria-label': `Show the copies of ${product.name}` },
      element('span', { class: 'name' }, product.name), element('span', { class: 'sku' }, product.sku))),
      element('td', { class: 'category' }, this.categories.get(product.categoryId) ?? ''),
      element('td', { class: 'number price' }, money(product.price)),
      element('td', { class: 'number stock' }, stock),
      element('td', { class: 'actions' },
        element('button', { class: 'edit quiet', type: 'button', 'aria-label': `Edit ${product.name}`,
          onclick: () => this.edit(product) }, 'Edit'),
        this.removeButton(product)));
  }

  /** Asks for a second click instead of a dialogue. */
  removeButton(product) {
    const button = element('button', { class: 'remove quiet danger', type: 'button', 'aria-label': `Delete ${product.name}` },
      'Delete');
    const reset = () => {
      button.classList.remove('sure');
      button.textContent = 'Delete';
      button.setAttribute('aria-label', `Delete ${product.name}`);
    };
    button.addEventListener('blur', reset);
    button.addEventListener('click', async () => {
      if (!button.classList.contains('sure')) {
        button.classList.add('sure');
        button.textContent = 'Really?';
        button.setAttribute('aria-label', `Really delete ${product.name}`);
        return;
      }
      button.disabled = true;
      try {
        await api.remove(product.id);
        this.select(product.id);
        await this.load();
      }
      catch (problem) {
        this.fail(problem);
        button.disabled = false;
        reset();
      }
    });
    return button;
  }

  renderPager(found, text) {
    const pages = text ? 1 : Math.max(1, Math.ceil(found.total / PAGE));
    const to = (page) => () => {
      this.page = page;
      this.load();
    };
    this.pager.hidden = pages === 1;
    this.pager.replaceChildren(
      element('button', { type: 'button', disabled: this.page === 0, onclick: to(this.page - 1) }, 'Newer'),
      element('span', {}, `Page ${this.page + 1} of ${pages}`),
      element('button', { type: 'button', disabled: this.page >= pages - 1, onclick: to(this.page + 1) }, 'Older'));
  }

  select(id) {
    this.selected = id;
    [...this.rows.children].forEach((row) => row.setAttribute('aria-selected', String(row.dataset.id === String(id))));
    this.onSelect(id);
  }

  /** On a narrow screen the copies are below the list. */
  show(id) {
    this.select(id);
    if (matchMedia('(max-width: 1080px)').matches) {
      byId('copies').scrollIntoView();
    }
  }

  add() {
    const open = this.rows.querySelector('tr.form[data-id="new"]');
    if (open) {
      open.querySelector('input').focus();
      return;
    }
    this.rows.querySelector('tr.nothing')?.remove();
    const form = new ProductForm('new', {}, this.categories, {
      save: (values) => api.create(values),
      saved: (product) => this.saved(form, product),
      cancelled: () => {
        form.row.remove();
        byId('add').focus();
      },
    });
    this.rows.prepend(form.row);
    form.focus();
  }

  edit(product) {
    const form = new ProductForm(product.id, product, this.categories, {
      save: (values) => api.update(product.id, values),
      saved: (changed) => this.saved(form, changed),
      cancelled: () => {
        const row = this.row(product);
        form.row.replaceWith(row);
        row.querySelector('.edit').focus();
      },
    });
    this.rows.querySelector(`tr[data-id="${product.id}"]`).replaceWith(form.row);
    this.select(product.id);
    form.focus();
  }

  saved(form, product) {
    const row = this.row(product);
    form.row.replaceWith(row);
    this.select(product.id);
    row.querySelector('.edit').focus();
    this.onSaved(product);
  }

  /** Somebody changed a product: this page, another one, or a MySQL client. */
  changed(change) {
    if (change.operation === 'update') {
      this.keepingFocus(() => this.rows.querySelector(`tr[data-id="${change.id}"]:not(.form)`)
        ?.replaceWith(this.row(change.after)));
    }
    else if (!this.query.value.trim()) {
      this.loadSoon(50);
    }
  }

  loadSoon(millis) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(false), millis);
  }

}
