// Makes the forms of the API page send their calls; without it the page reads as it is.
const key = document.querySelector('#key');
for (const trial of document.querySelectorAll('[data-trial]')) trial.hidden = false;

function requestOf(form) {
  const query = new URLSearchParams();
  const headers = { 'X-Requested-With': 'docs' };
  let path = form.dataset.path;
  for (const { name, value, dataset } of form.querySelectorAll('input')) {
    if (dataset.in === 'path') path = path.replace(`{${name}}`, encodeURIComponent(value));
    else if (value === '') continue;
    else if (dataset.in === 'query') query.set(name, value);
    else headers[name] = value;
  }
  if (key.value !== '') headers.Authorization = `Bearer ${key.value.trim()}`;
  const body = form.querySelector('textarea')?.value;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const address = query.size > 0 ? `${path}?${query}` : path;
  return [address, { method: form.dataset.method, headers, body }];
}

function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (form.dataset.path === undefined) return;
  event.preventDefault();
  const shown = form.parentElement.querySelector('[role="status"] pre');
  shown.hidden = false;
  shown.textContent = 'Waiting for the answer';
  try {
    const answer = await fetch(...requestOf(form));
    shown.textContent = `${answer.status} ${answer.statusText}\n\n${readable(await answer.text())}`;
  } catch (error) {
    shown.textContent = `No answer: ${error.message}`;
  }
});
