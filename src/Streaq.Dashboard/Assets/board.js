'use strict';
const all = query => [...document.querySelectorAll(query)];
const stops = () => all('a,button,input,summary');
const [main, live] = all('#live, main').reverse();
const policy = window.trustedTypes?.createPolicy('streaq', { createHTML: text => text });
const ago = new Intl.RelativeTimeFormat('en', { style: 'narrow' });
const units = [['day', 86400], ['hour', 3600], ['minute', 60]];
let tag = '', on = true, timer;

const dress = () => {
  for (const time of all('time')) {
    const at = new Date(time.dateTime), age = (at - Date.now()) / 1000;
    const [unit, size] = units.find(([, size]) => Math.abs(age) >= size) ?? ['second', 1];
    const exact = at.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' });
    time.textContent = ago.format(Math.trunc(age / size), unit) + (time.closest('.facts') ? ', ' + exact : '');
    time.title = `${exact}\nUTC ${time.dateTime.slice(0, -1)}`;
  }
};

const look = async () => {
  let word;
  try {
    const answer = await fetch('', { headers: { 'If-None-Match': tag } });
    const part = (await answer.text()).split(/<main.*?>|<\/main>/)[1];
    // No update while a box is checked, details open or text selected.
    if (part && !main.querySelector(':checked, [open]') && getSelection().isCollapsed) {
      const place = stops().indexOf(document.activeElement);
      tag = answer.headers.get('ETag');
      main.innerHTML = policy?.createHTML(part) ?? part;
      stops()[place]?.focus({ preventScroll: true });
    }
  } catch {
    word = 'No answer';
  }
  dress();
  next(word);
};

const next = (word = 'Live') => {
  clearTimeout(timer);
  live.textContent = on ? word : 'Paused';
  if (on && !document.hidden) timer = setTimeout(look, 2000);
};

dress();
document.onchange = ({ target }) => {
  if (target.name === 'all') for (const box of all('[name=id]')) box.checked = target.checked;
};
if (live) {
  live.hidden = false;
  live.onclick = () => {
    live.ariaPressed = on = !on;
    next();
  };
  document.onvisibilitychange = () => next();
  next();
}
