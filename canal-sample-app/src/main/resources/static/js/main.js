import * as api from './api.js';
import { Copies } from './copies.js';
import { byId } from './dom.js';
import { Events } from './events.js';
import { Products } from './products.js';
import { Status } from './status.js';

/** Waits for the shop to answer, then wires the page's parts to each other. */
async function start() {
  const error = byId('catalogue-error');
  let categories;
  try {
    categories = new Map((await api.categories()).map((category) => [category.id, category.name]));
  }
  catch (problem) {
    error.textContent = problem.message;
    error.hidden = false;
    setTimeout(start, 2000);
    return;
  }
  error.hidden = true;

  const copies = new Copies(categories);
  const products = new Products(categories, {
    onSelect: (id) => {
      history.replaceState(null, '', `#${id}`);
      copies.show(id);
    },
    onSaved: () => copies.refresh(),
  });
  const events = new Events(categories, {
    onChange: (change) => {
      if (change.table === 'product') {
        products.changed(change);
        if (change.id === copies.id) {
          copies.refresh();
        }
      }
    },
    onCopied: (delay) => delay.id === copies.id && copies.refresh(),
    onSelect: (id) => products.select(id),
  });

  await products.load();
  if (/^#\d+$/.test(location.hash)) {
    products.select(Number(location.hash.slice(1)));
  }
  events.start();
  new Status().start();
}

start();
