/**
 * What the report does in a browser: search, filter and page the findings, and show one person in full. Plain text, because
 * it is embedded; every name from a directory goes into the page by textContent alone. It is the only script that the page's
 * content security policy allows, by the hash below (a test computes it again). Rows are the arrays of findings-data.ts.
 */
export const clientScript = `'use strict';
const data = JSON.parse(document.getElementById('findings').textContent);
const byId = (id) => document.getElementById(id);
const pageSize = 100;
const rows = data.rows.map(([rule, severity, person, unit, found, diagnosis, details]) =>
  ({ rule: data.rules[rule], severity: data.severities[severity], person, unit, found, diagnosis, details }));
const persons = new Map();
for (const row of rows) {
  row.who = data.people[row.person];
  row.ou = row.unit < 0 ? '' : data.units[row.unit];
  row.text = [row.who, row.rule.id, row.found, row.diagnosis, row.ou, ...row.details.filter((part) => typeof part === 'string')].join(' ').toLowerCase();
  if (!persons.has(row.person)) persons.set(row.person, []);
  persons.get(row.person).push(row);
}
let shown = rows;
let page = 0;
let opener;
function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}
function filter() {
  const words = byId('search').value.toLowerCase().split(/\\s+/).filter(Boolean);
  const rule = byId('rule').value;
  const severity = byId('severity').value;
  const unit = byId('unit').value;
  shown = rows.filter((row) => (!rule || row.rule.id === rule) && (!severity || row.severity === severity) && (!unit || row.ou === unit || row.ou.endsWith(',' + unit)) && words.every((word) => row.text.includes(word)));
  page = 0;
  draw();
}
function draw() {
  const pages = Math.max(1, Math.ceil(shown.length / pageSize));
  page = Math.min(Math.max(page, 0), pages - 1);
  byId('rows').replaceChildren(...shown.slice(page * pageSize, (page + 1) * pageSize).map(drawRow));
  byId('count').textContent = shown.length + ' of ' + rows.length + ' findings, page ' + (page + 1) + ' of ' + pages;
  byId('previous').disabled = page === 0;
  byId('next').disabled = page >= pages - 1;
}
function drawRow(row) {
  const line = element('tr');
  line.append(element('td', row.severity, row.severity), element('td', row.rule.id));
  const who = element('td');
  const button = element('button', row.who, 'who');
  button.type = 'button';
  button.addEventListener('click', () => show(row, button));
  who.append(button);
  line.append(who, element('td', row.found), element('td', row.diagnosis));
  return line;
}
function show(row, button) {
  opener = button;
  const story = byId('story');
  story.replaceChildren(element('h3', row.who));
  for (const one of persons.get(row.person)) {
    if (row.person === 0 && one !== row) continue;
    const list = element('dl');
    for (let index = 0; index < one.details.length; index += 2) {
      const value = one.details[index + 1];
      list.append(element('dt', data.names[one.details[index]]), element('dd', typeof value === 'number' ? data.texts[value] : value));
    }
    story.append(element('h4', one.severity + ' ' + one.rule.id + ': ' + one.rule.title, one.severity), list);
  }
  const close = element('button', 'Back to the table');
  close.type = 'button';
  close.addEventListener('click', hide);
  story.append(close);
  story.hidden = false;
  story.focus();
}
function hide() {
  byId('story').hidden = true;
  if (opener && opener.isConnected) opener.focus();
  else byId('search').focus();
}
for (const id of ['search', 'rule', 'severity', 'unit']) byId(id).addEventListener('input', filter);
for (const [id, step] of [['previous', -1], ['next', 1]]) byId(id).addEventListener('click', () => { page += step; draw(); });
byId('story').addEventListener('keydown', (event) => { if (event.key === 'Escape') hide(); });
draw();
`;

/** SHA-256 of the script, Base64, for the content security policy. */
export const clientScriptHash = '8/kdZYLu5Zqu+YDUyKIwDA0xsPfCxl+8K0oye9ejEoI=';
