import asc from 'assemblyscript/asc';

/**
 * Compiles kernel/ of a folder.
 *
 * @param {string} folder
 * @param {string} outFile relative to the folder.
 * @throws Error with what the compiler said.
 */
export async function compileKernel(folder, outFile) {
  const { error, stderr } = await asc.main([
    ...['kernel/index.ts', '--baseDir', folder, '--outFile', outFile, '--runtime', 'stub', '-O3'],
    // One memory for both threads, which the program makes (src/evidence/compact/memory.ts).
    ...['--importMemory', '--sharedMemory', '--initialMemory', '2', '--maximumMemory', '65536'],
    ...['--enable', 'simd', '--enable', 'threads', '--use', 'abort='],
    // Vectors go from one function of the kernel to another, never out of it.
    ...['--disableWarning', '112'],
  ]);
  const said = stderr.toString();
  if (error || said !== '') throw new Error(`kernel/ does not compile as it is:\n${said}`);
}
