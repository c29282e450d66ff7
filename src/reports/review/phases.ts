import { type Phase, phases } from '../../domain/phase.js';

/**
 * The phases as a Mermaid diagram: where the environment is, and where the proposal moves it. Moves: contract, "Stacks".
 */
export function phaseDiagram(base: Phase | undefined, head: Phase | undefined): string {
  const moves = [
    'assess --> stage --> cutover --> complete',
    'stage --> assess',
    'stage & cutover & complete --> rollback',
    'rollback --> assess',
  ];
  const moved = base !== undefined && head !== undefined && base !== head;
  return [
    '```mermaid',
    'flowchart LR',
    ...moves.map((line) => `  ${line}`),
    ...phases.map((phase) => `  ${phase}(${phase}${markOf(phase, base, head)})`),
    '  classDef current fill:#1f6feb,color:#ffffff,stroke-width:3px',
    ...(moved ? ['  classDef proposed stroke:#d29922,stroke-width:3px,stroke-dasharray:5'] : []),
    ...(base === undefined ? [] : [`  class ${base} current`]),
    ...(moved ? [`  class ${head} proposed`] : []),
    '```',
  ].join('\n');
}

function markOf(phase: Phase, base: Phase | undefined, head: Phase | undefined): string {
  if (phase === base) return ': now';
  return phase === head ? ': proposed' : '';
}
