/** The report's style: light and dark by the reader's setting, printable, readable on a phone. */
export const style = `
:root { color-scheme: light dark; --line: #8886; --bad: #b3261e; --note: #8a5a00; --good: #1b6e3c; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --note: #ffcc66; --good: #7fd8a0; } }
html { background: Canvas; color: CanvasText; }
body { background: Canvas; font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem; }
h1 { line-height: 1.25; }
.blocked, .bad, .error { color: var(--bad); }
.indeterminate, .partial, .note, .warning { color: var(--note); }
.cleared, .good { color: var(--good); }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); overflow-wrap: anywhere; padding: .3rem .5rem; text-align: left; vertical-align: top; }
td.number { text-align: right; }
meter { width: 8rem; }
meter.bad::-webkit-meter-optimum-value { background: var(--bad); }
meter.note::-webkit-meter-optimum-value { background: var(--note); }
meter.bad::-moz-meter-bar { background: var(--bad); }
meter.note::-moz-meter-bar { background: var(--note); }
.scroll { overflow-x: auto; }
.controls { display: flex; flex-wrap: wrap; gap: .5rem 1rem; margin: 1rem 0; }
.controls label { display: flex; flex-direction: column; }
input, select, button { font: inherit; }
button.who { background: none; border: 0; color: inherit; cursor: pointer; padding: 0; text-align: left; text-decoration: underline; }
#story { border: 1px solid var(--line); margin: 1rem 0; padding: 0 1rem 1rem; }
.skip { left: 0; padding: .3rem .6rem; position: absolute; top: -4rem; }
.skip:focus { background: Canvas; top: 0; }
:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
@media (max-width: 40rem) { body { padding: .5rem; } meter { width: 4rem; } .controls label, input, select { width: 100%; } }
thead th { overflow-wrap: normal; white-space: nowrap; }
h1 { border-left: .4rem solid; padding-left: .8rem; }
h4 { margin: 1rem 0 .3rem; }
dl { display: grid; gap: .2rem 1rem; grid-template-columns: minmax(7rem, 12rem) 1fr; margin: 0; }
dt { font-weight: 600; }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) { dl { display: block; } dd { margin-bottom: .5rem; } }
code { overflow-wrap: anywhere; }
@media print { .controls, .pager, .skip, #story button { display: none; } .scroll { overflow: visible; } body { max-width: none; } }
`;
