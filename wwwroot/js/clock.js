// Everything on a page that moves with time alone: countdowns, ages, times of day in the viewer's zone. The server sends instants, never ticking text.
//   data-until=MS   countdown to a deadline      data-run=MS  a timer that runs up from there      data-since=MS  age, long past a date      data-at=MS  time of day      data-cutover=MS  T+/T−
//   data-clock=date|time   now                   data-asof=MS   tooltip with the instant that a figure speaks for
// Deadlines are the server's; its clock is learned from data-heard=MS, which changes with every snapshot.
(() => {
  'use strict';
  const offsets = [];
  let offset = Number(document.querySelector('meta[name=cc-now]')?.content) || 0;
  offset = offset ? Date.now() - offset : 0;
  let heardAt = 0;
  const now = () => Date.now() - offset;

  // a message is always late, never early: the smallest difference is the best guess of how far the clocks are apart
  const heard = server => {
    heardAt = Date.now();
    offsets.push(heardAt - server);
    if (offsets.length > 40) offsets.shift();
    offset = Math.min(...offsets);
  };

  const two = n => String(n).padStart(2, '0');
  const age = ms => {
    if (ms < 0) ms = 0;
    if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
    const s = Math.round(ms / 1000);
    if (s < 60) return `${s} s`;
    if (s < 3600) return `${Math.floor(s / 60)} m ${s % 60} s`;
    if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} m`;
    return `${Math.floor(s / 86400)} d ${Math.floor(s % 86400 / 3600)} h`;
  };
  const hms = s => s < 3600 ? `${two(Math.floor(s / 60))}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s % 3600 / 60))}:${two(s % 60)}`;
  const left = ms => ms >= 0 ? hms(Math.ceil(ms / 1000)) : `+${hms(Math.floor(-ms / 1000))}`;
  const cutover = ms => {
    const sign = ms < 0 ? '−' : '+';
    const s = Math.floor(Math.abs(ms) / 1000);
    if (s >= 48 * 3600) return `T${sign}${Math.floor(s / 86400)} d ${two(Math.floor(s % 86400 / 3600))}:${two(Math.floor(s % 3600 / 60))}`;
    return `T${sign}${two(Math.floor(s / 3600))}:${two(Math.floor(s % 3600 / 60))}:${two(s % 60)}`;
  };

  const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const zone = date => {
    const part = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(date).find(p => p.type === 'timeZoneName');
    return part ? part.value : 'UTC';
  };
  const time = d => `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
  const date = d => `${days[d.getDay()]} ${d.getDate()} ${months[d.getMonth()]} ${d.getFullYear()}`;
  const at = (ms, form) => {
    const d = new Date(ms), today = new Date(now());
    const sameDay = d.toDateString() === today.toDateString();
    const near = Math.abs(ms - now()) < 300 * 86400e3;
    const day = sameDay ? '' : `${d.getDate()} ${months[d.getMonth()]}${near ? '' : ' ' + d.getFullYear()} `;
    return day + time(d) + (form === 'zone' ? ` ${zone(d)}` : '');
  };
  // nobody reckons with thousands of days: what is long past has a date
  const ago = ms => { const d = new Date(ms); return now() - ms < 100 * 86400e3 ? age(now() - ms) : `${d.getDate()} ${months[d.getMonth()]} ${d.getFullYear()}`; };
  const whole = ms => { const d = new Date(ms); return `${date(d)}, ${time(d)} ${zone(d)}`; };

  const write = (el, text) => {
    const first = el.firstChild;
    if (!first) el.appendChild(document.createTextNode(text));
    else if (first.data !== text) first.data = text;
  };
  const lost = () => document.documentElement.classList.contains('lost');

  const fill = el => {
    const d = el.dataset;
    if (d.until) {
      const ms = Number(d.until) - now(), over = ms < 0, soon = !over && ms < Number(el.closest('[data-soon]')?.dataset.soon ?? 300000);
      write(el, left(ms));
      el.classList.toggle('crit', over);
      el.classList.toggle('warn', soon);
      const row = el.closest('[data-timer]');
      if (row) { row.classList.toggle('over', over); row.classList.toggle('soon', soon); }
    } else if (d.run) write(el, hms(Math.max(0, Math.floor((now() - Number(d.run)) / 1000))));
    else if (d.since) write(el, ago(Number(d.since)));
    else if (d.at) { write(el, at(Number(d.at), d.form)); if (el.title === '') el.title = whole(Number(d.at)); }
    else if (d.cutover) write(el, cutover(now() - Number(d.cutover)));
    else if (d.clock) { const t = new Date(now()); write(el, d.clock === 'date' ? date(t) : d.clock === 'zone' ? zone(t) : `${time(t)} ${zone(t)}`); }
    else if (d.asof) el.title = `as of ${at(Number(d.asof), 'zone')}, ${age(now() - Number(d.asof))} old`;
    else if (d.heard && Number(d.heard) !== Number(d.known)) { d.known = d.heard; heard(Number(d.heard)); }
  };

  const moving = '[data-until],[data-run],[data-since],[data-cutover],[data-clock]';
  const all = `${moving},[data-at],[data-asof],[data-heard]`;
  const tick = () => { if (!lost() || document.hidden) document.querySelectorAll(moving).forEach(fill); else document.querySelectorAll('[data-clock],[data-cutover],[data-until],[data-run],.lostbar [data-since]').forEach(fill); };
  const names = ['data-until', 'data-run', 'data-since', 'data-at', 'data-cutover', 'data-asof', 'data-heard', 'data-clock'];
  new MutationObserver(changes => {
    for (const change of changes) {
      if (change.type === 'attributes') { if (change.attributeName === 'data-at') change.target.removeAttribute('title'); fill(change.target); continue; }
      for (const node of change.addedNodes) {
        if (node.nodeType !== 1) continue;
        if (node.matches(all)) fill(node);
        if (node.firstElementChild) node.querySelectorAll(all).forEach(fill);
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: names });
  const start = () => document.querySelectorAll(all).forEach(fill);
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start); else start();
  setInterval(tick, 500);
  setInterval(() => document.querySelectorAll('[data-asof]').forEach(fill), 5000);

  window.ccClock = { now, age, at, zone: () => Intl.DateTimeFormat().resolvedOptions().timeZone, silentFor: () => heardAt ? Date.now() - heardAt : 0 };
})();
