const price = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });
const whole = new Intl.NumberFormat('en');

export const money = (value) => price.format(value);
export const count = (value) => whole.format(value);

/** The time of day, as exact as the text is. */
export function timeOfDay(iso, digits = 3) {
  const date = new Date(iso);
  const fraction = (/\.(\d+)/.exec(iso)?.[1] ?? '').padEnd(digits, '0').slice(0, digits);
  const two = (number) => String(number).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${fraction}`;
}

export function duration(millis) {
  if (millis < 10000) {
    return `${count(millis)} ms`;
  }
  return (millis < 120000) ? `${Math.round(millis / 1000)} s` : `${Math.round(millis / 60000)} min`;
}

/** A field's value as the page writes it, in the list of changes and beside its copies. */
export function fieldValue(field, value, categories) {
  if (value === null || value === undefined) {
    return '—';
  }
  switch (field) {
    case 'price': return value.toFixed(2);
    case 'updatedAt': return timeOfDay(value, 6);
    case 'categoryId': return categories.has(value) ? `${value} · ${categories.get(value)}` : String(value);
    default: return (typeof value === 'object') ? JSON.stringify(value) : String(value);
  }
}

const LABELS = { id: 'id', sku: 'sku', name: 'name', price: 'price', stock: 'stock', categoryId: 'category',
  updatedAt: 'updated' };

export const fieldLabel = (field) => LABELS[field] ?? field;
