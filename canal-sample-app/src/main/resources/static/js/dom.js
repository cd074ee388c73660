/** Creates an element: attributes and properties by name, `on...` as listeners, text and elements as children. */
export function element(name, attributes = {}, ...children) {
  const result = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) {
      result.addEventListener(key.slice(2), value);
    }
    else if (value === true) {
      result.setAttribute(key, '');
    }
    else if (value !== false && value !== null && value !== undefined) {
      result.setAttribute(key, value);
    }
  }
  result.append(...children.filter((child) => child !== null));
  return result;
}

export function byId(id) {
  return document.getElementById(id);
}
