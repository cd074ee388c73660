/** What went wrong, as RFC 9457 problem details say it. */
export class Problem extends Error {

  constructor(message, errors = {}) {
    super(message);
    this.errors = errors;
  }

}

async function request(path, options = {}) {
  let response;
  try {
    response = await fetch(`/api${path}`, options);
  }
  catch (error) {
    if (error.name === 'AbortError') {
      throw error;
    }
    throw new Problem('The shop does not answer. Is it still running?');
  }
  if (response.status === 204) {
    return null;
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) {
    throw new Problem(body?.detail ?? `The shop answers ${response.status}`, body?.errors);
  }
  return body;
}

function send(method, path, body) {
  return request(path, { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

export const categories = () => request('/categories');
export const products = (page, size, signal) => request(`/products?page=${page}&size=${size}`, { signal });
export const search = (text, signal) => request(`/products/search?q=${encodeURIComponent(text)}`, { signal });
export const copies = (id, signal) => request(`/products/${id}/copies`, { signal });
export const create = (product) => send('POST', '/products', product);
export const update = (id, product) => send('PUT', `/products/${id}`, product);
export const remove = (id) => request(`/products/${id}`, { method: 'DELETE' });
export const status = () => request('/status');
export const pause = (pipeline) => request(`/status/${pipeline}/pause`, { method: 'POST' });
export const resume = (pipeline) => request(`/status/${pipeline}/resume`, { method: 'POST' });
