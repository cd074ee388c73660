import { element } from './dom.js';

/** A row of the list as a form. */
export class ProductForm {

  constructor(id, product, categories, { save, saved, cancelled }) {
    this.cancelled = cancelled;
    const options = [...categories].map(([value, name]) =>
      element('option', { value, selected: value === product.categoryId }, name));
    this.fields = {
      name: this.input('name', product.name, { maxlength: 200 }),
      sku: this.input('sku', product.sku, { maxlength: 40, spellcheck: 'false' }),
      categoryId: element('select', { name: 'categoryId' }, ...options),
      price: this.input('price', product.price?.toFixed(2), { inputmode: 'decimal' }),
      stock: this.input('stock', product.stock, { inputmode: 'numeric' }),
    };
    const label = (name, title) => element('label', { class: name }, title, this.fields[name]);
    this.save = element('button', { class: 'primary save', type: 'submit' }, (id === 'new') ? 'Create' : 'Save');
    this.problem = element('p', { class: 'problem', role: 'alert' });
    const form = element('form', { novalidate: true, onsubmit: (event) => {
      event.preventDefault();
      this.submit(save, saved);
    } },
    label('name', 'Name'), label('sku', 'Sku'), label('categoryId', 'Category'), label('price', 'Price'), label('stock', 'Stock'),
    element('div', { class: 'buttons' }, this.problem,
      element('button', { class: 'cancel', type: 'button', onclick: () => cancelled() }, 'Cancel'), this.save));
    this.row = element('tr', { class: 'form', 'data-id': id }, element('td', { colspan: 5 }, form));
  }

  input(name, value, attributes) {
    return element('input', { name, value: value ?? '', autocomplete: 'off', ...attributes,
      onkeydown: (event) => event.key === 'Escape' && this.cancelled() });
  }

  focus() {
    this.fields.name.focus();
    this.fields.name.select();
  }

  values() {
    const number = (text) => (text.trim() === '') ? null : Number(text.replace(',', '.'));
    return {
      sku: this.fields.sku.value.trim(),
      name: this.fields.name.value.trim(),
      price: number(this.fields.price.value),
      stock: number(this.fields.stock.value),
      categoryId: Number(this.fields.categoryId.value),
    };
  }

  async submit(save, saved) {
    const values = this.values();
    const missing = (value) => value === null || value === '' || Number.isNaN(value);
    const errors = Object.fromEntries(Object.keys(values)
      .filter((name) => missing(values[name]))
      .map((name) => [name, Number.isNaN(values[name]) ? 'must be a number' : 'is missing']));
    if (Object.keys(errors).length) {
      this.fail('', errors);
      return;
    }
    this.save.disabled = true;
    try {
      saved(await save(values));
    }
    catch (problem) {
      this.fail(problem.message, problem.errors);
    }
    finally {
      this.save.disabled = false;
    }
  }

  fail(message, errors = {}) {
    const names = Object.keys(this.fields).filter((name) => name in errors);
    for (const [name, field] of Object.entries(this.fields)) {
      field.setAttribute('aria-invalid', String(names.includes(name)));
    }
    const titles = { categoryId: 'category' };
    this.problem.textContent = names.length
      ? names.map((name) => `${titles[name] ?? name} ${errors[name]}`).join(' · ') : message;
    this.fields[names[0]]?.focus();
  }

}
