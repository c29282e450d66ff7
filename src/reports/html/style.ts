/** The report's style: light and dark by the reader's setting, printable, readable on a phone. */
export const style = `
:root { color-scheme: light dark; --line: #8886; --bad: #b3261e; --note: #8a5a00; --good: #1b6e3c; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --note: #ffcc66; --good: #7fd8a0; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }
h1 { line-height: 1.25; }
.blocked, .bad, .error { color: var(--bad); }
.indeterminate, .partial, .note, .warning { color: var(--note); }
.cleared, .good { color: var(--good); }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); overflow-wrap: anywhere; padding: .3rem .5rem; text-align: left; vertical-align: top; }
td.number { text-align: right; }
meter { width: 8rem; }
.scroll { overflow-x: auto; }
.controls { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin: 1rem 0; }
.controls label { display: flex; flex-direction: column; }
input, select, button { font: inherit; }
button.who { background: none; border: 0; color: inherit; cursor: pointer; padding: 0; text-align: left; text-decoration: underline; }
#story { border: 1px solid var(--line); margin: 1rem 0; padding: 0 1rem; }
dt { font-weight: 600; }
dd { margin: 0 0 .5rem; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
@media print { .controls, .pager { display: none; } }
`;
