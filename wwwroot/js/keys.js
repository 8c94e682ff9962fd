// Keys: Ctrl K finds an order, ? lists the keys, arrows and Enter work in lists, one letter per harmless command. Letters act only outside inputs,
// and a person can switch them off. Buttons carry data-press (theme, find, keys, close); commands carry data-key.
(() => {
  'use strict';
  const off = () => { try { return localStorage.getItem('cc-keys') === 'off'; } catch { return false; } };
  const writing = el => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName));
  const dialog = id => document.getElementById(id);
  const open = id => {
    const el = dialog(id);
    if (!el || el.open) return;
    for (const other of document.querySelectorAll('dialog[open]')) other.close();
    el.showModal();
    const field = el.querySelector('input[type=search]');
    if (field) { field.value = ''; field.focus(); }
  };
  const press = { theme: () => window.ccTheme.toggle(), find: () => open('find'), keys: () => open('keys'), close: el => el.closest('dialog')?.close(), print: () => print() };

  addEventListener('click', e => {
    const el = e.target.closest?.('[data-press]');
    if (el) press[el.dataset.press]?.(el);
    else if (e.target.tagName === 'DIALOG') e.target.close();
    for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(e.target)) menu.open = false;
    const row = e.target.closest?.('[data-rows] [data-row]');
    if (row && !e.target.closest('a,button,input,summary,select') && !String(getSelection())) go(row);
  });
  // what is shown once can be taken along at once
  addEventListener('click', async e => {
    const button = e.target.closest?.('[data-copy]');
    if (!button) return;
    const text = dialog(button.dataset.copy)?.textContent ?? '';
    try { await navigator.clipboard.writeText(text); button.textContent = 'Copied'; }
    catch { getSelection().selectAllChildren(dialog(button.dataset.copy)); button.textContent = 'Selected: Ctrl C'; }
  });
  addEventListener('change', e => {
    if (e.target.matches?.('[data-letters]')) try { localStorage.setItem('cc-keys', e.target.checked ? 'on' : 'off'); } catch { /* lasts until reload */ }
    const form = e.target.form;
    if (form && form.matches('[data-auto]')) form.requestSubmit();
  });
  addEventListener('toggle', e => { if (e.target.id === 'keys') { const box = e.target.querySelector('[data-letters]'); if (box) box.checked = !off(); } }, true);

  const go = row => (row.querySelector('[data-open]') ?? row.querySelector('a'))?.click();
  const rows = from => [...(from?.closest('[data-rows]') ?? document.querySelector('.main [data-rows]'))?.querySelectorAll('[data-row]') ?? []];
  const focus = row => { row.tabIndex = -1; row.focus(); row.scrollIntoView({ block: 'nearest' }); };

  addEventListener('keydown', e => {
    if ((e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey && e.key.toLowerCase() === 'k') { e.preventDefault(); open('find'); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || writing(e.target)) return;
    if (document.querySelector('dialog[open]')) return;
    if (e.key === 'Escape') { for (const menu of document.querySelectorAll('details.menu[open]')) menu.open = false; return; }
    // j and k are the arrows of those whose hands stay on the letters
    const letter = !off() && !e.shiftKey && (e.key === 'j' || e.key === 'k') && document.querySelector('.main [data-rows]');
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp' || letter) {
      if (e.target.closest?.('[role=tablist],select')) return;
      const list = rows(e.target.closest?.('[data-rows]') ? e.target : null);
      if (!list.length) return;
      const here = list.indexOf(e.target.closest?.('[data-row]'));
      const next = list[Math.max(0, Math.min(list.length - 1, here < 0 ? 0 : here + (e.key === 'ArrowDown' || e.key === 'j' ? 1 : -1)))];
      e.preventDefault();
      focus(next);
      return;
    }
    if (e.key === 'Enter' && e.target.matches?.('[data-row]')) { e.preventDefault(); go(e.target); return; }
    if (off() || e.repeat) return;
    if (e.key === '?') { open('keys'); return; }
    const name = (e.shiftKey && /^[a-z]$/i.test(e.key) ? 'Shift ' : '') + e.key.toUpperCase();
    const command = [...document.querySelectorAll('[data-key]')].find(b => b.dataset.key === name && !b.disabled && !b.closest('[inert]'));
    if (command) { e.preventDefault(); if (command.matches('input')) command.focus(); else command.click(); }
  });
  // the page's own part only: the frame around it stays where it is
  const center = el => {
    const part = el.closest('.main');
    const [at, seen] = [el.getBoundingClientRect(), part.getBoundingClientRect()];
    part.scrollTop += at.top - seen.top - (seen.height - at.height) / 2;
  };
  window.ccKeys = {
    close: id => dialog(id)?.close(), show: open,
    // a row of a list, or a heading, that is to have the focus
    row: id => { const el = document.getElementById(id); if (el && !document.querySelector('dialog[open]')) focus(el); },
    // what the page was opened for: where it stands, or where it is listed
    asked: () => {
      const all = [...document.querySelectorAll('.main .asked')];
      const el = all.find(e => e.querySelector('.asked-w')) ?? all[0];
      if (el && !document.querySelector('dialog[open]')) { el.tabIndex = -1; el.focus({ preventScroll: true }); center(el); }
    },
    // the address of what is selected, without a navigation
    remember: url => history.replaceState(history.state, '', url),
  };
})();
