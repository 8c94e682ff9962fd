// Starts the circuit and brings it back: a lost connection is said at once, tried again until the server answers, and a circuit that the
// server no longer knows is replaced by loading the same address again. What a person had chosen stands in the address.
(() => {
  'use strict';
  const root = document.documentElement;
  let lostAt = 0, tries = 0, wake = null, trying = false;

  const pause = ms => new Promise(done => { wake = done; setTimeout(done, ms); });
  for (const name of ['online', 'visibilitychange', 'pageshow', 'focus']) addEventListener(name, () => wake && wake());

  const bar = () => document.querySelector('.lostbar');
  const show = () => {
    const el = bar();
    if (!el || !lostAt) return;
    const seconds = Math.round((Date.now() - lostAt) / 1000);
    const text = ` Everything below is from ${window.ccClock.at(lostAt, 'zone')}. Reconnecting, try ${tries}.`;
    el.querySelector('b').textContent = `Connection lost ${seconds} s ago.`;
    el.querySelector('span').textContent = text;
    el.hidden = false;
  };
  const lose = () => {
    if (lostAt) return;
    lostAt = Date.now();
    tries = 0;
    root.classList.add('lost');
    for (const el of document.querySelectorAll('.desk, [data-commands]')) el.setAttribute('inert', '');
    for (const el of document.querySelectorAll('[data-conn]')) el.hidden = el.dataset.conn !== 'lost';
    show();
  };
  const found = () => {
    lostAt = 0;
    root.classList.remove('lost');
    for (const el of document.querySelectorAll('.desk, [data-commands]')) el.removeAttribute('inert');
    for (const el of document.querySelectorAll('[data-conn]')) el.hidden = el.dataset.conn === 'lost';
    const el = bar();
    if (el) el.hidden = true;
  };
  setInterval(show, 1000);

  // a reload while the server is still away would leave the browser's own error page, from which nothing comes back
  const answers = async () => {
    try { return (await fetch('/healthz/live', { cache: 'no-store', signal: AbortSignal.timeout(4000) })).ok; } catch { return false; }
  };
  const again = async () => {
    if (trying) return;
    trying = true;
    while (lostAt) {
      tries++;
      show();
      if (await answers()) {
        let known = false;
        try { known = await Blazor.reconnect(); } catch { known = null; }
        if (known === true) break;
        if (known === false) { location.reload(); return; }
      }
      await pause(Math.min(500 * tries, 4000));
    }
    trying = false;
  };

  const begin = async () => {
    try {
      await Blazor.start({ circuit: { reconnectionHandler: { onConnectionDown() { lose(); again(); }, onConnectionUp: found } } });
      root.classList.add('started');
    } catch {
      lose();
      while (!(await answers())) { tries++; show(); await pause(2000); }
      location.reload();
    }
  };
  begin();
})();
