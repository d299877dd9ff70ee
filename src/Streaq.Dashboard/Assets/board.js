'use strict';
(() => {
  const policy = window.trustedTypes ? trustedTypes.createPolicy('streaq', { createHTML: text => text }) : { createHTML: text => text };
  const main = document.getElementById('main'), live = document.getElementById('live');
  const units = [[86400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']];
  const ago = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'narrow' });
  let tag, timer, edited = false;

  const dress = () => {
    for (const box of document.querySelectorAll('input[name=all]')) box.hidden = false;
    for (const time of document.querySelectorAll('time')) {
      const at = new Date(time.dateTime), seconds = (at - Date.now()) / 1000;
      const [size, unit] = units.find(([size]) => Math.abs(seconds) >= size) || units[3];
      const local = at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
      time.textContent = ago.format(Math.trunc(seconds / size), unit) + (time.closest('.facts') ? ', ' + at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' }) : '');
      time.title = local + '\n' + at.toISOString().replace('T', ' ').replace('Z', ' UTC');
    }
  };

  // What the reader has chosen, opened or marked must not go away below their hands.
  const busy = () => edited || main.querySelector('details[open]') || !getSelection().isCollapsed;

  const look = async () => {
    try {
      const answer = await fetch(location.href, { cache: 'no-store', headers: tag ? { 'If-None-Match': tag } : {} });
      live.textContent = 'Live';
      if (answer.status !== 304 && answer.headers.get('Content-Type')?.startsWith('text/html') && !busy()) {
        const text = await answer.text(), from = text.indexOf('>', text.indexOf('<main')) + 1;
        const focus = document.activeElement, place = [...main.querySelectorAll('a,button,input,summary')].indexOf(focus);
        tag = answer.headers.get('ETag');
        main.innerHTML = policy.createHTML(text.slice(from, text.lastIndexOf('</main>')));
        if (place >= 0) main.querySelectorAll('a,button,input,summary')[place]?.focus({ preventScroll: true });
      }
    } catch {
      live.textContent = 'No answer';
    }
    dress();
    next();
  };

  const isOn = () => live.getAttribute('aria-pressed') === 'true' && !document.hidden;
  const next = () => {
    clearTimeout(timer);
    if (live.dataset.on !== undefined && isOn()) timer = setTimeout(look, 2000);
  };

  dress();
  document.addEventListener('change', event => {
    const box = event.target;
    if (box.name === 'all') for (const other of box.form.querySelectorAll('input[name=id]')) other.checked = box.checked;
    edited = !!main.querySelector('input:checked');
  });
  document.addEventListener('visibilitychange', next);
  if (live.dataset.on !== undefined) {
    live.hidden = false;
    live.addEventListener('click', () => {
      live.setAttribute('aria-pressed', String(!isOn()));
      live.textContent = isOn() ? 'Live' : 'Paused';
      next();
    });
    next();
  }
})();
