// Runs in the head, before the first paint: the theme that a person chose, else the system's, and the wallboard's size.
(() => {
  'use strict';
  const root = document.documentElement;
  const light = matchMedia('(prefers-color-scheme: light)');
  const read = () => { try { return localStorage.getItem('cc-theme'); } catch { return null; } };
  const apply = () => {
    const chosen = read();
    const theme = chosen === 'dark' || chosen === 'light' ? chosen : light.matches ? 'light' : 'dark';
    root.classList.toggle('light', theme === 'light');
    root.classList.toggle('dark', theme === 'dark');
  };
  apply();
  light.addEventListener('change', apply);
  addEventListener('storage', e => { if (e.key === 'cc-theme') apply(); });
  root.classList.toggle('wall', location.pathname === '/wall');
  window.ccTheme = {
    toggle() {
      const next = root.classList.contains('light') ? 'dark' : 'light';
      try { localStorage.setItem('cc-theme', next); } catch { /* private window: the choice lasts until reload */ }
      root.classList.toggle('light', next === 'light');
      root.classList.toggle('dark', next === 'dark');
    },
    wall(on) { root.classList.toggle('wall', on); },
  };
})();
