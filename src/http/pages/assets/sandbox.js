// Keeps the page as it is told over the stream, and sends what is typed and pressed. Words come written from the server; nothing is put
// together here but what a person types.
const said = document.querySelector('#said');
const thread = document.querySelector('[data-region="thread"]');
const composer = document.querySelector('.composer');

const toEnd = () => thread?.scrollTo({ top: thread.scrollHeight });

/** By their keys: what is there and the same stays, so that nothing is read out twice and no focus is lost. */
function putList(list, fresh) {
  const before = new Map([...list.children].map((item) => [item.dataset.key, item]));
  let place = list.firstElementChild;
  for (const item of [...fresh.children]) {
    const known = before.get(item.dataset.key);
    before.delete(item.dataset.key);
    if (known === undefined) {
      item.classList.add('arrived');
      list.insertBefore(item, place);
      continue;
    }
    known.classList.remove('arrived');
    if (known === place) place = place.nextElementSibling;
    else list.insertBefore(known, place);
    if (known.outerHTML !== item.outerHTML) keepFocus(known, () => known.replaceWith(item));
  }
  for (const gone of before.values()) gone.remove();
}

/** Whoever is in the middle of something goes on there. */
function keepFocus(part, change) {
  const active = document.activeElement;
  const held = part.contains(active) && active.id !== '' ? { id: active.id, value: active.value } : undefined;
  change();
  if (held === undefined) return;
  const again = document.getElementById(held.id);
  if (again === null) return;
  if (held.value !== undefined && again.value !== undefined) again.value = held.value;
  again.focus({ preventScroll: true });
}

function putRegion(name, markup) {
  const region = document.querySelector(`[data-region="${name}"]`);
  if (region === null) return;
  const fresh = document.createElement('template');
  fresh.innerHTML = markup;
  if (region.querySelector(':scope > [data-key]') !== null) putList(region, fresh.content);
  else keepFocus(region, () => region.replaceChildren(fresh.content));
}

const live = document.querySelector('[data-live]')?.dataset.live;
let isFirst = true;
if (live !== undefined) {
  new EventSource(live).addEventListener('message', ({ data }) => {
    const regions = JSON.parse(data);
    for (const [name, markup] of Object.entries(regions)) putRegion(name, markup);
    if (isFirst || 'thread' in regions || 'choices' in regions) toEnd();
    isFirst = false;
  });
}

async function call(method, path, body) {
  said.textContent = '';
  const init = { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  // Sent once more where the answer was lost: what has an id of its own is heard once.
  const answer = await fetch(path, init).catch(() => (body.id === undefined ? undefined : fetch(path, init)));
  if (answer?.ok) return true;
  const problem = await answer?.json().catch(() => undefined);
  said.textContent = problem?.detail ?? 'There was no answer: is the service still running?';
  return false;
}

/** Nothing is pressed twice while the first press is on its way. */
async function whileBusy(button, act) {
  if (button === null || button.ariaBusy === 'true') return;
  // Not disabled: that would take the focus away.
  button.ariaBusy = 'true';
  try {
    await act();
  } finally {
    button.ariaBusy = 'false';
  }
}

const sendText = (text) =>
  call('POST', '/sandbox/texts', { kind: 'text', id: crypto.randomUUID(), from: composer.dataset.phone, text });

document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button === null) return;
  const { text, post, method, body } = button.dataset;
  if (text !== undefined) whileBusy(button, () => sendText(text));
  else if (post !== undefined) whileBusy(button, () => call(method ?? 'POST', post, JSON.parse(body)));
});

async function addPhone(form) {
  const { number, name } = Object.fromEntries(new FormData(form));
  const identities = [{ channel: 'sms', address: number }];
  const isAdded = await call('POST', form.dataset.post, { ...(name === '' ? {} : { name }), identities });
  if (isAdded) form.reset();
}

async function sendForm(form) {
  if (form === composer) {
    const { value } = form.elements.text;
    form.elements.text.value = '';
    if (!(await sendText(value))) form.elements.text.value = value;
    form.elements.text.focus();
  } else if (form.dataset.build === 'phone') await addPhone(form);
  else if (await call('POST', form.dataset.post, Object.fromEntries(new FormData(form)))) form.reset();
}

document.addEventListener('submit', (event) => {
  event.preventDefault();
  const { target: form } = event;
  whileBusy(form.querySelector('[type="submit"]'), () => sendForm(form));
});

toEnd();
