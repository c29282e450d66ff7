/**
 * What the report does in a browser: search, filter and page the findings, and show one in full. Plain text, because it is
 * embedded; every name from a directory goes into the page by textContent alone. It is the only script that the page's
 * content security policy allows, by the hash below (a test computes it again).
 */
export const clientScript = `'use strict';
const rows = JSON.parse(document.getElementById('findings').textContent);
const byId = (id) => document.getElementById(id);
const pageSize = 100;
let shown = rows;
let page = 0;
for (const row of rows) row.text = JSON.stringify(row).toLowerCase();
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
  shown = rows.filter((row) => (!rule || row.rule === rule) && (!severity || row.severity === severity) && words.every((word) => row.text.includes(word)));
  page = 0;
  draw();
}
function draw() {
  const pages = Math.max(1, Math.ceil(shown.length / pageSize));
  page = Math.min(Math.max(page, 0), pages - 1);
  const body = byId('rows');
  body.replaceChildren(...shown.slice(page * pageSize, (page + 1) * pageSize).map(drawRow));
  byId('count').textContent = shown.length + ' of ' + rows.length + ' findings, page ' + (page + 1) + ' of ' + pages;
  byId('previous').disabled = page === 0;
  byId('next').disabled = page >= pages - 1;
}
function drawRow(row) {
  const line = element('tr');
  line.append(element('td', row.severity, row.severity), element('td', row.rule));
  const who = element('td');
  const button = element('button', row.who, 'who');
  button.type = 'button';
  button.addEventListener('click', () => show(row));
  who.append(button);
  line.append(who, element('td', row.found || ''), element('td', row.diagnosis || ''));
  return line;
}
function show(row) {
  const list = element('dl');
  for (const [name, value] of row.details) list.append(element('dt', name), element('dd', value));
  byId('story').replaceChildren(element('h2', row.who + ': ' + row.title), list);
  byId('story').hidden = false;
  byId('story').focus();
}
for (const id of ['search', 'rule', 'severity']) byId(id).addEventListener('input', filter);
byId('previous').addEventListener('click', () => { page -= 1; draw(); });
byId('next').addEventListener('click', () => { page += 1; draw(); });
draw();
`;

/** SHA-256 of the script, Base64, for the content security policy. */
export const clientScriptHash = 'yYGg9C4q8AlcaiGvZJg3c2vgmqkuqEBku6ybYC9RBRg=';
