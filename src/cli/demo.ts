import { runWorkshop } from './workshop.js';

/** Runs the demo in the current folder and returns its exit code. */
export const demoCommand = (): Promise<number> => runWorkshop('demo/main.js', []);
